"""READ FIRST: the whole program, one call per stage.

``build_index``:          files -> documents -> passages -> encode -> index, of what changed (indexing.py)
``PolicyAssistant.ask``:  question -> retrieve -> answer -> verify, on the index as it is (current.py, finding.py)
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rag.agreement import weighed
from rag.answer import compose
from rag.compared import answer_changes
from rag.filters import check_filters
from rag.finding import READ_HITS, Finder
from rag.force import Search
from rag.matching import Found, Scope
from rag.outright import with_named
from rag.plain import normalise
from rag.precedence import in_force_first
from rag.ranker import rank_hits
from rag.subquestions import answer_each
from rag.types import Answer, Document, Hit
from rag.verify import verify
from rag.versions import versions_asked


class PolicyAssistant(Finder):
    """Answers questions about the documents of one corpus folder.

    The index is loaded, or built when it is missing or stale; ``rebuild=False`` refuses instead.
    Raises CorpusError, IndexMismatch, ModelUnavailable, StoreUnavailable.
    """

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
        force = self.force(as_of)

        def ask(part: str, before: str) -> Answer:
            return verify(*self._draft(part, [*history, before] if before else history, scope))

        def of_version(matter: str, document: Document) -> Answer:
            return self._draft(matter, history, replace(scope, filters=None), document)[0]

        versions = () if filters else versions_asked(asked, force.once, force.relations.found)
        if versions and (changes := answer_changes(versions, of_version)):
            answer = verify(changes, force.documents)  # 新旧版本有什么变化: asked of each of them
        else:
            answer = answer_each(versions[0].alone if versions else asked, ask)
        took = (time.perf_counter() - started) * 1000
        return replace(answer, question=normalise(question), elapsed_ms=took)

    def _draft(
        self, question: str, history: Sequence[str], scope: Scope, document: Document | None = None
    ) -> tuple[Answer, Mapping[str, Document]]:
        """Answer a question, unverified; with a ``document`` from it alone, as if it were named.

        Also return the documents that it was answered from.
        """
        retriever, query = self.retriever, self.understood(question, history)
        # another thread may take over a newer index meanwhile
        force, filters = self.force(scope.as_of, retriever.index.documents), scope.filters
        if document is not None:
            filters = {"doc_id": document.doc_id}
            query = replace(query, titles=(*query.titles, document.facts.title.value.lower()))

        def search(how: Search) -> Found:
            return self.gathered(retriever, how.query, filters, scope.depth, how.without)

        def answer(found: Found) -> Answer:
            return compose(  # where one document is asked, no other tells what became of a clause
                found.query, found.hits, found.documents, found.similar, found.read, force,
                changed=not filters,
            )  # fmt: skip

        if filters:  # what is in force is for the asker to choose
            return answer(search(Search(query, frozenset()))), force.documents
        given = in_force_first(query, force, search, answer)
        return weighed(given, query, force), force.documents

    def search(
        self, question: str, top_k: int | None = None, filters: Mapping[str, str] | None = None
    ) -> list[Hit]:
        """Return the passages for a question, best first: ``rag.outright``, then as ``rag.ranker`` has it."""
        check_filters(filters or {})
        count = top_k or self.settings.top_k
        query, hits, places = self.found(question, max(count, READ_HITS), filters)
        hits, named = with_named(query, hits, places, self.retriever.index)
        return rank_hits(query, hits, places, named)[:count]
