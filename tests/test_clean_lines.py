"""Cleaning plain text: head and tail, lines that are joined or parted, titles over several lines."""

from __future__ import annotations

import re

import pytest

from rag.clean import clean
from rag.types import CleanText
from tests.cleaning import BODY, cleaned, source_of


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


def test_file_of_nothing_but_furniture_is_empty() -> None:
    assert clean(source_of("===PAGE 1===\n\n===PAGE 2===\n")) == CleanText("made", "", ())
