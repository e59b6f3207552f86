"""The clerk's line of one document is written; the lines of all others stay byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.clerk import write_entry
from rag.errors import CorpusError
from rag.files import read_manifest

LINES = '{"doc_id":"a.txt",  "title": "甲"}\n\n{"doc_id": "b.txt"}\n'


def test_a_line_is_replaced_in_its_place_added_behind_and_taken_out(tmp_path: Path) -> None:
    file = tmp_path / "manifest.jsonl"
    file.write_text(LINES, "utf-8")
    write_entry(tmp_path, "b.txt", {"title": "乙"})
    write_entry(tmp_path, "c.txt", {"title": "丙"})
    assert file.read_text("utf-8").splitlines() == [
        '{"doc_id":"a.txt",  "title": "甲"}',
        '{"doc_id": "b.txt", "title": "乙"}',
        '{"doc_id": "c.txt", "title": "丙"}',
    ]
    write_entry(tmp_path, "a.txt", {"retired": True})
    assert file.read_text("utf-8").startswith('{"doc_id": "a.txt", "retired": true}\n')
    write_entry(tmp_path, "a.txt", None)
    assert list(read_manifest(tmp_path)) == ["b.txt", "c.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.jsonl"]


def test_signs_that_break_lines_elsewhere_break_none_here(tmp_path: Path) -> None:
    title = "甲\u2028乙\x85丙\x0c丁"
    write_entry(tmp_path, "a.txt", {"title": title})
    write_entry(tmp_path, "b.txt", {"title": "half \ud800"})
    found = read_manifest(tmp_path)
    assert (found["a.txt"]["title"], found["b.txt"]["title"]) == (title, "half ?")


def test_what_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    write_entry(tmp_path, "a.txt", None)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "manifest.jsonl").write_text(LINES, "utf-8")
    write_entry(tmp_path, "a.txt", {"title": "甲"})
    assert (tmp_path / "manifest.jsonl").read_text("utf-8") == LINES


def test_a_broken_manifest_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").write_text("{\n", "utf-8")
    with pytest.raises(CorpusError, match="line 1 is not JSON"):
        write_entry(tmp_path, "a.txt", {"title": "甲"})
    assert (tmp_path / "manifest.jsonl").read_text("utf-8") == "{\n"


def test_a_disk_that_takes_nothing_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "manifest.jsonl").write_text(LINES, "utf-8")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CorpusError, match="cannot be written \\(No space left on device\\)"):
        write_entry(tmp_path, "a.txt", None)
    assert (tmp_path / "manifest.jsonl").read_text("utf-8") == LINES
    assert len(list(tmp_path.iterdir())) == 1
