"""Why a passage is where it is: the evidence for it and for the best sentence in it, by name.

``python -m rag search QUESTION --explain`` shows it. Nothing here is weighed again: the numbers are those
that ``retrieve``, ``firstlook``, ``order`` and ``ranker`` found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.firstlook import look_adds, look_evidence
from rag.places import Place
from rag.query import Query
from rag.types import Evidence, Hit


@dataclass(frozen=True, slots=True)
class Explanation:
    """What speaks for a passage.

    ``ranked`` is what each kind of evidence adds to the score of the passage, ``adds`` what each
    feature of the first look adds to the log odds of the sentence, ``reader`` the reader's number
    for it (above 0: it answers; None: it was not read), ``rank`` its place among all sentences looked at, from 1.
    """

    words: float  # BM25 over pairs of characters
    cosine: float  # of passage and question
    ranked: Evidence
    sentence: str = ""  # the best in the passage, verbatim; "" where none was looked at
    rank: int = 0
    of: int = 0
    adds: Evidence | None = None
    reader: float | None = None


def explain(query: Query, places: Sequence[Place], hits: Sequence[Hit]) -> list[Explanation]:
    """Return an explanation for each hit; ``places`` are those of ``PolicyAssistant.match``, best first."""
    adds = [look_adds(query, one) for one in look_evidence(query, places)]
    return [_explain(hit, places, adds) for hit in hits]


def _explain(hit: Hit, places: Sequence[Place], adds: Sequence[Evidence]) -> Explanation:
    ranked = {name: round(add, 2) for name, add in (hit.adds or {}).items()}
    at = next((i for i, place in enumerate(places) if _lies_in(place, hit)), None)
    if at is None:
        return Explanation(hit.lexical, hit.cosine, ranked)
    told = {name: round(add, 2) for name, add in adds[at].items()}
    place = places[at]
    return Explanation(
        hit.lexical, hit.cosine, ranked, place.unit.quote, at + 1, len(places),
        {name: add for name, add in sorted(told.items(), key=lambda one: -abs(one[1])) if add},
        place.reader,
    )  # fmt: skip


def _lies_in(place: Place, hit: Hit) -> bool:
    passage, unit = hit.passage, place.unit
    same = unit.document.doc_id == passage.doc_id
    return same and passage.start <= unit.start and unit.end <= passage.end


def explanation_lines(one: Explanation) -> list[str]:
    """Return an explanation as lines of text."""
    lines = [f"words {one.words:.2f}, cosine {one.cosine:.3f}", f"score: {_sum(one.ranked)}"]
    if not one.sentence:
        return lines
    lines.append(f"best sentence, number {one.rank} of {one.of}: {' '.join(one.sentence.split())}")
    lines.append(f"first look: {_sum(one.adds or {})}")
    read = "not read" if one.reader is None else f"{one.reader:+.1f} (above 0: it answers)"
    lines.append(f"reader: {read}")
    return lines


def _sum(adds: Evidence) -> str:
    return ", ".join(f"{name} {add:+.2f}" for name, add in adds.items())
