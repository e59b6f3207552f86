"""Learn when to refuse: ``python -m training.fit_decision --bench DIR``.

It writes rag/decision.json; for corpora of many documents rag/decision_many.json; for questions that tell more
than they ask rag/decision_told.json. ``--only FILE`` writes one of them.

The questions are those that are used for nothing but tuning: eval/dev.jsonl and
eval/dev_*.jsonl, the tune halves of the gold sets, and those on three sets of invented pages. The
reader has learned from none of them, so its evidence is as it will be. Each set is also asked some questions
of the others and some everyday ones, which its documents do not answer; two corpora of some hundred documents are asked both kinds.
For decision_told.json only questions of several clauses are asked, also those of people in a situation
(``TOLD`` in ``training.tuning_sets``). Documents without a licence to
train what is shipped (``--without``) are left out, with the questions on them.

The model is a sum of one curve for each kind of evidence, in steps: more of it never counts the
other way where its direction is known (RISING, FALLING). The thresholds, one for several documents and
one for a single one, are those at which as many questions are answered falsely as are refused falsely,
each set counting the same, when they are judged by a model that has seen neither them nor, in half of
the count, their set.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from eval.gold import GoldQuestion
from eval.refusal import decidable
from rag import PolicyAssistant
from rag.evidence import tells_more
from rag.settings import PROJECT
from rag.types import Evidence
from training.tuning_sets import (
    everyday,
    fitted_sets,
    foreign,
    foreign_questions,
    libraries,
    sets_parser,
    spread,
    told_sets,
)

ALL = 1000  # everyday questions: as many as there are
CHOOSING = ("documents", "told")  # of the evidence: they choose the model
ROUNDS, RATE, BINS, LEAF = 400, 0.05, 24, 10
RISING = (
    "coverage", "score", "cosine", "cosine_lead", "passage_lead", "retrieved", "retrieved_lead", "common_run", "reader",
    "reader_chance", "reader_best", "reader_lead", "list_read", "value_fit", "pointed", "value_clause", "tied",
)  # fmt: skip
FALLING = (
    "rarest_missing", "rarest_missing_english", "unknown_share", "name_missing", "head_missing", "value_missing",
    "measure_missing", "figure_missing",
)  # fmt: skip
Found = Iterable[tuple[Evidence, bool]]  # of each question, and whether the documents answer it


def main() -> None:
    """Gather the evidence, fit, choose the threshold, write the model, print the figures."""
    parser = sets_parser(__doc__)
    parser.add_argument(
        "--again", action="store_true", help="use the evidence that was gathered last time"
    )
    parser.add_argument(
        "--most", type=int, default=100_000, help="questions of each set, the first"
    )
    parser.add_argument("--only", choices=GATHERED, nargs="+", help="the files to write, else all")
    parser.add_argument("--out", type=Path, default=PROJECT / "rag", help="folder of the files")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for file in options.only or GATHERED:
        kept = options.cache / f"{Path(file).stem}.npz"
        if not options.again:
            gathered = GATHERED[file](options.bench, options.cache, options.without, options.most)
            names, rows, right, sets = collect(gathered)
            np.savez(kept, names=names, rows=rows, right=right, sets=sets)
        print(file)
        with np.load(kept) as of:
            found = learn(of["rows"], of["right"], of["sets"], [str(name) for name in of["names"]])
        (options.out / file).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def learn(
    rows: NDArray[np.float64],
    right: NDArray[np.bool_],
    sets: NDArray[np.str_],
    names: Sequence[str],
) -> dict[str, Any]:
    """Return the model with its thresholds, and print how it does on questions that it has not seen."""
    weighed = [name for name in names if name not in CHOOSING]
    one = rows[:, names.index("one_document")] > 0.5
    rows = rows[:, [names.index(name) for name in weighed]]
    by_set, by_fold = left_out(rows, right, sets, weighed), folds(rows, right, weighed)
    twice = (np.r_[by_set, by_fold], np.r_[right, right], np.r_[sets, sets])
    several = balanced(*(part[np.r_[~one, ~one]] for part in twice))
    alone = balanced(*(part[np.r_[one, one]] for part in twice)) if one.any() else several
    for name, chances in (("sets left out", by_set), ("10 folds", by_fold)):
        refused = chances < np.where(one, alone, several)
        print(
            f"{name}: n {len(right)}, AUROC {roc_auc_score(right, chances):.4f}, at {several:.2f} and {alone:.2f} "
            f"refusal precision {(~right[refused]).mean():.3f}, "
            f"recall {(refused & ~right).sum() / (~right).sum():.3f}"
        )
    for name in sorted(set(sets)):
        of = sets == name
        print(f"  {name}: n {of.sum()}, AUROC {roc_auc_score(right[of], by_set[of]):.3f}")
    return {
        "n": len(right), "answerable": int(right.sum()),
        "auroc_sets_left_out": round(float(roc_auc_score(right, by_set)), 4),
        "auroc_folds": round(float(roc_auc_score(right, by_fold)), 4),
        "threshold": round(several, 3), "threshold_one": round(alone, 3),
        **curves(fit(rows, right, weighed), rows, weighed),
    }  # fmt: skip


def collect(
    gathered: Iterable[tuple[str, Found]],
) -> tuple[list[str], NDArray[np.float64], NDArray[np.bool_], NDArray[np.str_]]:
    """Return feature names, their values [n, features], whether answerable [n], and the set [n]."""
    names: list[str] = []
    rows, right, sets = [], [], []
    for name, found in gathered:
        for evidence, answerable in found:
            if evidence:
                names = list(evidence)
                rows.append(list(evidence.values()))
                right.append(answerable)
                sets.append(name)
        print(name, len(rows), flush=True)
    return names, np.array(rows), np.array(right), np.array(sets)


def _small(bench: Path, cache: Path, without: str, most: int) -> Iterator[tuple[str, Found]]:
    """Yield each set with the evidence for its questions and for some of other sets."""
    return _asked(fitted_sets(bench, cache, without), most, lambda _: True)


def _told(bench: Path, cache: Path, without: str, most: int) -> Iterator[tuple[str, Found]]:
    """Yield the same, and the sets of people in a situation, of the questions that tell more than they ask."""
    sets = chain(fitted_sets(bench, cache, without), told_sets(bench, cache))
    return _asked(sets, most, tells_more)


def _asked(
    sets: Iterable[tuple[str, PolicyAssistant, list[GoldQuestion]]],
    most: int, wanted: Callable[[str], bool],
) -> Iterator[tuple[str, Found]]:  # fmt: skip
    strangers = [(of, question) for of, question in foreign_questions() if wanted(question)]
    for name, assistant, questions in sets:
        asked = spread([a for a in decidable(questions) if wanted(a[0])], most)
        own = ((assistant.match(q, history).evidence, told) for q, history, told in asked)
        others = chain(
            foreign(name, assistant, strangers), everyday(name, assistant, wanted=wanted)
        )
        yield name, chain(own, ((e, False) for e in others))


def _large(bench: Path, cache: Path, without: str, _: int) -> Iterator[tuple[str, Found]]:
    """Yield each library with the evidence for as many questions on its documents as on those it lacks."""
    for name, assistant, questions, absent in libraries(bench, cache, without):
        asked = decidable(questions)
        own = ((assistant.match(q).evidence, told) for q, _, told in asked)
        others = chain(foreign(name, assistant, absent, len(asked)), everyday(name, assistant, ALL))
        yield name, chain(own, ((e, False) for e in others))


GATHERED = {
    "decision.json": _small, "decision_many.json": _large, "decision_told.json": _told
}  # fmt: skip


def fit(
    rows: NDArray[np.float64], right: NDArray[np.bool_], names: Sequence[str]
) -> HistGradientBoostingClassifier:
    """Return boosted trees of one split each: their sum is a curve for each feature."""
    directions = [(n in RISING) - (n in FALLING) for n in names]
    return HistGradientBoostingClassifier(
        max_depth=1, max_leaf_nodes=2, max_iter=ROUNDS, learning_rate=RATE, max_bins=BINS,
        min_samples_leaf=LEAF, l2_regularization=1.0, monotonic_cst=directions, random_state=7,
    ).fit(rows, right)  # fmt: skip


def curves(
    model: HistGradientBoostingClassifier, rows: NDArray[np.float64], names: Sequence[str]
) -> dict[str, Any]:
    """Return the intercept, and for each feature where its steps are and what each adds.

    ``adds[k]`` holds for values up to ``cuts[k]``, the last for all beyond. Over the questions of
    the fit each curve has the mean 0.
    """
    base = np.median(rows, 0)
    at_base = float(model.decision_function(base[None])[0])
    intercept, features = at_base, {}
    for i, name in enumerate(names):
        values = np.unique(rows[:, i])
        probe = np.tile(base, (len(values), 1))
        probe[:, i] = values
        adds = model.decision_function(probe) - at_base
        mean = float(adds[np.searchsorted(values, rows[:, i])].mean())
        intercept += mean
        steps = np.flatnonzero(np.abs(np.diff(adds)) > 1e-9)
        cuts = (values[steps] + values[steps + 1]) / 2
        kept = np.r_[adds[steps], adds[-1:]] - mean
        features[name] = {
            "cuts": [round(float(c), 4) for c in cuts], "adds": [round(float(a), 3) for a in kept]
        }  # fmt: skip
    return {"intercept": round(intercept, 4), "features": features}


def left_out(
    rows: NDArray[np.float64],
    right: NDArray[np.bool_],
    sets: NDArray[np.str_],
    names: Sequence[str],
) -> NDArray[np.float64]:
    """Return the chance of each question by a model that has not seen its set [n]."""
    chances = np.zeros(len(right))
    for name in set(sets):
        of = sets == name
        chances[of] = fit(rows[~of], right[~of], names).predict_proba(rows[of])[:, 1]
    return chances


def folds(
    rows: NDArray[np.float64], right: NDArray[np.bool_], names: Sequence[str]
) -> NDArray[np.float64]:
    """Return the chance of each question by a model fitted without its tenth [n]."""
    chances = np.zeros(len(right))
    for seen, of in StratifiedKFold(10, shuffle=True, random_state=7).split(rows, right):
        chances[of] = fit(rows[seen], right[seen], names).predict_proba(rows[of])[:, 1]
    return chances


def balanced(
    chances: NDArray[np.float64], right: NDArray[np.bool_], sets: NDArray[np.str_]
) -> float:
    """Return the threshold below which to refuse: false answers and false refusals are as many.

    Each set counts the same, however many questions it has.
    """
    _, of, sizes = np.unique(sets, return_inverse=True, return_counts=True)
    share = 1.0 / sizes[of]
    tried = np.linspace(0.02, 0.98, 97)
    apart = [
        abs(share[~right & (chances >= t)].sum() - share[right & (chances < t)].sum())
        for t in tried
    ]
    return float(tried[int(np.argmin(apart))])


if __name__ == "__main__":
    main()
