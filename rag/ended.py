"""Whether a document holds: the remark that it is repealed, replaced, over or not yet in force, and that no day of effect is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.about import subject
from rag.draft import Draft
from rag.evidence import HELD
from rag.force import Force, names
from rag.naming import title_of
from rag.places import Place
from rag.plain import plain_number
from rag.query import CONTACT_VALUES
from rag.refuse import not_found
from rag.superseded import with_changes
from rag.terms import words
from rag.types import Answer, Document, Sentence
from rag.units import units_of

REPLACED = ("replaced", "revised")
_ISSUED = re.compile("印发|发布|公布|发文|批准|(?:会议|审议|委员会|大会)通过")
_IN_FORCE = re.compile("施行|实施|生效|执行|起效|启用|启动|开始|开展|日起|月起|年起")
_ENDS = re.compile(
    r"(?:废止|替代|取代|代替|作废|失效)(?!日期|时间)|\b(?:repeal|replac|supersed|revok)"
)
_WHICH = re.compile(
    r"哪一?[个份部项]|什么(?:文件|办法|规定)|\b(?:which|what) (?:document|measure|rule|notice|plan|one)"
)
_NOW = re.compile(
    r"现在|目前|现行|现今|如今|眼下|当前|\b(?:now|currently|current|today|at present)\b"
)
_GONE = re.compile(r"(?:同时|即行|予以)?废止|停止执行|失效|替代|取代|代替")


def replaced(draft: Draft, ranked: Sequence[Document], force: Force) -> Answer | None:
    """Answer whether a document that is named still holds by the words of the one that ended it, or None."""
    query = draft.query
    end = force.ends.get(ranked[0].doc_id) if ranked and query.value == "validity" else None
    if end is None or end.start < 0 or end.frame not in REPLACED or "why" in query.kinds:
        return None
    if not names(query, ranked[0]):
        return None
    number = ranked[0].facts.document_number
    called = " ".join((title_of(ranked[0]), plain_number(number.value) if number else ""))
    kinds = words()["document_words"]
    own = (t for t in subject(query) if not (t.text[:1] in "老旧原" and t.text[1:] in kinds))
    if any(t.credit(called) < HELD for t in own):
        return None  # how long a licence is valid that it regulates
    draft.quote(end.document, (end.start, end.end))
    _quote_effect(draft, end.document)
    said = _GONE.search(end.document.text, end.start, end.end)
    draft.short_answer = said.group() if said else None
    return draft.finish()


def ended_by(draft: Draft, force: Force) -> Answer | None:
    """Answer which document ended one that is named, or on which day, by the words that did; None where neither is asked."""
    query, asked = draft.query, draft.query.plain.lower()
    which = _WHICH.search(asked)
    if not _ENDS.search(asked) or not (which or query.value == "date"):
        return None
    known = force.ends.items()
    ends = [e for d, e in known if e.frame in REPLACED and names(query, force.documents[d])]
    if len({end.document.doc_id for end in ends}) != 1 or ends[0].start < 0:
        return None
    by = ends[0].document
    called = [f for f in (by.facts.title, by.facts.document_number) if f and f.start >= 0]
    for fact in called if which else ():
        draft.quote(by, (fact.start, fact.end))
    draft.quote(by, (ends[0].start, ends[0].end))
    since = _quote_effect(draft, by)
    draft.short_answer = called[-1].value if which and called else since
    return draft.finish()


def _quote_effect(draft: Draft, document: Document) -> str | None:
    """Show the sentence that says from when a document has effect, and return the day as it is written there."""
    effect = document.facts.effective
    if effect is None or effect.start < 0:
        return None
    unit = next((u for u in units_of(document) if u.start <= effect.start < u.end), None)
    if unit is not None:
        draft.quote(document, (unit.start, unit.end))
    return document.text[effect.start : effect.end]


def with_validity(answer: Answer, draft: Draft, force: Force, changed: bool = True) -> Answer:
    """Add, with its proof, that the document cited first is not in force; a note where only the clerk says so.

    Of one in force, ``changed``: what later documents have made of the clauses that are cited.
    """
    if not answer.citations or answer.status not in ("answered", "partial"):
        return answer
    end = force.end_told_of(answer.citations[0].doc_id)
    if draft.query.value in CONTACT_VALUES:
        return answer
    if end is None:
        return _as_changed(answer, draft, force) if changed else answer
    given = draft.query.value in ("money", "percent", "count", "duration")
    if given and end.frame in (*REPLACED, "repealed") and _NOW.search(draft.query.plain.lower()):
        draft.note("only_before")  # a text in force comes first where one tells it
        answer = replace(answer, status="partial", short_answer=None, notes=tuple(draft.notes))
    if end.start < 0:
        draft.note(end.frame, **end.values)
        return replace(answer, notes=tuple(draft.notes))
    draft.remark(end.document, (end.start, end.end), end.frame, **end.values)
    last: Sentence = draft.sentences[-1]
    return replace(answer, sentences=(*answer.sentences, last), citations=tuple(draft.citations))


def _as_changed(answer: Answer, draft: Draft, force: Force) -> Answer:
    """The answer with the words that a later document has given to an article that is cited."""
    changes = [
        change
        for cited in answer.citations
        for change in force.changes(force.documents[cited.doc_id], cited.start)
        if not change.old or change.old in cited.quote
    ]
    if not changes:
        return answer
    until = {c.doc_id: force.until(force.documents[c.doc_id]) for c in answer.citations}
    return with_changes(answer, draft, list(dict.fromkeys(changes)), until)


def only_issued(draft: Draft, best: Place) -> Answer | None:
    """Answer that no day of taking effect is told, where the best sentence tells that of issue; else None."""
    query, told = draft.query, best.unit.quote
    if query.fact != "effective" or query.value != "date" or best.value is None:
        return None
    if _IN_FORCE.search(told):
        return None
    if not _ISSUED.search(told):  # 2年多的实践 is no day on which the plan itself takes effect
        return None if subject(query) else not_found(draft, [best])
    draft.status = "partial"
    draft.untold()
    draft.quote(best.unit.document, (best.unit.start, best.unit.end))
    return draft.finish()
