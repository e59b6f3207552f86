"""Ten questions of a clerk to a corpus with an old plan, a new one, its reading, news and a repost."""

from __future__ import annotations

from datetime import date

import pytest
from relations_making import write

from rag import PolicyAssistant, Settings
from rag.types import Answer

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
