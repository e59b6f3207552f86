"""Learn which passage comes first: ``python -m training.fit_ranker --bench DIR``; writes rag/ranker.json.

For each language how much each kind of evidence counts (``rag.ranker.rank_evidence``). The questions are
those with proof among what ``training.fit_decision`` learns from, none of which the reader has learned; a
passage is right that holds some of the proof. The model is a conditional logit over the passages found.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.ranker import rank_evidence
from rag.settings import PROJECT
from training.fit_order import OTHERWISE
from training.logit import conditional_logit
from training.page_data import proof_units
from training.tuning_sets import fitted_sets, sets_parser, spread

RIDGE = 3.0


@dataclass(frozen=True)
class Ranked:
    """A question and the passages found: features [passages, features], whether each is right [passages]."""

    group: str
    language: str
    names: list[str]
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def main() -> None:
    """Gather, fit for each language, write the weights, print the figures."""
    parser = sets_parser(__doc__)
    parser.add_argument("--most", type=int, default=60, help="questions of each set")
    parser.add_argument("--out", type=Path, default=PROJECT / "rag" / "ranker.json")
    options = parser.parse_args()
    asked = list(gather(options))
    figures: dict[str, dict[str, float]] = {}
    weights: dict[str, dict[str, float]] = {}
    for language in ("zh", "en"):
        of = [one for one in asked if one.language == language]
        groups = {one.group for one in of}
        unseen = {g: _fit([one for one in of if one.group != g]) for g in groups}
        retrieved = np.array([name == "retrieved" for name in of[0].names], float)
        figures[language] = {"n": len(of)}
        for depth in (1, 5):
            figures[language] |= {
                f"right@{depth}": _share([_holds(one, unseen[one.group], depth) for one in of]),
                f"right@{depth}_by_retrieval": _share(
                    [_holds(one, retrieved, depth) for one in of]
                ),
            }
        found = zip(of[0].names, _fit(of), strict=True)
        weights[language] = {name: round(float(weight), 3) for name, weight in found}
        print(language, figures[language], weights[language])
    told = {"sets_left_out": figures, "weights": weights}
    options.out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def gather(options: argparse.Namespace) -> Iterator[Ranked]:
    """Yield the passages found for each question that has proof."""
    for group, assistant, questions in fitted_sets(options.bench, options.cache, options.without):
        for asked in spread(questions, options.most):
            if asked.kind in OTHERWISE or asked.history or not asked.evidence:
                continue
            proof = [(u.document.doc_id, u.start, u.end) for u in proof_units(asked, assistant)]
            query, hits, places = assistant.found(asked.question)
            right = [
                any(h.passage.doc_id == d and h.passage.start < b and a < h.passage.end for d, a, b in proof)
                for h in hits
            ]  # fmt: skip
            if proof and hits:
                evidence = rank_evidence(query, hits, places)
                yield Ranked(
                    group, query.language, list(evidence[0]),
                    np.array([list(one.values()) for one in evidence]), np.array(right),
                )  # fmt: skip


def _fit(asked: Sequence[Ranked]) -> NDArray[np.float64]:
    told = [one for one in asked if one.right.any()]
    shares = [one.right / one.right.sum() for one in told]
    return conditional_logit([one.features for one in told], shares, RIDGE)


def _holds(one: Ranked, weights: NDArray[np.float64], depth: int) -> bool:
    order = np.argsort(-(one.features @ weights), kind="stable")
    return bool(one.right[order[:depth]].any())


def _share(told: Sequence[bool]) -> float:
    return round(float(np.mean(told)), 4)


if __name__ == "__main__":
    main()
