"""What a question asks: its kind, the value it wants, the place it names, the words it is about.

The cue words are data (``words.json``), Chinese and English side by side; ``said``, ``wanted`` and
``topic`` only know how to read them. ``understand`` is pure: the same question and history give the same Query.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.query import Language, Query, complete, leans_on_history, restated
from rag.said import read_said
from rag.terms import words
from rag.topic import pointers_in, read_topic
from rag.unit_asked import unit_asked
from rag.wanted import read_wanted


def understand(question: str, history: Sequence[str] = ()) -> Query:
    """Read a question, with the user's earlier questions (oldest first) for what it leaves out."""
    query = _read(question)
    if history and leans_on_history(query):
        before = understand(history[-1], history[:-1])
        if whole := restated(query, before):
            return replace(_read(whole), follow_up=True)
        return complete(query, before)
    return query


def _read(question: str) -> Query:
    said = read_said(question)
    wanted = read_wanted(said)
    terms, measure = read_topic(said, wanted)
    earlier = words()["earlier"][said.language]
    return Query(
        text=said.text, plain=said.plain, language=said.language, kinds=wanted.kinds, value=wanted.value,
        terms=terms, steps=said.steps, count=said.count, years=said.years, figures=said.figures,
        titles=said.titles, numbers=said.numbers, fact=wanted.fact,
        asker=_speaks_of_itself(said.rest, said.language), points=bool(pointers_in(said.rest)),
        mentions=wanted.mentions, locates=said.locates, earlier=any(re.search(c, said.rest) for c in earlier),
        period=said.period, version=said.version, counted=said.counted, noun=wanted.noun, measure=measure,
        unit=unit_asked(said.rest, wanted.value),
    )  # fmt: skip


def _speaks_of_itself(text: str, language: Language) -> bool:
    """Whether the asker speaks of itself: 我们是动漫企业, may our company."""
    own = language == "en" and re.search(r"\b(?:we|our|us|my|i)\b", text)
    return bool(own) or any(role in text for role in words()["roles"])
