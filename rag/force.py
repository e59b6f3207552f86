"""Which documents are in force on a day, what proves the end of one, and which a question is asked of.

A document is out of force when it says so itself, when another repeals or replaces it, when its term
or the years of its plan are over, or when all that it explains or reports is out of force. It is not yet in force
before its day of effect.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from rag.genre import TELLING
from rag.naming import has_period, is_named, own_years
from rag.query import Query
from rag.relations import Relations, find_relations, made_on, title_keys
from rag.startup import give_back_memory
from rag.superseded import Change, Until, changed_day, changes_of
from rag.terms import words
from rag.types import Document, Fact
from rag.validity import last_day
from rag.versions import series_of

_EN_KINDS = r"\b(?:measures?|plan|rules|regulations?|provisions|notice|opinions|policy)\b"
_A_TERM = re.compile(
    r"有效期|试行|\D{0,4}[一二三四五六七八九十\d]{1,2}年(?!\d)"
)  # 有效期3年 is no day
_UNTIL = re.compile(r"^有效期限?(?:截止)?[至到]")
_NO_END = ("revised", "not_yet", "not_yet_note")  # of what a measure amends: it goes on with it
Without = frozenset[str]  # doc_id of the documents that are left out of a search


@dataclass(frozen=True, slots=True)
class End:
    """Why a document is not in force: a phrase of ``words.json`` and the span that proves it.

    ``document`` is the one that has the span; ``start`` is -1 where only the clerk says so.
    """

    document: Document
    start: int
    end: int
    frame: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Search:
    """A question as it is searched for, and which documents are left out."""

    query: Query
    without: Without


@dataclass(frozen=True)
class Force:
    """The documents of a corpus as they stand on a day."""

    documents: Mapping[str, Document]
    relations: Relations
    as_of: date

    @cached_property
    def ends(self) -> dict[str, End]:
        """The documents that are not in force, with the reason."""
        found = {name: end for name, d in self.documents.items() if (end := self._end(d))}
        for name, texts in self.relations.about.items():
            of = [found.get(text) for text in texts]
            if name not in found and of[0] and all(of):
                found[name] = replace(of[0], frame=_of_text(of[0]))
        return found

    def end_told_of(self, doc_id: str) -> End | None:
        """Why what a document says does not hold: its own end, or that of all that it amends.

        What amends a measure that is over still goes before that measure, so it is no end of its own.
        """
        if own := self.ends.get(doc_id):
            return own
        of = [self.ends.get(r.target) for r in self.relations.of(doc_id, "amends")]
        if not of or not of[0] or any(end is None or end.frame in _NO_END for end in of):
            return None
        return replace(of[0], frame="amended_ended" if of[0].start >= 0 else "amended_note")

    @cached_property
    def reposts(self) -> Without:
        """The documents whose text another one has too, of each such group all but one."""
        groups = {frozenset((name, *others)) for name, others in self.relations.same.items()}
        return frozenset().union(*(group - {self._original(group)} for group in groups))

    @property
    def once(self) -> dict[str, Document]:
        """The documents, each text once."""
        return {name: d for name, d in self.documents.items() if name not in self.reposts}

    @cached_property
    def successors(self) -> dict[str, Without]:
        """The documents not in force for which others are, with these: replaced, or of other years."""
        holding: dict[str, list[str]] = defaultdict(list)
        for name in self.documents.keys() - self.ends.keys():
            holding[series_of(self.documents[name])].append(name)
        found: dict[str, Without] = {}
        for name in self.ends:
            others = {*self._later(name), *self._held(name)}
            if series := series_of(self.documents[name]):
                others.update(holding[series])
            if others:
                found[name] = frozenset(others)
        for name in self.ends.keys() - found.keys():
            told = (found.get(text) for text in self.relations.about.get(name, ()))
            if explained := next(filter(None, told), None):
                found[name] = explained
        return found

    def searches(self, query: Query) -> list[Search]:
        """Return how a question is searched for, and how next where that finds nothing.

        What is out of force is left out at first where another document stands in for it, unless it is
        asked for: by its year, title or number, or as the earlier version.
        """
        replaced, all_of = frozenset(self.successors), Search(query, self.reposts)
        if not replaced or (query.earlier and "why" in query.kinds):
            return [all_of]  # why the earlier one was replaced, the later one tells
        if query.earlier:
            others = self.documents.keys() - replaced
            return [Search(replace(query, earlier=False), self.reposts | others), all_of]
        asked = sorted(name for name in replaced if self._is_asked(query, name))
        if not asked:
            return [Search(query, self.reposts | replaced), all_of]
        instead = frozenset().union(*(self.successors[name] for name in asked))
        without = self.reposts | (replaced - {*asked}) | instead
        return [Search(_named(query, [self.documents[name] for name in asked]), without), all_of]

    def is_asked(self, query: Query, doc_id: str) -> bool:
        """Whether a question asks for this document that is out of force, not for one in its place."""
        return query.earlier or self._is_asked(query, doc_id)

    def _is_asked(self, query: Query, doc_id: str) -> bool:
        if not names(query, self.documents[doc_id]):
            return False
        instead = (self.documents[name] for name in self.successors.get(doc_id, ()))
        return not any(names(query, other) for other in instead)

    def _end(self, document: Document) -> End | None:
        """Why a document is not in force, what it explains apart."""
        gone, day = document.facts.repealed, self.as_of.isoformat()
        if gone:
            frame = "repealed" if gone.start >= 0 else "repealed_note"
            return End(document, gone.start, gone.end, frame, {"said": gone.value})
        for relation in self.relations.to(document.doc_id, "replaces"):
            by = self.documents[relation.source]
            if _since(by) <= day:
                keys = (title_keys(d.facts.title.value) for d in (document, by))
                frame = "revised" if len({*keys}) == 1 else "replaced"
                frame = "replaced_note" if relation.by_clerk else frame
                values = {"title": by.facts.title.value}
                return End(by, relation.start, relation.end, frame, values)
        limit, since = last_day(document.facts), document.facts.effective
        if limit and (later := self.until(document)):
            if later.day < day:
                told, period = later.by, {"period": later.said}
                return End(told.document, told.start, told.end, "expired_until", period)
        elif limit and limit.value < day:
            return _over(document, limit)
        if since and since.value > day:
            said = document.text[since.start : since.end] or since.value
            frame = "not_yet" if since.start >= 0 else "not_yet_note"
            return End(document, since.start, since.end, frame, {"day": said})
        return None

    def changes(self, document: Document, at: int) -> list[Change]:
        """What documents that have taken effect have made of the article at a place of one."""
        known = (self.documents[name] for name in self.relations.amending(document.doc_id))
        since = [d for d in known if _since(d) <= self.as_of.isoformat()]
        return list(changes_of(document, at, since))

    def until(self, document: Document) -> Until | None:
        """The last day of a document as a later one has changed it, None where none has."""
        limit = document.facts.valid_until
        if limit is None or limit.start < 0:
            return None
        return changed_day(limit, document, self.changes(document, limit.start))

    def _later(self, doc_id: str) -> Iterator[str]:
        """The documents in force that replace one, or replace what replaces it."""
        seen, left = {doc_id}, [doc_id]
        while left:
            for relation in self.relations.to(left.pop(), "replaces"):
                if relation.source not in seen:
                    seen.add(relation.source)
                    left.append(relation.source)
        yield from (name for name in seen if name not in self.ends)

    def _held(self, doc_id: str) -> Iterator[str]:
        """The documents in force that one will replace when it takes effect."""
        for relation in self.relations.of(doc_id, "replaces"):
            if relation.target and relation.target not in self.ends:
                yield relation.target

    def _original(self, group: frozenset[str]) -> str:
        """The document of a group that is cited: posted by its issuer, else the one with least around it."""

        def order(name: str) -> tuple[bool, bool, int, str]:
            facts = self.documents[name].facts
            page = " ".join(f.value for f in (facts.source, facts.publisher) if f)
            own = any(issuer.value in page for issuer in facts.issuers)
            return facts.forwards is not None, not own, len(self.documents[name].text), name

        return min(group, key=order)


def _of_text(end: End) -> str:
    """The phrase for what tells of a document that has ended."""
    if end.frame.startswith("not_yet"):
        return end.frame
    return "explained_ended" if end.start >= 0 else "explained_note"


def _since(document: Document) -> str:
    effective = document.facts.effective
    return effective.value if effective else made_on(document)


def _over(document: Document, limit: Fact) -> End:
    """The end of a document whose last day is over."""
    if limit.start < 0:
        return End(document, -1, -1, "expired_note", {"day": limit.value})
    period = document.facts.period
    of_title = document.facts.valid_until is None and period and limit.start == period.start
    said = _UNTIL.sub("", document.text[limit.start : limit.end].strip("（）() "))
    until = "expired_term" if _A_TERM.match(said) else "expired_until"
    frame = "expired" if of_title else until
    return End(document, limit.start, limit.end, frame, {"period": said})


def names(query: Query, document: Document) -> bool:
    """Whether a question names a document: its title, number, years, or the year it is of."""
    if is_named(query, document) or has_period(query, document):
        return True
    keys = title_keys(document.facts.title.value)
    if any(key in keys for title in query.titles for key in title_keys(title)[:1]):
        return True
    kinds = "|".join(word for word in words()["document_words"] if len(word) > 1)
    return any(
        re.search(
            rf"{year}\s?年?(?:[^，,。；;？?]{{0,20}}?(?:{kinds})|[a-z -]{{0,40}}?{_EN_KINDS})",
            query.text,
            re.I,
        )
        for year in own_years(document)
    )


def _named(query: Query, documents: Sequence[Document]) -> Query:
    """The question with these documents named by their titles, not by their years."""
    years = {year for document in documents for year in own_years(document)}
    said = "|".join(year for year in query.years if year in years)
    return replace(
        query,
        plain=re.sub(rf"(?:{said})\s?年?的?", "", query.plain) if said else query.plain,
        earlier=False,
        years=tuple(year for year in query.years if year not in years),
        titles=(*query.titles, *(d.facts.title.value.lower() for d in documents)),
    )


def is_reading(document: Document) -> bool:
    """Whether a document tells of another: 解读, 问答."""
    return document.facts.kind is not None and document.facts.kind.value in TELLING


def force_on(day: date, documents: Mapping[str, Document], known: Force | None = None) -> Force:
    """Return the documents as they stand on a day; what is ``known`` of the same ones is taken over."""
    if known is None or known.documents is not documents:
        known = Force(documents, find_relations(documents), day)
        give_back_memory()
    return known if known.as_of == day else Force(documents, known.relations, day)
