"""The clerk's corrections win, are marked as the clerk's, and are checked."""

from __future__ import annotations

from typing import Any

import pytest
from reading_facts import facts_of, value, values

from rag.errors import CorpusError
from rag.types import Fact

TEXT = (
    "某某市财政局关于印发消费办法的通知（已废止）\n各区：\n现印发给你们。\n某某市财政局\n2024年1月3日\n消费办法\n"
    "第一条 制定本办法。\n第二条 本办法自2024年5月1日起施行，有效期5年。《旧办法》同时废止。\n"
)


def test_every_new_fact_can_be_corrected() -> None:
    entry: dict[str, Any] = {
        "effective": "2024年6月1日", "valid_until": "2025-05-31", "repeals": ["旧办法", "某规〔2001〕1号"],
        "repealed": "自2025年1月1日起废止", "explains": "另一办法", "region": "广州", "issued": "2024-01-03",
    }  # fmt: skip
    facts, text = facts_of(TEXT, entry)
    assert facts.effective == Fact("2024-06-01")  # -1, -1: the clerk says so
    assert facts.valid_until == Fact("2025-05-31")
    assert values(facts.repeals) == ["旧办法", "某规〔2001〕1号"]
    assert facts.repeals[0].start >= 0
    assert facts.repeals[1] == Fact("某规〔2001〕1号")
    assert facts.repealed == Fact("自2025年1月1日起废止")
    assert (facts.explains, facts.region) == (Fact("另一办法"), Fact("广州"))
    assert facts.issued is not None
    assert (
        text.text[facts.issued.start : facts.issued.end] == "2024年1月3日"
    )  # agrees with the text


def test_false_takes_a_fact_out_and_empty_values_correct_nothing() -> None:
    facts, _ = facts_of(
        TEXT, {"repealed": False, "valid_until": False, "repeals": False, "issuers": []}
    )
    assert (facts.repealed, facts.valid_until, facts.repeals) == (None, None, ())
    assert values(facts.issuers) == ["某某市财政局"]
    assert value(facts_of(TEXT, {"repealed": None})[0].repealed) == "（已废止）"
    plain = TEXT.replace("（已废止）", "")
    assert facts_of(plain, {"repealed": True})[0].repealed == Fact("已废止")


@pytest.mark.parametrize(
    "entry",
    [
        {"effective": "下个月"}, {"valid_until": 2025}, {"issued": ["2024-01-01"]}, {"period": "2023"},
        {"region": True}, {"repeals": [["a"]]}, {"title": False},
    ],
)  # fmt: skip
def test_a_value_of_no_sense_is_refused_in_one_line(entry: dict[str, Any]) -> None:
    with pytest.raises(CorpusError) as caught:
        facts_of(TEXT, entry)
    said = str(caught.value)
    assert said.startswith("manifest.jsonl: made.txt: ")
    assert next(iter(entry)) in said
    assert "\n" not in said
