"""The remark that the document an answer cites first no longer holds: repealed, or its term over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from rag.draft import Draft
from rag.query import CONTACT_VALUES
from rag.types import Answer, Document, Fact, Sentence


def with_validity(
    answer: Answer, draft: Draft, documents: Mapping[str, Document], as_of: date
) -> Answer:
    """Add, with its proof, that the document cited first is repealed or its period over by ``as_of``."""
    if not answer.citations or answer.status not in ("answered", "partial"):
        return answer
    document = documents[answer.citations[0].doc_id]
    if draft.query.value in CONTACT_VALUES:
        return answer
    ended = document.facts.repealed
    if ended and ended.start < 0:  # only the clerk says so
        draft.note("repealed_note", said=ended.value)
        return replace(answer, notes=tuple(draft.notes))
    limit = _limit(document)
    if ended:
        draft.remark(document, (ended.start, ended.end), "repealed")
    elif limit and limit.value.split("/")[-1] < as_of.isoformat():
        period = document.facts.period
        frame = "expired" if period and limit.start == period.start else "expired_until"
        span = document.text[limit.start : limit.end].strip("（）() ")
        draft.remark(document, (limit.start, limit.end), frame, period=span)
    else:
        return answer
    last: Sentence = draft.sentences[-1]
    return replace(answer, sentences=(*answer.sentences, last), citations=tuple(draft.citations))


def _limit(document: Document) -> Fact | None:
    """Return the term of a document, or the years it covers, as its text tells them."""
    told = (document.facts.valid_until, document.facts.period)
    return next((fact for fact in told if fact and fact.start >= 0), None)
