"""Spans in raw files: the ground on which gold evidence and a program's citations meet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from rag.types import Document


class RawSpan(Protocol):
    """A stretch ``[start, end)`` of the raw file of ``doc_id``, in characters."""

    @property
    def doc_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Span:
    """A span of our own making; gold spans have the same three fields."""

    doc_id: str
    start: int
    end: int


def raw_span(document: Document, start: int, end: int) -> Span:
    """Return where the cleaned text ``[start, end)`` of a document stands in its raw file.

    From the raw place of the first character to just after that of the last. Raises IndexError
    when the span is empty or leaves the text.
    """
    if not 0 <= start < end <= len(document.text):
        raise IndexError(f"{start}:{end} is no span of {len(document.text)} characters")
    places = (_raw_offset(document, start), _raw_offset(document, end - 1))
    return Span(document.doc_id, min(places), max(places) + 1)


def clean_span(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Return what is left of the raw stretch ``[start, end)`` in the cleaned text, or None.

    From the first to just after the last cleaned character that comes from inside the stretch.
    """
    kept: list[int] = []
    for clean_start, raw_start, length in document.runs:
        first, last = max(raw_start, start), min(raw_start + length, end) - 1
        if first <= last:
            kept += (clean_start + first - raw_start, clean_start + last - raw_start)
    return (min(kept), max(kept) + 1) if kept else None


def overlap(one: RawSpan, other: RawSpan) -> bool:
    """Tell whether two spans share at least one character of one file."""
    return one.doc_id == other.doc_id and one.start < other.end and other.start < one.end


def overlaps_any(span: RawSpan, others: Iterable[RawSpan]) -> bool:
    """Tell whether a span shares a character with at least one of the others."""
    return any(overlap(span, other) for other in others)


def enclosing_clause(document: Document, evidence: RawSpan) -> Span | None:
    """Return the raw span of the smallest clause that holds a piece of evidence whole.

    None where only the whole document holds it, or where cleaning took the evidence off: being
    somewhere in the right document proves nothing.
    """
    place = clean_span(document, evidence.start, evidence.end)
    if place is None:
        return None
    holding = [c for c in document.clauses[1:] if c.start <= place[0] and place[1] <= c.end]
    if not holding:
        return None
    smallest = min(holding, key=lambda c: (c.end - c.start, -c.depth))
    return raw_span(document, smallest.start, smallest.end)


def _raw_offset(document: Document, position: int) -> int:
    run = bisect_right(document.runs, position, key=lambda r: r[0]) - 1
    clean_start, raw_start, _ = document.runs[run]
    return raw_start + position - clean_start
