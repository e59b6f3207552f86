"""Word files (.docx; .doc through LibreOffice) as simple web pages.

A .docx is a zip archive of XML parts (ECMA-376 part 2); python-docx opens the archive, and what
it does not read (numbers of lists, notes, text boxes, revisions) is read from the parts
themselves: wordbody.py, wordlists.py, wordstyles.py.
"""

from __future__ import annotations

import html
import posixpath
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import takewhile
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml

from rag.furniture import squeezed
from rag.load import office_program
from rag.wordbody import Block, BodyReader
from rag.wording import DOCUMENT_TAIL
from rag.wordlists import Numbering
from rag.wordstyles import Element, Styles, W

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Word files and encrypted new ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK"
_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|officeDocument)/(main|math|relationships)"
)
_MOST_BYTES = 200 * 1024 * 1024  # of all parts, unpacked
_MOST_RATIO = 200  # unpacked to packed
_MOST_PARTS = 10_000
_HEAD = 12  # blocks among which the title stands
_SHORTEST_TITLE = 6  # characters


def read_docx(content: bytes) -> tuple[str, str]:
    """Return a Word file as a web page (one element per paragraph) and the name "docx".

    Raises ValueError with a short reason: no Word file, damaged, encrypted, too many parts, too large
    unpacked, a part whose name leads out of the archive, without text.
    """
    if content.startswith(_OLE):
        return read_doc(content)
    _check_archive(content)
    try:
        document = _opened(content)
        blocks = _blocks(document)
        title = _title(blocks, document.core_properties.title or "")
    except MemoryError:
        raise
    except Exception:  # a damaged archive or part may break the libraries anywhere
        raise ValueError("damaged, or no Word file") from None
    if not blocks:
        raise ValueError("no text in it")
    lines = "\n".join(block.markup() for block in blocks)
    head = f"<title>{html.escape(title, quote=False)}</title>" if title else ""
    return f"<html><head>{head}</head><body>\n{lines}\n</body></html>\n", "docx"


def read_doc(content: bytes) -> tuple[str, str]:
    """Read a file in Word's old format with LibreOffice, where it is installed.

    Returns what ``read_docx`` does. Raises ValueError with a reason, also without LibreOffice.
    """
    if content.startswith(_ZIP):
        return read_docx(content)
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise ValueError("encrypted with a password")
    program = office_program()
    if program is None:
        raise ValueError("old Word format (.doc), which needs LibreOffice (soffice) to be read")
    converted = _converted(program, content)
    if not converted.startswith(_ZIP):
        raise ValueError("LibreOffice could not convert it")
    return read_docx(converted)


def _check_archive(content: bytes) -> None:
    """Refuse what is no archive, or one that is made to do harm, by its directory alone.

    The declared sizes hold: the zip reader never gives more than they say.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except MemoryError:
        raise
    except Exception:  # of a damaged directory, not only BadZipFile
        raise ValueError("no Word file") from None
    if any(part.flag_bits & 1 for part in parts):
        raise ValueError("encrypted with a password")
    if len(parts) > _MOST_PARTS:
        raise ValueError(f"{len(parts)} parts in it, more than {_MOST_PARTS}")
    size = sum(part.file_size for part in parts)
    if size > _MOST_BYTES or size > _MOST_RATIO * len(content):
        raise ValueError(f"too large when unpacked ({size / 10**6:.0f} MB): a zip bomb?")
    if any(_leads_out(part.filename) for part in parts):
        raise ValueError("a part of it has a name that leads out of the archive")


def _leads_out(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.startswith("/") or path[1:2] == ":" or ".." in path.split("/")


def _opened(content: bytes) -> WordDocument:
    try:
        return Document(BytesIO(content))
    except KeyError:  # a part that is named and missing, or the strict variant's names
        return Document(BytesIO(_mended(content)))


def _mended(content: bytes) -> bytes:
    """Return the archive as Word takes it: no relations to missing parts, names of the usual
    variant (transitional, ECMA-376 part 4) for those of the strict one."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        names = set(old.namelist())
        for name in sorted(names):
            part = old.read(name)
            if name.endswith((".xml", ".rels")):
                part = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", part)
            if name.endswith(".rels"):
                part = _without_missing(part, posixpath.dirname(posixpath.dirname(name)), names)
            new.writestr(name, part)
    return made.getvalue()


def _without_missing(part: bytes, folder: str, names: set[str]) -> bytes:
    root: Element = parse_xml(part)
    for relation in list(root):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        if relation.get("TargetMode") != "External" and target[1:] not in names:
            root.remove(relation)
    return bytes(serialize_part_xml(root))


def _blocks(document: WordDocument) -> list[Block]:
    part = document.part
    parts = {
        relation.reltype: relation.target_part.blob
        for relation in part.rels.values()
        if not relation.is_external
        and relation.reltype in (KIND.STYLES, KIND.NUMBERING, KIND.FOOTNOTES, KIND.ENDNOTES)
    }
    roots: dict[str, Element] = {kind: parse_xml(blob) for kind, blob in parts.items()}
    notes = {
        (kind, note.get(W + "id", "")): note
        for kind, root in (
            ("footnote", roots.get(KIND.FOOTNOTES)),
            ("endnote", roots.get(KIND.ENDNOTES)),
        )
        for note in (() if root is None else root.findall(W + kind))
    }
    reader = BodyReader(Styles(roots.get(KIND.STYLES)), Numbering(roots.get(KIND.NUMBERING)), notes)
    return reader.blocks(document.element.body)


def _title(blocks: list[Block], stated: str) -> str:
    """Return the title that the file says and the text holds; empty when unsure."""
    first = next((i for i, block in enumerate(blocks) if block.title), len(blocks))
    styled = "".join(_words(takewhile(lambda block: block.title, blocks[first:])))
    if styled:
        return styled
    head = list(_words(iter(blocks[:_HEAD])))
    if len(squeezed(stated)) >= _SHORTEST_TITLE and squeezed(stated) in squeezed("".join(head)):
        return stated.strip()
    # Where the title is a centred line only, a heading below would be taken for it.
    if any(block.tag.startswith("h") for block in blocks):
        return _centred_title(blocks[:_HEAD])
    return ""


def _centred_title(blocks: list[Block]) -> str:
    start = next((i for i, b in enumerate(blocks) if b.centred and "关于" in b.text), None)
    if start is None:
        start = next((i for i, b in enumerate(blocks) if b.centred and DOCUMENT_TAIL.search(b.text.strip())), 0)  # fmt: skip
    title = ""
    for words in _words(takewhile(lambda block: block.centred, blocks[start:])):
        title += words
        if DOCUMENT_TAIL.search(title):
            return title
    return ""


def _words(blocks: Iterator[Block]) -> Iterator[str]:
    return (re.sub(r"\s+", " ", block.text).strip() for block in blocks)


def _converted(program: str, content: bytes) -> bytes:
    """Return the file as .docx, or nothing when LibreOffice does not make one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "old.doc").write_bytes(content)
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "docx", "--outdir", name, str(folder / "old.doc")]
        try:
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        except OSError:
            return b""
        made = folder / "old.docx"
        return made.read_bytes() if made.is_file() else b""
