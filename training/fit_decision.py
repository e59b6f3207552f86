"""Learn when to refuse: ``python -m training.fit_decision --bench DIR``; writes rag/decision.json.

The questions are those that are used for nothing but tuning: eval/dev.jsonl and
eval/dev_*.jsonl, the tune halves of the gold sets, and those on four sets of invented pages. The
reader has learned from none of them, so its evidence is as it will be. Each set is also asked some questions
of the others, which its documents do not answer. Documents without a licence to
train what is shipped (``--without``) are left out, with the questions on them.

The model is a sum of one curve for each kind of evidence, in steps: more of it never counts the
other way where its direction is known (RISING, FALLING). The thresholds, one for several documents and
one for a single one, are those at which as many questions are answered falsely as are refused falsely,
each set counting the same, when they are judged by a model that has seen neither them nor, in half of
the count, their set.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from eval.corpora import copied_corpus, read_paths, settings_for
from eval.gold import GoldQuestion, load_gold
from eval.refusal import OTHERWISE, decidable
from rag import PolicyAssistant
from rag.settings import PROJECT
from rag.types import Evidence

ROUNDS, RATE, BINS, LEAF = 400, 0.05, 24, 10
RISING = (
    "coverage", "score", "cosine", "cosine_lead", "passage_lead", "retrieved", "retrieved_lead", "common_run", "reader",
    "reader_chance", "reader_best", "reader_lead", "list_read", "value_fit", "pointed", "value_clause", "tied",
)  # fmt: skip
FALLING = (
    "rarest_missing", "rarest_missing_english", "unknown_share", "name_missing", "head_missing", "value_missing",
    "measure_missing", "figure_missing",
)  # fmt: skip
FITTED_PAGES = ("1", "2", "8", "10")  # the other sets only measure
EVAL = PROJECT / "eval"
FOREIGN = 16  # questions of other sets that each set is asked
GENERIC = (*OTHERWISE, "contact", "follow_up", "validity", "date")  # asked of any document
TELLING = 1.0  # weight of a word that a foreign question has to have, so that it is no other's

Q = TypeVar("Q")


def main() -> None:
    """Gather the evidence, fit, choose the threshold, write the model, print the figures."""
    parser = sets_parser(__doc__)
    parser.add_argument(
        "--again", action="store_true", help="use the evidence that was gathered last time"
    )
    parser.add_argument(
        "--most", type=int, default=100_000, help="questions of each set, the first"
    )
    parser.add_argument("--out", type=Path, default=PROJECT / "rag" / "decision.json")
    options = parser.parse_args()
    gathered = options.cache / "evidence.npz"
    if options.again:
        with np.load(gathered) as kept:
            names = [str(name) for name in kept["names"]]
            rows, right, sets = kept["rows"], kept["right"], kept["sets"]
    else:
        names, rows, right, sets = collect(
            options.bench, options.cache, options.without, options.most
        )
        np.savez(gathered, names=names, rows=rows, right=right, sets=sets)
    by_set, by_fold = left_out(rows, right, sets, names), folds(rows, right, names)
    one = np.array(rows[:, names.index("one_document")] > 0.5)
    twice = (np.r_[by_set, by_fold], np.r_[right, right], np.r_[sets, sets])
    several, alone = (balanced(*(part[np.r_[m, m]] for part in twice)) for m in (~one, one))
    found = {
        "n": len(right), "answerable": int(right.sum()),
        "auroc_sets_left_out": round(float(roc_auc_score(right, by_set)), 4),
        "auroc_folds": round(float(roc_auc_score(right, by_fold)), 4),
        "threshold": round(several, 3), "threshold_one": round(alone, 3), **curves(fit(rows, right, names), rows, names),
    }  # fmt: skip
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
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


def sets_parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of what ``fitted_sets`` needs: the other documents, a cache, those left out."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--bench", type=Path, required=True, help="folder of the other documents")
    parser.add_argument("--cache", type=Path, default=PROJECT / "build" / "decision")
    parser.add_argument(
        "--without", default="gov/guangzhou_2026", help="start of the paths that are left out"
    )
    return parser


def collect(
    bench: Path, cache: Path, without: str, most: int
) -> tuple[list[str], NDArray[np.float64], NDArray[np.bool_], NDArray[np.str_]]:
    """Return feature names, their values [n, features], whether answerable [n], and the set [n]."""
    names: list[str] = []
    rows, right, sets = [], [], []
    strangers = foreign_questions()
    for name, assistant, questions in fitted_sets(bench, cache, without):
        own = [
            (assistant.match(asked, history).evidence, answerable)
            for asked, history, answerable in spread(decidable(questions), most)
        ]
        for evidence, answerable in own + [(e, False) for e in foreign(name, assistant, strangers)]:
            if evidence:
                names = list(evidence)
                rows.append(list(evidence.values()))
                right.append(answerable)
                sets.append(name)
        print(name, len(rows), flush=True)
    return names, np.array(rows), np.array(right), np.array(sets)


def foreign_questions() -> list[tuple[str, str]]:
    """Return (set, question) of the answered questions on several documents that stand for themselves."""
    files = {file: f"dev {file.stem[4:]}" for file in sorted(EVAL.glob("dev_*.jsonl"))}
    del files[EVAL / "dev_topics.jsonl"]  # on the shipped page
    for name in FITTED_PAGES:
        files[EVAL / "pages" / name / "questions.jsonl"] = f"eval/pages/{name}"
    return [
        (name, q.question)
        for file, name in files.items()
        for q in load_gold(file)
        if not q.history and "answered" in q.status and q.kind not in GENERIC
    ]


def foreign(
    name: str, assistant: PolicyAssistant, strangers: Sequence[tuple[str, str]]
) -> Iterator[Evidence]:
    """Yield the evidence for FOREIGN questions of other sets, chosen by a hash, the same in every run."""
    others = [q for of, q in strangers if not name.startswith(of)]
    found = 0
    for asked in sorted(others, key=lambda q: hashlib.sha256((name + q).encode()).hexdigest()):
        match = assistant.match(asked)
        telling = any(t.weight >= TELLING for t in match.query.terms if not t.optional)
        if telling and match.evidence:
            found += 1
            yield match.evidence
        if found == FOREIGN:
            return


def spread(questions: Sequence[Q], most: int) -> Sequence[Q]:
    """Return at most so many of the questions, evenly from all over the list."""
    step = max(1, -(-len(questions) // most))
    return questions[::step]


def fitted_sets(
    bench: Path, cache: Path, without: str
) -> Iterator[tuple[str, PolicyAssistant, list[GoldQuestion]]]:
    """Yield each set of questions that is used for tuning, by name, with who answers it."""
    cache.mkdir(parents=True, exist_ok=True)
    shipped = PolicyAssistant()
    yield "dev", shipped, load_gold(EVAL / "dev.jsonl")
    yield "dev topics", shipped, load_gold(EVAL / "dev_topics.jsonl")
    yield "gold tune", shipped, _tune(load_gold(EVAL / "gold.jsonl"))
    for name, file in (
        ("dev elsewhere", "dev_elsewhere"),
        ("dev offices", "dev_offices"),
        ("dev laws", "dev_laws"),
        ("dev gov", "dev_gov"),
        ("dev statutes", "dev_statutes"),
        ("dev regulations", "dev_regulations"),
        ("dev acts", "dev_acts"),
        ("dev bylaws", "dev_bylaws"),
        ("gold elsewhere tune", "gold_elsewhere"),
    ):
        paths = read_paths(EVAL / f"{file}_docs.txt")
        questions = load_gold(EVAL / f"{file}.jsonl")
        chosen = questions if file.startswith("dev") else _tune(questions)
        other = _assistant(bench, [p for p in paths if not p.startswith(without)], cache / file)
        yield name, other, [q for q in chosen if not _rests_on(q, without)]
    for folder in (EVAL / "pages" / name for name in FITTED_PAGES):
        pages = PolicyAssistant(settings_for(folder / "documents", None, cache))
        name = "/".join(folder.relative_to(PROJECT).parts)
        yield name, pages, load_gold(folder / "questions.jsonl")
        yield f"{name}/topics", pages, load_gold(folder / "topics.jsonl")


def _assistant(bench: Path, paths: list[str], cache: Path) -> PolicyAssistant:
    return PolicyAssistant(settings_for(copied_corpus(bench, paths, cache), None, cache))


def _rests_on(question: GoldQuestion, without: str) -> bool:
    return any(span.doc_id.startswith(without) for piece in question.evidence for span in piece)


def _tune(questions: list[GoldQuestion]) -> list[GoldQuestion]:
    return [q for q in questions if q.split == "tune"]


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
