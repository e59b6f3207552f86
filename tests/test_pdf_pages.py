"""PDFs page by page: an official document as a whole, the page of each place, page numbers and headers."""

from __future__ import annotations

import re

import pytest
from rapidfuzz.distance import Levenshtein

from rag.clean import clean
from rag.document import read_document
from rag.pages import page_of
from rag.pdf import read_pdf
from rag.types import SourceText
from tests.han_fonts import needs_han_font
from tests.pdf_making import LEFT, PITCH, TOP, Paper
from tests.reading_pdf import LONG, TITLE, official, paper, source, told


@needs_han_font
def test_an_official_document_is_read_nearly_without_a_fault() -> None:
    sheet = official()
    read = "\n".join(told(read_pdf(sheet.content())[0]))
    wanted = "\n".join(sheet.told)
    assert sheet.number >= 5
    assert 1 - Levenshtein.distance(read, wanted) / len(wanted) >= 0.995
    assert read == wanted


def test_the_clause_tree_and_the_facts_are_those_of_the_text() -> None:
    document = read_document(source(official().content()))
    labels = {clause.label for clause in document.clauses}
    assert document.facts.title.value == "".join(TITLE)
    assert document.facts.document_number
    assert document.facts.document_number.value == "澜府规〔2024〕5号"
    assert {"一、", "（二）", "3.", "第五条", "三、"} <= labels
    path = next(clause for clause in document.clauses if clause.label == "（二）")
    parent = document.clauses[path.parent]
    assert document.text[parent.start : parent.head_end].startswith("一、总体要求")


def test_each_place_knows_its_page() -> None:
    taken = source(official().content())
    text = clean(taken)
    raw = taken.raw
    for wanted, page in (
        ("澜府规〔2024〕5号", 1),
        ("第五条", 3),
        ("设立规模20亿元", 4),
        ("第24档", 5),
    ):
        assert page_of(raw, text.raw_offset(text.text.index(wanted))) == page
    assert [int(n) for n in re.findall(r"<!-- page (\d+) -->", raw)] == [1, 2, 3, 4, 5]
    assert page_of(raw, 0) == page_of("no marks", 5) == page_of("", -1) == 1
    assert page_of(raw, len(raw) + 9) == 5


def test_a_paragraph_over_a_page_break_is_one_with_the_mark_in_it() -> None:
    sheet = Paper()
    sheet.page()
    sheet.y = TOP - 33 * PITCH
    sheet.paragraph(LONG)
    raw = read_pdf(sheet.content())[0]
    assert told(raw) == [LONG]
    assert re.search(r"<p><!-- page 1 -->[^<]+<!-- page 2 -->[^<]+</p>", raw)
    text = clean(SourceText("a.pdf", raw, "pdf", "", "pdf"))
    assert text.text == LONG
    assert page_of(raw, text.raw_offset(0)) == 1
    assert page_of(raw, text.raw_offset(len(LONG) - 1)) == 2


@pytest.mark.parametrize(
    "footer",
    [
        "— {} —",
        "- {} -",
        "－{}－",
        "第 {} 页 共 3 页",
        "第{}页",
        "{}/3",
        "{}",
        "Page {} of 3",
        "·{}·",
    ],
)
def test_page_numbers_are_left_out(footer: str) -> None:
    sheet = Paper(footer=footer)
    for k in range(3):
        sheet.page()
        sheet.paragraph(f"{'甲乙丙'[k]}类企业：{LONG}")
    assert told(read_pdf(sheet.content())[0]) == sheet.told


def test_a_number_that_ends_a_paragraph_is_no_page_number() -> None:
    def set_text(sheet: Paper) -> None:
        sheet.paragraph("天" * 65 + "：")
        sheet.paragraph("2025", indent=0)

    assert paper(set_text) == ["天" * 65 + "：", "2025"]


def test_headers_that_take_turns_are_left_out_and_annex_numbers_are_not() -> None:
    sheet = Paper(footer="")
    for k in range(1, 7):
        sheet.header = "" if k == 1 else ("产业政策汇编" if k % 2 else f"第三章 税收优惠 {k}")
        sheet.page()
        sheet.line(LEFT, f"附件{k}")
        sheet.told.append(f"附件{k}")
        sheet.paragraph("甲乙丙丁戊己"[k - 1] + LONG)
    assert told(read_pdf(sheet.content())[0]) == sheet.told


@pytest.mark.parametrize(
    ("header", "left_out"),
    [("澜州市人民政府公报 2024年第3期", True), ("附件1", False), ("文号：1", False)],
)
def test_a_small_line_high_above_the_only_page_is_its_header(header: str, left_out: bool) -> None:
    sheet = Paper(header=header)
    sheet.paragraph(LONG)
    assert (header not in told(read_pdf(sheet.content())[0])) is left_out
