"""Pages of paper: marks in the page that a PDF is made into, and where each begins in the cleaned text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from rag.types import CleanText

_OPENS, _CLOSES = "<!-- page ", " -->"
_MARK = re.compile(rf"{_OPENS}(\d+){_CLOSES}")


def mark(number: int) -> str:
    """Return what stands where a page begins; it is no text."""
    return f"{_OPENS}{number}{_CLOSES}"


def page_of(raw: str, offset: int) -> int:
    """Return the page, from 1, of the place ``offset`` in a text with marks.

    What stands before the first mark is of page 1; so is every place of a text without marks.
    """
    at = raw.rfind(_OPENS, 0, max(offset, 0))
    found = _MARK.match(raw, at) if at >= 0 else None
    return int(found[1]) if found else 1


def page_starts(raw: str, cleaned: CleanText) -> tuple[int, ...]:
    """Return where each page begins in the cleaned text, the first included; () without marks.

    A page of which nothing is left begins where the next does.
    """
    raw_starts = [start for _, start, _ in cleaned.runs]
    return tuple(_clean_offset(m.end(), cleaned, raw_starts) for m in _MARK.finditer(raw))


def _clean_offset(raw_offset: int, cleaned: CleanText, raw_starts: Sequence[int]) -> int:
    """Return the first place in the cleaned text that stands at or behind a raw offset."""
    run = bisect_right(raw_starts, raw_offset) - 1
    if run < 0:
        return 0
    start, raw_start, length = cleaned.runs[run]
    within = raw_offset - raw_start
    if within < length:
        return start + within
    return cleaned.runs[run + 1][0] if run + 1 < len(cleaned.runs) else len(cleaned.text)
