"""Learn in which order sentences are shown once they are read: ``python -m training.fit_order --bench DIR``.

Writes rag/order.json: for each language how much the log odds of the first look and those of the
reader count. The questions are those with proof among what ``training.fit_decision`` learns from,
none of which the reader has learned; the model is a conditional logit over the sentences that were read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.settings import PROJECT
from training.logit import conditional_logit
from training.page_data import NO_STORY, proof_units
from training.tuning_sets import fitted_sets, sets_parser, spread

NAMES = ("look", "reader")
OTHERWISE = (*NO_STORY, "contact", "false_premise")  # shown by other rules
RIDGE = 3.0


@dataclass(frozen=True)
class Read:
    """A question and the sentences read: features [sentences, 2], whether each is proof [sentences]."""

    group: str
    language: str
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def main() -> None:
    """Gather, fit for each language, write the weights, print the figures."""
    parser = sets_parser(__doc__)
    parser.add_argument("--most", type=int, default=100, help="questions of each set")
    parser.add_argument("--out", type=Path, default=PROJECT / "rag" / "order.json")
    options = parser.parse_args()
    asked = list(gather(options))
    figures: dict[str, dict[str, float]] = {}
    weights: dict[str, dict[str, float]] = {}
    for language in ("zh", "en"):
        of = [one for one in asked if one.language == language]
        groups = {one.group for one in of}
        unseen = {g: _fit([one for one in of if one.group != g]) for g in groups}
        figures[language] = {
            "n": len(of),
            "right_among_read": _share([bool(one.right.any()) for one in of]),
            "right_first": _share([_first(one, unseen[one.group]) for one in of]),
            "right_first_by_look": _share([_first(one, np.array([1.0, 0.0])) for one in of]),
            "right_first_by_reader": _share([_first(one, np.array([0.0, 1.0])) for one in of]),
        }
        found = zip(NAMES, _fit(of), strict=True)
        weights[language] = {name: round(float(weight), 3) for name, weight in found}
        print(language, figures[language], weights[language])
    told = {"sets_left_out": figures, "weights": weights}
    options.out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def gather(options: argparse.Namespace) -> Iterator[Read]:
    """Yield the sentences read for each question that has proof."""
    for group, assistant, questions in fitted_sets(options.bench, options.cache, options.without):
        for asked in spread(questions, options.most):
            if asked.kind in OTHERWISE or not asked.evidence:
                continue
            proof = {(u.document.doc_id, u.number) for u in proof_units(asked, assistant)}
            found = assistant.match(asked.question, tuple(asked.history))
            read = [p for p in found.places if p.reader is not None]
            if proof and read:
                yield Read(
                    group, found.query.language,
                    np.array([(p.look, p.reader) for p in read], float),
                    np.array([(p.unit.document.doc_id, p.unit.number) in proof for p in read]),
                )  # fmt: skip


def _fit(asked: Sequence[Read]) -> NDArray[np.float64]:
    told = [one for one in asked if one.right.any()]
    shares = [one.right / one.right.sum() for one in told]
    return conditional_logit([one.features for one in told], shares, RIDGE)


def _first(one: Read, weights: NDArray[np.float64]) -> bool:
    return bool(one.right[int(np.argmax(one.features @ weights))])


def _share(told: Sequence[bool]) -> float:
    return round(float(np.mean(told)), 4)


if __name__ == "__main__":
    main()
