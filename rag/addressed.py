"""Answers to a question for a clause by its number: 第三项重点工程, 第四部分, 第十条."""

from __future__ import annotations

import re

from rag import refuse
from rag.address import Found, resolve
from rag.draft import Draft
from rag.listplaces import ListPlace
from rag.listrank import find_list
from rag.places import Place
from rag.shown import first_problem, show_clause, show_list
from rag.steps import Step
from rag.types import Answer, Document
from rag.units import Unit, units_of
from rag.values import han

_LABEL = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]|[一二三四五六七八九十]{1,3}、)\s*"
)


def addressed(draft: Draft, ranked: list[Document], places: list[Place]) -> Answer | None:
    """Answer with the clause or item that a question names by its number; None where it names none."""
    query = draft.query
    if not query.steps or (draft.absent and not query.steps[-1].unit and not query.follow_up):
        return None  # 第二… of a matter that is not here
    found = resolve(query, ranked[:3], places)
    if found is None:
        return None
    if found.missing is not None:
        return _no_such_item(draft, found, places)
    _check_count(draft, found)
    if found.clause is not None:
        inner = _inner_list(draft, found) if "list" in query.kinds else None
        head = found.clause.heading
        named = head and found.clause.scheme != "条" and "why" not in query.kinds
        draft.short_answer = head if named else None
        if inner is not None:
            if head:
                draft.quote(found.document, (found.clause.start, found.clause.head_end))
            show_list(draft, inner)
        else:
            show_clause(draft, found.document, found.clause)
        if "why" in query.kinds:
            draft.short_answer = first_problem(draft)
    elif found.item is not None and found.parent is not None:
        a, b = found.parent.intro
        within = a <= found.item.name[0] and found.item.name[1] <= b
        draft.quote(
            found.document, found.item.name, found.parent.intro if within else found.item.proof
        )
        draft.short_answer = _LABEL.sub("", found.document.text[slice(*found.item.name)])
        if told := _told_apart(found, query.steps[-1]):
            draft.quote(found.document, (told.start, told.end))
            inner = find_list(query, [Place(told, 1.0, 1.0)]) if "list" in query.kinds else None
            if inner is not None:
                show_list(draft, inner)
    return draft.finish()


def _check_count(draft: Draft, found: Found) -> None:
    """Say so where the question counts the list otherwise than the text: 七大重点工程…，第一项是什么."""
    count, parent = draft.query.count, found.parent
    if not (count and parent and draft.query.counted) or draft.query.follow_up:
        return
    named = draft.query.counted in found.document.text[slice(*parent.intro)]
    if named and count not in (parent.stated, len(parent.items)):
        draft.status = "partial"
        draft.note("premise_count", asked=count, stated=parent.stated or len(parent.items))
        draft.quote(found.document, parent.intro)


def _told_apart(found: Found, step: Step) -> Unit | None:
    """The sentence that tells of one item of a list by its number: 第一部分“总体情况”，阐述了….."""
    assert found.item is not None
    name = found.document.text[slice(*found.item.name)].lower()
    label = re.compile(rf"第(?:{step.number}|{han(step.number)}){step.unit}")
    units = units_of(found.document)
    return next((u for u in units if label.match(u.text) and name in u.text), None)


def _inner_list(draft: Draft, found: Found) -> ListPlace | None:
    """The list inside the addressed clause: 最后一部分包括哪些方面."""
    clause = found.clause
    assert clause is not None
    units = [u for u in units_of(found.document) if clause.start <= u.start < clause.end]
    if found.document.children(clause.id):
        return None
    return find_list(draft.query, [Place(unit, 1.0, 1.0) for unit in units])


def _no_such_item(draft: Draft, found: Found, places: list[Place]) -> Answer:
    assert found.missing is not None
    if found.parent is None:
        draft.note("no_address", asked=found.missing.text)
        if found.clause is None:
            return refuse.not_found(draft, places)
        draft.status = "partial"
        draft.note("last_address", last=found.clause.label)
        last = next(u for u in units_of(found.document) if u.start >= found.clause.start)
        draft.quote(found.document, (last.start, last.end))
        return draft.finish()
    draft.status = "partial"
    draft.note("premise_ordinal", asked=abs(found.missing.number), found=len(found.parent.items))
    show_list(draft, found.parent)
    return draft.finish()
