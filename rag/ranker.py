"""Which passage comes first: what retrieval says of it, and its best sentence once sentences are read.

``ranker.json`` holds for each language how much each counts (see ``training.fit_ranker``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.learned import learned
from rag.naming import title_fit
from rag.outright import Named, is_in
from rag.places import Place
from rag.query import Query
from rag.types import Evidence, Hit

NAMED = 100.0  # more than all else adds
FLOOR = -12.0  # log odds below the best sentence: as good as none


def rank_hits(
    query: Query, hits: Sequence[Hit], places: Sequence[Place], named: Sequence[Named] = ()
) -> list[Hit]:
    """Return the hits, best first, each with the ranker's score and what adds to it.

    ``places`` are those of ``find_places`` for the first of the hits; what is ``named`` outright comes first.
    """
    weights = learned("ranker")["weights"][query.language]
    scored = []
    for hit, evidence in zip(hits, rank_evidence(query, hits, places), strict=True):
        adds = {name: weights[name] * value for name, value in evidence.items()}
        at = next((i for i, span in enumerate(named) if is_in(hit, span)), None)
        if at is not None:
            adds["named"] = NAMED - at / len(named)
        scored.append(replace(hit, score=sum(adds.values()), adds=adds))
    return sorted(scored, key=lambda hit: -hit.score)  # equal ones keep their order


def rank_evidence(query: Query, hits: Sequence[Hit], places: Sequence[Place]) -> list[Evidence]:
    """Return for each hit what speaks for it.

    - ``retrieved``: its score by words and vectors;
    - ``sentence``: the log odds of its best sentence, below those of the best of all, at least -12;
    - ``title``: the share of the question's words that the document's title and issuers hold.
    """
    best = max((place.odds for place in places), default=0.0)
    of_document: dict[str, list[Place]] = {}
    titles: dict[str, float] = {}
    for place in places:
        document = place.unit.document
        of_document.setdefault(document.doc_id, []).append(place)
        if document.doc_id not in titles:
            titles[document.doc_id] = title_fit(query, document)
    found = []
    for hit in hits:
        passage = hit.passage
        odds = [
            place.odds - best
            for place in of_document.get(passage.doc_id, [])
            if passage.start < place.unit.end and place.unit.start < passage.end
        ]
        found.append(
            {
                "retrieved": hit.score,
                "sentence": max(FLOOR, max(odds, default=FLOOR)),
                "title": titles.get(passage.doc_id, 0.0),
            }
        )
    return found
