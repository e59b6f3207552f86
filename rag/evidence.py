"""Is it in the documents? Plain evidence, weighed by curves that were learned.

Each feature is a number that a person understands; ``decision.json`` says for each what its value
adds to or takes from the odds, and the threshold, as ``training.fit_decision`` found them on
questions that are used for nothing else but tuning. Among many documents something near the question
is always said, so a large corpus has weights of its own (``decision_many.json``); and who tells their case
uses words that no text has, so questions of several clauses have theirs (``decision_told.json``).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from rag.learned import learned
from rag.likeness import common_run
from rag.places import CLOSE_READ, Place, credits, pointed, value_fit
from rag.query import Query
from rag.rank import chance_of_answer
from rag.terms import words
from rag.types import Document, Evidence, Hit
from rag.units import text_with
from rag.values import enough_of_year, says_figure

_CLAUSE_END = re.compile(r"[，,；;。！!？?]|\.\s")  # in a question
_BREAK = re.compile(r"[，,；;。、：]")
TIED_HELD, RARE = 0.75, 0.8  # share of the question's words; weight of a missing one
MOST_LEAD = 10.0  # of the reader's number over another
FIRST = 10  # passages among which the best may stand out
MANY = 2.0  # log10 of the number of documents that make a large corpus
HELD = 0.5  # a word whose credit is less is missing


def gather(
    query: Query,
    best: Place,
    places: Sequence[Place],
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    list_read: float = 0.0,
) -> Evidence:
    """Return the features of a question and the places found for it.

    ``best`` is the place that would be shown; ``places`` are ordered, best first. ``list_read`` is
    the reader's number of the list that is likeliest meant.
    """
    held = credits(query, best.unit)
    own = [(t, h) for t, h in zip(query.terms, held, strict=True) if not t.optional]
    missing = [t for t, h in own if h < HELD]
    cosines = [p.cosine for p in places[:CLOSE_READ] if p.cosine]
    passages = [h.cosine for h in hits]
    found = [h.score for h in hits[:FIRST]]
    surroundings = " ".join((best.unit.text, best.unit.around, best.unit.path, best.unit.title))
    measure = query.measure if query.measure not in words()["type_nouns"] else ""
    total = sum(t.weight for t, _ in own) or 1.0
    strange = sum(t.weight for t in missing if not _known(t.text, t.alternatives, documents))
    rarest = max((t.weight for t in missing), default=0.0)
    reads = [p.reader for p in places[:CLOSE_READ] if p.reader is not None]
    return {
        "coverage": best.coverage,
        "score": best.score,
        "cosine": max(cosines, default=0.0),
        "cosine_lead": max(cosines, default=0.0) - _mean(cosines),
        "passage_lead": max(passages, default=0.0) - _mean(passages),
        "retrieved": max(found, default=0.0),
        "retrieved_lead": max(found, default=0.0) - _mean(found),
        "rarest_missing": rarest,
        "rarest_missing_english": rarest if query.language == "en" else 0.0,
        "unknown_share": strange / total,
        "name_missing": float(any(t.name for t in missing)),
        "tied": float(_is_tied(query, best, measure, rarest)),
        "head_missing": float(any(t.credit(surroundings) < HELD for t in query.head)),
        "common_run": float(common_run(query.plain, best.unit)),
        "value_asked": float(bool(query.value)),
        "value_missing": float(bool(query.value) and best.value is None),
        "measure_missing": float(bool(measure) and measure not in surroundings),
        "year_asked": float(bool(query.years)),
        "figure_missing": float(_figure_missing(query, best)),
        "english": float(query.language == "en"),
        "one_document": float(len(documents) == 1),
        "documents": math.log10(len(documents)),
        "told": float(tells_more(query.plain)),
        "eligibility": float(bool(query.kinds & {"condition", "support"})),
        "listing": float("list" in query.kinds),
        "asker": float(query.asker),
        "reader": max(reads, default=0.0),
        "reader_best": best.reader if best.reader is not None else min(reads, default=0.0),
        "reader_lead": _reader_lead(best, places),
        "list_read": list_read,
        "value_fit": value_fit(best) if query.value else 0.0,
        "pointed": pointed(best)[1],
        "type_clear": float(
            bool(query.value) and best.value is not None and value_fit(best) > -1.5
        ),
        "reader_chance": chance_of_answer(reads),
        "value_clause": _value_clause(query, best),
    }


def _reader_lead(best: Place, places: Sequence[Place]) -> float:
    """By how much the reader prefers the place to show to any other that it has read, -10 to 10."""
    others = [p.reader for p in places if p.reader is not None and p.unit != best.unit]
    if best.reader is None or not others:
        return 0.0
    return max(-MOST_LEAD, min(MOST_LEAD, best.reader - max(others)))


def _is_tied(query: Query, best: Place, measure: str, rarest: float) -> bool:
    """Whether the value found is of the year and of the quantity that are asked for: 2022年|营收.

    Where no rare word is missing there: 2022年|动漫|营收 is another's.
    """
    value = best.value
    if value is not None and query.value == "count" and not query.years and len(query.noun) > 2:
        counted = best.unit.quote[value.end :].startswith(query.noun)  # 六大|重点工程
        if counted and best.coverage >= TIED_HELD:
            return True
    if value is None or not (query.years and measure) or best.coverage < TIED_HELD or rarest > RARE:
        return False
    return value.year in query.years and not enough_of_year(query.text + query.before, value)


def _value_clause(query: Query, best: Place) -> float:
    """The share of the question's words that stand in the clause of the sentence that has the value.

    15个左右|国家级工业设计中心 is no number of 产业园. 1 where no value is asked for, or found.
    """
    if best.value is None or not query.value:
        return 1.0
    text = best.unit.text
    start = max((m.end() for m in _BREAK.finditer(text, 0, best.value.start)), default=0)
    behind = _BREAK.search(text, best.value.end)
    clause = text[start : behind.start() if behind else len(text)]
    own = [t for t in query.terms if not t.optional]
    total = sum(t.weight for t in own)
    return sum(t.weight * t.credit(clause) for t in own) / total if total else 1.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _known(word: str, others: Sequence[str], documents: Mapping[str, Document]) -> bool:
    forms = (word, *others)
    return any(form in text_with(d, form) for d in documents.values() for form in forms)


def _figure_missing(query: Query, best: Place) -> bool:
    said = best.unit.text + best.unit.around
    if "confirm" in query.kinds:
        return False  # a figure to be confirmed may be wrong
    return bool(query.figures) and not any(says_figure(said, f) for f in query.figures)


def tells_more(question: str) -> bool:
    """Whether a question has a clause beside the one that asks: 我店在学校门口，|能卖烟吗."""
    return sum(1 for clause in _CLAUSE_END.split(question) if clause.strip()) > 1


def decision(evidence: Evidence) -> dict[str, Any]:
    """Return what is weighed how: features with cuts and adds; intercept; thresholds.

    That of ``decision_many.json`` where the corpus has 100 documents or more, of ``decision_told.json``
    where it has several and the question tells more than it asks, else of ``decision.json``.
    """
    if evidence["documents"] >= MANY:
        return learned("decision_many")
    told = evidence["told"] and not evidence["one_document"]
    return learned("decision_told" if told else "decision")


def weigh(evidence: Evidence) -> Evidence:
    """Return what each feature adds to the log odds that the documents answer."""
    return {
        name: curve["adds"][bisect_left(curve["cuts"], evidence[name])]
        for name, curve in decision(evidence)["features"].items()
    }


def chance(evidence: Evidence) -> float:
    """Return the chance, 0 to 1, that the documents answer the question."""
    total = decision(evidence)["intercept"] + sum(weigh(evidence).values())
    return 1.0 / (1.0 + math.exp(-total))


def threshold(evidence: Evidence) -> float:
    """Return the chance below which to refuse: what is asked of one document alone is in it more often."""
    return float(decision(evidence)["threshold_one" if evidence["one_document"] else "threshold"])


def is_absent(evidence: Evidence) -> bool:
    """Whether the documents do not answer, as far as the evidence goes.

    A value of the asked year and quantity answers whatever the rest says.
    """
    return not evidence["tied"] and chance(evidence) < threshold(evidence)
