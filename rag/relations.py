"""The graph of the documents of a corpus: which explains, replaces, amends, forwards which.

A relation is a fact of one document (metadata.py, or the clerk's manifest) whose title or number 文号
is that of another; the span of the fact proves it. Of a statute whose title two documents bear, the
one made later replaces the other; the day on which it was made proves it. Nothing is guessed: a name
that several texts bear relates to none of them, but for a repeal, which ends all that were made before.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rag.genre import REGULATING
from rag.plain import plain_number
from rag.reposts import same_texts
from rag.types import Document, Fact
from rag.wording import DOCUMENT_NUMBER

Kind = Literal["explains", "replaces", "amends", "forwards"]
KINDS: tuple[Kind, ...] = ("explains", "replaces", "amends", "forwards")
_MARKS = re.compile(r"[《》〈〉“”\"\s\u200b\ufeff]")
_DASHES = re.compile(r"[—–―─~～-]+|至(?=\d{4}年?[)）])")
_VERSION = re.compile(r"(?<=.{4})\([^()]*(?:废止|失效|修订|修正|修改|转载|转发)[^()]*\)$")
ISSUES = re.compile(r"关于(?:联合)?(?:印发|发布|公布|下发|颁布)(.{4,}?)的(?:通知|公告|通告|令|函)$")
_ABOUT = re.compile(r"(?<=[\u4e00-\u9fff]{2})关于(?=.{4})")
_ISSUED_BEFORE = re.compile(r"(?:印发|出台|发布|公布|制定)了?《$")
_ISSUED_BEHIND = re.compile(r"》[^。；\n]{0,16}?(?:印发|出台|发布|公布)")
_STOP = re.compile("。|(?=\n)")
_NAME_LEAST = 4  # characters of a title that tells which document it is: not 公告


@dataclass(frozen=True, slots=True)
class Relation:
    """``source`` explains, replaces, amends or forwards ``target``; both are a ``doc_id``.

    ``target`` is "" where no document here bears the ``name``. ``start:end`` is the sentence of
    ``source`` that says so; ``start`` is -1 where only the clerk does.
    """

    kind: Kind
    source: str
    target: str
    name: str  # the title or number as ``source`` gives it
    start: int
    end: int

    @property
    def by_clerk(self) -> bool:
        """Whether the clerk's manifest says it, not the text."""
        return self.start < 0


@dataclass(frozen=True, slots=True)
class Relations:
    """All relations of a corpus, and which documents have the same text (``reposts``)."""

    found: tuple[Relation, ...]
    same: Mapping[str, tuple[str, ...]]  # doc_id -> the others with its text
    about: Mapping[str, tuple[str, ...]]  # doc_id of a reading or of news -> what it tells of
    _of: Mapping[str, tuple[Relation, ...]] = field(repr=False)
    _to: Mapping[str, tuple[Relation, ...]] = field(repr=False)

    def of(self, doc_id: str, *kinds: Kind) -> tuple[Relation, ...]:
        """Return what a document says of others; of these kinds, or of all."""
        return tuple(r for r in self._of.get(doc_id, ()) if not kinds or r.kind in kinds)

    def amending(self, doc_id: str) -> tuple[str, ...]:
        """Return the documents that amend this one and no other."""
        sources = dict.fromkeys(r.source for r in self.to(doc_id, "amends"))
        return tuple(name for name in sources if len(self.of(name, "amends")) == 1)

    def to(self, doc_id: str, *kinds: Kind) -> tuple[Relation, ...]:
        """Return what others say of a document; of these kinds, or of all."""
        return tuple(r for r in self._to.get(doc_id, ()) if not kinds or r.kind in kinds)


