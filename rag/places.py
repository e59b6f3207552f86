"""Where in the documents a question is answered: sentences and clauses, weighed by plain evidence.

A *place* is a sentence with everything that gives it meaning: its clause, the path of headings
above it and the title of its document. A word of the question counts fully where the sentence
says it, less where only a heading or the title does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.cells import value_in_row
from rag.changes import A_YEAR
from rag.choosing import Fit, choose_value
from rag.firstlook import first_look
from rag.likeness import RUN_LEAST, common_run, counts, heading_match, other_titles, term_weights
from rag.query import CONTACT_VALUES, Query
from rag.rank import Reading
from rag.reading import introduction, read_from
from rag.spoken import spoken
from rag.terms import ABBREVIATION_CREDIT, Term, words
from rag.types import Document, Hit
from rag.units import Unit, lower_text, units_of
from rag.values import Value, says_figure

IN_SENTENCE, IN_PATH, IN_CLAUSE, IN_TITLE = 1.0, 0.9, 0.6, 0.5
OWN_NAME = 3  # a name that a text says so often is its own: 北陵省 in a page that says 我省
COSINE_FLOOR, COSINE_RANGE = 0.80, 0.12  # e5 cosines of Chinese sentences lie in this band
PASSAGE_WEIGHT, RANK_WEIGHT = 0.2, 0.25
VERSION_BONUS = 0.4  # for a sentence that names another title than its document has
_LETTERED = re.compile(r"\b(?:class|category|type|tier|grade|level) ([a-f])\b")
READ_AGAIN = 0.25  # of what the reader says of a value: it reads the earlier question too
COUNTED_BONUS = 0.15  # and twice as much again where the whole noun follows
VALUE_BONUS, YEAR_BONUS, HEADING_BONUS, WEAK_MARK, STRONG_MARK = 0.2, 0.15, 0.1, 0.1, 0.3
RUN_BONUS, RUN_MOST = 0.06, 5  # for each character of a common run beyond three
NOT_POINTED = -20.0  # a log chance that is as good as none
POINTED = -1.0  # from which the reader points at an answer
SURE = 4.0  # the reader's number of a sentence that answers
NEARLY = 1.5  # log odds below the best place: as good as it
CLOSE_READ = 14  # sentences that are read, at most; one costs 10 to 20 ms
_ROLE = re.compile(
    r"副?(?:链长|市长|省长|县长|区长|主任|处长|局长|厅长|部长|组长|院长|会长|书记|秘书长|召集人|发言人|主席|董事长)"
)
_A_DEADLINE = re.compile(r"\bdeadline\b|期限|时限")
_ONLY_A_DATE = re.compile(r"^\s*\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s*$")
Similar = Callable[[Sequence[Unit]], Sequence[float]]  # of the question with sentences


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as it answers one question; ``odds`` orders places, ``coverage`` is 0 to 1."""

    unit: Unit
    score: float  # of words and passage
    coverage: float
    value: Value | None = None
    cosine: float = 0.0  # of the question and the sentence
    reading: Reading | None = None  # None where the reader did not read the sentence
    overlap: float = 0.0  # of all words of the question, those of its background too
    passage: float = 0.0  # cosine of the question and the passage that holds the sentence
    rank: int = 0  # of that passage
    look: float = 0.0  # log odds at the first look, below the best place
    near: float = 0.0  # how the cosine stands out among those of all places, in deviations
    odds: float = 0.0  # log odds after reading, up to a constant for the question

    @property
    def reader(self) -> float | None:
        """The reader's number."""
        return self.reading.score if self.reading else None


def seen_places(
    query: Query, hits: Sequence[Hit], documents: Mapping[str, Document], similar: Similar
) -> list[Place]:
    """Return all places that a first look goes over, the likeliest first.

    Units come from the documents of the hits; in a large document only from around its hits.
    """
    retrieved, units = _Retrieved(hits), list(_candidates(hits, documents))
    places = [
        replace(_weigh(query, unit, *retrieved.of(unit)), cosine=float(cosine))
        for unit, cosine in zip(units, similar(units), strict=True)
    ]
    places = first_look(query, places)
    return sorted(places, key=lambda p: (-p.look, *place_order(p)))


