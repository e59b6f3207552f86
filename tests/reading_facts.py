"""What the tests of facts share: a text read as a document."""

from __future__ import annotations

from typing import Any

from rag.clean import clean
from rag.metadata import extract_facts
from rag.sheet import Sheet, read_sheet
from rag.types import CleanText, Fact, Facts, SourceText


def facts_of(raw: str, entry: dict[str, Any] | None = None) -> tuple[Facts, CleanText]:
    source = SourceText("made.txt", raw, "txt", "", "utf-8")
    text = clean(source)
    return extract_facts(text, source, entry), text


def sheet_of(raw: str) -> Sheet:
    source = SourceText("made.txt", raw, "txt", "", "utf-8")
    return read_sheet(clean(source), source)


def value(fact: Fact | None) -> str | None:
    return fact.value if fact else None


def values(facts: tuple[Fact, ...]) -> list[str]:
    return [fact.value for fact in facts]
