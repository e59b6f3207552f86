"""Lists by their name: 六大重点工程, 四项任务, 哪些部门; among the clauses or inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.announced import announced, items_of
from rag.evidence import HELD
from rag.likeness import counts, heading_match
from rag.lists import STATED, enumerations, names_bodies, stated_number
from rag.places import Place
from rag.query import Query
from rag.reading import read_from
from rag.tables import cells_of, rows_of
from rag.terms import make_term
from rag.types import Clause, Document
from rag.units import Unit, units_of
from rag.values import find_values

LIST_FLOOR = 0.8  # a list that fits the question less than this is not what is asked
LIST_COVERAGE = 0.4
NAMED = 0.6  # a list whose name fits this well is the one that is meant
NAME_WEIGHT = 0.8
CLAUSES_BONUS = 0.35  # for a named list of clauses before the same list inside a sentence
COUNTED_LIST = 0.5  # 几项重点任务: 提出4项|重点任务
OF_NOUN = 0.5  # for items that are each called what is asked for
IN_SENTENCE = 0.5  # less for words in a sentence where clauses are asked for: 写了哪几条
OTHER_NOUN = 0.4  # less for a list that is called something else than what is asked for
_NAMED_NOUN = re.compile(r"问题|目标|任务|工程|原则|措施|领域|手段|方式|条件|部门|要求")
OF_ROWS = 0.1  # less for the rows of a table, which mostly tell of one thing each
NAMED_BONUS = 0.4  # where the heading or the introduction has the noun that is asked for
ANY_NOUN = ("内容", "方面", "部分", "情况", "问题", "事情")  # name no list
SAID_BY_QUESTION = 0.8  # less for a list that the question itself gives
COUNT_STATED, COUNT_FOUND, COUNT_WRONG = 0.3, 0.25, 0.5  # as many as asked: said; found; neither
TOP_PLACES, IN_ITEMS = 4, 0.6  # more for a list whose members are the best places
MOST_OF_IT = 0.7  # clauses that take this share of a document are its parts
PARTS_BONUS = 0.5  # 第六部分: counts in what the text calls 部分
OF_A_TYPE = ("org", "company", "city", "place", "person", "person_name")
ANNOUNCING = ("下列", "以下", "如下", "包括", "分为")
_ASKS_CLAUSES = re.compile(r"[几哪些][条项点招步](?![\u4e00-\u9fff]*[、，])|措施|\bmeasures\b")
IN_NAMED_CLAUSE = 0.5  # for a list inside the clause whose heading the question says
STATED_NAME = 0.15  # for a list that the sentence counts by that name: …等六大|重点工程
NEAR_BEST = 0.4  # of the score of the best place: what is further away is another matter
READ_START, READ_MOST = 0.06, 8.0  # less for a list where the reader sees no answer begin
ITEM_QUOTE = 400  # longer clauses are quoted by their first sentence


@dataclass(frozen=True, slots=True)
class Item:
    """A member of a list: what it is called and the clause or words that prove it (spans)."""

    name: tuple[int, int]
    proof: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A list in a document, found among a clause's children or inside a sentence."""

    document: Document
    intro: tuple[int, int]  # the sentence that announces the list
    items: tuple[Item, ...]
    stated: int  # the number of items the text announces; 0 where it gives none
    score: float
    fit: float = 0.0  # how well its name is what is asked, 0 to 1
    clause: Clause | None = None  # the parent of the items; None for a list inside a sentence


def find_list(query: Query, places: Sequence[Place]) -> ListPlace | None:
    """Return the list that the question names, or None.

    A list is announced by a sentence: it is worth what that place is worth, and more when its
    name or number is the one asked for, and when it is made of clauses.
    """
    found: list[ListPlace] = []
    best = [place.unit for place in places[:TOP_PLACES]]
    for place in places:
        clause = place.unit.clause
        noun = _name_asked(query)[-2:]
        named = bool(noun) and noun not in ANY_NOUN and noun in place.unit.text
        if place.coverage >= LIST_COVERAGE or query.count or named:
            found += _children_list(query, place, clause)
            found += _sentence_lists(query, place) if not place.unit.is_heading else ()
            found += _table_list(query, place) if place.unit.header else ()
    found = [replace(f, score=f.score + IN_ITEMS * _share_in_items(f, best)) for f in found]
    found = [f for f in found if f.score >= LIST_FLOOR and _is_meant(query, f, places)]
    if query.value in OF_A_TYPE:
        found = [f for f in found if _are_of_type(query.value, f)]
    return max(found, key=lambda f: (f.score, len(f.items), -f.intro[0]), default=None)


