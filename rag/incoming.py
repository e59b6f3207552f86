"""Files that were sent and are not yet documents: each aside in the corpus folder, under a safe name.

```
corpus/.incoming/
  5f2c….pdf   the bytes of one file; hidden folders are never indexed
```
They stand on the same disk as the documents, so that ``os.replace`` puts them in place in one step.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from rag.errors import CorpusError
from rag.files import COMPANIONS, LONGEST_NAME, digest_of, name_fault, shown_name
from rag.load import READERS, no_reader, system_fault
from rag.manifest import sync

FOLDER = ".incoming"
KEPT = 24 * 3600  # seconds; what is older was left by a server that ended
_LONGEST = 255  # bytes of a name in UTF-8: what file systems of Linux take
_MOST = 10_000  # files that wait at one time


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that was sent; ``fault`` says why it is not taken, empty where it may be."""

    id: str
    name: str  # as it was sent, on one line
    doc_id: str  # what it would be called in the corpus
    path: Path
    fault: str = ""
    digest: str = ""  # CorpusFile.digest


def safe_name(sent: str) -> str:
    """Return the name of a file without its folders, in one form of Unicode, at most 255 bytes long.

    A longer one loses the end of its stem and gets a mark of the whole, so that no two long names
    become the same. Raises CorpusError for a name that no document can have.
    """
    name = unicodedata.normalize("NFC", sent.replace("\\", "/").rpartition("/")[2]).strip()
    if not name.strip("."):
        raise CorpusError("a file without a name; give it one")
    if name.startswith("."):
        raise CorpusError("a hidden file, which is not read; rename it without the dot in front")
    if name in COMPANIONS:
        raise CorpusError("a file with this name stands beside the documents; rename it")
    if len(name) > 4 * LONGEST_NAME:
        raise CorpusError(f"a name of {len(name)} characters, more than {LONGEST_NAME}; shorten it")
    ending = PurePosixPath(name).suffix
    if ending.lower() not in READERS:
        raise CorpusError(no_reader(ending.lower()[:20]))
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        raise CorpusError("its name is not Unicode text; rename it") from None
    if fault := name_fault(name[:LONGEST_NAME]):
        raise CorpusError(fault)
    if size <= _LONGEST:
        return name
    mark = f"~{hashlib.sha256(name.encode()).hexdigest()[:6]}{ending}"
    stem = name[: -len(ending)].encode()[: _LONGEST - len(mark.encode())]
    return stem.decode("utf-8", "ignore") + mark


class Incoming:
    """The files that wait in one corpus folder; those of a server that ended are gone after a day."""

    def __init__(self, corpus: Path, megabytes: int) -> None:
        self.folder = corpus / FOLDER
        self.megabytes = megabytes
        self._waiting: dict[str, Upload] = {}
        self._remove_old()

    def get(self, upload_id: str) -> Upload | None:
        """Return a file that waits."""
        return self._waiting.get(upload_id)

    def begin(self, sent: str) -> tuple[Upload, BinaryIO | None]:
        """Return the record of a file that is to come, and where its bytes go; None where it is not
        taken. Raises CorpusError when the folder cannot be written."""
        upload_id, shown = secrets.token_hex(8), shown_name(sent)
        try:
            doc_id = safe_name(sent)
        except CorpusError as error:
            nowhere = Upload(upload_id, shown, "", self.folder / upload_id)
            return self.refuse(nowhere, str(error)), None
        path = self.folder / f"{upload_id}{PurePosixPath(doc_id).suffix}"  # readers go by it
        upload = Upload(upload_id, shown, doc_id, path)
        if len(self._waiting) >= _MOST:
            raise CorpusError(f"{_MOST} files wait already; let them be taken first")
        try:
            self.folder.mkdir(exist_ok=True)
            return upload, path.open("xb")
        except OSError as error:
            raise CorpusError(f"the corpus folder: {system_fault(error)}") from None

    def complete(self, upload: Upload) -> Upload:
        """Keep a file all of whose bytes are there."""
        found = replace(upload, digest=digest_of(upload.path))
        self._waiting[upload.id] = found
        return found

    def refuse(self, upload: Upload, fault: str) -> Upload:
        """Keep of a file only why it is not taken."""
        self.drop(upload)
        found = replace(upload, fault=fault)
        self._waiting[upload.id] = found
        return found

    def place(self, upload: Upload) -> None:
        """Put a file that waits into the corpus. Raises CorpusError."""
        corpus = self.folder.parent
        try:
            sync(upload.path)
            os.replace(upload.path, corpus / upload.doc_id)
            sync(corpus)
        except OSError as error:
            raise CorpusError(f"{upload.doc_id}: {system_fault(error)}") from None
        self.drop(upload)

    def drop(self, upload: Upload) -> None:
        """Forget a file, and remove its bytes where they are still here."""
        self._waiting.pop(upload.id, None)
        with suppress(OSError):  # what cannot go now is tried again after a day
            upload.path.unlink()

    def _remove_old(self) -> None:
        for path in self.folder.glob("*"):
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - KEPT:
                    path.unlink()
