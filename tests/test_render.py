"""The same answer as JSON, terminal text, Markdown and HTML: literal text, every mark in place."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from markdown_it import MarkdownIt

from rag.force import Force
from rag.page import Language, answer_html, examples_html, failure_html, question_html
from rag.panel import Shown, documents_html, source_html, validity_html
from rag.relations import find_relations
from rag.render import STATUS_NAMES, chinese_date, citation_text, to_json, to_markdown, to_text
from rag.types import Answer, Citation, Clause, Document, Fact, Facts, Sentence, Status

TEXT = "办法<b>标题</b>\n一、范围\n本办法适用于企业 & 个人。\n二、期限\n有效期五年，*不得*延长。\n"


def quote(n: int, words: str, path: tuple[str, ...] = ("二、期限",)) -> Citation:
    start = TEXT.index(words)
    return Citation(
        n, "a/办法.txt", "某办法", path, start, start + len(words), words, "a/办法.txt",
        "2025-12-31", "某厅", "某发〔2020〕1号", "2020-03-01",
    )  # fmt: skip


FIRST = quote(1, "本办法适用于企业 & 个人。", ("一、范围",))
SECOND = quote(2, "有效期五年，*不得*延长。")
ANSWER = Answer(
    "期限？", "answered",
    (Sentence("适用范围如下：", (1,)), Sentence("企业 & 个人", (1,), True), Sentence("有效期五年。", (1, 2))),
    "五年", (FIRST, SECOND), notes=("期限已过。",),
)  # fmt: skip
REFUSAL = Answer(
    "<b>x</b>?", "not_found", notes=("No such thing.",), nearest=(FIRST,), choices=("A?", "B?"),
    language="en",
)  # fmt: skip
DOCUMENT = Document(
    "a/办法.txt", "0", TEXT, ((0, 0, len(TEXT)),),
    Facts(Fact("办法<b>标题</b>", 0, 11), issuers=(Fact("某厅"),), valid_until=Fact("2025-12-31")),
    (
        Clause(0, -1, 0, "root", "", 0, "", 0, 0, 0, len(TEXT)),
        Clause(1, 0, 1, "一、", "一、", 1, "范围", 12, 16, 16, 32),
        Clause(2, 0, 1, "一、", "二、", 2, "期限", 32, 36, 36, len(TEXT)),
    ),
)  # fmt: skip


def on(day: date, *documents: Document) -> Force:
    """The documents, the usual one unless others are given, as they stand on a day."""
    known = {document.doc_id: document for document in documents or (DOCUMENT,)}
    return Force(known, find_relations(known), day)


def plain(html: str) -> str:
    """What a browser shows of HTML, without layout."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_json_follows_the_contract() -> None:
    row = json.loads(json.dumps(to_json(ANSWER, "q1")))
    assert row["id"] == "q1"
    assert row["answer"] == "适用范围如下：[1]\n企业 & 个人[1]\n有效期五年。[1][2]"
    assert row["short_answer"] == "五年"
    assert row["status"] == "answered"
    for cited in row["citations"]:
        assert TEXT[cited["start"] : cited["end"]] == cited["quote"]
    assert row["citations"][1]["clause_path"] == ["二、期限"]
    assert row["citations"][1]["valid_until"] == "2025-12-31"
    assert "id" not in to_json(ANSWER)


def test_json_of_a_refusal_says_the_notes_and_cites_nothing() -> None:
    row = to_json(REFUSAL)
    assert (row["answer"], row["citations"], row["short_answer"]) == ("No such thing.", [], None)
    assert [c["quote"] for c in row["nearest"]] == [FIRST.quote]
    assert row["choices"] == ["A?", "B?"]


def test_terminal_text_has_status_marks_quotes_and_no_control_characters() -> None:
    text = to_text(replace(ANSWER, notes=("\x1b[31m红",)))
    assert text.startswith("【已回答】 五年")
    assert "有效期五年。[1][2]" in text
    assert f"“{SECOND.quote}”" in text
    assert "\x1b" not in text
    english = to_text(REFUSAL)
    assert english.startswith("【Not in the documents】")
    assert english.index("Did you mean") < english.index("Nearest clauses")


@pytest.mark.parametrize(
    "text",
    ["<img src=x onerror=alert(1)>", "**x** __y__ `z` $$a$$", "[a](http://b)", "# h", "1. a", "- b",
     "~~c~~ &amp; | d |", "![i](j)", "a\n\n# b"],
)  # fmt: skip
def test_markdown_shows_every_text_literally(text: str) -> None:
    answer = Answer(text, "answered", (Sentence(text, (1,)),), None, (replace(FIRST, quote=text),))
    html = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(to_markdown(answer))
    allowed = re.sub(r"</?(p|strong)>", "", html)
    assert "<" not in allowed
    assert plain(html).count(" ".join(text.split())) == 2


def test_citation_is_in_the_form_staff_paste() -> None:
    assert citation_text(SECOND) == (
        "《某办法》（某发〔2020〕1号），某厅，2020年3月1日，二、期限，“有效期五年，*不得*延长。”"
    )
    bare = replace(SECOND, title="《某计划》解读", document_number="", published="", issuer="")
    assert citation_text(bare) == "《某计划》解读，二、期限，“有效期五年，*不得*延长。”"
    assert chinese_date("2024") == "2024"


