"""Columns of a PDF: they are read one after the other, and lists side by side are none."""

from __future__ import annotations

from tests.pdf_making import LEFT, PITCH, TOP, Paper, wrapped
from tests.reading_pdf import LONG, paper


def test_two_columns_are_read_one_after_the_other() -> None:
    def set_text(sheet: Paper) -> None:
        sheet.paragraph("以下为两栏。" + LONG)
        sheet.columns([LONG * 3, "第二条 " + LONG * 2, LONG])
        sheet.y -= PITCH
        sheet.paragraph("以上为两栏。" + LONG)
        wanted.extend(sheet.told)

    wanted: list[str] = []
    assert paper(set_text) == wanted


def test_short_lines_are_a_column_where_a_later_page_tells_its_gap() -> None:
    def set_text(sheet: Paper) -> None:
        for k, part in enumerate(wrapped(LONG * 2, 204, 0)):
            sheet.draw(LEFT + 228, sheet.y - k * PITCH, part)
        for name in names:
            sheet.line(LEFT, name)
        sheet.page()
        sheet.columns([LONG * 4, LONG * 3])
        wanted.extend(sheet.told)

    names = [f"第{number}节 工作机构" for number in "一二三四五六七八九"]
    wanted: list[str] = []
    assert paper(set_text) == [*names, LONG * 2, *wanted]


def test_a_list_of_names_and_numbers_is_not_two_columns() -> None:
    def set_text(sheet: Paper) -> None:
        sheet.paragraph(LONG)
        for k in range(8):
            sheet.draw(350, sheet.y, f"电话：0123-555000{k}")
            sheet.line(LEFT, f"联系人：{'张李王'[k % 3]}科长")

    rows = [f"联系人：{'张李王'[k % 3]}科长 电话：0123-555000{k}" for k in range(8)]
    assert paper(set_text) == [LONG, *rows]


def test_a_column_that_soon_ends_stands_behind_the_long_one() -> None:
    def set_text(sheet: Paper) -> None:
        sheet.page()
        long, short = list(wrapped(LONG * 4, 204, 24)), list(wrapped(LONG[:40] + "。", 204, 24))
        for k, part in enumerate(long):
            sheet.draw(LEFT + (0 if k else 24), TOP - k * PITCH, part)
        for k, part in enumerate(short):
            sheet.draw(LEFT + 228 + (0 if k else 24), TOP - k * PITCH, part)

    assert paper(set_text) == [LONG * 4, LONG[:40] + "。"]
