"""The index on disk: vectors, words, passages and documents in one folder, replaced in one step.

```
index/
  manifest.json          what it was made from, and name and hash of each file: the pointer
  data-3f9c…/            the files that the manifest names; nothing else is ever read
    vectors.faiss        IndexIDMap2(IndexFlatIP); the id of a vector is its passage's line
    passages.jsonl       one passage a line
    documents.jsonl      one document a line: text, offset map, facts, clause tree
    words/               BM25: npy arrays, vocabulary and parameters in JSON
```
A new index is a new data folder; it comes into force when the manifest that names it takes the
old one's place (``os.replace``). A kill before that leaves the old index, after it the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from rag.errors import IndexMismatch
from rag.lexical import LexicalIndex
from rag.stored import document_from_json, document_to_json, passage_from_json, passage_to_json
from rag.types import Document, Passage

FORMAT_VERSION = 1  # raise it when files or the way passages are made change
MANIFEST = "manifest.json"
VECTORS, PASSAGES, DOCUMENTS, WORDS = "vectors.faiss", "passages.jsonl", "documents.jsonl", "words"
REBUILD = "rebuild it with: python -m rag index --rebuild"


@dataclass(frozen=True)
class Recipe:
    """What an index is made from; two indexes of one recipe answer alike."""

    encoder: str  # Encoder.fingerprint
    dimension: int
    passage_chars: int
    corpus: Mapping[str, str]  # doc_id -> sha256 of the file
    clerk: str = ""  # sha256 of the corpus folder's manifest.jsonl; "" without one
    folder: str = field(default="", compare=False)  # where the corpus was: tells staleness later


@dataclass(frozen=True)
class Index:
    """Everything a search needs; passage ``i`` has vector id ``i`` and lexical row ``i``."""

    recipe: Recipe
    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    vectors: faiss.IndexIDMap2
    lexical: LexicalIndex


def make_index(
    recipe: Recipe,
    documents: Iterable[Document],
    passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    lexical: LexicalIndex,
) -> Index:
    """Put the parts together; ``vectors`` has shape (passages, dimension), rows of length 1.

    Raises ValueError when the parts do not fit together.
    """
    if vectors.shape != (len(passages), recipe.dimension) or lexical.size != len(passages):
        raise ValueError(f"{len(passages)} passages, {vectors.shape} vectors, {lexical.size} texts")
    flat = faiss.IndexIDMap2(faiss.IndexFlatIP(recipe.dimension))
    flat.add_with_ids(
        np.ascontiguousarray(vectors, dtype=np.float32), np.arange(len(passages), dtype=np.int64)
    )
    by_id = {document.doc_id: document for document in documents}
    return Index(recipe, by_id, tuple(passages), flat, lexical)


def save_index(index: Index, folder: Path) -> None:
    """Write the index aside and put it in place in one step.

    Raises IndexMismatch when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            _remove_data(folder, keep=_current_data(folder))  # what a killed build left behind
            data = folder / f"data-{uuid.uuid4().hex[:12]}"
            _write_data(index, data)
            manifest = _manifest(index, data)
            _put_in_place(json.dumps(manifest, ensure_ascii=False, indent=1), folder / MANIFEST)
            _remove_data(folder, keep=data.name)
    except OSError as error:
        raise IndexMismatch(
            f"the index cannot be written to {folder} ({error.strerror or error}): "
            "make room or give a folder you may write to with --index"
        ) from error


def load_index(folder: Path, expected: Recipe | None = None, *, encoder: str = "") -> Index:
    """Read an index back, checked against its own hashes and against what is expected of it.

    ``expected`` None takes any recipe, with ``encoder`` any made by that encoder. Raises IndexMismatch when the index is missing, stale,
    foreign or damaged.
    """
    manifest = _read_manifest(folder)
    _check_recipe(manifest, expected, folder)
    if encoder and (found := _recipe(manifest, folder).encoder) != encoder:
        raise IndexMismatch(f"the index in {folder} was made with another encoder ({found}): {REBUILD}")
    try:
        return _read_data(manifest, folder)
    except FileNotFoundError:
        # another process may have replaced the index since the manifest was read
        if _read_manifest(folder) == manifest:
            raise _damaged(folder, "a file is missing") from None
        return load_index(folder, expected)


def recipe_on_disk(folder: Path) -> Recipe:
    """Return what the index in a folder was made from; raises IndexMismatch as ``load_index``."""
    return _recipe(_read_manifest(folder), folder)


