"""Rows of a table: cells parted by tabs, whose meaning stands in the first row.

首台（套）类别	整机设备	核心系统
国内首台（套）	300万元	180万元
"""

from __future__ import annotations

from functools import lru_cache

from rag.types import Document

CELL = "\t"


@lru_cache(maxsize=4096)
def header_of(document: Document, start: int) -> tuple[str, ...]:
    """Return the cells of the first row of the table whose row starts at ``start``.

    Empty where that row is the first one or has another number of cells.
    """
    text = document.text
    row = _line(text, start)
    first, begin = row, start
    while begin > 0:
        before = text.rfind("\n", 0, begin - 1) + 1
        line = text[before : begin - 1]
        if CELL not in line:
            break
        first, begin = line, before
    cells = tuple(cell.strip() for cell in first.split(CELL))
    same = len(cells) == row.count(CELL) + 1
    return cells if begin < start and same else ()


@lru_cache(maxsize=4096)
def rows_of(document: Document, start: int) -> tuple[tuple[int, int], ...]:
    """Return the spans of the rows of the table that holds the row at ``start``, its first one too."""
    text = document.text
    begin = text.rfind("\n", 0, start) + 1
    while begin > 0 and CELL in text[text.rfind("\n", 0, begin - 1) + 1 : begin - 1]:
        begin = text.rfind("\n", 0, begin - 1) + 1
    rows = []
    while CELL in (row := _line(text, begin)):
        rows.append((begin, begin + len(row)))
        begin += len(row) + 1
    return tuple(rows)


def heads_table(document: Document, start: int) -> bool:
    """Whether a row is the first of its table, which names the columns."""
    rows = rows_of(document, start)
    return len(rows) > 1 and rows[0][0] <= start < rows[0][1]


def paired(row: str, header: tuple[str, ...]) -> str:
    """Return a row with the name of its column before each cell but the first."""
    cells = [cell.strip() for cell in row.split(CELL)]
    if len(cells) != len(header):
        return row
    return "，".join([cells[0], *(f"{h}{c}" for h, c in zip(header[1:], cells[1:], strict=True))])


def cells_of(row: str) -> list[tuple[int, int]]:
    """Return start and end of each cell of a row."""
    spans, at = [], 0
    for cell in row.split(CELL):
        spans.append((at, at + len(cell)))
        at += len(cell) + 1
    return spans


def _line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]
