"""Finding passages: meaning (vectors) and words (BM25) in one list, best first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangchainDocument
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import Field

from rag.encode import Encoder
from rag.faissstore import FaissStore
from rag.filters import check_filters
from rag.index import Index
from rag.lexical import words_of
from rag.store import Store, best
from rag.types import Hit, Passage

Vector = NDArray[np.float32]

CANDIDATES = 200  # from each side; a passage beyond both lists is out of reach

# A passage's score is its BM25 as a share of what the query's words could reach, so that words
# count for less where few of them are found, plus COSINE_WEIGHT times its cosine. The best
# passage of each document is put ahead a little, so that a long document does not fill the list.
# eval/LOG.md has the figures.
COSINE_WEIGHT = 3.0
BEST_OF_DOCUMENT = 0.01


class HybridRetriever:
    """Search one index by meaning and by words, through its ``Store``."""

    def __init__(self, index: Index, encoder: Encoder, store: Store | None = None) -> None:
        """``store`` holds the passages of the index; None: its own files do."""
        self.index = index
        self.encoder = encoder
        self.store = store or FaissStore(index)

    def search(
        self,
        query: str,
        top_k: int,
        filters: Mapping[str, str] | None = None,
        extra_terms: Sequence[str] = (),
    ) -> list[Hit]:
        """Return the best ``top_k`` passages for a query, best first; see ``hits``."""
        return self.hits(self.encode_query(query), query, top_k, filters, extra_terms)

    def encode_query(self, question: str) -> Vector:
        """Return the vector of a question, shape (dimension,), length 1."""
        return np.asarray(self.encoder.encode_queries([question])[0], dtype=np.float32)

    def hits(
        self,
        vector: Vector,
        text: str,
        top_k: int,
        filters: Mapping[str, str] | None = None,
        extra_terms: Sequence[str] = (),
        without: Collection[str] = (),
    ) -> list[Hit]:
        """Return the best ``top_k`` passages for a query whose vector is known, best first.

        ``extra_terms`` are Chinese words for the lexical side, for a question in English; documents
        ``without`` (their ``doc_id``) are not searched. Equal scores keep the order of the ids.
        Raises InvalidOption for an unknown filter key.
        """
        check_filters(filters or {})
        if top_k < 1:
            return []
        store, terms = self.store, words_of(text, extra_terms)
        depth = max(CANDIDATES, top_k)
        near = store.dense(vector, depth, filters or {}, without)
        worded = store.lexical(terms, depth, filters or {}, without)
        found = np.union1d(near.ids, worded.ids)
        passages = store.passages(found)
        cosines = store.vectors(found) @ vector
        lexical = store.lexical_scores(terms, found)
        fused = lexical / max(store.reach(terms), 1e-6) + COSINE_WEIGHT * cosines
        _lift(passages, fused)
        return [
            Hit(passages[i], float(fused[i]), float(cosines[i]), float(lexical[i]))
            for i in best(fused, top_k)
        ]


def _lift(passages: Sequence[Passage], scores: NDArray[Any]) -> None:
    """Put the best passage of each document ahead of its own others."""
    seen: set[str] = set()
    for i in best(scores, len(passages)):
        doc_id = passages[i].doc_id
        if doc_id not in seen:
            seen.add(doc_id)
            scores[i] += BEST_OF_DOCUMENT


class PolicyRetriever(BaseRetriever):
    """The retriever as a LangChain ``BaseRetriever``: ``invoke(question)`` gives documents.

    ``page_content`` is the passage, verbatim; the metadata are doc_id, title, clause_path, start
    and end in the cleaned text, source and score.
    """

    retriever: HybridRetriever
    top_k: int = 10
    filters: dict[str, str] = Field(default_factory=dict)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangchainDocument]:
        hits = self.retriever.search(query, self.top_k, self.filters)
        return [_langchain_document(hit, self.retriever.index) for hit in hits]


def _langchain_document(hit: Hit, index: Index) -> LangchainDocument:
    passage = hit.passage
    facts = index.documents[passage.doc_id].facts
    return LangchainDocument(
        page_content=passage.text,
        metadata={
            "doc_id": passage.doc_id,
            "title": facts.title.value,
            "clause_path": list(passage.clause_path),
            "start": passage.start,
            "end": passage.end,
            "source": facts.source.value if facts.source else passage.doc_id,
            "score": hit.score,
        },
    )
