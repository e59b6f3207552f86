"""Pages of paper: marks in the page that a PDF is made into, and where each begins in the cleaned text.

A mark also says of a page that its text was recognised in a picture (OCR), or that nobody read it; two
more stand around a line that recognition is not sure of.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

from rag.types import CleanText

Origin = Literal["", "scanned", "unread"]  # text of the file, recognised in a picture, left out
_OPENS, _CLOSES = "<!-- page ", " -->"
_MARK = re.compile(rf"{_OPENS}(\d+)(?: (scanned|unread))?{_CLOSES}")
UNSURE, SURE = "<!-- unsure -->", "<!-- sure -->"


def mark(number: int, origin: Origin = "") -> str:
    """Return what stands where a page begins; it is no text."""
    return f"{_OPENS}{number}{' ' * bool(origin)}{origin}{_CLOSES}"


def pages_of(raw: str, origin: Origin) -> tuple[int, ...]:
    """Return the numbers of the pages whose text has this origin."""
    return tuple(int(m[1]) for m in _MARK.finditer(raw) if (m[2] or "") == origin)


def unsure_spans(raw: str, cleaned: CleanText) -> tuple[tuple[int, int], ...]:
    """Return the spans of the cleaned text that recognition is not sure of, in order."""
    raw_starts = [start for _, start, _ in cleaned.runs]
    ends = [
        [_clean_offset(found.end(), cleaned, raw_starts) for found in re.finditer(sign, raw)]
        for sign in (UNSURE, SURE)
    ]
    return tuple(span for span in zip(*ends, strict=True) if span[0] < span[1])


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
