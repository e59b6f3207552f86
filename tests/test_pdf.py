"""PDFs with a text layer in, a simple web page out: what a person would read on the pages."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein
from reportlab.pdfbase import pdfmetrics

from rag import pdf_glyphs
from rag.clean import clean
from rag.document import read_document
from rag.intake import read_corpus
from rag.pages import page_of
from rag.pdf import read_pdf
from rag.pdf_glyphs import readable
from rag.settings import Settings
from rag.types import SourceText
from tests.han_fonts import needs_han_font
from tests.pdf_making import FONT, LEFT, PITCH, RIGHT, SIZE, TOP, Paper, width, wrapped

TITLE = ("澜州市人民政府关于印发澜州市支持", "数字创意产业发展若干措施的通知")
LONG = (
    "为贯彻落实省委、省政府关于培育战略性新兴产业集群的决策部署，推动本市数字创意产业高质量发展，"
    "根据《中华人民共和国文化产业促进条例》等规定，结合本市实际，制定以下措施。"
)


def told(raw: str) -> list[str]:
    """Return the paragraphs and rows of a page, cells parted by tabs."""
    body = raw[raw.index("<body>") :]
    body = re.sub(r"<!--.*?-->|</?(?:table|html|body|tr)>|\n", "", body.replace("</tr>", "</p>"))
    body = body.replace("</td><td>", "\t").replace("<br>", "")
    parts = re.split(r"</(?:p|h1)>", re.sub(r"<(?:p|h1|td)>|</td>", "", body))
    return [html.unescape(part) for part in parts if part]


def source(content: bytes) -> SourceText:
    raw, encoding = read_pdf(content)
    return SourceText("a.pdf", raw, "pdf", "", encoding)


def paper(set_text: Callable[[Paper], None]) -> list[str]:
    """Return what is read of a PDF that ``set_text`` fills."""
    sheet = Paper()
    sheet.page()
    set_text(sheet)
    return told(read_pdf(sheet.content())[0])


def official() -> Paper:
    """Set a document as offices do: letterhead, number, title, clauses, columns, a table."""
    sheet = Paper(header="澜州市人民政府公报 2024年第3期")
    sheet.page()
    sheet.centred("澜州市人民政府文件", size=30)
    sheet.centred("澜府规〔2024〕5号")
    sheet.canvas.line(LEFT, sheet.y, RIGHT, sheet.y)
    sheet.y -= 2 * PITCH
    sheet.centred(*TITLE, size=22)
    sheet.y -= PITCH
    sheet.paragraph("各县（市、区）人民政府，市政府各部门、各直属机构：", indent=0)
    sheet.paragraph(LONG)
    sheet.paragraph("一、总体要求")
    for label in ("（一）指导思想。", "（二）基本原则。"):
        sheet.paragraph(label + LONG)
        for k in range(1, 4):
            sheet.paragraph(
                f"{k}.支持第{k}类企业，最高补贴{k}00万元，有效期至2025年12月31日。" + LONG[:40]
            )
    sheet.paragraph("二、实施办法")
    for k, number in enumerate("一二三四五", start=1):
        sheet.paragraph(
            f"第{number}条　符合条件的企业可以在每年{k}月申请。{LONG * 5}".replace("　", " ")
        )
    sheet.page()
    sheet.columns(
        [LONG, "设立规模20亿元的产业投资基金。" + LONG * 2, "首年免收数据采集费用。" + LONG]
    )
    sheet.y -= PITCH
    sheet.paragraph("三、补贴标准见下表")
    sheet.table([["档次", "年营业收入", "奖励金额"]]
                + [[f"第{k}档", f"{k}亿元以上", f"{k}0万元"] for k in range(1, 25)])  # fmt: skip
    sheet.paragraph("本措施自印发之日起施行，有效期三年。")
    sheet.right("澜州市人民政府")
    sheet.right("2024年3月6日")
    return sheet


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


def test_a_column_that_soon_ends_stands_behind_the_long_one() -> None:
    def set_text(sheet: Paper) -> None:
        sheet.page()
        long, short = list(wrapped(LONG * 4, 204, 24)), list(wrapped(LONG[:40] + "。", 204, 24))
        for k, part in enumerate(long):
            sheet.draw(LEFT + (0 if k else 24), TOP - k * PITCH, part)
        for k, part in enumerate(short):
            sheet.draw(LEFT + 228 + (0 if k else 24), TOP - k * PITCH, part)

    assert paper(set_text) == [LONG * 4, LONG[:40] + "。"]


@pytest.mark.parametrize(
    ("header", "left_out"),
    [("澜州市人民政府公报 2024年第3期", True), ("附件1", False), ("文号：1", False)],
)
def test_a_small_line_high_above_the_only_page_is_its_header(header: str, left_out: bool) -> None:
    sheet = Paper(header=header)
    sheet.paragraph(LONG)
    assert (header not in told(read_pdf(sheet.content())[0])) is left_out


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
