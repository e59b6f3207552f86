"""Lines that stay on disk: as a sequence, and after their file is gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.ondisk import Lines

ITEMS = ["一", "a\nb", "\u2028", "", "x" * 1000]


def written(folder: Path, items: list[str]) -> Lines[str]:
    path = folder / "lines.jsonl"
    path.write_text("".join(json.dumps(i, ensure_ascii=False) + "\n" for i in items), "utf-8")
    lines: Lines[str] = Lines(path, json.loads)
    path.unlink()
    return lines


def test_lines_are_a_sequence_of_their_items(tmp_path: Path) -> None:
    lines = written(tmp_path, ITEMS)
    assert list(lines) == ITEMS
    assert [lines[0], lines[-1], lines[2]] == ["一", "x" * 1000, "\u2028"]
    assert list(lines[1:3]) == ITEMS[1:3]
    assert list(lines[::-2]) == ITEMS[::-2]
    with pytest.raises(IndexError):
        lines[5]


def test_lines_equal_what_has_equal_items(tmp_path: Path) -> None:
    lines = written(tmp_path, ITEMS)
    assert lines == tuple(ITEMS)
    assert lines == written(tmp_path, ITEMS)
    assert lines != ITEMS[:-1]
    assert lines != [*ITEMS[:-1], "y"]
    assert lines != 5


def test_a_file_without_lines_is_an_empty_sequence(tmp_path: Path) -> None:
    assert not written(tmp_path, [])
    with pytest.raises(FileNotFoundError):
        Lines(tmp_path / "none", json.loads)
