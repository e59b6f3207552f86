"""The files of a corpus folder: which may be read, under which name, and what the clerk says of them.

A name, a link or a size that is refused costs nothing: the content is hashed only of what may be read.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rag.errors import CorpusError
from rag.load import (
    INSTALL_OCR,
    PICTURES,
    READERS,
    no_reader,
    recognises_text,
    system_fault,
    tool_of,
)

MANIFEST = "manifest.jsonl"
COMPANIONS = frozenset([MANIFEST, "examples.json"])  # stand beside the documents, are none
LONGEST_NAME = 255  # characters of a path below the corpus folder
RETIRED = "retired in manifest.jsonl; it answers nothing"
_SHOWN_NAME = 80  # characters of a refused name that a line shows
# They turn the text around them, so that a name looks like another (UAX 9).
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A visible file; ``refusal`` says why it is not read, empty where it may be.

    ``digest`` is what its reading depends on: the sha256 of the content, and the optional program
    that takes part in it; empty where it is refused.
    """

    doc_id: str  # path below the corpus folder, forward slashes; printable where it is refused
    path: Path
    refusal: str = ""
    digest: str = ""


def corpus_files(
    folder: Path, megabytes: int, entries: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
) -> list[CorpusFile]:
    """List the visible files below a folder, sorted by ``doc_id``, those that are refused with the reason.

    Refused are those that the clerk's ``entries`` retire, files of more than ``megabytes`` (10**6 bytes),
    names that cannot be shown, links out of the folder and to folders, what is no regular file, and
    endings that no reader knows. Raises CorpusError when the folder is missing.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder} is not a folder; create it and put documents in, "
                          "or name another one with --corpus")  # fmt: skip
    root = folder.resolve()
    found: list[CorpusFile] = []
    taken: set[str] = set()
    for path, fault in sorted(_walk(folder)):
        doc_id = _doc_id(path.relative_to(folder))
        fault = fault or name_fault(doc_id) or file_fault(path, root, megabytes)
        if is_retired(entries.get(doc_id, {})):
            fault = fault or RETIRED
        if doc_id in taken:
            fault = "another file has the same name in another encoding; rename it"
        taken.add(doc_id)
        digest = ""
        if not fault:
            try:
                digest = digest_of(path)
            except OSError as error:
                fault = system_fault(error)
        found.append(CorpusFile(shown_name(doc_id) if fault else doc_id, path, fault, digest))
    return sorted(found, key=lambda file: file.doc_id)


def corpus_hashes(folder: Path, files: Sequence[CorpusFile]) -> dict[str, str]:
    """Return the ``digest`` of each file of the folder that may be read, by ``doc_id``.

    Raises CorpusError when there is none.
    """
    found = {file.doc_id: file.digest for file in files if not file.refusal}
    if not found:
        first = next((f"skipped {file.doc_id}: {file.refusal}" for file in files), "")
        raise nothing_to_read(folder, first)
    return found


def nothing_to_read(folder: Path, reason: str = "") -> CorpusError:
    """Return the error for a folder without a readable document; ``reason``: that of the first file."""
    why = f" ({reason})" if reason else ""
    return CorpusError(f"no readable document in {folder}{why}; put {' '.join(READERS)} "
                       "files there or name another folder with --corpus")  # fmt: skip


def shown_name(name: str) -> str:
    """Return a name on one line of printable characters, its middle left out where it is long."""
    if len(name) > _SHOWN_NAME:
        name = f"{name[: _SHOWN_NAME // 2]}…{name[-_SHOWN_NAME // 2 + 1 :]}"
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs"
        else c.encode("unicode_escape").decode() for c in name
    )  # fmt: skip


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield visible files and, with the reason, the folders that are not looked into."""
    unread: list[tuple[Path, str]] = []

    def note(error: OSError) -> None:
        unread.append((Path(error.filename), system_fault(error)))

    for parent, folders, names in os.walk(folder, onerror=note):
        visible = [name for name in folders if not name.startswith(".")]
        folders[:] = []
        for name in visible:
            path = Path(parent, name)
            if path.is_symlink():
                yield path, "a link to a folder, which is not followed; copy the folder"
            elif len(str(path.relative_to(folder))) > LONGEST_NAME:
                yield path, name_fault(str(path.relative_to(folder)))
            else:
                folders.append(name)
        for name in names:
            path = Path(parent, name)
            if not name.startswith(".") and path.relative_to(folder).as_posix() not in COMPANIONS:
                yield path, ""
    yield from unread


def digest_of(path: Path) -> str:
    """Return what reading a file depends on (``CorpusFile.digest``). Raises OSError."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return f"{digest} {tool_of(path.suffix.lower())}".strip()


def _doc_id(relative: Path) -> str:
    """Return the name; one that is not UTF-8 comes out of a Chinese archive of Windows."""
    name = relative.as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def is_retired(entry: Mapping[str, Any]) -> bool:
    """Tell whether the clerk's line takes a document out of the answers."""
    return entry.get("retired") is True


def name_fault(name: str) -> str:
    """Return why a path below the corpus folder cannot be the name of a document; else empty."""
    if len(name) > LONGEST_NAME:
        return f"a name of {len(name)} characters, more than {LONGEST_NAME}; shorten it"
    for sign in name:
        if sign in _TURNING or unicodedata.category(sign) in ("Cc", "Zl", "Zp"):
            return f"its name holds the control character U+{ord(sign):04X}; rename it"
    return ""


def file_fault(path: Path, root: Path, megabytes: int) -> str:
    """Return why a file below the folder ``root`` is not read, from what the system tells; else empty."""
    ending = path.suffix.lower()
    if ending not in READERS:
        return no_reader(ending)
    if ending in PICTURES and not recognises_text():
        return f"a picture: {INSTALL_OCR}"
    try:
        target = path.resolve()
        state = target.stat()
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        return system_fault(error)
    if not target.is_relative_to(root):
        return "a link that leads out of the corpus folder; copy the file"
    if not stat.S_ISREG(state.st_mode):
        return "no ordinary file; take it out"
    if state.st_size > megabytes * 10**6:
        return (f"{state.st_size / 10**6:.1f} MB, more than {megabytes}; split it, "
                "or raise RAG_FILE_MEGABYTES")  # fmt: skip
    return ""


def read_manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """Read what the clerk says about the documents, keyed by ``doc_id``; empty without a manifest.

    Raises CorpusError, with the line number, for a line that is not a JSON object with a text
    ``doc_id``, or that repeats one.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} cannot be read ({error}); save it as UTF-8") from None
    entries: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            why = getattr(error, "msg", "nested too deeply")
            raise CorpusError(f"{path} line {number} is not JSON ({why}); mend it") from None
        doc_id = entry.get("doc_id") if isinstance(entry, dict) else None
        if not isinstance(doc_id, str):
            raise CorpusError(f'{path} line {number} has no "doc_id" text; add the file\'s path')
        if doc_id in entries:
            raise CorpusError(f"{path} line {number} repeats doc_id {doc_id!r}; keep one")
        entries[doc_id] = entry
    return entries
