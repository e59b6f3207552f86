"""Cleaning: what goes, what stays to the letter, where each character comes from."""

from __future__ import annotations

import os
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.clean import clean
from rag.errors import CorpusError
from rag.load import load_file
from rag.types import CleanText, SourceText

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "corpus" / "000_7c08eb859334a227.txt"
BENCH = Path(os.environ.get("BENCH", PROJECT.parent / "shared" / "bench"))


def source_of(raw: str, file_format: str = "txt") -> SourceText:
    return SourceText("made", raw, file_format, "", "utf-8")  # type: ignore[arg-type]  # one of the literals


def cleaned(raw: str, file_format: str = "txt") -> str:
    return clean(source_of(raw, file_format)).text


def marked(text: CleanText, kind: str) -> list[str]:
    return [text.text[mark.start : mark.end] for mark in text.marks if mark.kind == kind]


def check_traced(source: SourceText, text: CleanText) -> None:
    """Every character is the raw file's, white space and decoded entities apart."""
    covered = 0
    raw_end = -1
    for start, raw_start, length in text.runs:
        assert start == covered
        assert raw_start > raw_end
        covered += length
        raw_end = raw_start + length - 1
        here, there = text.text[start:covered], source.raw[raw_start : raw_start + length]
        for now, then in zip(here, there, strict=True):
            assert now == then or now in " \t\n" or then == "&", (here, there)
    assert covered == len(text.text)
    assert not re.search(r"\n\n|^\n|\n$|[ \t]\n|\n[ \t]|  ", text.text)
    for mark in text.marks:
        assert 0 <= mark.start < mark.end <= len(text.text)


# --- the shipped page -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> CleanText:
    return clean(load_file(PAGE, PAGE.name))


def test_page_begins_with_its_title_and_ends_with_its_contacts(page: CleanText) -> None:
    lines = page.text.split("\n")
    assert lines[0] == ("《广东省培育数字创意战略性新兴产业集群行动计划（2023—2025年）》政策解读")
    assert lines[1] == "来源：本网原创稿 发布时间：2024-01-02 10:45:32"
    assert lines[2].startswith("2023年12月29日，经省人民政府同意，")
    assert lines[-3:] == [
        "主办单位：广东省工业和信息化厅 值班室电话：020-83133200",
        "地址：广州市吉祥路100号 广州市东风中路305号5号楼",
        "邮编：510030 办公时间：8:30-17:30",
    ]
    assert len(lines) == 21


@pytest.mark.parametrize(
    "furniture",
    [
        "今天是", "智能互动", "长者助手", "IPV6", "Department", "请输入关键词", "首页", "政务公开",
        "字体", "打印", "分享", "网站声明", "上级政府部门", "公网安备", "ICP备", "网站标识码", "&gt;", "**", "##",
    ],
)  # fmt: skip
def test_page_furniture_is_gone(page: CleanText, furniture: str) -> None:
    assert furniture not in page.text


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (332, "持续健康发展，集群营业收入从2020年的5135亿元增长至2022年的5728.02亿元"),
        (1083, "公共服务平台等高质量产业载体"),
        (1778, "实现数字技术和设备核心支撑能力"),
        (2526, "新型数字创意设备等方面"),
        (1133, "四是注重发挥优势。结合广东制造业大省"),
    ],
)
def test_broken_words_are_joined_at_their_offsets(page: CleanText, start: int, words: str) -> None:
    assert page.text[start : start + len(words)] == words


def test_page_body_is_kept_to_the_letter(page: CleanText) -> None:
    raw = load_file(PAGE, PAGE.name).raw
    body = raw[raw.index("2023年12月29日") : raw.index("## 相关文档")]
    text = page.text[page.text.index("2023年12月29日") : page.text.index("\n相关文档")]
    assert re.sub(r"\s", "", text) == re.sub(r"\s|\*\*|#", "", body)
    assert "形成该《行动计划》）。" in text  # a slip of the page: quoted as published
    assert "第五部分“组织保障”" in text


def test_page_layout_is_kept_as_marks(page: CleanText) -> None:
    assert marked(page, "title") == [page.text.split("\n")[0]]
    assert marked(page, "heading") == [
        "一、制定《行动计划》的背景",
        "二、《行动计划》编制原则和考虑",
        "三、《行动计划》主要内容",
        "四、政策核心点解读",
        "相关文档",
    ]
    assert marked(page, "bold") == ["四是注重发挥优势。", "（一）工作目标。"]
    assert marked(page, "facts") == [
        page.text.split("\n")[1],
        *page.text.split("\n")[-3:],
    ]
    check_traced(load_file(PAGE, PAGE.name), page)


