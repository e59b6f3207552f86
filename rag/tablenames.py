"""Which rows and columns of a table a question names: 养老护理员|技师和高级技师.

A cell is called by its words, by those in front of a bracket, or by those inside it: 五级（初级工）.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.tables import CELL, cells_of, rows_of
from rag.types import Document

Span = tuple[int, int]
A_UNIT = re.compile(
    r"[十百千万亿]*(?:美?元|人次?|课?学?时|小时|分钟|周岁|平方米|平方公里|立方米|公里|公顷|公斤|千克|千瓦时?|[%％‰家个项名户所座件台辆套间岁年月天日次场种倍分亩吨批份张只头羽株棵级艘架层米斤度])(?:[、/每][\u4e00-\u9fff·、/]{1,6})?"
)
_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
_FIGURES = re.compile(r"[\d\s.,%％年月日—–-]*")
A_BODY = re.compile(
    r"(?:公司|社|场|中心|厂|院|学校|大学|学院|店|部|所|集团|协会|局|站|委员会|委|办公室|大厅|窗口)(?:[（(][^（）()]*[）)])?$"
)
SHORT_NAME = 4  # characters that call a body by a part of its name
END = 3  # characters at the end of a name that call a thing


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows have as many cells as its first one, which names the columns."""

    document: Document
    header: Span
    rows: tuple[Span, ...]
    columns: tuple[str, ...]
    label: int  # the column by which rows are called: the first one that is no running number

    def cell(self, row: int, column: int) -> str:
        """Return what stands in a cell, without blanks around it."""
        return self.document.text[slice(*self.span(row, column))].strip()

    def span(self, row: int, column: int) -> Span:
        """Return where a cell stands in the document."""
        start, end = self.rows[row]
        a, b = cells_of(self.document.text[start:end])[column]
        return start + a, start + b

    def labels(self) -> list[str]:
        """Return what the rows are called."""
        return [self.cell(row, self.label) for row in range(len(self.rows))]


def table_at(document: Document, start: int) -> Table | None:
    """Return the table that holds the row at ``start``; None where its rows have no names or no columns."""
    first, *rest = rows_of(document, start) or ((start, start),)
    columns = tuple(name.strip() for name in document.text[slice(*first)].split(CELL))
    rows = tuple(r for r in rest if document.text[slice(*r)].count(CELL) + 1 == len(columns))
    if len(rows) < 2 or len(columns) < 2:
        return None
    numbers = all(document.text[slice(*r)].split(CELL)[0].strip().isdigit() for r in rows)
    return Table(document, first, rows, columns, int(numbers))


def named_in(asked: str, names: Sequence[str]) -> list[int]:
    """Return which names a question says, as no part of a longer one, in the order in which it says them.

    技师和高级技师 says both; 高级技师 only the longer one.
    """
    said = [
        (found.start(), found.end(), i)
        for i, name in enumerate(names)
        for form in forms_of(name.lower())
        for found in re.finditer(re.escape(form), asked)
    ]
    whole = [
        (a, i) for a, b, i in said
        if not any(c <= a and b <= d and d - c > b - a for c, d, _ in said)
    ]  # fmt: skip
    return list(dict.fromkeys(i for _, i in sorted(whole)))


def forms_of(name: str) -> set[str]:
    """Return what a cell is called by; no unit, no bare figure and no single letter calls one."""
    inside = {part.strip() for part in _BRACKETS.findall(name)}
    forms = {name.strip(), _BRACKETS.sub("", name).strip(), *inside}
    return {
        f for f in forms if len(f) > 1 and not A_UNIT.fullmatch(f) and not _FIGURES.fullmatch(f)
    }


def rows_named(asked: str, table: Table) -> list[int]:
    """Return the rows that a question calls by their name, or by a part of the name of a body: 联众农机|合作社."""
    labels = table.labels()
    if found := named_in(asked, labels) or _by_end(asked, labels):
        return found
    return [i for i in range(len(table.rows)) if _is_called_shortly(asked, table, i)]


def _by_end(asked: str, labels: Sequence[str]) -> list[int]:
    """The row that a question calls by the end of its name, which no other has: 轮式|拖拉机."""
    ends = {i: label.lower()[-END:] for i, label in enumerate(labels) if len(label) > END}
    said = [i for i, end in ends.items() if end in asked and sum(end in n for n in labels) == 1]
    return said if len(said) == 1 else []


def _is_called_shortly(asked: str, table: Table, row: int) -> bool:
    cells = [table.cell(row, c).lower() for c in range(len(table.columns))]
    others = [
        table.document.text[slice(*span)].lower()
        for i, span in enumerate((table.header, *table.rows)) if i != row + 1
    ]  # fmt: skip
    return calls_shortly(asked, cells, others)


def calls_shortly(asked: str, cells: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a question calls a body by words that stand in its cell and in no other row: 联众农机|合作社."""
    for cell in (c for c in cells if A_BODY.search(c)):
        runs = (cell[at : at + SHORT_NAME] for at in range(len(cell) - SHORT_NAME + 1))
        if any(run in asked and not any(run in other for other in others) for run in runs):
            return True
    return False


def columns_named(asked: str, table: Table) -> list[int]:
    """Return the columns that a question calls by their name, but that by which the rows are called."""
    return [c for c in named_in(asked, table.columns) if c > table.label]
