"""The cell of a table's row that a question asks for: its column is called what the question says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.query import Query
from rag.tables import cells_of
from rag.units import Unit
from rag.values import Value, find_values

if TYPE_CHECKING:
    from rag.places import Place

BARE_IN_CELLS = ("", "money", "count", "percent")
_A_NUMBER = re.compile(r"^\s*\d[\d,.]*\s*$")
_A_YEAR = re.compile(r"(?:19|20)\d{2}")
_ALL = re.compile(r"总共|一共|合计|总计|拢共|总数|\b(?:total|altogether|in all|overall)\b")
_SUM = re.compile("合计|总计|总数|小计")
_TOLD_UNIT = re.compile(r"[（(]([^（）()]{1,4})[）)]$")
PLACED = ("place", "city", "address")
_PLACES = re.compile("地区|地址|区域|属地|地点|位置")
OF_UNIT = 1.0  # weight of a column whose unit is asked for
ROW_NAMED = 0.8  # coverage of a row that a question names with what its table is of
BEFORE = 0.3  # what a word of the question before this one counts, beside its own
ALL_ASKED, NO_COLUMN = 2.0, 0.1  # weight of a column of sums where one is asked for; where none is


def value_in_row(query: Query, unit: Unit) -> Value | None:
    """Return the value in the cell whose column is called what the question says.

    Where columns are called by years, only that of an asked year. A bare number is a value where the
    names of its row and column say of what: 产业规模（亿元）.
    """
    found: list[tuple[float, int, Value]] = []
    of_years = any(_A_YEAR.search(name) for name in unit.header)
    for column, (start, end) in enumerate(cells_of(unit.quote)):
        name = unit.header[column].lower()
        of_year = any(year in name for year in query.years) or query.value == "org"
        if of_years and query.years and not of_year:
            continue
        fit = _column_fit(query, name)
        cell = unit.quote[start:end]
        values = tuple(
            v
            for v in find_values(cell, query.value)
            if v.kind != "org" or v.text not in query.plain
        )
        if query.value in PLACED and _PLACES.search(name) and cell.strip():
            values, fit = (Value(query.value, cell.strip(), 0, len(cell)),), fit + OF_UNIT
        if not values and column and _is_meant(query, unit, name, fit) and _A_NUMBER.match(cell):
            values = (Value(query.value, cell.strip(), 0, len(cell)),)
        for value in values:
            moved = replace(value, start=value.start + start, end=value.end + start)
            found.append((fit, -column, moved))
    return max(found, key=lambda f: f[:2])[2] if found else None


def _is_meant(query: Query, unit: Unit, name: str, fit: float) -> bool:
    """Whether a bare number of a column is a value: the column is of what is asked, or the only one."""
    if query.value not in BARE_IN_CELLS:
        return False
    of_unit = _has_unit(query, name)
    of_year = any(year in name for year in query.years)
    alone = not query.unit and (fit > 0 or len(unit.header) == 2)
    return fit > NO_COLUMN or of_unit or of_year or alone


def _has_unit(query: Query, name: str) -> bool:
    """Whether a column tells the unit that is asked for: 拟支持数量（个）; not 单个项目最高资助（万元）."""
    told = _TOLD_UNIT.search(name)
    return bool(query.unit) and query.unit in (told[1] if told else name)


def names_cell(query: Query, place: Place) -> bool:
    """Whether a question names both the row and the column of the table in which its value stands."""
    unit, value = place.unit, place.value
    if not unit.header or value is None or place.coverage < ROW_NAMED:
        return False
    cells = cells_of(unit.quote)
    column = next(i for i, (start, end) in enumerate(cells) if start <= value.start <= end)
    row = unit.quote[slice(*cells[0])].strip().lower()
    named = len(row) > 1 and row in query.plain.lower()
    return named and column > 0 and _column_fit(query, unit.header[column].lower()) > NO_COLUMN


def _column_fit(query: Query, name: str) -> float:
    """How well a column, by its name in small letters, is what is asked for."""
    before = BEFORE if query.follow_up else 1.0  # 那资助比例呢
    fit = sum((before if t.optional else 1.0) * t.weight * t.credit(name) for t in query.terms)
    fit += OF_UNIT * _has_unit(query, name)
    if _SUM.search(name):  # what is asked of no column is asked of all
        fit += ALL_ASKED if _ALL.search(query.plain.lower()) else NO_COLUMN
    return fit
