"""Which documents a Milvus store holds whole: what lets a run that was stopped go on by document.

A document's record is taken away before its passages change and put back when all of them are
there, so that a kill at any moment leaves it without one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.chunk import embedding_text
from rag.encode import Vectors
from rag.filters import metadata_of
from rag.milvuscollections import ANSWERED, Collections, told
from rag.milvusrows import quoted
from rag.milvusstore import MilvusStore
from rag.sparse import Counts
from rag.store import Entry, passage_id
from rag.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that are encoded and written together."""

    entries: tuple[Entry, ...]  # of all its documents
    keys: dict[str, str]  # doc_id -> what tells another state of the document
    before: frozenset[str]  # doc_id of those that may have passages in the store already


@dataclass(frozen=True, slots=True)
class Target:
    """A store as another process opens it."""

    uri: str
    name: str
    encoder: str
    dimension: int

    @property
    def shared(self) -> bool:
        """Whether several processes may write to it: not so a file of Milvus Lite."""
        return "://" in self.uri

    def open(self) -> StoredDocuments:
        """Return the store. Raises StoreUnavailable, InvalidOption."""
        return StoredDocuments(Collections(self.uri, self.name, self.encoder, self.dimension))


class StoredDocuments:
    """The documents of a store, each whole or without a record."""

    def __init__(self, collections: Collections) -> None:
        self.data = collections
        self.store = MilvusStore(collections)

    def done(self) -> dict[str, str]:
        """Return doc_id -> key of the documents that are there whole."""
        with told(self.data.place):
            pages = self.data.client.query_iterator(
                self.data.documents, batch_size=ANSWERED, filter='doc_id != ""',
                output_fields=["doc_id", "key"],
            )  # fmt: skip
            found: dict[str, str] = {}
            while page := pages.next():
                found |= {row["doc_id"]: row["key"] for row in page}
            pages.close()
        return found

    def begin(self) -> bool:
        """Mark the store as being written; return whether no earlier run was stopped in it."""
        about = self.data.about()
        with told(self.data.place):
            self.data.write_about(replace(about, settled=False))
        return about.settled

    def take_out(self, doc_id: str) -> Counts:
        """Take a document out; return what is to be taken off the counts."""
        with told(self.data.place):
            self.data.client.delete(self.data.documents, filter=f"doc_id == {quoted(doc_id)}")
        return self.store.clear(doc_id)

    def write(self, batch: Batch, vectors: Vectors) -> Counts:
        """Put whole documents in; return what is to be added to the counts."""
        counts = Counts()
        for doc_id in sorted(batch.before):
            counts = counts.plus(self.take_out(doc_id), -1)
        counts = counts.plus(self.store.put(batch.entries, vectors))
        rows = [
            {"doc_id": doc_id, "key": key, "words": {0: 1.0}}
            for doc_id, key in batch.keys.items()
        ]  # fmt: skip
        with told(self.data.place):
            self.data.client.upsert(self.data.documents, rows)
        return counts

    def flush(self) -> None:
        """Have what was written put into segments with an index: search is slow before."""
        with told(self.data.place):
            for collection in (self.data.passages, self.data.counts, self.data.documents):
                self.data.client.flush(collection)


def entries_of(document: Document, passages: Sequence[Passage]) -> list[Entry]:
    """Return a document's passages as a store takes them."""
    metadata, title = metadata_of(document), document.facts.title.value
    return [Entry(passage_id(p), p, embedding_text(p, title), metadata) for p in passages]


def key_of(entries: Sequence[Entry]) -> str:
    """Return the digest of all that a store is given of a document beside the vectors."""
    digest = hashlib.blake2b(digest_size=16)
    for entry in entries:
        digest.update(repr((entry.passage, entry.words, sorted(entry.metadata.items()))).encode())
    return digest.hexdigest()
