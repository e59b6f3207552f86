"""Word files in, text out: numbers of lists, tables, notes, revisions, bad files."""

from __future__ import annotations

import random
import re
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from rag.clean import clean
from rag.intake import read_corpus
from rag.load import load_file
from rag.numerals import numeral
from rag.settings import Settings
from rag.types import CleanText, SourceText
from rag.word import read_doc, read_docx
from tests.wordfile import (
    cell,
    definition,
    instance,
    level,
    numbered,
    paragraph,
    run,
    style,
    table,
    word_file,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
THREE_LEVELS = definition(
    level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>'),
    level(1, "chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>'),
    level(2, "decimal", "%3."),
)
VANISH = "<w:vanish/>"


def cleaned(content: bytes) -> CleanText:
    return clean(SourceText("made.docx", read_docx(content)[0], "docx", "", "docx"))


def lines(content: bytes) -> list[str]:
    return cleaned(content).text.split("\n")


def marked(text: CleanText, kind: str) -> list[str]:
    return [text.text[mark.start : mark.end] for mark in text.marks if mark.kind == kind]


def labels(body: str, numbering: str, styles: str = "") -> list[str]:
    """Return the labels of paragraphs whose text is x."""
    page, _ = read_docx(word_file(body, numbering=numbering, styles=styles))
    return [part.split("x<")[0].strip() for part in page.split("<p>")[1:]]


# --- numbers of lists -------------------------------------------------------------------------


def test_three_levels_count_and_start_again_below_a_new_heading() -> None:
    body = "".join(numbered("x", at) for at in (0, 1, 1, 2, 2, 1, 2, 0, 1, 2))
    assert labels(body, THREE_LEVELS + instance()) == [
        "一、", "（一）", "（二）", "1.", "2.", "（三）", "1.", "二、", "（一）", "1.",
    ]  # fmt: skip


def test_articles_are_numbered_by_their_list() -> None:
    numbering = definition(level(0, "japaneseCounting", "第%1条", '<w:suff w:val="space"/>'))
    body = numbered("本办法适用于动漫企业。") + paragraph("第二款。") + numbered("补贴50万元。")
    assert lines(word_file(body, numbering=numbering + instance())) == [
        "第一条 本办法适用于动漫企业。",
        "第二款。",
        "第二条 补贴50万元。",
    ]


def test_number_of_the_style_and_the_level_that_names_it() -> None:
    numbering = definition(
        level(0, "chineseCounting", "第%1章", '<w:pStyle w:val="A"/>'),
        level(1, "decimal", "%1.%2", '<w:pStyle w:val="B"/><w:isLgl/>'),
    )
    styles = (
        style("A", "章", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style("B", "节", '<w:basedOn w:val="A"/>')
        + style("C", "无", '<w:basedOn w:val="A"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>')
    )  # fmt: skip
    body = "".join(paragraph("x", f'<w:pStyle w:val="{name}"/>') for name in "ABBCAB")
    body += paragraph("x", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert labels(body, numbering + instance(), styles) == [
        "第一章", "1.1", "1.2", "", "第二章", "2.1", "",
    ]  # fmt: skip


def test_lists_of_one_definition_count_on_unless_one_starts_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = definition(level(0, "decimal", "%1)", start=3))
    numbering += instance(1) + instance(2) + instance(3, overrides=anew)
    body = "".join(numbered("x", 0, number) for number in (1, 2, 3, 3, 1))
    assert labels(body, numbering) == ["3)", "4)", "5)", "6)", "7)"]


def test_override_may_bring_a_level_of_its_own() -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1、")}</w:lvlOverride>'
    numbering = definition(level(0, "decimal", "%1.")) + instance(1) + instance(2, overrides=other)
    assert labels(numbered("x", 0, 2) + numbered("x"), numbering) == ["A、", "2."]


def test_restart_rules_of_a_level() -> None:
    numbering = definition(
        level(0, "decimal", "%1"),
        level(1, "decimal", "%2", '<w:lvlRestart w:val="0"/>'),
        level(2, "decimal", "%3", '<w:lvlRestart w:val="1"/>'),
    )
    body = "".join(numbered("x", at) for at in (0, 1, 2, 1, 2, 0, 1, 2))
    assert labels(body, numbering + instance()) == ["1", "1", "1", "2", "2", "2", "3", "1"]


def test_list_style_leads_to_its_definition() -> None:
    numbering = definition(key=1, more='<w:numStyleLink w:val="L"/>')
    numbering += definition(level(0, "decimal", "%1."), key=2, more='<w:styleLink w:val="L"/>')
    assert labels(numbered("x"), numbering + instance()) == ["1."]


def test_level_above_that_was_not_used_shows_its_start() -> None:
    numbering = definition(level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")) + instance()
    assert labels(numbered("x", 1) + numbered("x", 1), numbering) == ["1.1", "1.2"]


def test_empty_paragraph_counts_and_shows_nothing() -> None:
    body = numbered("x") + numbered("") + numbered("x")
    assert labels(body, definition(level(0, "decimal", "%1.")) + instance()) == ["1.", "3."]


@pytest.mark.parametrize("numbering", ["", instance(), definition() + instance()])
def test_list_that_is_not_defined_gives_no_label(numbering: str) -> None:
    assert labels(numbered("x"), numbering) == [""]


def test_bullets_are_items_without_a_sign() -> None:
    numbering = definition(level(0, "bullet", "\uf0b7")) + instance()
    page, _ = read_docx(word_file(numbered("甲项") + numbered("乙项"), numbering=numbering))
    assert "<ul><li>甲项</li></ul>\n<ul><li>乙项</li></ul>" in page


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 99, "九十九"),
        ("chineseCounting", 101, "一〇一"),
        ("chineseCountingThousand", 12, "十二"),
        ("chineseCountingThousand", 100, "一百"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1010, "一千零一十"),
        ("chineseCountingThousand", 2001, "二千零一"),
        ("japaneseCounting", 120, "百二十"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 10, "癸"),
        ("ideographDigital", 10, "一〇"),
        ("lowerLetter", 28, "bb"),
        ("upperLetter", 2, "B"),
        ("lowerRoman", 4, "iv"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("upperRoman", 10**9, "1000000000"),
        ("chineseCounting", 0, "0"),
        ("none", 3, ""),
        ("hebrew1", 3, "3"),
    ],
)
def test_numbers_in_the_forms_of_word(form: str, number: int, written: str) -> None:
    assert numeral(number, form) == written


# --- paragraphs -------------------------------------------------------------------------------


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


# --- tables -----------------------------------------------------------------------------------


def test_merged_cells_say_what_a_reader_understands() -> None:
    def merged(kind: str) -> str:
        return f'<w:vMerge w:val="{kind}"/>'

    body = paragraph("上文。") + table(
        cell("补贴标准", '<w:gridSpan w:val="2"/>') + cell("备注"),
        cell("企业", merged("restart")) + cell("50万元") + cell("一次"),
        cell("", "<w:vMerge/>") + cell("30万元") + cell("每年"),
        cell("个人")
        + cell(table(cell("内") + cell("表")))
        + cell(paragraph("甲") + paragraph("乙")),
    )
    text = cleaned(word_file(body + paragraph("下文。")))
    assert text.text.split("\n") == [
        "上文。", "补贴标准\t备注", "企业\t50万元\t一次", "企业\t30万元\t每年", "个人\t内 表\t甲 乙", "下文。",
    ]  # fmt: skip
    assert len(marked(text, "table_row")) == 4


def test_table_that_holds_nearly_all_text_hides_nothing_else() -> None:
    rows = [cell(f"第{n}项") + cell("说明文字，比正文长得多，占去全文。" * 9) for n in range(9)]
    body = paragraph("关于补贴的通知") + table(*rows) + paragraph("以上，请执行。")
    found = lines(word_file(body))
    assert (found[0], found[-1]) == ("关于补贴的通知", "以上，请执行。")


def test_frame_of_one_cell_is_no_table_and_deleted_rows_are_gone() -> None:
    body = table(cell(paragraph("第一段。") + paragraph("第二段。")))
    body += "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>" + cell("删") + "</w:tr></w:tbl>"
    assert lines(word_file(body)) == ["第一段。", "第二段。"]


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


def test_file_saved_by_python_docx_is_read_in_order() -> None:
    made = docx.Document()
    made.core_properties.title = "动漫产业扶持办法说明"
    made.add_paragraph("动漫产业扶持办法说明")
    made.add_heading("适用范围", 1)
    made.add_paragraph("本办法适用于企业，不适用于个人。")
    grid = made.add_table(1, 2)
    grid.cell(0, 0).text, grid.cell(0, 1).text = "等级", "金额"
    bold = made.add_paragraph()
    bold.add_run("附则").bold = True
    made.add_paragraph("本办法自发布之日起施行，有效期三年。")
    made.sections[0].header.paragraphs[0].text = "页眉"
    content = BytesIO()
    made.save(content)
    text = cleaned(content.getvalue())
    assert text.text.split("\n") == [
        "动漫产业扶持办法说明", "适用范围", "本办法适用于企业，不适用于个人。", "等级\t金额", "附则",
        "本办法自发布之日起施行，有效期三年。",
    ]  # fmt: skip
    assert (marked(text, "title"), marked(text, "bold")) == (["动漫产业扶持办法说明"], ["附则"])


# --- bad files --------------------------------------------------------------------------------


def _archive(name: str, content: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no Word file"),
        ("第一条".encode(), "no Word file"),
        (_archive("a.xml", b"<a/>"), "damaged, or no Word file"),
        (_archive("word/document.xml", bytes(5_000_000)), "too large when unpacked"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted with a password"),
        (word_file(paragraph(" ")), "no text in it"),
        (word_file("<w:p>"), "damaged"),
    ],
)
def test_bad_file_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_docx(content)


def test_entities_are_not_expanded() -> None:
    good = word_file(paragraph("正文") + "<w:p><w:r><w:t>LOL</w:t></w:r></w:p>")
    parts = {}
    with zipfile.ZipFile(BytesIO(good)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name).decode()
    declared = '<!DOCTYPE d [<!ENTITY a "炸"><!ENTITY b "&a;&a;">]><w:document'
    parts["word/document.xml"] = (
        parts["word/document.xml"].replace("<w:document", declared, 1).replace("LOL", "x&b;y")
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    assert "炸" not in read_docx(packed.getvalue())[0]


def _reason(content: bytes) -> str:
    """Return why a file is refused; empty when it is read."""
    try:
        read_docx(content)
    except ValueError as error:
        return str(error)
    return ""


def test_mutated_files_raise_nothing_but_value_error() -> None:
    body = numbered("甲") + table(cell("乙") + cell("丙")) + paragraph("丁。")
    good = word_file(body, numbering=THREE_LEVELS + instance(), styles=style("1", "heading 1"))
    chance = random.Random(5)
    reasons = []
    for _ in range(60):
        content = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.3:
            del content[chance.randrange(len(content)) :]
        reasons.append(_reason(bytes(content)))
    assert not any("\n" in reason for reason in reasons)
    assert sum(bool(reason) for reason in reasons) > 20


def test_senseless_values_are_read_as_nothing() -> None:
    chance = random.Random(7)
    junk = ["", "-1", "0", "9", "99999999999", "x", "²", "%9%1", "1e3"]
    merged = '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'
    body = numbered("甲") + table(cell("乙", merged), cell("", "<w:vMerge/>") + cell("丙"))
    body += paragraph("丁", '<w:pStyle w:val="1"/><w:outlineLvl w:val="2"/>')
    numbering = THREE_LEVELS + instance(
        overrides='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    )
    styles = style("1", "heading 1", '<w:basedOn w:val="1"/>')

    def spoiled(markup: str) -> str:
        return re.sub(
            r'(w:(?:val|ilvl|numId|abstractNumId|styleId)=)"[^"]*"',
            lambda m: f'{m[1]}"{chance.choice(junk)}"' if chance.random() < 0.4 else m[0],
            markup,
        )

    for _ in range(60):
        content = word_file(spoiled(body), numbering=spoiled(numbering), styles=spoiled(styles))
        page, _ = read_docx(content)
        assert all(text in page for text in "甲丙丁")


def test_relation_to_a_missing_part_is_passed_over() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    missing = f'<Relationship Id="r9" Type="{kind}" Target="NULL"/>'
    assert lines(word_file(paragraph("正文。"), missing)) == ["正文。"]


def test_strict_variant_is_read() -> None:
    strict = BytesIO()
    with (
        zipfile.ZipFile(
            BytesIO(word_file(numbered("正文。"), numbering=THREE_LEVELS + instance()))
        ) as old,
        zipfile.ZipFile(strict, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, re.sub(
                rb"http://schemas\.openxmlformats\.org/(wordprocessingml|officeDocument)/2006/",
                rb"http://purl.oclc.org/ooxml/\1/", old.read(name),
            ))  # fmt: skip
    assert lines(strict.getvalue()) == ["一、正文。"]


@pytest.mark.parametrize("depth", [80, 200, 3000])
def test_deep_nesting_is_read_or_refused(depth: int) -> None:
    body = "<w:tbl><w:tr><w:tc>" * depth + paragraph("底") + "</w:tc></w:tr></w:tbl>" * depth
    assert _reason(word_file(body)) in ("", "damaged, or no Word file")


def test_old_format_is_refused_without_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "old.doc").write_bytes(OLE + bytes(100))
    (tmp_path / "a.txt").write_text("第一条 支持企业。", encoding="utf-8")
    _, files = read_corpus(Settings(corpus_dir=tmp_path))
    assert [line for file in files for line in file.problems()] == [
        "skipped old.doc: old Word format (.doc), which needs LibreOffice (soffice) to be read; "
        "save it as .docx in Word, WPS or LibreOffice, or take it out"
    ]


def _program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_old_format_is_converted_where_libreoffice_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new.docx").write_bytes(word_file(paragraph("转换后的正文。")))
    _program(tmp_path, f'cp {tmp_path}/new.docx "$6/old.docx"', monkeypatch)
    assert "转换后的正文。" in read_doc(OLE + b"old")[0]
    assert "转换后的正文。" in read_docx(OLE + b"old")[0]  # an old file with the new ending
    _program(tmp_path, "exit 1", monkeypatch)
    with pytest.raises(ValueError, match="could not convert"):
        read_doc(OLE + b"old")


def test_new_format_with_the_old_ending_is_read() -> None:
    assert "正文" in read_doc(word_file(paragraph("正文")))[0]


# --- end to end -------------------------------------------------------------------------------


def test_corpus_with_a_good_and_a_broken_file(tmp_path: Path) -> None:
    numbering = definition(
        level(0, "chineseCountingThousand", "第%1条", '<w:suff w:val="space"/>'),
        level(1, "chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>'),
    )
    body = paragraph("某市动漫产业扶持办法", '<w:pStyle w:val="T"/>')
    body += numbered("为支持动漫产业发展，制定本办法。") + numbered(
        "申请补贴的企业应当符合下列条件："
    )
    body += numbered("在本市注册；", 1) + numbered("年营业收入超过1000万元。", 1)
    body += numbered("补贴上限为50万元。")
    good = word_file(body, numbering=numbering + instance(), styles=style("T", "Title"))
    (tmp_path / "办法.docx").write_bytes(good)
    (tmp_path / "坏.docx").write_bytes(good[: len(good) // 2])
    documents, files = read_corpus(Settings(corpus_dir=tmp_path))
    assert [document.doc_id for document in documents] == ["办法.docx"]
    assert [line for file in files for line in file.problems()] == [
        "skipped 坏.docx: no Word file; save it as .docx in Word, WPS or LibreOffice, or take it out"
    ]
    document = documents[0]
    assert document.facts.title.value == "某市动漫产业扶持办法"
    tree = [(clause.depth, clause.label) for clause in document.clauses if clause.label]
    assert tree == [(1, "第一条"), (1, "第二条"), (2, "（一）"), (2, "（二）"), (1, "第三条")]
    found = next(clause for clause in document.clauses if clause.label == "（二）")
    assert document.text[found.start : found.end] == "（二）年营业收入超过1000万元。"


def test_offsets_lead_into_the_page_that_was_made(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word_file(paragraph("补贴&amp;奖励50万元。")))
    source = load_file(tmp_path / "a.docx", "a.docx")
    text = clean(source)
    assert text.text == "补贴&奖励50万元。"
    assert source.raw[text.raw_offset(3) :].startswith("奖励50万元")


def test_a_title_whose_first_line_could_be_one_is_whole() -> None:
    lines = ("澜州市人民政府办公室关于推行行政执法公示制度", "重大决定审核制度的指导意见")
    body = paragraph("<w:r><w:br/></w:r>".join(map(run, lines)), '<w:pStyle w:val="T"/>')
    content = word_file(body + paragraph("各区人民政府："), styles=style("T", "Title"))
    raw, encoding = read_docx(content)
    text = clean(SourceText("a.docx", raw, "docx", "", encoding)).text
    assert text.split("\n") == ["".join(lines), "各区人民政府："]
