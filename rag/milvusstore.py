"""Passages in Milvus: the store for more passages, or more processes, than one machine holds.

Dense search is Milvus's own. Words are not left to its BM25 functions: their analyzers make other
terms than ``rag.lexical`` (Milvus Lite: jieba's words, or all Chinese between two marks as one), Lite
fixes k1 and b at 1.5 and 0.75, and takes idf from one segment alone. Sparse vectors take our terms
and weights (``rag.sparse``) instead, and scores are ours.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.milvuscollections import ANSWERED, BUCKETS, MOST_ROWS, Collections, told
from rag.milvusrows import Row, counted, expression_of, fields_of, quoted, row_of
from rag.sparse import (
    NO_TERMS,
    Counts,
    SparseVector,
    query_vector,
    score,
    term_number,
)
from rag.store import Entry, Filters, Ids, Ranked, Scores, Store, Vectors
from rag.types import Passage

CACHED = 4096  # passages kept in memory, 20 kB each: those of the last ten questions or so
WRITTEN = 256  # passages sent at once: 1 MB
MARGIN = 50  # more than asked for, as Milvus ranks words by USUAL and not by the true mean length


class MilvusStore(Store):
    """A ``Store`` over the collections of one corpus; what fails raises StoreUnavailable."""

    def __init__(self, collections: Collections) -> None:
        self._data = collections
        self._cache: OrderedDict[int, Row] = OrderedDict()
        self._lock = threading.Lock()
        self._counts: Counts | None = None  # of the terms asked so far

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Put passages in; what scores hang on is counted with them."""
        if vectors.shape != (len(entries), self._data.dimension):
            raise ValueError(f"{len(entries)} passages, {vectors.shape} vectors")
        before = self._take_out([entry.id for entry in entries])[1]
        self.settle(self.put(entries, vectors).plus(before, -1))

    def remove(self, ids: Sequence[int]) -> int:
        """Take passages out."""
        found, counts = self._take_out(ids)
        if found:
            self.settle(Counts().plus(counts, -1))
        return found

    def put(self, entries: Sequence[Entry], vectors: Vectors) -> Counts:
        """Write passages that are not there, and return what is to be added to the counts.

        Several processes may do so at once; one of them then has to ``settle`` the sum.
        """
        counts = Counts()
        for start in range(0, len(entries), WRITTEN):
            rows = [
                fields_of(entry, vector)
                for entry, vector in zip(
                    entries[start : start + WRITTEN], vectors[start:], strict=False
                )
            ]
            with told(self._data.place):
                self._data.client.insert(self._data.passages, rows)
            counts = counts.plus(counted(rows))
        return counts

    def clear(self, doc_id: str) -> Counts:
        """Take a document's passages out; return what is to be taken off the counts."""
        same = f"document == {quoted(doc_id)}"
        counts = counted(self.each(same, ["words", "length"]))
        if counts.passages:
            with told(self._data.place):
                self._data.client.delete(self._data.passages, filter=same)
        return counts

    def settle(self, change: Counts | None) -> None:
        """Bring the counts up to date by a change, or by reading all passages for None."""
        about = self._data.about()
        if change is None:
            change = self._counted().plus(self._stored(range(BUCKETS)), -1)
            change = replace(change, passages=change.passages - about.passages,
                             terms=change.terms - about.terms)  # fmt: skip
        buckets = {term % BUCKETS for term, count in change.holding.items() if count}
        now = self._stored(buckets).plus(change).holding
        rows: dict[int, SparseVector] = {bucket: {} for bucket in buckets}
        for term, count in now.items():
            if count > 0 and term % BUCKETS in buckets:
                rows[term % BUCKETS][term] = float(count)
        about = replace(about, passages=about.passages + change.passages,
                        terms=about.terms + change.terms, settled=True)  # fmt: skip
        with told(self._data.place):
            for some in _pieces(list(rows), ANSWERED):
                self._data.client.upsert(
                    self._data.counts,
                    [{"id": b, "words": rows[b] or {NO_TERMS: 1.0}, "note": ""} for b in some],
                )
            self._data.write_about(about)
        self._counts = None

    def dense(
        self,
        vector: NDArray[np.float32],
        top_k: int,
        filters: Filters,
        without: Collection[str] = (),
    ) -> Ranked:
        """Return the passages with the greatest inner product with a vector [dimension]."""
        return self._search("vector", vector.tolist(), top_k, expression_of(filters, without))

    def lexical(
        self, terms: Sequence[str], top_k: int, filters: Filters, without: Collection[str] = ()
    ) -> Ranked:
        """Return the passages with the best BM25 scores above 0."""
        asked = Counter(map(term_number, terms))
        if not (query := query_vector(asked, self._known(asked))):
            return _ranked([], [])
        allowed = expression_of(filters, without)
        found = self._search("words", query, top_k + MARGIN, allowed) if top_k > 0 else None
        if found is None:
            return _ranked([], [])
        exact = _ranked(found.ids, self.lexical_scores(terms, found.ids))
        return Ranked(exact.ids[:top_k], exact.scores[:top_k])

    def lexical_scores(self, terms: Sequence[str], ids: Ids) -> Scores:
        """Return the BM25 score of each of the passages [ids]."""
        asked = Counter(map(term_number, terms))
        counts = self._known(asked)
        scores = (score(asked, row.terms, row.length, counts) for row in self._rows(ids))
        return np.fromiter(scores, np.float32, len(ids))

    def reach(self, terms: Sequence[str]) -> float:
        """Return what no BM25 score for the terms exceeds."""
        asked = Counter(map(term_number, terms))
        counts = self._known(asked)
        return sum(times * counts.idf(term) for term, times in asked.items())

    def vectors(self, ids: Ids) -> Vectors:
        """Return the vectors [ids, dimension]."""
        rows = [row.vector for row in self._rows(ids)]
        return np.array(rows, np.float32).reshape(len(rows), self._data.dimension)

    def passages(self, ids: Ids) -> list[Passage]:
        """Return the passages [ids]."""
        return [row.passage for row in self._rows(ids)]

    def count(self, filters: Filters) -> int:
        """Return how many passages pass the filters."""
        with told(self._data.place):
            found = self._data.client.query(
                self._data.passages, filter=expression_of(filters), output_fields=["count(*)"]
            )
        return int(found[0]["count(*)"])

    def close(self) -> None:
        """Let go of the connection."""
        self._data.close()

    def _search(self, field: str, query: Any, top_k: int, expression: str) -> Ranked:
        if top_k < 1:
            return _ranked([], [])
        with told(self._data.place):
            (found,) = self._data.client.search(
                self._data.passages, data=[query], anns_field=field, filter=expression,
                limit=min(top_k, MOST_ROWS), search_params={"metric_type": "IP"},
                output_fields=["id"],
            )  # fmt: skip
        return _ranked([hit["id"] for hit in found], [hit["distance"] for hit in found])

    def _rows(self, ids: Ids) -> list[Row]:
        """Return passages with all that is kept of them. Raises KeyError."""
        wanted = [int(i) for i in ids]
        with self._lock:
            have = {i: self._cache[i] for i in wanted if i in self._cache}
        missing = [i for i in wanted if i not in have]
        for some in _pieces(missing, ANSWERED):
            fields = ["id", "vector", "words", "length", "passage"]
            have |= {
                row["id"]: row_of(row) for row in self._query(self._data.passages, some, fields)
            }
        with self._lock:
            for i in wanted:
                self._cache[i] = have[i]  # KeyError: it is not there
                self._cache.move_to_end(i)
            while len(self._cache) > max(CACHED, len(wanted)):
                self._cache.popitem(last=False)
        return [have[i] for i in wanted]

    def _query(self, collection: str, ids: Sequence[int], fields: list[str]) -> Any:
        with told(self._data.place):
            return self._data.client.query(collection, ids=list(ids), output_fields=fields)

    def _take_out(self, ids: Sequence[int]) -> tuple[int, Counts]:
        """Take passages out; return how many were there and what they had added to the counts."""
        counts = Counts()
        for some in _pieces([int(i) for i in ids], ANSWERED):
            there = list(self._query(self._data.passages, some, ["id", "words", "length"]))
            counts = counts.plus(counted(there))
            if there:
                with told(self._data.place):
                    self._data.client.delete(self._data.passages, ids=[row["id"] for row in there])
        with self._lock:
            for i in ids:
                self._cache.pop(int(i), None)
        return counts.passages, counts

    def _known(self, asked: Mapping[int, int]) -> Counts:
        """Return counts that are right for the terms asked."""
        known = self._counts
        if known is None:
            about = self._data.about()
            known = Counts(about.passages, about.terms)
        new = {term % BUCKETS for term in asked if term not in known.holding}
        if new:
            holding = known.holding | self._stored(new).holding
            for term in asked:
                holding.setdefault(term, 0)
            known = replace(known, holding=holding)
        self._counts = known
        return known

    def _stored(self, buckets: Any) -> Counts:
        """Return how many passages hold each term of some buckets, as it was settled."""
        holding: Counter[int] = Counter()
        for some in _pieces(sorted(buckets), ANSWERED):
            for row in self._query(self._data.counts, some, ["words"]):
                holding.update({int(term): int(n) for term, n in row["words"].items()})
        del holding[NO_TERMS]
        return Counts(holding=holding)

    def _counted(self) -> Counts:
        """Count anew, over all passages."""
        return counted(self.each("id >= 0", ["words", "length"]))

    def each(self, expression: str, fields: list[str]) -> Iterator[Any]:
        """Yield the rows of passages for which an expression holds. Raises StoreUnavailable."""
        with told(self._data.place):
            pages = self._data.client.query_iterator(
                self._data.passages, batch_size=ANSWERED, filter=expression, output_fields=fields
            )
            while page := pages.next():
                yield from page
            pages.close()


def _ranked(ids: Sequence[int] | Ids, scores: Sequence[float] | Scores) -> Ranked:
    """Order what was found: best first, equal scores by id."""
    found, told_scores = np.array(ids, np.int64), np.array(scores, np.float32)
    order = np.lexsort((found, -told_scores))
    return Ranked(found[order], told_scores[order])


def _pieces(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
