"""One file in, ``SourceText`` out: decoded, and otherwise untouched.

A Word file (word.py) or a PDF (pdf.py) becomes the web page that is then read; all else stays as it is.

Encodings: UTF-8 (with or without BOM), UTF-16 with BOM, what an HTML page declares, GB18030.
Strict UTF-8 before GB18030 needs no statistics: Chinese GB18030 text is practically never valid
UTF-8, while guessing libraries need more text than a short notice has.
"""

from __future__ import annotations

import codecs
import hashlib
import importlib.util
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from rag.errors import CorpusError
from rag.types import Format, SourceText

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


def _read_picture(content: bytes) -> tuple[str, str]:
    from rag.pdf import read_picture

    return read_picture(content)


# A new kind of file is one more line here: its ending and its reader.
READERS: dict[str, tuple[Format, Reader]] = {
    ".txt": ("txt", decode_text),
    ".md": ("md", decode_text),
    ".html": ("html", decode_html),
    ".htm": ("html", decode_html),
    ".docx": ("docx", _read_docx),
    ".doc": ("docx", _read_doc),
    ".pdf": ("pdf", _read_pdf),
    ".png": ("scan", _read_picture),
    ".jpg": ("scan", _read_picture),
    ".jpeg": ("scan", _read_picture),
}
PICTURES = frozenset(ending for ending, (kind, _) in READERS.items() if kind == "scan")
INSTALL_OCR = "install the extra [ocr] to have it read (make ocr)"
_ADVICE: dict[Format, str] = {
    "docx": "save it as .docx in Word, WPS or LibreOffice, or take it out",
    "pdf": "mend it or take it out",
    "scan": "take it out",
}


def load_file(path: Path, doc_id: str) -> SourceText:
    """Read one document.

    Raises CorpusError when the file cannot be read, is not text, is empty, or has an ending
    that no reader knows.
    """
    ending = path.suffix.lower()
    if ending not in READERS:
        raise CorpusError(f"{doc_id}: {no_reader(ending)}")
    file_format, reader = READERS[ending]
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{doc_id}: {system_fault(error)}") from None
    try:
        raw, encoding = reader(content)
    except ValueError as error:
        why = "damaged text" if isinstance(error, UnicodeDecodeError) else str(error)
        advice = _ADVICE.get(file_format, "save it as UTF-8 text or take it out")
        raise CorpusError(f"{doc_id}: {why}; {advice}") from None
    return SourceText(doc_id, raw, file_format, hashlib.sha256(content).hexdigest(), encoding)


def no_reader(ending: str) -> str:
    """Say that no reader knows the ending of a name."""
    known = " ".join(READERS)
    return f"no reader for {ending or 'a name without an ending'!r}; accepted: {known}"


def system_fault(error: OSError | RuntimeError) -> str:
    """Say why the system does not give a file or folder."""
    reason = error.strerror if isinstance(error, OSError) else "links in a circle"
    return f"cannot be read ({reason}); check its rights"


def tool_of(ending: str) -> str:
    """Return the name of the optional program that reads such files and is installed; else empty."""
    if ending == ".doc" and office_program():
        return "LibreOffice"
    return "OCR" if ending in (".pdf", *PICTURES) and recognises_text() else ""


def recognises_text() -> bool:
    """Tell whether the package that reads scans (scans.py) is installed."""
    return importlib.util.find_spec("rapidocr_onnxruntime") is not None


def office_program() -> str | None:
    """Return the path of LibreOffice, which converts old Word files; None where it is missing."""
    return shutil.which("soffice") or shutil.which("libreoffice")
