"""A sentence that refers to another clause by its number is known by what that clause says."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from rag.crossrefs import referred
from rag.types import Document
from tests.building import build_assistant

RULE = """岚山市公共租赁住房管理办法

第一条 为规范公共租赁住房管理，制定本办法。

第二条 承租人有下列行为之一的，应当退回住房：
（一）转租、转借的；
（二）改变住房用途的；
（三）连续6个月以上不居住的。

第三条 以欺骗手段骗取住房的，处1000元罚款。

第四条 有本办法第二条第（一）项行为的，处8000元罚款；有第二条第（二）、（三）项行为的，处2000元罚款。

第五条 违反《岚山市物业管理条例》第二条规定的，由物业主管部门依照该条例处理。依照民法典第二条办理。

第六条 对依照第四条作出的处罚不服的，可以提出申诉。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return build_assistant(Path(tmp_path_factory.mktemp("refs")), {"rule.txt": RULE})


@pytest.fixture(scope="module")
def rule(assistant: PolicyAssistant) -> Document:
    return assistant.documents["rule.txt"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("有本办法第二条第（一）项行为的，处8000元罚款", "转租、转借的；"),
        (
            "有第二条第（二）、（三）项行为的，处2000元罚款",
            "改变住房用途的；；连续6个月以上不居住的。",
        ),
        ("违反《岚山市物业管理条例》第二条规定的", ""),  # of another text
        ("依照民法典第二条办理", ""),
        ("对依照第四条作出的处罚不服的", ""),  # a whole article
        ("第三条 以欺骗手段骗取住房的", ""),  # its own number
    ],
)
def test_what_is_referred_to(rule: Document, sentence: str, said: str) -> None:
    start = rule.text.index(sentence)
    assert referred(rule, start, start + len(sentence)) == said


@pytest.mark.parametrize(
    ("question", "short"),
    [("把公租房转租出去罚多少？", "8000元"), ("改变公租房用途罚多少", "2000元")],
)
def test_a_fine_is_found_by_the_deed(assistant: PolicyAssistant, question: str, short: str) -> None:
    assert assistant.ask(question).short_answer == short