def _write_data(index: Index, data: Path) -> None:
    data.mkdir()
    faiss.write_index(index.vectors, str(data / VECTORS))
    _write_lines(data / PASSAGES, map(passage_to_json, index.passages))
    _write_lines(data / DOCUMENTS, map(document_to_json, index.documents.values()))
    index.lexical.save(data / WORDS)
    for path in (*_files(data), data / WORDS, data):
        _sync(path)


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)


def _manifest(index: Index, data: Path) -> dict[str, Any]:
    return {
        "format": FORMAT_VERSION,
        "recipe": asdict(index.recipe),
        "documents": len(index.documents),
        "passages": len(index.passages),
        "data": data.name,
        "files": {path.relative_to(data).as_posix(): _sha256(path) for path in _files(data)},
    }


def _put_in_place(text: str, path: Path) -> None:
    """Replace a file in one step, safe against a power cut on both sides of it."""
    aside = path.with_name(path.name + ".new")
    aside.write_text(text, encoding="utf-8")
    _sync(aside)
    os.replace(aside, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows neither can nor need sync a folder
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_data(folder: Path, keep: str) -> None:
    for path in folder.glob("data-*"):
        if path.name != keep:
            shutil.rmtree(path)


def _current_data(folder: Path) -> str:
    try:
        return str(_read_manifest(folder)["data"])
    except IndexMismatch:
        return ""


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IndexMismatch(
            f"there is no index in {folder}: build it with: python -m rag index"
        ) from None
    except OSError as error:
        raise _unreadable(folder, error) from error
    except ValueError as error:  # no UTF-8 or no JSON
        raise _damaged(folder, f"{MANIFEST} is broken") from error
    if not isinstance(manifest, dict):
        raise _damaged(folder, f"{MANIFEST} is broken")
    if manifest.get("format") != FORMAT_VERSION:
        raise IndexMismatch(
            f"the index in {folder} has format {manifest.get('format')}, "
            f"this program reads {FORMAT_VERSION}: {REBUILD}"
        )
    if set(manifest) != {"format", "recipe", "documents", "passages", "data", "files"}:
        raise _damaged(folder, f"{MANIFEST} is broken")
    return manifest


def _check_recipe(manifest: dict[str, Any], expected: Recipe | None, folder: Path) -> None:
    if expected is None:
        return
    found = _recipe(manifest, folder)
    if (found.encoder, found.dimension) != (expected.encoder, expected.dimension):
        reason = f"was made with another encoder ({found.encoder})"
    elif found.passage_chars != expected.passage_chars:
        reason = f"has passages of {found.passage_chars} characters, not {expected.passage_chars}"
    elif found.corpus != expected.corpus:
        reason = f"is stale: {_difference(found.corpus, expected.corpus)}"
    elif found.clerk != expected.clerk:
        reason = "is stale: the corpus's manifest.jsonl has changed"
    else:
        return
    raise IndexMismatch(f"the index in {folder} {reason}: {REBUILD}")


def _difference(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Say how the corpus changed: how many documents, and the first of each sort by name."""
    sorts = {
        "new": sorted(new.keys() - old.keys()),
        "gone": sorted(old.keys() - new.keys()),
        "changed": sorted(name for name in old.keys() & new.keys() if old[name] != new[name]),
    }
    return ", ".join(f"{len(names)} {sort} ({names[0]})" for sort, names in sorts.items() if names)


def _recipe(manifest: dict[str, Any], folder: Path) -> Recipe:
    try:
        return Recipe(**manifest["recipe"])
    except TypeError as error:
        raise _damaged(folder, f"{MANIFEST} is broken") from error


def _read_data(manifest: dict[str, Any], folder: Path) -> Index:
    recipe, data = _recipe(manifest, folder), folder / str(manifest["data"])
    try:
        for name, sha256 in manifest["files"].items():
            if _sha256(data / name) != sha256:
                raise _damaged(folder, f"{name} is not what was written")
        return Index(
            recipe,
            {d.doc_id: d for d in map(document_from_json, _read_lines(data / DOCUMENTS))},
            tuple(map(passage_from_json, _read_lines(data / PASSAGES))),
            faiss.read_index(str(data / VECTORS)),
            LexicalIndex.load(data / WORDS, manifest["passages"]),
        )
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unreadable(folder, error) from error


def _read_lines(path: Path) -> Iterable[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def _files(data: Path) -> list[Path]:
    return sorted(path for path in data.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(folder: Path, what: str) -> IndexMismatch:
    return IndexMismatch(f"the index in {folder} is damaged ({what}): {REBUILD}")


def _unreadable(folder: Path, error: OSError) -> IndexMismatch:
    return IndexMismatch(
        f"the index in {folder} cannot be read ({error.strerror or error}): "
        "check the folder's permissions or give another with --index"
    )
