"""The index on disk: vectors, words, passages and documents in one folder, replaced in one step.

```
index/
  manifest.json          what it was made from, and name and hash of each file: the pointer
  data-3f9c…/            the files that the manifest names; nothing else is ever read
    vectors.faiss        as vectors.py chooses; the id of a vector is its passage's line
    passages.jsonl       one passage a line
    owners.npy           for each passage the line of its document
    documents.jsonl      one document a line: text, offset map, facts, clause tree
    sentences.npy, .json the vector of each sentence; the first row of each document
    files.jsonl          what became of each file of the corpus folder
    texts.npy            the digest of the text of each vector: passages, then sentences
    words/               BM25: segments of postings (postings.py), parameters in JSON
```
A new index is a new data folder; it comes into force when the manifest that names it takes the
old one's place (``os.replace``). A kill before that leaves the old index, after it the new one.
A process that has an index open keeps it: what it needs is in its memory or mapped into it.
"""

from __future__ import annotations

import gc
import hashlib
import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import faiss
import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from rag.digests import Digests, no_digests
from rag.errors import IndexMismatch
from rag.lexical import LexicalIndex
from rag.manifest import (
    Manifest,
    Recipe,
    check_recipe,
    damaged,
    read_manifest,
    sync,
    unreadable,
    unwritable,
    write_manifest,
)
from rag.ondisk import Lines
from rag.progress import Report
from rag.sentences import SentenceVectors
from rag.shards import remove_shards
from rag.stored import (
    document_from_json,
    document_to_json,
    passage_from_json,
    passage_to_json,
    report_from_json,
    report_to_json,
)
from rag.types import Document, FileReport, Passage
from rag.vectors import read_vectors, vector_index

__all__ = ["Index", "Recipe", "load_index", "make_index", "recipe_on_disk", "save_index"]

VECTORS, PASSAGES, DOCUMENTS, WORDS = "vectors.faiss", "passages.jsonl", "documents.jsonl", "words"
TEXTS, FILES, OWNERS = "texts.npy", "files.jsonl", "owners.npy"


@dataclass(frozen=True)
class Index:
    """Everything a search needs; passage ``i`` has vector id ``i`` and lexical row ``i``."""

    recipe: Recipe
    documents: dict[str, Document]
    passages: Sequence[Passage]  # parsed one by one where they come from disk
    owners: NDArray[np.int32]  # for each passage the number of its document
    vectors: faiss.Index  # vectors.py
    lexical: LexicalIndex
    sentences: SentenceVectors
    digests: Digests  # of the text of each vector [passages + sentences]; empty: not known
    files: tuple[FileReport, ...] = ()


def make_index(
    recipe: Recipe,
    documents: Iterable[Document],
    passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    lexical: LexicalIndex,
    sentences: SentenceVectors | None = None,
    digests: Digests | None = None,
    files: Sequence[FileReport] = (),
) -> Index:
    """Put the parts together; ``vectors`` has shape (passages, dimension), rows of length 1.

    Without ``sentences`` the index is good for retrieval alone; ``digests`` are those of the texts
    of both [passages + sentences], without which no later index takes vectors over from this one.
    Raises ValueError when the parts do not fit together.
    """
    if vectors.shape != (len(passages), recipe.dimension) or lexical.size != len(passages):
        raise ValueError(f"{len(passages)} passages, {vectors.shape} vectors, {lexical.size} texts")
    by_id = {document.doc_id: document for document in documents}
    number = {doc_id: i for i, doc_id in enumerate(by_id)}
    owners = np.array([number[passage.doc_id] for passage in passages], np.int32)
    made = vector_index(vectors, np.arange(len(passages), dtype=np.int64))
    if sentences is None:
        sentences = SentenceVectors(np.empty((0, recipe.dimension), np.float16), {})
    digests = no_digests() if digests is None else digests
    return Index(
        recipe, by_id, tuple(passages), owners, made, lexical, sentences, digests, tuple(files)
    )


