"""A folder in, documents and a report of each file out."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import CorpusError
from rag.intake import read_corpus, report_lines
from rag.settings import Settings
from rag.types import FileReport

TEXT = "关于支持企业发展的通知\n第一条 支持动漫企业，补贴上限为50万元。\n"


def test_one_bad_file_never_stops_the_rest(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.MD").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT + "第二条", encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01")
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "photo.tiff").write_bytes(b"x")
    (tmp_path / "manifest.jsonl").write_text(
        '{"doc_id": "a.txt", "title": "甲办法"}', encoding="utf-8"
    )
    documents, files = read_corpus(Settings(corpus_dir=tmp_path))
    assert [document.doc_id for document in documents] == ["a.txt", "sub/b.MD"]
    assert documents[0].facts.title.value == "甲办法"
    assert [(file.doc_id, bool(file.reason)) for file in files] == [
        ("a.txt", False),
        ("bad.txt", True),
        ("link.txt", True),
        ("photo.tiff", True),
        ("sub/b.MD", False),
    ]
    assert files[1].reason == "binary content; save it as UTF-8 text or take it out"


def test_a_folder_without_a_document_says_why(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no readable document"):
        read_corpus(Settings(corpus_dir=tmp_path))
    (tmp_path / "bad.txt").write_bytes(b"\x00")
    with pytest.raises(CorpusError, match=r"skipped bad\.txt: binary content"):
        read_corpus(Settings(corpus_dir=tmp_path))


def test_the_same_file_twice_and_a_page_of_menus_are_warned_of(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "c.html").write_text("<html><script>第一条</script></html>", encoding="utf-8")
    _, files = read_corpus(Settings(corpus_dir=tmp_path))
    assert [line for file in files for line in file.problems()] == [
        "warning b.txt: holds the same as a.txt; take one out",
        "warning c.html: nothing is left of it when menus and the like are taken off",
    ]


def test_the_limits_of_the_settings_hold(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "large.txt").write_text(TEXT * 20_000, encoding="utf-8")
    _, files = read_corpus(Settings(corpus_dir=tmp_path, file_megabytes=1))
    assert files[1].reason.startswith("1.8 MB, more than 1")


def test_a_short_report_has_the_problems_and_counts() -> None:
    taken = [FileReport(f"{n}.txt", passages=3) for n in range(1000)]
    assert report_lines(taken, {}, full=False) == []
    warned = FileReport("warned.pdf", passages=1, warnings=("page 2 is not read",))
    bad = FileReport("bad.pdf", "damaged PDF")
    assert report_lines([*taken, bad, warned], {}, full=False) == [
        "skipped bad.pdf: damaged PDF",
        "warning warned.pdf: page 2 is not read",
        "1002 files: 1001 taken (1 with a warning), 1 skipped",
    ]
    lines = report_lines([bad] * 300, {}, full=False)
    assert len(lines) == 22
    assert lines[-2] == "and 280 more lines: --verbose prints them all"


def test_a_full_report_has_a_line_for_each_file() -> None:
    files = [FileReport("a.txt", passages=12), FileReport("bad.pdf", "damaged PDF")]
    changes = {"a.txt": "added", "bad.pdf": "removed", "gone.txt": "removed"}
    assert report_lines(files, changes, full=True) == [
        "taken a.txt: 12 passages, added",
        "skipped bad.pdf: damaged PDF",
        "removed gone.txt",
        "2 files: 1 taken (0 with a warning), 1 skipped",
    ]