def place_order(place: Place) -> tuple[float, str, int]:
    """Return what orders places before they are read."""
    return -place.score, place.unit.document.doc_id, place.unit.start


def pointed(place: Place) -> tuple[str, float]:
    """Return the words of a place that the reader points at, and the log chance; ("", -20) for none."""
    unit, reading = place.unit, place.reading
    if reading is None or unit.header or not reading.offsets:
        return "", NOT_POINTED
    shift = read_from(unit)
    found = reading.span(shift)
    if found is None:
        return "", NOT_POINTED
    start, end, chance = found
    return unit.quote[max(0, start - shift) : end - shift], chance


def value_fit(place: Place) -> float:
    """Return the log chance, by the reader, that the value of a place is what is asked for."""
    unit, reading, value = place.unit, place.reading, place.value
    if reading is None or value is None or unit.header:
        return 0.0
    shift = read_from(unit)
    said = reading.fit(value.start + shift, value.end + shift)
    return NOT_POINTED if said is None else max(NOT_POINTED, said)


def _nearness(cosine: float) -> float:
    return min(1.2, max(0.0, (cosine - COSINE_FLOOR) / COSINE_RANGE))


def _candidates(hits: Sequence[Hit], documents: Mapping[str, Document]) -> Iterable[Unit]:
    wanted = {hit.passage.doc_id for hit in hits}
    spans = [(h.passage.doc_id, h.passage.start, h.passage.end) for h in hits]
    for doc_id in sorted(wanted):
        units = units_of(documents[doc_id])
        if len(units) <= 150:
            yield from units
            continue
        near = [(a, b) for d, a, b in spans if d == doc_id]
        yield from (u for u in units if any(a < u.end and u.start < b for a, b in near))


