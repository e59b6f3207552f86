"""Why a document was made, as its first sentence says."""

from __future__ import annotations

import pytest

from rag import PolicyAssistant
from tests.building import build_assistant

SPRINGS = """澄溪市名泉保护条例

第一条 为了加强名泉保护，维护泉水生态系统，根据有关法律、法规，结合本市实际，制定本条例。

第二条 任何单位和个人都有保护名泉的义务，因为泉水是城市的特色。

第三条 名泉的出水口应当设置标志。
"""
REWARDS = """关于印发澄溪市企业奖励办法的通知

各有关单位：

现将《澄溪市企业奖励办法》印发给你们。

第一条 企业首次上规模的，奖励20万元。

第二条 奖励由市财政局发放。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    texts = {"springs.txt": SPRINGS, "rewards.txt": REWARDS}
    return build_assistant(tmp_path_factory.mktemp("purpose"), texts)


@pytest.mark.parametrize(
    "question",
    [
        "澄溪市为什么要出台名泉保护条例？",
        "制定澄溪市名泉保护条例的目的是什么",
        "名泉保护条例的立法目的是什么",
        "What is the purpose of the 名泉保护条例 regulation?",
    ],
)
def test_the_first_sentence_tells(assistant: PolicyAssistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert answer.short_answer == "加强名泉保护，维护泉水生态系统"
    assert [c.quote[:3] for c in answer.citations] == ["第一条"]


@pytest.mark.parametrize("question", ["名泉的出水口为什么要设置标志", "企业奖励办法的目的是什么"])
def test_no_other_why_is_answered_with_it(assistant: PolicyAssistant, question: str) -> None:
    assert not any("制定本条例" in c.quote for c in assistant.ask(question).citations)


def test_a_search_puts_it_first(assistant: PolicyAssistant) -> None:
    hits = assistant.search("为什么要制定澄溪市名泉保护条例", 3)
    assert hits[0].passage.text.startswith("第一条")
