"""The likeliest places are read, and ordered by what the first look and the reader say together.

``order.json`` holds for each language how much the log odds of both count (see ``training.fit_order``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Protocol

from rag.asked import beyond_title
from rag.learned import learned
from rag.places import CLOSE_READ, Place, Similar, place_order, seen_places, value_of
from rag.query import Query
from rag.rank import Reading
from rag.reading import as_read
from rag.types import Document, Hit

# characters that are read, titles and paths too: fewer sentences where they are long
READ_CHARS = 2000
NOTHING = -2.0  # the reader's number of the best sentence below which it is asked again


class Read(Protocol):
    """Reads sentences as ``as_read`` writes them, for the question or for a shorter one."""

    def __call__(self, texts: Sequence[str], asked: str = "") -> Sequence[Reading]:
        """Return a reading of each text."""


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
    reads = _again(query, close, texts, read(texts), read)
    weights = learned("order")["weights"][query.language]
    least = min((r.score for r in reads), default=0.0)
    close = [
        replace(p, value=value_of(query, p.unit, r), reading=r, odds=_odds(weights, p, r.score))
        for p, r in zip(close, reads, strict=True)
    ]
    rest = [replace(p, odds=_odds(weights, p, least)) for p in rest]
    return sorted(close, key=lambda p: (-p.odds, *place_order(p))) + rest


def _again(
    query: Query, close: Sequence[Place], texts: Sequence[str], reads: Sequence[Reading], read: Read
) -> Sequence[Reading]:
    """Where no sentence seems to answer, ask without the document's name, of its own sentences."""
    if not reads or max(r.score for r in reads) >= NOTHING:
        return reads
    document = close[0].unit.document
    asked = beyond_title(query, document)
    if asked == query.plain:
        return reads
    own = [i for i, p in enumerate(close) if p.unit.document is document]
    second = dict(zip(own, read([texts[i] for i in own], asked), strict=True))
    return [max(r, second.get(i, r), key=lambda one: one.score) for i, r in enumerate(reads)]


def _read_texts(places: Sequence[Place]) -> list[str]:
    """The texts of the likeliest places, as many as are read."""
    texts = [as_read(place.unit) for place in places[:CLOSE_READ]]
    until = accumulate(len(text) for text in texts)
    return [text for text, end in zip(texts, until, strict=True) if end <= READ_CHARS]


def _odds(weights: Mapping[str, float], place: Place, reader: float) -> float:
    return weights["look"] * place.look + weights["reader"] * reader
