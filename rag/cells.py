"""The cell of a table's row that a question asks for: its column is called what the question says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.query import Query
from rag.tablenames import A_BODY, A_UNIT, calls_shortly
from rag.tables import CELL, cells_of, rows_of
from rag.units import Unit
from rag.values import Value, find_values

if TYPE_CHECKING:
    from rag.places import Place

BARE_IN_CELLS = ("", "money", "count", "percent")
_A_NUMBER = re.compile(r"^\s*\d[\d,.]*\s*$")
_BARE = re.compile(r"^\s*\d[\d,.]*\s*(?:[（(][^（）()]{1,6}[）)])?\s*$")  # 6000（每年）
_A_YEAR = re.compile(r"(?:19|20)\d{2}")
ASKS_ALL = re.compile(r"总共|一共|合计|总计|拢共|总数|\b(?:total|altogether|in all|overall)\b")
OF_ALL = re.compile("合计|总计|总数|小计")
_TOLD_UNIT = re.compile(r"[（(]([^（）()]{1,4})[）)]$")
THINGS_COUNTED = ("家", "个", "项", "名", "人", "所", "座")
_GRANTED = re.compile("(?:补[贴助]|奖励|资助|津贴|奖补|救助)[金款]?(?:标准|金额|额度|资金)?$")
ABOVE = 60  # characters above a table that may tell what it is of
PLACED = ("place", "city", "address")
_PLACES = re.compile("地区|地址|区域|属地|地点|位置")
OF_UNIT = 1.0  # weight of a column whose unit is asked for
ROW_NAMED = 0.8  # coverage of a row that a question names with what its table is of
BEFORE = 0.3  # what a word of the question before this one counts, beside its own
AMOUNT = 0.3  # weight of a column of amounts where one is asked for
GRANTED = 0.2  # and of one of what is granted
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
        if not values and column and _is_meant(query, unit, name, fit) and _BARE.match(cell):
            values = (Value(query.value, cell.strip(), 0, len(cell)),)
        for value in values:
            moved = replace(value, start=value.start + start, end=value.end + start)
            found.append((fit, -column, moved))
    return max(found, key=lambda f: f[:2])[2] if found else None


def _is_meant(query: Query, unit: Unit, name: str, fit: float) -> bool:
    """Whether a bare number of a column is a value: the column is of what is asked, or the only one."""
    if query.value not in BARE_IN_CELLS:
        return False
    above = f"{_above(unit)}{_first_cell(unit)}{name}"
    if query.value == "money" and "元" not in above and not _GRANTED.search(name):
        return False  # 4600 of 套、间 is no amount
    of_unit = _has_unit(query, name)
    of_year = any(year in name for year in query.years)
    alone = not query.unit and (fit > 0 or len(unit.header) == 2)
    return fit > NO_COLUMN or of_unit or of_year or alone


def _above(unit: Unit) -> str:
    """What stands above the table of a row, up to another table."""
    top = rows_of(unit.document, unit.start)[0][0]
    said = unit.document.text[max(0, top - ABOVE) : top]
    return said[said.rfind(CELL) + 1 :].partition("\n")[2] if CELL in said else said


def _has_unit(query: Query, name: str) -> bool:
    """Whether a column tells the unit that is asked for: 拟支持数量（个）; not 单个项目最高资助（万元）."""
    told = _TOLD_UNIT.search(name)
    any_thing = query.unit == "个" and told is not None and told[1] in THINGS_COUNTED
    return any_thing or (bool(query.unit) and query.unit in (told[1] if told else name))


def names_cell(query: Query, place: Place) -> bool:
    """Whether a question names both the row and the column of the table in which its value stands."""
    unit, value = place.unit, place.value
    if not unit.header or value is None:
        return False
    column = _column_of(value, unit)
    row = _first_cell(unit).strip().lower()
    named = len(row) > 1 and row in query.plain.lower() and place.coverage >= ROW_NAMED
    named = named or _is_all_told(query, unit)
    return named and column > 0 and _column_fit(query, unit.header[column].lower()) > NO_COLUMN


def names_body(query: Query, unit: Unit) -> bool:
    """Whether a row has the name of the body that a question asks of, whole: 东港区就业服务中心|0799-6422317."""
    cells = (unit.quote[a:b].strip().lower() for a, b in cells_of(unit.quote) if unit.header)
    return any(A_BODY.search(cell) and cell in query.plain.lower() for cell in cells)


def with_unit(value: Value, unit: Unit) -> str:
    """Return a bare number of a cell with its unit, where the name of its column or its row tells one: 38|%."""
    if not unit.header or not _A_NUMBER.match(value.text):
        return value.text
    names = (unit.header[_column_of(value, unit)], _first_cell(unit))
    told = (found[1] for n in names if (found := _TOLD_UNIT.search(n.strip())))
    return value.text + next(filter(A_UNIT.fullmatch, told), "")  # no word of 一级（高级技师）


def _first_cell(unit: Unit) -> str:
    return unit.quote.split(CELL)[0]


def _column_of(value: Value, unit: Unit) -> int:
    cells = cells_of(unit.quote)
    return next(i for i, (start, end) in enumerate(cells) if start <= value.start <= end)


def caption_of(unit: Unit) -> str:
    """Return what a row and the line above its table tell of what the table is, in small letters."""
    line = _above(unit).strip().rpartition("\n")[2]
    return " ".join((unit.text, *unit.header, unit.path, unit.title, line)).lower()


def _is_all_told(query: Query, unit: Unit) -> bool:
    """Whether a row alone of its table has a cell that the question names, and all else asked stands in the table.

    柳浦镇|家庭农场推荐名额|有几个 is told by the row 柳浦镇 7 2 below 推荐名额分配表.
    """
    document, asked = unit.document, query.plain.lower()
    rows = rows_of(document, unit.start)
    others = [document.text[slice(*row)].lower() for row in rows if row[0] != unit.start]
    cells = [unit.quote[start:end].strip().lower() for start, end in cells_of(unit.quote)]
    own = [c for c in cells if len(c) > 1 and c in asked and not _A_NUMBER.match(c)]
    named = any(not any(c in other.split(CELL) for other in others) for c in own)
    if not named and not calls_shortly(asked, cells, others):
        return False
    told = " ".join((unit.text, *unit.header, unit.path, unit.title, _above(unit))).lower()
    return all(t.credit(told) > 0 for t in query.terms if t.noun and not t.optional)


def _column_fit(query: Query, name: str) -> float:
    """How well a column, by its name in small letters, is what is asked for."""
    before = BEFORE if query.follow_up else 1.0  # 那资助比例呢
    fit = sum((before if t.optional else 1.0) * t.weight * t.credit(name) for t in query.terms)
    fit += OF_UNIT * _has_unit(query, name)
    stem = _TOLD_UNIT.sub("", name)
    fit += OF_UNIT * (len(stem) > 1 and stem in query.plain.lower())  # 补贴金额, not 补贴标准
    if query.value == "money" and ("金额" in name or _GRANTED.search(name)):
        fit += AMOUNT if "金额" in name else GRANTED  # 补贴金额 rather than 补贴标准
    if OF_ALL.search(name):  # what is asked of no column is asked of all
        fit += ALL_ASKED if ASKS_ALL.search(query.plain.lower()) else NO_COLUMN
    return fit
