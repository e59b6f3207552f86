"""Clauses by their address: 第三项重点工程, 第四部分, 第五条第二款."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.announced import items_of
from rag.listevidence import share
from rag.listplaces import Item, ListPlace, item_of
from rag.listrank import NAMED, choose_list, list_candidates
from rag.lists import STATED, stated_number
from rag.naming import is_named
from rag.places import Place
from rag.query import Query
from rag.steps import DOTTED, Step
from rag.types import Clause, Document
from rag.units import units_of

PARTS = ("部分", "章", "款")
ABOVE_ARTICLES = ("编", "章", "节", "部分")  # 第九条 is none of the chapters
THROUGH = 20  # so many parts 一、 are the articles of a text
_OF_LIST = ("项", "", "个", "点", "大", "类", "步", "方面")


@dataclass(frozen=True, slots=True)
class Found:
    """What an address leads to: a clause, or an item of a list inside a sentence."""

    document: Document
    clause: Clause | None = None
    item: Item | None = None
    parent: ListPlace | None = None  # where the address counts within a list
    missing: Step | None = None  # the step that is not there; `clause` is then the last that is


def resolve(query: Query, documents: Sequence[Document], places: Sequence[Place]) -> Found | None:
    """Follow the address in a question; None when it names no place that these documents have."""
    step = query.steps[-1]
    step = step if step.name or not query.counted else replace(step, name=query.counted)
    of_list = step.unit == "条" and bool(documents) and not _has_articles(documents[0])
    named = _named_list(step, documents[:1]) if of_list else None
    for document in documents if named is None else ():
        clause = _by_scheme(query, document)
        if clause:
            return Found(document, clause=clause)
    if documents and named is None and (short := _too_short(query, documents[0])):
        return short
    if documents and named is None and _lacks(query, documents[0]):
        return Found(documents[0], _last_of(query, documents[0]), missing=query.steps[0])
    if documents and named is None and (clause := _numbered_through(query, documents[0])):
        return Found(documents[0], clause=clause)
    anchor = named or _named_list(step, documents)
    unit = query.steps[-1].unit
    if anchor is None and unit == "条" and documents and _has_articles(documents[0]):
        number = query.steps[-1].number
        same = (c for c in documents[0].clauses if c.scheme == "条" and c.number == number)
        clause = next(same, None)
        return Found(documents[0], clause=clause) if clause else None
    if anchor is None and query.terms:
        anchor = _counted_list(query, places)
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


def _counted_list(query: Query, places: Sequence[Place]) -> ListPlace | None:
    """The list in which a question counts: the likeliest with so many members, else the likeliest.

    A list inside a sentence has parts only where the sentence calls them so: …五大|部分.
    """
    number, unit = query.steps[-1].number, query.steps[-1].unit
    document = places[0].unit.document if places else None
    ranked = [
        c for c in list_candidates(query, places)
        if c.found.document is document and (unit not in PARTS or c.found.clause or unit in _said_behind(c.found))
    ]  # fmt: skip
    likeliest = choose_list(query, places, ranked)
    if likeliest is not None and likeliest.fit >= NAMED:
        return likeliest  # even where it has no such item
    enough = [c for c in ranked if len(c.found.items) >= number]
    return choose_list(query, places, enough) or likeliest


def _said_behind(found: ListPlace) -> str:
    """What a sentence says behind the members of its list: 等五大|部分."""
    return found.document.text[found.items[-1].name[1] : found.intro[1]]


def _has_articles(document: Document) -> bool:
    return any(c.scheme == "条" for c in document.clauses)


def _named_list(step: Step, documents: Sequence[Document]) -> ListPlace | None:
    """The list of clauses whose heading or announcement has the name beside the step."""
    found: list[tuple[float, ListPlace]] = []
    for order, document in enumerate(documents if len(step.name) > 1 else ()):
        for clause in document.clauses[1:]:
            items = items_of(document, clause)
            above_articles = step.unit == "条" and items and items[0].scheme in ABOVE_ARTICLES
            if len(items) < 2 or above_articles:
                continue
            own = document.text[clause.start : clause.own_end]
            fit = len(step.name) / len(clause.heading) if step.name in clause.heading else 0.0
            if len(clause.heading) > 2 and step.name.endswith(clause.heading):
                fit = 1.0
            stated = STATED.search(own[-80:])
            if stated and own[-80:][stated.end() :].startswith(step.name):
                fit = max(fit, 0.9)
            if fit:
                found.append((fit - 0.1 * order, _list_of(document, clause, fit)))
    return max(found, key=lambda f: f[0])[1] if found else None


def _list_of(document: Document, clause: Clause, fit: float) -> ListPlace:
    """The items below a clause as a list."""
    made = tuple(item_of(document, c) for c in items_of(document, clause))
    spans = [(u.start, u.end) for u in units_of(document) if u.clause.id == clause.id]
    number = stated_number(document.text[clause.start : clause.own_end][-80:])
    return ListPlace(document, spans[-1], made, number, clause=clause, fit=fit)


def _too_short(query: Query, document: Document) -> Found | None:
    """The items of the clause that is named, where it has fewer than are asked for: 第五条第（五）项 of three."""
    last = query.steps[-1]
    above = replace(query, steps=query.steps[:-1])
    clause = _by_scheme(above, document) if above.steps and last.unit in ("项", "（一）") else None
    items = items_of(document, clause) if clause else []
    if clause is None or len(items) < 2 or last.number <= len(items):
        return None
    return Found(document, parent=_list_of(document, clause, 1.0), missing=last)


def _lacks(query: Query, document: Document) -> bool:
    """Whether a document that has 章 or 条 lacks the one that is asked for (第七章 of six)."""
    unit, number = query.steps[0].unit, query.steps[0].number
    numbers = [c.number for c in document.clauses if c.scheme == _scheme_of(unit, document)]
    return unit in ("编", "章", "节", "条") and bool(numbers) and number not in (-1, *numbers)


def _scheme_of(unit: str, document: Document) -> str:
    """The scheme of what a unit names: 条 are the parts 一、 of a text that numbers these through like articles."""
    through = [c.number for c in document.clauses if c.scheme == "一、"]
    as_articles = unit == "条" and not _has_articles(document) and max(through, default=0) > THROUGH
    return "一、" if as_articles else unit


def _last_of(query: Query, document: Document) -> Clause | None:
    """The last 章 or 条 of a document that the question names; None where it may mean another one."""
    scheme = _scheme_of(query.steps[0].unit, document)
    of_unit = (c for c in reversed(document.clauses) if c.scheme == scheme)
    return next(of_unit, None) if is_of_document(query, document) else None


def _numbered_through(query: Query, document: Document) -> Clause | None:
    """The one clause of a number that runs through all headings of the named part (12. of 1-21)."""
    number = query.steps[-1].number
    same = [c for c in document.clauses if c.scheme == "1." and c.number == number]
    within = [
        c
        for c in same
        if share(query, " ".join(document.path(c.id)) + document.facts.title.value) >= 0.7
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
    within = _named_part(query, document)
    for step in query.steps:
        schemes = {
            "条": _article_schemes(query, document, within),
            "部分": ("部分", "一、"),
            "项": ("（一）", "1."),
            "大": ("一、",),
            "点": ("一、",),
        }.get(step.unit, (step.unit,))
        pool = [c for c in document.clauses[1:] if _inside(c, within)]
        pool = [c for c in pool if step.number < 0 or c.number == step.number]
        if step.unit == DOTTED:
            pool, schemes = [c for c in pool if c.label == step.text], ("1.",)
        point = step.unit == "点" and not step.name and is_of_document(query, document)
        if within is None and step.unit in _OF_LIST and not point:
            return None  # counts within a list, which has to be named
        if (
            within is None
            and query.terms
            and step.unit in ("条", "部分")
            and step.number > 0  # the last of all is no other where other words are said too
            and not is_of_document(query, document)
        ):
            pool = [c for c in pool if _path_fits(query, document, c)]
        at = min(0, step.number)
        of_scheme = ([c for c in pool if c.scheme == s] for s in schemes)
        found = next((same[at] for same in of_scheme if len(same) >= max(1, -at)), None)
        if found is None and step.unit == "款" and within is not None and step.number == 1:
            found = within
        if found is None:
            return None
        within = found
    return within


def _named_part(query: Query, document: Document) -> Clause | None:
    """The part that a question names beside 三是, or None: “保障措施”里三是."""
    if query.steps[0].unit != "一是":
        return None
    asked = query.plain.lower()
    return next(
        (c for c in document.clauses[1:] if len(c.heading) > 2 and c.heading.lower() in asked), None
    )


def _article_schemes(query: Query, document: Document, within: Clause | None) -> tuple[str, ...]:
    """What 第九条 may mean: an article; a part 九、 where a text has no articles; an item of a part."""
    if within is not None:
        return ("条", "（一）", "1.")
    if any(c.scheme == "条" for c in document.clauses) and not is_named(query, document):
        return ("条",)
    return ("条",) if query.follow_up else ("条", "一、")


def _inside(clause: Clause, within: Clause | None) -> bool:
    return within is None or (clause.id != within.id and within.start <= clause.start < within.end)


def is_of_document(query: Query, document: Document) -> bool:
    """Whether the question names the document (产品质量法第十二条, 《…》第十二条)."""
    if is_named(query, document):
        return True
    least = 0.6 if query.language == "zh" else 0.35  # translated words are rougher
    return share(query, document.facts.title.value) >= least


def _path_fits(query: Query, document: Document, clause: Clause) -> bool:
    above = " ".join(document.path(clause.id))
    own = document.text[clause.start : clause.end]
    return share(query, above) >= 0.6 or share(query, own) >= 0.6
