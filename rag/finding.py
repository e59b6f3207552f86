"""What is found for a question before it is answered: understood, retrieved, read, matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.characters import checked
from rag.compounds import with_compounds
from rag.current import CurrentIndex
from rag.explain import Explanation, explain
from rag.force import Without
from rag.matching import Found, Match, candidates, match
from rag.onlyone import with_only_one
from rag.order import find_places
from rag.places import Place, seen_places
from rag.progress import Report
from rag.query import Query
from rag.question import understand
from rag.rank import load_reader
from rag.retrieve import HybridRetriever
from rag.romanised import with_han_names
from rag.settings import Settings
from rag.twice import read_twice
from rag.types import Hit

READ_HITS = 30  # passages whose sentences are weighed for one answer
_TURNS = 4  # earlier questions that a question may lean on


class Finder(CurrentIndex):
    """Finds passages, places and evidence for a question in the current index.

    Every method that takes a question raises InvalidQuestion for an empty or over-long one,
    InvalidOption for a filter key that does not exist.
    """

    def __init__(
        self, settings: Settings | None = None, *, rebuild: bool = True,
        report: Report | None = None,
    ) -> None:  # fmt: skip
        super().__init__(settings, rebuild=rebuild, report=report)
        self.reader = load_reader(self.settings.reader)

    def checked(self, question: str) -> str:
        """Return the question in plain form; raises InvalidQuestion when there is nothing to read."""
        holds = self.retriever.index.lexical.holds
        return checked(question, self.settings.question_chars, holds)

    def understood(self, question: str, history: Sequence[str] = ()) -> Query:
        """Understand a question, with the names that the documents give to English words."""
        query = understand(self.checked(question), [self.checked(h) for h in history[-_TURNS:]])
        if query.language == "en":
            return with_han_names(query, self.documents.values())
        query = with_only_one(query, self.documents.values())
        return with_compounds(query, self.retriever.index.lexical.holds)

    def gathered(
        self, retriever: HybridRetriever, query: Query, filters: Mapping[str, str] | None = None,
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

    def match(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Match:
        """Return what a question is matched to before it is answered: places, evidence, lists."""
        found = self.gathered(self.retriever, self.understood(question, history), filters)
        ranked, hits = candidates(found.query, found.hits, found.documents)
        return match(found.query, ranked, hits, found.documents, found.similar, found.read)

    def seen(self, question: str, history: Sequence[str] = ()) -> tuple[Query, list[Place]]:
        """Return the question as understood and all places that a first look goes over, best first."""
        found = self.gathered(self.retriever, self.understood(question, history))
        _, hits = candidates(found.query, found.hits, found.documents)
        return found.query, seen_places(found.query, hits, found.documents, found.similar)

    def found(
        self, question: str, depth: int = READ_HITS, filters: Mapping[str, str] | None = None
    ) -> tuple[Query, list[Hit], list[Place]]:
        """Return a question as understood, the passages retrieved, and the places in the first of them."""
        found = self.gathered(self.retriever, self.understood(question), filters, depth)
        first = found.hits[:READ_HITS]
        places = find_places(found.query, first, found.documents, found.similar, found.read)
        return found.query, found.hits, places

    def explain(
        self, question: str, hits: Sequence[Hit], filters: Mapping[str, str] | None = None
    ) -> list[Explanation]:
        """Return why each hit of a search with these filters is where it is: the evidence for it and
        for its best sentence."""
        found = self.match(question, filters=filters)
        return explain(found.query, found.places, hits)
