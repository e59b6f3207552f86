"""Answers to a question for a list: all items in order, each with its proof, their number checked."""

from __future__ import annotations

from rag.draft import Draft
from rag.listplaces import find_list, numbered_parts
from rag.places import Place
from rag.query import asks_which
from rag.shown import show_list
from rag.terms import words
from rag.types import Answer, Document

CLAUSE_FIT = 0.72  # a heading that fits the question this well is what is asked about
MEANT = 0.6
COUNTED_CLAUSES = ("", "个", "项", "条", "类", "种")
LISTED = ("org", "company", "city", "place", "count")  # values of which there may be a list


def listed(draft: Draft, ranked: list[Document], places: list[Place]) -> Answer | None:
    """Answer with the list that a question names; None where it asks for none or none is found."""
    query = draft.query
    wanted = query.kinds & {"list", "condition"} or query.count
    if (query.value and query.value not in LISTED) or (query.figures and not query.count):
        return None
    alone = "谁" in query.text or not query.count
    if query.value == "org" and "list" not in query.kinds and alone:
        return None
    if query.value == "count" and (query.unit not in COUNTED_CLAUSES or query.measure):
        return None  # 多少套房 and 营收做到多少 are figures, 几项任务 is a list
    asks_topic = not (query.kinds - {"list", "confirm"}) and not query.value
    if not (wanted or (asks_topic and not query.years)):
        return None
    if asks_which(query):
        return None
    found = find_list(query, places)
    if "definition" in query.kinds and not query.count and (not found or found.fit < MEANT):
        return None  # a word is explained by a sentence, unless a list has its name
    if ranked and (found is None or query.count not in (found.stated, len(found.items))):
        found = numbered_parts(query, ranked[0]) or found
    if found is None or not (wanted or (found.fit >= CLAUSE_FIT and found.clause)):
        return None
    if draft.absent:
        return None
    if query.kinds & {"how", "why"} and found.clause is None and not query.count:
        return None  # means and reasons are sentences, not the words joined in one
    intro = found.document.text[slice(*found.intro)]
    if query.years and not any(y in intro + found.document.facts.title.value for y in query.years):
        return None
    marks = words()["marks"]["stated_condition"]
    if query.kinds & {"condition", "support"} and not any(mark in intro for mark in marks):
        return None
    if query.count and query.count not in (found.stated, len(found.items)):
        draft.status = "partial"
        draft.note("premise_count", asked=query.count, stated=found.stated or len(found.items))
    show_list(draft, found)
    return draft.finish()
