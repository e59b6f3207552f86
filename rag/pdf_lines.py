"""Characters of a PDF page into lines of text, in the order in which a person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.pdf_sheet import Glyph

_SAME_BASE = 0.15  # of the size that two baselines may differ
_SAME_LINE = 0.3  # of the larger size that the baselines of one line's fragments may differ
_RAISED = 4  # characters of a note mark or an exponent
_OTHER_SIZE = 2.0  # a watermark behind a line is no part of it
_APART = 0.9  # of the size: a gap that may part two columns
_MIN_ROWS = 5  # lines on each side of a gap that make two columns
_FULL = 0.7  # of a column's width that a full line takes
_NEAR = 15.0  # points by which the gaps of two pages may differ
_NARROW = 10.0  # sizes; a narrower column is a list
_STEP = 4.0  # points between two places where a gap is looked for


@dataclass(slots=True)
class TextLine:
    """A line of text; ``xs`` says where each of its characters begins."""

    page: int
    text: str
    xs: list[float]
    x1: float
    base: float
    size: float
    column: str = ""  # lines with the same name share their margins
    left: float = 0.0  # the margins of its column
    right: float = 0.0
    unsure: bool = False  # recognised in a picture, and not clearly seen

    @property
    def x0(self) -> float:
        """Where its first character begins."""
        return self.xs[0]

    @property
    def top(self) -> float:
        """Where its characters begin from above."""
        return self.base - 0.88 * self.size

    @property
    def bottom(self) -> float:
        """Where its characters end below."""
        return self.base + 0.12 * self.size


@dataclass(slots=True)
class Table:
    """A ruled table: rows of cells, and where its columns are."""

    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    rows: list[list[list[TextLine]]] = field(default_factory=list)
    widths: list[list[float]] = field(default_factory=list)  # of the cells
    columns: tuple[float, ...] = ()


Item = TextLine | Table


def fragments(glyphs: Iterable[Glyph], page: int) -> list[TextLine]:
    """Return the stretches of text between wide gaps, from top to bottom, left to right."""
    parts = [part for row in _rows(glyphs) for part in _parts(row)]
    found = [_line(part, page) for part in _with_raised(parts)]
    return sorted((line for line in found if line.text), key=lambda line: (line.base, line.x0))


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group characters whose baselines are the same."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if rows and glyph.base - rows[-1][0].base <= _SAME_BASE * rows[-1][0].size:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def _parts(row: list[Glyph]) -> list[list[Glyph]]:
    """Cut a row where a wide gap is or the size is quite another."""
    parts: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in sorted(row, key=lambda g: g.x0):
        if glyph.text.isspace():
            if parts:
                parts[-1].append(glyph)
            continue
        small, large = sorted((glyph.size, last.size if last else glyph.size))
        if last and glyph.x0 - last.x1 <= _APART * glyph.size and large <= _OTHER_SIZE * small:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
        last = glyph
    return parts


def _with_raised(parts: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put short raised or lowered stretches of small characters into their lines."""
    parts.sort(key=lambda part: part[0].base)
    whole: list[list[Glyph]] = []
    for k, part in enumerate(parts):
        small = part[0]
        near = parts[max(k - 8, 0) : k] + parts[k + 1 : k + 9]
        homes = [
            home
            for home in near
            if len(part) <= _RAISED
            and small.size < 0.8 * home[0].size
            and abs(small.base - home[0].base) <= 0.5 * home[0].size
            and home[0].x0 < small.x0 < home[-1].x1 + 0.3 * home[0].size
        ]
        if homes:
            homes[0] += part
            homes[0].sort(key=lambda g: g.x0)
        else:
            whole.append(part)
    return whole


def _line(glyphs: Sequence[Glyph], page: int) -> TextLine:
    """Make a line of characters that stand from left to right, with spaces where gaps are."""
    text: list[str] = []
    xs: list[float] = []
    last: Glyph | None = None
    spaced = False
    seen = [glyph for glyph in glyphs if not glyph.text.isspace()]
    usual = _usual_gap(seen)
    for glyph in glyphs:
        if glyph.text.isspace():
            spaced = True
            continue
        if last is not None and _is_gap(last, glyph, spaced, usual):
            text.append(" ")
            xs.append(last.x1)
        text += glyph.text
        xs += [glyph.x0] * len(glyph.text)
        last, spaced = glyph, False
    if last is None:
        return TextLine(page, "", [0.0], 0.0, 0.0, 0.0)
    size, unsure = _usual([glyph.size for glyph in seen]), any(glyph.unsure for glyph in seen)
    base = next(glyph.base for glyph in glyphs if abs(glyph.size - size) < 0.1)
    return TextLine(page, "".join(text), xs, last.x1, base, size, unsure=unsure)


def _usual(sizes: Sequence[float]) -> float:
    rounded = [round(size, 1) for size in sizes]
    return max(set(rounded), key=lambda size: (rounded.count(size), size))


def _usual_gap(glyphs: Sequence[Glyph]) -> float:
    """Return how far apart the characters of a line are spread, in sizes."""
    gaps = sorted((b.x0 - a.x1) / b.size for a, b in pairwise(glyphs))
    return max(gaps[len(gaps) // 2], 0.0) if gaps else 0.0


def _is_gap(before: Glyph, after: Glyph, spaced: bool, usual: float) -> bool:
    """Tell whether there is a space: one that is drawn and seen, or a gap as wide as one."""
    gap = (after.x0 - before.x1) / max(before.size, after.size)
    if spaced:
        return gap > 0.1
    # Between Chinese and Latin programs put a quarter of a character that is no space.
    mixed = before.text.isascii() is not after.text.isascii()
    return gap > usual + (0.35 if mixed else 0.17)


def merged(lines: Iterable[TextLine]) -> list[TextLine]:
    """Put the fragments of one height together, a space between them."""
    whole: list[TextLine] = []
    for line in sorted(lines, key=lambda line: (line.base, line.x0)):
        last = whole[-1] if whole else None
        if last is None or not _is_beside(last, line):
            whole.append(line)
            continue
        first, second = sorted((last, line), key=lambda part: part.x0)
        larger = max(first, second, key=lambda part: len(part.text))
        whole[-1] = TextLine(
            line.page, f"{first.text} {second.text}", [*first.xs, first.x1, *second.xs],
            max(first.x1, second.x1), larger.base, larger.size, line.column,
            unsure=first.unsure or second.unsure,
        )  # fmt: skip
    return whole


def _is_beside(a: TextLine, b: TextLine) -> bool:
    """Tell whether two fragments are of one line."""
    small, large = sorted((a.size, b.size))
    apart = min(a.x1, b.x1) - max(a.x0, b.x0) < 0.5 * small
    return apart and abs(a.base - b.base) <= _SAME_LINE * large and large <= _OTHER_SIZE * small


# --- columns ----------------------------------------------------------------------------------


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