def find_relations(documents: Mapping[str, Document]) -> Relations:
    """Return the relations between documents; time linear in their texts."""
    same, names = same_texts(documents), _Names(documents)
    found: dict[tuple[str, ...], Relation] = {}
    for relation in _found(documents, names, same):
        pair = relation.target or relation.name
        found.setdefault((relation.kind, relation.source, pair), relation)
    of: dict[str, list[Relation]] = defaultdict(list)
    to: dict[str, list[Relation]] = defaultdict(list)
    for relation in found.values():
        of[relation.source].append(relation)
        if relation.target:
            to[relation.target].append(relation)
    return Relations(
        tuple(found.values()), same, _about(documents, names, found.values()),
        {name: tuple(many) for name, many in of.items()},
        {name: tuple(many) for name, many in to.items()},
    )  # fmt: skip


def title_keys(title: str) -> tuple[str, ...]:
    """Return the forms by which a title is compared, the whole one first.

    《》, blanks and the kind of dash do not count; 某局关于印发《某计划》的通知 is also 某计划, and
    某局关于某事的意见 also 关于某事的意见.
    """
    whole = _VERSION.sub("", _DASHES.sub("—", _MARKS.sub("", unicodedata.normalize("NFKC", title))))
    keys = [whole]
    if issues := ISSUES.search(whole):
        keys.append(issues[1])
    if about := _ABOUT.search(whole):
        keys.append(whole[about.start() :])
    return tuple(dict.fromkeys(key.lower() for key in keys if len(key) >= _NAME_LEAST))


def made_on(document: Document) -> str:
    """Return the day on which a document was made or took effect, "" where it tells none."""
    facts = document.facts
    known = (facts.issued, facts.effective, facts.published)
    return next((fact.value for fact in known if fact), "")


