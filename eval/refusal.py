"""Is it in the documents? The one decision of the product, measured by itself.

``python -m eval.refusal --bench DIR --out DIR [--ncp DIR] [--ncp-limit N]`` asks for the chance that the documents
answer, for each gold question that is either answered or not there, and writes ``refusal.json``, ``refusal.md``
and ``refusal.html`` (reliability and risk-coverage plots).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from eval.corpora import settings_for
from eval.gold import GoldQuestion, load_gold
from eval.ncp import chosen_rows, judged
from eval.plots import curve_plot
from eval.provenance import commit
from eval.run import GOLD, GOLD_ELSEWHERE, elsewhere_assistant, writable
from eval.summary import bootstrap_interval
from rag import PolicyAssistant
from rag.errors import RagError
from rag.evidence import chance, is_absent
from rag.learned import learned

OTHERWISE = ("address", "outline", "vague", "false_premise")  # other rules decide these
BINS = 10  # of the reliability plot, with as many questions each
COVERAGE = 0.9  # of the answerable, at which false answers are counted
COST = 5.0  # a false answer costs as much as so many needless refusals
Asked = tuple[str, tuple[str, ...], bool]  # question, history, whether it is in the documents


def decidable(questions: Iterable[GoldQuestion]) -> list[Asked]:
    """Return the questions that are either answered by the documents or not there at all."""
    return [
        (q.question, tuple(q.history), "answered" in q.status)
        for q in questions
        if q.kind not in OTHERWISE and ("answered" in q.status or q.status == ("not_found",))
    ]


def chances_of(
    assistant: PolicyAssistant, asked: Sequence[Asked]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the chance [n] that the documents answer, whether they do [n], and what the decision refuses [n].

    A question for which nothing at all is found has the chance 0 and is refused.
    """
    chances, right, refused = [], [], []
    for question, history, answerable in asked:
        evidence = assistant.match(question, history).evidence
        chances.append(chance(evidence) if evidence else 0.0)
        right.append(answerable)
        refused.append(is_absent(evidence) if evidence else True)
    return np.array(chances, np.float64), np.array(right, np.bool_), np.array(refused, np.bool_)


def figures(
    chances: NDArray[np.float64], right: NDArray[np.bool_], refused: NDArray[np.bool_]
) -> dict[str, Any]:
    """Return the figures of one set; raises ValueError where one of the two kinds of question is missing.

    - ``auroc``: the chance that an answerable question has a higher number than one that is not (Fawcett 2006);
    - ``calibration_error``: expected calibration error over bins with as many questions each (Nguyen and O'Connor
      2015, arXiv:1508.05154);
    - ``answered_at_coverage``: share of the unanswerable that is answered where 90 % of the answerable are;
    - ``cost``: a false answer counts five, a needless refusal one, a question; ``always`` is to answer always.
    """
    if right.all() or not right.any():
        raise ValueError("a set needs answerable and unanswerable questions")
    bins = reliability(chances, right)
    at = np.quantile(chances[right], 1 - COVERAGE)
    return {
        "n": len(right), "unanswerable": int((~right).sum()),
        "auroc": _auroc(right, chances),
        "calibration_error": sum(b["n"] * abs(b["said"] - b["was"]) for b in bins) / len(right),
        "answered_at_coverage": float((chances[~right] >= at).mean()),
        "answered_interval": bootstrap_interval((chances[~right] >= at).astype(float).tolist()),
        "refusal_precision": float((~right[refused]).mean()) if refused.any() else None,
        "refusal_recall": float(refused[~right].mean()),
        "cost": float((COST * (~right & ~refused) + (right & refused)).mean()),
        "cost_always": float(COST * (~right).mean()),
        "reliability": bins, "risk_coverage": risk_coverage(chances, right),
    }  # fmt: skip


