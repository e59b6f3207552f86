"""Encoding in bulk: by many workers, and straight into a store that many may write to.

``SharedEncoder`` encodes any texts side by side; ``fill_store`` brings a Milvus store up to date with
documents, by document: what is recorded as done there is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache

import numpy as np

from rag.encode import Encoder, Progress, Vectors, load_encoder
from rag.errors import InvalidOption, ModelUnavailable
from rag.milvusdocuments import Batch, StoredDocuments, Target, key_of
from rag.pools import Pool, each_done
from rag.progress import Report
from rag.sparse import Counts
from rag.store import Entry

CHUNK = 32  # texts that a worker is given at once by SharedEncoder: a second of work
BATCH = 128  # passages of a batch, or one document with more: some seconds of work

# Makes the encoder in a worker, once for all that are equal; pickled on its way there.
Load = Callable[[], Encoder]


@dataclass(frozen=True)
class LoadEncoder:
    """Loads the encoder of a setting, and makes sure that it is the same one everywhere."""

    name: str
    fingerprint: str

    def __call__(self) -> Encoder:
        """Return the encoder. Raises ModelUnavailable."""
        encoder = load_encoder(self.name, max_threads=1)
        if encoder.fingerprint != self.fingerprint:
            raise ModelUnavailable(
                f"a worker has another encoder ({encoder.fingerprint}): install the same version "
                "and model on every machine"
            )
        return encoder


@dataclass(frozen=True, eq=False)
class Given:
    """Stands for an encoder that this process has loaded already."""

    encoder: Encoder

    def __call__(self) -> Encoder:
        """Return it."""
        return self.encoder


class SharedEncoder:
    """An Encoder whose passages are encoded by the workers of a pool; the vectors are the same."""

    def __init__(self, encoder: Encoder, load: Load, pool: Pool) -> None:
        self._encoder, self._load, self._pool = encoder, load, pool
        self.dimension, self.fingerprint = encoder.dimension, encoder.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, [len(texts), dimension], made in this process."""
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of passages, [len(texts), dimension]."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        done = 0
        chunks = (
            (self._load, list(texts[at : at + CHUNK]), at) for at in range(0, len(texts), CHUNK)
        )
        for (_, chunk, at), made in each_done(self._pool, _encode, chunks):
            vectors[at : at + len(chunk)] = made
            done += len(chunk)
            if progress is not None:
                progress(done, len(texts))
        return vectors


def fill_store(
    target: Target,
    documents: Mapping[str, Sequence[Entry]],
    load: Load,
    pool: Pool,
    report: Report | None = None,
) -> int:
    """Bring a store up to date with the passages of documents (by doc_id); return how many were encoded.

    Workers write to a cluster themselves; to a file of Milvus Lite this process does. A run that is
    stopped loses the documents that were being written. Raises StoreUnavailable, InvalidOption when
    the store holds other documents alone.
    """
    stored = target.open()
    with closing(stored.store):
        return _fill(stored, target, documents, load, pool, report)


def _fill(
    stored: StoredDocuments, target: Target, documents: Mapping[str, Sequence[Entry]], load: Load,
    pool: Pool, report: Report | None,
) -> int:  # fmt: skip
    done = stored.done()
    keys = {doc_id: key_of(entries) for doc_id, entries in documents.items()}
    todo = [doc_id for doc_id, key in keys.items() if done.get(doc_id) != key]
    gone = sorted(done.keys() - keys.keys())
    if done and len(gone) == len(done):
        raise InvalidOption(
            f"{stored.data.place} holds {len(done)} documents of another corpus ({gone[0]}): "
            "give another RAG_STORE_NAME, or drop its collections"
        )
    if not todo and not gone and stored.data.about().settled:
        return 0
    whole = stored.begin()
    change, encoded = Counts(), 0
    for doc_id in gone:
        change = change.plus(stored.take_out(doc_id), -1)
    batches = _batches(todo, documents, keys, lambda doc_id: doc_id in done or not whole)
    for batch, counts in _written(stored, target, batches, load, pool):
        change = change.plus(counts)
        encoded += len(batch.entries)
        if report is not None:
            report(f"{encoded} passages of {len(todo)} documents encoded and stored")
    stored.store.settle(change if whole else None)
    stored.flush()
    return encoded


def _written(
    stored: StoredDocuments, target: Target, batches: Iterable[Batch], load: Load, pool: Pool
) -> Iterator[tuple[Batch, Counts]]:
    """Yield each batch when it is in the store, with what it adds to the counts."""
    if target.shared:
        tasks = ((load, target, batch) for batch in batches)
        for (_, _, batch), counts in each_done(pool, _encode_and_write, tasks):
            yield batch, counts
        return
    texts = ((load, [entry.words for entry in batch.entries], batch) for batch in batches)
    for (_, _, batch), vectors in each_done(pool, _encode, texts):
        yield batch, stored.write(batch, vectors)


def _batches(
    todo: Sequence[str], documents: Mapping[str, Sequence[Entry]], keys: Mapping[str, str],
    before: Callable[[str], bool],
) -> Iterator[Batch]:  # fmt: skip
    names: list[str] = []
    size = 0
    for doc_id in todo:
        names.append(doc_id)
        size += len(documents[doc_id])
        if size >= BATCH or doc_id == todo[-1]:
            yield Batch(
                tuple(entry for name in names for entry in documents[name]),
                {name: keys[name] for name in names},
                frozenset(filter(before, names)),
            )
            names, size = [], 0


def _encode(load: Load, texts: Sequence[str], _: object = None) -> Vectors:
    return _encoder(load).encode_passages(texts)


def _encode_and_write(load: Load, target: Target, batch: Batch) -> Counts:
    vectors = _encoder(load).encode_passages([entry.words for entry in batch.entries])
    return _opened(target).write(batch, vectors)


@cache
def _encoder(load: Load) -> Encoder:
    return load()


@cache
def _opened(target: Target) -> StoredDocuments:
    return target.open()
