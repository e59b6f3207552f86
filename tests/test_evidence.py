"""The decision whether the documents answer: its features and its direction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag import PolicyAssistant, Settings, evidence
from rag.evidence import chance, decision
from rag.units import text_with
from training import fit_decision


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("index")
    return PolicyAssistant(Settings(index_dir=folder))


def test_the_model_weighs_exactly_what_is_gathered(assistant: PolicyAssistant) -> None:
    found = assistant.match("六大重点工程是什么").evidence
    many, told = found | {"documents": 2.5}, found | {"told": 1.0, "one_document": 0.0}
    assert decision(found) != decision(many)
    for known in (found, many, told):
        assert set(known) == {*decision(known)["features"], *fit_decision.CHOOSING}
    assert all(isinstance(value, float) for value in found.values())


def test_what_the_page_says_is_likelier_than_what_it_does_not(assistant: PolicyAssistant) -> None:
    inside = ["2025年营业收入目标是多少", "针对区域发展不平衡采取什么措施", "六大重点工程是什么"]
    outside = ["公积金怎么提取", "养老金什么时候发", "今年小学招生几月报名"]
    least = min(chance(assistant.match(q).evidence) for q in inside)
    assert least > max(chance(assistant.match(q).evidence) for q in outside)
    assert least >= decision({"documents": 0.0, "told": 0.0, "one_document": 1.0})["threshold_one"]


def test_a_word_that_is_not_there_lowers_the_chance(assistant: PolicyAssistant) -> None:
    known = chance(assistant.match("对动漫有什么支持").evidence)
    assert chance(assistant.match("对核电站有什么支持").evidence) < known


@pytest.mark.parametrize(
    ("question", "tied"),
    [
        ("2022年营业收入是多少", 1.0),
        ("2023年营业收入是多少", 0.0),  # only of three quarters
        ("2022年谁印发的", 0.0),
    ],
)
def test_a_value_is_tied_where_it_is_of_the_asked_year_and_quantity(
    assistant: PolicyAssistant, question: str, tied: float
) -> None:
    assert assistant.match(question).evidence["tied"] == tied


def test_the_telephone_of_a_body_whose_page_it_is_not_is_not_given(
    assistant: PolicyAssistant,
) -> None:
    assert assistant.ask("省文旅厅负责这个事的处室电话是多少").status == "not_found"
    assert assistant.ask("有问题想打电话问工信厅，号码多少？").short_answer == "020-83133200"


def test_of_sentences_as_good_the_one_in_which_the_reader_points_at_an_answer_is_shown(
    assistant: PolicyAssistant,
) -> None:
    answer = assistant.ask("广东数字创意产业的总目标是打造什么？")
    assert answer.short_answer == "全球数字创意产业发展高地"


def test_curves_are_just_what_the_trees_give(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(5)
    names = ["coverage", "english", "value_missing", "year_asked"]
    rows = np.round(draw.uniform(0, 1, (600, len(names))), 1)
    right = (rows[:, 0] > 0.3) & (rows[:, 2] < 0.8)
    model = fit_decision.fit(rows, right, names)
    found = fit_decision.curves(model, rows, names)
    monkeypatch.setattr(evidence, "decision", lambda _: found)
    said = [evidence.chance(dict(zip(names, row, strict=True))) for row in rows]
    assert np.allclose(said, model.predict_proba(rows)[:, 1], atol=0.01)


def test_one_document_has_a_threshold_of_its_own() -> None:
    several, alone = (
        {"one_document": n, "documents": 0.5 - n / 2, "told": 0.0} for n in (0.0, 1.0)
    )
    found = decision(several)
    assert evidence.threshold(several) == found["threshold"]
    assert evidence.threshold(alone) == found["threshold_one"] < found["threshold"]


def test_who_tells_their_case_is_judged_by_weights_of_their_own() -> None:
    assert evidence.tells_more("我店在学校门口，能卖烟吗？")
    assert evidence.tells_more("We run a small shop. Can we sell tobacco?")
    assert not evidence.tells_more("学校门口能卖烟吗？")
    plain, told, many = (
        {"told": t, "documents": n, "one_document": 0.0}
        for t, n in ((0.0, 0.5), (1.0, 0.5), (1.0, 2.5))
    )
    assert decision(told) != decision(plain)
    assert decision(many) == decision(many | {"told": 0.0})
    assert decision(told | {"one_document": 1.0}) == decision(plain)


def test_small_letters_are_made_only_where_a_word_has_two_cases(assistant: PolicyAssistant) -> None:
    document = replace(next(iter(assistant.documents.values())), text="支持AI大模型，2025年")
    assert text_with(document, "大模型", "2025年") is document.text
    assert "ai大模型" in text_with(document, "大模型", "ai大模型")
