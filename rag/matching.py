"""What a question is matched to before it is answered: documents, places, the evidence for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.about import is_contact
from rag.best import best_place
from rag.cells import names_body, names_cell
from rag.evidence import gather
from rag.listrank import Candidate, list_candidates, may_list
from rag.naming import has_period, is_named, title_fit, without_title
from rag.order import Read, find_places
from rag.places import SURE, Place, Similar, value_of
from rag.premise import wrong_body
from rag.query import CONTACT_VALUES, Query, asks_list
from rag.types import Document, Evidence, Hit

_A_NUMBER = re.compile("电话|热线|号码|联系方式")
NAMED_WHOLE = 0.95  # share of the words of a question, in a sentence on the same thing


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is asked of: the documents in force on a day, those of a filter, how many passages."""

    as_of: date | None
    filters: Mapping[str, str] | None
    depth: int


@dataclass(frozen=True, slots=True)
class Found:
    """A question as understood, what was retrieved, and how sentences are compared and read."""

    query: Query
    hits: list[Hit]
    documents: Mapping[str, Document]  # of the index, those that were searched
    similar: Similar
    read: Read


@dataclass(frozen=True, slots=True)
class Match:
    """The places found for a question; ``query`` is the question as it can be answered."""

    query: Query
    places: list[Place]  # best first
    best: Place | None  # the one to show
    evidence: Evidence  # that it answers; empty where there is no place
    lists: list[Candidate]  # that the question may mean, best first; none where it asks for none


def candidates(
    query: Query, hits: Sequence[Hit], documents: Mapping[str, Document]
) -> tuple[list[Document], list[Hit]]:
    """Return the documents of the hits, best first, and the hits; only those that are named, if any."""
    ranked = _ranked(query, hits, documents)
    named = [d for d in ranked if is_named(query, d)] or [d for d in ranked if has_period(query, d)]
    if not named:
        return ranked, list(hits)
    ids = {d.doc_id for d in named}
    return named, [h for h in hits if h.passage.doc_id in ids]


def match(
    query: Query,
    ranked: Sequence[Document],
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    similar: Similar,
    read: Read,
) -> Match:
    """Find the places for a question among the hits, and gather the evidence for the best."""
    contact = query.value if query.value in CONTACT_VALUES else ""
    if contact and ranked and not is_contact(query, ranked[0]):
        own = tuple(replace(t, optional=False) for t in query.terms)
        query = replace(query, value="", terms=own)
    if ranked and has_period(query, ranked[0]):
        query = replace(query, earlier=False)  # the older document is here and is the one asked
    if ranked and (wrong := wrong_body(query, ranked[0])):  # it is set right, not looked for
        query = replace(
            query,
            terms=tuple(replace(t, optional=t.optional or t.text in wrong[0]) for t in query.terms),
        )
    query = without_title(query, ranked[0]) if ranked else query
    places = find_places(query, hits, documents, similar, read)
    if query.value in CONTACT_VALUES and ranked:  # whose telephone it is, its document tells
        of_it = _with_readings(ranked) if _A_NUMBER.search(query.plain) else {ranked[0].doc_id}
        places = [p for p in places if p.unit.document.doc_id in of_it or names_body(query, p.unit)]
    best = best_place(query, places)
    if contact and not query.value and best is not None and _is_of_whom(query, best):
        asked = replace(query, value=contact)
        if told := value_of(asked, best.unit):  # the sentence that answers tells it
            query, best = asked, replace(best, value=told)
            places = [best, *(p for p in places if p.unit != best.unit)]
    lists: list[Candidate] = []
    if may_list(query) and not (best and names_cell(query, best)):
        lists = list_candidates(query, places, read if asks_list(query) else None)
    read_list = max((c.found.read for c in lists if c.found.read is not None), default=0.0)
    evidence = gather(query, best, places, hits, documents, read_list) if best else {}
    return Match(query, places, best, evidence, lists)


def _with_readings(ranked: Sequence[Document]) -> set[str]:
    """The first document, and where it tells no telephone those that explain it, or the same as it does."""
    first = ranked[0]
    if first.facts.phones:
        return {first.doc_id}
    own = first.facts.explains.value if first.facts.explains else first.facts.title.value
    called = [(d, d.facts.explains.value if d.facts.explains else "") for d in ranked[1:]]
    return {first.doc_id} | {d.doc_id for d, told in called if told and told in own}


def _is_of_whom(query: Query, best: Place) -> bool:
    """Whether a sentence tells of the one whose telephone or address is asked for: named whole, or read so."""
    return (best.reader or 0.0) >= SURE or best.coverage >= NAMED_WHOLE


def _ranked(query: Query, hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[Document]:
    """Return the documents of the hits, the one that the question names first."""
    order: dict[str, float] = {}
    for rank, hit in enumerate(hits):
        doc_id = hit.passage.doc_id
        order[doc_id] = order.get(doc_id, 0.0) + 1.0 / (rank + 3)
    top = max(order.values(), default=1.0)
    fits = {d: 0.7 * order[d] / top + title_fit(query, documents[d]) for d in order}
    return [documents[d] for d in sorted(order, key=lambda d: (-fits[d], d))]
