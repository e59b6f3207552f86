"""Answers from the rows of a table: what each part of a question asks of one row, all rows that have a cell.

东港造船可以认定到几级，什么时候到期 asks two cells of a row; 滨湖区有哪些企业 asks for the rows whose cell is 滨湖区.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.best import best_place
from rag.cells import ASKS_ALL, OF_ALL, value_in_row
from rag.changes import A_YEAR, asks_growth
from rag.crossing import crossed, knows, show_rows, tables_near, unit_at, unnamed
from rag.draft import Draft
from rag.evidence import HELD
from rag.nowhole import added_on
from rag.places import Place
from rag.query import Query
from rag.question import understand
from rag.subquestions import parts_of
from rag.tablenames import Table, columns_named, named_in, rows_named, table_at
from rag.types import Answer
from rag.units import units_of
from rag.verify import BOTH

SHORT_CELL = 40  # characters of a cell that is told by itself
_LISTS = re.compile("哪些|哪几[家个所名类种]?|有什么|有啥")
_SEVERAL = re.compile("[、，,；;/]")
_COLUMNS = (  # what is asked, and what columns of it are called
    (re.compile("谁|哪些人|什么人"), re.compile("对象|人员|人群|范围")),
    (re.compile("在哪|哪里|哪儿|什么地方|怎么走"), re.compile("地址|地点|位置")),
    (re.compile("多久|几天|多长时间"), re.compile("时限|期限|时间|时长")),
    (
        re.compile("(?:交|提供|提交|准备|带|递交)(?:些|上)?(?:什么|哪些|啥)|(?:什么|哪些|啥)材料"),
        re.compile("材料|资料|要件|证件"),
    ),
)
_A_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}(?P<of>[省市区县镇乡旗])")
_NO_PLACE = "全本各该我哪辖每个"  # 全县, 本区: no name


def tabled(draft: Draft, places: Sequence[Place]) -> Answer | None:
    """Answer with the cells or the rows that a question names; None where it names none.

    What a follow-up leaves out (那关键零部件呢) names a row too, which only its place knows.
    """
    if draft.query.follow_up:
        return None
    return (
        _of_each_part(draft, places)
        or _grown(draft, places)
        or _raised(draft, places)
        or _summed(draft, places)
        or crossed(draft, places)
        or _in_column(draft, places)
        or _rows_with(draft, places)
    )


def of_row(draft: Draft, best: Place, places: Sequence[Place]) -> Answer | None:
    """Answer where the best row is that of another place than is asked for, or one of many; None where it is not."""
    if draft.query.follow_up:
        return None
    return _of_other_place(draft, best, places) or unnamed(draft, best, places)


def _of_each_part(draft: Draft, places: Sequence[Place]) -> Answer | None:
    """Answer with the cell that each part of a question asks of the one row that it names."""
    parts = parts_of(draft.query.text) if draft.query.language == "zh" else []
    if len(parts) < 2:
        return None
    for table in tables_near(places):
        rows = rows_named(draft.query.plain.lower(), table)
        if len(rows) != 1:
            continue
        asked = [_column(part, table, rows[0]) for part in parts]
        columns = [c for c in asked if c is not None]
        if len({*columns}) != len(parts):
            continue
        show_rows(draft, table, rows)
        cells = [table.cell(rows[0], column) for column in columns]
        if all(0 < len(cell) <= SHORT_CELL for cell in cells):
            draft.short_answer = BOTH.join(cells)
        if asks_growth(draft.query.plain):  # 每亩多少，比2024年涨了多少: two years' cells
            draft.status = "partial"
            draft.note("no_difference")
        return draft.finish()
    return None


def _grown(draft: Draft, places: Sequence[Place]) -> Answer | None:
    """Answer by how much a row grew with its cells of the two years that the columns are called by: 比2024年|提高了多少."""
    asked = draft.query.plain.lower()
    for table in tables_near(places) if asks_growth(asked) else ():
        years = [c for c, name in enumerate(table.columns) if A_YEAR.search(name)]
        rows = rows_named(asked, table)
        if len(years) != 2 or len(rows) != 1 or not knows(draft.query, table):
            continue
        show_rows(draft, table, rows)
        draft.short_answer = BOTH.join(table.cell(rows[0], column) for column in years)
        draft.status = "partial"
        draft.note("no_difference")
        return draft.finish()
    return None


def _raised(draft: Draft, places: Sequence[Place]) -> Answer | None:
    """Answer with the row that is named and the sentence that adds to it: 大户在上述标准基础上每亩另加20元."""
    best, asked = best_place(draft.query, list(places)), draft.query.plain
    if not (best and best.value and added_on(best.value, best.unit.quote, asked)):
        return None
    for table in tables_near(places):
        rows = rows_named(asked.lower(), table)
        known = table.document is best.unit.document and knows(draft.query, table)
        if len(rows) == 1 and known:
            show_rows(draft, table, rows)
            draft.quote(best.unit.document, (best.unit.start, best.unit.end))
            draft.note("no_total")
            return draft.finish()
    return None


def _column(part: str, table: Table, row: int) -> int | None:
    """The column of which a part of a question asks: called so, of what is asked, or with a value of its kind."""
    query = understand(part)
    if len(named := columns_named(query.plain.lower(), table)) == 1:
        return named[0]
    for asks, called in _COLUMNS:
        of_it = [c for c, name in enumerate(table.columns) if called.search(name)]
        if asks.search(query.plain) and len(of_it) == 1:
            return of_it[0]
    unit, start = unit_at(table, row), table.rows[row][0]
    value = value_in_row(query, unit) if unit and query.value else None
    if value is None:
        return None
    at = start + value.start
    spans = (table.span(row, c) for c in range(len(table.columns)))
    return next((c for c, (a, b) in enumerate(spans) if a <= at <= b), None)


def _summed(draft: Draft, places: Sequence[Place]) -> Answer | None:
    """Answer with all rows of what a question asks the total of: 长风公司两个项目|一共|支持多少钱. None where a row tells it."""
    query = draft.query
    if query.value not in ("money", "count") or not ASKS_ALL.search(query.plain.lower()):
        return None
    for table in tables_near(places):
        rows = rows_named(query.plain.lower(), table) or _rows_held(query, table)
        rows = rows or _rows_of_same(query, table, places[0])
        units = [unit_at(table, row) for row in rows]
        if any(OF_ALL.search(label) for label in table.labels()) or not knows(query, table):
            continue
        if len(rows) > 1 and all(unit and value_in_row(query, unit) for unit in units):
            show_rows(draft, table, rows)
            draft.note("no_total")
            return draft.finish()
    return None


def _rows_of_same(query: Query, table: Table, best: Place) -> list[int]:
    """The rows that are called as the best place is, where the question says a word of that which no other name has."""
    labels, starts = [name.lower() for name in table.labels()], [start for start, _ in table.rows]
    if best.unit.document is not table.document or best.unit.start not in starts:
        return []
    own = labels[starts.index(best.unit.start)]
    others = {label for label in labels if label != own}
    said = [t for t in query.terms if t.noun and t.credit(own) >= HELD]
    if not any(all(t.credit(label) < HELD for label in others) for t in said):
        return []
    return [row for row, label in enumerate(labels) if label == own]


def _in_column(draft: Draft, places: Sequence[Place]) -> Answer | None:
    """Answer with the cell of the one row that a question names, in the column of what it asks: 维修类要交什么, 材料."""
    query = draft.query
    if query.value:
        return None
    for table in tables_near(places):
        rows = rows_named(query.plain.lower(), table)
        for asks, called in _COLUMNS:
            of_it = [c for c, name in enumerate(table.columns) if called.search(name)]
            if len(rows) == len(of_it) == 1 and asks.search(query.plain) and knows(query, table):
                show_rows(draft, table, rows)
                cell = table.cell(rows[0], of_it[0])
                draft.short_answer = cell if 0 < len(cell) <= SHORT_CELL else None
                return draft.finish()
    return None


def _rows_with(draft: Draft, places: Sequence[Place]) -> Answer | None:
    """Answer a question for a list with the rows that have the cells it names: 滨湖区|有哪些企业."""
    query = draft.query
    if not (asks := _LISTS.search(query.plain)) or draft.absent:
        return None
    for table in tables_near(places):
        if not _is_of_label(query, table, asks.end()):
            continue
        rows = _rows_held(query, table)
        if 0 < len(rows) < len(table.rows):
            draft.quote(table.document, table.header)
            for row in rows:
                name = table.span(row, table.label)
                draft.quote(table.document, name, table.rows[row], item=True)
            return draft.finish()
    return None


def _is_of_label(query: Query, table: Table, at: int) -> bool:
    """Whether a noun behind 哪些 is what the rows of a table are: 哪些|养老服务站点, 站点名称."""
    label = table.columns[table.label].lower()
    nouns = [t for t in query.terms if t.noun]
    behind = [t for t in nouns if query.plain.find(t.text, at) >= 0]
    return any(t.credit(label) >= HELD for t in behind or nouns)


def _rows_held(query: Query, table: Table) -> list[int]:
    """The rows that have a cell which a question names, in each column of which it names one."""
    asked, rows = query.plain.lower(), list(range(len(table.rows)))
    named = False
    for column in range(table.label + 1, len(table.columns)):
        held = [_SEVERAL.split(table.cell(row, column)) for row in range(len(table.rows))]
        called = list(dict.fromkeys(part for cell in held for part in cell))
        said = {called[i] for i in named_in(asked, called)}
        named = named or bool(said)
        rows = [row for row in rows if not said or said.intersection(held[row])]
    return rows if named else []


def _of_other_place(draft: Draft, best: Place, places: Sequence[Place]) -> Answer | None:
    """Answer with what is said of a place that has no row of its own: 石潭县由各乡镇直接受理."""
    table = table_at(best.unit.document, best.unit.start) if best.unit.header else None
    name = _place_asked(draft.query, table) if table else ""
    told = [u for u in units_of(best.unit.document) if name and name in u.quote]
    if not told or best.unit in told:
        return None
    draft.status = "partial"
    draft.untold()
    draft.quote(told[-1].document, (told[-1].start, told[-1].end))
    return draft.finish()


def _place_asked(query: Query, table: Table) -> str:
    """The place that a question names and the document too, but no row of a table of such places; "" for none."""
    for column in range(table.label, len(table.columns)):
        cells = [table.cell(row, column) for row in range(len(table.rows))]
        kinds = {m["of"] for cell in cells if (m := _A_PLACE.fullmatch(cell))}
        if not all(_A_PLACE.fullmatch(cell) for cell in cells):
            continue
        if any(cell[:-1] in query.plain for cell in cells):
            return ""
        for length in (5, 4, 3, 2):
            for at in range(len(query.plain) - length + 1):
                name = query.plain[at : at + length]
                real = _A_PLACE.fullmatch(name) and name[-1] in kinds and name[0] not in _NO_PLACE
                if real and name in table.document.text:
                    return name
    return ""