class _Names:
    """Which documents bear a title or a number."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self.whole: dict[str, list[str]] = defaultdict(list)  # by the title as it is
        self._part: dict[str, list[str]] = defaultdict(list)  # by what is left of it
        self._number: dict[str, list[str]] = defaultdict(list)
        for doc_id, document in documents.items():
            keys = title_keys(document.facts.title.value)
            for key in keys[:1]:
                self.whole[key].append(doc_id)
            for key in keys[1:]:
                self._part[key].append(doc_id)
            if number := document.facts.document_number:
                self._number[plain_number(number.value)].append(doc_id)

    def bearing(self, name: str, said: str = "") -> list[str]:
        """Return the documents of a name: those of a number in it or in ``said``, else of its title.

        The clerk may write a ``doc_id`` as well.
        """
        if name in self._documents:
            return [name]
        numbers = DOCUMENT_NUMBER.findall(f"{name} {said}")
        for number in map(plain_number, numbers):
            if found := self._number.get(number.lstrip("原")):
                return found
        for key in title_keys(name):
            found = self.whole.get(key, []) + self._part.get(key, [])
            if (
                found and numbers
            ):  # that document is not here, but one of its title without a number
                found = [d for d in found if not self._documents[d].facts.document_number]
            if found:
                return found
        return []


def _found(
    documents: Mapping[str, Document], names: _Names, same: Mapping[str, tuple[str, ...]]
) -> Iterator[Relation]:
    for doc_id, document in documents.items():
        facts, own = document.facts, {doc_id, *same.get(doc_id, ())}
        for fact in facts.repeals:
            bearing = names.bearing(fact.value, document.text[fact.start : fact.end])
            by_clerk = fact.start < 0
            ended = [
                d
                for d in bearing
                if d not in own and (by_clerk or _is_before(documents[d], document))
            ]
            yield from _each("replaces", document, fact, ended)
        told: dict[Kind, tuple[Fact | None, ...]] = {
            "explains": (facts.explains,),
            "amends": facts.amends,
            "forwards": (facts.forwards,),
        }
        for kind, many in told.items():
            for named in filter(None, many):
                bearing = names.bearing(named.value, _number_beside(document, named.value))
                others = [d for d in bearing if d not in own]
                yield from _each(kind, document, named, _one_text(others, same))
    yield from _later_versions(documents, names.whole.values(), same)


def _about(
    documents: Mapping[str, Document], names: _Names, found: Iterable[Relation]
) -> dict[str, tuple[str, ...]]:
    """What readings explain, and of which documents a page of no kind, as news are, tells the issue."""
    told: dict[str, list[str]] = defaultdict(list)
    for relation in found:
        if relation.kind == "explains" and relation.target:
            told[relation.source].append(relation.target)
    for doc_id, document in documents.items():
        if document.facts.kind is None:
            for fact in _issued_in(document):
                told[doc_id] += (d for d in names.bearing(fact.value) if d != doc_id)
    return {name: tuple(dict.fromkeys(of)) for name, of in told.items() if of}


def _issued_in(document: Document) -> Iterator[Fact]:
    """The titles of which a text tells that they were issued: 《…》近日印发, 出台《…》."""
    for fact in document.facts.related:
        if fact.start >= 0 and (
            _ISSUED_BEFORE.search(document.text, max(0, fact.start - 12), fact.start)
            or _ISSUED_BEHIND.match(document.text, fact.end)
        ):
            yield fact


def _number_beside(document: Document, title: str) -> str:
    """The number that a text gives behind a title, of which there may be versions: 《某办法》|（某发〔2025〕2号），but not that of 原《…》."""
    named = re.escape(f"《{title.strip('《》')}》")
    found = re.search(rf"(?<!原){named}\s?[（(]([^（）()]{{3,40}}号)", document.text)
    return found[1] if found else ""


def _each(kind: Kind, document: Document, fact: Fact, targets: Sequence[str]) -> Iterator[Relation]:
    span = _sentence(document.text, fact) if fact.start >= 0 else (-1, -1)
    for target in targets or ("",):
        yield Relation(kind, document.doc_id, target, fact.value, *span)


def _sentence(text: str, fact: Fact) -> tuple[int, int]:
    """Where the sentence begins and ends in which a fact stands."""
    start = max(text.rfind("\n", 0, fact.start), text.rfind("。", 0, fact.start)) + 1
    found = _STOP.search(text, fact.end)
    return start, found.end() if found else len(text)


def _one_text(found: Sequence[str], same: Mapping[str, tuple[str, ...]]) -> Sequence[str]:
    """The documents found where all have one text, else none."""
    return found if all(d in (found[0], *same.get(found[0], ())) for d in found[1:]) else ()


def _is_before(old: Document, new: Document) -> bool:
    """Whether the one was not made after the other, as far as they tell."""
    return not made_on(old) or not made_on(new) or made_on(old) < made_on(new)


def _later_versions(
    documents: Mapping[str, Document],
    groups: Iterable[Sequence[str]],
    same: Mapping[str, tuple[str, ...]],
) -> Iterator[Relation]:
    """Yield that a statute replaces the next older version of the same title and place."""
    for group in groups:
        dated = sorted((made.value, d) for d in group if (made := _version_day(documents[d])))
        for at, (day, doc_id) in enumerate(dated):
            proof, new = documents[doc_id].facts.issued, documents[doc_id]
            title = new.facts.title.value
            earlier = [d for before, d in dated[:at] if before < day and _alike(documents[d], new)]
            if proof and earlier and earlier[-1] not in same.get(doc_id, ()):
                yield from _each("replaces", new, replace(proof, value=title), [earlier[-1]])


def _version_day(document: Document) -> Fact | None:
    """The day on which a statute was made, where its text tells it and it is one by its kind."""
    facts = document.facts
    regulates = facts.kind is not None and facts.kind.value in REGULATING
    return facts.issued if regulates and facts.issued and facts.issued.start >= 0 else None


def _alike(one: Document, other: Document) -> bool:
    """Whether two statutes of one title may be versions of each other: of the same place, and issuer."""
    first, second = one.facts, other.facts
    if first.region and second.region and first.region.value != second.region.value:
        return False
    bodies = {b.value for b in first.issuers}, {b.value for b in second.issuers}
    # passed by the congress or its committee
    national = first.title.value.startswith("中华人民共和国")
    return national or not all(bodies) or bool(bodies[0] & bodies[1])
