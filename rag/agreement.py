"""What the documents of one matter say beside an answer: the text itself, what explains it, news.

The text (通知, 办法, 行动计划) is cited before a reading, a reading before news, where they say the same;
where a figure differs for the same thing both are shown. Clauses are compared by their pairs of
characters, figures apart: the share of the shorter one's that the other has.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.draft import Draft
from rag.force import Force, is_reading
from rag.naming import quoted_title
from rag.query import CONTACT_VALUES, Query
from rag.types import Answer, Citation, Document, Sentence
from rag.units import Unit, units_of
from rag.whose import A_LEVEL

ALIKE = 0.6  # share of the pairs from which two clauses tell of the same thing
ALIKE_WHOLE = 0.4  # and of the sentences they stand in
SAME = 0.75  # and from which two sentences without a figure say the same
PAIRS_LEAST = 4  # of a clause that is compared
_BREAK = re.compile(r"[，,；;。：:！？!?\n]")
_FIGURE = re.compile(
    r"(?<![\d.])(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>(?:万亿|[亿万千百])?(?:美元|平方公里|公里|个百分点|[%％元家个人名项件处位座所条天])?)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?年")
Figure = tuple[float, str]


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of a sentence between two marks."""

    unit: Unit
    text: str


def weighed(answer: Answer, query: Query, force: Force) -> Answer:
    """Return the answer cited from the highest document that says it, with what others say instead.

    A note names the documents that have the same text as one that is cited.
    """
    if answer.status not in ("answered", "partial") or not answer.citations:
        return answer
    if query.value not in CONTACT_VALUES:
        beside = _beside(force, answer.citations[0].doc_id)
        higher = (d for d in beside if _rank(d) < _rank(_first(answer, force)))
        answer = next(filter(None, (_from(d, answer, query, force) for d in higher)), answer)
        answer = _with_differences(answer, query, force, beside)
    return _with_reposts(answer, query, force)


def _rank(document: Document) -> int:
    """0 for a text, 1 for what explains one, 2 for a page of no kind."""
    return 2 if document.facts.kind is None else int(is_reading(document))


def _first(answer: Answer, force: Force) -> Document:
    return force.documents[answer.citations[0].doc_id]


def _beside(force: Force, doc_id: str) -> list[Document]:
    """The documents in force of the same matter, each text once, the highest first."""
    about = force.relations.about
    texts = {*about.get(doc_id, ()), *(() if doc_id in about else (doc_id,))}
    texts |= {other for text in texts for other in force.relations.same.get(text, ())}
    told = {name for name, of in about.items() if texts.intersection(of)}
    names = (texts | told) - {doc_id} - force.ends.keys() - force.reposts
    return sorted((force.documents[n] for n in names), key=lambda d: (_rank(d), d.doc_id))


def _from(document: Document, answer: Answer, query: Query, force: Force) -> Answer | None:
    """The answer with the sentences of another document, where that says each of them too."""
    draft, own = Draft(query), answer.citations[0].doc_id
    short = _short_figures(answer)
    for sentence in answer.sentences:
        cited = [c for c in answer.citations if c.n in sentence.citations]
        if any(c.doc_id != own for c in cited):
            _keep(draft, sentence, cited, force)
            continue
        unit = _that_says(document, cited[0], answer.short_answer, short)
        if unit is None or len(cited) > 1:
            return None
        draft.quote(document, (unit.start, unit.end), item=sentence.item)
    return replace(answer, sentences=tuple(draft.sentences), citations=tuple(draft.citations))


def _keep(draft: Draft, sentence: Sentence, cited: Iterable[Citation], force: Force) -> None:
    numbers = tuple(draft.cite(force.documents[c.doc_id], (c.start, c.end)) for c in cited)
    draft.sentences.append(replace(sentence, citations=numbers))


def _that_says(
    document: Document, cited: Citation, short: str | None, figures: Sequence[Figure]
) -> Unit | None:
    """The sentence of a document that says what a quote does: the short answer, or all its figures."""
    if short and figures:
        for clause in _clauses_of([cited.quote]):
            if _holds(_figures(clause), figures):
                found = _alike(document, clause, cited.quote)
                return next((c.unit for c in found if _holds(_figures(c.text), figures)), None)
        return None
    own, wanted = _pairs(cited.quote), _figures(cited.quote)
    likest = max(units_of(document), key=lambda u: _share(own, _pairs(u.quote)), default=None)
    if likest is None or _share(own, _pairs(likest.quote)) < SAME:
        return None
    says = _holds(_figures(likest.quote), wanted) and (short or "") in likest.quote
    return likest if says else None


def _with_differences(
    answer: Answer, query: Query, force: Force, beside: Sequence[Document]
) -> Answer:
    """Add what other documents say with another figure, that of a higher one in front."""
    first, short = _first(answer, force), _short_figures(answer)
    told, added = _differences(answer, first, beside)
    if not told:
        return answer
    draft = Draft(query, notes=list(answer.notes))
    higher = [one for one in added if _rank(one[0]) < _rank(first)]
    for document, unit in higher:
        draft.quote(document, (unit.start, unit.end))
    for sentence in answer.sentences:
        _keep(draft, sentence, (c for c in answer.citations if c.n in sentence.citations), force)
    for document, unit in (one for one in added if one not in higher):
        draft.quote(document, (unit.start, unit.end))
    for said, others in told.items():
        pairs = [
            *(o for o in others if higher),
            (quoted_title(first), said),
            *(o for o in others if not higher),
        ]
        parts = (draft.frame("says", title=title, said=figure) for title, figure in pairs)
        draft.note("differs", said=draft.frame("and").join(parts))
    shown = answer.short_answer
    if higher and short and shown:
        shown = next(iter(told.values()))[0][1]
    return replace(
        answer, sentences=tuple(draft.sentences), citations=tuple(draft.citations),
        notes=tuple(draft.notes), short_answer=shown,
    )  # fmt: skip


