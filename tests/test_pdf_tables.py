"""Tables of a PDF: over a page break, with merged cells and open sides; frames and lines are none."""

from __future__ import annotations

import re

from rag.pdf import read_pdf
from tests.pdf_making import LEFT, RIGHT, TOP, Paper
from tests.reading_pdf import LONG, paper, told


def test_a_table_over_a_page_break_is_one_and_its_header_comes_once() -> None:
    sheet = Paper()
    sheet.page()
    sheet.paragraph("标准如下：")
    sheet.table([["类别", "标准"]] + [[f"第{k}类", f"{k}万元"] for k in range(40)])
    raw = read_pdf(sheet.content())[0]
    assert told(raw) == sheet.told
    assert raw.count("<table>") == 1
    assert re.search(r"<tr><!-- page 2 --><td>第\d+类", raw)


def test_merged_cells_wrapped_cells_and_open_sides() -> None:
    sheet = Paper()
    sheet.page()
    rule = sheet.canvas.line
    for y in (700, 660, 580):
        rule(LEFT, y, RIGHT, y)  # no rule at the left and at the right
    rule(200, 620, RIGHT, 620)
    rule(200, 700, 200, 580)
    rule(350, 660, 350, 580)
    for x, y, text in ((90, 680, "类别"), (290, 680, "标准"), (90, 625, "企业"), (206, 645, "首次认定为国家级企业技术"),
                       (206, 630, "中心的"), (360, 640, "50万元"), (206, 600, "复审"), (360, 600, "10万元")):  # fmt: skip
        sheet.draw(x, y, text)
    assert told(read_pdf(sheet.content())[0]) == [
        "类别\t标准", "企业\t首次认定为国家级企业技术中心的\t50万元", "复审\t10万元",
    ]  # fmt: skip


def test_a_frame_around_text_and_lines_under_it_are_no_table() -> None:
    def set_text(sheet: Paper) -> None:
        sheet.canvas.rect(LEFT - 10, 100, RIGHT - LEFT + 20, 700)
        sheet.canvas.line(LEFT, TOP - 5, RIGHT, TOP - 5)
        sheet.paragraph(LONG)

    assert paper(set_text) == [LONG]