# --- made texts -------------------------------------------------------------------------------

BODY = "为贯彻落实国家决策部署，促进本市产业高质量发展，现将有关事项通知如下。"


def test_head_and_tail_of_another_site_go_and_their_facts_stay() -> None:
    raw = (
        "无障碍\n长者版\n首页 > 政务公开 > 通知公告\n某某市商务局\n"
        "# 某某市商务局关于促进消费的通知\n发布日期：2025-03-01 来源：某某市商务局 浏览次数：12\n"
        f"【字体：大 中 小】 打印\n{BODY}\n一、扩大消费\n（一）发放消费券。\n"
        "上一篇：没有了\n下一篇：关于放假的通知\n扫一扫在手机打开当前页\n"
        "主办：某某市商务局 电话：0123-4567890 某ICP备12345678号-1\n网站标识码：1234567890\n"
    )
    assert cleaned(raw).split("\n") == [
        "某某市商务局关于促进消费的通知",
        "发布日期：2025-03-01 来源：某某市商务局",
        BODY,
        "一、扩大消费",
        "（一）发放消费券。",
        "主办：某某市商务局 电话：0123-4567890",
    ]


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        ("本市产业稳中有进。全年营业收入持\n\n续增长，达到六千亿元。", 1),
        ("各地要加强领导、\n落实责任，确保实效。", 1),
        ("各地要加强领导，落实责任。\n\n各部门要密切配合，形成合力。", 2),
        ("一、高度重视，切实加强疫情防控工作\n各地要压实责任，落实措施。", 2),
        ("现将有关事项通知如下，请遵照执行\n第一条 为了规范管理，制定本办法。", 2),
        ("请各单位认真组织实施，抓好落实\n某某市人民政府办公厅\n2024年5月6日", 3),
        ("加强固体废物管理，提高水平。（某某部指导）\n积极培育市场，鼓励专业机构参与。", 2),
        ("支持企业发展，扩大就业。符合条件的单\n\n附件：申请表，登记表。", 2),
        ("某某省各市人民政府：\n现将方案印发给你们，请执行。", 2),
    ],
)
def test_lines_are_joined_only_where_a_sentence_goes_on(raw: str, lines: int) -> None:
    text = cleaned(raw)
    assert len(text.split("\n")) == lines
    assert re.sub(r"\s", "", text) == re.sub(r"\s", "", raw)


def test_text_wrapped_at_a_column_becomes_paragraphs() -> None:
    paragraph = (
        "市人民政府应当加强对绿化工作的领导并且将绿化事业纳入国民经济和社会发展规划保障所需经费" * 3
    )
    wrapped = "\n".join(paragraph[i : i + 30] for i in range(0, len(paragraph), 30)) + "。"
    assert cleaned("绿化办法\n\n" + wrapped) == f"绿化办法\n{paragraph}。"


def test_latin_words_keep_their_space_where_lines_join() -> None:
    begin = "各地要推进平台建设，抓好落实。鼓励企业采用 machine"
    assert cleaned(f"{begin}\nlearning 方法，提高效率。") == f"{begin} learning 方法，提高效率。"


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        (["国务院关于在市场监管领域全面推行", "部门联合监管的意见"], None),
        (["某某市财政局", "某某市商务局", "关于印发促进消费办法", "实施细则的通知"],
         "某某市财政局 某某市商务局关于印发促进消费办法实施细则的通知"),
    ],
)  # fmt: skip
def test_title_over_several_lines_is_one(parts: list[str], title: str | None) -> None:
    raw = "\n".join([*parts, "某政发〔2019〕5号", "各区人民政府：", BODY])
    assert cleaned(raw).split("\n")[:2] == [title or "".join(parts), "某政发〔2019〕5号"]


def test_value_below_its_label_joins_it() -> None:
    raw = f"## 关于促进消费的通知\n来源：本网 发布时间：\n2024-01-02 10:45:32\n{BODY}"
    assert cleaned(raw).split("\n")[1] == "来源：本网 发布时间：2024-01-02 10:45:32"


def test_text_whose_line_breaks_became_spaces_gets_its_paragraphs_back() -> None:
    raw = (
        "某某市人民政府关于支持企业的若干意见 各区人民政府： " + BODY + " 一、减免房租 "
        "对承租国有房屋的企业，免收房租。 （一）加强领导。 各地要压实责任。 某某市人民政府 2020年2月6日"
    )
    assert cleaned(raw).split("\n") == [
        "某某市人民政府关于支持企业的若干意见",
        "各区人民政府：",
        BODY,
        "一、减免房租",
        "对承租国有房屋的企业，免收房租。",
        "（一）加强领导。",
        "各地要压实责任。",
        "某某市人民政府",
        "2020年2月6日",
    ]


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


