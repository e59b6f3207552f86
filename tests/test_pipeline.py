"""A corpus that changes: only what changed is made, and the index is the one of a full rebuild."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from building import PairEncoder

from rag import PolicyAssistant, Settings, earlier, shards
from rag.built import Built
from rag.encode import Progress, Vectors
from rag.errors import IndexMismatch
from rag.index import Index, load_index, locked
from rag.indexing import build_index, open_index
from rag.manifest import MANIFEST, manifest_stamp
from rag.settings import PROJECT
from rag.types import Document
from rag.worker import Entry, Worker

QUERIES = ("补贴上限是多少", "动漫企业", "第三条", "2023年")


class CountingEncoder(PairEncoder):
    """Remembers what it encoded; is stopped after so many texts."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self.texts: list[str] = []
        self._left = stop_after

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self._left -= len(texts)
        if self._left < 0:
            raise KeyboardInterrupt
        self.texts += texts
        if progress is not None:
            progress(len(texts), len(texts))
        return super().encode_passages(texts)


def write(corpus: Path, name: str, *amounts: int) -> None:
    corpus.mkdir(exist_ok=True)
    lines = [f"关于支持动漫企业的通知（{name}）", "各市工业和信息化局："]
    lines += [
        f"第{n}条 {name}的补贴上限为{amount}万元。由省厅于2023年{n}月负责。"
        for n, amount in zip("一二三四五六七八九", amounts, strict=False)
    ]
    (corpus / name).write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    for number, name in enumerate(("a.txt", "b.txt", "c.md", "d.txt")):
        write(corpus, name, *range(10 + number, 15 + number))
    return Settings(corpus_dir=corpus, index_dir=tmp_path / "index", passage_chars=50)


def build(settings: Settings, *, rebuild: bool = False) -> tuple[Built, list[str]]:
    encoder = CountingEncoder()
    return build_index(settings, encoder, rebuild=rebuild), encoder.texts


def assert_same(found: Index, expected: Index) -> None:
    assert list(found.documents.items()) == list(expected.documents.items())
    assert found.passages == expected.passages
    assert found.recipe == expected.recipe
    ids = np.arange(len(found.passages))
    assert np.array_equal(
        found.vectors.reconstruct_batch(ids), expected.vectors.reconstruct_batch(ids)
    )
    assert np.array_equal(found.sentences.rows, expected.sentences.rows)
    assert list(found.sentences.first.items()) == list(expected.sentences.first.items())
    assert np.array_equal(found.digests, expected.digests)
    assert [replace(f, seconds=0) for f in found.files] == [
        replace(f, seconds=0) for f in expected.files
    ]
    for query in QUERIES:
        assert np.array_equal(found.lexical.scores(query), expected.lexical.scores(query))
        assert found.lexical.reach(query) == expected.lexical.reach(query)


def assert_as_rebuilt(settings: Settings, tmp_path: Path) -> None:
    """The index on disk is the one that is made from nothing elsewhere."""
    elsewhere = Settings(
        corpus_dir=settings.corpus_dir, index_dir=tmp_path / "anew", passage_chars=50
    )
    made, _ = build(elsewhere, rebuild=True)
    assert_same(load_index(settings.index_dir), made.index)


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


