"""What a question names outright: a clause by its number, a fact of the document it names, its outline.

Such passages need no likeness: 第八条第二款 is the second paragraph of the eighth article, whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rag import about
from rag.addressed import addressed
from rag.definition import defined
from rag.draft import Draft
from rag.index import Index
from rag.matching import candidates
from rag.outline import outline
from rag.places import Place
from rag.purpose import purpose
from rag.query import Query
from rag.types import Document, Hit

Named = tuple[str, int, int]  # doc_id, start and end in its text


def with_named(
    query: Query, hits: Sequence[Hit], places: Sequence[Place], index: Index
) -> tuple[list[Hit], tuple[Named, ...]]:
    """Return the hits and what the question names outright, with the passages of it that retrieval did not find."""
    ranked, _ = candidates(query, hits, index.documents)
    named = named_outright(query, ranked, places)
    return [*hits, *missing_hits(index, hits, named)], named


def named_outright(
    query: Query, ranked: Sequence[Document], places: Sequence[Place]
) -> tuple[Named, ...]:
    """Return the spans that a question names outright, in order; () where it names none.

    ``ranked`` are the documents of the hits, best first, as ``matching.candidates`` has them.
    """
    documents, found = list(ranked), list(places)
    draft = Draft(query)
    told = (
        addressed(draft, documents, found)
        or outline(draft, documents)
        or purpose(draft, documents)
        or about.facts(draft, documents)
        or ("definition" in query.kinds and defined(draft, found))
    )
    if not told or told.status == "not_found":
        return ()
    return tuple((c.doc_id, c.start, c.end) for c in told.citations)


def is_in(hit: Hit, span: Named) -> bool:
    """Whether the passage of a hit and a span share a character."""
    doc_id, start, end = span
    return hit.passage.doc_id == doc_id and hit.passage.start < end and start < hit.passage.end


def missing_hits(index: Index, hits: Sequence[Hit], spans: Sequence[Named]) -> Iterator[Hit]:
    """Yield a hit, with score 0, for each passage that a span touches and retrieval did not find."""
    numbers = {doc_id: i for i, doc_id in enumerate(index.documents)}
    known = {hit.passage for hit in hits}
    for doc_id in dict.fromkeys(span[0] for span in spans if span[0] in numbers):
        for row in np.flatnonzero(index.owners == numbers[doc_id]):
            hit = Hit(index.passages[int(row)], 0.0)
            if hit.passage not in known and any(is_in(hit, span) for span in spans):
                yield hit
