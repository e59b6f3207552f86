"""What is asked for and not what stands beside it: values, names, lists and parts, on the page and on a made scheme."""

import re
from datetime import date

import pytest

from rag import PolicyAssistant, Settings
from tests.asking import items, proof

SCHEME = """# 云川省数字文化产业行动方案（2024—2027年）

云政办发〔2024〕12号

为做强数字文化产业，制定本方案。2021年、2022年、2023年，全省数字文化产业营业收入分别为318亿元、402亿元和496亿元。

一、总体目标

构建“一核两带”格局。一核：以云川市为中心的数字文化创新核。

| 指标 | 2024年 | 2026年 | 2027年 |
|---|---|---|---|
| 产业规模（亿元） | 600 | 780 | 900 |
| 规模以上企业（家） | 120 | 160 | 200 |

二、支持政策

对新认定的国家级、省级数字文化产业园区，分别给予运营单位500万元、200万元一次性奖励。申报时间为每年4月1日至4月30日。

三、组织保障

本方案由省文化和旅游厅牵头组织实施。成立工作专班，由副省长沈怀远任组长，成员单位包括省财政厅、省体育局。推广工作由云川数字传媒集团承担。

云川省人民政府办公厅

2024年3月1日
"""


@pytest.fixture(scope="module")
def scheme(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    corpus = tmp_path_factory.mktemp("scheme")
    (corpus / "方案.md").write_text(SCHEME, "utf-8")
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index")))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("2022年全省数字文化产业营业收入是多少？", "402亿元"),
        ("省级数字文化产业园区奖励多少钱？", "200万元"),
        ("2026年产业规模的目标是多少亿元？", "780亿元"),
        ("奖励什么时候截止申报？", "4月30日"),
        ("工作专班的组长是谁？", "沈怀远"),
        ("推广工作由哪家公司承担？", "云川数字传媒集团"),
        ("Who heads the task force (工作专班)?", "沈怀远"),
    ],
)
def test_values_told_apart_by_place_and_names_by_what_stands_around(
    scheme: PolicyAssistant, question: str, value: str
) -> None:
    answer = scheme.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", value)
    # a number of a table is told with the unit of its row
    assert all(part in proof(answer) for part in re.findall(r"[\d.]+|[^\d.]+", value))


@pytest.mark.parametrize("question", ["省财政厅厅长叫什么名字？", "入选园区分别在哪几个城市？"])
def test_a_name_of_the_asked_kind_is_needed(scheme: PolicyAssistant, question: str) -> None:
    assert scheme.ask(question).status == "not_found"


def test_a_body_taken_for_another_is_set_right(scheme: PolicyAssistant) -> None:
    answer = scheme.ask("省体育局牵头组织实施的数字文化产业行动方案，总体目标是什么？")
    assert answer.status == "partial"
    assert "省文化和旅游厅牵头" in proof(answer)
    right = scheme.ask("省文化和旅游厅牵头的数字文化产业行动方案，2027年规模目标是多少亿元？")
    assert right.status == "answered"


def test_the_full_title_and_what_a_label_explains(
    page: PolicyAssistant, scheme: PolicyAssistant
) -> None:
    old = page.ask("原来的那份行动计划全名叫什么？").short_answer
    assert old == "《广东省培育数字创意战略性新兴产业集群行动计划（2021—2025年）》"
    meaning = scheme.ask("“一核”指的是什么？")
    assert (meaning.status, meaning.short_answer) == (
        "answered",
        "以云川市为中心的数字文化创新核",
    )


def test_what_is_excepted_is_not_listed(page: PolicyAssistant) -> None:
    answer = page.ask("除了省工信厅，还有哪几家单位联合印发了这份行动计划？")
    assert items(answer) == [
        "中共广东省委宣传部",
        "广东省文化和旅游厅",
        "广东省广播电视台",
        "广东省体育局",
    ]


def test_a_part_by_its_number_shows_the_sentence_that_tells_of_it(page: PolicyAssistant) -> None:
    answer = page.ask("第一部分总体情况包括哪些内容？")
    assert "全省数字产业发展现状" in proof(answer)


@pytest.mark.parametrize("question", ["第二条重点任务的原文", "重点任务第二条的原文"])
def test_an_item_of_a_named_list_is_no_part_of_the_document(
    page: PolicyAssistant, question: str
) -> None:
    answer = page.ask(question)
    assert answer.short_answer == "大力提升创意设计水平"


def test_an_amount_of_support_is_no_other_amount(page: PolicyAssistant) -> None:
    answer = page.ask("数字创意企业可以申请多少贷款贴息？")
    assert (answer.status, answer.short_answer) == ("not_found", None)


def test_the_parts_of_the_plan_are_not_those_of_its_reading(page: PolicyAssistant) -> None:
    plan = page.ask("这份行动计划一共分哪几部分")
    assert items(plan) == ["总体情况", "工作目标", "重点任务", "重点工程", "保障措施"]
    reading = page.ask("这篇政策解读分成哪几块？")
    assert any(i.startswith("二、") for i in items(reading))
    section = page.ask("政策核心点解读那一节的框架是怎样的？")
    assert items(section) == ["（一）工作目标", "（二）重点任务", "（三）重点工程"]


def test_all_sentences_that_mention_something(page: PolicyAssistant) -> None:
    answer = page.ask("看看文件里涉及农业的说法", as_of=date(2025, 1, 1))
    assert len(answer.sentences) >= 3
    assert all("农业" in s.text for s in answer.sentences)


def test_words_quoted_as_the_texts_own_must_be_there(page: PolicyAssistant) -> None:
    wrong = page.ask("为什么要推动形成“三核多点”的格局？")
    assert wrong.status in ("partial", "not_found")
    assert any("三核多点" in note for note in wrong.notes)
    assert page.ask("为什么要推动形成“双核多点”的格局？").status == "answered"


def test_a_figure_of_another_measure_is_no_answer(page: PolicyAssistant) -> None:
    assert page.ask("What is the 2025 target for the value added?").status == "not_found"
    assert page.ask("听说2025年营收目标是一万亿，怎么分解？").status != "answered"


def test_reasons_come_from_the_clause_that_is_named(page: PolicyAssistant) -> None:
    assert "针对内容原创能力不足问题" in proof(page.ask("为啥要搞内容创作生产提升工程"))
    assert "难以完全满足" in proof(page.ask("旧计划还没到期，为什么要重新搞一份行动计划？"))
