"""The files of a corpus folder: names, links, sizes, hashes, the manifest."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from rag.errors import CorpusError
from rag.files import LONGEST_NAME, corpus_files, corpus_hashes, read_manifest
from rag.intake import read_corpus
from rag.settings import Settings

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
TEXT = "第一条 支持动漫企业，补贴上限为50万元。\n"


def refusals(folder: Path) -> dict[str, str]:
    """Return why files are refused, by name."""
    return {file.doc_id: file.refusal for file in corpus_files(folder, 1) if file.refusal}


def test_visible_files_are_listed_by_name(tmp_path: Path) -> None:
    for name in ("b.txt", "sub/a.MD", ".d.txt", ".hidden/c.txt", "manifest.jsonl", "examples.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert [file.doc_id for file in corpus_files(tmp_path, 1)] == ["b.txt", "sub/a.MD"]
    assert refusals(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "shown", "reason"),
    [
        ("a\nskipped b.txt: c.txt", r"a\nskipped b.txt: c.txt", "U+000A"),
        ("a\x1b[31m.txt", r"a\x1b[31m.txt", "U+001B"),
        ("a\u202etxt.exe.txt", r"a\u202etxt.exe.txt", "U+202E"),
        ("a\u2028.txt", r"a\u2028.txt", "U+2028"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused(
    tmp_path: Path, name: str, shown: str, reason: str
) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert list(refusals(tmp_path)) == [shown]
    assert reason in refusals(tmp_path)[shown]


def test_wide_spaces_and_private_signs_may_stand_in_a_name(tmp_path: Path) -> None:
    for name in ("关于　支持.txt", "办法\ue000.txt", "方案\u200b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert refusals(tmp_path) == {}


def test_long_names_and_deep_folders_are_refused_and_shown_short(tmp_path: Path) -> None:
    folder = tmp_path / ("长" * 80) / ("名" * 80) / ("字" * 80)
    folder.mkdir(parents=True)
    (folder / "一二三四五六七八.txt").write_text(TEXT, encoding="utf-8")
    (folder / "一二三四五六七八九十.txt").write_text(TEXT, encoding="utf-8")
    deep = tmp_path
    for _ in range(200):
        deep = deep / "d"
        deep.mkdir()
    found = refusals(tmp_path)
    assert [name[:2] for name in found] == ["d/", "长长"]
    assert {len(name) for name in found} == {80}
    assert set(found.values()) == {
        f"a name of 257 characters, more than {LONGEST_NAME}; shorten it"
    }


def test_a_name_in_the_encoding_of_old_archives_is_read(tmp_path: Path) -> None:
    os.close(os.open(os.fsencode(tmp_path) + b"/" + "办法.txt".encode("gb18030"), os.O_CREAT))
    assert [file.doc_id for file in corpus_files(tmp_path, 1)] == ["办法.txt"]
    (tmp_path / "办法.txt").write_text(TEXT, encoding="utf-8")
    assert "same name in another encoding" in refusals(tmp_path)["办法.txt"]


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    for folder in (corpus, outside):
        folder.mkdir()
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "inside.txt").symlink_to(corpus / "a.txt")
    (corpus / "out.txt").symlink_to(outside / "a.txt")
    (corpus / "device.txt").symlink_to("/dev/zero")
    (corpus / "gone.txt").symlink_to(corpus / "nowhere")
    (corpus / "circle.txt").symlink_to(corpus / "circle.txt")
    (corpus / "folder").symlink_to(outside)
    found = refusals(corpus)
    assert sorted(found) == ["circle.txt", "device.txt", "folder", "gone.txt", "out.txt"]
    assert "leads out of the corpus folder" in found["out.txt"]
    assert "leads out of the corpus folder" in found["device.txt"]
    assert "not followed" in found["folder"]
    assert "cannot be read" in found["gone.txt"]
    assert "cannot be read" in found["circle.txt"]


def test_a_corpus_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert refusals(tmp_path / "link") == {}


def test_pipes_large_files_and_unknown_endings_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "large.txt").write_bytes(b"a" * 1_100_000)
    (tmp_path / "exact.txt").write_bytes(b"a" * 1_000_000)
    (tmp_path / "photo.tiff").write_bytes(b"II")
    found = refusals(tmp_path)
    assert sorted(found) == ["large.txt", "photo.tiff", "pipe.txt"]
    assert found["large.txt"] == "1.1 MB, more than 1; split it, or raise RAG_FILE_MEGABYTES"
    assert "no ordinary file" in found["pipe.txt"]
    assert "no reader for '.tiff'" in found["photo.tiff"]


def test_hashes_are_of_the_files_that_may_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 cut")
    (tmp_path / "c.tiff").write_bytes(b"II")
    found = corpus_hashes(tmp_path, corpus_files(tmp_path, 1))
    assert list(found) == ["a.txt", "b.pdf"]
    assert found["a.txt"] == read_corpus(Settings(corpus_dir=tmp_path))[0][0].sha256


def test_an_old_word_file_is_read_again_once_libreoffice_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    (tmp_path / "old.doc").write_bytes(b"old")
    before = corpus_files(tmp_path, 1)[0].digest
    (programs / "soffice").write_text("#!/bin/sh\n", encoding="utf-8")
    (programs / "soffice").chmod(0o755)
    after = corpus_files(tmp_path, 1)[0].digest
    assert after == f"{before} LibreOffice"


def test_missing_folder_and_empty_folder_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="create it"):
        corpus_files(tmp_path / "nowhere", 1)
    with pytest.raises(CorpusError, match="no readable document"):
        corpus_hashes(tmp_path, corpus_files(tmp_path, 1))
    (tmp_path / "photo.tiff").write_bytes(b"II")
    with pytest.raises(CorpusError, match=r"[(]skipped photo\.tiff: no reader"):
        corpus_hashes(tmp_path, corpus_files(tmp_path, 1))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch(0o200)
    assert refusals(tmp_path) == {"a.txt": "cannot be read (Permission denied); check its rights"}


# --- the manifest -----------------------------------------------------------------------------


def test_manifest_is_keyed_by_document(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == {}
    (tmp_path / "manifest.jsonl").write_text(
        '{"doc_id": "a.txt", "title": "甲"}\n\n{"doc_id": "b.txt"}\n', encoding="utf-8"
    )
    assert read_manifest(tmp_path) == {
        "a.txt": {"doc_id": "a.txt", "title": "甲"},
        "b.txt": {"doc_id": "b.txt"},
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 2 is not JSON"),
        ("[]", "line 2 has no"),
        ('{"title": "甲"}', "line 2 has no"),
        ('{"doc_id": 3}', "line 2 has no"),
        ('{"doc_id": "a.txt"}', "line 2 repeats"),
        ("[" * 100_000, "line 2 is not JSON"),
    ],
)
def test_malformed_manifest_names_the_line(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "manifest.jsonl").write_text('{"doc_id": "a.txt"}\n' + line, encoding="utf-8")
    with pytest.raises(CorpusError, match=reason):
        read_manifest(tmp_path)


def test_shipped_manifest_describes_the_shipped_documents() -> None:
    documents, files = read_corpus(Settings(corpus_dir=CORPUS))
    manifest = read_manifest(CORPUS)
    assert documents
    assert not [line for file in files for line in file.problems()]
    for document in documents:
        assert manifest[document.doc_id]["sha256"] == document.sha256
    assert json.dumps(manifest, ensure_ascii=False).count("http") == 0  # no address was given
