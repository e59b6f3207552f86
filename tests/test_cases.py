"""Values of two cases, and of a run that is told in turn."""

from __future__ import annotations

import pytest

from rag.cases import both_cases, run_of, yearly
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
        ("规模多少", "到2025年规模达到500亿元，到2027年规模达到1000亿元。", "money", ""),  # years
        (
            "无照经营罚多少",
            "处10万元以下罚款；情节严重的，处50万元以下罚款。",  # not of the ordinary case
            "money",
            "",
        ),
        (
            "考下无人机证能补多少钱",
            "对取得无人机操作证的人员，每人给予800元；对组织培训的机构，每期给予5000元。",
            "money",
            "",
        ),
        (
            "罚多少",
            "有下列第一项情形的，由水务局处二百元罚款；有第二项情形的，由水务局处三千元罚款。",
            "money",
            "",  # whose it is, the items tell
        ),
        (
            "补贴归管理股管 电话多少",
            "管理股负责补贴，联系电话0579-6632115；财政局负责资金，联系电话0579-6631206。",
            "phone",
            "",
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


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("三年一共新建多少个", "2024年新建4个，2025年新建6个。", "4个；6个"),
        ("每年新建多少个", "2024年新建4个，2025年新建6个。", ""),
        ("三年一共新建多少个", "共10个，2024年新建4个，2025年新建6个。", ""),  # the sum is told
        ("一共补多少", "2024年补4个，其余补6个。", ""),
    ],
)
def test_the_values_of_years_are_told_where_no_sum_is(
    question: str, sentence: str, told: str
) -> None:
    assert yearly(question, sentence, find_values(sentence, "count")[0]) == told
