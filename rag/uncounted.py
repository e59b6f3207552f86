"""Whether a number counts what is asked for, and the answer that only some are told of: 遴选|一批|“链主”企业."""

from __future__ import annotations

import re

from rag.cells import names_cell
from rag.draft import Draft
from rag.places import Place
from rag.query import Query
from rag.terms import Term
from rag.types import Answer
from rag.unit_asked import HOW_MANY
from rag.values import Value

COUNTED, HELD = 0.5, 0.75  # weight of a word that tells what is counted; its credit where it stands
HELD_WHOLE, NEAR = 0.75, 4  # coverage of a place that tells of them; among so many
GOVERNS = 4  # characters in front of a number in which the verb stands
_SOME = re.compile(
    r"(?P<some>一批|若干|一系列|一定数量的?|多[家个所座项])(?P<what>[^，,。；;]{1,24})"
)


def uncounted(draft: Draft, best: Place, places: list[Place]) -> Answer | None:
    """Answer that only some are told of where a number is asked for: 遴选|一批|“链主”企业. None where it is not so."""
    query, value = draft.query, best.value
    if query.value != "count" or (value is not None and counts(query, best, value)):
        return None
    for place in [best, *places[:NEAR]]:
        if place.coverage < HELD_WHOLE or not (some := _some_of_them(query, place)):
            continue
        draft.status = "partial"
        draft.note("no_number", some=some)
        draft.quote(place.unit.document, (place.unit.start, place.unit.end))
        return draft.finish()
    return None


def counts(query: Query, best: Place, value: Value) -> bool:
    """Whether a number stands in the clause of what is counted: 15个左右|国家级工业设计中心.

    So does a share or an amount, in front of which what it is of is told, and a cell that is named.
    """
    if value.kind != "count" or names_cell(query, best):
        return True
    clause = re.split(r"[，,。；;：]", best.unit.quote[value.start :])[0].lower()
    counted = _counted(query) or tuple(t for t in query.terms if not t.optional)
    return any(t.credit(clause) >= HELD for t in counted)


def _counted(query: Query) -> tuple[Term, ...]:
    """What is counted: the last word of a Chinese question, that behind an English how many."""
    asked = HOW_MANY.search(query.plain.lower())
    if not asked:
        return tuple(t for t in query.head if t.noun)
    named = [t for t in query.terms if t.said and t.said in asked["what"] and not t.optional]
    return tuple(named[-1:])


def _some_of_them(query: Query, place: Place) -> str:
    things = (t for t in query.terms if t.noun or t.said)
    heavy = tuple(t for t in things if t.weight >= COUNTED and not t.optional)
    counted = _counted(query) or heavy
    for found in _SOME.finditer(place.unit.quote):
        if found["some"][0] == "多" and query.unit not in ("", "个", found["some"][1]):
            continue  # 多个|产品 are no number of firms: 多少家
        start = max(0, found.start() - GOVERNS)
        said = place.unit.quote[start : found.end()].lower()  # 培育|一批“专精特新”企业
        if counted and all(t.credit(said) >= HELD for t in counted):
            return found["some"]
    return ""