def test_file_of_nothing_but_furniture_is_empty() -> None:
    assert clean(source_of("===PAGE 1===\n\n===PAGE 2===\n")) == CleanText("made", "", ())


# --- properties -------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["一、总则", "为促进消费，扩大内需", "。", "\n", "\n\n", "　　", " ", "**", "## ", "[链接](u)", "![", "|", "&gt;", "&amp",
     "<p>", "</p>", "<td>", "<tr>", "<b>", "来源：", "2024-01-02", "\t", "\r\n", "<!--", "-->", "\u200b", "首页", "（一）", "a"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["txt", "md", "html"]))
def test_any_text_is_traced(raw: str, file_format: str) -> None:
    source = source_of(raw, file_format)
    check_traced(source, clean(source))


@pytest.mark.parametrize(
    "raw",
    ["各地要加强领导，落实责任 ，做好工作。 " * 20000, "[" * 300000, "**甲" * 100000, "<!-- " * 60000,
     "<html>" + "<div>" * 60000 + "甲。", "<html>" + "<a " * 60000, "来源：\n甲\n" * 15000],
    ids=["flat", "brackets", "stars", "comments", "nested", "unclosed", "facts"],
)  # fmt: skip
def test_time_grows_with_the_text_only(raw: str) -> None:
    def seconds(text: str) -> float:
        begin = time.process_time()
        clean(source_of(text))
        return time.process_time() - begin

    quarter, whole = seconds(raw[: len(raw) // 4]), seconds(raw)
    assert whole < 0.3 + 10 * quarter
    assert whole < 4


def bench_files(pattern: str, step: int = 1) -> list[Path]:
    files = sorted(BENCH.glob(pattern))[::step]
    return [path for path in files if path.suffix in (".txt", ".md", ".html")]


@pytest.mark.skipif(not BENCH.is_dir(), reason="the public bench is not here")
@pytest.mark.parametrize(
    ("pattern", "step", "at_least"),
    [("gov/*/*", 1, 50), ("ncp/documents/*", 12, 40), ("laws/**/*.md", 60, 50)],
)
def test_public_documents_are_traced_and_clean(pattern: str, step: int, at_least: int) -> None:
    read = 0
    for path in bench_files(pattern, step):
        try:
            source = load_file(path, path.name)
        except CorpusError:
            continue
        text = clean(source)
        check_traced(source, text)
        read += 1
        assert not re.search(
            r"ICP备\d|公网安备\s?\d|扫一扫在手机打开当前页|^当前位置|^打印$|^分享$",
            text.text,
            re.MULTILINE,
        ), path.name
    assert read >= at_least


@pytest.mark.skipif(not BENCH.is_dir(), reason="the public bench is not here")
def test_laws_lose_nothing() -> None:
    read = 0
    for path in bench_files("laws/**/*.md", 90):
        raw = load_file(path, path.name).raw
        articles = re.findall(r"^第[一二三四五六七八九十百千零]+条(?=[\s　])", raw, re.MULTILINE)
        text = clean(load_file(path, path.name)).text
        lines = text.split("\n")
        assert [line.split(" ")[0] for line in lines if re.match(
            r"第[一二三四五六七八九十百千零]+条 ", line)] == articles, path.name  # fmt: skip
        kept = re.sub(r"\s|#", "", re.sub(r"<!--.*?-->|^>? ?\s*[*-] |\*\*|^[-=_*]{3,}$|^```.*$", "", raw,
                                          flags=re.MULTILINE | re.DOTALL))  # fmt: skip
        if not re.search(r"[|&\[*_<>`#]|\\", raw.replace("<!-- INFO END -->", "").replace("#", "")):
            assert re.sub(r"\s", "", text) == re.sub(r"[\u200b\ufeff]", "", kept), path.name
        read += 1
    assert read >= 30


def test_paragraphs_stay_in_order(page: CleanText) -> None:
    assert all(a[1] < b[1] for a, b in pairwise(page.runs))


@pytest.mark.parametrize("line", ["<!--\n", "|甲" * 100_000, "某某局 某某会 " * 20_000])
def test_what_is_never_closed_is_looked_for_once(line: str) -> None:
    raw = "第一条 支持企业。\n" + line * (40_000 if len(line) < 9 else 1)
    assert clean(SourceText("a", raw, "md", "", "utf-8")).text.startswith("第一条 支持企业。")
