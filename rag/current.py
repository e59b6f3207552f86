"""The index that is asked: loaded or built, and taken over when another process has made a newer one."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rag.encode import load_encoder
from rag.errors import IndexMismatch, StoreUnavailable
from rag.force import Force, force_on
from rag.index import load_index
from rag.indexing import build_index, open_index
from rag.manifest import manifest_stamp
from rag.progress import Report
from rag.retrieve import HybridRetriever
from rag.settings import Settings
from rag.stores import open_store
from rag.types import Document, FileReport


class CurrentIndex:
    """The documents of one corpus folder as they are indexed, and how they hold on a day.

    The index is loaded, or built when it is missing or stale; ``rebuild=False`` refuses instead.
    Raises CorpusError, IndexMismatch, ModelUnavailable, StoreUnavailable.
    """

    def __init__(
        self, settings: Settings | None = None, *, rebuild: bool = True,
        report: Report | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings or Settings()
        self.encoder = load_encoder(self.settings.encoder)
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

    def force(
        self, as_of: date | None = None, documents: Mapping[str, Document] | None = None
    ) -> Force:
        """Return how the documents relate, and which are in force on a day, today unless given.

        ``documents``: those of the index that a question began with, where a newer one may have
        been taken over meanwhile. What relates to what is found once for an index.
        """
        asked = self.documents if documents is None else documents
        self._force = known = force_on(as_of or date.today(), asked, self._force)
        return known

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
