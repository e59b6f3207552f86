"""The numbers of lists in Word files: levels, restarts, styles, and the forms in which numbers are written."""

from __future__ import annotations

import pytest

from rag.numerals import numeral
from rag.word import read_docx
from tests.reading_word import THREE_LEVELS, lines
from tests.wordfile import definition, instance, level, numbered, paragraph, style, word_file


def labels(body: str, numbering: str, styles: str = "") -> list[str]:
    """Return the labels of paragraphs whose text is x."""
    page, _ = read_docx(word_file(body, numbering=numbering, styles=styles))
    return [part.split("x<")[0].strip() for part in page.split("<p>")[1:]]


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
