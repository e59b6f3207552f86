"""A search puts first what a question names outright: a clause by its number, a fact of a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from rag.about import confirms_issuer
from rag.question import understand
from tests.building import build_assistant

RULES = """澄溪市公园管理办法

第一章 总则

第一条 为了加强公园管理，制定本办法。

第二条 本办法适用于本市公园的规划、建设和管理。

第二章 管理

第三条 公园每日开放时间为6时至22时。

公园内禁止吸烟。禁止吸烟的公园应当设置禁止吸烟标志。

第四条 携带犬只进入公园的，处50元罚款。

第三章 附则

第五条 本办法自2024年5月1日起施行。
"""
SMOKING = """澄溪市控制吸烟规定

第一条 公共场所禁止吸烟，公园禁止吸烟，学校禁止吸烟。

第二条 吸烟点应当设置标识。

第三条 本规定于2023年8月28日经市人民代表大会常务委员会通过。
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    texts = {"parks.txt": RULES, "smoking.txt": SMOKING}
    return build_assistant(tmp_path_factory.mktemp("rules"), texts)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("公园管理办法第三条第二款原文", "公园内禁止吸烟"),
        ("公园管理办法第四条是什么", "处50元罚款"),
        ("澄溪市公园管理办法什么时候施行的", "自2024年5月1日起施行"),
    ],
)
def test_first_passage(rules: PolicyAssistant, question: str, said: str) -> None:
    hits = rules.search(question, 3)
    assert said in hits[0].passage.text
    assert hits[0].adds is not None
    assert "named" in hits[0].adds
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_for_a_clause_that_is_not_there_the_last_comes_first(rules: PolicyAssistant) -> None:
    hits = rules.search("澄溪市公园管理办法第九条是什么", 3)
    assert "施行" in hits[0].passage.text
    assert ["named" in (h.adds or {}) for h in hits] == [True, False, False]


def test_no_passage_comes_twice(rules: PolicyAssistant) -> None:
    passages = [h.passage for h in rules.search("公园管理办法第四条是什么", 20)]
    assert len(passages) == len(set(passages))


@pytest.mark.parametrize(
    "question",
    [
        "澄溪市控制吸烟规定有没有关于烟草广告的规定？",
        "Are there any rules on e-cigarettes in the smoking control regulations?",
        "控制吸烟规定是星期几通过的？",
    ],
)
def test_what_the_documents_do_not_say(rules: PolicyAssistant, question: str) -> None:
    assert rules.ask(question).status == "not_found"


@pytest.mark.parametrize("verb", ["施行", "实施"])
def test_the_day_on_which_rules_passed_is_not_that_of_effect(
    rules: PolicyAssistant, verb: str
) -> None:
    answer = rules.ask(f"控制吸烟规定从哪天开始{verb}？")
    assert (answer.status, answer.short_answer) == ("partial", None)


@pytest.mark.parametrize(
    ("question", "confirms"),
    [
        ("Can a park issue a ban on smoking?", False),
        ("监理公司的工程师可以再去别处挂职吗？", False),
        ("这个办法是澄溪市人民政府发布的吗？", True),
    ],
)
def test_what_may_be_issued_is_not_who_issued_a_document(question: str, confirms: bool) -> None:
    query = understand(question)
    assert query.fact
    assert confirms_issuer(query) == confirms


def test_an_item_that_a_clause_has_not_is_none_of_another(tmp_path: Path) -> None:
    text = (
        "澄溪市青年创业办法\n\n第一条 平台提供下列服务：\n\n（一）注册；\n\n（二）税务；\n\n（三）法律；\n\n（四）证照办理。\n\n"
        "第二条 给予下列奖励：\n\n（一）落户补贴5万元；\n\n（二）租金补贴3万元。\n"
    )
    assistant = build_assistant(tmp_path, {"rules.txt": text})
    answer = assistant.ask("青年创业办法第二条第（四）项的奖励是多少？")
    assert answer.status == "partial"
    assert "证照办理" not in str([s.text for s in answer.sentences])
    assert "租金补贴" in assistant.ask("青年创业办法第二条第（二）项是什么？").sentences[0].text


def test_no_day_of_another_matter_is_that_of_effect(tmp_path: Path) -> None:
    text = "澄溪市公园行动计划\n\n经过2年的实践，2023年全市公园达到50个。\n\n到2025年，公园达到80个。\n"
    assistant = build_assistant(tmp_path, {"plan.txt": text})
    assert assistant.ask("行动计划何时实施？").status == "not_found"
