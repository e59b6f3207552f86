"""Figures that a question says or compares: one that the text bounds, one it takes for granted, a difference."""

from __future__ import annotations

import pytest

from rag import PolicyAssistant, Settings
from rag.changes import from_to
from rag.values import find_values


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return PolicyAssistant(Settings(index_dir=tmp_path_factory.mktemp("index")))


@pytest.mark.parametrize(
    ("question", "status", "short", "note"),
    [
        ("版权示范单位目标是18家吗", "answered", "超过18家", "文件写的是“超过18家”，不是“18家”。"),
        ("版权示范单位目标是超过18家吗", "answered", "超过18家", ""),
        ("2025年营收目标是6000亿元吗", "partial", "6200亿元", "文件写的是“6200亿元”，不是“6000亿元”。"),
        ("增加值增速有没有到10%？", "partial", "9.6%", "文件写的是“9.6%”，不是“10%”。"),
        (
            "照2022年的数，到2025年还差多少才达标", "partial", None,
            "文件没有直接写出这个差额，须由所引的数字计算。",
        ),
        (
            "从2020到2022营收一共涨了多少亿？", "answered",
            "从2020年的5135亿元增长至2022年的5728.02亿元",
            "文件没有直接写出这个差额，须由所引的数字计算。",
        ),
        ("2023年全年营收是多少", "partial", None, "文件给出的是“2023年前三季度”的数字，没有全年数字。"),
        ("年增加值是多少", "partial", None, "文件给出的是“2023年前三季度”的数字，没有全年数字。"),
        ("2023年头三个季度的增加值涨了几个点", "answered", "9.6%", ""),
        ("23年1—9月增加值的绝对额", "answered", "1152.44亿元", ""),
        (
            "这份东西落款盖了哪几家的章？", "answered",
            "广东省工业和信息化厅、中共广东省委宣传部、广东省文化和旅游厅、广东省广播电视台、广东省体育局", "",
        ),
        ("数创集群22年一共做了多少营收", "answered", "5728.02亿元", ""),
        (
            "2022年比2020年多了多少亿", "answered", "从2020年的5135亿元增长至2022年的5728.02亿元",
            "文件没有直接写出这个差额，须由所引的数字计算。",
        ),
    ],
)  # fmt: skip
def test_figures_are_set_right(
    shipped: PolicyAssistant, question: str, status: str, short: str | None, note: str
) -> None:
    answer = shipped.ask(question)
    assert (answer.status, answer.short_answer) == (status, short)
    assert (answer.notes[0] if answer.notes else "") == note


def test_an_amount_of_money_is_no_number_of_jobs(shipped: PolicyAssistant) -> None:
    assert shipped.ask("数字创意产业带动了多少就业？").status == "not_found"


def test_a_difference_shows_the_figures_of_both_years(shipped: PolicyAssistant) -> None:
    said = " ".join(s.text for s in shipped.ask("2022年营收离2025年目标还差多少").sentences)
    assert "5728.02亿元" in said
    assert "6200亿元" in said


def test_a_growth_that_is_told_is_no_change_of_levels() -> None:
    told = "营业收入从8亿元提高到9亿元；利润增加2亿元"
    level, _, growth = find_values(told, "money")
    assert from_to("利润增加了多少", told, growth) is None
    assert from_to("营业收入提高了多少", told, level) == "从8亿元提高到9亿元"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("计划啥时候出来的", "2023年12月29日"),
        ("我想问下政策细节，电话多少", "020-83133200"),
        (
            "我在佛山开了家做陶瓷的小公司，去年给博物馆做过纹样，朋友说有个计划，"
            "这个计划里跟工业设计沾边的内容都有哪些",
            "工业设计能力提升",
        ),
    ],
)  # fmt: skip
def test_spoken_questions_are_understood(
    shipped: PolicyAssistant, question: str, told: str
) -> None:
    answer = shipped.ask(question)
    assert answer.status == "answered"
    assert told in " ".join(s.text for s in answer.sentences)


def test_a_day_that_is_wrong_is_said_to_be_a_day(shipped: PolicyAssistant) -> None:
    answer = shipped.ask("行动计划是2024年1月由省文旅厅单独印发的吗？")
    assert answer.status == "partial"
    assert answer.notes[0] == "文件写的日期不是“2024年”。"
    assert not any("“1”" in note for note in answer.notes)


def test_who_does_it_is_said_to_be_missing(shipped: PolicyAssistant) -> None:
    answer = shipped.ask("链主企业归谁遴选")
    assert (answer.status, answer.short_answer) == ("partial", None)
    assert answer.notes == ("文件没有写明“链主企业归谁遴选”。",)


def test_the_reason_for_a_new_plan_comes_first(shipped: PolicyAssistant) -> None:
    first = shipped.ask("老计划为什么不用了").sentences[0].text
    assert "原有发展策略和措施已难以完全满足" in first


@pytest.mark.parametrize("question", ["基本原则一共几条，都叫什么", "编制原则有几条，分别是什么？"])
def test_how_many_and_which_is_one_question(shipped: PolicyAssistant, question: str) -> None:
    items = [s.text for s in shipped.ask(question).sentences if s.item]
    assert [item[:6] for item in items] == [
        "一是注重补齐",
        "二是注重创新",
        "三是注重资源",
        "四是注重发挥",
    ]
