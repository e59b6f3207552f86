"""A corpus that changes: only what changed is made, and the index is the one of a full rebuild."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Settings, earlier
from rag.errors import IndexMismatch
from rag.index import load_index
from rag.indexing import build_index, open_index
from rag.manifest import MANIFEST, manifest_stamp
from rag.types import Document
from rag.worker import Entry, Worker
from tests.changing import CountingEncoder, assert_as_rebuilt, assert_same, build, write


def test_any_run_of_changes_gives_the_index_of_a_rebuild(
    settings: Settings, tmp_path: Path
) -> None:
    build(settings)
    chance = random.Random(7)
    names = ["a.txt", "b.txt", "c.md", "d.txt", "0.txt", "下/e.txt", "z.txt"]
    (settings.corpus_dir / "下").mkdir()
    for _ in range(25):
        for name in chance.sample(names, chance.randint(1, 3)):
            path = settings.corpus_dir / name
            if path.exists() and chance.random() < 0.4 and len(list_of(settings)) > 1:
                path.unlink()
            else:
                write(settings.corpus_dir, name, *chance.sample(range(10, 20), 4))
        built, _ = build(settings)
        assert_same(built.index, load_index(settings.index_dir))
        assert_as_rebuilt(settings, tmp_path)


def list_of(settings: Settings) -> list[Path]:
    return [path for path in settings.corpus_dir.rglob("*") if path.is_file()]


def reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return where the names of the files that are read from now on are put."""
    read: list[str] = []
    really = Worker.read

    def note(self: Worker, path: Path, doc_id: str, entry: Entry | None = None) -> Document:
        read.append(doc_id)
        return really(self, path, doc_id, entry)

    monkeypatch.setattr(Worker, "read", note)
    return read


