"""READ FIRST: the whole program, one call per stage.

``build_index``:          load -> clean -> metadata -> structure -> chunk -> encode -> index
``PolicyAssistant.ask``:  question -> retrieve -> answer -> verify
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from rag.answer import compose
from rag.chunk import embedding_text, make_passages
from rag.clean import clean
from rag.compared import answer_changes
from rag.encode import Encoder, load_encoder
from rag.errors import IndexMismatch, InvalidQuestion
from rag.explain import Explanation, explain
from rag.index import Index, Recipe, load_index, make_index, recipe_on_disk, save_index
from rag.lexical import LexicalIndex
from rag.load import MANIFEST, corpus_hashes, load_corpus, read_manifest
from rag.matching import Match, candidates, match
from rag.metadata import extract_facts
from rag.order import Read, find_places
from rag.pages import page_starts
from rag.parts import answer_parts, parts_of
from rag.places import Place, Similar, seen_places
from rag.plain import normalise
from rag.query import Query
from rag.question import understand
from rag.rank import load_reader
from rag.ranker import rank_hits
from rag.retrieve import HybridRetriever, check_filters
from rag.romanised import with_han_names
from rag.sentences import SentenceVectors, sentence_texts
from rag.settings import Settings
from rag.structure import parse_clauses
from rag.types import Answer, Document, Hit, Passage, SourceText
from rag.verify import verify
from rag.versions import versions_asked

READ_HITS = 30  # passages whose sentences are weighed for one answer
Progress = Callable[[int, int], None]


def read_document(source: SourceText, entry: Mapping[str, object] | None = None) -> Document:
    """Clean one source text, find its facts and parse its clause tree."""
    cleaned = clean(source)
    facts = extract_facts(cleaned, source, entry)
    clauses = parse_clauses(cleaned)
    pages = page_starts(source.raw, cleaned) if source.format == "pdf" else ()
    return Document(source.doc_id, source.sha256, cleaned.text, cleaned.runs, facts, clauses, pages)


def build_index(
    settings: Settings, encoder: Encoder, progress: Progress | None = None
) -> tuple[Index, list[str]]:
    """Read the corpus, build its index and put it on disk; also return a line per file skipped.

    Raises CorpusError when there is nothing to index, IndexMismatch when the folder cannot be
    written.
    """
    sources, warnings = load_corpus(settings.corpus_dir)
    manifest = read_manifest(settings.corpus_dir)
    documents = [read_document(source, manifest.get(source.doc_id)) for source in sources]
    passages: list[Passage] = []
    texts: list[str] = []
    for document in documents:
        made = make_passages(document, settings.passage_chars)
        passages += made
        texts += [embedding_text(passage, document.facts.title.value) for passage in made]
    told, first = sentence_texts(documents)
    encoded = encoder.encode_passages([*texts, *told], progress)
    vectors, of_sentences = encoded[: len(texts)], encoded[len(texts) :].astype(np.float16)
    index = make_index(
        recipe_of(settings, encoder, {source.doc_id: source.sha256 for source in sources}),
        documents,
        passages,
        vectors,
        LexicalIndex.build(texts),
        SentenceVectors(of_sentences, first),
    )
    save_index(index, settings.index_dir)
    return index, warnings


def recipe_of(settings: Settings, encoder: Encoder, hashes: Mapping[str, str]) -> Recipe:
    """Return what an index of the corpus as it is now, with these ``hashes``, has to be made from."""
    clerk = settings.corpus_dir / MANIFEST
    return Recipe(
        encoder.fingerprint, encoder.dimension, settings.passage_chars,
        dict(hashes),
        hashlib.sha256(clerk.read_bytes()).hexdigest() if clerk.is_file() else "",
        str(settings.corpus_dir.resolve()),
    )  # fmt: skip


def open_index(settings: Settings, encoder: Encoder) -> Index:
    """Load the index, checked against the corpus as it is now, or against the encoder alone when
    the corpus folder is gone. Raises CorpusError, IndexMismatch."""
    if settings.corpus_dir.is_dir():
        try:
            known = recipe_on_disk(settings.index_dir).corpus
        except IndexMismatch:  # what is wrong with the documents is said before
            known = {}
        hashes = corpus_hashes(settings.corpus_dir, known)
        return load_index(settings.index_dir, recipe_of(settings, encoder, hashes))
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
        self.warnings: list[str] = []  # a line for each corpus file that was skipped
        try:
            index = open_index(self.settings, self.encoder)
        except IndexMismatch:
            if not rebuild:
                raise
            index, self.warnings = build_index(self.settings, self.encoder)
        self.retriever = HybridRetriever(index, self.encoder)
        self.documents: dict[str, Document] = index.documents

    def ask(
        self, question: str, history: Sequence[str] = (), as_of: date | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """Answer a question; ``history`` holds the user's earlier questions, oldest first.

        Raises InvalidQuestion for an empty or over-long question, InvalidOption for a filter key
        that does not exist.
        """
        started, asked = time.perf_counter(), self.checked(question)
        versions = () if filters else versions_asked(asked, self.documents)
        if versions:  # 新旧版本有什么变化: the matter is asked of each of them
            draft = answer_changes(
                versions,
                lambda matter, document: self._draft(matter, history, as_of, None, document),
            )
            answer = verify(draft, self.documents)
        else:
            answer = self._answer(asked, history, as_of, filters)
        return replace(answer, question=asked, elapsed_ms=(time.perf_counter() - started) * 1000)

    def _answer(
        self, asked: str, history: Sequence[str], as_of: date | None,
        filters: Mapping[str, str] | None,
    ) -> Answer:  # fmt: skip
        """Answer a question, and each part of one that asks several things."""

        def ask(part: str, before: Sequence[str]) -> Answer:
            return verify(self._draft(part, before, as_of, filters), self.documents)

        answer = ask(asked, history)
        if answer.status == "unclear" or len(parts := parts_of(asked)) == 1:
            return answer
        return answer_parts(
            answer, parts, lambda part, before: ask(part, [*history, *([before] if before else [])])
        )

    def _draft(
        self, question: str, history: Sequence[str], as_of: date | None,
        filters: Mapping[str, str] | None, document: Document | None = None,
    ) -> Answer:  # fmt: skip
        """Answer a question, unverified; with a ``document`` from it alone, as if it were named."""
        if document is not None:
            filters = {"doc_id": document.doc_id}
        query, hits, similar, read = self._gather(question, history, filters)
        if document is not None:
            query = replace(query, titles=(*query.titles, document.facts.title.value.lower()))
        return compose(query, hits, self.documents, similar, read, as_of or date.today())

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
        self,
        question: str,
        history: Sequence[str],
        filters: Mapping[str, str] | None,
        depth: int = READ_HITS,
    ) -> tuple[Query, list[Hit], Similar, Read]:
        """Understand a question and retrieve; also return how sentences are compared and read."""
        query = understand(self.checked(question), [self.checked(h) for h in history[-4:]])
        english = query.language == "en"
        query = with_han_names(query, self.documents.values()) if english else query
        terms = [t.text for t in query.terms] if english or query.follow_up else []
        others = [a for t in query.terms for a in t.alternatives[:2]] if english else []
        vector = self.retriever.encode_query(query.plain)
        hits = self.retriever.hits(vector, query.plain, depth, filters, [*terms, *others])
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
        """Return the passages for a question, best first, as ``rag.ranker`` orders them."""
        check_filters(filters or {})
        count = top_k or self.settings.top_k
        return rank_hits(*self.found(question, max(count, READ_HITS), filters))[:count]

    def found(
        self, question: str, depth: int = READ_HITS, filters: Mapping[str, str] | None = None
    ) -> tuple[Query, list[Hit], list[Place]]:
        """Return a question as understood, the passages retrieved, and the places in the first of them.

        Raises InvalidQuestion, InvalidOption.
        """
        query, hits, similar, read = self._gather(question, (), filters, depth)
        return query, hits, find_places(query, hits[:READ_HITS], self.documents, similar, read)

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
