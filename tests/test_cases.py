"""Values of two cases, and of a run that is told in turn."""

from __future__ import annotations

import pytest

from rag.cases import both_cases, run_of
from rag.values import find_values

LEAK = "接到燃气泄漏报告后，城区范围内应当在30分钟内到达现场，其他区域应当在60分钟内到达现场。"
SHARES = "建设补贴分三年拨付，比例依次为50%、30%、20%。"


@pytest.mark.parametrize(
    ("question", "sentence", "kind", "both"),
    [
        ("燃气泄漏多久到现场", LEAK, "duration", "30分钟内；60分钟内"),
        ("城区燃气泄漏多久到现场", LEAK, "duration", ""),  # the case is named
        ("其他区域呢", LEAK, "duration", ""),
        ("补贴多少", "每户补贴3万元，其中市级补贴1万元。", "money", ""),  # a part of the whole
        ("奖励多少", "奖励5万元，并在30日内公示。", "money", ""),
        (
            "收自理老人补多少",
            "入住自理老人的，每月补贴50元；入住失能老人的，每月补贴100元。",
            "money",
            "",
        ),
        (
            "收老人补多少",
            "入住自理老人的，每月补贴50元；入住失能老人的，每月补贴100元。",
            "money",
            "50元；100元",
        ),
    ],
)
def test_both_cases(question: str, sentence: str, kind: str, both: str) -> None:
    assert both_cases(question, sentence, find_values(sentence, kind)[0]) == both


@pytest.mark.parametrize(
    ("question", "run"), [("每年比例多少", "50%、30%、20%"), ("第一年比例多少", "")]
)
def test_a_run_is_told_whole_where_each_is_asked_for(question: str, run: str) -> None:
    assert run_of(question, SHARES, find_values(SHARES, "percent")[0]) == run
