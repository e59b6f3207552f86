"""Characters of a PDF: which ones are text, what their codes stand for, and in which order they are read."""

from __future__ import annotations

import random

import pytest

from rag.clean import clean
from rag.pages import page_of
from rag.pdf import read_pdf
from rag.pdf_glyphs import readable
from rag.types import SourceText
from tests.han_fonts import needs_han_font
from tests.pdf_making import FONT, LEFT, PITCH, SIZE, TOP, Paper, width
from tests.reading_pdf import LONG, paper, source, told


def test_watermarks_and_turned_text_are_left_out() -> None:
    sheet = Paper()
    for k in range(3):
        sheet.page()
        sheet.paragraph("甲乙丙"[k] + LONG)
        sheet.draw(150, TOP - 3 * PITCH - 6, "内部资料", 60)
        sheet.canvas.saveState()
        sheet.canvas.translate(200, 300)
        sheet.canvas.rotate(45)
        sheet.draw(0, 0, "澜州市人民政府", 40)
        sheet.canvas.restoreState()
        sheet.canvas.saveState()
        sheet.canvas.setFillAlpha(0.2)
        sheet.draw(100, 200, "仅供参考", 12)
        sheet.canvas.restoreState()
    assert told(read_pdf(sheet.content())[0]) == sheet.told


@needs_han_font
def test_a_page_that_lies_on_its_side_is_read() -> None:
    sheet = Paper(footer="")
    sheet.page()
    sheet.canvas.rotate(90)
    for k in range(3):
        sheet.draw(60, -100 - k * PITCH, LONG[k * 40 : k * 40 + 40])
    assert "".join(told(read_pdf(sheet.content())[0])) == LONG[:120]


def test_characters_drawn_twice_are_taken_once_and_double_ones_stay() -> None:
    def set_text(sheet: Paper) -> None:
        for shift in (0, 0.4, 0.8):
            sheet.draw(LEFT + shift, TOP, "一、天天向上llll——11")
            sheet.draw(LEFT, TOP - PITCH + shift / 2, "重影")

    assert paper(set_text) == ["一、天天向上llll——11", "重影"]


def test_full_width_characters_stay_and_rare_ones_are_whole() -> None:
    text = "２０２４年（ＡＢＣ）：“甲”－乙～丙％，；！？㎡℃①"
    assert paper(lambda sheet: sheet.paragraph(text)) == [text]


@pytest.mark.parametrize(
    ("code", "sign"),
    [
        (ord("一"), "一"), (0x2F42, "文"), (0x2ED4, "门"), (0x2EDA, "页"), (0xF9D1, "六"), (0x20BB7, "𠮷"),
        (0xFF12, "２"), (0x3000, "\u3000"), (2, "-"), (0xE000, ""), (0xF0B7, ""), (0xFFFD, ""), (0xFFFF, ""),
        (0xD800, ""), (7, ""), (0x110000, ""), (0xA0, " "), (0x2460, "①"), (0x338E, "㎎"),
    ],
)  # fmt: skip
def test_what_a_code_stands_for(code: int, sign: str) -> None:
    assert readable(code) == sign


@needs_han_font
def test_reading_order_is_that_of_the_page_and_not_of_drawing() -> None:
    def set_text(sheet: Paper) -> None:
        parts = [(LEFT + k * SIZE, TOP - row * PITCH, LONG[row * 36 + k])
                 for row in range(3) for k in range(36) if row * 36 + k < len(LONG)]  # fmt: skip
        random.Random(4).shuffle(parts)
        for x, y, sign in parts:
            sheet.draw(x, y, sign)

    assert paper(set_text) == [LONG[:108]]


def test_raised_figures_stay_in_their_line() -> None:
    def set_text(sheet: Paper) -> None:
        sheet.draw(LEFT, TOP, "建筑面积不超过800m")
        sheet.draw(LEFT + width("建筑面积不超过800m"), TOP + 5, "2", 7)
        sheet.draw(LEFT + width("建筑面积不超过800m") + 4, TOP, "的项目。")
        sheet.draw(LEFT, TOP - PITCH, "另行规定。")

    assert paper(set_text) == ["建筑面积不超过800m2的项目。", "另行规定。"]


@needs_han_font
def test_spread_letters_and_marks_of_html() -> None:
    def set_text(sheet: Paper) -> None:
        sheet.canvas.setFont(FONT, SIZE)
        sheet.canvas.drawString(LEFT, TOP, "通知事项", charSpace=1.5)
        sheet.draw(LEFT, TOP - PITCH, "利润<5% & 亏损>3% <!-- page 9 -->&amp;。")

    assert paper(set_text) == ["通知事项", "利润<5% & 亏损>3% <!-- page 9 -->&amp;。"]


@needs_han_font
def test_what_looks_like_a_mark_in_the_text_is_none() -> None:
    taken = source_of("利润<5%，见<!-- page 9 -->。")
    text = clean(taken)
    assert text.text == "利润<5%，见<!-- page 9 -->。"
    assert page_of(taken.raw, len(taken.raw)) == 1


def source_of(text: str) -> SourceText:
    sheet = Paper()
    sheet.page()
    sheet.draw(LEFT, TOP, text)
    return source(sheet.content())
