"""The figures of the decision whether something is in the documents."""

import json

import numpy as np
import pytest

from eval.ncp import judged
from eval.plots import curve_plot
from eval.refusal import figures, main, ncp_questions, reliability, risk_coverage, to_html


def made(n: int = 400, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Chances that are what they say: a question of chance c is answerable with chance c."""
    draw = np.random.default_rng(seed)
    chances = draw.uniform(0, 1, n)
    return chances, draw.uniform(0, 1, n) < chances


def test_chances_that_are_true_have_a_small_error_and_boastful_ones_a_large() -> None:
    chances, right = made(4000)
    honest = figures(chances, right, chances < 0.5)
    boastful = figures(1 - (1 - chances) / 3, right, chances < 0.5)
    assert honest["calibration_error"] < 0.03 < 0.2 < boastful["calibration_error"]
    assert boastful["auroc"][0] == pytest.approx(honest["auroc"][0])  # the order is the same


def test_perfect_order() -> None:
    right = np.array([True] * 9 + [False] * 3)
    chances = np.r_[np.linspace(0.6, 0.9, 9), 0.1, 0.2, 0.3]
    found = figures(chances, right, chances < 0.5)
    assert found["auroc"][0] == 1.0
    assert found["answered_at_coverage"] == 0.0
    assert (found["refusal_precision"], found["refusal_recall"], found["cost"]) == (1.0, 1.0, 0.0)
    assert found["cost_always"] == 5 * 3 / 12


def test_a_false_answer_costs_five_refusals() -> None:
    right = np.array([True, True, False, False])
    chances = np.array([0.9, 0.1, 0.8, 0.2])
    assert figures(chances, right, chances < 0.5)["cost"] == (5 + 1) / 4


def test_bins_hold_as_many_each_and_rise() -> None:
    bins = reliability(*made())
    assert [b["n"] for b in bins] == [40] * 10
    assert [b["said"] for b in bins] == sorted(b["said"] for b in bins)


def test_risk_at_full_coverage_is_the_share_not_there() -> None:
    chances, right = made()
    curve = risk_coverage(chances, right)
    assert curve[-1] == [1.0, pytest.approx(float((~right).mean()))]
    assert curve[0][1] <= curve[-1][1]


def test_one_kind_of_question_alone_is_said() -> None:
    with pytest.raises(ValueError, match="answerable and unanswerable"):
        figures(np.array([0.1, 0.9]), np.array([True, True]), np.array([True, False]))


def test_ncp_questions(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for name, n in (("questions", 3), ("unanswerable", 2)):
        rows = [json.dumps({"id": f"{name}{i}", "question": f"{name} {i}"}) for i in range(n)]
        (tmp_path / f"{name}.dev.jsonl").write_text("\n".join(rows), "utf-8")
    asked, counted = ncp_questions(tmp_path, 2)
    assert [told for _, _, told in asked] == [True, True, False, False]
    assert counted.tolist() == [True, True, False, False]  # nobody has judged the last two


def test_what_was_judged_not_to_be_there_is_counted(tmp_path) -> None:  # type: ignore[no-untyped-def]
    verdicts = {row["id"]: row["verdict"] for row in judged().values() if "verdict" in row}
    rows = [{"id": name, "question": name} for name in verdicts]
    (tmp_path / "questions.dev.jsonl").write_text("", "utf-8")
    (tmp_path / "unanswerable.dev.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    asked, counted = ncp_questions(tmp_path, len(rows))
    assert set(verdicts.values()) == {"yes", "partly", "no"}
    assert [verdicts[name] == "no" for name, _, _ in asked] == counted.tolist()


def test_a_missing_folder_is_one_line(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["--bench", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert said.count("\n") == 1


def test_page_needs_nothing_from_outside() -> None:
    chances, right = made()
    report = {
        "commit": "x",
        "thresholds": [0.6, 0.5, 0.7, 0.8],
        "sets": {"a<b": figures(chances, right, chances < 0.5)},
    }
    page = to_html(report)
    assert "http" not in page
    assert "a<b" not in page
    assert page.count("<svg") == 2


def test_curve_has_a_dot_for_each_point() -> None:
    assert curve_plot([[0.1, 0.2], [0.5, 0.4]], "t", diagonal=True).count("<circle") == 2