def _is_meant(query: Query, found: ListPlace, places: Sequence[Place]) -> bool:
    """Whether a list is called what is asked for, or its sentence is not far from the best."""
    if query.count or found.fit >= NAMED:
        return True
    said = max((p.score for p in places if p.unit.start == found.intro[0]), default=0.0)
    return said >= NEAR_BEST * places[0].score


def _share_in_items(place: ListPlace, best: Sequence[Unit]) -> float:
    """The share of the best sentences that are members of a list of clauses."""
    if place.clause is None or not best:
        return 0.0
    return sum(
        u.document is place.document
        and any(i.proof[0] <= u.start < i.proof[1] for i in place.items)
        for u in best
    ) / len(best)


def numbered_parts(query: Query, document: Document) -> ListPlace | None:
    """Return the numbered parts of a document that has as many as are asked for (十条措施), or None."""
    items = items_of(document, document.clauses[0])
    for scheme in dict.fromkeys(c.scheme for c in items):
        same = [c for c in items if c.scheme == scheme]
        if query.count > 2 and len(same) == query.count:
            title = document.facts.title
            intro = (
                (title.start, title.end) if title.start >= 0 else (same[0].start, same[0].head_end)
            )
            return ListPlace(
                document,
                intro,
                tuple(item_of(document, c) for c in same),
                0,
                1.0,
                1.0,
                document.clauses[0],
            )
    return None


def _are_of_type(kind: str, place: ListPlace) -> bool:
    """Whether most items are bodies, companies, places: what else is listed answers no question for them."""
    names = [place.document.text[slice(*item.name)] for item in place.items]
    if kind == "org":
        return names_bodies(names)
    return 2 * sum(bool(find_values(name, kind)) for name in names) > len(names)


def _children_list(query: Query, place: Place, clause: Clause) -> Iterable[ListPlace]:
    unit, document = place.unit, place.unit.document
    items = announced(unit)
    if len(items) < 2 or (_are_parts(document, items) and query.count != len(items)):
        return
    tail = document.text[max(clause.start, unit.end - 60) : unit.end]
    stated = stated_number(unit.quote) or stated_number(clause.heading)
    fit = max(heading_match(query, clause.heading), _intro_fit(query, tail))
    says_so = stated or tail.rstrip().endswith(("：", ":")) or any(m in tail for m in ANNOUNCING)
    called = clause.heading + "\n" + _name_said(unit.quote)
    named = _name_asked(query)[-2:] in called if _name_asked(query) else False
    named |= len(clause.heading) > 2 and clause.heading.lower() in query.plain.lower()
    counted = query.value == "count" and bool(query.noun) and counts(unit.text, query.noun)
    score = place.score + NAME_WEIGHT * fit + _count_bonus(query, stated, len(items), fit)
    score += 0.25 * bool(says_so or fit > NAMED) + NAMED_BONUS * named + COUNTED_LIST * counted
    score -= OTHER_NOUN * _is_called_otherwise(query, called[-60:])
    is_its_name = (fit > NAMED and says_so) or (named and stated)
    score += CLAUSES_BONUS * bool(is_its_name)  # each item has a clause to prove it
    yield ListPlace(
        document, (unit.start, unit.end), tuple(item_of(document, c) for c in items),
        stated, score, fit, clause,
    )  # fmt: skip


def _name_said(introduction: str) -> str:
    """The end of an introduction, which names the list: …提出的|6项重点工程：."""
    end = introduction[-40:]
    stated = STATED.search(end)
    return end[stated.start() :] if stated else end[-24:]


def _are_parts(document: Document, items: Sequence[Clause]) -> bool:
    """Whether clauses are the parts of the whole document, which 提出如下意见： announces."""
    whole = items[-1].end - items[0].start > MOST_OF_IT * len(document.text)
    return items[0].depth == 1 or items[0].scheme in ("编", "章") or whole


def _sentence_lists(query: Query, place: Place) -> Iterable[ListPlace]:
    unit = place.unit
    quote = unit.quote
    for made in enumerations(quote):
        around = quote[max(0, made.items[0][0] - 16) : made.items[0][0]]
        name = made.name[:16]
        fit = max(heading_match(query, name), 0.9 * share(query, around + " " + made.name[:30]))
        score = (
            place.score + NAME_WEIGHT * fit + _count_bonus(query, made.stated, len(made.items), fit)
        )
        score += 0.2 * bool(query.noun and query.noun[:2] in name + around)
        score += STATED_NAME * bool(
            query.noun and made.stated and made.name.endswith(query.noun[-2:])
        )
        score += OF_NOUN * _share_of_noun(query.noun, made.texts(quote))
        score -= SAID_BY_QUESTION * _are_said(query, made.texts(quote))
        score -= IN_SENTENCE * bool(_ASKS_CLAUSES.search(query.text))
        score -= OTHER_NOUN * _is_called_otherwise(query, made.name + around)
        score += (
            IN_NAMED_CLAUSE * (unit.clause.depth > 1) * heading_match(query, unit.clause.heading)
        )
        score += READ_START * _read_start(place, made.items[0][0])
        unit_of_step = query.steps[-1].unit if query.steps else ""
        score += PARTS_BONUS * (len(unit_of_step) > 1 and made.name.endswith(unit_of_step))
        items = tuple(
            Item((unit.start + a, unit.start + b), (unit.start + a, unit.start + b))
            for a, b in made.items
        )
        yield ListPlace(unit.document, (unit.start, unit.end), items, made.stated, score, fit)


