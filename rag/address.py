"""Clauses by their address and lists by their name: 第三项重点工程, 第四部分, 第五条第二款, 六大任务.

Both are the same question to the clause tree: which clause is named, and which of its children.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.announced import announced, items_of
from rag.likeness import counts, heading_match
from rag.lists import STATED, enumerations, is_body, stated_number
from rag.naming import is_named
from rag.places import Place, units_of
from rag.query import Query
from rag.steps import Step
from rag.types import Clause, Document

LIST_FLOOR = 0.8  # a list that fits the question less than this is not what is asked
LIST_COVERAGE = 0.4
NAMED = 0.6  # a list whose name fits this well is the one that is meant
NAME_WEIGHT = 0.8
CLAUSES_BONUS = 0.35  # for a named list of clauses before the same list inside a sentence
COUNTED_LIST = 0.5  # 几项重点任务: 提出4项|重点任务
OF_NOUN = 0.5  # for items that are each called what is asked for
IN_SENTENCE = 0.5  # less for words in a sentence where clauses are asked for: 写了哪几条
PARTS_BONUS = 0.5  # 第六部分: counts in what the text calls 部分
ANNOUNCING = ("下列", "以下", "如下", "包括", "分为")
_ASKS_CLAUSES = re.compile(r"[几哪些][条项点招步](?![\u4e00-\u9fff]*[、，])|措施|\bmeasures\b")
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
    for place in places:
        clause = place.unit.clause
        if place.coverage >= LIST_COVERAGE or query.count:
            found += _children_list(query, place, clause)
            found += _sentence_lists(query, place) if not place.unit.is_heading else ()
    found = [f for f in found if f.score >= LIST_FLOOR]
    if query.value == "org":
        found = [f for f in found if _names_bodies(f)]
    return max(found, key=lambda f: (f.score, len(f.items), -f.intro[0]), default=None)


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
                tuple(_item(document, c) for c in same),
                0,
                1.0,
                1.0,
                document.clauses[0],
            )
    return None


def _names_bodies(place: ListPlace) -> bool:
    """Whether most items are names of bodies: what else is listed answers no question for them."""
    names = [place.document.text[slice(*item.name)] for item in place.items]
    return 2 * sum(is_body(name) for name in names) > len(names)


def _children_list(query: Query, place: Place, clause: Clause) -> Iterable[ListPlace]:
    unit, document = place.unit, place.unit.document
    items = announced(unit)
    if len(items) < 2 or (_are_parts(document, items) and query.count != len(items)):
        return
    tail = document.text[max(clause.start, unit.end - 60) : unit.end]
    stated = stated_number(unit.quote) or stated_number(clause.heading)
    fit = max(heading_match(query, clause.heading), _intro_fit(query, tail))
    says_so = stated or tail.rstrip().endswith(("：", ":")) or any(m in tail for m in ANNOUNCING)
    named = query.noun[-2:] in clause.heading + unit.quote if query.noun else False
    counted = query.value == "count" and bool(query.noun) and counts(unit.text, query.noun)
    score = place.score + NAME_WEIGHT * fit + _count_bonus(query, stated, len(items), fit)
    score += 0.25 * bool(says_so or fit > NAMED) + 0.25 * named + COUNTED_LIST * counted
    score += CLAUSES_BONUS * bool(fit > NAMED and says_so)  # each item has a clause to prove it
    yield ListPlace(
        document, (unit.start, unit.end), tuple(_item(document, c) for c in items),
        stated, score, fit, clause,
    )  # fmt: skip


def _are_parts(document: Document, items: Sequence[Clause]) -> bool:
    """Whether clauses are the parts of the whole document, which 提出如下意见： announces."""
    return items[0].depth == 1 or items[0].scheme in ("编", "章")


def _sentence_lists(query: Query, place: Place) -> Iterable[ListPlace]:
    unit = place.unit
    quote = unit.quote
    for made in enumerations(quote):
        around = quote[max(0, made.items[0][0] - 16) : made.items[0][0]]
        name = made.name[:16]
        fit = max(heading_match(query, name), 0.9 * _share(query, around + " " + made.name[:30]))
        score = (
            place.score + NAME_WEIGHT * fit + _count_bonus(query, made.stated, len(made.items), fit)
        )
        score += 0.2 * bool(query.noun and query.noun[:2] in name + around)
        score += OF_NOUN * _share_of_noun(query.noun, made.texts(quote))
        score -= IN_SENTENCE * bool(_ASKS_CLAUSES.search(query.text))
        unit_of_step = query.steps[-1].unit if query.steps else ""
        score += PARTS_BONUS * (len(unit_of_step) > 1 and made.name.endswith(unit_of_step))
        items = tuple(
            Item((unit.start + a, unit.start + b), (unit.start + a, unit.start + b))
            for a, b in made.items
        )
        yield ListPlace(unit.document, (unit.start, unit.end), items, made.stated, score, fit)


def _share_of_noun(noun: str, items: Sequence[str]) -> float:
    """The share of items that are called what is asked for: 哪几个“区” of …试验区、…示范区."""
    tail = noun[-2:]
    return sum(item.endswith(tail) for item in items) / len(items) if tail else 0.0


def _intro_fit(query: Query, intro: str) -> float:
    """How well the words that announce a list name what is asked: 提出的6项|重点工程."""
    stated = STATED.search(intro)
    if stated and (name := intro[stated.end() :].strip("：:。，, ")[:14]):
        return heading_match(query, name) if len(name) < 12 else _share(query, name)
    if stated:
        return heading_match(query, stated.group()[-2:])
    return 0.95 * _share(query, intro)


def _count_bonus(query: Query, stated: int, found: int, fit: float) -> float:
    """More for the number that is asked for; less for a list of another number and name."""
    if not query.count:
        return 0.0
    if stated and query.count != stated and fit < NAMED:
        return -0.4
    return 0.15 * (query.count == stated) + 0.1 * (query.count == found)


def _share(query: Query, text: str) -> float:
    low = text.lower()
    total = sum(t.weight for t in query.terms)
    return sum(t.weight * t.credit(low) for t in query.terms) / total if total else 0.0


def _item(document: Document, clause: Clause) -> Item:
    first = next((u.end for u in units_of(document) if u.clause.id == clause.id), clause.end)
    end = clause.end if clause.end - clause.start <= ITEM_QUOTE else first
    head = clause.head_end if clause.heading else min(first, clause.end)
    return Item(_strip(document, clause.start, head), _strip(document, clause.start, end))


def _strip(document: Document, start: int, end: int) -> tuple[int, int]:
    text = document.text[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip(" \n；;。：:，,"))


@dataclass(frozen=True, slots=True)
class Found:
    """What an address leads to: a clause, or an item of a list inside a sentence."""

    document: Document
    clause: Clause | None = None
    item: Item | None = None
    parent: ListPlace | None = None  # where the address counts within a list
    missing: Step | None = None  # the step that the text does not have


def resolve(query: Query, documents: Sequence[Document], places: Sequence[Place]) -> Found | None:
    """Follow the address in a question; None when it names no place that these documents have."""
    for document in documents:
        clause = _by_scheme(query, document)
        if clause:
            return Found(document, clause=clause)
    if documents and _lacks(query, documents[0]):
        return Found(documents[0], missing=query.steps[0])
    if documents and (clause := _numbered_through(query, documents[0])):
        return Found(documents[0], clause=clause)
    anchor = _named_list(query.steps[-1], documents)
    if anchor is None and query.terms:
        anchor = find_list(query, places)
    if anchor:
        number = query.steps[-1].number
        number += len(anchor.items) + 1 if number < 0 else 0  # counted from the end
        if 1 <= number <= len(anchor.items):
            item = anchor.items[number - 1]
            clause = _clause_of(anchor, item)
            return Found(anchor.document, clause, item, anchor)
        return Found(anchor.document, parent=anchor, missing=query.steps[-1])
    if documents and not query.terms:
        return Found(documents[0], missing=query.steps[-1])
    return None


def _named_list(step: Step, documents: Sequence[Document]) -> ListPlace | None:
    """The list of clauses whose heading or announcement has the name beside the step."""
    found: list[tuple[float, ListPlace]] = []
    for order, document in enumerate(documents if len(step.name) > 1 else ()):
        for clause in document.clauses[1:]:
            items = items_of(document, clause)
            if len(items) < 2:
                continue
            own = document.text[clause.start : clause.own_end]
            fit = len(step.name) / len(clause.heading) if step.name in clause.heading else 0.0
            if len(clause.heading) > 2 and step.name.endswith(clause.heading):
                fit = 1.0
            stated = STATED.search(own[-80:])
            if stated and own[-80:][stated.end() :].startswith(step.name):
                fit = max(fit, 0.9)
            if fit:
                made = tuple(_item(document, c) for c in items)
                spans = [(u.start, u.end) for u in units_of(document) if u.clause.id == clause.id]
                number = stated_number(own[-80:])
                place = ListPlace(document, spans[-1], made, number, fit, fit, clause)
                found.append((fit - 0.1 * order, place))
    return max(found, key=lambda f: f[0])[1] if found else None


def _lacks(query: Query, document: Document) -> bool:
    """Whether a document that has 章 or 条 lacks the one that is asked for (第七章 of six)."""
    unit, number = query.steps[0].unit, query.steps[0].number
    numbers = [c.number for c in document.clauses if c.scheme == unit]
    return unit in ("编", "章", "节", "条") and bool(numbers) and number not in (-1, *numbers)


def _numbered_through(query: Query, document: Document) -> Clause | None:
    """The one clause of a number that runs through all headings of the named part (12. of 1-21)."""
    number = query.steps[-1].number
    same = [c for c in document.clauses if c.scheme == "1." and c.number == number]
    within = [
        c
        for c in same
        if _share(query, " ".join(document.path(c.id)) + document.facts.title.value) >= 0.7
    ]
    return (
        within[0]
        if len(same) == 1 and len(within) == 1 and query.steps[-1].unit in ("项", "点", "条", "")
        else None
    )


def _clause_of(anchor: ListPlace, item: Item) -> Clause | None:
    if anchor.clause is None:
        return None
    children = anchor.document.children(anchor.clause.id)
    return next((c for c in children if c.start <= item.proof[0] < c.end), None)


def _by_scheme(query: Query, document: Document) -> Clause | None:
    """Follow the steps that name a scheme of the document itself (第十二条第二款, 四、（二）, 第四部分)."""
    within: Clause | None = None
    for step in query.steps:
        schemes = {
            "条": _article_schemes(query, document, within),
            "部分": ("部分", "一、"),
            "项": ("（一）", "1."),
            "大": ("一、",),
        }.get(step.unit, (step.unit,))
        pool = [c for c in document.clauses[1:] if _inside(c, within)]
        pool = pool[::-1] if step.number == -1 else [c for c in pool if c.number == step.number]
        if within is None and step.unit in ("项", "", "个", "点", "大", "类", "步", "方面"):
            return None  # counts within a list, which has to be named
        if (
            within is None
            and query.terms
            and step.unit in ("条", "部分")
            and not _named(query, document)
        ):
            pool = [c for c in pool if _path_fits(query, document, c)]
        found = next((c for s in schemes for c in pool if c.scheme == s), None)
        if found is None and step.unit == "款" and within is not None and step.number == 1:
            found = within
        if found is None:
            return None
        within = found
    return within


def _article_schemes(query: Query, document: Document, within: Clause | None) -> tuple[str, ...]:
    """What 第九条 may mean: an article; a part 九、 where a text has no articles; an item of a part."""
    if within is not None:
        return ("条", "（一）", "1.")
    if any(c.scheme == "条" for c in document.clauses) and not is_named(query, document):
        return ("条",)
    return ("条",) if query.follow_up else ("条", "一、")


def _inside(clause: Clause, within: Clause | None) -> bool:
    return within is None or (clause.id != within.id and within.start <= clause.start < within.end)


def _named(query: Query, document: Document) -> bool:
    """Whether the question names the document (产品质量法第十二条, 《…》第十二条)."""
    if is_named(query, document):
        return True
    least = 0.6 if query.language == "zh" else 0.35  # translated words are rougher
    return _share(query, document.facts.title.value) >= least


def _path_fits(query: Query, document: Document, clause: Clause) -> bool:
    above = " ".join(document.path(clause.id))
    own = document.text[clause.start : clause.end]
    return _share(query, above) >= 0.6 or _share(query, own) >= 0.6
