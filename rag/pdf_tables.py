"""Ruled tables of a PDF page: straight lines that cross make cells, characters fall into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.pdf_lines import Table, TextLine, fragments, merged
from rag.pdf_rules import Rule
from rag.pdf_sheet import Glyph, Sheet

_NEAR = 3.0  # points by which lines that meet may miss each other
_MIN_SIDE = 6.0  # points; a narrower cell is a double line
_MAX_LINES = 400  # in one table; more is a drawing


@dataclass(frozen=True, slots=True)
class _Cell:
    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, glyph: Glyph) -> bool:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - glyph.size / 3
        return self.x0 <= x < self.x1 and self.top <= y < self.bottom


def take_tables(sheet: Sheet) -> tuple[list[Table], list[Glyph]]:
    """Return the tables of a page and the characters outside them."""
    tables: list[Table] = []
    rest = sheet.glyphs
    for lines in _crossing(_joined(sheet.rules)):
        cells = _cells(lines)
        if len(cells) < 2:
            continue  # a frame around text, a line under a heading
        inside: dict[_Cell, list[Glyph]] = {cell: [] for cell in cells}
        outside: list[Glyph] = []
        for glyph in rest:
            cell = next((cell for cell in cells if cell.holds(glyph)), None)
            (outside if cell is None else inside[cell]).append(glyph)
        table = _table(sheet.number, inside)
        if sum(any(cells) for cells in table.rows) and _has_text(table):
            tables.append(table)
            rest = outside
    return tables, rest


def _has_text(table: Table) -> bool:
    """Tell whether two cells hold text; boxes of a form or a drawing with one word do not."""
    return sum(bool(cell) for row in table.rows for cell in row) > 1


def _table(page: int, inside: dict[_Cell, list[Glyph]]) -> Table:
    cells = sorted(inside, key=lambda cell: (cell.top, cell.x0))
    rows: list[list[_Cell]] = []
    for cell in cells:
        if rows and abs(rows[-1][0].top - cell.top) <= _NEAR:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    rows = [sorted(row, key=lambda cell: cell.x0) for row in rows]
    return Table(
        page, min(c.x0 for c in cells), max(c.x1 for c in cells), cells[0].top,
        max(c.bottom for c in cells),
        [[merged(fragments(inside[cell], page)) for cell in row] for row in rows],
        [[cell.x1 - cell.x0 for cell in row] for row in rows],
        tuple(sorted({round(cell.x0) for cell in cells})),
    )  # fmt: skip


# --- lines ------------------------------------------------------------------------------------


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Put the pieces of one line together, drawn cell by cell or twice."""
    whole: list[Rule] = []
    for horizontal in (True, False):
        groups: list[list[Rule]] = []
        for rule in sorted((r for r in rules if r.horizontal is horizontal), key=lambda r: r.at):
            if groups and rule.at - groups[-1][0].at <= _NEAR / 2:
                groups[-1].append(rule)
            else:
                groups.append([rule])
        for group in groups:
            whole += _ends_joined(group)
    return [rule for rule in whole if rule.end - rule.start >= _MIN_SIDE]


def _ends_joined(group: Sequence[Rule]) -> list[Rule]:
    pieces: list[Rule] = []
    for rule in sorted(group, key=lambda r: r.start):
        last = pieces[-1] if pieces else None
        if last and rule.start - last.end <= _NEAR:
            pieces[-1] = Rule(last.horizontal, last.at, last.start, max(last.end, rule.end))
        else:
            pieces.append(rule)
    return pieces


def _meet(a: Rule, b: Rule) -> bool:
    return (
        a.horizontal is not b.horizontal
        and b.start - _NEAR <= a.at <= b.end + _NEAR
        and a.start - _NEAR <= b.at <= a.end + _NEAR
    )


def _crossing(rules: list[Rule]) -> list[list[Rule]]:
    """Group lines that meet, directly or through others; groups from top to bottom."""
    level = [rule for rule in rules if rule.horizontal]
    upright = [rule for rule in rules if not rule.horizontal]
    if len(rules) > _MAX_LINES:
        return []
    groups: list[list[Rule]] = []
    left = set(range(len(upright)))
    free = set(range(len(level)))
    while left:
        first = left.pop()
        group, queue = [upright[first]], [upright[first]]
        while queue:
            rule = queue.pop()
            others, pool = (upright, left) if rule.horizontal else (level, free)
            met = [k for k in pool if _meet(rule, others[k])]
            pool.difference_update(met)
            group += [others[k] for k in met]
            queue += [others[k] for k in met]
        groups.append(group)
    return sorted((g for g in groups if len(g) > 2), key=lambda g: min(
        rule.at if rule.horizontal else rule.start for rule in g))  # fmt: skip


# --- cells ------------------------------------------------------------------------------------


def _cells(lines: Sequence[Rule]) -> list[_Cell]:
    """Return the smallest boxes that lines enclose; open outer sides of a table count as drawn."""
    level = [rule for rule in lines if rule.horizontal]
    upright = [rule for rule in lines if not rule.horizontal]
    if not level or not upright:
        return []
    xs = _places([r.at for r in upright] + [e for r in level for e in (r.start, r.end)])
    ys = _places([r.at for r in level] + [e for r in upright for e in (r.start, r.end)])
    cells: list[_Cell] = []
    taken: set[tuple[int, int]] = set()
    for i in range(len(ys) - 1):
        for k in range(len(xs) - 1):
            if (i, k) in taken:
                continue
            right = k + 1
            while right < len(xs) - 1 and not _drawn(upright, xs[right], ys[i], ys[i + 1]):
                right += 1
            below = i + 1
            while below < len(ys) - 1 and not _drawn(level, ys[below], xs[k], xs[right]):
                below += 1
            taken |= {(y, x) for y in range(i, below) for x in range(k, right)}
            cells.append(_Cell(xs[k], ys[i], xs[right], ys[below]))
    return cells


def _places(values: Sequence[float]) -> list[float]:
    """Return the distinct places, near ones taken as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] >= _MIN_SIDE:
            places.append(value)
    return places


def _drawn(lines: Sequence[Rule], at: float, start: float, end: float) -> bool:
    """Tell whether a line at this place runs from start to end."""
    return any(
        abs(rule.at - at) < _MIN_SIDE
        and rule.start <= start + _MIN_SIDE
        and rule.end >= end - _MIN_SIDE
        for rule in lines
    )


def continues(first: Table, second: Table) -> bool:
    """Tell whether the second table, at the top of the next page, goes on with the first."""
    if second.page != first.page + 1 or len(first.columns) != len(second.columns):
        return False
    pairs = zip(first.columns, second.columns, strict=True)
    return all(abs(a - b) <= 2 * _NEAR for a, b in pairs)


def repeated_rows(first: Table, second: Table) -> int:
    """Return how many rows at the top of the second table repeat the head of the first."""
    count = 0
    for a, b in zip(first.rows, second.rows, strict=False):
        if _words(a) != _words(b) or not any(_words(a)):
            break
        count += 1
    return count


def _words(row: Sequence[Sequence[TextLine]]) -> list[str]:
    return ["".join("".join(line.text.split()) for line in cell) for cell in row]