class _Retrieved:
    """How retrieval saw the passage that holds a unit: its cosine and its place in the list."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = [(h.passage, h.cosine, rank) for rank, h in enumerate(hits)]
        self._floor = min((h.cosine for h in hits), default=COSINE_FLOOR)

    def of(self, unit: Unit) -> tuple[float, int]:
        """Return (cosine, rank); a passage that was not retrieved gets the lowest of both."""
        doc_id = unit.document.doc_id
        for passage, cosine, rank in self._hits:
            if passage.doc_id == doc_id and passage.start < unit.end and unit.start < passage.end:
                return cosine, rank
        return self._floor, len(self._hits)


def credits(query: Query, unit: Unit) -> list[float]:
    """Return for each term of the question how well the unit in its surroundings holds it."""
    return [
        max(
            IN_SENTENCE * term.credit(unit.text),
            IN_PATH * term.credit(unit.path),
            IN_CLAUSE * term.credit(unit.around),
            IN_TITLE
            * (term.credit(unit.title) >= ABBREVIATION_CREDIT or _own(term, unit.document)),
        )
        for term in query.terms
    ]


def _own(term: Term, document: Document) -> bool:
    """Whether a word is the name of what the whole document is about: its place, its body."""
    return (term.name or term.abbreviation) and lower_text(document).count(term.text) >= OWN_NAME


def _mean(weights: Sequence[float], values: Sequence[float]) -> float:
    total = sum(weights)
    return sum(w * v for w, v in zip(weights, values, strict=True)) / total if total else 1.0


def _weigh(query: Query, unit: Unit, cosine: float, rank: int) -> Place:
    weights, held = term_weights(query.terms), credits(query, unit)
    overlap = _mean(weights, held)
    own = [not t.optional for t in query.terms]
    coverage = _mean([w * o for w, o in zip(weights, own, strict=True)], held)
    unnamed = [w * (o and not t.name) for w, o, t in zip(weights, own, query.terms, strict=True)]
    if sum(unnamed):  # a place alone is no subject: 明天广州下雨吗
        coverage = min(coverage, 0.2 + _mean(unnamed, held))
    score = overlap + PASSAGE_WEIGHT * _nearness(cosine) + RANK_WEIGHT / (1 + rank / 3)
    value = value_of(query, unit)
    score += VALUE_BONUS * (value is not None)
    if query.years:
        told = " ".join((unit.text, *unit.header, introduction(unit)))
        score += YEAR_BONUS * (1 if any(y in told for y in query.years) else -1)
    if query.earlier or query.version:
        score += VERSION_BONUS * bool(other_titles(unit) and query.version in unit.text)
    score += VALUE_BONUS * any(says_figure(unit.text, f) for f in query.figures)
    if query.value == "count" and query.noun:
        score += COUNTED_BONUS * (
            2 * counts(unit.text, query.noun) + counts(unit.text, query.noun[:2])
        )
    score += _mark_bonus(query, unit)
    score += RUN_BONUS * min(RUN_MOST, max(0, common_run(query.plain, unit) - RUN_LEAST))
    if unit.clause.heading and unit.start == unit.clause.start:
        score += HEADING_BONUS * heading_match(query, unit.clause.heading)
    length = unit.end - unit.start
    score -= 0.05 if length < 8 else 0.02 * (length > 160)
    if unit.clause.scheme == "facts" and query.value not in (
        *CONTACT_VALUES,
        "date",
        "org",
        "document_number",
    ):
        score -= 0.3
    return Place(unit, score, coverage, value, overlap=overlap, passage=cosine, rank=rank)


def value_of(query: Query, unit: Unit, reading: Reading | None = None) -> Value | None:
    """Return the value that a unit has for a question that asks for one."""
    if not (query.value or (query.years and query.measure)):
        return None
    if unit.header:
        return value_in_row(query, unit)
    found = _value_in(query, unit, reading)
    if found is None and query.value == "duration" and _A_DEADLINE.search(query.plain.lower()):
        return _value_in(replace(query, value="date"), unit, reading)  # a day, not within how many
    return found


def _value_in(query: Query, unit: Unit, reading: Reading | None) -> Value | None:
    """The value that a sentence has, no row of a table."""
    if query.value == "date" and not query.fact and _ONLY_A_DATE.match(unit.quote):
        return None  # the day below a letter is that of the letter
    role = _ROLE.search(query.text) if query.value in ("person", "person_name") else None
    if role and not _holds(unit.text, role.group()):
        return None  # whose name it is has to be said beside it
    told = introduction(unit) if query.years else ""
    near = unit.around + told  # the years of a plan are of all that is not dated otherwise
    dated = unit.document.facts.period and A_YEAR.search(told)
    near = near if dated else near + unit.title
    return choose_value(
        unit.quote, query.value, (*query.terms, *map(Term, query.figures)), query.years,
        near, query.measure if query.value != "date" else "", query.unit,
        _fit(query, unit, reading),
        asked_words(query), query.noun or query.counted,
    )  # fmt: skip


def _fit(query: Query, unit: Unit, reading: Reading | None) -> Fit | None:
    """What the reader says of a value; less where it reads the question before this one too."""
    if reading is None:
        return None
    shift, trust = read_from(unit), READ_AGAIN if query.follow_up else 1.0

    def said(value: Value) -> float | None:
        log_chance = reading.fit(value.start + shift, value.end + shift)
        return None if log_chance is None else trust * log_chance

    return said


def _holds(text: str, role: str) -> bool:
    """Whether a text names a post, which 副组长 does not do for 组长, but 组 长 does."""
    return bool(re.search(rf"(?<!副){role}", re.sub(r"[ \u3000]", "", text)))


def asked_words(query: Query) -> str:
    """The words of a question, in an English one the Chinese ones they stand for, with its figures in digits."""
    figures = (*query.figures, spoken(query.text, query.language))
    if query.language == "zh":
        same = (a for t in query.terms if not t.optional for a in t.alternatives)
        return " ".join((query.plain.lower(), *figures, *same))
    forms = (f for t in query.terms for f in (t.text, *t.alternatives))
    return " ".join((*forms, *figures, *_LETTERED.sub(r"\1类", query.plain.lower()).split()))


def _mark_bonus(query: Query, unit: Unit) -> float:
    """More for a sentence that speaks the way the kind of question asks: 是指, 下列条件, 如下."""
    weak, strong = words()["marks"], words()["strong_marks"]
    bonus = 0.0
    for kind in query.kinds:
        if any(mark in unit.text for mark in strong.get(kind, ())):
            bonus = max(bonus, STRONG_MARK)
        elif any(mark in unit.text or mark in unit.path for mark in weak.get(kind, ())):
            bonus = max(bonus, WEAK_MARK)
    return bonus
