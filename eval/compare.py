"""Two runs side by side: which questions got better or worse, and which figures moved."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.summary import Estimate, estimate
from rag.errors import InvalidOption

COMPARED = ("status_accuracy", "list_completeness", "character_f1", "citation_recall")
_CHANGE = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """A question that scores otherwise than before: figure -> (before, now)."""

    name: str
    id: str
    question: str
    kind: str
    figures: dict[str, tuple[float, float]]
    status: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since an earlier run, over the questions that both runs hold."""

    before: str  # commit and date of the earlier run
    n: int
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    mixed: tuple[Change, ...]
    moved: dict[str, Estimate]  # figure -> mean of (now - before), paired by question
    only_now: tuple[str, ...]
    only_before: tuple[str, ...]


def load_results(path: Path) -> dict[str, Any]:
    """Read the ``results.json`` of an earlier run. Raises InvalidOption when it is none."""
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidOption(f"cannot read {path}: {error}; give a results.json") from error
    if not isinstance(results, dict) or not isinstance(results.get("questions"), list):
        raise InvalidOption(f"{path} holds no results; give a results.json of python -m rag eval")
    return results


def compare(before: Mapping[str, Any], now: Mapping[str, Any]) -> Comparison:
    """Compare two results, question by question.

    Questions are the same when set, id and wording are: a question that was reworded is listed
    as new. Better means that a figure of ``COMPARED`` rose and none fell.
    """
    old, new = _by_key(before), _by_key(now)
    shared = [key for key in new if key in old]
    changes = [c for key in shared if (c := _change(old[key], new[key])) is not None]
    rises = {id(c): any(b - a > _CHANGE for a, b in c.figures.values()) for c in changes}
    falls = {id(c): any(a - b > _CHANGE for a, b in c.figures.values()) for c in changes}
    provenance = before.get("provenance", {})
    return Comparison(
        before=f"{provenance.get('commit', '?')} of {provenance.get('date', '?')}",
        n=len(shared),
        better=tuple(c for c in changes if rises[id(c)] and not falls[id(c)]),
        worse=tuple(c for c in changes if falls[id(c)] and not rises[id(c)]),
        mixed=tuple(c for c in changes if rises[id(c)] and falls[id(c)]),
        moved=_moved([(old[key], new[key]) for key in shared]),
        only_now=tuple(f"{key[0]}/{key[1]}" for key in new if key not in old),
        only_before=tuple(f"{key[0]}/{key[1]}" for key in old if key not in new),
    )


def _by_key(results: Mapping[str, Any]) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    return {(q["set"], q["id"], q["question"]): q for q in results["questions"]}


def _change(old: Mapping[str, Any], new: Mapping[str, Any]) -> Change | None:
    figures = {m: pair for m in COMPARED if (pair := _pair(old, new, m)) and _differ(*pair)}
    if not figures:
        return None
    return Change(
        name=new["set"],
        id=new["id"],
        question=new["question"],
        kind=new["kind"],
        figures=figures,
        status=(old["got"]["status"], new["got"]["status"]),
    )


def _pair(
    old: Mapping[str, Any], new: Mapping[str, Any], metric: str
) -> tuple[float, float] | None:
    a, b = old["scores"].get(metric), new["scores"].get(metric)
    return None if a is None or b is None else (a, b)


def _differ(a: float, b: float) -> bool:
    return abs(a - b) > _CHANGE


def _moved(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, Estimate]:
    moved = {}
    for metric in COMPARED:
        both = [pair for old, new in pairs if (pair := _pair(old, new, metric))]
        if both:
            moved[metric] = estimate([b - a for a, b in both])
    return moved
