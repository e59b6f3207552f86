"""READ FIRST: the whole program, one call per stage.

``build_index``:          files -> documents -> passages -> encode -> index, of what changed (indexing.py)
``PolicyAssistant.ask``:  question -> retrieve -> answer -> verify
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rag.agreement import weighed
from rag.answer import compose
from rag.characters import checked
from rag.compared import answer_changes
from rag.compounds import with_compounds
from rag.coordinated import apart_of, lists_of, side_by_side
from rag.encode import load_encoder
from rag.errors import IndexMismatch, StoreUnavailable
from rag.explain import Explanation, explain
from rag.filters import check_filters
from rag.force import Force, Search, Without, force_on
from rag.index import load_index
from rag.indexing import build_index, open_index
from rag.manifest import manifest_stamp
from rag.matching import Found, Match, Scope, candidates, match
from rag.order import find_places
from rag.outright import with_named
from rag.places import Place, seen_places
from rag.plain import normalise
from rag.precedence import in_force_first
from rag.progress import Report
from rag.query import Query
from rag.question import understand
from rag.rank import load_reader
from rag.ranker import rank_hits
from rag.retrieve import HybridRetriever
from rag.romanised import with_han_names
from rag.settings import Settings
from rag.stores import open_store
from rag.subquestions import answer_apart, answer_lists, answer_parts, parts_of
from rag.twice import read_twice
from rag.types import Answer, Document, FileReport, Hit
from rag.verify import verify
from rag.versions import versions_asked

READ_HITS = 30  # passages whose sentences are weighed for one answer


class PolicyAssistant:
    """Answers questions about the documents of one corpus folder.

    The index is loaded, or built when it is missing or stale; ``rebuild=False`` refuses instead.
    Raises CorpusError, IndexMismatch, ModelUnavailable, StoreUnavailable.
    """

    def __init__(
        self, settings: Settings | None = None, *, rebuild: bool = True,
        report: Report | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings or Settings()
        self.encoder = load_encoder(self.settings.encoder)
        self.reader = load_reader(self.settings.reader)
        self.warnings: list[str] = []  # a line for each index that could not be taken over
        self._refreshing = threading.Lock()
        self._force: Force | None = None  # of the index and the day that were last asked of
        self._stamp = manifest_stamp(self.settings.index_dir)
        try:
            index = open_index(self.settings, self.encoder)
        except IndexMismatch:
            if not rebuild:
                raise
            built = build_index(self.settings, self.encoder, report)
            index, self._stamp = built.index, built.stamp
        self.retriever = HybridRetriever(index, self.encoder, open_store(self.settings, index))

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by ``doc_id``, as they were when the index was made."""
        return self.retriever.index.documents

    @property
    def files(self) -> Sequence[FileReport]:
        """What became of each file of the corpus, as it was when the index was made."""
        return self.retriever.index.files

    def title_of(self, doc_id: str) -> str:
        """Return a document's title, or what it is called where the index does not have it."""
        document = self.documents.get(doc_id)
        return document.facts.title.value if document else doc_id

    def refresh(self) -> bool:
        """Take over the index that another process has put in place; return whether there was one.

        To be called before a question: it costs one look at the manifest's file. An index that
        cannot be used adds a line to ``warnings``, and the present one goes on answering. Threads
        that ask meanwhile wait for it: the older of two indexes must not come last.
        """
        with self._refreshing:
            stamp = manifest_stamp(self.settings.index_dir)
            if stamp is None or stamp == self._stamp:
                return False
            self._stamp = stamp
            return self._take_over()

    def _take_over(self) -> bool:
        try:
            index = load_index(self.settings.index_dir, encoder=self.encoder.fingerprint)
            store = open_store(self.settings, index)
        except (IndexMismatch, StoreUnavailable) as error:
            self.warnings.append(str(error))
            return False
        # What is known of a document is looked up by it: the same one is faster found than an equal.
        before = self.documents
        same = {name: before[name] if before.get(name) == new else new
                for name, new in index.documents.items()}  # fmt: skip
        self.retriever = HybridRetriever(replace(index, documents=same), self.encoder, store)
        return True

    def ask(
        self, question: str, history: Sequence[str] = (), as_of: date | None = None,
        filters: Mapping[str, str] | None = None, top_k: int | None = None,
    ) -> Answer:  # fmt: skip
        """Answer a question; ``history`` holds the user's earlier questions, oldest first.

        ``top_k``: how many passages are retrieved, 30 unless given. Raises InvalidQuestion for
        an empty or over-long question, InvalidOption for a filter key that does not exist.
        """
        started, asked = time.perf_counter(), self.checked(question)
        scope = Scope(as_of, filters, top_k or READ_HITS)
        force = self._force_of(self.retriever, as_of)  # another thread may refresh meanwhile
        documents = force.documents
        versions = () if filters else versions_asked(asked, force.once, force.relations.found)
        draft = None
        if versions:  # 新旧版本有什么变化: the matter is asked of each of them
            draft = answer_changes(
                versions,
                lambda matter, document: self._draft(
                    matter, history, replace(scope, filters=None), document
                )[0],
            )
            asked = versions[0].alone
        answer = verify(draft, documents) if draft else self._answer(asked, history, scope)
        return replace(
            answer, question=normalise(question), elapsed_ms=(time.perf_counter() - started) * 1000
        )

    def _answer(self, asked: str, history: Sequence[str], scope: Scope) -> Answer:
        """Answer a question, and each part of one that asks several things."""

        def ask(part: str, before: Sequence[str]) -> Answer:
            return verify(*self._draft(part, before, scope))

        def ask_behind(part: str, before: str) -> Answer:
            return ask(part, [*history, *([before] if before else [])])

        if apart := apart_of(asked):
            return answer_apart(apart, ask_behind)
        answer = ask(asked, history)
        lists = lists_of(asked)
        if lists and (both := answer_lists(answer, lists, ask_behind)) is not answer:
            return both
        each = side_by_side(asked)
        if len(parts := each or parts_of(asked)) == 1:
            return answer
        return answer_parts(answer, parts, ask_behind, every=bool(each))

    def _draft(
        self, question: str, history: Sequence[str], scope: Scope, document: Document | None = None
    ) -> tuple[Answer, Mapping[str, Document]]:
        """Answer a question, unverified; with a ``document`` from it alone, as if it were named.

        Also return the documents that it was answered from.
        """
        retriever, query = self.retriever, self._understood(question, history)
        force, filters = self._force_of(retriever, scope.as_of), scope.filters
        if document is not None:
            filters = {"doc_id": document.doc_id}
            query = replace(query, titles=(*query.titles, document.facts.title.value.lower()))

        def search(how: Search) -> Found:
            return self._gather(retriever, how.query, filters, scope.depth, how.without)

        def answer(found: Found) -> Answer:
            return compose(
                found.query, found.hits, found.documents, found.similar, found.read, force
            )

        if filters:  # what is in force is for the asker to choose
            return answer(search(Search(query, frozenset()))), force.documents
        given = in_force_first(query, force, search, answer)
        return weighed(given, query, force), force.documents

    def force(self, as_of: date | None = None) -> Force:
        """Return how the documents relate, and which are in force on a day, today unless given."""
        return self._force_of(self.retriever, as_of)

    def _force_of(self, retriever: HybridRetriever, as_of: date | None) -> Force:
        """Return it for one index; what relates to what is found once."""
        day, documents = as_of or date.today(), retriever.index.documents
        self._force = known = force_on(day, documents, self._force)
        return known

    def match(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Match:
        """Return what a question is matched to before it is answered: places, evidence, lists.

        Raises InvalidQuestion, InvalidOption as ``ask`` does.
        """
        found = self._gather(self.retriever, self._understood(question, history), filters)
        ranked, hits = candidates(found.query, found.hits, found.documents)
        return match(found.query, ranked, hits, found.documents, found.similar, found.read)

    def seen(self, question: str, history: Sequence[str] = ()) -> tuple[Query, list[Place]]:
        """Return the question as understood and all places that a first look goes over, best first.

        Raises InvalidQuestion.
        """
        found = self._gather(self.retriever, self._understood(question, history), None)
        _, hits = candidates(found.query, found.hits, found.documents)
        return found.query, seen_places(found.query, hits, found.documents, found.similar)

    def _understood(self, question: str, history: Sequence[str] = ()) -> Query:
        """Understand a question, with the names that the documents give to English words."""
        query = understand(self.checked(question), [self.checked(h) for h in history[-4:]])
        if query.language == "en":
            return with_han_names(query, self.documents.values())
        return with_compounds(query, self.retriever.index.lexical.holds)

    def _gather(
        self, retriever: HybridRetriever, query: Query, filters: Mapping[str, str] | None,
        depth: int = READ_HITS, without: Without = frozenset(),
    ) -> Found:  # fmt: skip
        """Retrieve for a question from one index, but for documents that are to be left out."""
        documents = retriever.index.documents
        if without:
            documents = {name: d for name, d in documents.items() if name not in without}
        english = query.language == "en"
        terms = [t.text for t in query.terms] if english or query.follow_up else []
        others = [a for t in query.terms for a in t.alternatives[:2]] if english else []
        vector = retriever.encode_query(query.plain)
        found = retriever.hits(vector, query.plain, depth, filters, [*terms, *others], without)
        # a database that is being filled may have passages of documents that this index does not know
        hits = [hit for hit in found if hit.passage.doc_id in documents]
        near = {hit.passage.doc_id: documents[hit.passage.doc_id] for hit in hits}
        return Found(
            query,
            hits,
            documents,
            lambda units: retriever.index.sentences.cosines(vector, units).tolist(),
            lambda texts, asked="": (
                self.reader.read(f"{query.before} {asked}".strip(), texts)
                if asked
                else read_twice(self.reader, query, near.values(), texts)
            ),
        )

    def search(
        self, question: str, top_k: int | None = None, filters: Mapping[str, str] | None = None
    ) -> list[Hit]:
        """Return the passages for a question, best first: ``rag.outright``, then as ``rag.ranker`` has it."""
        check_filters(filters or {})
        count = top_k or self.settings.top_k
        query, hits, places = self.found(question, max(count, READ_HITS), filters)
        hits, named = with_named(query, hits, places, self.retriever.index)
        return rank_hits(query, hits, places, named)[:count]

    def found(
        self, question: str, depth: int = READ_HITS, filters: Mapping[str, str] | None = None
    ) -> tuple[Query, list[Hit], list[Place]]:
        """Return a question as understood, the passages retrieved, and the places in the first of them.

        Raises InvalidQuestion, InvalidOption.
        """
        found = self._gather(self.retriever, self._understood(question), filters, depth)
        first = found.hits[:READ_HITS]
        places = find_places(found.query, first, found.documents, found.similar, found.read)
        return found.query, found.hits, places

    def explain(
        self, question: str, hits: Sequence[Hit], filters: Mapping[str, str] | None = None
    ) -> list[Explanation]:
        """Return why each hit of a search with these filters is where it is: the evidence for it and
        for its best sentence. Raises InvalidQuestion, InvalidOption."""
        found = self.match(question, filters=filters)
        return explain(found.query, found.places, hits)

    def checked(self, question: str) -> str:
        """Return the question in plain form; raises InvalidQuestion when there is nothing to read."""
        holds = self.retriever.index.lexical.holds
        return checked(question, self.settings.question_chars, holds)
