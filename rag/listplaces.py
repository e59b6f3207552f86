"""The lists of a document: clauses below an announcing sentence, runs inside a sentence, rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.announced import announced, items_of
from rag.lists import STATED, enumerations, stated_number
from rag.tables import cells_of, rows_of
from rag.types import Clause, Document
from rag.units import Unit, units_of

BEFORE = 16  # characters in front of a run that say what it is a list of
NAME_CHARS = 24
NUMBERED = 40  # the end of an introduction that names the list with its number
ITEM_QUOTE = 400  # longer clauses are quoted by their first sentence
MOST_OF_IT = 0.7  # clauses that take this share of a document are its parts


@dataclass(frozen=True, slots=True)
class Item:
    """A member of a list: what it is called and the clause or words that prove it (spans)."""

    name: tuple[int, int]
    proof: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A list in a document, found among a clause's children, inside a sentence or in a table."""

    document: Document
    intro: tuple[int, int]  # the sentence that announces the list
    items: tuple[Item, ...]
    stated: int  # the number of items the text announces; 0 where it gives none
    name: str = ""  # what the text calls the items: …等六大|重点工程, …提出的|6项重点工程：
    before: str = ""  # the words in front of a run
    clause: Clause | None = None  # the parent of the items; None for a list inside a sentence
    header: str = ""  # of the column that a table lists
    fit: float = 0.0  # how well its name is what is asked, 0 to 1
    read: float | None = None  # the reader's number; above 0 it answers

    def names(self) -> tuple[str, ...]:
        """Return what the items are called, as it stands in the document."""
        return tuple(self.document.text[slice(*item.name)] for item in self.items)


@lru_cache(maxsize=8192)
def lists_of(unit: Unit) -> tuple[ListPlace, ...]:
    """Return the lists that a sentence announces or holds; a row of a table gives that table."""
    return (
        *_of_clauses(unit),
        *(made for made in _in_sentence(unit) if made.stated or not unit.is_heading),
        *(_in_table(unit) if unit.header else ()),
    )


def _of_clauses(unit: Unit) -> Iterable[ListPlace]:
    document, clause = unit.document, unit.clause
    items = announced(unit)
    if len(items) > 1:
        yield ListPlace(
            document, (unit.start, unit.end), tuple(item_of(document, c) for c in items),
            stated_number(unit.quote) or stated_number(clause.heading),
            _name_said(unit.quote), "", clause,
        )  # fmt: skip


def _name_said(introduction: str) -> str:
    """The end of an introduction, which names the list: …提出的|6项重点工程：."""
    end = introduction[-NUMBERED:]
    stated = STATED.search(end)
    return end[stated.start() :] if stated else end[-NAME_CHARS:]


def are_parts(found: ListPlace) -> bool:
    """Whether the items are the parts of the whole document, which 提出如下意见： announces."""
    document, items = found.document, found.items
    first = next((c for c in document.clauses if c.start == items[0].proof[0]), None)
    whole = items[-1].proof[1] - items[0].proof[0] > MOST_OF_IT * len(document.text)
    return whole or (first is not None and (first.depth == 1 or first.scheme in ("编", "章")))


def _in_sentence(unit: Unit) -> Iterable[ListPlace]:
    quote = unit.quote
    for made in enumerations(quote):
        first = made.items[0][0]
        spans = [(unit.start + a, unit.start + b) for a, b in made.items]
        yield ListPlace(
            unit.document, (unit.start, unit.end), tuple(Item(s, s) for s in spans),
            made.stated, made.name, quote[max(0, first - BEFORE) : first],
        )  # fmt: skip


def _in_table(unit: Unit) -> Iterable[ListPlace]:
    """The rows of a table as a list: what stands in its first column that is no running number."""
    document = unit.document
    first, *rows = rows_of(document, unit.start)
    cells = [[(a + x, a + y) for x, y in cells_of(document.text[a:b])] for a, b in rows]
    names = [document.text[slice(*c[0])].strip() for c in cells]
    column = int(bool(cells) and all(name.isdigit() for name in names) and len(cells[0]) > 1)
    if len(rows) < 2 or any(len(c) <= column for c in cells):
        return
    items = tuple(
        Item(_strip(document, *c[column]), row) for c, row in zip(cells, rows, strict=True)
    )
    before = document.text[max(0, first[0] - 60) : first[0]]
    yield ListPlace(document, first, items, 0, "", before, header=unit.header[column])


def numbered_parts(document: Document, count: int) -> ListPlace | None:
    """Return the numbered parts of a document that has as many as are asked for (十条措施), or None."""
    items = items_of(document, document.clauses[0])
    for scheme in dict.fromkeys(c.scheme for c in items):
        same: Sequence[Clause] = [c for c in items if c.scheme == scheme]
        if count > 2 and len(same) == count:
            title = document.facts.title
            intro = (
                (title.start, title.end) if title.start >= 0 else (same[0].start, same[0].head_end)
            )
            made = tuple(item_of(document, c) for c in same)
            return ListPlace(document, intro, made, 0, clause=document.clauses[0], fit=1.0)
    return None


def item_of(document: Document, clause: Clause) -> Item:
    """Return a clause as a member of a list: its heading, proved by itself or its first sentence."""
    first = next((u.end for u in units_of(document) if u.clause.id == clause.id), clause.end)
    end = clause.end if clause.end - clause.start <= ITEM_QUOTE else first
    head = clause.head_end if clause.heading else min(first, clause.end)
    return Item(_strip(document, clause.start, head), _strip(document, clause.start, end))


def _strip(document: Document, start: int, end: int) -> tuple[int, int]:
    text = document.text[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip(" \n；;。：:，,"))