@pytest.mark.parametrize("status", ["answered", "partial", "not_found", "unclear"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_html_names_the_status_in_words(status: Status, language: Language) -> None:
    html = answer_html(replace(ANSWER, status=status, language=language), 0)
    assert STATUS_NAMES[language][status] in plain(html)
    assert f'class="status {status}"' in html


def test_html_marks_point_to_the_turn_and_the_citation() -> None:
    html = answer_html(ANSWER, 3)
    assert re.findall(r'href="#cite-(\d+)-(\d+)"', html) == [
        ("3", "0"),
        ("3", "0"),
        ("3", "0"),
        ("3", "1"),
    ]
    assert "\n" not in html  # a blank line would end the HTML block in Markdown
    refused = answer_html(REFUSAL, 1)
    assert 'href="#near-1-0"' in refused
    assert re.findall(r'href="#ask-1-(\d)"', refused) == ["0", "1"]


def test_html_streams_sentences_and_ends_with_the_notes() -> None:
    parts = [plain(answer_html(ANSWER, 0, count)) for count in (1, 2, 3)]
    assert "企业" not in parts[0]
    assert "企业 & 个人" in parts[1]
    assert "期限已过。" not in parts[1]
    assert "期限已过。" in parts[2]


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "**x**\n\n# h", "$$x$$", "\"'&<"])
def test_html_never_runs_a_text(text: str) -> None:
    asked = question_html(text)
    assert plain(asked) == "".join(text.splitlines())
    assert re.findall(r"<(?!/?(?:div|br)\b)", asked) == []
    assert "<img" not in failure_html(text, "zh") + examples_html({text: [text]}, "zh", True)
    hostile = replace(ANSWER, short_answer=text, notes=(text,), sentences=(Sentence(text, (1,)),))
    assert "<img" not in answer_html(hostile, 0)


def test_a_pasted_book_is_cut_in_the_chat() -> None:
    assert "(100,000)" in question_html("长" * 100_000)
    assert len(question_html("长" * 100_000)) < 1000


@pytest.mark.parametrize("index", [0, 1])
def test_panel_shows_the_whole_text_and_exactly_the_quote(index: int) -> None:
    shown = Shown(DOCUMENT.doc_id, 0, index)
    html = source_html(DOCUMENT, ANSWER.citations, shown, "zh", on(date(2026, 1, 2)))
    body = html[html.index('<div class="text"') :]
    assert plain(body) == TEXT
    marked = re.findall(r'<mark class="hit on"[^>]*>(.*?)</mark>', body, re.DOTALL)
    assert unescape("".join(marked)) == ANSWER.citations[index].quote
    assert body.count("<mark") == 2
    assert unescape(html).count(citation_text(ANSWER.citations[index])) == 1
    assert "已过期（2025年12月31日 到期）" in html


def test_panel_marks_quotes_that_lie_in_each_other_and_over_lines() -> None:
    outer = quote(1, TEXT[12:50])
    inner = quote(2, "企业 & 个人")
    for index, wanted in enumerate((outer, inner)):
        shown = Shown(DOCUMENT.doc_id, 0, index)
        html = source_html(DOCUMENT, (outer, inner), shown, "en", on(date(2025, 1, 1)))
        marked = re.findall(r'<mark class="hit on"[^>]*>(.*?)</mark>', html, re.DOTALL)
        assert unescape("".join(marked)) == wanted.quote
        assert "Valid until 2025-12-31" in html


def test_panel_cuts_a_huge_document_around_the_quote_and_says_so() -> None:
    text = ("甲" * 99 + "\n") * 3000 + TEXT
    moved = replace(
        SECOND, start=text.index(SECOND.quote), end=text.index(SECOND.quote) + len(SECOND.quote)
    )
    document = replace(DOCUMENT, text=text, clauses=DOCUMENT.clauses[:1])
    force, shown = on(date(2025, 1, 1), document), Shown(document.doc_id, 0, 0)
    html = source_html(document, (moved,), shown, "zh", force)
    assert len(html) < 120_000
    assert "只显示" in html
    assert f'data-n="2">{SECOND.quote}</mark>' in html


def test_documents_are_listed_with_their_validity() -> None:
    html = documents_html("en", on(date(2026, 1, 1)))
    assert "In the index: 1" in plain(html)
    assert "办法<b>标题</b>" in plain(html)
    assert 'data-doc="a/办法.txt"' in html
    assert "Expired on 2025-12-31" in html
    future = replace(DOCUMENT, facts=replace(DOCUMENT.facts, effective=Fact("2027-01-01")))
    assert "尚未施行" in validity_html(future, "zh", on(date(2026, 1, 1), future))
    gone = replace(DOCUMENT, facts=replace(DOCUMENT.facts, repealed=Fact("本办法<已>废止")))
    for day in (date(2024, 1, 1), date(2027, 1, 1)):
        assert 'class="validity over">已废止或失效（本办法&lt;已&gt;废止）' in validity_html(
            gone, "zh", on(day, gone)
        )
    facts = Facts(
        Fact("x"),
        repeals=(Fact("甲办法"), Fact("乙细则")),
        explains=Fact("丙计划"),
        region=Fact("广州"),
    )
    listed = plain(documents_html("zh", on(date(2026, 1, 1), replace(DOCUMENT, facts=facts))))
    for shown in ("适用地区广州", "所解读的文件丙计划", "同时废止甲办法（资料管理员注明）、乙细则"):
        assert shown in listed
    silent = replace(DOCUMENT, facts=Facts(Fact("x")))
    assert "未写明" in validity_html(silent, "zh", on(date(2026, 1, 1), silent))
