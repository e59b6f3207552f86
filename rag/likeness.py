"""How a heading or a sentence looks beside a question: what it shares, counts, names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.query import Query
from rag.terms import Term

if TYPE_CHECKING:
    from rag.places import Place
    from rag.units import Unit

RUN_LEAST = 3
_TITLE = re.compile(r"《([^《》]{6,80})》")


def heading_match(query: Query, heading: str) -> float:
    """Return how well a heading is what the question is about, 0 to 1.

    The harmonic mean of the share of the question's words the heading holds and the share of the
    heading's characters that the question says.
    """
    low = heading.lower()
    weights = term_weights(query.terms)
    total = sum(weights)
    if not total or not low:
        return 0.0
    held = sum(w * t.credit(low) for w, t in zip(weights, query.terms, strict=True)) / total
    said = [False] * len(low)
    for term in query.terms:
        for form in (term.text, *term.alternatives):
            at = low.find(form)
            while at >= 0:
                said[at : at + len(form)] = [True] * len(form)
                at = low.find(form, at + 1)
    share = sum(said) / len(low)
    return 2 * held * share / (held + share) if held + share else 0.0


def term_weights(terms: Sequence[Term]) -> list[float]:
    """Return what each term of a question weighs: names more, background less."""
    return [t.weight * (0.4 if t.optional else 1.0) * (1.5 if t.name else 1.0) for t in terms]


def common_run(question: str, unit: Unit) -> int:
    """The length of the longest run of characters that question and sentence, or its heading, share.

    Runs that the title of the document has too tell nothing of a place in it.
    """
    low, best = question.lower(), 0
    said = unit.text + "\n" + unit.clause.heading.lower()
    for at in range(len(low) - RUN_LEAST):
        end = at + max(best, RUN_LEAST) + 1
        while end <= len(low) and low[at:end] in said and low[at:end] not in unit.title:
            best = end - at
            end += 1
    return best


def counts(text: str, noun: str) -> bool:
    """Whether a text gives a number of what is counted: 提出4项|重点任务."""
    return bool(
        re.search(rf"(?<!第)[\d一二三四五六七八九十两][项个条类种大]+{re.escape(noun)}", text)
    )


def other_titles(unit: Unit) -> list[str]:
    """Return the titles in 《》 that a sentence names and that its document does not have."""
    return [t for t in _TITLE.findall(unit.text) if t not in unit.title]


def tells_of_another(unit: Unit) -> bool:
    """Whether a sentence, or its clause before it, names another title than that of its document."""
    clause = unit.document.text[unit.clause.start : unit.end].lower()
    return any(t not in unit.title for t in _TITLE.findall(clause))


def names_another(places: Sequence[Place]) -> Place | None:
    """Return the first place that names another title than that of its document."""
    return next((p for p in places if other_titles(p.unit)), None)
