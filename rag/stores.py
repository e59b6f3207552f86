"""Which store the settings name: the one place that chooses, for indexing and for search.

With ``store = "milvus"`` the index folder keeps documents and the vectors of their sentences, which
answers are made from; passages, their vectors and words are in Milvus alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.chunk import make_passages
from rag.digests import no_digests
from rag.encode import Encoder
from rag.errors import IndexMismatch
from rag.faissstore import FaissStore
from rag.index import Index
from rag.manifest import REBUILD, Recipe
from rag.milvuscollections import About, place
from rag.parts import Part
from rag.pools import Pool, open_pool
from rag.progress import Report
from rag.settings import Settings
from rag.store import Store
from rag.types import Document

if TYPE_CHECKING:
    from rag.milvusdocuments import Target


def place_of(settings: Settings) -> str:
    """Return where passages are kept outside the index, without a password; "" for in the index."""
    if settings.store == "faiss":
        return ""
    return place(settings.store_name, _uri(settings))


def open_store(settings: Settings, index: Index) -> Store:
    """Return the store of an index, open for search.

    Raises IndexMismatch when the index was made for another store, StoreUnavailable when Milvus
    does not answer or was not filled to the end, InvalidOption without the extra ``[milvus]``.
    """
    wanted = place_of(settings)
    if index.recipe.store != wanted:
        made = f"passages in {index.recipe.store}" if index.recipe.store else "passages of its own"
        raise IndexMismatch(
            f"the index in {settings.index_dir} was made for {made}, RAG_STORE={settings.store} "
            f"asks for {wanted or 'the index itself'}: {REBUILD}"
        )
    if not wanted:
        return FaissStore(index)
    stored = _target(settings, index.recipe).open()
    if not _is_whole(stored.data.about(), index):
        stored.store.close()
        raise IndexMismatch(f"{wanted} is not the store of this index: run: python -m rag index")
    return stored.store


def is_filled(settings: Settings, index: Index) -> bool:
    """Say whether the store of an index holds all its passages. Raises as ``open_store`` does."""
    if not place_of(settings):
        return True
    stored = _target(settings, index.recipe).open()
    with closing(stored.store):
        return _is_whole(stored.data.about(), index)


def put_in_store(
    parts: Sequence[Part], settings: Settings, encoder: Encoder, pool: Pool | None,
    report: Report | None,
) -> tuple[list[Part], dict[str, tuple[Document, int]], int]:  # fmt: skip
    """Bring the store up to date with the passages of all parts.

    Returns the parts without their passages, each document with how many it has, and how many were
    encoded. Raises StoreUnavailable, InvalidOption.
    """
    from rag.bulk import Given, LoadEncoder, fill_store
    from rag.milvusdocuments import entries_of

    documents = {
        part.document.doc_id: entries_of(
            part.document, make_passages(part.document, settings.passage_chars)
        )
        for part in parts
    }
    target = _target(settings, encoder)
    if pool is not None and pool.apart:
        load = LoadEncoder(settings.encoder, encoder.fingerprint)
        encoded = fill_store(target, documents, load, pool, report)
    else:
        with open_pool() as own:
            encoded = fill_store(target, documents, Given(encoder), own, report)
    bare = [replace(part, passages=(), passage_digests=no_digests()) for part in parts]
    taken = {
        part.document.doc_id: (part.document, len(documents[part.document.doc_id]))
        for part in parts
    }
    return bare, taken, encoded


def shared_encoder(settings: Settings, encoder: Encoder, pool: Pool | None) -> Encoder:
    """Return an encoder that has the workers of a pool do the work; without any, the same one."""
    if pool is None or not pool.apart:
        return encoder
    from rag.bulk import LoadEncoder, SharedEncoder

    return SharedEncoder(encoder, LoadEncoder(settings.encoder, encoder.fingerprint), pool)


def _target(settings: Settings, made: Recipe | Encoder) -> Target:
    from rag.milvusdocuments import Target

    encoder = made.encoder if isinstance(made, Recipe) else made.fingerprint
    return Target(_uri(settings), settings.store_name, encoder, made.dimension)


def _is_whole(about: About, index: Index) -> bool:
    return about.settled and about.passages == sum(file.passages for file in index.files)


def _uri(settings: Settings) -> str:
    return settings.store_uri or str((settings.index_dir / "milvus.db").resolve())
