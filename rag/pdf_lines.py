"""Characters of a PDF page into lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.pdf_sheet import Glyph

_SAME_BASE = 0.15  # of the size that two baselines may differ
_SAME_LINE = 0.3  # of the larger size that the baselines of one line's fragments may differ
_RAISED = 4  # characters of a note mark or an exponent
_OTHER_SIZE = 2.0  # a watermark behind a line is no part of it
_APART = 0.9  # of the size: a gap that may part two columns


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
