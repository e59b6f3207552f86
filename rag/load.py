"""Corpus files in, ``SourceText`` out: found, decoded, and otherwise untouched.

A Word file (word.py) or a PDF (pdf.py) becomes the web page that is then read; all else stays as it is.

Encodings: UTF-8 (with or without BOM), UTF-16 with BOM, what an HTML page declares, GB18030.
Strict UTF-8 before GB18030 needs no statistics: Chinese GB18030 text is practically never valid
UTF-8, while guessing libraries need more text than a short notice has.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rag.errors import CorpusError
from rag.types import Format, SourceText

MANIFEST = "manifest.jsonl"
_COMPANIONS = frozenset([MANIFEST, "examples.json"])  # stand beside the documents, are none
Reader = Callable[[bytes], tuple[str, str]]  # file content -> text, encoding; raises ValueError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_DECLARED = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)


def decode_text(content: bytes) -> tuple[str, str]:
    """Decode plain text or Markdown.

    Returns the text and the encoding's name. Raises ValueError for binary content.
    """
    return _decode(content, "")


def decode_html(content: bytes) -> tuple[str, str]:
    """Decode a web page, trying the character set that it declares before GB18030.

    Returns the text and the encoding's name. Raises ValueError for binary content.
    """
    declared = _DECLARED.search(content[:4096])
    return _decode(content, declared[1].decode("ascii").lower() if declared else "")


def _decode(content: bytes, declared: str) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _checked(content.decode(encoding)), encoding
    if b"\x00" in content:
        raise ValueError("binary content")
    candidates = ["utf-8", "gb18030"]
    # GB2312 and GBK are subsets of GB18030, and pages that declare them often use characters beyond.
    if declared not in ("", "utf-8", "utf8", "gb2312", "gbk"):
        candidates.insert(1, declared)
    for encoding in candidates:
        try:
            return _checked(content.decode(encoding)), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    raise ValueError("neither UTF-8 nor GB18030 text")


def _checked(text: str) -> str:
    # One stray control character happens in text that was copied from a word processor.
    if len(_CONTROL.findall(text)) > 1 + len(text) // 2000:
        raise ValueError("binary content")
    if not text.strip("\ufeff \t\r\n\x0b\x0c\u3000\xa0"):
        raise ValueError("no text in it")
    return text


def _read_docx(content: bytes) -> tuple[str, str]:
    from rag.word import read_docx  # its library is loaded only where there is such a file

    return read_docx(content)


def _read_doc(content: bytes) -> tuple[str, str]:
    from rag.word import read_doc

    return read_doc(content)


def _read_pdf(content: bytes) -> tuple[str, str]:
    from rag.pdf import read_pdf

    return read_pdf(content)


# A new kind of file (scans) is one more line here: its ending and its reader.
READERS: dict[str, tuple[Format, Reader]] = {
    ".txt": ("txt", decode_text),
    ".md": ("md", decode_text),
    ".html": ("html", decode_html),
    ".htm": ("html", decode_html),
    ".docx": ("docx", _read_docx),
    ".doc": ("docx", _read_doc),
    ".pdf": ("pdf", _read_pdf),
}
_ADVICE: dict[Format, str] = {
    "docx": "save it as .docx in Word, WPS or LibreOffice, or take it out",
    "pdf": "mend it or take it out",
}


def load_file(path: Path, doc_id: str) -> SourceText:
    """Read one document.

    Raises CorpusError when the file cannot be read, is not text, is empty, or has an ending
    that no reader knows.
    """
    return _decoded(_content(path, doc_id), path, doc_id)


def load_corpus(folder: Path) -> tuple[list[SourceText], list[str]]:
    """Read every document below a folder; one bad file never stops the rest.

    Returns the documents, sorted by ``doc_id`` (path below the folder, forward slashes), and
    one line for each file that was skipped. Raises CorpusError when the folder is missing or
    holds no readable document.
    """
    documents, _, skipped = load_changed(folder, {})
    return documents, skipped


def load_changed(
    folder: Path, known: Mapping[str, str]
) -> tuple[list[SourceText], list[str], list[str]]:
    """Read the documents below a folder whose hash is not ``known``, doc_id -> sha256.

    Returns them, the ``doc_id`` of those that are known, and one line for each file that was
    skipped; all else as ``load_corpus``. What is known is not taken apart: a PDF takes time.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder} is not a folder; create it and put documents in, "
                          "or name another one with --corpus")  # fmt: skip
    documents: list[SourceText] = []
    unchanged: list[str] = []
    skipped: list[str] = []
    for doc_id, path in _files(folder):
        try:
            content = _content(path, doc_id)
            if known.get(doc_id) == hashlib.sha256(content).hexdigest():
                unchanged.append(doc_id)
            else:
                documents.append(_decoded(content, path, doc_id))
        except CorpusError as error:
            skipped.append(f"skipped {error}")
    if not documents and not unchanged:
        reason = f" ({skipped[0]})" if skipped else ""
        raise CorpusError(f"no readable document in {folder}{reason}; put {' '.join(READERS)} "
                          "files there or name another folder with --corpus")  # fmt: skip
    return documents, unchanged, skipped


