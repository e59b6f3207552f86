"""The store that comes with the program: vectors in faiss, words in BM25, all of one machine."""

from __future__ import annotations

from collections.abc import Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.chunk import embedding_text
from rag.filters import metadata_of, passes, plain_filters
from rag.index import Index
from rag.lexical import LexicalIndex
from rag.store import Entry, Filters, Ids, Ranked, Scores, Store, Vectors, best
from rag.types import Passage


class FaissStore(Store):
    """Passages in the order of their ids; row ``i`` of the words belongs to the ``i``-th id."""

    def __init__(self, entries: Sequence[Entry], vectors: faiss.Index, words: LexicalIndex) -> None:
        """Take over what fits together: entries by ascending id, vectors by id, words by row."""
        self._entries = list(entries)
        self._vectors = vectors
        self._words = words
        self._number()

    @classmethod
    def of_index(cls, index: Index) -> FaissStore:
        """Return the store of an index; the id of a passage is its place there."""
        metadata = {name: metadata_of(document) for name, document in index.documents.items()}
        titles = {name: doc.facts.title.value for name, doc in index.documents.items()}
        entries = [
            Entry(i, p, embedding_text(p, titles[p.doc_id]), metadata[p.doc_id])
            for i, p in enumerate(index.passages)
        ]
        return cls(entries, index.vectors, index.lexical)

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Put passages in. BM25 is made anew: each of its scores hangs on all texts."""
        if vectors.shape != (len(entries), self._vectors.d):
            raise ValueError(f"{len(entries)} passages, {vectors.shape} vectors")
        ids = np.array([entry.id for entry in entries], np.int64)
        self._take_out(ids)
        self._vectors.add_with_ids(np.ascontiguousarray(vectors, np.float32), ids)
        self._entries = sorted([*self._entries, *entries], key=lambda entry: entry.id)
        self._renew()

    def remove(self, ids: Sequence[int]) -> int:
        """Take passages out; BM25 is made anew."""
        found = self._take_out(np.array(ids, np.int64))
        if found:
            self._renew()
        return found

    def dense(self, vector: NDArray[np.float32], top_k: int, filters: Filters) -> Ranked:
        """Return the passages with the greatest inner product with a vector [dimension]."""
        rows = self._allowed(filters)
        if top_k < 1 or not rows.size:
            return _none()
        parameters = None
        if rows.size < len(self._entries):
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBatch(self._ids[rows])
        scores, ids = self._vectors.search(
            vector[np.newaxis], min(top_k, rows.size), params=parameters
        )
        there = ids[0] >= 0  # -1 marks an empty place
        order = np.lexsort((ids[0][there], -scores[0][there]))
        return Ranked(ids[0][there][order], scores[0][there][order])

    def lexical(self, terms: Sequence[str], top_k: int, filters: Filters) -> Ranked:
        """Return the passages with the best BM25 scores above 0."""
        rows = self._allowed(filters)
        if top_k < 1 or not rows.size:
            return _none()
        scores = self._words.scores_of(terms)[rows]
        first = best(scores, top_k)
        first = first[scores[first] > 0]
        return Ranked(self._ids[rows[first]], scores[first])

    def lexical_scores(self, terms: Sequence[str], ids: Ids) -> Scores:
        """Return the BM25 score of each of the passages [ids]."""
        return self._words.scores_of(terms)[self._rows(ids)]

    def reach(self, terms: Sequence[str]) -> float:
        """Return what no BM25 score for the terms exceeds."""
        return self._words.reach_of(terms)

    def vectors(self, ids: Ids) -> Vectors:
        """Return the vectors [ids, dimension]."""
        self._rows(ids)
        return np.asarray(self._vectors.reconstruct_batch(ids), np.float32)

    def passages(self, ids: Ids) -> list[Passage]:
        """Return the passages [ids]."""
        return [self._entries[row].passage for row in self._rows(ids)]

    def count(self, filters: Filters) -> int:
        """Return how many passages pass the filters."""
        return self._allowed(filters).size

    def close(self) -> None:
        """Let go of the memory."""
        self._entries = []
        del self._vectors, self._words

    def _number(self) -> None:
        self._ids = np.array([entry.id for entry in self._entries], np.int64)
        owners = {entry.passage.doc_id: entry.metadata for entry in self._entries}
        number = {doc_id: i for i, doc_id in enumerate(owners)}
        self._owners = list(owners.values())
        self._owner = np.array([number[e.passage.doc_id] for e in self._entries], np.int64)

    def _take_out(self, ids: Ids) -> int:
        gone = np.isin(self._ids, ids)
        if gone.any():
            self._vectors.remove_ids(faiss.IDSelectorBatch(self._ids[gone]))
            self._entries = [e for e, out in zip(self._entries, gone, strict=True) if not out]
        return int(gone.sum())

    def _renew(self) -> None:
        self._number()
        words = (entry.words for entry in self._entries)
        self._words = LexicalIndex.build(words, tokenizer=self._words.tokenizer)

    def _rows(self, ids: Ids) -> NDArray[np.int64]:
        rows = np.searchsorted(self._ids, ids)
        if not np.array_equal(self._ids[np.minimum(rows, len(self._ids) - 1)], ids):
            raise KeyError("an id is not in the store")
        return rows

    def _allowed(self, filters: Filters) -> NDArray[np.int64]:
        """Return the rows of the passages whose document passes all filters, ascending."""
        plain = plain_filters(filters)
        if not plain:
            return np.arange(len(self._entries), dtype=np.int64)
        passed = np.array([passes(owner, plain) for owner in self._owners], bool)
        return np.flatnonzero(passed[self._owner])


def _none() -> Ranked:
    return Ranked(np.empty(0, np.int64), np.empty(0, np.float32))
