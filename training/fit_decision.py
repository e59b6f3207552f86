"""Learn when to refuse: ``python -m training.fit_decision --bench DIR``; writes rag/decision.json.

The questions are those that are used for nothing but tuning: eval/dev.jsonl and
eval/dev_elsewhere.jsonl, the tune halves of the gold sets, and of training/written.jsonl the tenth
that the reader has not seen (a near miss counts as not in the documents). Documents without a
licence to train what is shipped (``--without``) are left out, with the questions on them. The
threshold is the one with the least cost when each set is judged by a model that has not seen it;
a false answer costs ``--cost`` false refusals.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from eval.corpora import copied_corpus, read_paths, settings_for
from eval.gold import GoldQuestion, load_gold
from rag import PolicyAssistant
from rag.settings import PROJECT
from training.reader_data import is_held_out

OTHERWISE = ("address", "outline", "vague", "false_premise")  # not decided by this evidence
STRENGTH = 0.3  # of the regularisation, inverse
EVAL = PROJECT / "eval"
WRITTEN = PROJECT / "training" / "written.jsonl"


def main() -> None:
    """Gather the evidence, fit, choose the threshold, write the model, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, help="folder of the other documents")
    parser.add_argument("--cache", type=Path, default=PROJECT / "build" / "decision")
    parser.add_argument(
        "--without", default="gov/guangzhou_2026", help="start of the paths that are left out"
    )
    parser.add_argument("--cost", type=float, default=2.0, help="false refusals per false answer")
    parser.add_argument("--out", type=Path, default=PROJECT / "rag" / "decision.json")
    options = parser.parse_args()
    names, rows, right, sets = collect(options.bench, options.cache, options.without)
    scored = left_out(rows, right, sets)
    threshold = least_cost(scored, right, options.cost)
    model = fit(rows, right)
    features = {
        name: {
            "mean": round(float(mean), 5),
            "scale": round(float(scale), 5),
            "weight": round(float(w), 4),
        }
        for name, mean, scale, w in zip(
            names, model["mean"], model["scale"], model["weight"], strict=True
        )
    }
    found = {
        "n": len(right), "answerable": int(right.sum()), "cost": options.cost,
        "auroc_left_out": round(float(roc_auc_score(right, scored)), 4),
        "threshold": round(threshold, 3), "intercept": round(float(model["intercept"]), 4),
        "features": features,
    }  # fmt: skip
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    refused = scored < threshold
    print(f"n {len(right)}, AUROC {found['auroc_left_out']}, threshold {found['threshold']}")
    print(
        f"refusal precision {(~right[refused]).mean():.3f}, recall {(refused & ~right).sum() / (~right).sum():.3f}"
    )
    for name in sorted(set(sets)):
        of = sets == name
        print(f"  {name}: n {of.sum()}, AUROC {roc_auc_score(right[of], scored[of]):.3f}")


def collect(
    bench: Path, cache: Path, without: str
) -> tuple[list[str], NDArray[np.float64], NDArray[np.bool_], NDArray[np.str_]]:
    """Return feature names, their values [n, features], whether answerable [n], and the set [n]."""
    names: list[str] = []
    rows, right, sets = [], [], []
    for name, assistant, questions in _sets(bench, cache, without):
        for asked, history, answerable in questions:
            evidence = assistant.evidence(asked, history)
            if evidence:
                names = list(evidence)
                rows.append(list(evidence.values()))
                right.append(answerable)
                sets.append(name)
    return names, np.array(rows), np.array(right), np.array(sets)


Asked = tuple[str, tuple[str, ...], bool]  # question, history, whether it is in the documents


def _sets(
    bench: Path, cache: Path, without: str
) -> Iterator[tuple[str, PolicyAssistant, list[Asked]]]:
    cache.mkdir(parents=True, exist_ok=True)
    shipped = PolicyAssistant()
    yield "dev", shipped, _decidable(load_gold(EVAL / "dev.jsonl"))
    yield "gold tune", shipped, _decidable(_tune(load_gold(EVAL / "gold.jsonl")))
    for name, file in (
        ("dev elsewhere", "dev_elsewhere"),
        ("gold elsewhere tune", "gold_elsewhere"),
    ):
        paths = read_paths(EVAL / f"{file}_docs.txt")
        questions = load_gold(EVAL / f"{file}.jsonl")
        chosen = questions if file.startswith("dev") else _tune(questions)
        other = _assistant(bench, [p for p in paths if not p.startswith(without)], cache / file)
        yield name, other, _decidable(q for q in chosen if not _rests_on(q, without))
    rows = [json.loads(line) for line in WRITTEN.read_text("utf-8").splitlines()]
    held = [r for r in rows if is_held_out(r["doc"])]
    other = _assistant(bench, sorted({r["doc"] for r in held}), cache / "written")
    yield "written, held out", other, [(r["question"], (), r["kind"] == "a") for r in held]


def _assistant(bench: Path, paths: list[str], cache: Path) -> PolicyAssistant:
    return PolicyAssistant(settings_for(copied_corpus(bench, paths, cache), None, cache))


def _decidable(questions: Iterable[GoldQuestion]) -> list[Asked]:
    """Return the questions that this evidence decides: answered or not found, nothing between."""
    return [
        (q.question, tuple(q.history), "answered" in q.status)
        for q in questions
        if q.kind not in OTHERWISE and ("answered" in q.status or q.status == ("not_found",))
    ]


def _rests_on(question: GoldQuestion, without: str) -> bool:
    return any(span.doc_id.startswith(without) for piece in question.evidence for span in piece)


def _tune(questions: list[GoldQuestion]) -> list[GoldQuestion]:
    return [q for q in questions if q.split == "tune"]


def fit(rows: NDArray[np.float64], right: NDArray[np.bool_]) -> dict[str, Any]:
    """Return mean, scale and weight [features], and the intercept, of a logistic model."""
    mean, scale = rows.mean(0), rows.std(0)
    scale[scale < 1e-9] = 1.0
    found = LogisticRegression(C=STRENGTH, max_iter=5000).fit((rows - mean) / scale, right)
    return {
        "mean": mean,
        "scale": scale,
        "weight": found.coef_[0],
        "intercept": found.intercept_[0],
    }


def left_out(
    rows: NDArray[np.float64], right: NDArray[np.bool_], sets: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Return the chance of each question by a model that has not seen its set [n]."""
    chances = np.zeros(len(right))
    for name in set(sets):
        of = sets == name
        model = fit(rows[~of], right[~of])
        total = (rows[of] - model["mean"]) / model["scale"] @ model["weight"] + model["intercept"]
        chances[of] = 1 / (1 + np.exp(-total))
    return chances


def least_cost(chances: NDArray[np.float64], right: NDArray[np.bool_], cost: float) -> float:
    """Return the threshold below which to refuse."""
    tried = np.linspace(0.02, 0.98, 97)
    costs = [cost * (~right & (chances >= t)).sum() + (right & (chances < t)).sum() for t in tried]
    return float(tried[int(np.argmin(costs))])


if __name__ == "__main__":
    main()
