"""The likeliest places are read, and ordered by what the first look and the reader say together.

``order.json`` holds for each language how much the log odds of both count (see ``training.fit_order``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from rag.learned import learned
from rag.places import CLOSE_READ, Place, Similar, place_order, seen_places, value_of
from rag.query import Query
from rag.rank import Reading
from rag.reading import as_read
from rag.types import Document, Hit

# characters that are read, titles and paths too: fewer sentences where they are long
READ_CHARS = 2000
Read = Callable[[Sequence[str]], Sequence[Reading]]  # of sentences as ``as_read`` writes them


def find_places(
    query: Query,
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    similar: Similar,
    read: Read,
) -> list[Place]:
    """Return the places that may answer a question, best first.

    The likeliest of ``seen_places`` are read by the reader; they come first.
    """
    places = seen_places(query, hits, documents, similar)
    texts = _read_texts(places)
    close, rest = places[: len(texts)], places[len(texts) :]
    reads = read(texts)
    weights = learned("order")["weights"][query.language]
    least = min((r.score for r in reads), default=0.0)
    close = [
        replace(p, value=value_of(query, p.unit, r), reading=r, odds=_odds(weights, p, r.score))
        for p, r in zip(close, reads, strict=True)
    ]
    rest = [replace(p, odds=_odds(weights, p, least)) for p in rest]
    return sorted(close, key=lambda p: (-p.odds, *place_order(p))) + rest


def _read_texts(places: Sequence[Place]) -> list[str]:
    """The texts of the likeliest places, as many as are read."""
    texts = [as_read(place.unit) for place in places[:CLOSE_READ]]
    until = accumulate(len(text) for text in texts)
    return [text for text, end in zip(texts, until, strict=True) if end <= READ_CHARS]


def _odds(weights: Mapping[str, float], place: Place, reader: float) -> float:
    return weights["look"] * place.look + weights["reader"] * reader
