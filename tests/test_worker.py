"""The process that takes files apart: it reads, and what ends it ends nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from rag.document import read_document
from rag.errors import CorpusError
from rag.load import load_file
from rag.worker import Worker

TEXT = "关于支持企业发展的通知\n第一条 支持动漫企业，补贴上限为50万元。\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "a.txt"


def office(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program in the place of LibreOffice; return an old Word file for it."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    (folder / "old.doc").write_bytes(OLE + bytes(100))
    return folder / "old.doc"


def test_it_reads_what_is_read_without_it(text: Path) -> None:
    entry = {"doc_id": "a.txt", "title": "另一标题"}
    with Worker(60, 1000) as worker:
        assert worker.read(text, "a.txt") == read_document(load_file(text, "a.txt"))
        assert worker.read(text, "a.txt", entry).facts.title.value == "另一标题"


def test_one_process_reads_many_files(text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Worker(60, 1000) as worker:
        worker.read(text, "a.txt")
        monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("started again"))
        for number in range(20):
            assert worker.read(text, f"{number}.txt").doc_id == f"{number}.txt"


def test_reasons_come_back(tmp_path: Path, text: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4")
    with Worker(60, 1000) as worker:
        with pytest.raises(CorpusError, match=r"^bad\.pdf: damaged PDF; mend it or take it out$"):
            worker.read(tmp_path / "bad.pdf", "bad.pdf")
        with pytest.raises(CorpusError, match=r"^no\.txt: cannot be read"):
            worker.read(tmp_path / "no.txt", "no.txt")
        assert worker.read(text, "a.txt").text.endswith("50万元。")


def test_time_limit_ends_all_that_was_started_and_no_more(
    tmp_path: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = office(tmp_path, f"echo $$ > {tmp_path}/pid; sleep 600 & wait", monkeypatch)
    with Worker(1, 1000) as worker:
        with pytest.raises(CorpusError, match=r"old\.doc: took more than 5 s; split it, or raise"):
            worker.read(old, "old.doc")
        assert worker.read(text, "a.txt").text.endswith("50万元。")
    state = Path("/proc", (tmp_path / "pid").read_text().strip(), "stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"  # killed, and not yet buried


def test_computing_time_is_limited(tmp_path: Path, text: Path) -> None:
    (tmp_path / "large.txt").write_text("一、\n" * 1_000_000, encoding="utf-8")
    with Worker(1, 3000) as worker:
        with pytest.raises(
            CorpusError, match=r"large\.txt: took more than [15] s; split it, or raise"
        ):
            worker.read(tmp_path / "large.txt", "large.txt")
        assert worker.read(text, "a.txt").text.endswith("50万元。")


def test_memory_limit(tmp_path: Path, text: Path) -> None:
    (tmp_path / "large.txt").write_text(TEXT * 200_000, encoding="utf-8")
    with Worker(60, 60) as worker:
        with pytest.raises(CorpusError, match=r"large\.txt: needs more than 60 MB of memory"):
            worker.read(tmp_path / "large.txt", "large.txt")
        assert worker.read(text, "a.txt").text.endswith("50万元。")


def test_a_crash_is_that_file_s_alone(
    tmp_path: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = office(tmp_path, "kill -SEGV $PPID", monkeypatch)
    with Worker(60, 1000) as worker:
        with pytest.raises(CorpusError, match=r"old\.doc: its reader crashed"):
            worker.read(old, "old.doc")
        assert worker.read(text, "a.txt").text.endswith("50万元。")


def test_nothing_is_left_in_the_temporary_folder(
    tmp_path: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    old = office(tmp_path, "kill -KILL $PPID", monkeypatch)
    with Worker(60, 1000) as worker:
        worker.read(text, "a.txt")
        assert list((tmp_path / "temporary").iterdir())
        with pytest.raises(CorpusError, match="ended from outside"):
            worker.read(old, "old.doc")
    assert not list((tmp_path / "temporary").iterdir())
