"""Builders for small documents, indexes and encoders, so that tests need no fixture files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from rag import PolicyAssistant, Settings
from rag.encode import Progress, Vectors
from rag.faissstore import FaissStore
from rag.filters import metadata_of
from rag.index import Index, Recipe, make_index
from rag.lexical import LexicalIndex
from rag.store import Entry, Store, passage_id
from rag.types import Clause, Document, Fact, Facts, Passage


class PairEncoder:
    """Hashes pairs of characters into a vector: texts that share characters are near."""

    dimension = 64
    fingerprint = "pairs-64"

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 0.01  # never a vector of length 0
            for i in range(len(text) - 1):
                digest = hashlib.blake2b(text[i : i + 2].encode(), digest_size=4).digest()
                row[int.from_bytes(digest) % self.dimension] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def build_document(doc_id: str, parts: Sequence[str], title: str = "", **facts: str) -> Document:
    """Return a document of paragraphs; ``facts`` are fields of Facts, ``issuer`` the only issuer."""
    text = "\n".join(parts)
    issuer = facts.pop("issuer", "")
    known = Facts(
        title=Fact(title or parts[0]),
        issuers=(Fact(issuer),) if issuer else (),
        **{name: Fact(value) for name, value in facts.items()},  # type: ignore[arg-type]  # names given as words
    )
    clauses = [Clause(0, -1, 0, "root", "", 0, "", 0, 0, 0, len(text))]
    at = 0
    for part in parts:
        end = at + len(part)
        clauses.append(Clause(len(clauses), 0, 1, "段", "", 0, "", at, at, end, end))
        at = end + 1
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(doc_id, sha256, text, ((0, 0, len(text)),), known, tuple(clauses))


def build_passages(document: Document) -> list[Passage]:
    """Return one passage for each paragraph that is not blank."""
    return [
        Passage(
            document.doc_id, c.id, c.start, c.end, document.text[c.start : c.end],
            (document.facts.title.value,),
        )
        for c in document.clauses[1:]
        if document.text[c.start : c.end].strip()
    ]  # fmt: skip


def build_index_of(documents: Sequence[Document], **recipe: object) -> Index:
    """Return an index of the documents, in memory, made with the PairEncoder."""
    passages = [p for document in documents for p in build_passages(document)]
    texts = [p.text for p in passages]
    encoder = PairEncoder()
    corpus = {document.doc_id: document.sha256 for document in documents}
    made = replace(Recipe(encoder.fingerprint, encoder.dimension, 400, corpus), **recipe)  # type: ignore[arg-type]  # as above
    vectors = encoder.encode_passages(texts)
    return make_index(made, documents, passages, vectors, LexicalIndex.build(texts))


def entries_of(documents: Sequence[Document]) -> list[Entry]:
    """Return the passages of documents as a store takes them; their words are their text."""
    return [
        Entry(passage_id(p), p, p.text, metadata_of(d))
        for d in documents
        for p in build_passages(d)
    ]


def vectors_of(entries: Sequence[Entry]) -> Vectors:
    """Return the vectors of the PairEncoder for what a store takes."""
    return PairEncoder().encode_passages([entry.words for entry in entries])


def build_faiss_store(documents: Sequence[Document]) -> Store:
    """Return the store that comes with the program, filled after it was opened empty."""
    store: Store = FaissStore(build_index_of([]))
    entries = entries_of(documents)
    store.add(entries, vectors_of(entries))
    return store


def build_assistant(folder: Path, texts: Mapping[str, str]) -> PolicyAssistant:
    """An assistant on the files ``texts``, by name, written below ``folder``."""
    corpus = folder / "docs"
    corpus.mkdir()
    for name, text in texts.items():
        (corpus / name).write_text(text, encoding="utf-8")
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=folder / "index"))
