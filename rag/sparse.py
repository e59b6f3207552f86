"""BM25 as an inner product: what a database with sparse vectors is given in place of the words.

A passage's vector holds for each of its terms tf / (tf + K1 * (1 - B + B * length / USUAL)), a
query's the term's idf times how often it was asked: their product is the BM25 of ``rag.lexical``,
were all texts together of the USUAL length on average. From weight and length the count of a term
comes back whole (``counts_of``), so that what was found is scored with the true mean.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.lexical import K1, B

USUAL = 250.0  # terms of a passage; only which passages are looked at hangs on it, not their scores
# Stands in the vector of a text without terms, which may not be empty; never asked for.
NO_TERMS = 0

SparseVector = dict[int, float]  # number of the term -> weight


@dataclass(frozen=True, slots=True)
class Counts:
    """What scores hang on in all passages together; differences may be negative."""

    passages: int = 0
    terms: int = 0  # in all passages, each as often as it comes
    holding: Counter[int] = field(default_factory=Counter)  # passages that hold a term

    def plus(self, other: Counts, sign: int = 1) -> Counts:
        """Return both together, or with ``sign`` -1 the difference."""
        holding = Counter(self.holding)
        for term, count in other.holding.items():
            holding[term] += sign * count
        return Counts(
            self.passages + sign * other.passages, self.terms + sign * other.terms, holding
        )

    def idf(self, term: int) -> float:
        """Return Lucene's idf, ln(1 + (N - df + 0.5) / (df + 0.5))."""
        found = self.holding[term]
        return math.log(1 + (self.passages - found + 0.5) / (found + 0.5))


def term_number(term: str) -> int:
    """Return the number of a term, 1 to 2**32 - 2: of 10**6 terms some 100 pairs share one."""
    digest = hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return 1 + int.from_bytes(digest) % (2**32 - 2)


def passage_vector(terms: Sequence[str]) -> SparseVector:
    """Return the sparse vector of a passage's terms."""
    norm = _norm(len(terms), USUAL)
    counts = Counter(map(term_number, terms))
    return {term: count / (count + norm) for term, count in counts.items()} or {NO_TERMS: 1.0}


def counts_of(vector: Mapping[int, float], length: int) -> dict[int, int]:
    """Return how often each term comes in a passage of ``length`` terms with this vector."""
    norm = _norm(length, USUAL)
    return {
        int(term): round(weight * norm / (1 - weight))
        for term, weight in vector.items()
        if int(term) != NO_TERMS
    }


def query_vector(asked: Mapping[int, int], counts: Counts) -> SparseVector:
    """Return the sparse vector of a query: the terms that some passage holds, by idf."""
    return {t: times * counts.idf(t) for t, times in asked.items() if counts.holding[t] > 0}


def score(
    asked: Mapping[int, int], held: Mapping[int, int], length: int, counts: Counts
) -> float:  # fmt: skip
    """Return the BM25 of a passage that holds terms so often, and ``length`` terms in all."""
    norm = _norm(length, counts.terms / counts.passages if counts.terms else 1.0)
    return sum(
        times * counts.idf(term) * held[term] / (held[term] + norm)
        for term, times in asked.items()
        if term in held
    )


def _norm(length: int, mean: float) -> float:
    return K1 * (1 - B + B * length / mean)
