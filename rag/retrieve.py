"""Finding passages: meaning (vectors) and words (BM25) in one list, best first."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import faiss
import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangchainDocument
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import Field

from rag.encode import Encoder
from rag.errors import InvalidOption
from rag.index import Index
from rag.types import Document, Hit

Vector = NDArray[np.float32]

CANDIDATES = 200  # from each side; a passage beyond both lists is out of reach

# A passage's score is its BM25 as a share of what the query's words could reach, so that words
# count for less where few of them are found, plus COSINE_WEIGHT times its cosine. The best
# passage of each document is put ahead a little, so that a long document does not fill the list.
# eval/LOG.md has the figures.
COSINE_WEIGHT = 3.0
BEST_OF_DOCUMENT = 0.01

FILTERS = ("doc_id", "title", "kind", "issuer", "document_number", "year")


class HybridRetriever:
    """Search one index by meaning and by words."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self.index = index
        self.encoder = encoder
        self._left: tuple[Collection[str], NDArray[np.int64]] | None = (
            None  # what was left out last
        )

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
        ``without`` (their ``doc_id``) are not searched. Equal scores keep the order of the passages.
        Raises InvalidOption for an unknown filter key.
        """
        allowed = self._allowed(filters or {}, without)
        if top_k < 1 or not allowed.size:
            return []
        lexical = self.index.lexical.scores(text, extra_terms)
        depth = max(CANDIDATES, top_k)
        worded = allowed[best(lexical[allowed], depth)]
        worded = worded[lexical[worded] > 0]
        found = np.union1d(self._nearest(vector, allowed, depth), worded)
        cosines = self._vectors(found) @ vector
        reach = max(self.index.lexical.reach(text, extra_terms), 1e-6)
        fused = lexical[found] / reach + COSINE_WEIGHT * cosines
        self._lift(found, fused)
        return [
            Hit(
                self.index.passages[found[i]],
                float(fused[i]),
                float(cosines[i]),
                float(lexical[found[i]]),
            )
            for i in best(fused, top_k)
        ]

    def _lift(self, ids: NDArray[np.int64], scores: NDArray[Any]) -> None:
        """Put the best passage of each document ahead of its own others."""
        seen: set[str] = set()
        for i in best(scores, len(ids)):
            doc_id = self.index.passages[ids[i]].doc_id
            if doc_id not in seen:
                seen.add(doc_id)
                scores[i] += BEST_OF_DOCUMENT

    def _nearest(self, vector: Vector, allowed: NDArray[np.int64], depth: int) -> NDArray[np.int64]:
        parameters = None
        if allowed.size < len(self.index.passages):
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBatch(allowed)
        _, ids = self.index.vectors.search(
            vector[np.newaxis], min(depth, allowed.size), params=parameters
        )
        found: NDArray[np.int64] = ids[0]
        return found[found >= 0]  # -1 marks an empty place

    def _vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        return np.asarray(self.index.vectors.reconstruct_batch(ids), dtype=np.float32)

    def _allowed(
        self, filters: Mapping[str, str], without: Collection[str] = ()
    ) -> NDArray[np.int64]:
        """Return the ids of the passages whose document passes all filters, ascending."""
        check_filters(filters)
        if not filters and not without:
            return np.arange(len(self.index.passages), dtype=np.int64)
        if not filters and (known := self._left) and known[0] == without:
            return known[1]
        documents = {
            name
            for name, document in self.index.documents.items()
            if name not in without and passes(document, filters)
        }
        allowed = np.array(
            [i for i, p in enumerate(self.index.passages) if p.doc_id in documents], dtype=np.int64
        )
        if not filters:
            self._left = without, allowed
        return allowed


def best(scores: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Return the places of the highest scores, highest first; equal scores keep their order."""
    if count < len(scores):
        # all that reach the count-th score stay, so that ties are cut by place and not at random
        bar = np.partition(scores, len(scores) - count)[len(scores) - count]
        places = np.flatnonzero(scores >= bar)
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:count]


def check_filters(filters: Mapping[str, str]) -> None:
    """Raise InvalidOption, naming the known keys, when a filter key is unknown."""
    for key in filters:
        if key not in FILTERS:
            raise InvalidOption(f"unknown filter {key!r}: the keys are {', '.join(FILTERS)}")


def passes(document: Document, filters: Mapping[str, str]) -> bool:
    """Say whether a document passes all filters.

    ``doc_id``, ``kind`` and ``document_number`` must be equal; ``title`` and ``issuer`` (any of
    the issuers) must hold the value; ``year`` is that of issue, else of publication. Case,
    full-width forms and the shape of brackets do not count.
    """
    return all(_passes(document, key, _plain(value)) for key, value in filters.items())


def _passes(document: Document, key: str, value: str) -> bool:
    facts = document.facts
    if key == "doc_id":
        return value == _plain(document.doc_id)
    if key == "title":
        return value in _plain(facts.title.value)
    if key == "issuer":
        return any(value in _plain(issuer.value) for issuer in facts.issuers)
    if key == "year":
        date = facts.issued or facts.published
        return date is not None and value.rstrip("年") == date.value[:4]
    fact = facts.kind if key == "kind" else facts.document_number
    return fact is not None and value == _plain(fact.value)


_BRACKETS = str.maketrans("[]【】()", "〔〕〔〕〔〕")


def _plain(value: str) -> str:
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(folded.translate(_BRACKETS).split())


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
