"""A question is read twice: as it is asked, and in the words that documents use.

The reader knows best what it has learned from: Chinese questions in official words. The mean of both
readings puts the right sentence first more often than either (eval/LOG.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.query import Query
from rag.rank import Ranker, Reading
from rag.terms import words
from rag.types import Document
from rag.units import lower_text

SECOND = 12  # texts that are read twice: those that the first reading likes best


def read_twice(
    reader: Ranker, query: Query, documents: Iterable[Document], texts: Sequence[str]
) -> list[Reading]:
    """Return a reading of each text: the mean of both numbers, and the spans that the question itself points at."""
    reads = reader.read(f"{query.before} {query.plain}".strip(), texts)
    other = glossed(query) if query.language == "en" else in_their_words(query, documents)
    if not other:
        return reads
    best = sorted(range(len(texts)), key=lambda i: -reads[i].score)[:SECOND]
    for i, second in zip(best, reader.read(other, [texts[i] for i in best]), strict=True):
        reads[i] = replace(reads[i], score=(reads[i].score + second.score) / 2)
    return reads


def glossed(query: Query) -> str:
    """Return the words of an English question in Chinese, with what is asked behind them: 版权示范单位多少.

    "" where it has none.
    """
    if not query.terms:
        return ""
    asks = words()["question_words"]
    asked = asks["values"].get(query.value, asks["value"]) if query.value else ""
    kinds = (said for kind, said in asks["kinds"].items() if kind in query.kinds)
    years = "".join(f"{year}年" for year in query.years)
    return years + "".join(t.text for t in query.terms) + (asked or next(kinds, asks["thing"]))


def in_their_words(query: Query, documents: Iterable[Document]) -> str:
    """Return a question with the words that no document has changed to those that mean the same and are there.

    挑头 becomes 牵头. "" where nothing changes.
    """
    texts = [lower_text(document) for document in documents]
    asked = said = f"{query.before} {query.plain}".strip().lower()
    for term in query.terms:
        if len(term.text) < 2 or any(term.text in text for text in texts):
            continue
        meant = (a for a in term.alternatives if any(a in text for text in texts))
        said = said.replace(term.text, next(meant, term.text))
    return said if said != asked else ""