@contextmanager
def locked(folder: Path, report: Report | None = None) -> Iterator[None]:
    """Keep other processes from writing an index here; waits, and reports it, while one does.

    One thread may take it again. Raises IndexMismatch when the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock", is_singleton=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if report is not None:
                report(f"waiting for another process that is writing to {folder}")
            lock.acquire()
    except (OSError, NotImplementedError) as error:  # the second: a file system without locks
        raise unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def save_index(index: Index, folder: Path) -> None:
    """Write the index aside and put it in place in one step.

    Raises IndexMismatch when the folder cannot be written.
    """
    with locked(folder):
        _remove_data(folder, keep=_current_data(folder))  # what a killed build left behind
        data = folder / f"data-{uuid.uuid4().hex[:12]}"
        try:
            _write_data(index, data)
            files = {path.relative_to(data).as_posix(): _sha256(path) for path in _files(data)}
            counts = len(index.documents), len(index.passages)
            write_manifest(Manifest(index.recipe, *counts, data.name, files), folder)
        except (OSError, RuntimeError) as error:  # RuntimeError: faiss cannot write
            _remove_data(folder, keep=_current_data(folder))
            reason = error if isinstance(error, OSError) else OSError(0, "the vectors do not fit")
            raise unwritable(folder, reason) from error
        _remove_data(folder, keep=data.name)
        remove_shards(folder)


def tidy(folder: Path) -> None:
    """Remove what killed builds left in a folder, where we may and nobody is writing there."""
    lock = FileLock(folder / ".lock", is_singleton=True)
    with suppress(OSError, NotImplementedError, Timeout), lock.acquire(timeout=0):
        _remove_data(folder, keep=_current_data(folder))
        remove_shards(folder)


def load_index(folder: Path, expected: Recipe | None = None, *, encoder: str = "") -> Index:
    """Read an index back, checked against its own hashes and against what is expected of it.

    ``expected`` None takes any recipe, with ``encoder`` any made by that encoder. Raises
    IndexMismatch when the index is missing, stale, foreign or damaged.
    """
    manifest = read_manifest(folder)
    check_recipe(manifest.recipe, expected or manifest.recipe, folder)
    if encoder:
        check_recipe(manifest.recipe, replace(manifest.recipe, encoder=encoder), folder)
    try:
        with _collecting_later():
            return _read_data(manifest, folder)
    except FileNotFoundError:
        # another process may have replaced the index since the manifest was read
        if read_manifest(folder) == manifest:
            raise damaged(folder, "a file is missing") from None
        return load_index(folder, expected, encoder=encoder)


def recipe_on_disk(folder: Path) -> Recipe:
    """Return what the index in a folder was made from; raises IndexMismatch as ``load_index``."""
    return read_manifest(folder).recipe


def _write_data(index: Index, data: Path) -> None:
    data.mkdir()
    faiss.write_index(index.vectors, str(data / VECTORS))
    _write_lines(data / PASSAGES, map(passage_to_json, index.passages))
    _write_lines(data / DOCUMENTS, map(document_to_json, index.documents.values()))
    _write_lines(data / FILES, map(report_to_json, index.files))
    index.lexical.save(data / WORDS)
    index.sentences.save(data)
    np.save(data / OWNERS, index.owners, allow_pickle=False)
    np.save(data / TEXTS, index.digests, allow_pickle=False)
    for path in (*_files(data), data / WORDS, data):
        sync(path)


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)


def _remove_data(folder: Path, keep: str) -> None:
    for path in folder.glob("data-*"):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)  # where it cannot go, the next build tries


def _current_data(folder: Path) -> str:
    try:
        return read_manifest(folder).data
    except IndexMismatch:
        return ""


def _read_data(manifest: Manifest, folder: Path) -> Index:
    data = folder / manifest.data
    try:
        for name, sha256 in manifest.files.items():
            if _sha256(data / name) != sha256:
                raise damaged(folder, f"{name} is not what was written")
        return Index(
            manifest.recipe,
            {d.doc_id: d for d in map(document_from_json, _read_lines(data / DOCUMENTS))},
            Lines(data / PASSAGES, passage_from_json),
            np.load(data / OWNERS, allow_pickle=False),
            read_vectors(data / VECTORS),
            LexicalIndex.load(data / WORDS),
            SentenceVectors.load(data),
            np.load(data / TEXTS, mmap_mode="r", allow_pickle=False),
            tuple(map(report_from_json, _read_lines(data / FILES))),
        )
    except FileNotFoundError:
        raise
    except RuntimeError as error:  # faiss: what was hashed a moment ago is gone
        raise FileNotFoundError(data / VECTORS) from error
    except OSError as error:
        raise unreadable(folder, error) from error


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Read without looking for garbage, and never look through what was read.

    A large corpus is a million objects and none of them garbage: looking through them takes
    seconds while they are read, and again in the middle of answers.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_on:
            gc.enable()


def _read_lines(path: Path) -> Iterable[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def _files(data: Path) -> list[Path]:
    return sorted(path for path in data.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