def _read_start(place: Place, at: int) -> float:
    """The log chance, by the reader, that a short answer begins with the first item; at least -8."""
    reading = place.reading
    if reading is None or not reading.offsets:
        return -READ_MOST
    at += read_from(place.unit)
    first = next((i for i, (_, end) in enumerate(reading.offsets) if end > at), None)
    return -READ_MOST if first is None else max(-READ_MOST, reading.starts[first])


def _name_asked(query: Query) -> str:
    """What a question calls the members of a list: 哪些|行业, 五大|任务."""
    return query.noun or query.counted


def _are_said(query: Query, items: Sequence[str]) -> bool:
    """Whether the question itself says the first two members: no answer to it."""
    return all(item[-2:].lower() in query.plain.lower() for item in items[:2])


def _is_called_otherwise(query: Query, said: str) -> bool:
    """Whether a list has a name that is not what is asked for: …等突出问题, where 哪几条原则 is asked."""
    noun = _name_asked(query)[-2:]
    if len(noun) < 2 or query.value or not _NAMED_NOUN.search(said):
        return False
    return make_term(noun).credit(said.lower()) < HELD


def _table_list(query: Query, place: Place) -> Iterable[ListPlace]:
    """The rows of a table as a list: what stands in its first column that is no running number."""
    document = place.unit.document
    first, *rows = rows_of(document, place.unit.start)
    cells = [[(a + x, a + y) for x, y in cells_of(document.text[a:b])] for a, b in rows]
    names = [document.text[slice(*c[0])].strip() for c in cells]
    column = int(all(name.isdigit() for name in names) and len(cells[0]) > 1)
    if len(rows) < 2 or any(len(c) <= column for c in cells):
        return
    header = place.unit.header[column]
    before = document.text[max(0, first[0] - 60) : first[0]]
    fit = max(heading_match(query, header), 0.9 * share(query, header + before))
    score = place.score + NAME_WEIGHT * fit + _count_bonus(query, 0, len(rows), fit) - OF_ROWS
    items = tuple(
        Item(_strip(document, *c[column]), row) for c, row in zip(cells, rows, strict=True)
    )
    yield ListPlace(document, first, items, 0, score, fit)


def _share_of_noun(noun: str, items: Sequence[str]) -> float:
    """The share of items that are called what is asked for: 哪几个“区” of …试验区、…示范区."""
    tail = noun[-2:]
    return sum(item.endswith(tail) for item in items) / len(items) if tail else 0.0


def _intro_fit(query: Query, intro: str) -> float:
    """How well the words that announce a list name what is asked: 提出的6项|重点工程."""
    stated = STATED.search(intro)
    if stated and (name := intro[stated.end() :].strip("：:。，, ")[:14]):
        return heading_match(query, name) if len(name) < 12 else share(query, name)
    if stated:
        return heading_match(query, stated.group()[-2:])
    return 0.95 * share(query, intro)


def _count_bonus(query: Query, stated: int, found: int, fit: float) -> float:
    """More for the number that is asked for; less for a list of another number and name."""
    if not query.count:
        return 0.0
    if query.count not in (stated, found):
        return -COUNT_WRONG * (fit < NAMED)
    return COUNT_STATED * (query.count == stated) + COUNT_FOUND * (query.count == found)


def share(query: Query, text: str) -> float:
    """Return the share of the words of a question that a text holds, 0 to 1."""
    low = text.lower()
    total = sum(t.weight for t in query.terms)
    return sum(t.weight * t.credit(low) for t in query.terms) / total if total else 0.0


def item_of(document: Document, clause: Clause) -> Item:
    """Return a clause as a member of a list: its heading, proved by itself or its first sentence."""
    first = next((u.end for u in units_of(document) if u.clause.id == clause.id), clause.end)
    end = clause.end if clause.end - clause.start <= ITEM_QUOTE else first
    head = clause.head_end if clause.heading else min(first, clause.end)
    return Item(_strip(document, clause.start, head), _strip(document, clause.start, end))


def _strip(document: Document, start: int, end: int) -> tuple[int, int]:
    text = document.text[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip(" \n；;。：:，,"))
