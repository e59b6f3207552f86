"""Where passages are kept and looked up: the one seam between search and any index or database.

A search needs nothing else: ``rag.retrieve`` works through ``Store`` alone, whatever stands
behind it. ``rag.faissstore`` is the store that comes with the program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.filters import Metadata
from rag.types import Passage

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
Scores = NDArray[np.float32]
Filters = Mapping[str, str]  # as the user writes them: ``rag.filters`` says how they compare


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as it is put into a store."""

    id: int  # 0 <= id < 2**63, chosen by the caller; stays with the passage while it is the same
    passage: Passage
    words: str  # what is searched by words: ``rag.chunk.embedding_text``
    metadata: Metadata  # of its document: ``rag.filters.metadata_of``


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a search found, best first; equal scores in the order of their ids."""

    ids: Ids  # [found]
    scores: Scores  # [found]


class Store(Protocol):
    """Passages with their vectors and words, by id.

    Searches may run in several threads at once; ``add`` and ``remove`` only by themselves.
    Filters with an unknown key raise InvalidOption.
    """

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Put passages in, with vectors [entries, dimension] of length 1; an id that is there is
        replaced. Raises ValueError when the shapes do not fit."""

    def remove(self, ids: Sequence[int]) -> int:
        """Take passages out; return how many of the ids were there."""

    def dense(
        self,
        vector: NDArray[np.float32],
        top_k: int,
        filters: Filters,
        without: Collection[str] = (),
    ) -> Ranked:
        """Return the passages with the greatest inner product with a vector [dimension], none of
        the documents ``without`` (their ``doc_id``)."""

    def lexical(
        self, terms: Sequence[str], top_k: int, filters: Filters, without: Collection[str] = ()
    ) -> Ranked:
        """Return the passages with the best BM25 scores above 0; a term that comes twice counts
        twice. ``rag.lexical`` makes the terms and has the formula."""

    def lexical_scores(self, terms: Sequence[str], ids: Ids) -> Scores:
        """Return the BM25 score of each of the passages [ids], 0 where no term is shared."""

    def reach(self, terms: Sequence[str]) -> float:
        """Return what no BM25 score for the terms exceeds: the sum of their idf over all passages."""

    def vectors(self, ids: Ids) -> Vectors:
        """Return the vectors [ids, dimension]. Raises KeyError for an id that is not there."""

    def passages(self, ids: Ids) -> list[Passage]:
        """Return the passages [ids]. Raises KeyError for an id that is not there."""

    def count(self, filters: Filters) -> int:
        """Return how many passages pass the filters."""

    def close(self) -> None:
        """Let go of files and connections; the store is of no use afterwards."""


def passage_id(passage: Passage) -> int:
    """Return an id that hangs on the passage's document, place and text alone, 63 bits long.

    Of 10**6 passages two share one with a chance of 5 in 10**8.
    """
    key = f"{passage.doc_id}\n{passage.start}\n{passage.end}\n{passage.text}"
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def best(scores: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Return the places of the highest scores, highest first; equal scores keep their order."""
    if count < len(scores):
        # all that reach the count-th score stay, so that ties are cut by place and not at random
        bar = np.partition(scores, len(scores) - count)[len(scores) - count]
        places = np.flatnonzero(scores >= bar)
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:count]
