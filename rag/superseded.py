"""What a later document has made of a clause that is cited: 将第十六条中的“1200万元”修改为“1500万元”.

A measure and the notice that amends it are two documents, and the words of the measure go on standing in
it. An answer that cites a clause shows its new words first, with their proof, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from rag.dates import ANY_DATE, iso_date
from rag.draft import Draft
from rag.numbering import chinese_number
from rag.relations import made_on
from rag.types import Answer, Citation, Clause, Document, Fact
from rag.values import find_values
from rag.verify import BOTH

_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇]{1,7}条(?:之[一二三四五六七八九十])?")
_PLACE = re.compile(  # 第三条第二款, 第十二条第（一）项
    rf"(?P<article>{_ARTICLE.pattern})(?:第[（(]?(?P<n>[一二三四五六七八九十]{{1,3}})[）)]?(?P<unit>款|项))?"
)
_QUOTE = "“(?P<{}>[^”]*)”"
_INTO = r"(?:一句|一词|字样|的规定)?(?:修改|调整|变更|修订|改)[为成][:：]?\s?"
_PAIR = re.compile(_QUOTE.format("old") + _INTO + _QUOTE.format("new"))
_WHOLE = re.compile(r"[条款项]" + _INTO + _QUOTE.format("new"))
_DELETED = re.compile(r"删[去除](?:[^“”]{0,40}?" + _QUOTE.format("old") + ")?")
_STATEMENT = re.compile(r"[^\n“]*(?:“[^”]{0,4000}”[^\n“]*)*")  # a line, and all of what it quotes
_QUOTED, _QUOTED_NEW = re.compile("“[^”]*”"), re.compile("(?:[为成][:：]?\\s?)“[^”]*”")
_ITEM = re.compile("[（(][一二三四五六七八九十]{1,3}[）)]|$")  # a line that is no 款
Named = tuple[str | Any, ...]  # article, number and unit of a part of it, None for none
_KINDS = ("date", "money", "percent", "duration", "count")


@dataclass(frozen=True, slots=True)
class Change:
    """What ``document`` says of a clause; ``old`` is "" where all of it is changed, ``new`` where it is deleted."""

    document: Document
    start: int
    end: int
    old: str
    new: str


def changes_of(document: Document, at: int, amending: Sequence[Document]) -> Iterator[Change]:
    """Yield what later documents that amend this one say of the article at a place of it."""
    article = _article_at(document, at)
    if article is None:
        return
    for other in (d for d in amending if made_on(d) > made_on(document)):
        for start, said, named in _statements(other):
            parts = [part for name, *part in named if name == article.label]
            whole = any(_holds(document, article, at, *part) for part in parts)
            changes = _changes_in(other, start, said) if parts else ()
            yield from (c for c in changes if c.old or whole)


@lru_cache(maxsize=256)
def _statements(document: Document) -> tuple[tuple[int, str, tuple[Named, ...]], ...]:
    """Return the statements of a document that name articles outside of what they quote, with these."""
    found = (
        (
            m.start(),
            m.group(),
            tuple(p.groups() for p in _PLACE.finditer(_QUOTED.sub("", m.group()))),
        )
        for m in _STATEMENT.finditer(document.text)
    )
    return tuple(one for one in found if one[2])


def _holds(
    document: Document, article: Clause, at: int, numeral: str | None, unit: str | None
) -> bool:
    """Whether a place of an article is within what a statement names of it: all, the n-th 款, an item 项."""
    if not numeral:
        return True
    number = chinese_number(numeral)
    if unit == "款":
        end = document.text.find("\n", at)
        lines = document.text[article.start : end if end >= 0 else None].split("\n")
        return number == sum(not _ITEM.match(line.strip()) for line in lines)
    inside = (c for c in document.clauses if article.start < c.start <= at < c.end)
    return any(c.number == number and c.scheme == "（一）" for c in inside)


def _changes_in(document: Document, at: int, said: str) -> Iterator[Change]:
    """Yield what one statement makes of the article that it names."""
    start, end = at, at + len(said.rstrip())
    pairs = [(m["old"], m["new"]) for m in _PAIR.finditer(said)]
    whole = _WHOLE.search(said) if not pairs else None
    deleted = _DELETED.search(_QUOTED_NEW.sub("", said))
    for old, new in pairs:
        yield Change(document, start, end, old, new)
    if whole:
        yield Change(document, start, end, "", whole["new"])
    elif deleted and (deleted["old"] or not pairs):
        yield Change(document, start, end, deleted["old"] or "", "")


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
    answer: Answer, draft: Draft, changes: Sequence[Change], until: Mapping[str, Until | None]
) -> Answer:
    """Return an answer from clauses with what later documents make of them, the new words first.

    ``until`` has the last day of each document cited that a later one has changed.
    """
    quotes = [c.quote for c in answer.citations]
    kept = len(draft.sentences)
    for change in changes:
        draft.quote(change.document, (change.start, change.end))
    shown = draft.sentences[kept:]
    frame = "clause_changed" if any(change.new for change in changes) else "clause_deleted"
    draft.remark(changes[0].document, (changes[0].start, changes[0].end), frame)
    return replace(
        answer,
        sentences=(*shown, *answer.sentences, draft.sentences[-1]),
        citations=tuple(_held_until(c, until.get(c.doc_id)) for c in draft.citations),
        short_answer=_now(answer.short_answer, quotes, changes),
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
        lead = said[: values[places[0]].start]
        shared = [_common_end(lead, new[: v.start]) for v in told]
        best = max(shared, default=0)
        other = told[shared.index(best)] if best and shared.count(best) == 1 else None
        other = told[places[0]] if other is None and len(told) == len(values) else other
        if other is not None:
            before = values[places[0]].text
            bound = before.partition(short)[0] if short in before else ""  # 不少于|5人
            return other.text.removeprefix(bound)
    return None


def _common_end(one: str, other: str) -> int:
    """Return how many characters two texts end in alike."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _article_at(document: Document, at: int) -> Clause | None:
    """Return the article that holds a place of a document, None where none does."""
    clause = document.clause_at(at)
    while clause.parent >= 0 and not _ARTICLE.fullmatch(clause.label):
        clause = document.clauses[clause.parent]
    return clause if _ARTICLE.fullmatch(clause.label) else None
