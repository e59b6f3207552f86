"""What a question takes for granted, and questions asked in other words, on the page and on a made plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from building import build_document

from rag import Answer, PolicyAssistant, Settings
from rag.places import Place
from rag.premise import wrong_date, wrong_figure
from rag.question import understand
from rag.units import units_of

PLAN = """# 云川市茶产业行动计划（2024—2026年）解读

2024年4月20日，云川市农业农村局、云川市财政局联合印发《云川市茶产业行动计划（2024—2026年）》。

一、编制思路

一是注重品牌建设，二是注重绿色生产，三是注重市场开拓。以龙头企业、专业合作社、家庭农场为主体，发展茶园、茶厂、茶市等业态。

二、主要任务解读

（一）扩大规模。到2026年，茶园面积达到12万亩，2023年全产业链产值为30亿元，增加值为9亿元。

（二）打造格局。形成“一心两带”的产业格局。

（三）补贴办理。新建茶园补贴的申请由镇人民政府、街道办事处受理。

三、联系方式

地址：云川市茶香路8号 邮编：650123
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    corpus: Path = tmp_path_factory.mktemp("plan")
    (corpus / "plan.md").write_text(PLAN, "utf-8")
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index")))


def items(answer: Answer) -> list[str]:
    return [s.text for s in answer.sentences if s.item]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("2024年9月才印发的这个计划为什么这么晚？", "2024年9月"),
        ("2025年发布的计划提了什么任务？", "2025年"),
        ("2024年4月印发的这个计划有什么任务？", ""),
        ("Why was the plan issued in June 2024 so late?", "2024年6月"),
        ("What does the plan issued in April 2024 aim at?", ""),
        ("计划是2024年9月印发的吗？", ""),  # asked, not taken for granted
    ],
)
def test_a_day_of_issue_that_the_text_does_not_give(
    plan: PolicyAssistant, question: str, asked: str
) -> None:
    wrong = wrong_date(understand(question), next(iter(plan.documents.values())))
    assert (wrong[0] if wrong else "") == asked
    assert wrong is None or "2024年4月20日" in wrong[1].quote


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("这个计划是市科技局印发的吧？", "partial"),
        ("计划是不是市科技局和财政局联合印发的", "partial"),
        ("计划是不是市农业农村局发的", "answered"),
        ("是由云川市财政局联合印发的吗", "answered"),
    ],
)
def test_the_body_that_a_question_wants_confirmed(
    plan: PolicyAssistant, question: str, status: str
) -> None:
    answer = plan.ask(question)
    assert answer.status == status
    assert any("云川市农业农村局" in s.text for s in answer.sentences)


def test_the_true_day_of_issue_is_shown(plan: PolicyAssistant) -> None:
    answer = plan.ask("2024年9月印发的这个计划，为什么要注重品牌建设？")
    assert answer.status == "partial"
    assert any("2024年4月20日" in c.quote for c in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Why does the plan run until 2035?",  # a year that no document says
        "What were Shenzhen's digital creative revenues in 2022?",  # a city that none names
        "明天广州会下雨吗",  # the address names Guangzhou
        "动漫企业的税收优惠有哪些",
        "2022年的增加值有多少亿",  # a figure of that year, but of another measure
    ],
)
def test_what_no_document_says(page: PolicyAssistant, question: str) -> None:
    assert page.ask(question).status == "not_found"


def test_the_list_that_is_taken_for_the_means(plan: PolicyAssistant) -> None:
    assert items(plan.ask("茶产业以哪几类经营者为主体？")) == ["龙头企业", "专业合作社", "家庭农场"]


def test_sections_by_a_word_of_their_heading(plan: PolicyAssistant) -> None:
    answer = plan.ask("“任务解读”那一节下面分了哪些小节？")
    assert [i[:3] for i in items(answer)] == ["（一）", "（二）", "（三）"]


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("寄信给他们邮政编码填啥？", "650123"),
        ("他们在云川市哪条路上？", "云川市茶香路8号"),
        ("新建茶园补贴的申请由谁受理？", "镇人民政府、街道办事处"),
        ("Which years does the current plan span?", "2024—2026年"),
    ],
)
def test_facts_in_other_words(plan: PolicyAssistant, question: str, short: str) -> None:
    answer = plan.ask(question, as_of=date(2025, 1, 1))
    assert (answer.short_answer or "").strip("（）") == short


@pytest.mark.parametrize("question", ["重点工程倒数第二项是什么？", "倒数第二项讲什么？"])
def test_items_are_counted_from_the_end(page: PolicyAssistant, question: str) -> None:
    assert page.ask(question, ["六大重点工程是什么？"]).short_answer == "产业集聚发展工程"


def test_a_difference_that_no_text_tells_gets_both_figures(page: PolicyAssistant) -> None:
    told = page.ask("数字创意产业2022年收入比2020年多了多少？").short_answer
    assert told == "从2020年的5135亿元增长至2022年的5728.02亿元"


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("营收2022年比2020年增长多少", "从2020年的5135亿元增长至2022年的5728.02亿元"),
        (
            "By how much did revenue grow between 2020 and 2022?",
            "从2020年的5135亿元增长至2022年的5728.02亿元",
        ),
        ("How much did value added grow in the first three quarters of 2023?", "9.6%"),
        ("How much value added was there in the first three quarters of 2023?", "1152.44亿元"),
    ],
)
def test_growth_is_no_amount(page: PolicyAssistant, question: str, short: str) -> None:
    assert page.ask(question).short_answer == short


def test_a_later_item_than_the_text_has(page: PolicyAssistant) -> None:
    answer = page.ask("五项重点任务中的第五项，人才引进，是怎么规定的？")
    assert answer.status == "partial"
    assert len(items(answer)) == 4


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("写材料要个数：23年全产业链产值是多少", "30亿元"),  # a short year behind a colon
        ("2023年全产业链的增加值？不是产值", "9亿元"),
        ("打造了什么格局，就是什么心什么带那个", "“一心两带”"),
    ],
)
def test_the_question_proper_among_other_words(
    plan: PolicyAssistant, question: str, short: str
) -> None:
    assert plan.ask(question).short_answer == short


def test_another_year_of_the_same_figure(page: PolicyAssistant) -> None:
    answer = page.ask("2022年的是多少", ["2020年集群营业收入是多少？"])
    assert answer.short_answer == "5728.02亿元"


def test_one_of_a_run_is_no_short_answer(page: PolicyAssistant) -> None:
    answer = page.ask("直播和短视频基地要建成什么样？")
    assert any("优质直播（短视频）基地、融媒体中心" in c.quote for c in answer.citations)
    assert answer.short_answer in (None, "优质直播（短视频）基地、融媒体中心")  # all of it, or none


def test_a_list_that_is_too_unlikely_to_be_read_is_not_shown(page: PolicyAssistant) -> None:
    assert page.ask("首批链主企业都有谁，腾讯在不在里面").status == "not_found"


@pytest.mark.parametrize(("years", "wrong"), [(3, ""), (5, "5年")])
def test_a_figure_that_another_sentence_tells_of_the_same_is_not_wrong(
    years: int, wrong: str
) -> None:
    lines = [
        "普惠园认定办法",
        "普惠园认定有效期3年。",
        "2025年4月30日前认定的园，原认定继续有效至期满。",
    ]
    document = build_document("a.txt", lines, title=lines[0])
    shown = next(u for u in units_of(document) if "期满" in u.text)
    query = understand(f"普惠园认定有效期{years}年，到期要重新认定吗")
    assert wrong_figure(query, Place(shown, 1.0, 1.0)) == wrong
