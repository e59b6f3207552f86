"""An index that others use too: a second builder, a folder that is read-only, an assistant in another process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.built import Built
from rag.errors import IndexMismatch
from rag.index import load_index, locked
from rag.indexing import build_index
from rag.manifest import MANIFEST
from rag.settings import PROJECT
from tests.changing import CountingEncoder, assert_same, build, write


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