def corpus_hashes(folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Return the hash of each readable document by ``doc_id``, as ``load_corpus`` would find them.

    One whose hash is ``known`` is not taken apart again. Raises CorpusError as ``load_corpus`` does.
    """
    documents, unchanged, _ = load_changed(folder, known)
    found = {d.doc_id: d.sha256 for d in documents} | {name: known[name] for name in unchanged}
    return dict(sorted(found.items()))


def _content(path: Path, doc_id: str) -> bytes:
    ending = path.suffix.lower()
    if ending not in READERS:
        known = " ".join(READERS)
        raise CorpusError(f"{doc_id}: no reader for {ending or 'a name without an ending'!r}; "
                          f"accepted: {known}")  # fmt: skip
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"{doc_id}: cannot be read ({error.strerror}); check its rights"
        ) from None


def _decoded(content: bytes, path: Path, doc_id: str) -> SourceText:
    file_format, reader = READERS[path.suffix.lower()]
    try:
        raw, encoding = reader(content)
    except ValueError as error:
        why = "damaged text" if isinstance(error, UnicodeDecodeError) else str(error)
        advice = _ADVICE.get(file_format, "save it as UTF-8 text or take it out")
        raise CorpusError(f"{doc_id}: {why}; {advice}") from None
    return SourceText(doc_id, raw, file_format, hashlib.sha256(content).hexdigest(), encoding)


def _files(folder: Path) -> list[tuple[str, Path]]:
    """List (doc_id, path) of all visible files, sorted; unreadable folders are passed over."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            doc_id = path.relative_to(folder).as_posix()
            if not name.startswith(".") and doc_id not in _COMPANIONS:
                # A file name that is not UTF-8 could not be written into the index.
                found.append((doc_id.encode("utf-8", "replace").decode(), path))
    return sorted(found)


def read_manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """Read what the clerk says about the documents, keyed by ``doc_id``; empty without a manifest.

    Raises CorpusError, with the line number, for a line that is not a JSON object with a text
    ``doc_id``, or that repeats one.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} cannot be read ({error}); save it as UTF-8") from None
    entries: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            raise CorpusError(f"{path} line {number} is not JSON ({error.msg}); mend it") from None
        doc_id = entry.get("doc_id") if isinstance(entry, dict) else None
        if not isinstance(doc_id, str):
            raise CorpusError(f'{path} line {number} has no "doc_id" text; add the file\'s path')
        if doc_id in entries:
            raise CorpusError(f"{path} line {number} repeats doc_id {doc_id!r}; keep one")
        entries[doc_id] = entry
    return entries
