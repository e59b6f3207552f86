"""Learn which sentences are read: ``python -m training.fit_places --pages FOLDER...``.

Writes rag/firstlook.json. The questions are those that the reader learns from (``training/pages``,
``training/laws``); a sentence that proves an answer should come before those that do not. The
figures are of folders that the weights had not seen.
"""

from __future__ import annotations

import argparse
import json
import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.firstlook import look_evidence
from rag.listrank import READ_LISTS, list_candidates, may_list
from rag.places import CLOSE_READ
from rag.settings import PROJECT
from training.logit import conditional_logit
from training.page_data import NO_STORY, folder_questions, has_all, proof_units
from training.tuning_sets import folder_assistant, spread

FOLDS = 5
RIDGE = 1.0
DEPTHS = {"sentences": (1, CLOSE_READ, 20), "lists": (1, READ_LISTS, 8)}
ONLY_READ = ("place",)  # what the reader has a part in


@dataclass(frozen=True)
class Looked:
    """A question and all sentences, or lists: features [places, features], whether each is right."""

    fold: int
    language: str
    names: list[str]
    features: NDArray[np.float32]
    right: NDArray[np.bool_]


def main() -> None:
    """Gather, fit for each language, write the weights, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, nargs="+", required=True)
    parser.add_argument("--bench", type=Path, help="folder of the documents of training/laws")
    parser.add_argument("--cache", type=Path, default=PROJECT / "build" / "pages")
    parser.add_argument("--most", type=int, default=90, help="questions of a folder")
    parser.add_argument("--out", type=Path, default=PROJECT / "rag" / "firstlook.json")
    options = parser.parse_args()
    looked: dict[str, list[Looked]] = {"sentences": [], "lists": []}
    for folder in options.pages:
        for kind, one in gather(folder, options.cache, options.bench, options.most):
            looked[kind].append(one)
    figures: dict[str, dict[str, float]] = {}
    weights: dict[str, dict[str, dict[str, float]]] = {}
    for kind, ones in looked.items():
        weights[kind] = {}
        for language in ("zh", "en"):
            of = [one for one in ones if one.language == language]
            told = [one for one in of if one.right.any()]
            names = told[0].names
            unseen = [_fit([o for o in told if o.fold != f]) for f in range(FOLDS)]
            new = [_rank(one, unseen[one.fold]) for one in of]
            old = [_rank(one, np.eye(len(names))[0]) for one in of]
            figures[f"{kind} {language}"] = {"n": len(of), **_recall(new, DEPTHS[kind])}
            print(
                kind, language, figures[f"{kind} {language}"], names[0], _recall(old, DEPTHS[kind])
            )
            fitted = zip(names, _fit(told), strict=True)
            weights[kind][language] = {name: round(float(w), 3) for name, w in fitted}
    found = {"recall_folders_left_out": figures, "weights": weights}
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _recall(ranks: Sequence[float], depths: Sequence[int]) -> dict[str, float]:
    return {f"@{k}": round(float((np.array(ranks) < k).mean()), 4) for k in depths}


def gather(
    folder: Path, cache: Path, bench: Path | None, most: int
) -> Iterator[tuple[str, Looked]]:
    """Yield "sentences" with those of each question of a folder with proof, and "lists"."""
    assistant = folder_assistant(folder, cache, bench)
    fold = zlib.crc32("/".join(folder.parts[-2:]).encode()) % FOLDS
    for asked in spread(folder_questions(folder), most):
        proof = {(u.document.doc_id, u.number) for u in proof_units(asked, assistant)}
        if asked.kind in NO_STORY or not proof:
            continue
        query, places = assistant.seen(asked.question, tuple(asked.history))
        evidence = look_evidence(query, places)
        right = np.array([(p.unit.document.doc_id, p.unit.number) in proof for p in places])
        yield "sentences", _looked(fold, query.language, evidence, right)
        if asked.items and may_list(query):
            lists = list_candidates(query, places)
            meant = np.array([has_all(asked, c.found) for c in lists], bool)
            told = [{k: c.evidence[k] for k in c.evidence if k not in ONLY_READ} for c in lists]
            yield "lists", _looked(fold, query.language, told, meant)


def _looked(
    fold: int, language: str, evidence: Sequence[Mapping[str, float]], right: NDArray[np.bool_]
) -> Looked:
    rows = [list(one.values()) for one in evidence]
    names = list(evidence[0]) if evidence else []
    return Looked(fold, language, names, np.array(rows, np.float32), right)


def _fit(looked: Sequence[Looked]) -> NDArray[np.float64]:
    shares = [one.right / one.right.sum() for one in looked]
    return conditional_logit([one.features for one in looked], shares, RIDGE)


def _rank(one: Looked, weights: NDArray[np.float64]) -> float:
    """Return the place of the best that is right, from 0; infinite where none is."""
    if not one.right.any():
        return math.inf
    order = np.argsort(-(one.features @ weights), kind="stable")
    return float(np.flatnonzero(one.right[order])[0])


if __name__ == "__main__":
    main()
