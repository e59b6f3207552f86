"""The text itself is cited for a value, but for one that only what explains it tells: of the second year."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from tests.building import build_assistant

RULE = """云泽市工匠支持办法

云人社规〔2023〕2号

第一条 为支持工匠，制定本办法。

第二条 给予安居补贴：甲类工匠40万元，乙类工匠20万元。安居补贴分三年发放，比例依次为50%、30%、20%。

第三条 本办法自2023年11月1日起施行。
"""
READING = """《云泽市工匠支持办法》政策解读

近日，市人社局印发了《云泽市工匠支持办法》。

一、安居补贴怎么发？

以乙类工匠为例，安居补贴20万元，第一年发放10万元，第二年发放6万元，第三年发放4万元。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder = Path(tmp_path_factory.mktemp("reading"))
    return build_assistant(folder, {"rule.txt": RULE, "reading.txt": READING})


@pytest.mark.parametrize(
    ("question", "short", "cited"),
    [
        ("乙类工匠安居补贴第二年发多少？", "6万元", "reading.txt"),
        ("乙类工匠安居补贴多少？", "20万元", "rule.txt"),
    ],
)
def test_the_value_of_the_year_asked_for(
    assistant: PolicyAssistant, question: str, short: str, cited: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.short_answer, answer.citations[0].doc_id) == (short, cited)
