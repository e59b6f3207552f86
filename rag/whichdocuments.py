"""Which documents speak of a matter: each by its title, with the sentence of it that does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.draft import Draft
from rag.force import Force
from rag.places import Place
from rag.query import Query
from rag.types import Answer

MOST = 8  # documents that are named
SPEAKS = 0.8  # share of the words of a question in a sentence with what stands around it
SAID_WHOLE = (
    0.99  # the same where the reader finds no answer: a sentence that only speaks of it is none
)
SAID = 0.5  # and in the sentence alone
_SPEAK = "涉及|提[到及]|[说讲谈写][到及]|讲|规定|有关于?|包含|谈|说|写"
_DOCUMENTS = "(?:政策)?(?:文件|法规|政策文件|通知|办法|规定|政策)"
_ASKED = re.compile(
    rf"(?:哪些|哪几[个份部]|什么){_DOCUMENTS}(?:里面?|中|当中)?(?:都|有|曾|还)?(?:{_SPEAK})了?(?!什么|哪|多少)"
    r"|(?:哪些|哪几[个份部])(?:关于|有关|涉及).{2,20}的(?:政策)?文件"
    r"|(?:关于|有关|涉及|提[到及]).{2,20}的(?:政策)?文件(?:都|一共)?有(?:哪|几|多少)"
    r"|(?:在|见于|出现在)(?:哪些|哪几[个份部])(?:政策)?文件(?:里|中)"
)


def which_documents(draft: Draft, places: Sequence[Place], force: Force) -> Answer | None:
    """Answer with the titles of the documents that speak of what is asked; None where they are not asked for.

    Those that hold stand first; that another does not is said beside it (of the first, beside the answer).
    """
    if not _ASKED.search(draft.query.plain):
        return None
    found = _best_of_each(draft.query, places, SAID_WHOLE if draft.absent else SPEAKS)
    found.sort(key=lambda p: force.end_told_of(p.unit.document.doc_id) is not None)
    for place in found[:MOST]:
        document, title = place.unit.document, place.unit.document.facts.title
        draft.quote(document, (title.start, title.end), item=True)
        draft.quote(document, (place.unit.start, place.unit.end))
        end = force.end_told_of(document.doc_id) if place is not found[0] else None
        if end is not None and end.start >= 0:
            draft.remark(end.document, (end.start, end.end), end.frame, **end.values)
    return draft.finish() if found else None


def _best_of_each(query: Query, places: Sequence[Place], least: float) -> list[Place]:
    """The place of each document that says most of what is asked itself, in the order in which they were found."""
    found: dict[str, Place] = {}
    for place in places:
        unit = place.unit
        told = place.coverage >= least and unit.clause.scheme not in ("facts", "root")
        if not told or unit.document.facts.title.end <= 0 or _said(query, place) < SAID:
            continue
        best = found.setdefault(unit.document.doc_id, place)
        if _said(query, place) > _said(query, best):
            found[unit.document.doc_id] = place
    return list(found.values())


def _said(query: Query, place: Place) -> float:
    """The share of the words of a question that a sentence says itself."""
    own = [t for t in query.terms if not t.optional]
    total = sum(t.weight for t in own)
    return sum(t.weight * t.credit(place.unit.text) for t in own) / total if total else 0.0
