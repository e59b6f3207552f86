"""Ten questions of a clerk to a corpus with an old plan, a new one, its reading, news and a repost."""

from __future__ import annotations

from datetime import date

import pytest
from relations_making import write

from rag import PolicyAssistant, Settings
from rag.types import Answer
from tests.building import build_assistant

NOW = date(2024, 6, 1)
REPLACED = "已被另一份文件废止或替代"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    corpus = write(tmp_path_factory.mktemp("made"))
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index")))


def said(answer: Answer) -> str:
    return "\n".join((*(s.text for s in answer.sentences), *answer.notes))


@pytest.mark.parametrize(
    ("question", "short", "cited", "told"),
    [
        ("数字创意产业的营业收入目标是多少？", "900亿元", "plan2023.md", "同文另见"),
        ("对优秀原创作品最高奖励多少？", "50万元", "plan2023.md", "同文另见"),
        ("2021年的行动计划提出的营业收入目标是多少？", "600亿元", "plan2021.md", REPLACED),
        ("上一版计划的营业收入目标是多少？", "600亿元", "plan2021.md", REPLACED),
        ("澜工信〔2021〕8号提出培育多少家骨干企业？", "20家", "plan2021.md", REPLACED),
        ("工业遗址公园建几处？", "3处", "plan2021.md", REPLACED),  # the new plan has none
        ("骨干企业要培育多少家？", "35家", "plan2023.md", "《澜江数字创意产业再提速》为“30家”"),
        ("数字创意周活动什么时候开幕？", "2023年11月8日", "news.md", ""),
        ("养犬登记费每年多少元？", "200元", "rules.md", "已经届满"),
        ("《澜江市数字创意产业行动计划（2021—2025年）》还有效吗？", "同时废止", "plan2023.md", ""),
        ("2021版和2023版的营收目标有什么变化？", "600亿元 → 900亿元", "plan2021.md", "旧版：“"),
        (
            "新计划和2021年的老计划相比，营收目标有什么变化？",
            "600亿元 → 900亿元",
            "plan2021.md",
            "新版：“",
        ),
        ("哪个文件废止了澜工信〔2021〕8号？", "澜工信〔2023〕15号", "plan2023.md", "同时废止"),
        ("2021年的行动计划什么时候被废止的？", "2023年10月1日", "plan2023.md", "同时废止"),
        ("Which document repealed the 2021 plan?", "澜工信〔2023〕15号", "plan2023.md", "同时废止"),
    ],
)
def test_a_clerk_s_questions(
    assistant: PolicyAssistant, question: str, short: str, cited: str, told: str
) -> None:
    answer = assistant.ask(question, as_of=NOW)
    assert (answer.status, answer.short_answer) == ("answered", short)
    assert answer.citations[0].doc_id == cited
    assert told in said(answer)
    assert "repost.md" not in {c.doc_id for c in answer.citations}


def test_on_an_earlier_day_the_earlier_plan_answers(assistant: PolicyAssistant) -> None:
    question = "数字创意产业的营业收入目标是多少？"
    answer = assistant.ask(question, as_of=date(2022, 6, 1))
    assert answer.short_answer == "600亿元"
    assert REPLACED not in said(answer)


def test_a_filter_chooses_the_document(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("营业收入目标是多少？", as_of=NOW, filters={"doc_id": "plan2021.md"})
    assert answer.short_answer == "600亿元"
    assert REPLACED in said(answer)
    proof = answer.citations[-1]
    assert (proof.doc_id, proof.quote[-5:]) == ("plan2023.md", "同时废止。")


def test_what_is_nowhere_is_refused(assistant: PolicyAssistant) -> None:
    assert assistant.ask("捕鱼补贴标准是多少？", as_of=NOW).status == "not_found"


MEASURES = """# 云川市冷链发展若干措施

第一条 对新建冷库按投资额的10%给予补贴，最高50万元。

第二条 本措施自2020年1月1日起施行，有效期2年。
"""
GUIDE = """# 2026年云川市冷链专项资金申报指南

一、项目实施期为2026年1月1日至2026年9月30日。

二、申报截止时间为2026年10月15日。
"""
PLAN = """# 云川市物流行动计划（2020—2022年）

二、重点任务

（一）冷链配送。支持企业在山区开展冷链配送到户。（牵头单位：市邮政管理局；责任单位：市商务局）
"""
DISTRICT = """# 石桥区物流若干政策

（五）对年运送不少于100车次的低温货运专线，每条给予5万元补贴。（责任单位：区交通运输局）
"""


@pytest.mark.parametrize(
    ("question", "short", "cited"),
    [
        ("云川若干措施什么时候到期？", "有效期2年", "measures.md"),
        ("冷链配送任务由谁牵头？", "市邮政管理局", "plan.md"),
    ],
)
def test_what_is_named_is_told_though_it_is_over(
    tmp_path_factory: pytest.TempPathFactory, question: str, short: str, cited: str
) -> None:
    texts = {"measures.md": MEASURES, "guide.md": GUIDE, "plan.md": PLAN, "district.md": DISTRICT}
    page = build_assistant(tmp_path_factory.mktemp("named"), texts)
    answer = page.ask(question, as_of=date(2026, 8, 1))
    assert (answer.short_answer, answer.citations[0].doc_id) == (short, cited)
    assert "已经届满" in said(answer)
