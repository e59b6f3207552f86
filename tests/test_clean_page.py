"""Cleaning the shipped page: its furniture goes, its body stays to the letter, its layout is marked."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from rag.clean import clean
from rag.load import load_file
from rag.types import CleanText
from tests.cleaning import PAGE, check_traced, marked


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


def test_paragraphs_stay_in_order(page: CleanText) -> None:
    assert all(a[1] < b[1] for a, b in pairwise(page.runs))
