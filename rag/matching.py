"""What a question is matched to before it is answered: documents, places, the evidence for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.about import is_contact
from rag.announced import announcer
from rag.evidence import gather
from rag.likeness import other_titles
from rag.listrank import Candidate, list_candidates, may_list
from rag.naming import has_period, is_named, title_fit, without_title
from rag.order import Read, find_places
from rag.places import CLOSE_READ, NEARLY, POINTED, Place, Similar, pointed
from rag.premise import wrong_body
from rag.query import APPROVAL, CONTACT_VALUES, STORIES, Query, asks_list
from rag.types import Document, Evidence, Hit
from rag.values import says_figure

FOREIGN = -3.0  # the reader's number of a sentence that speaks of something else
AHEAD = 6.0  # by so much less than of the best sentence it does too
FAINT = -4.0  # log chance below which the reader points at nothing
NEAR_ENOUGH = 2.0  # log odds
_APPROVED = re.compile(r"经[^，。；]{2,20}(?:同意|批准|审议)")
_OUTGROWN = re.compile(r"原有|难以(?:完全)?(?:满足|适应)|不(?:再|能)(?:适应|满足)|不相适应")
NAMED_HEADING = 5  # characters of a heading that is named on purpose


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
    if query.value in CONTACT_VALUES and ranked and not is_contact(query, ranked[0]):
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
        places = [p for p in places if p.unit.document.doc_id == ranked[0].doc_id]
    best = best_place(query, places)
    lists: list[Candidate] = []
    if may_list(query):
        lists = list_candidates(query, places, read if asks_list(query) else None)
    evidence = gather(query, best, places, hits, documents) if best else {}
    return Match(query, places, best, evidence, lists)


def _ranked(query: Query, hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[Document]:
    """Return the documents of the hits, the one that the question names first."""
    order: dict[str, float] = {}
    for rank, hit in enumerate(hits):
        doc_id = hit.passage.doc_id
        order[doc_id] = order.get(doc_id, 0.0) + 1.0 / (rank + 3)
    top = max(order.values(), default=1.0)
    fits = {d: 0.7 * order[d] / top + title_fit(query, documents[d]) for d in order}
    return [documents[d] for d in sorted(order, key=lambda d: (-fits[d], d))]


def best_place(query: Query, places: list[Place]) -> Place | None:
    """Return the place to show: for a value the best that holds one, else the best of all."""
    if query.value:
        if lead := _lead(places):
            return lead
        valued = [p for p in places if p.value is not None]
        if query.earlier or query.version:
            titled = [p for p in valued if other_titles(p.unit)]
            # The reader takes 印发 for that of the present one.
            if titled and query.value == "date":
                return max(titled, key=lambda p: p.odds)
            valued = titled or valued
        if query.value == "org" and query.points and APPROVAL.search(query.plain.lower()):
            valued = [p for p in valued if _APPROVED.search(p.unit.text)] or valued
            return max(valued, key=lambda p: p.odds, default=places[0] if places else None)
        if query.value == "validity":
            valued = [p for p in valued if "有效" in p.unit.text] or valued
        if query.value == "date" and query.figures:  # when … 6200亿: where that is said
            told = [p for p in valued if any(says_figure(p.unit.text, f) for f in query.figures)]
            valued = told or valued
        near = valued
        known = query.value not in CONTACT_VALUES  # the reader knows little of contact lines
        if known and places and places[0].reader is not None:
            least = max(FOREIGN, places[0].reader - AHEAD)
            near = [p for p in valued if p.reader is not None and p.reader > least]
            if not near and places[0].reader > FOREIGN:
                return places[0]  # what has a value speaks of something else
        return max(
            near or valued,
            key=lambda p: p.odds if known else p.score,
            default=places[0] if places else None,
        )
    if "why" in query.kinds and query.earlier and places:
        beside = (p for p in places[:CLOSE_READ] if p.odds >= places[0].odds - NEAR_ENOUGH)
        return next((p for p in beside if _OUTGROWN.search(p.unit.text)), places[0])
    if query.kinds & {"why", "how"} and places:
        return next((p for p in places if _is_named_clause(query, p)), places[0])
    if places and not query.kinds & STORIES:
        return _pointed_at(places)
    return places[0] if places else None


def _lead(places: Sequence[Place]) -> Place | None:
    """The sentence that announces the list of which the best place is a member, where the value stands there.

    有下列行为之一的，处五百元以上二千元以下罚款：|（一）居民饲养烈性犬. What is read of the member counts for it.
    """
    top = places[0] if places else None
    if top is None or top.value is not None or top.reading is None or top.reading.score <= FOREIGN:
        return None
    above = announcer(top.unit)
    found = next((p for p in places if above and p.unit == above and p.value is not None), None)
    if found is None:
        return None
    own = found.reading or top.reading
    return replace(found, reading=replace(own, score=top.reading.score), odds=top.odds)


def _pointed_at(places: Sequence[Place]) -> Place:
    """The best place, or one nearly as good in which the reader points at an answer, as it does not in the best."""
    best = places[0]
    if best.reading is None or pointed(best)[1] >= FAINT:
        return best
    near = (p for p in places if p.reading is not None and p.odds >= best.odds - NEARLY)
    return next((p for p in near if pointed(p)[1] >= POINTED), best)


def _is_named_clause(query: Query, place: Place) -> bool:
    """Whether a question calls the clause of a place by its whole heading: why that project, how."""
    heading = place.unit.clause.heading.lower()
    heads = place.unit.start == place.unit.clause.start
    return heads and len(heading) >= NAMED_HEADING and _says(query.plain.lower(), heading)


def _says(text: str, name: str) -> bool:
    """Whether a text says a name, or its beginning and its end without what stands between: 产业集聚|发展|工程."""
    if name in text:
        return True
    return any(name[:at] + name[-2:] in text for at in range(NAMED_HEADING - 1, len(name) - 2))