def reliability(chances: NDArray[np.float64], right: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Return for each bin what was said, what was, and n: questions in the order of their chance."""
    order = np.argsort(chances, kind="stable")
    return [
        {"said": float(chances[part].mean()), "was": float(right[part].mean()), "n": len(part)}
        for part in np.array_split(order, min(BINS, len(order)))
    ]


def risk_coverage(chances: NDArray[np.float64], right: NDArray[np.bool_]) -> list[list[float]]:
    """Return [coverage, risk] where the surest questions are answered, ever more of them.

    Risk is the share of the answered that the documents do not answer (El-Yaniv and Wiener 2010, JMLR 11).
    """
    order = np.argsort(-chances, kind="stable")
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    kept = np.unique(np.linspace(1, len(order), 60).astype(int)) - 1
    return [[(i + 1) / len(order), float(wrong[i])] for i in kept]


def _auroc(right: NDArray[np.bool_], chances: NDArray[np.float64]) -> list[float]:
    """Return the area and its 95 % bootstrap interval; samples of one kind alone are left out."""
    picks = np.random.default_rng(7).integers(0, len(right), size=(500, len(right)))
    found = [roc_auc_score(right[p], chances[p]) for p in picks if 0 < right[p].sum() < len(p)]
    return [float(roc_auc_score(right, chances)), *map(float, np.percentile(found, [2.5, 97.5]))]


def ncp_questions(folder: Path, limit: int) -> tuple[list[Asked], NDArray[np.bool_]]:
    """Return the questions of ncp, answerable and not, at most ``limit`` of either.

    Also which of them [n] to count where readers judged what is there: the answerable ones, and those
    of which they said that nothing answers (``eval.ncp.judged``).
    """
    both = (("questions.dev.jsonl", True), ("unanswerable.dev.jsonl", False))
    rows = [(row, told) for name, told in both for row in chosen_rows(folder / name, limit)]
    known = judged()
    counted = [told or known.get(r["id"], {}).get("verdict") == "no" for r, told in rows]
    return [(row["question"], (), told) for row, told in rows], np.array(counted, np.bool_)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of each set that was asked for; what is missing is said before any is asked."""
    cache = arguments.out / "cache"
    other = elsewhere_assistant(arguments.bench, cache) if arguments.bench else None
    ncp = ncp_questions(arguments.ncp, arguments.ncp_limit) if arguments.ncp else None
    shipped = PolicyAssistant()
    sets: dict[str, dict[str, Any]] = {}
    for half in ("tune", "report"):
        asked = decidable(q for q in load_gold(GOLD) if q.split == half)
        sets[half] = figures(*chances_of(shipped, asked))
    if other:
        sets["elsewhere"] = figures(*chances_of(other, decidable(load_gold(GOLD_ELSEWHERE))))
    if ncp:
        documents = PolicyAssistant(settings_for(arguments.ncp / "documents", None, cache))
        asked, counted = ncp
        chances, right, refused = chances_of(documents, asked)
        sets["ncp"] = figures(chances, right, refused)
        if not right[counted].all():
            sets["ncp, judged"] = figures(chances[counted], right[counted], refused[counted])
    return {
        "commit": commit(),
        "thresholds": [
            learned("decision")["threshold"],
            learned("decision")["threshold_one"],
            learned("decision_many")["threshold"],
            learned("decision_told")["threshold"],
        ],
        "sets": sets,
    }


def to_markdown(report: dict[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [
        "# Is it in the documents?", "",
        "Commit {commit}, refused below a chance of {thresholds[0]:.2f}, of one document alone {thresholds[1]:.2f}, of many {thresholds[2]:.2f}, told more {thresholds[3]:.2f}. "
        "In brackets: 95 % bootstrap interval.".format(**report),
        "", "| set | n | not there | AUROC | calibration error | answered of those not there, at 90 % of the others "
        "| refusal precision / recall | cost (answer always) |", "|---" * 8 + "|",
    ]  # fmt: skip
    for name, f in report["sets"].items():
        low, high = f["answered_interval"]
        precision = "-" if f["refusal_precision"] is None else f"{f['refusal_precision']:.3f}"
        lines.append(
            f"| {name} | {f['n']} | {f['unanswerable']} | {f['auroc'][0]:.3f} ({f['auroc'][1]:.3f}-{f['auroc'][2]:.3f}) "
            f"| {f['calibration_error']:.3f} | {f['answered_at_coverage']:.3f} ({low:.3f}-{high:.3f}) "
            f"| {precision} / {f['refusal_recall']:.3f} | {f['cost']:.3f} ({f['cost_always']:.3f}) |"
        )
    return "\n".join(lines) + "\n"


def to_html(report: dict[str, Any]) -> str:
    """Return one page with two plots for each set; it needs nothing but itself."""
    plots = []
    for name, f in report["sets"].items():
        said = [[b["said"], b["was"]] for b in f["reliability"]]
        title = f"{name} (n {f['n']}): said (across) and true (up), {BINS} bins"
        plots.append(curve_plot(said, title, diagonal=True))
        title = f"{name}: share answered (across), share of these not there (up)"
        plots.append(curve_plot(f["risk_coverage"], title))
    style = (
        "body{font:15px system-ui;max-width:60rem;margin:1rem auto;color-scheme:light dark}svg{max-width:26rem}"
        "figure{display:inline-block;width:26rem;margin:.5rem}text{fill:currentColor;font-size:11px}"
        ".grid{stroke:#8886}.curve{fill:none;stroke:#1763c4;stroke-width:2}circle{fill:#1763c4}"
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Is it in the documents?</title><style>{style}'
        f"</style><pre>{escape(to_markdown(report))}</pre>{''.join(plots)}</html>\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0, or 2 with one line on stderr when the user can mend it."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.refusal", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--bench", type=Path, help="folder of the documents elsewhere")
    parser.add_argument("--ncp", type=Path, help="folder of the ncp benchmark")
    parser.add_argument("--ncp-limit", type=int, default=2000, help="questions of either kind")
    parser.add_argument("--out", type=Path, required=True, help="folder for refusal.json, .md, .html")  # fmt: skip
    given = parser.parse_args(arguments)
    try:
        writable(given.out)
        report = measure(given)
    except RagError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (given.out / "refusal.json").write_text(text + "\n", encoding="utf-8")
    (given.out / "refusal.md").write_text(to_markdown(report), encoding="utf-8")
    (given.out / "refusal.html").write_text(to_html(report), encoding="utf-8")
    print(to_markdown(report), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
