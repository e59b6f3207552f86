"""What a later document has made of a clause that is cited: 将第十六条中的“1200万元”修改为“1500万元”.

A measure and the notice that amends it are two documents, and the words of the measure go on standing in
it. An answer that cites a clause shows its new words first, with their proof, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.dates import ANY_DATE, iso_date
from rag.draft import Draft
from rag.relations import Relations, made_on
from rag.types import Answer, Citation, Document, Fact
from rag.values import find_values
from rag.verify import BOTH

ARTICLE = r"第[一二三四五六七八九十百零〇]{1,7}条(?:之[一二三四五六七八九十])?"
_CHANGE = re.compile(
    rf"(?:将|把)?(?P<deleted>删[去除])?(?P<article>{ARTICLE})[^“”。；：:\n]{{0,12}}?"
    r"(?:“(?P<old>[^”\n]*)”)?(?:(?:一句|一词|字样)?(?:修改|调整|变更|改)[为成][:：]?\s?“(?P<new>[^”\n]*)”|(?<=”)|(?=。|$))",
    re.MULTILINE,
)
_LEAD = 4  # characters before a value that tell what it is of
_KINDS = ("date", "money", "percent", "duration", "count")


@dataclass(frozen=True, slots=True)
class Change:
    """What ``document`` says of a clause; ``old`` is "" where all of it is changed, ``new`` where it is deleted."""

    document: Document
    start: int
    end: int
    old: str
    new: str


def changes_of(
    document: Document, at: int, relations: Relations, amending: Sequence[Document]
) -> Iterator[Change]:
    """Yield what the documents that amend this one say of the article at a place of it."""
    article = _article_at(document, at)
    for other in amending if article else ():
        if len(relations.of(other.doc_id, "amends")) != 1 or made_on(other) <= made_on(document):
            continue
        for told in _CHANGE.finditer(other.text):
            if told["article"] == article and (told["new"] or told["deleted"]):
                yield Change(other, *told.span(), told["old"] or "", told["new"] or "")


@dataclass(frozen=True, slots=True)
class Until:
    """The last day of a document as a change has it, and the words for it."""

    day: str
    said: str
    by: Change


def changed_day(limit: Fact, document: Document, changes: Sequence[Change]) -> Until | None:
    """Return what a change makes of the last day of a document, None where none does."""
    said = document.text[limit.start : limit.end]
    for change in changes:
        days = [(day, m[0]) for m in ANY_DATE.finditer(change.new) if (day := iso_date(m[0]))]
        if len(days) == 1 and "有效期" in change.new and (not change.old or change.old in said):
            return Until(*days[0], change)
    return None


def with_changes(
    answer: Answer, draft: Draft, changes: Sequence[Change], until: Until | None
) -> Answer:
    """Return an answer from a clause with what a later document makes of it, its new words first.

    ``until`` is the last day of the document cited, where a later one has changed it.
    """
    quotes = [c.quote for c in answer.citations]
    told = [c for c in changes if not c.old or any(c.old in quote for quote in quotes)]
    if not told:
        return answer
    kept = len(draft.sentences)
    for change in told:
        draft.quote(change.document, (change.start, change.end))
    shown = draft.sentences[kept:]
    frame = "clause_changed" if any(change.new for change in told) else "clause_deleted"
    draft.remark(told[0].document, (told[0].start, told[0].end), frame)
    cited = answer.citations[0].doc_id
    citations = tuple(_held_until(c, until) if c.doc_id == cited else c for c in draft.citations)
    return replace(
        answer,
        sentences=(*shown, *answer.sentences, draft.sentences[-1]),
        citations=citations,
        short_answer=_now(answer.short_answer, quotes, told),
    )


def _held_until(citation: Citation, until: Until | None) -> Citation:
    return replace(citation, valid_until=until.day) if until else citation


def _now(short: str | None, quotes: Sequence[str], changes: Sequence[Change]) -> str | None:
    """Return a short answer as the changes make it; None where they do not tell one in its place."""
    if short is None:
        return None
    for change in changes:
        pieces = short.split(BOTH)
        said = [change.old or next((q for q in quotes if piece in q), "") for piece in pieces]
        if change.old and not any(piece in change.old for piece in pieces):
            continue  # another figure of the clause
        now = [_in_place(p, of, change.new) for p, of in zip(pieces, said, strict=True)]
        return BOTH.join(n for n in now if n) if all(now) else None
    return short


def _in_place(short: str, said: str, new: str) -> str | None:
    """Return the value of new words that stands where one stood: 最高200万元|, 最高|300万元."""
    for kind in _KINDS:
        values = find_values(said, kind)
        places = [i for i, v in enumerate(values) if v.text in short or short in v.text]
        told = find_values(new, kind)
        if len(places) != 1:
            continue
        lead = said[: values[places[0]].start][-_LEAD:]
        alike = [v for v in told if new[: v.start].endswith(lead)]
        other = alike[0] if len(alike) == 1 else None
        other = told[places[0]] if other is None and len(told) == len(values) else other
        if other is not None:
            before = values[places[0]].text
            bound = before.partition(short)[0] if short in before else ""  # 不少于|5人
            return other.text.removeprefix(bound)
    return None


def _article_at(document: Document, at: int) -> str:
    """Return the number of the article that holds a place of a document, "" where none does."""
    clause = document.clause_at(at)
    while clause.parent >= 0 and not re.fullmatch(ARTICLE, clause.label):
        clause = document.clauses[clause.parent]
    return clause.label if re.fullmatch(ARTICLE, clause.label) else ""
