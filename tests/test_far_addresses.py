"""Clauses by addresses that documents have in other ways: 5.1.2, 第三点, behind a 目录; or have not."""

from __future__ import annotations

import pytest

from rag import PolicyAssistant
from rag.question import understand
from rag.values import han
from tests.building import build_assistant

PLAN = """澄溪市防汛应急预案

目  录

1 总则

1.1 编制目的

1.2 适用范围

2 应急响应

2.1 响应分级

2.2 响应终止

1 总则

1.1 编制目的

为了做好防汛工作，制定本预案。

1.2 适用范围

本预案适用于本市行政区域内的洪涝灾害。

2 应急响应

2.1 响应分级

应急响应分为四级。Ⅰ级响应由市长启动。

2.2 响应终止

险情解除后，由市长宣布响应终止。
"""
LAW = """澄溪市公园管理办法

第一章 总则

第一条 为了加强公园管理，制定本办法。

第二章 管理

第二条 携带犬只进入公园的，处50元罚款。

第三章 附则

第三条 本办法自2024年5月1日起施行。
"""
REPLY = """澄溪市人民政府关于同意设立滨江创新示范区的批复

市科技局：

一、同意设立滨江创新示范区。

二、示范区面积为12平方公里。

三、由市科技局统筹指导示范区建设。
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return build_assistant(tmp_path_factory.mktemp("plan"), {"plan.txt": PLAN})


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return build_assistant(tmp_path_factory.mktemp("both"), {"law.txt": LAW, "reply.txt": REPLY})


def test_a_table_of_contents_is_no_part(plan: PolicyAssistant) -> None:
    (document,) = plan.documents.values()
    labels = [c.label for c in document.clauses if c.scheme == "1."]
    assert labels == ["1", "1.1", "1.2", "2", "2.1", "2.2"]
    assert document.text.count("响应分级") == 2  # it is kept


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("防汛应急预案1.2说什么", "洪涝灾害"),
        ("防汛应急预案第2.1节的内容", "四级"),
        ("What does section 2.1 say?", "四级"),
    ],
)
def test_a_whole_label_is_an_address(plan: PolicyAssistant, question: str, said: str) -> None:
    answer = plan.ask(question)
    assert answer.status == "answered"
    assert any(said in c.quote for c in answer.citations)


def test_a_decimal_number_is_no_address() -> None:
    assert understand("增速达到9.6%的是哪个产业").steps == ()
    assert understand("投入1.5亿元做什么").steps == ()


def test_the_outline_has_each_part_once(plan: PolicyAssistant) -> None:
    quotes = [c.quote for c in plan.ask("这个预案由哪几部分组成").citations]
    assert [q for q in quotes if q[:1].isdigit()] == ["1 总则", "2 应急响应"]


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("澄溪市公园管理办法第五章讲什么", "第三章 附则"),
        ("澄溪市公园管理办法第四十条怎么规定的", "第三条 本办法自2024年5月1日起施行。"),
    ],
)
def test_the_last_is_shown_for_one_that_is_not_there(
    both: PolicyAssistant, question: str, last: str
) -> None:
    answer = both.ask(question)
    assert answer.status == "partial"
    assert [c.quote for c in answer.citations] == [last]
    assert any("没有找到" in note for note in answer.notes)


def test_an_article_of_a_law_that_is_not_here_is_not_told(both: PolicyAssistant) -> None:
    assert both.ask("劳动法第一百条怎么规定的").status == "not_found"


def test_a_point_of_a_reply(both: PolicyAssistant) -> None:
    answer = both.ask("澄溪市人民政府关于同意设立滨江创新示范区的批复，第三点说的什么")
    assert answer.status == "answered"
    assert "统筹指导" in answer.citations[0].quote


@pytest.fixture(scope="module")
def numbered_through(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    """Rules whose parts 一、 are numbered through all chapters, as articles are."""
    numerals = [han(n) for n in range(1, 23)]
    parts = [f"{n}、办公室应当按规定处理第{n}类事务，做到及时准确。" for n in numerals]
    rules = ["澄溪市政府工作规则"]
    for chapter, start in zip("一二三", range(0, 22, 8), strict=True):
        rules += [f"第{chapter}章 第{chapter}类工作", *parts[start : start + 8]]
    return build_assistant(
        tmp_path_factory.mktemp("through"), {"rules.txt": "\n\n".join(rules) + "\n"}
    )


@pytest.mark.parametrize(
    ("question", "begins", "note"),
    [
        ("工作规则第二十条规定了什么", "二十、", ""),
        ("澄溪市政府工作规则第三条", "三、", ""),
        ("工作规则第三章讲什么", "第三章", ""),
        ("工作规则第六十条说什么", "二十二、", "没有找到“第六十条”。"),
    ],
)
def test_parts_that_are_numbered_through_are_articles(
    numbered_through: PolicyAssistant, question: str, begins: str, note: str
) -> None:
    answer = numbered_through.ask(question)
    assert answer.sentences[0].text.startswith(begins)
    assert (answer.notes[0] if answer.notes else "") == note
