"""Where paragraphs and titles of a PDF begin and end, and how their lines are joined."""

from __future__ import annotations

from reportlab.pdfbase import pdfmetrics

from rag.clean import clean
from rag.pdf import read_pdf
from tests.pdf_making import LEFT, PITCH, RIGHT, SIZE, TOP, Paper, width
from tests.reading_pdf import LONG, paper, source, told


def test_where_paragraphs_begin() -> None:
    def set_text(sheet: Paper) -> None:
        for text in (LONG, "特此通知。", LONG[:37] + "。", "第一条 " + LONG, "（一）" + LONG):
            sheet.paragraph(text)
        sheet.paragraph("1." + LONG, indent=0)
        sheet.paragraph(LONG[:36], indent=0)  # fills its line
        sheet.paragraph("二、" + LONG, indent=2)
        sheet.paragraph("小字注：" + LONG, indent=0, size=9)
        sheet.centred("附表")
        wanted.extend(sheet.told)

    wanted: list[str] = []
    assert paper(set_text) == wanted


def test_a_reference_at_the_beginning_of_a_line_begins_no_paragraph() -> None:
    text = "补" * 34 + "第三条规定的企业，可以按照本办法申请补贴，" + "贴" * 10 + "。"
    assert paper(lambda sheet: sheet.paragraph(text)) == [text]


def test_latin_lines_are_joined_with_a_space_and_words_only_where_that_is_certain() -> None:
    lines = ["The application for support is made with the same", "development plan as before, for long-",
             "term lease contracts and the develop-", "ment of the office."]  # fmt: skip
    sheet = Paper()
    sheet.page()
    for k, text in enumerate(lines):  # stretched to the margin
        stretch = (
            (RIGHT - LEFT - pdfmetrics.stringWidth(text, "Helvetica", 12)) / max(text.count(" "), 1)
            if k < 3
            else 0
        )
        words = sheet.canvas.beginText(LEFT, TOP - k * PITCH)
        words.setFont("Helvetica", 12)
        words.setWordSpace(stretch)
        words.textOut(text)
        sheet.canvas.drawText(words)
    assert told(read_pdf(sheet.content())[0]) == [
        "The application for support is made with the same development plan as before, "
        "for long-term lease contracts and the development of the office."
    ]


def test_lines_of_a_list_that_end_one_character_early_are_paragraphs_each() -> None:
    names = [
        f"{who}市人民政府副秘书长兼任联席会议办公室主任和综合协调组负责人某某某"
        for who in ("甲", "乙", "丙")
    ]
    assert {width(name) for name in names} == {RIGHT - LEFT - 3 * SIZE}

    def set_text(sheet: Paper) -> None:
        for name in names:
            sheet.line(LEFT + 2 * SIZE, name)
        sheet.paragraph(LONG)

    assert paper(set_text)[:3] == names


def test_lines_of_a_title_may_differ_in_size_as_those_of_a_scan_do() -> None:
    sheet = Paper()
    for text, size in (("澜州市财政局关于支持企业", 17.5), ("参加展会的通知", 19.3)):
        sheet.centred(text, size=size)
    sheet.centred("澜财规〔2024〕3号")
    sheet.paragraph(LONG)
    assert "<title>澜州市财政局关于支持企业参加展会的通知</title>" in read_pdf(sheet.content())[0]


def test_a_title_is_marked_only_where_it_is_clearly_one() -> None:
    sheet = Paper()
    sheet.page()
    sheet.centred("澜州市财政局文件", size=30)
    sheet.centred("澜州市财政局", "澜州市商务局", "关于支持展会的通知", size=20)
    sheet.paragraph(LONG)
    raw = read_pdf(sheet.content())[0]
    assert "<title>澜州市财政局 澜州市商务局关于支持展会的通知</title>" in raw
    assert "<h1>澜州市财政局 澜州市商务局关于支持展会的通知</h1>" in raw
    plain = Paper()
    plain.page()
    plain.centred("关于支持展会的通知")
    plain.paragraph(LONG)
    assert "<h1>" not in read_pdf(plain.content())[0]


def test_a_short_notice_is_whole_though_one_paragraph_is_nearly_all_of_it() -> None:
    sheet = Paper()
    sheet.page()
    sheet.paragraph("各区人民政府：", indent=0)
    sheet.paragraph(LONG * 6)
    sheet.right("澜州市人民政府")
    assert clean(source(sheet.content())).text.split("\n") == sheet.told