def test_a_run_that_was_stopped_goes_on(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD", 4)
    _, all_texts = build(settings, rebuild=True)
    shutil.rmtree(settings.index_dir)
    stopped = CountingEncoder(stop_after=14)
    with pytest.raises(KeyboardInterrupt):
        build_index(settings, stopped)
    assert len(stopped.texts) == 12
    assert not (settings.index_dir / MANIFEST).exists()
    write(settings.corpus_dir, "e.txt", 70)  # the corpus need not wait
    built, texts = build(settings)
    assert not set(texts) & set(stopped.texts)
    assert set(texts) | set(stopped.texts) >= set(all_texts)
    assert built.encoded is not None
    assert built.encoded.resumed == 12
    assert "12 of them before the last run was stopped" in built.summary(settings.index_dir)
    assert not list(settings.index_dir.glob("encoded-*"))
    assert_as_rebuilt(settings, tmp_path)


def test_a_shard_that_is_damaged_is_encoded_again(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD", 4)
    with pytest.raises(KeyboardInterrupt):
        build_index(settings, CountingEncoder(stop_after=12))
    cut, flipped, _ = sorted(settings.index_dir.glob("encoded-*/*.npz"))
    cut.write_bytes(cut.read_bytes()[:-30])
    content = bytearray(flipped.read_bytes())
    content[len(content) // 2] ^= 1
    flipped.write_bytes(content)
    built, _ = build(settings)
    assert built.encoded is not None
    assert built.encoded.resumed == 4
    assert_as_rebuilt(settings, tmp_path)


def test_shards_of_another_encoder_are_not_used(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD", 4)
    with pytest.raises(KeyboardInterrupt):
        build_index(settings, CountingEncoder(stop_after=12))
    monkeypatch.setattr(CountingEncoder, "fingerprint", "other")
    built, _ = build(settings)
    assert built.encoded is not None
    assert built.encoded.resumed == 0
    assert not list(settings.index_dir.glob("encoded-*"))


def test_a_full_disk_while_encoding_is_one_line(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings)
    write(settings.corpus_dir, "b.txt", 99)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(IndexMismatch, match=r"No space left on device.*make room"):
        build(settings)
    assert not list(settings.index_dir.rglob("*.part"))
    assert len(load_index(settings.index_dir).documents) == 4


def test_a_second_builder_waits_and_finds_nothing_to_do(settings: Settings) -> None:
    lines: list[str] = []
    waiting, done = threading.Event(), list[Built]()

    def report(line: str) -> None:
        lines.append(line)
        waiting.set()

    def second() -> None:
        done.append(build_index(settings, CountingEncoder(), report))

    with locked(settings.index_dir):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(60)
        build(settings)
    thread.join(60)
    assert "waiting for another process" in lines[0]
    assert done[0].encoded is None
    assert_same(done[0].index, load_index(settings.index_dir))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_an_index_that_is_up_to_date_may_be_read_only(settings: Settings) -> None:
    build(settings)
    settings.index_dir.chmod(0o555)
    try:
        assert build(settings)[0].encoded is None
        write(settings.corpus_dir, "b.txt", 99)
        with pytest.raises(IndexMismatch, match="cannot be written to"):
            build(settings)
    finally:
        settings.index_dir.chmod(0o755)


NOTICE = """关于支持动漫企业的通知

各市工业和信息化局：
第一条 对动漫企业给予一次性补贴，补贴上限为{}万元。
第二条 申请截止日期为2024年6月30日。
第三条 本通知由省工业和信息化厅负责解释。
"""


def test_an_assistant_takes_the_index_that_another_process_made(tmp_path: Path) -> None:
    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text(NOTICE.format(50), encoding="utf-8")
    (corpus / "b.txt").write_text("关于放假的通知\n春节放假八天。\n", encoding="utf-8")
    assistant = PolicyAssistant(Settings(corpus_dir=corpus, index_dir=folder))
    question = "动漫企业的补贴上限是多少？"
    assert assistant.ask(question).short_answer == "50万元"
    assert not assistant.refresh()
    holiday = assistant.documents["b.txt"]
    (corpus / "a.txt").write_text(NOTICE.format(80), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "rag",
        "index",
        "--corpus",
        str(corpus),
        "--index",
        str(folder),
    ]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert run.stdout.startswith("updated: 2 documents"), run.stderr
    assert "0 added, 1 changed, 0 removed, 1 kept" in run.stdout
    assert assistant.ask(question).short_answer == "50万元"  # of files that are gone
    assert assistant.refresh()
    assert assistant.ask(question).short_answer == "80万元"
    assert assistant.documents["b.txt"] is holiday
    assert not assistant.refresh()

    anew = PolicyAssistant(Settings(corpus_dir=corpus, index_dir=tmp_path / "anew"))
    assert_same(assistant.retriever.index, anew.retriever.index)
    first, second = assistant.ask(question), anew.ask(question)
    assert replace(first, elapsed_ms=0) == replace(second, elapsed_ms=0)

    (folder / MANIFEST).write_text("{}", encoding="utf-8")
    assert not assistant.refresh()
    assert "damaged" in assistant.warnings[-1]
    (folder / MANIFEST).unlink()
    assert not assistant.refresh()
    assert assistant.ask(question).short_answer == "80万元"
