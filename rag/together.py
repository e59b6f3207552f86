"""What the answers to the parts of a question say together: sentences and proofs in one, nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.terms import words
from rag.types import Answer, Citation
from rag.values import says_value
from rag.verify import BOTH

_STOPS = "。；;"


def without(answer: Answer, missed: Sequence[str]) -> Answer:
    """The answer, partial with a note of each part that it does not tell."""
    if not missed or not answer.sentences:
        return answer
    frame = words()["frames"][answer.language]["missing_part"]
    notes = (frame.format(what=part) for part in missed)
    return replace(answer, status="partial", notes=(*answer.notes, *notes))


def of_the_same(whole: Answer, part: Answer) -> Answer:
    """The answer of a part without the sentences of documents that the whole does not cite."""
    known = {c.doc_id for c in whole.citations}
    strange = {c.n for c in part.citations if c.doc_id not in known}
    kept = tuple(s for s in part.sentences if not strange.intersection(s.citations))
    citations = tuple(c for c in part.citations if c.n not in strange)
    return replace(part, sentences=kept, citations=citations)


def added(whole: Answer, part: Answer, first: bool) -> Answer:
    """Add the proof of what a part asks, unless the answer shows it; what closes both stays last."""
    shown = " ".join(c.quote for c in whole.citations)
    said = {s.text.rstrip(_STOPS) for s in whole.sentences}
    unsaid = [s for s in part.sentences if s.text.rstrip(_STOPS) not in said]
    if (part.short_answer and says_value(shown, part.short_answer)) or not unsaid:
        return whole
    if whole.status in ("not_found", "unclear"):
        return replace(part, question=whole.question, short_answer=None)
    citations = list(whole.citations)
    numbers = {c.n: _number(c, citations) for c in part.citations}
    new = [replace(s, citations=tuple(numbers[n] for n in s.citations)) for s in unsaid]
    kept = list(whole.sentences)
    end = [kept.pop()] if kept and kept[-1].text == part.sentences[-1].text else []
    if first:  # items stay in their order: 一是… is shown already
        order = {s.text: i for i, s in enumerate(part.sentences)}
        items = {s.text: s.item for s in part.sentences}
        kept = [replace(s, item=items.get(s.text, s.item)) for s in kept]
        kept = sorted((*new, *kept), key=lambda s: order.get(s.text, len(order)))
    sentences = (*kept, *end) if first else (*kept, *new, *end)
    cited = dict.fromkeys(n for s in sentences for n in s.citations)
    renamed = {n: i for i, n in enumerate(cited, 1)}
    return replace(
        whole,
        sentences=tuple(
            replace(s, citations=tuple(renamed[n] for n in s.citations)) for s in sentences
        ),
        citations=tuple(
            replace(c, n=renamed[c.n])
            for c in sorted((c for c in citations if c.n in renamed), key=lambda c: renamed[c.n])
        ),
    )


def _number(citation: Citation, citations: list[Citation]) -> int:
    """Return the number of a citation among others, adding it where it is new."""
    for known in citations:
        if (known.doc_id, known.start, known.end) == (
            citation.doc_id,
            citation.start,
            citation.end,
        ):
            return known.n
    number = max((c.n for c in citations), default=0) + 1
    citations.append(replace(citation, n=number))
    return number


def in_turn(values: Sequence[str]) -> str:
    """The values in the order of the parts, none of them twice."""
    told: list[str] = []
    for value in values:
        if not any(says_value(other, value) for other in told):
            told.append(value)
    return BOTH.join(told)


def bare(part: str) -> str:
    return part.strip(" ，,；;？?。！!")
