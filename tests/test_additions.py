"""What comes on top of an amount, and by how much one grew: shown with what it is added to, never as the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from rag.nowhole import is_no_whole
from rag.values import find_values
from tests.building import build_assistant

GUIDE = """# 青河县2025年农业补贴申报指南

## 一、补贴标准

| 作物 | 2024年标准（元/亩） | 2025年标准（元/亩） | 备注 |
| --- | --- | --- | --- |
| 早稻 | 120 | 150 | 连片种植 |
| 油菜 | 60 | 75 | 冬种 |

种植大户（流转面积50亩以上）在上述标准基础上每亩另加20元。

## 二、抚恤

供养亲属一次性领取的，七十五周岁以下的按照20年计算，七十五周岁以上的按照5年计算。
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return build_assistant(Path(tmp_path_factory.mktemp("additions")), {"guide.md": GUIDE})


@pytest.mark.parametrize("question", ["早稻比2024年提高了多少？", "早稻补贴比去年多了多少"])
def test_by_how_much_a_row_grew_is_told_by_both_its_cells(
    page: PolicyAssistant, question: str
) -> None:
    answer = page.ask(question)
    assert (answer.status, answer.short_answer) == ("partial", "120；150")
    assert any("差额" in note for note in answer.notes)


def test_an_addition_is_shown_with_the_row_to_which_it_is_added(page: PolicyAssistant) -> None:
    answer = page.ask("我流转了80亩地种油菜，一亩能拿多少补贴？")
    quotes = " ".join(c.quote for c in answer.citations)
    assert answer.short_answer is None
    assert "油菜" in quotes
    assert "另加20元" in quotes
    assert any("合计" in note for note in answer.notes)


@pytest.mark.parametrize(
    "question", ["东山区种油菜80亩，一亩能拿多少补贴？", "东山区早稻补贴比2024年提高了多少？"]
)
def test_another_place_has_neither(page: PolicyAssistant, question: str) -> None:
    answer = page.ask(question)
    assert answer.status == "not_found"


def test_an_addition_that_is_asked_for_is_told(page: PolicyAssistant) -> None:
    assert page.ask("种植大户每亩另加多少元？").short_answer == "20元"


def test_how_many_years_apart_two_are_is_told_by_no_clause(page: PolicyAssistant) -> None:
    answer = page.ask("供养亲属七十五周岁以上和以下一次性领取差几年？")
    assert (answer.status, answer.short_answer) == ("partial", None)
    assert any("差额" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("asked", "misleads"),
    [
        ("老人68岁，抚恤金按几年计算", True),
        ("抚恤金按几年计算", False),
        ("抚恤金68岁的每增加一岁减几年", False),
    ],
)
def test_what_a_case_is_reckoned_from_is_no_answer_for_it(asked: str, misleads: bool) -> None:
    sentence = "按照20年计算，但超过六十周岁的，年龄每增加一周岁减少一年。"
    value = find_values(sentence, "duration")[0]
    assert is_no_whole(value, sentence, asked) == misleads
