"""What the tests of cleaning share: texts to clean, their marks, and a check of where each character comes from."""

from __future__ import annotations

import os
import re
from pathlib import Path

from rag.clean import clean
from rag.types import CleanText, SourceText

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "corpus" / "000_7c08eb859334a227.txt"
BENCH = Path(os.environ.get("BENCH", PROJECT.parent / "shared" / "bench"))
BODY = "为贯彻落实国家决策部署，促进本市产业高质量发展，现将有关事项通知如下。"


def source_of(raw: str, file_format: str = "txt") -> SourceText:
    return SourceText("made", raw, file_format, "", "utf-8")  # type: ignore[arg-type]  # one of the literals


def cleaned(raw: str, file_format: str = "txt") -> str:
    return clean(source_of(raw, file_format)).text


def marked(text: CleanText, kind: str) -> list[str]:
    return [text.text[mark.start : mark.end] for mark in text.marks if mark.kind == kind]


def check_traced(source: SourceText, text: CleanText) -> None:
    """Every character is the raw file's, white space and decoded entities apart."""
    covered = 0
    raw_end = -1
    for start, raw_start, length in text.runs:
        assert start == covered
        assert raw_start > raw_end
        covered += length
        raw_end = raw_start + length - 1
        here, there = text.text[start:covered], source.raw[raw_start : raw_start + length]
        for now, then in zip(here, there, strict=True):
            assert now == then or now in " \t\n" or then == "&", (here, there)
    assert covered == len(text.text)
    assert not re.search(r"\n\n|^\n|\n$|[ \t]\n|\n[ \t]|  ", text.text)
    for mark in text.marks:
        assert 0 <= mark.start < mark.end <= len(text.text)
