"""What was deleted or replaced, until it is restored: nothing is lost.

```
corpus/.trash/
  20261127T065744-5f2c…/    one file that was taken out; hidden folders are never indexed
    entry.json              its doc_id, when, who and why, and the clerk's line that it had
    file                    its bytes
```
It stands in the corpus folder and not in that of the index, which may be removed at any time and be
on another disk: a file goes there and comes back by ``os.replace``, in one step.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from rag.clerk import write_aside, write_entry
from rag.errors import CorpusError
from rag.files import read_manifest
from rag.load import system_fault
from rag.manifest import sync

FOLDER = ".trash"
_ENTRY, _FILE = "entry.json", "file"
_ID = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{8}")
Why = Literal["deleted", "replaced"]


@dataclass(frozen=True, slots=True)
class Trashed:
    """A file that was taken out of the corpus."""

    id: str
    doc_id: str
    at: str  # local time, ISO, to the second
    by: str
    why: Why
    title: str
    entry: Mapping[str, Any] | None = None  # the clerk's line


def throw(corpus: Path, doc_id: str, by: str, why: Why, title: str = "") -> Trashed:
    """Take a file and the clerk's line of it out of the corpus. Raises CorpusError."""
    now = datetime.now().replace(microsecond=0)
    name = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    entry = read_manifest(corpus).get(doc_id)
    found = Trashed(name, doc_id, now.isoformat(), by, why, title or doc_id, entry)
    place = corpus / FOLDER / name
    try:
        place.mkdir(parents=True)
        row = {key: value for key, value in asdict(found).items() if key != "id"}
        write_aside(place / _ENTRY, json.dumps(row, ensure_ascii=False, indent=1))
        os.replace(corpus / doc_id, place / _FILE)
        sync(place)
    except OSError as error:
        shutil.rmtree(place, ignore_errors=True)  # it holds no file: the last step did not happen
        raise CorpusError(f"{doc_id}: {system_fault(error)}") from None
    write_entry(corpus, doc_id, None)
    return found


def trashed(corpus: Path) -> list[Trashed]:
    """Return what was taken out, the latest first; what a kill left half-made is passed over."""
    found = []
    for place in sorted((corpus / FOLDER).glob("*"), reverse=True):
        with contextlib.suppress(CorpusError):
            found.append(_read(corpus, place.name))
    return found


def put_back(corpus: Path, trash_id: str) -> Trashed:
    """Put a file and the clerk's line back in the corpus under the name that it had.

    Raises CorpusError when it is not there, or another file has the name.
    """
    found = _read(corpus, trash_id)
    place, target = corpus / FOLDER / found.id, corpus / found.doc_id
    if target.exists() or target.is_symlink():
        raise CorpusError(f"{found.doc_id}: another file has the name; delete that one first")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(place / _FILE, target)
        sync(target.parent)
    except OSError as error:
        raise CorpusError(f"{found.doc_id}: {system_fault(error)}") from None
    if found.entry is not None:
        write_entry(corpus, found.doc_id, found.entry)
    shutil.rmtree(place, ignore_errors=True)
    return found


def _read(corpus: Path, trash_id: str) -> Trashed:
    """Raises CorpusError when there is no such file, or what is told of it cannot be read."""
    place = corpus / FOLDER / trash_id
    try:
        if not _ID.fullmatch(trash_id) or not (place / _FILE).is_file():
            raise CorpusError("the file is no longer in the trash")
        row = json.loads((place / _ENTRY).read_text("utf-8"))
        found = Trashed(trash_id, **row)
    except (OSError, ValueError, TypeError):
        raise CorpusError(f"{place / _ENTRY} cannot be read; move the file back by hand") from None
    if not (corpus / found.doc_id).resolve().is_relative_to(corpus.resolve()):
        raise CorpusError(f"{place / _ENTRY} names a file outside the corpus; move it by hand")
    return found
