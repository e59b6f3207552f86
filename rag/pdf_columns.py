"""Lines and tables of a PDF page in the order in which a person reads them: column after column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.pdf_lines import Item, Table, TextLine, merged

_MIN_ROWS = 5  # lines on each side of a gap that make two columns
_FULL = 0.7  # of a column's width that a full line takes
_NEAR = 15.0  # points by which the gaps of two pages may differ
_NARROW = 10.0  # sizes; a narrower column is a list
_STEP = 4.0  # points between two places where a gap is looked for


def in_columns(column: str) -> bool:
    """Tell whether a column of that name is one of several."""
    return "|" in column


def in_reading_order(
    items: Sequence[Item], column: str, gutters: list[float] | None = None
) -> list[Item]:
    """Return lines and tables in reading order: two columns one after the other.

    Fragments of one line are put together; each line learns the name of its column: ``column`` (the width
    of the page) where it is the only one. ``gutters``: gaps of other pages, seen again in few lines.
    """
    gutters = [] if gutters is None else gutters
    items = sorted(items, key=lambda item: (item.bottom, item.x0))
    found = _two_columns(items, gutters)
    if not found:
        lines = [item for item in items if isinstance(item, TextLine)]
        for line in lines:
            line.column = column
        tables = [item for item in items if isinstance(item, Table)]
        return sorted([*merged(lines), *tables], key=lambda item: item.bottom)
    start, end, left, right = found
    edge = min(item.x0 for item in right)
    if all(abs(edge - gutter) > _NEAR for gutter in gutters):
        gutters.append(edge)
    name = f"{column}|{round(edge / 20)}"
    return [
        *in_reading_order(items[:start], column, gutters),
        *in_reading_order(left, name + "l", gutters),
        *in_reading_order(right, name + "r", gutters),
        *in_reading_order(items[end:], column, gutters),
    ]


_Found = tuple[int, int, list[Item], list[Item]]


def _two_columns(items: Sequence[Item], gutters: Sequence[float]) -> _Found | None:
    """Find the longest run of items that a clear gap parts: its ends, what is left and right."""
    if len(items) < 2:
        return None
    x0, x1 = min(item.x0 for item in items), max(item.x1 for item in items)
    best: _Found | None = None
    steps = int((x1 - x0) * 0.5 / _STEP)
    for at in (x0 + (x1 - x0) * 0.25 + _STEP * k for k in range(steps + 1)):
        known = any(0 < gutter - at < 2 * _NEAR for gutter in gutters)
        start = 0
        for end in range(len(items) + 1):
            if end < len(items) and not items[end].x0 < at + _STEP < items[end].x1 + 2 * _STEP:
                continue
            if best is None or end - start > best[1] - best[0]:
                found = _columns_at(items, start, end, at, known)
                if found and (best is None or found[1] - found[0] > best[1] - best[0]):
                    best = found
            start = end + 1
    return best


def _columns_at(
    items: Sequence[Item], start: int, end: int, at: float, known: bool
) -> _Found | None:
    """Return the two columns on the sides of ``at``; None where that is no layout in columns."""
    run = items[start:end]
    sides = [item.x0 > at for item in run]
    if not (known or len(run) >= 2 * _MIN_ROWS) or not 0 < sum(sides) < len(run):
        return None
    # The columns begin side by side; single lines above and far below belong to the page.
    pairs = list(zip(run, sides, strict=True))
    first = max(min(item.top for item, side in pairs if side is s) for s in (False, True))
    low = min(max(item.bottom for item, side in pairs if side is s) for s in (False, True))
    height = max((item.size for item in run if isinstance(item, TextLine)), default=0.0)
    while start < end and items[start].bottom < first - 0.5 * height:
        start += 1
    stop = start
    while stop < end and items[stop].top - low <= 1.2 * height:
        low = max(low, items[stop].bottom)
        stop += 1
    left = [item for item in items[start:stop] if item.x0 <= at]
    right = [item for item in items[start:stop] if item.x0 > at]
    if (
        left
        and right
        and (known or (_is_column(left) and (_is_column(right) or _ends(left, right))))
    ):
        return start, stop, left, right
    return None


def _ends(left: Sequence[Item], right: Sequence[Item]) -> bool:
    """Tell whether the right one is a column that soon ends: its lines stand beside the first of a long one."""
    bases = [
        [line.base for line in merged([item for item in side if isinstance(item, TextLine)])]
        for side in (left, right)
    ]
    beside = all(abs(a - b) < 1 for a, b in zip(*bases, strict=False))
    return beside and 1 < len(bases[1]) < len(bases[0]) and len(bases[0]) >= 2 * _MIN_ROWS


def _is_column(items: Sequence[Item]) -> bool:
    """Tell whether most lines fill a column, as running text does and a list of names does not."""
    lines = merged([item for item in items if isinstance(item, TextLine)])
    if len(lines) < _MIN_ROWS:
        return False
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    if x1 - x0 < _NARROW * max(line.size for line in lines):
        return False
    full = sum(line.x1 - line.x0 >= _FULL * (x1 - x0) for line in lines)
    prose = sum(bool(re.search("[，。；,;]", line.text)) for line in lines)
    return full * 2 >= len(lines) and prose * 3 >= len(lines)
