"""A question is read twice: as it is asked, and in the words that documents use.

The reader knows best what it has learned from: Chinese questions in official words. The mean of both
readings puts the right sentence first more often than either (eval/LOG.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.query import Query
from rag.rank import Ranker, Reading
from rag.terms import words
from rag.types import Document
from rag.units import lower_text

SECOND = 6  # texts that are read twice: those that the first reading likes best


def read_twice(
    reader: Ranker, query: Query, documents: Iterable[Document], texts: Sequence[str]
) -> list[Reading]:
    """Return a reading of each text: the mean of both numbers, and the spans that the question itself points at."""
    reads = reader.read(f"{query.before} {query.plain}".strip(), texts)
    known = [lower_text(document) for document in documents]
    other = glossed(query, known) if query.language == "en" else in_their_words(query, known)
    if not other:
        return reads
    best = sorted(range(len(texts)), key=lambda i: -reads[i].score)[:SECOND]
    for i, second in zip(best, reader.read(other, [texts[i] for i in best]), strict=True):
        reads[i] = replace(reads[i], score=(reads[i].score + second.score) / 2)
    return reads


def glossed(query: Query, texts: Sequence[str]) -> str:
    """Return the words of an English question as ``texts`` (lower case) have them, with what is asked behind:
    计划的总目标是什么. "" where it has none.
    """
    if not query.terms:
        return ""
    asks = words()["question_words"]
    asked = asks["values"].get(query.value, asks["value"]) if query.value else ""
    kinds = (said for kind, said in asks["kinds"].items() if kind in query.kinds)
    years = "".join(f"{year}年" for year in query.years)
    return years + _in_order(query, texts) + (asked or next(kinds, asks["thing"]))


def _in_order(query: Query, texts: Sequence[str]) -> str:
    """The words of an English question in Chinese, the goal of the plan as 计划的|目标."""
    plain, said = query.plain.lower(), ""
    for term, before in zip(query.terms, (None, *query.terms), strict=False):
        word = next((f for f in (term.text, *term.alternatives) if _stands(f, texts)), term.text)
        of = before and re.search(
            rf"{re.escape(before.said)} of (?:the |this |its |their |all )?{re.escape(term.said)}\b",
            plain,
        )
        said = f"{word}的{said}" if of else said + word
    return said


def in_their_words(query: Query, texts: Sequence[str]) -> str:
    """Return a question with the words that no text has changed to those that mean the same and are there.

    挑头 becomes 牵头. "" where nothing changes.
    """
    asked = said = f"{query.before} {query.plain}".strip().lower()
    for term in query.terms:
        if len(term.text) > 1 and not _stands(term.text, texts):
            meant = (a for a in term.alternatives if _stands(a, texts))
            said = said.replace(term.text, next(meant, term.text))
    return said if said != asked else ""


def _stands(word: str, texts: Sequence[str]) -> bool:
    return any(word in text for text in texts)
