"""From which documents a question is answered: from what is in force, else from what is not."""

from __future__ import annotations

from collections.abc import Callable

from rag.evidence import chance
from rag.force import Force, Search
from rag.matching import Found, candidates, match
from rag.query import Query
from rag.types import Answer

NO_DOUBT = 0.85  # chance that documents answer, from which they do in place of one out of force


def in_force_first(
    query: Query,
    force: Force,
    search: Callable[[Search], Found],
    answer: Callable[[Found], Answer],
) -> Answer:
    """Answer from what is in force; from what is not, where it is asked for or nothing else answers."""
    first, *further = force.searches(query)
    given = answer(search(first))
    for following in further if given.status == "not_found" else ():
        if (other := answer(search(following))).status != "not_found":
            given = other
            break
    cited = given.citations[0].doc_id if given.citations else ""
    if cited not in force.ends or force.is_asked(query, cited):
        return given
    return _instead(given, Search(query, first.without | force.ends.keys()), search, answer)


def _instead(
    given: Answer,
    in_force: Search,
    search: Callable[[Search], Found],
    answer: Callable[[Found], Answer],
) -> Answer:
    """The answer of documents in force instead of one that was not asked for, where no doubt is left."""
    found = search(in_force)
    if not found.documents:
        return given
    ranked, hits = candidates(found.query, found.hits, found.documents)
    matched = match(found.query, ranked, hits, found.documents, found.similar, found.read)
    if matched.best is None or chance(matched.evidence) < NO_DOUBT:
        return given
    other = answer(found)
    return given if other.status in ("not_found", "unclear") else other