def test_what_was_done_is_said_and_only_that_is_done(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    built, _ = build(settings)
    assert "built: 4 documents, " in built.summary(settings.index_dir)
    assert built.count() == {"added": 4, "changed": 0, "removed": 0, "kept": 0}
    read = reading(monkeypatch)
    write(settings.corpus_dir, "b.txt", 11, 12, 99, 14, 15)
    write(settings.corpus_dir, "e.txt", 70)
    (settings.corpus_dir / "d.txt").unlink()
    built, texts = build(settings)
    assert read == ["b.txt", "e.txt"]
    assert built.count() == {"added": 1, "changed": 1, "removed": 1, "kept": 2}
    assert [text for text in texts if "b.txt的" in text] == [
        text for text in texts if "b.txt的" in text and "99万元" in text
    ], "what stayed in a changed document is not encoded again"
    assert built.encoded is not None
    assert built.encoded.passages + built.encoded.sentences == len(texts) > 0
    line = built.summary(settings.index_dir)
    assert line.startswith("updated: 4 documents, ")
    assert "(1 added, 1 changed, 1 removed, 2 kept; " in line
    assert f"{built.encoded.passages} passages and " in line


def test_nothing_is_encoded_for_what_is_only_gone_or_renamed(
    settings: Settings, tmp_path: Path
) -> None:
    build(settings)
    (settings.corpus_dir / "a.txt").unlink()
    (settings.corpus_dir / "b.txt").rename(settings.corpus_dir / "x.txt")
    built, texts = build(settings)
    assert texts == []
    assert built.count() == {"added": 1, "changed": 0, "removed": 2, "kept": 2}
    assert_as_rebuilt(settings, tmp_path)


def test_a_file_that_cannot_be_read_is_told_of_each_time_and_tried_once(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reading(monkeypatch)
    (settings.corpus_dir / "bad.txt").write_bytes(b"\x00")
    (settings.corpus_dir / "photo.tiff").write_bytes(b"II")
    (settings.corpus_dir / "twin.txt").write_bytes((settings.corpus_dir / "a.txt").read_bytes())
    first, _ = build(settings)
    told = [line for file in first.index.files for line in file.problems()]
    assert [line.partition(":")[0] for line in told] == [
        "skipped bad.txt", "skipped photo.tiff", "warning twin.txt",
    ]  # fmt: skip
    assert [file.passages > 0 for file in first.index.files] == [
        True, True, False, True, True, False, True,
    ]  # fmt: skip
    assert first.count() == {"added": 5, "changed": 0, "removed": 0, "kept": 0}
    assert sorted(read) == ["a.txt", "b.txt", "bad.txt", "c.md", "d.txt", "twin.txt"]

    read.clear()
    (settings.corpus_dir / "more.tiff").write_bytes(b"II")
    again, _ = build(settings)
    assert (again.encoded, read) == (None, [])
    assert [file.doc_id for file in again.index.files if file.reason] == [
        "bad.txt", "more.tiff", "photo.tiff",
    ]  # fmt: skip

    (settings.corpus_dir / "a.txt").unlink()  # its twin is one no longer
    write(settings.corpus_dir, "bad.txt", 10)
    (settings.corpus_dir / "b.txt").write_bytes(b"\x00")
    mended, _ = build(settings)
    assert sorted(read) == ["b.txt", "bad.txt"]
    assert mended.changes() == {
        "a.txt": "removed", "b.txt": "removed", "bad.txt": "added", "c.md": "kept",
        "d.txt": "kept", "twin.txt": "kept",
    }  # fmt: skip
    assert not any(file.warnings for file in mended.index.files)
    assert_as_rebuilt(settings, tmp_path)


def test_an_index_that_has_all_is_left_alone(settings: Settings) -> None:
    build(settings)
    before = manifest_stamp(settings.index_dir)
    (settings.index_dir / "data-of-a-killed-build").mkdir()
    (settings.index_dir / "encoded-of-a-killed-build").mkdir()
    built, texts = build(settings)
    assert texts == []
    assert built.summary(settings.index_dir).startswith("up to date: 4 documents, ")
    assert manifest_stamp(settings.index_dir) == before
    assert {p.name[:5] for p in settings.index_dir.iterdir()} == {".lock", MANIFEST[:5], "data-"}


def test_rebuild_takes_nothing_over(settings: Settings) -> None:
    _, texts = build(settings)
    built, again = build(settings, rebuild=True)
    assert again == texts
    assert built.count()["added"] == 4


def test_a_document_is_read_again_when_the_clerk_says_something_else(
    settings: Settings, tmp_path: Path
) -> None:
    clerk = settings.corpus_dir / "manifest.jsonl"
    lines = [{"doc_id": "a.txt", "title": "甲通知"}, {"doc_id": "b.txt", "title": "乙通知"}]
    clerk.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    build(settings)
    lines[1]["title"] = "丙通知"
    clerk.write_text("\n".join(map(json.dumps, reversed(lines))), encoding="utf-8")
    with pytest.raises(IndexMismatch, match=r"the corpus.s manifest[.]jsonl has changed"):
        open_index(settings, CountingEncoder())
    built, texts = build(settings)
    assert built.count() == {"added": 0, "changed": 1, "removed": 0, "kept": 3}
    assert built.index.documents["b.txt"].facts.title.value == "丙通知"
    assert all(text.startswith("丙通知") for text in texts)
    assert_as_rebuilt(settings, tmp_path)


def test_another_version_of_the_program_reads_all_but_encodes_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings)
    monkeypatch.setattr(earlier, "program_digest", lambda: "another")
    really = Worker.read

    def otherwise(self: Worker, path: Path, doc_id: str, entry: Entry | None = None) -> Document:
        return replace(really(self, path, doc_id, entry), pages=(1,))

    monkeypatch.setattr(Worker, "read", otherwise)
    built, texts = build(settings)
    assert texts == []
    assert built.encoded is not None
    assert {document.pages for document in built.index.documents.values()} == {(1,)}


@pytest.mark.parametrize("fault", ["encoder", "passages", "damage", "manifest"])
def test_what_does_not_fit_is_built_anew(settings: Settings, fault: str) -> None:
    class Other(CountingEncoder):
        fingerprint = "other" if fault == "encoder" else CountingEncoder.fingerprint

    _, all_texts = build(settings)
    if fault == "passages":
        settings = settings.model_copy(update={"passage_chars": 60})
    if fault == "damage":
        next(settings.index_dir.glob("data-*/texts.npy")).write_bytes(b"")
    if fault == "manifest":
        (settings.index_dir / MANIFEST).write_text("{}", encoding="utf-8")
    encoder = Other()
    built = build_index(settings, encoder)
    assert built.summary(settings.index_dir).startswith("built: ")
    assert built.count()["kept"] == 0
    assert fault == "passages" or sorted(encoder.texts) == sorted(all_texts)
    assert_same(load_index(settings.index_dir), built.index)
