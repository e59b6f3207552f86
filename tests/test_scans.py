"""Scanned pages: recognised where the optional package is there, named where it is not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein

from eval.madepapers import scans
from rag import pdf_glyphs
from rag import scans as recognition
from rag.document import read_document
from rag.draft import make_citation
from rag.intake import read_corpus
from rag.load import load_file, recognises_text
from rag.pages import page_of
from rag.pdf import read_pdf, read_picture
from rag.render import citation_text, to_json
from rag.scans import read_photograph
from rag.settings import Settings
from rag.stored import document_from_json, document_to_json
from rag.types import Answer, Document
from tests.pdf_making import HEIGHT, WIDTH, Paper
from tests.reading_pdf import LONG, told

NAMES = "为支持动漫企业发展，制定本办法。"
TEXT = (
    "第一条 为贯彻落实省委、省政府关于培育战略性新兴产业集群的决策部署，推动本市数字创意产业高质量发展，制定本办法。",
    "第二条 本办法所称数字创意企业，是指在本市登记注册、从事数字内容制作和数字设备研发的企业。",
    "第三条 对年度营业收入首次突破5000万元、1亿元、5亿元的企业，分别给予50万元、100万元、300万元的一次性奖励。",
    "第四条 申请奖励的企业应当于每年3月31日前向区工业和信息化局提交申请表、营业执照复印件和上一年度审计报告。",
    "第五条 区工业和信息化局应当自受理申请之日起20个工作日内作出决定，并将结果向社会公示，公示期不少于5个工作日。",
    "第六条 企业弄虚作假、骗取奖励资金的，由区财政局追回全部资金，三年内不再受理其申请。",
    "第七条 本办法自2024年1月1日起施行，有效期至2026年12月31日。咨询电话：020-83133200。",
)
needs_ocr = pytest.mark.skipif(not recognises_text(), reason="the extra [ocr] is not installed")
without_ocr = pytest.mark.skipif(recognises_text(), reason="the extra [ocr] is installed")


def paper(texts: tuple[str, ...] = TEXT) -> Paper:
    sheet = Paper()
    sheet.centred("澜州市支持数字创意产业发展办法", size=20)
    for text in texts:
        sheet.paragraph(text)
    return sheet


def scanned(content: bytes) -> list[Image.Image]:
    """Print pages and lay them on a scanner."""
    return scans(content, seed=11)


def mixed(picture: Image.Image) -> bytes:
    """Return a PDF with a page of text, a scanned page, and a page of text."""
    sheet = Paper()
    sheet.page()
    sheet.paragraph(LONG)
    sheet.page()
    sheet.canvas.drawInlineImage(picture, 0, 0, WIDTH, HEIGHT)
    sheet.page()
    sheet.paragraph(NAMES)
    return sheet.content()


def accuracy(expected: str, found: str) -> float:
    """Return the share of characters that are right: 1 - edit distance / length, blanks left out."""
    expected, found = ("".join(text.split()) for text in (expected, found))
    return 1 - Levenshtein.distance(expected, found) / len(expected)


def document_of(content: bytes, name: str, folder: Path) -> Document:
    (folder / name).write_bytes(content)
    return read_document(load_file(folder / name, name))


# --- with a stand-in for the package --------------------------------------------------------------


def stand_in(monkeypatch: pytest.MonkeyPatch, lines: list[tuple[str, float]]) -> None:
    """Have lines found one below the other on a page that is turned by two degrees."""
    slant = np.array([np.cos(0.035), np.sin(0.035)])
    down = np.array([-slant[1], slant[0]])
    found = []
    for row, (text, confidence) in enumerate(lines):
        start = np.array([200.0, 200.0]) + 80 * row * down
        end = start + 46 * sum(1 if ord(c) > 255 else 0.5 for c in text) * slant
        found.append(([start, end, end + 58 * down, start + 58 * down], text, confidence))
    monkeypatch.setattr(recognition, "_engine", lambda: lambda _, **__: (found, None))
    monkeypatch.setattr(pdf_glyphs, "recognises_text", lambda: True)


def photograph(width: int = 1654, height: int = 2339, form: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(made, form)
    return made.getvalue()


def test_turned_lines_become_one_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, [("各区人民政府，各有关单位、各企业、各协会和其他各有关", 0.99),
                           ("机构：现将有关事项通知如下，2023一2025年有效。", 0.99)])  # fmt: skip
    assert told(read_picture(photograph())[0]) == [
        "各区人民政府，各有关单位、各企业、各协会和其他各有关机构：现将有关事项通知如下，"
        "2023—2025年有效。"
    ]


def test_a_citation_says_that_text_was_recognised_and_where_it_is_unsure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, [("第一条 支持动漫企业。", 0.99), ("第二条 补贴上限为50万元。", 0.6)])
    document = document_of(mixed(Image.new("L", (60, 80), 200)), "a.pdf", tmp_path)
    assert (document.scanned, document.unread) == ((2,), ())
    assert document_from_json(document_to_json(document)) == document
    cited = {
        words: make_citation(document, (at := document.text.index(words), at + len(words)), 1)
        for words in ("根据", "支持动漫企业。", "补贴上限为50万元。", NAMES)
    }
    assert [c.recognised for c in cited.values()] == ["", "scanned", "unsure", ""]
    assert [c.page for c in cited.values()] == [1, 2, 2, 3]
    assert "，第2页，扫描件文字识别，“支持" in citation_text(cited["支持动漫企业。"])
    assert "请核对原件" in citation_text(cited["补贴上限为50万元。"])
    answer = Answer("", "answered", citations=tuple(cited.values()))
    rows = to_json(answer)["citations"]
    assert [row["recognised"] for row in rows] == [None, "scanned", "unsure", None]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged, or no picture"),
        (photograph()[:300], "damaged, or no picture"),
        (photograph(80, 100), "too small for a page of text"),
        (photograph(500, 500, "GIF"), "damaged, or no picture"),
        (photograph(500, 500), "no text in it"),
    ],
)
def test_a_bad_picture_is_refused(
    monkeypatch: pytest.MonkeyPatch, content: bytes, reason: str
) -> None:
    stand_in(monkeypatch, [])
    with pytest.raises(ValueError, match=reason):
        read_picture(content)


def test_a_picture_of_too_many_pixels_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "_MOST_PIXELS", 100_000)
    with pytest.raises(ValueError, match="500 x 500 pixels: too large"):
        read_photograph(photograph(500, 500))


# --- without it -------------------------------------------------------------------------------


@without_ocr
def test_a_mixed_file_says_which_pages_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "mixed.pdf").write_bytes(mixed(Image.new("L", (60, 80), 200)))
    (tmp_path / "photo.jpg").write_bytes(photograph(form="JPEG"))
    documents, files = read_corpus(Settings(corpus_dir=tmp_path))
    assert documents[0].unread == (2,)
    assert [line for file in files for line in file.problems()] == [
        "warning mixed.pdf: page 2 is scanned and not read: install the extra [ocr] to have it read "
        "(make ocr)",
        "skipped photo.jpg: a picture: install the extra [ocr] to have it read (make ocr)",
    ]
    end = documents[0].text.index(NAMES)
    assert documents[0].page_at(end) == 3


@without_ocr
def test_a_scanned_last_page_is_named_too() -> None:
    sheet = Paper()
    sheet.page()
    sheet.paragraph(LONG)
    sheet.page()
    sheet.canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, WIDTH, HEIGHT)
    raw = read_pdf(sheet.content())[0]
    assert "<!-- page 2 unread -->" in raw
    assert page_of(raw, len(raw)) == 2


# --- with it ----------------------------------------------------------------------------------


@needs_ocr
def test_a_scan_is_read_nearly_without_errors(tmp_path: Path) -> None:
    sheet = paper()
    picture = scanned(sheet.content())[0]
    content = io.BytesIO()
    picture.save(content, "PNG")
    document = document_of(content.getvalue(), "a.png", tmp_path)
    assert accuracy("".join(sheet.told), document.text) >= 0.97
    assert document.facts.title.value == sheet.told[0]
    assert [c.label for c in document.clauses if c.scheme == "条"] == [
        text.split(" ")[0] for text in TEXT
    ]


@needs_ocr
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_or_upside_down_is_turned(turn: int) -> None:
    sheet = paper(TEXT[:4])
    content = io.BytesIO()
    scanned(sheet.content())[0].rotate(turn, expand=True).save(content, "PNG")
    found = "".join(told(read_picture(content.getvalue())[0]))
    assert accuracy("".join(sheet.told), found) >= 0.97


@needs_ocr
def test_a_scanned_page_among_others_is_read_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(mixed(scanned(paper(TEXT[1:4]).content())[0]))
    documents, files = read_corpus(Settings(corpus_dir=tmp_path))
    text = documents[0].text
    assert documents[0].scanned == (2,)
    assert "page 2 is read by text recognition" in files[0].warnings[0]
    assert text.index(LONG[:9]) < text.index("第三条") < text.index(NAMES)
    assert documents[0].page_at(text.index("第三条")) == 2
    assert documents[0].page_at(text.index(NAMES)) == 3
