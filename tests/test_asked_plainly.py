"""Short questions as people type them: who does it, what is said of it, how many projects, by when."""

from __future__ import annotations

import pytest

from rag import PolicyAssistant
from rag.question import understand
from rag.said import last_year, read_said
from rag.steps import read_steps
from rag.terms import make_term
from rag.values import find_values


@pytest.mark.parametrize(
    "question",
    ["谁来建设融媒体中心？", "谁推动直播基地建设？", "谁来培育IP？", "谁来建公共服务平台？"],
)
def test_what_is_made_is_not_who_makes_it(page: PolicyAssistant, question: str) -> None:
    answer = page.ask(question)
    assert (answer.status, answer.short_answer) == ("not_found", None)


def test_who_issued_it_is_told(page: PolicyAssistant) -> None:
    assert "广东省工业和信息化厅" in (page.ask("谁印发的？").short_answer or "")


@pytest.mark.parametrize("question", ["游戏产业怎么说？", "讲游戏产业的部分在哪"])
def test_what_is_said_of_a_thing_that_no_document_names(
    page: PolicyAssistant, question: str
) -> None:
    answer = page.ask(question)
    assert answer.status == "not_found"
    assert any("游戏" in note for note in answer.notes)


def test_what_is_said_of_a_thing_that_is_named(page: PolicyAssistant) -> None:
    answer = page.ask("元宇宙怎么说？")
    assert answer.status == "answered"
    assert "元宇宙" in answer.sentences[0].text


def test_a_wrong_number_of_projects_is_set_right(page: PolicyAssistant) -> None:
    answer = page.ask("数字创意三大工程有哪些？")
    assert (answer.status, sum(s.item for s in answer.sentences)) == ("partial", 6)
    assert any("3项" in note and "6项" in note for note in answer.notes)


def test_a_wrong_number_of_what_a_sentence_announces_is_set_right(page: PolicyAssistant) -> None:
    answer = page.ask("三项细化目标是什么？")
    assert (answer.status, answer.short_answer) == ("partial", None)
    assert any("3项" in note and "4项" in note for note in answer.notes)
    assert page.ask("四项细化目标是什么？").status == "answered"


@pytest.mark.parametrize(
    ("question", "short"),
    [("十四五末营收要达到多少？", "6200亿元"), ("十三五末营收是多少？", "5135亿元")],
)
def test_the_end_of_a_five_year_plan_is_a_year(
    page: PolicyAssistant, question: str, short: str
) -> None:
    assert page.ask(question).short_answer == short


def test_another_five_year_plan_is_not_told(page: PolicyAssistant) -> None:
    assert page.ask("十五五期间的营收目标是多少？").status == "not_found"


@pytest.mark.parametrize(("plan", "year"), [("十三", 2020), ("十四", 2025), ("十五", 2030)])
def test_the_last_year_of_a_plan(plan: str, year: int) -> None:
    assert last_year(plan) == year
    assert read_said(f"{plan}五末建成多少家").years == (str(year),)


@pytest.mark.parametrize("text", ["干满十四五年", "三十四五岁", "十四五家"])
def test_what_names_no_plan(text: str) -> None:
    assert not any("五" in t.text and t.text.startswith("十") for t in understand(text).terms)


def test_the_number_of_an_interpretation_is_no_address() -> None:
    assert read_steps("婚姻家庭编的解释（二）的文号", chinese=True)[0] == ()
    assert [s.number for s in read_steps("第五条（二）怎么说", chinese=True)[0]] == [5, 2]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("材料送到哪个地址，几号房间", "address"),
        ("几号截止", "date"),
        ("从买机器到拿到钱，流程怎么走？", ""),
        ("平台建设 补助 上限", "money"),
    ],
)
def test_what_is_asked_for(question: str, value: str) -> None:
    assert understand(question).value == value


@pytest.mark.parametrize("question", ["我们能报吗（2025年度）", "给不给贴息", "收不收押金"])
def test_what_is_to_be_confirmed(question: str) -> None:
    assert "confirm" in understand(question).kinds


@pytest.mark.parametrize("question", ["什么人不能报名？", "个人申请补贴须提交的材料"])
def test_what_is_to_be_listed(question: str) -> None:
    assert "list" in understand(question).kinds


def test_ten_at_night_counts_nothing() -> None:
    assert understand("晚上十点还在施工归谁罚").count == 0
    assert understand("十点要求是什么").count == 10


def test_the_latest_day_of_a_duty_is_no_fact_of_the_document() -> None:
    assert understand("改造计划最晚什么时候公布").fact == ""
    assert understand("改造计划什么时候公布的").fact == "published"


def test_a_body_with_its_level_is_the_body() -> None:
    assert "市住房和城乡建设局" in make_term("市住建局").alternatives


def test_a_number_in_three_groups_is_a_telephone() -> None:
    assert [v.text for v in find_values("产业发展科，电话0791-5550-3826", "phone")] == [
        "0791-5550-3826"
    ]
