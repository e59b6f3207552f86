"""Which sentences and lists are read: a first look at all, by evidence that costs next to nothing.

``firstlook.json`` holds a weight for each feature and language, as ``training.fit_places`` found
them: a conditional logit over the sentences, or the lists, of the documents (McFadden 1974, Conditional logit
analysis of qualitative choice behavior).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rag.learned import learned
from rag.listplaces import lists_of
from rag.query import Query, asks_list
from rag.types import Evidence

if TYPE_CHECKING:
    from rag.places import Place

LONG, SHORT = 200, 8  # characters of a sentence
LEAD = 0.05  # a cosine that lies so far below the best is one step away
LINES = ("facts", "root")  # clauses that hold no text of their own: page facts, the title


def first_look(query: Query, places: Sequence[Place]) -> list[Place]:
    """Return the places with the log odds that each is the one to answer, the best with 0."""
    evidence = look_evidence(query, places)
    looks = [sum(look_adds(query, one).values()) for one in evidence]
    top = max(looks, default=0.0)
    return [
        replace(place, look=look - top, near=one["near"])
        for place, look, one in zip(places, looks, evidence, strict=True)
    ]


def look_adds(query: Query, evidence: Evidence) -> Evidence:
    """Return what each feature of a place adds to the log odds that it is the one to answer."""
    weights: Evidence = learned("firstlook")["weights"]["sentences"][query.language]
    return {name: weights[name] * value for name, value in evidence.items()}


def look_evidence(query: Query, places: Sequence[Place]) -> list[Evidence]:
    """Return the features of each place. Cosines count by how they stand out among all."""
    cosines = [place.cosine for place in places]
    near, passage = _standard(cosines), _standard([p.passage for p in places])
    top = max(cosines, default=0.0)
    listing = asks_list(query)
    return [
        {
            "score": place.score,
            "words": place.overlap,
            "coverage": place.coverage,
            "near": near[i],
            "lead": (cosines[i] - top) / LEAD,
            "passage": passage[i],
            "rank": 1.0 / (1 + place.rank / 3),
            "value": float(place.value is not None),
            "heading": float(place.unit.is_heading),
            "lines": float(place.unit.clause.scheme in LINES),
            "row": float(bool(place.unit.header)),
            "length": min(place.unit.end - place.unit.start, LONG) / LONG,
            "short": float(place.unit.end - place.unit.start < SHORT),
            "announces": float(listing and bool(lists_of(place.unit))),
        }
        for i, place in enumerate(places)
    ]


def _standard(values: Sequence[float]) -> list[float]:
    """Return values by how many standard deviations they lie above their mean."""
    given = np.array(values, float)
    found: list[float] = ((given - given.mean()) / (given.std() or 1.0)).tolist() if values else []
    return found


def first_list_look(query: Query, evidence: Evidence) -> float:
    """Return the log odds, up to a constant, that a list is the one that a question means.

    Features that only reading tells have no weight.
    """
    weights: Evidence = learned("firstlook")["weights"]["lists"][query.language]
    return sum(weight * evidence[name] for name, weight in weights.items())
