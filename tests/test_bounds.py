"""A short value whose sentence says more: what is forbidden, limits, the other of two things."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.bounds import forbidding, limited, of_two_things
from rag.cases import both_cases
from rag.values import find_values
from tests.building import build_assistant

BARRED = "被取消节水企业称号的，三年内不得再次申报。"
METERS = "小水表，是指口径小于15毫米的居民水表和口径小于40毫米的商用水表。"
COUPLE = "夫妻双方均在本市就业的，探亲补贴可以分别领取；取暖补贴由一方领取。"


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("称号被取消后多久能再申报", BARRED, "三年内不得再次申报"),
        ("称号被取消后几年不能申报", BARRED, ""),  # what is forbidden is asked
        ("多久答复", "三十日内不予答复的，视为同意。", ""),  # a case
        ("多久办结", "应当在三十日内办结，不得收费。", ""),
    ],
)
def test_a_time_is_told_with_what_it_forbids(question: str, sentence: str, told: str) -> None:
    assert forbidding(find_values(sentence, "duration")[0], sentence, question) == told


def test_a_limit_is_told_with_its_word() -> None:
    first, second = find_values(METERS, "count")
    assert limited(first, METERS) == "小于15毫米"
    assert both_cases("小水表口径多大", METERS, second) == "小于15毫米；小于40毫米"
    assert both_cases("商用水表口径多大", METERS, second) == ""


@pytest.mark.parametrize(
    ("question", "short", "told"),
    [
        (
            "探亲补贴和取暖补贴能领两份吗",
            "可以分别领取",
            "探亲补贴可以分别领取；取暖补贴由一方领取",
        ),
        ("探亲补贴能领两份吗", "可以分别领取", ""),
        ("探亲补贴和取暖补贴由谁领", "夫妻双方", ""),  # of both
    ],
)
def test_a_short_answer_of_one_of_two_things_tells_both(
    question: str, short: str, told: str
) -> None:
    assert of_two_things(question, COUPLE, short) == told


def test_an_answer_tells_what_is_forbidden(tmp_path: Path) -> None:
    text = f"云泽市就业办法\n\n第一条 {BARRED}\n\n第二条 本办法由市人社局解释。\n"
    assistant = build_assistant(tmp_path, {"jobs.txt": text})
    barred = assistant.ask("节水企业称号被取消，多久能再申报？")
    assert barred.short_answer == "三年内不得再次申报"
