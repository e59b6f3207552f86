"""PDF files that cannot be read are refused with a reason; scans with a text layer are read."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image

from rag import pdf_glyphs
from rag.intake import read_corpus
from rag.pdf import read_pdf
from rag.settings import Settings
from tests.pdf_making import Paper
from tests.reading_pdf import LONG, official, told


def scan() -> bytes:
    sheet = Paper()
    for _ in range(2):
        sheet.page()
        picture = Image.new("L", (60, 80), 200)
        sheet.canvas.drawInlineImage(picture, 0, 0, 595, 842)
    return sheet.content()


def locked() -> bytes:
    sheet = Paper(password="geheim")
    sheet.paragraph(LONG)
    return sheet.content()


def empty() -> bytes:
    sheet = Paper(footer="")
    sheet.page()
    return sheet.content()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no PDF"),
        (b"PK\x03\x04", "no PDF"),
        (b"%PDF-1.4", "damaged PDF"),
        (locked(), "encrypted with a password"),
        (scan(), r"extra \[ocr\]"),
        (empty(), "no text in it"),
    ],
    ids=["nothing", "zip", "cut", "locked", "scan", "empty"],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_pdf(content)


def test_too_many_pages_and_too_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    content = official().content()
    monkeypatch.setattr(pdf_glyphs, "MAX_GLYPHS", 500)
    with pytest.raises(ValueError, match="too much text"):
        read_pdf(content)
    monkeypatch.setattr(pdf_glyphs, "MAX_PAGES", 3)
    with pytest.raises(ValueError, match="5 pages, more than 3"):
        read_pdf(content)


def test_a_font_that_says_nothing_of_its_characters_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_glyphs, "readable", lambda code: chr(code) if code % 2 else "")
    with pytest.raises(ValueError, match="no codes"):
        read_pdf(official().content())


def test_a_scan_with_a_text_layer_is_read() -> None:
    sheet = Paper()
    sheet.page()
    sheet.canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, 595, 842)
    sheet.canvas._code.append("3 Tr")  # invisible, as text recognition puts it
    sheet.paragraph(LONG)
    assert told(read_pdf(sheet.content())[0]) == [LONG]


def test_a_corpus_takes_the_good_file_and_has_a_line_for_each_other(tmp_path: Path) -> None:
    good = official().content()
    files = {"good.PDF": good, "broken.pdf": good[:700], "locked.pdf": locked(), "scan.pdf": scan()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    documents, files = read_corpus(Settings(corpus_dir=tmp_path))
    assert [document.doc_id for document in documents] == ["good.PDF"]
    assert [line for file in files for line in file.problems()] == [
        "skipped broken.pdf: damaged PDF; mend it or take it out",
        "skipped locked.pdf: encrypted with a password; mend it or take it out",
        "skipped scan.pdf: a scan without a text layer: install the extra [ocr] to have it read "
        "(make ocr); mend it or take it out",
    ]


def test_mutated_files_raise_nothing_but_value_error() -> None:
    chance = random.Random(20240306)
    good = official().content()
    read = 0
    for _ in range(60):
        content = bytearray(good)
        for _ in range(chance.choice((1, 5, 50, 500))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.3:
            cut = chance.randrange(len(content))
            del content[cut : cut + chance.randrange(2000)]
        try:
            read_pdf(bytes(content))
            read += 1
        except ValueError:
            continue
    assert read > 5
