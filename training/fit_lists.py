"""Learn which list a question means: ``python -m training.fit_lists --bench DIR``; writes rag/lists.json.

The questions are the list questions among those that ``training.fit_decision`` learns from. The model
is a conditional logit: each list that a question may mean has a worth, the sum of its weighed
features, and the one with all members asked for should be worth the most. A ridge on the weights,
each in units of its feature's spread, keeps them small; where the direction of a feature is known
(FALLING, all others but FREE rise) the weight never takes the other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.gold import GoldQuestion
from eval.metrics import normalise
from rag import PolicyAssistant
from rag.listplaces import ListPlace
from rag.settings import PROJECT
from training.logit import conditional_logit
from training.tuning_sets import fitted_sets, sets_parser

FALLING = ("count_wrong", "called_otherwise")
FREE = ("in_sentence", "in_table", "length", "depth", "stated", "items", "member_said", "inner")
LEAST = 0.5  # of the worth of the best list of a question, for it to teach anything
NEAR = 0.05  # lists this near to the best are as right
RIDGE = 3.0
PRECISION = 0.5  # of the worth of a list, for its members that nobody asked for


@dataclass(frozen=True)
class Asked:
    """A question and the lists it may mean: features [lists, features], right and complete [lists]."""

    group: str
    features: NDArray[np.float64]
    worth: NDArray[np.float64]
    complete: NDArray[np.float64]


def main() -> None:
    """Gather the lists, fit, write the weights, print the figures."""
    parser = sets_parser(__doc__)
    parser.add_argument("--out", type=Path, default=PROJECT / "rag" / "lists.json")
    options = parser.parse_args()
    names, asked = collect(options.bench, options.cache, options.without)
    unseen = {g: fit([a for a in asked if a.group != g], names) for g in {a.group for a in asked}}
    chosen = [_best(a, unseen[a.group]) for a in asked]
    most = [a.complete.max() for a in asked]
    weights = fit(asked, names)
    found = {
        "n": len(asked),
        "complete_sets_left_out": round(float(np.mean(chosen)), 4),
        "complete_at_most": round(float(np.mean(most)), 4),
        "weights": {n: round(float(w), 3) for n, w in zip(names, weights, strict=True)},
    }
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    for group in dict.fromkeys(a.group for a in asked):
        of = [c for c, a in zip(chosen, asked, strict=True) if a.group == group]
        print(f"  {group}: n {len(of)}, complete {np.mean(of):.3f}")
    print({k: v for k, v in found.items() if k != "weights"})


def _best(asked: Asked, weights: NDArray[np.float64]) -> float:
    return float(asked.complete[int(np.argmax(asked.features @ weights))])


def collect(bench: Path, cache: Path, without: str) -> tuple[list[str], list[Asked]]:
    """Return the names of the features and for each list question the lists it may mean."""
    names: list[str] = []
    asked: list[Asked] = []
    for group, assistant, questions in fitted_sets(bench, cache, without):
        for question in questions:
            if not question.items:
                continue
            made = _asked(group, assistant, question)
            if made:
                names = made[0]
                asked.append(made[1])
    return names, asked


def _asked(
    group: str, assistant: PolicyAssistant, question: GoldQuestion
) -> tuple[list[str], Asked] | None:
    lists = assistant.match(question.question, tuple(question.history)).lists
    read = [c for c in lists if "reader" in c.evidence]
    if not read:
        return None
    names = list(read[0].evidence)
    features = np.array([[c.evidence[n] for n in names] for c in read])
    fits = [completeness(question, c.found) for c in read]
    complete = np.array([c for c, _ in fits])
    worth = np.array([c * (1 - PRECISION + PRECISION * p) for c, p in fits])
    return names, Asked(group, features, worth, complete)


def completeness(question: GoldQuestion, found: ListPlace) -> tuple[float, float]:
    """Return which share of the members asked for a list has, and which share of its own is asked for."""
    names = [normalise(name) for name in found.names()]
    wanted = [[normalise(v) for v in variants] for variants in question.items]
    held = sum(any(v in n for v in variants for n in names) for variants in wanted)
    own = sum(any(v in n for variants in wanted for v in variants) for n in names)
    return held / len(wanted), own / len(names)


def fit(asked: Sequence[Asked], names: Sequence[str]) -> NDArray[np.float64]:
    """Return the weight of each feature [features]."""
    taught = [a for a in asked if a.worth.max() >= LEAST]
    bounds = [
        (None, None) if n in FREE else (None, 0.0) if n in FALLING else (0.0, None) for n in names
    ]
    right = [_shares(a.worth) for a in taught]
    return conditional_logit([a.features for a in taught], right, RIDGE, bounds)


def _shares(worth: NDArray[np.float64]) -> NDArray[np.float64]:
    best = (worth >= worth.max() - NEAR).astype(float)
    return np.asarray(best / best.sum())


if __name__ == "__main__":
    main()
