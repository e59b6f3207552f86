"""The index's manifest: what the index was made from, and what its files have to hash to.

It is the pointer to the data folder: an index comes into force when its manifest takes the old
one's place.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import IndexMismatch

FORMAT_VERSION = 18  # raise it when files, facts or the way passages and sentences are made change
MANIFEST = "manifest.json"
REBUILD = "rebuild it with: python -m rag index --rebuild"
Stamp = tuple[int, int, int]  # of the manifest's file: inode, time in ns, size


@dataclass(frozen=True)
class Recipe:
    """What an index is made from; two indexes of one recipe answer alike."""

    encoder: str  # Encoder.fingerprint
    dimension: int
    passage_chars: int
    corpus: Mapping[str, str]  # doc_id -> corpus_hashes, also of files that could not be read
    clerk: Mapping[str, str] = field(default_factory=dict)  # doc_id -> sha256 of its line there
    store: str = ""  # where the passages are, if not in the index: ``rag.stores.place_of``
    folder: str = field(default="", compare=False)  # where the corpus was: tells staleness later
    program: str = field(default="", compare=False)  # sha256 of the code that read the documents


@dataclass(frozen=True)
class Manifest:
    """What an index was made from and the sha256 of each of its files."""

    recipe: Recipe
    documents: int
    passages: int
    data: str  # name of the data folder
    files: Mapping[str, str]  # path below the data folder -> sha256
    format: int = FORMAT_VERSION

    @property
    def checksum(self) -> str:
        """The sha256 of everything the manifest says."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Replace the manifest in one step, safe against a power cut on both sides of it."""
    aside = folder / f"{MANIFEST}.new"
    row = {**asdict(manifest), "checksum": manifest.checksum}
    aside.write_text(json.dumps(row, ensure_ascii=False, indent=1), encoding="utf-8")
    sync(aside)
    os.replace(aside, folder / MANIFEST)
    sync(folder)


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's manifest.

    Raises IndexMismatch when it is missing, unreadable, damaged or of another format.
    """
    try:
        row = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMismatch(
            f"there is no index in {folder}: build it with: python -m rag index"
        ) from None
    except OSError as error:
        raise unreadable(folder, error) from error
    except (ValueError, RecursionError) as error:  # neither UTF-8 nor JSON
        raise damaged(folder, f"{MANIFEST} is broken") from error
    if isinstance(row, dict) and row.get("format", FORMAT_VERSION) != FORMAT_VERSION:
        raise IndexMismatch(
            f"the index in {folder} has format {row['format']}, "
            f"this program reads {FORMAT_VERSION}: {REBUILD}"
        )
    return _checked(row, folder)


def manifest_stamp(folder: Path) -> Stamp | None:
    """Return what tells cheaply that another manifest is in place; None where there is none."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _checked(row: Any, folder: Path) -> Manifest:
    try:
        checksum = row.pop("checksum")
        manifest = Manifest(**{**row, "recipe": Recipe(**row["recipe"])})
    except (AttributeError, KeyError, TypeError) as error:
        raise damaged(folder, f"{MANIFEST} is broken") from error
    if manifest.checksum != checksum:
        raise damaged(folder, f"{MANIFEST} is not what was written")
    return manifest


def check_recipe(found: Recipe, expected: Recipe, folder: Path) -> None:
    """Raise IndexMismatch, saying what differs, when an index has another recipe."""
    if (found.encoder, found.dimension) != (expected.encoder, expected.dimension):
        reason = f"was made with another encoder ({found.encoder})"
    elif found.passage_chars != expected.passage_chars:
        reason = f"has passages of {found.passage_chars} characters, not {expected.passage_chars}"
    elif found.store != expected.store:
        reason = f"was made for passages in {found.store or 'the index itself'}"
    elif found.corpus != expected.corpus:
        reason = f"is stale: {_in_words(differences(found.corpus, expected.corpus))}"
    elif found.clerk != expected.clerk:
        reason = "is stale: the corpus's manifest.jsonl has changed"
    else:
        return
    raise IndexMismatch(f"the index in {folder} {reason}: {REBUILD}")


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, list[str]]:
    """Return which documents are ``new``, ``gone`` and ``changed`` between two states of a corpus."""
    return {
        "new": sorted(new.keys() - old.keys()),
        "gone": sorted(old.keys() - new.keys()),
        "changed": sorted(name for name in old.keys() & new.keys() if old[name] != new[name]),
    }


def _in_words(found: Mapping[str, list[str]]) -> str:
    """Say how the corpus changed: how many documents, and the first of each sort by name."""
    return ", ".join(f"{len(names)} {sort} ({names[0]})" for sort, names in found.items() if names)


def sync(path: Path) -> None:
    """Have a file or folder written through to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows neither can nor need sync a folder
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def damaged(folder: Path, what: str) -> IndexMismatch:
    """Return the error for an index that is not what was written."""
    return IndexMismatch(f"the index in {folder} is damaged ({what}): {REBUILD}")


def unwritable(folder: Path, error: Exception) -> IndexMismatch:
    """Return the error for an index folder that nothing can be written to."""
    reason = (error.strerror if isinstance(error, OSError) else "") or error
    return IndexMismatch(
        f"the index cannot be written to {folder} ({reason}): "
        "make room or give a folder you may write to with --index"
    )


def unreadable(folder: Path, error: OSError) -> IndexMismatch:
    """Return the error for an index that the system does not let us read."""
    return IndexMismatch(
        f"the index in {folder} cannot be read ({error.strerror or error}): "
        "check the folder's permissions or give another with --index"
    )
