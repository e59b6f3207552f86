"""Paragraphs of Word files: headings and titles, revisions, hidden text, fields, text boxes, notes."""

from __future__ import annotations

from rag.clean import clean
from rag.types import SourceText
from rag.word import read_docx
from tests.cleaning import marked
from tests.reading_word import cleaned, lines
from tests.wordfile import paragraph, run, style, word_file

VANISH = "<w:vanish/>"


def test_headings_by_style_name_outline_and_paragraph() -> None:
    styles = (
        style("1", "heading 1")
        + style("2", "标题 2")
        + style("3", "自定", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
        + style("4", "又一", '<w:basedOn w:val="2"/>')
        + style("9", "circle", '<w:basedOn w:val="9"/>')
    )
    body = "".join(paragraph(f"标题{n}", f'<w:pStyle w:val="{n}"/>') for n in (1, 2, 3, 4, 9))
    body += paragraph("标题8", '<w:outlineLvl w:val="7"/>')
    body += paragraph("标题7", '<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>')
    body += paragraph("整段以标题样式排版的正文。", '<w:pStyle w:val="1"/>')
    page, _ = read_docx(word_file(body, styles=styles))
    tags = [line[1:3] for line in page.split("\n")[1:-2]]
    assert tags == ["h1", "h2", "h3", "h2", "p>", "h6", "p>", "p>"]


def test_tracked_changes_are_read_as_accepted() -> None:
    body = paragraph(
        run("补贴")
        + '<w:del w:id="1"><w:r><w:delText>30</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2">{run("50")}</w:ins>'
        + f'<w:moveFrom w:id="3">{run("旧处")}</w:moveFrom><w:moveTo w:id="4">{run("万元")}</w:moveTo>'
    )
    body += paragraph("两段", '<w:rPr><w:del w:id="5"/></w:rPr>') + paragraph("合一。")
    assert lines(word_file(body)) == ["补贴50万元", "两段合一。"]


def test_hidden_text_is_left_out_also_by_style() -> None:
    styles = style("H", "暗", "<w:rPr><w:vanish/></w:rPr>", "character")
    styles += style("P", "暗段", "<w:rPr><w:vanish/></w:rPr>")
    body = paragraph(run("明") + run("暗", VANISH) + run("暗", '<w:rStyle w:val="H"/>') + run("处"))
    body += paragraph("暗段", '<w:pStyle w:val="P"/>')
    body += paragraph(run("现", '<w:vanish w:val="0"/>'), '<w:pStyle w:val="P"/>')
    assert lines(word_file(body + paragraph("末段", ""), styles=styles)) == ["明处", "现末段"]


def test_fields_show_their_result_and_links_their_text() -> None:
    def code(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = "<w:r><w:instrText>REF _Ref1</w:instrText></w:r>"
    nested = code("begin") + run("内码") + code("separate") + run("内果") + code("end")
    body = paragraph(
        run("见") + code("begin") + instruction + nested + code("separate") + run("第三条")
        + code("end") + '<w:fldSimple w:instr="PAGE">' + run("款") + "</w:fldSimple>"
        + f'<w:hyperlink w:anchor="a">{run("附件")}</w:hyperlink>'
    ) + paragraph(run("未关") + code("begin") + run("码")) + paragraph("下文")  # fmt: skip
    page, _ = read_docx(word_file(body))
    assert "<p>见第三条款附件</p>\n<p>未关</p>\n<p>下文</p>" in page


def test_breaks_tabs_symbols_and_markup_in_text() -> None:
    symbols = '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:noBreakHyphen/><w:tab/></w:r>'
    math = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    body = paragraph(run("甲&lt;b&gt;&amp;lt;") + "<w:r><w:br/></w:r>" + run("乙") + symbols + math)
    assert lines(word_file(body)) == ["甲<b>&lt;", "乙☑- a+b"]


def test_text_boxes_controls_and_ruby_are_read_once() -> None:
    def box(text: str) -> str:
        return f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"

    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box('框中')}"
        f"</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{box('框中')}</w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("请填写")
    control = "<w:sdt><w:sdtContent>" + run("已填") + "</w:sdtContent></w:sdt>"
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('yin')}</w:rt><w:rubyBase>{run('音')}</w:rubyBase></w:ruby></w:r>"
    )
    body = paragraph(run("段落") + drawing + control + prompt + "</w:sdtContent></w:sdt>" + ruby)
    body += f"<w:sdt><w:sdtContent>{paragraph('控件段')}</w:sdtContent></w:sdt>"
    assert lines(word_file(body)) == ["段落已填音", "框中", "控件段"]


def test_notes_follow_their_paragraph() -> None:
    notes = '<w:footnote w:id="-1"><w:p/></w:footnote>'
    notes += f'<w:footnote w:id="2">{paragraph("脚注文。")}</w:footnote>'
    ends = f'<w:endnote w:id="2">{paragraph("尾注文。")}</w:endnote>'
    body = paragraph(
        run("正文") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("续。")
        + '<w:r><w:endnoteReference w:id="2"/></w:r>'
    ) + paragraph("下段。")  # fmt: skip
    content = word_file(body, footnotes=notes, endnotes=ends)
    assert lines(content) == ["正文续。", "注：脚注文。", "注：尾注文。", "下段。"]


def test_table_of_contents_is_left_out() -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    body = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{paragraph('第一章 1')}"
    body += "</w:sdtContent></w:sdt>" + paragraph("第二章 2", '<w:pStyle w:val="T"/>')
    styles = style("T", "toc 1")
    assert lines(word_file(body + paragraph("正文。"), styles=styles)) == ["正文。"]


# --- titles -----------------------------------------------------------------------------------


def test_title_by_style_stands_in_two_paragraphs() -> None:
    styles = style("T", "Title") + style("1", "heading 1")
    body = paragraph("某市人民政府关于", '<w:pStyle w:val="T"/>')
    body += paragraph("印发动漫产业办法的通知", '<w:pStyle w:val="T"/>')
    body += paragraph("总体要求", '<w:pStyle w:val="1"/>') + paragraph("支持企业发展，补贴50万元。")
    text = cleaned(word_file(body, styles=styles))
    assert marked(text, "title") == ["某市人民政府关于印发动漫产业办法的通知"]
    assert marked(text, "heading") == ["总体要求"]


def test_centred_title_is_preferred_to_a_heading() -> None:
    body = paragraph("关于支持动漫产业的通知", '<w:jc w:val="center"/>')
    body += paragraph("总体要求", '<w:outlineLvl w:val="0"/>') + paragraph("支持企业，补贴50万元。")
    assert marked(cleaned(word_file(body)), "title") == ["关于支持动漫产业的通知"]


def test_a_title_whose_first_line_could_be_one_is_whole() -> None:
    lines = ("澜州市人民政府办公室关于推行行政执法公示制度", "重大决定审核制度的指导意见")
    body = paragraph("<w:r><w:br/></w:r>".join(map(run, lines)), '<w:pStyle w:val="T"/>')
    content = word_file(body + paragraph("各区人民政府："), styles=style("T", "Title"))
    raw, encoding = read_docx(content)
    text = clean(SourceText("a.docx", raw, "docx", "", encoding)).text
    assert text.split("\n") == ["".join(lines), "各区人民政府："]