def _differences(
    answer: Answer, first: Document, beside: Sequence[Document]
) -> tuple[dict[str, list[tuple[str, str]]], list[tuple[Document, Unit]]]:
    """What others say for each figure of ``first`` (《title》 and figure), and the sentences that say it."""
    own = [c for c in answer.citations if c.doc_id == first.doc_id]
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    added: list[tuple[Document, Unit]] = []
    for document in (d for d in beside if d.doc_id != first.doc_id):
        for said, other, unit in _differing(document, own, _short_figures(answer)):
            # the highest that says so is enough
            if other not in (figure for _, figure in told[said]):
                told[said].append((quoted_title(document), other))
                added.append((document, unit))
    return told, added


def _differing(
    document: Document, cited: Iterable[Citation], short: Sequence[Figure]
) -> Iterator[tuple[str, str, Unit]]:
    """Yield a figure of what is cited, that of another document for the same thing, and where it stands."""
    for citation in cited:
        for clause in _clauses_of([citation.quote]):
            own = _figures(clause)
            for figure in own if not short else (f for f in own if _holds([f], short)):
                found = _alike(document, clause, citation.quote)
                like = [(c, f) for c in found for f in _figures(c.text) if f[1] == figure[1]]
                if like and not any(_same(f, figure) for _, f in like) and len(own) == 1:
                    yield (
                        _written(clause, figure),
                        _written(like[0][0].text, like[0][1]),
                        like[0][0].unit,
                    )


def _alike(document: Document, clause: str, sentence: str) -> list[_Clause]:
    """The clauses of a document that tell of the same thing, the likest first, of no other year."""
    own, years = _pairs(clause), set(_YEAR.findall(sentence))
    levels, whole = {*A_LEVEL.findall(clause)}, _pairs(sentence)
    if own.total() < PAIRS_LEAST:
        return []
    found: list[tuple[float, _Clause]] = []
    for unit in units_of(document):
        told = set(_YEAR.findall(unit.quote))
        if years and told and not years & told:
            continue
        if _share(whole, _pairs(unit.quote)) < ALIKE_WHOLE:
            continue
        for text in _clauses_of([unit.quote]):
            pairs = _pairs(text)
            if {*A_LEVEL.findall(text)} != levels:
                continue  # 县级示范合作社 is not 市级示范合作社
            if pairs.total() >= PAIRS_LEAST and (share := _share(own, pairs)) >= ALIKE:
                found.append((share, _Clause(unit, text)))
    return [clause for _, clause in sorted(found, key=lambda f: -f[0])]


def _clauses_of(sentences: Iterable[str]) -> list[str]:
    return [part for sentence in sentences for part in _BREAK.split(sentence) if part.strip()]


def _pairs(text: str) -> Counter[str]:
    """The pairs of letters of a text, figures apart."""
    plain = re.sub(r"[\d.,%％\W_]", "", text)
    return Counter(plain[i : i + 2] for i in range(len(plain) - 1))


def _share(one: Counter[str], other: Counter[str]) -> float:
    return (one & other).total() / max(1, min(one.total(), other.total()))


def _figures(text: str) -> list[Figure]:
    """The figures of a text but years and days: (number, unit)."""
    bare = _YEAR.sub(" ", text)
    return [
        (float(m["number"].replace(",", "")), m["unit"].replace("％", "%"))
        for m in _FIGURE.finditer(bare)
        if m["unit"]
    ]


def _short_figures(answer: Answer) -> list[Figure]:
    return _figures(answer.short_answer or "")


def _holds(said: Sequence[Figure], wanted: Sequence[Figure]) -> bool:
    return all(any(_same(one, other) for one in said) for other in wanted)


def _same(one: Figure, other: Figure) -> bool:
    """Whether two figures are the same, or the one is the other rounded."""
    (first, unit), (second, other_unit) = one, other
    if unit != other_unit:
        return False
    return first == second or round(first) == second or round(second) == first


def _written(text: str, figure: Figure) -> str:
    found = (m for m in _FIGURE.finditer(text) if _figures(m.group()) == [figure])
    return next((m.group() for m in found), f"{figure[0]:g}{figure[1]}")


def _with_reposts(answer: Answer, query: Query, force: Force) -> Answer:
    """Name the documents that have the text of the one cited first."""
    others = force.relations.same.get(answer.citations[0].doc_id, ())
    if not others:
        return answer
    draft = Draft(query, notes=list(answer.notes))
    named = [f"{quoted_title(force.documents[name])}（{name}）" for name in others]
    draft.note("same_text", others=draft.frame("and").join(named))
    return replace(answer, notes=tuple(draft.notes))
