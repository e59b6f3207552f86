"""Answers from the cells of a table at which the rows and columns that a question names cross.

养老护理员技师和高级技师的补贴差多少 is told by two cells of a row, 车工和电工哪个中级工补贴高 by two of a column.
A cell with a dash has no value: that of the next column is none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.aligned import contrast
from rag.cells import caption_of
from rag.draft import Draft
from rag.evidence import HELD
from rag.gap import asks_gap
from rag.places import SURE, Place
from rag.query import STORIES, Query
from rag.refuse import not_found
from rag.tablenames import Table, columns_named, rows_named, table_at
from rag.tables import heads_table
from rag.types import Answer
from rag.units import Unit, lower_text, units_of
from rag.verify import BOTH

NEAR = 8  # places in whose tables the names are looked for
MOST = 4  # cells that are told side by side
MOST_ROWS = 12
TELLING = 0.6  # weight of a noun that tells of whom a value is
BELOW = 200  # characters behind a table in which its marks are explained
_BLANK = re.compile(r"[—–\-－/／ ]*|无|暂无")
_CHANGED = re.compile(
    r"(?:(?:上|本|下|该|附|此)表|表[一二三四五六七八九十\d]).*(?:上浮|下浮|提高|增加|加[发倍]|降低|减[半少]|上调|下调|[%％倍])"
)
_COMPARES = re.compile(
    r"哪一?[个种类项]?[^，。？]{0,12}(?:[更最]?(?:高|多|低|少|大|小|长|短))|一样|相同|相差|差[多几]|比.{0,10}(?:高|多|低|少)"
)


def crossed(draft: Draft, places: Sequence[Place]) -> Answer | None:
    """Answer with the cells that a question names, where they are several or empty; None where they are not."""
    query = draft.query
    if query.language != "zh" or query.kinds & STORIES or not (query.value or _compares(query)):
        return None
    asked = query.plain.lower()
    for table in tables_near(places):
        rows, columns = rows_named(asked, table), columns_named(asked, table)
        if not rows and len(columns) > 1 and (row := _row_read(places[0], table)) is not None:
            return _told(draft, table, [row], columns)
        if rows and columns and len(rows) * len(columns) <= MOST and knows(query, table):
            return _told(draft, table, rows, columns)
    return None


def tables_near(places: Sequence[Place]) -> Iterator[Table]:
    """Yield the tables of the rows among the first places, each once."""
    seen = set()
    for unit in (p.unit for p in places[:NEAR] if p.unit.header):
        table = table_at(unit.document, unit.start)
        if table is not None and (key := (unit.document.doc_id, table.header)) not in seen:
            seen.add(key)
            yield table


def _row_read(best: Place, table: Table) -> int | None:
    """The row of a table that is the best place and that the reader surely takes for the answer; None for none."""
    if best.unit.document is not table.document or (best.reader or 0.0) < SURE:
        return None
    return next((i for i, row in enumerate(table.rows) if row[0] == best.unit.start), None)


def _compares(query: Query) -> bool:
    return bool(_COMPARES.search(query.plain))


def knows(query: Query, table: Table) -> bool:
    """Whether the document of a table has all nouns of the question."""
    text = lower_text(table.document)
    return all(t.credit(text) >= HELD for t in query.terms if t.noun and not t.optional)


def _told(draft: Draft, table: Table, rows: Sequence[int], columns: Sequence[int]) -> Answer | None:
    cells = [table.cell(row, column) for row in rows for column in columns]
    empty = [cell for cell in cells if _BLANK.fullmatch(cell)]
    changed = _changing(draft.query, table)
    if len(cells) == 1 and not (empty or changed):
        return None
    show_rows(draft, table, rows)
    if changed:  # 残疾人参加表一培训的，补贴标准上浮10%
        draft.quote(table.document, (changed.start, changed.end))
    elif empty:
        _explain(draft, table, empty[0])
    else:
        draft.short_answer = BOTH.join(cells)
    if asks_gap(draft.query):
        draft.status = "partial"
        draft.note("no_difference")
    return draft.finish()


def _changing(query: Query, table: Table) -> Unit | None:
    """The sentence that tells of whom the values of a table are others: 残疾人|参加表一培训的，补贴标准上浮10%."""
    row = unit_at(table, 0)
    said = caption_of(row) + table.document.text[table.header[0] : table.rows[-1][1]] if row else ""
    nouns = [t for t in query.terms if t.noun and not t.optional and t.weight >= TELLING]
    named = [t for t in nouns if not t.credit(said.lower())]
    for unit in (u for u in units_of(table.document) if not u.header and _CHANGED.search(u.quote)):
        of_whom = unit.text.partition("的，")[0]
        if any(t.credit(of_whom) >= HELD for t in named):
            return unit
    return None


def unit_at(table: Table, row: int) -> Unit | None:
    """Return a row of a table as a sentence of its document."""
    return next((u for u in units_of(table.document) if u.start == table.rows[row][0]), None)


def show_rows(draft: Draft, table: Table, rows: Sequence[int]) -> None:
    """Show rows of a table under the names of its columns."""
    for span in (table.header, *(table.rows[row] for row in sorted(rows))):
        draft.quote(table.document, span)


def _explain(draft: Draft, table: Table, mark: str) -> None:
    """Show what is said below a table of an empty cell: “—”表示不予补贴; say that there is no value where nothing is."""
    end = table.rows[-1][1]
    units = units_of(table.document)
    below = (u for u in units if mark and end <= u.start < end + BELOW and _names(u, mark))
    if note := next(below, None):
        draft.quote(table.document, (note.start, note.end))
        return
    draft.status = "partial"
    draft.untold()


def _names(unit: Unit, mark: str) -> bool:
    return re.search(rf"[“\"‘「]{re.escape(mark)}[”\"’」]", unit.quote) is not None


def unnamed(draft: Draft, best: Place, places: Sequence[Place]) -> Answer | None:
    """Refuse, or show all rows, where a question names a column but none of the rows, which differ in it.

    What a 技师 gets depends on the trade: that of an arbitrary row is no answer.
    """
    query, unit = draft.query, best.unit
    if not unit.header or query.language != "zh" or query.figures or not query.value:
        return None
    table, asked = table_at(unit.document, unit.start), query.plain.lower()
    columns = columns_named(asked, table) if table else []
    if table is None or len(columns) != 1 or _calls_a_row(asked, table):
        return None
    cells = [table.cell(row, columns[0]) for row in range(len(table.rows))]
    if len(set(cells)) < len(cells) / 2 or heads_table(unit.document, unit.start):
        return None
    if not _is_of_table(query, unit) or len(cells) > MOST_ROWS:
        return not_found(draft, places)
    show_rows(draft, table, range(len(cells)))
    return draft.finish()


def _calls_a_row(asked: str, table: Table) -> bool:
    """Whether some words of a question stand in one row alone."""
    rows = [table.document.text[slice(*span)].lower() for span in table.rows]
    return bool(rows_named(asked, table)) or any(contrast(asked, rows))


def _is_of_table(query: Query, unit: Unit) -> bool:
    """Whether a table is of what is asked, each word of it: not of a 培训补贴 where the 职业技能|提升|补贴 is asked for."""
    asked, told = query.plain.lower(), caption_of(unit)
    wanted = [t for t in query.terms if t.noun and not t.optional]
    at = asked.rfind(wanted[-1].text) if wanted else 0
    for term in reversed(query.terms):
        if asked.endswith(term.text, 0, at):
            wanted.append(term)
            at -= len(term.text)
    return all(t.credit(told) > 0 for t in wanted)
