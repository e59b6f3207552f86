"""Which list a question means: what is weighed, and what a list looks like to the reader."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.listrank import weigh
from rag.types import Answer

FUND = """# 云川市文化发展资金管理办法

第一条 资金由市文化局、市财政局、市审计局共同管理。

第二条 资金可以用于展览举办、剧本创作、场馆维护，不得用于偿还债务、购置车辆、发放奖金。

第三条 申请资金的单位应当提交下列材料：

（一）申请表；

（二）营业执照；

（三）预算说明。

第四条 验收时应当提交下列材料：

（一）决算报告；

（二）成果照片；

（三）发票清单。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("fund")
    (folder / "documents").mkdir()
    (folder / "documents" / "fund.md").write_text(FUND, encoding="utf-8")
    return PolicyAssistant(Settings(corpus_dir=folder / "documents", index_dir=folder / "index"))


def items(answer: Answer) -> list[str]:
    return [s.text for s in answer.sentences if s.item]


def test_the_weights_are_those_of_what_is_gathered(assistant: PolicyAssistant) -> None:
    found = assistant.match("申请时要交哪些材料？").lists
    weights = json.loads(files("rag").joinpath("lists.json").read_text("utf-8"))["weights"]
    assert set(found[0].evidence) == set(weights)
    worth = [weigh(c.evidence) for c in found if c.found.read is not None]
    assert worth == sorted(worth, reverse=True)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("资金可以用在哪些支出上？", ["展览举办", "剧本创作", "场馆维护"]),
        ("这笔钱不能拿去做哪些事？", ["偿还债务", "购置车辆", "发放奖金"]),
        ("申请的时候要交哪些材料？", ["（一）申请表", "（二）营业执照", "（三）预算说明"]),
        ("验收需要哪些材料？", ["（一）决算报告", "（二）成果照片", "（三）发票清单"]),
        ("资金归哪几个部门管？", ["市文化局", "市财政局", "市审计局"]),
    ],
)
def test_the_list_that_is_meant(
    assistant: PolicyAssistant, question: str, expected: list[str]
) -> None:
    found = items(assistant.ask(question))
    assert len(found) == len(expected)
    assert all(item.endswith(name) for item, name in zip(found, expected, strict=True))


def test_no_list_is_read_where_none_is_asked_for(assistant: PolicyAssistant) -> None:
    assert assistant.match("剧本创作").lists
    assert all(c.found.read is None for c in assistant.match("剧本创作").lists)
