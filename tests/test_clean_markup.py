"""Cleaning Markdown and web pages: marks come off, the article and its facts stay, hidden copies go."""

from __future__ import annotations

from rag.clean import clean
from tests.cleaning import BODY, check_traced, cleaned, marked, source_of


def test_markdown_marks_come_off() -> None:
    raw = (
        "Title: 消费办法\n\nURL Source: http://example.invalid/a\n\nMarkdown Content:\n"
        "# 消费办法\n\n<!-- INFO END -->\n\n## 第一章 总　则\n\n第一条 **目的** 见[附件一](http://a/(b).html \"x\")，"
        "A&amp;B。\n\n![图](a.png)\n\n* 企业\n* 个人\n\n| 项目 | 金额 |\n|---|---|\n| 补贴 | 50万元 |\n"
    )  # fmt: skip
    text = clean(source_of(raw, "md"))
    assert text.text.split("\n") == [
        "消费办法", "第一章 总则", "第一条 目的 见附件一，A&B。", "企业", "个人", "项目\t金额", "补贴\t50万元",
    ]  # fmt: skip
    assert marked(text, "title") == ["消费办法"]
    assert marked(text, "heading") == ["第一章 总则"]
    assert marked(text, "bold") == ["目的"]
    assert marked(text, "table_row") == ["项目\t金额", "补贴\t50万元"]
    check_traced(source_of(raw, "md"), text)


HTML = """<!DOCTYPE html><html><head><title>消费办法 - 某某市人民政府门户网站</title>
<script>var a = "<p>脚本。</p>";</script></head><body style="visibility: hidden">
<div class="top"><a href="/">首页</a> <a href="/x">政务公开</a></div>
<div><h1>消费办法</h1><p>来源：某某市商务局&nbsp;&nbsp;发布时间：2024-01-02</p>
<div id="c"><p>第一条&#12288;为了促进消费，<b>扩大内需</b>，制定本办法。</p>
<p>第二条 补贴上限为&lt;50万元&gt;，由商务部门
  会同财政部门审核，每年一次。</p>
<table><tr><td><p>项目</p></td><td>金额</td></tr><tr><td>补贴</td><td>50万元<br>封顶</td></tr></table>
<p style="display:none">朗读用的文字。</p></div></div>
<div class="foot"><p>主办单位：某某市商务局 电话：0123-4567890</p><a href="/m">网站地图</a></div>
</body></html>"""


def test_web_page_keeps_its_article_and_facts() -> None:
    source = source_of(HTML, "html")
    text = clean(source)
    assert text.text.split("\n") == [
        "消费办法",
        "来源：某某市商务局 发布时间：2024-01-02",
        "第一条 为了促进消费，扩大内需，制定本办法。",
        "第二条 补贴上限为<50万元>，由商务部门会同财政部门审核，每年一次。",
        "项目\t金额",
        "补贴\t50万元 封顶",
        "主办单位：某某市商务局 电话：0123-4567890",
    ]
    assert marked(text, "title") == ["消费办法"]
    assert marked(text, "bold") == ["扩大内需"]
    check_traced(source, text)
    assert clean(source_of(HTML, "txt")).text == text.text  # the content tells, not the ending


def test_answers_folded_away_are_read() -> None:
    raw = "<html><body><h1>常见问题</h1>" + "".join(
        f'<p>问题{n}？</p><div style="display:none">答案{n}，由商务局负责解释，请来电咨询。</div>'
        for n in range(4)
    )
    assert "答案3，由商务局负责解释，请来电咨询。" in cleaned(raw, "html")


def test_hidden_copy_of_a_page_of_tables_stays_hidden() -> None:
    rows = [f"{n}类补贴{n}元" for n in range(30)]
    article = "<p>第一条 补贴标准如下，由商务局解释。</p>" + "".join(
        f"<p>{row}</p>" for row in rows
    )
    copy = "第一条 补贴标准如下，由商务局解释。" + "".join(rows)
    raw = f'<html><body><h1>补贴办法</h1>{article}<div style="display:none">{copy}</div>'
    assert cleaned(raw, "html").count("由商务局解释") == 1


def test_labels_on_two_lines_of_the_source_stay_two_facts() -> None:
    raw = f"<html><h1>补贴办法</h1><div>来源：商务局\n 时间：2025-03-20</div><p>{BODY}</p>"
    assert cleaned(raw, "html").split("\n")[1] == "来源：商务局 时间：2025-03-20"
