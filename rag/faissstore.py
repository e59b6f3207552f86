"""The store that comes with the program: vectors in faiss, words in BM25, all on one machine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.filters import Metadata, metadata_of, passes, plain_filters
from rag.index import Index
from rag.store import Entry, Filters, Ids, Ranked, Scores, Store, Vectors, best
from rag.types import Document, Passage
from rag.vectors import in_memory, nearest, remove


class FaissStore(Store):
    """Passages in the order of their ids; row ``i`` of the words belongs to the ``i``-th id."""

    def __init__(self, index: Index) -> None:
        """Serve the passages of an index, whose files stay as they are; an id is a place there."""
        self._ids = np.arange(len(index.passages), dtype=np.int64)
        self._passages: Sequence[Passage] = index.passages
        self._owner = index.owners  # for each row the number of its document
        self._documents: Mapping[str, Document] = index.documents
        self._added: list[Metadata] = []  # of documents that came later
        self._vectors = index.vectors
        self._words = index.lexical
        self._is_copy = False  # of what can be changed
        self._passed: tuple[object, NDArray[np.int64]] | None = None  # rows for the last filters
        self._last: tuple[object, tuple[str, ...], Scores] = None, (), np.empty(0, np.float32)

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Put passages in; of the words only theirs are read."""
        self._passed = None
        if vectors.shape != (len(entries), self._vectors.d):
            raise ValueError(f"{len(entries)} passages, {vectors.shape} vectors")
        new = np.array([entry.id for entry in entries], np.int64)
        self.remove(new.tolist())
        self._own()
        self._vectors.add_with_ids(np.ascontiguousarray(vectors, np.float32), new)
        first = len(self._metadata)
        self._added += [entry.metadata for entry in entries]
        ids = np.concatenate([self._ids, new])
        order = np.argsort(ids, kind="stable")
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        every = [*self._passages, *(entry.passage for entry in entries)]
        self._passages = [every[i] for i in order.tolist()]
        owner = np.concatenate([self._owner, np.arange(first, first + len(entries))])
        words = zip(place[len(self._ids) :].tolist(), (e.words for e in entries), strict=True)
        self._words = self._words.updated(place[: len(self._ids)], words)
        self._ids, self._owner = ids[order], owner[order]
        self.__dict__.pop("_metadata", None)

    def remove(self, ids: Sequence[int]) -> int:
        """Take passages out."""
        self._passed = None
        stays = ~np.isin(self._ids, np.array(ids, np.int64))
        if stays.all():
            return 0
        self._own()
        remove(self._vectors, self._ids[~stays])
        self._words = self._words.updated(np.where(stays, np.cumsum(stays) - 1, -1), ())
        self._passages = [self._passages[i] for i in np.flatnonzero(stays).tolist()]
        self._ids, self._owner = self._ids[stays], self._owner[stays]
        return int((~stays).sum())

    def dense(
        self,
        vector: NDArray[np.float32],
        top_k: int,
        filters: Filters,
        without: Collection[str] = (),
    ) -> Ranked:
        """Return the passages with the greatest inner product with a vector [dimension]."""
        rows = self._allowed(filters, without)
        if top_k < 1 or not rows.size:
            return Ranked(np.empty(0, np.int64), np.empty(0, np.float32))
        allowed = self._ids[rows] if rows.size < len(self._ids) else None
        return Ranked(*nearest(self._vectors, vector, min(top_k, rows.size), allowed))

    def lexical(
        self, terms: Sequence[str], top_k: int, filters: Filters, without: Collection[str] = ()
    ) -> Ranked:
        """Return the passages with the best BM25 scores above 0."""
        rows = self._allowed(filters, without)
        scores = self._scores(terms)
        scores = scores[rows] if rows.size < len(self._ids) else scores
        first = best(scores, top_k) if top_k > 0 and rows.size else rows[:0]
        first = first[scores[first] > 0]
        return Ranked(self._ids[rows[first]], scores[first])

    def lexical_scores(self, terms: Sequence[str], ids: Ids) -> Scores:
        """Return the BM25 score of each of the passages [ids]."""
        return self._scores(terms)[self._rows(ids)]

    def reach(self, terms: Sequence[str]) -> float:
        """Return what no BM25 score for the terms exceeds."""
        return self._words.reach_of(terms)

    def vectors(self, ids: Ids) -> Vectors:
        """Return the vectors [ids, dimension]."""
        self._rows(ids)
        return np.asarray(self._vectors.reconstruct_batch(ids), np.float32)

    def passages(self, ids: Ids) -> list[Passage]:
        """Return the passages [ids]."""
        return [self._passages[row] for row in self._rows(ids).tolist()]

    def count(self, filters: Filters) -> int:
        """Return how many passages pass the filters."""
        return self._allowed(filters).size

    def close(self) -> None:
        """Let go of what is mapped; an index that it came from still has it."""
        self._passages = ()
        self._last = None, (), np.empty(0, np.float32)
        del self._vectors, self._words

    @cached_property
    def _metadata(self) -> list[Metadata]:
        return [*map(metadata_of, self._documents.values()), *self._added]

    def _own(self) -> None:
        """Before the first change: take a copy of the vectors, which may be mapped from a file."""
        if not self._is_copy:
            self._vectors, self._is_copy = in_memory(self._vectors), True

    def _scores(self, terms: Sequence[str]) -> Scores:
        """Return the scores of all rows; a search asks twice for the same terms."""
        index, asked, scores = self._last
        if index is not self._words or asked != tuple(terms):
            scores = self._words.scores_of(terms)
            self._last = self._words, tuple(terms), scores
        return scores

    def _rows(self, ids: Ids) -> NDArray[np.int64]:
        rows = np.searchsorted(self._ids, ids)
        if not np.array_equal(self._ids[np.minimum(rows, len(self._ids) - 1)], ids):
            raise KeyError("an id is not in the store")
        return rows

    def _allowed(self, filters: Filters, without: Collection[str] = ()) -> NDArray[np.int64]:
        """Return the rows of the passages whose document passes all filters, ascending."""
        plain = plain_filters(filters)
        if not plain and not without:
            return np.arange(len(self._ids), dtype=np.int64)
        asked = (frozenset(plain.items()), frozenset(without))
        last = self._passed  # another thread may ask otherwise meanwhile
        if last is None or last[0] != asked:
            out = {plain_filters({"doc_id": doc_id})["doc_id"] for doc_id in asked[1]}
            told = (passes(m, plain) and m["doc_id"] not in out for m in self._metadata)
            passed = np.fromiter(told, bool, len(self._metadata))
            self._passed = last = asked, np.flatnonzero(passed[self._owner])
        return last[1]
