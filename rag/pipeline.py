"""READ FIRST: the whole program, one call per stage.

``build_index``:          load -> clean -> metadata -> structure -> chunk -> encode -> index
``PolicyAssistant.ask``:  question -> retrieve -> answer -> verify
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from rag.answer import compose
from rag.chunk import embedding_text, make_passages
from rag.encode import Encoder, load_encoder
from rag.errors import IndexMismatch, InvalidQuestion
from rag.explain import Explanation, explain
from rag.files import MANIFEST, corpus_hashes
from rag.index import Index, Recipe, load_index, make_index, save_index
from rag.intake import read_corpus
from rag.lexical import LexicalIndex
from rag.matching import Match, candidates, match
from rag.order import Read
from rag.places import Place, Similar, seen_places
from rag.plain import normalise
from rag.query import Query
from rag.question import understand
from rag.rank import load_reader
from rag.retrieve import HybridRetriever, check_filters
from rag.romanised import with_han_names
from rag.sentences import SentenceVectors, sentence_texts
from rag.settings import Settings
from rag.types import Answer, Document, Hit, Passage
from rag.verify import verify

READ_HITS = 30  # passages whose sentences are weighed for one answer
Progress = Callable[[int, int], None]


def build_index(settings: Settings, encoder: Encoder, progress: Progress | None = None) -> Index:
    """Read the corpus, build its index and put it on disk.

    Raises CorpusError when there is nothing to index, IndexMismatch when the folder cannot be
    written.
    """
    recipe = recipe_of(settings, encoder)
    documents, reports = read_corpus(settings)
    passages: list[Passage] = []
    texts: list[str] = []
    for document in documents:
        made = make_passages(document, settings.passage_chars)
        passages += made
        texts += [embedding_text(passage, document.facts.title.value) for passage in made]
    counts = Counter(passage.doc_id for passage in passages)
    told, first = sentence_texts(documents)
    encoded = encoder.encode_passages([*texts, *told], progress)
    vectors, of_sentences = encoded[: len(texts)], encoded[len(texts) :].astype(np.float16)
    index = make_index(
        recipe,
        documents,
        passages,
        vectors,
        LexicalIndex.build(texts),
        SentenceVectors(of_sentences, first),
        [replace(report, passages=counts[report.doc_id]) for report in reports],
    )
    save_index(index, settings.index_dir)
    return index


def recipe_of(settings: Settings, encoder: Encoder) -> Recipe:
    """Return what an index of the corpus as it is now has to be made from; raises CorpusError."""
    clerk = settings.corpus_dir / MANIFEST
    return Recipe(
        encoder.fingerprint, encoder.dimension, settings.passage_chars,
        corpus_hashes(settings.corpus_dir, settings.file_megabytes),
        hashlib.sha256(clerk.read_bytes()).hexdigest() if clerk.is_file() else "",
        str(settings.corpus_dir.resolve()),
    )  # fmt: skip


def open_index(settings: Settings, encoder: Encoder) -> Index:
    """Load the index, checked against the corpus as it is now, or against the encoder alone when
    the corpus folder is gone. Raises CorpusError, IndexMismatch."""
    if settings.corpus_dir.is_dir():
        return load_index(settings.index_dir, recipe_of(settings, encoder))
    return load_index(settings.index_dir, encoder=encoder.fingerprint)


class PolicyAssistant:
    """Answers questions about the documents of one corpus folder.

    The index is loaded, or built when it is missing or stale; ``rebuild=False`` refuses instead.
    Raises CorpusError, IndexMismatch, ModelUnavailable.
    """

    def __init__(self, settings: Settings | None = None, *, rebuild: bool = True) -> None:
        self.settings = settings or Settings()
        self.encoder = load_encoder(self.settings.encoder)
        self.reader = load_reader(self.settings.reader)
        try:
            index = open_index(self.settings, self.encoder)
        except IndexMismatch:
            if not rebuild:
                raise
            index = build_index(self.settings, self.encoder)
        self.retriever = HybridRetriever(index, self.encoder)
        self.documents: dict[str, Document] = index.documents
        self.files = index.files  # what became of each file of the corpus

    def ask(
        self, question: str, history: Sequence[str] = (), as_of: date | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """Answer a question; ``history`` holds the user's earlier questions, oldest first.

        Raises InvalidQuestion for an empty or over-long question, InvalidOption for a filter key
        that does not exist.
        """
        started = time.perf_counter()
        query, hits, similar, read = self._gather(question, history, filters)
        draft = compose(query, hits, self.documents, similar, read, as_of or date.today())
        answer = replace(verify(draft, self.documents), question=self.checked(question))
        return replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)

    def match(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Match:
        """Return what a question is matched to before it is answered: places, evidence, lists.

        Raises InvalidQuestion, InvalidOption as ``ask`` does.
        """
        query, hits, similar, read = self._gather(question, history, filters)
        ranked, hits = candidates(query, hits, self.documents)
        return match(query, ranked, hits, self.documents, similar, read)

    def seen(self, question: str, history: Sequence[str] = ()) -> tuple[Query, list[Place]]:
        """Return the question as understood and all places that a first look goes over, best first.

        Raises InvalidQuestion.
        """
        query, hits, similar, _ = self._gather(question, history, None)
        _, hits = candidates(query, hits, self.documents)
        return query, seen_places(query, hits, self.documents, similar)

    def _gather(
        self, question: str, history: Sequence[str], filters: Mapping[str, str] | None
    ) -> tuple[Query, list[Hit], Similar, Read]:
        """Understand a question and retrieve; also return how sentences are compared and read."""
        query = understand(self.checked(question), [self.checked(h) for h in history[-4:]])
        english = query.language == "en"
        query = with_han_names(query, self.documents.values()) if english else query
        terms = [t.text for t in query.terms] if english or query.follow_up else []
        others = [a for t in query.terms for a in t.alternatives[:2]] if english else []
        vector = self.retriever.encode_query(query.plain)
        hits = self.retriever.hits(vector, query.plain, READ_HITS, filters, [*terms, *others])
        return (
            query,
            hits,
            lambda units: self.retriever.index.sentences.cosines(vector, units).tolist(),
            lambda texts, asked="": self.reader.read(
                f"{query.before} {asked or query.plain}".strip(), texts
            ),
        )

    def search(
        self, question: str, top_k: int | None = None, filters: Mapping[str, str] | None = None
    ) -> list[Hit]:
        """Return the passages nearest to a question, best first; retrieval only."""
        check_filters(filters or {})
        return self.retriever.search(self.checked(question), top_k or self.settings.top_k, filters)

    def explain(
        self, question: str, hits: Sequence[Hit], filters: Mapping[str, str] | None = None
    ) -> list[Explanation]:
        """Return why each hit is where it is: the evidence for it and for its best sentence.

        ``filters`` are those of the search. Raises InvalidQuestion, InvalidOption.
        """
        found = self.match(question, filters=filters)
        return explain(found.query, found.places, hits)

    def checked(self, question: str) -> str:
        """Return the question in plain form; raises InvalidQuestion when there is nothing to read."""
        text = normalise(question)
        if not any(c.isalnum() for c in text):
            raise InvalidQuestion(
                "the question is empty: type what you want to know about the documents"
            )
        if len(text) > self.settings.question_chars:
            raise InvalidQuestion(
                f"the question has {len(text)} characters: shorten it to {self.settings.question_chars}"
            )
        return text
