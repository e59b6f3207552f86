"""From scores of questions to figures: means with intervals, by half, kind and language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.score import Result

RESAMPLES = 2000
SEED = 20230101

# What the report half must reach; each of the others is shown without a bar.
BARS = {
    "status_accuracy": 0.93,
    "list_completeness": 0.95,
    "character_f1": 0.85,
    "citation_validity": 1.0,
    "citation_recall": 0.9,
    "refusal_precision": 0.9,
    "refusal_recall": 0.9,
}
ELSEWHERE_MARGIN = 0.10  # how far a barred figure may fall on documents nobody tuned on


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over ``n`` questions and its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of ``ask``: the median and the 95th percentile over ``n`` questions."""

    p50: float
    p95: float
    n: int


@dataclass(frozen=True, slots=True)
class Section:
    """The figures of one set of questions; a figure that no question has is left out."""

    name: str
    n: int
    metrics: dict[str, Estimate]
    by_kind: dict[str, dict[str, Estimate]]
    by_lang: dict[str, dict[str, Estimate]]
    latency_ms: Latency


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure beside what it must reach, and how far it falls on documents elsewhere."""

    metric: str
    bar: float
    value: float | None
    met: bool | None
    elsewhere: float | None
    difference: float | None  # elsewhere - value
    within_margin: bool | None


def bootstrap_interval(
    values: Sequence[float], resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[float, float]:
    """Return the 95 % percentile interval of the mean over resampled questions.

    Efron 1979, Annals of Statistics 7(1). The same values give the same interval. Raises
    ValueError without values.
    """
    if not values:
        raise ValueError("no values to resample")
    data = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(seed).integers(0, len(data), size=(resamples, len(data)))
    low, high = np.percentile(data[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def estimate(values: Sequence[float]) -> Estimate:
    """Return mean, interval and n. Raises ValueError without values."""
    low, high = bootstrap_interval(values)
    return Estimate(float(np.mean(values)), low, high, len(values))


def latency(milliseconds: Sequence[float]) -> Latency:
    """Return the median and the 95th percentile (linear between ranks); 0 without values."""
    if not milliseconds:
        return Latency(0.0, 0.0, 0)
    p50, p95 = np.percentile(np.asarray(milliseconds), [50, 95])
    return Latency(float(p50), float(p95), len(milliseconds))


def estimates(results: Iterable[Result]) -> dict[str, Estimate]:
    """Return an estimate for each figure that at least one question has."""
    values: dict[str, list[float]] = {}
    for result in results:
        for metric, score in result.scores.items():
            if score is not None:
                values.setdefault(metric, []).append(score)
    return {metric: estimate(scores) for metric, scores in values.items()}


def summarise(name: str, results: Sequence[Result]) -> Section:
    """Return all figures of one set of questions."""
    return Section(
        name=name,
        n=len(results),
        metrics=estimates(results),
        by_kind=_by(results, lambda r: r.question.kind),
        by_lang=_by(results, lambda r: r.question.lang),
        latency_ms=latency([r.elapsed_ms for r in results if r.answer is not None]),
    )


def _by(results: Sequence[Result], key: Callable[[Result], str]) -> dict[str, dict[str, Estimate]]:
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(key(result), []).append(result)
    return {name: estimates(group) for name, group in sorted(groups.items())}


def against_bars(sections: Iterable[Section]) -> list[Bar]:
    """Return each required figure of the report half beside its bar and its value elsewhere."""
    found = {section.name: section.metrics for section in sections}
    rows = []
    for metric, bar in BARS.items():
        value, other = (_mean(found.get(name, {}), metric) for name in ("report", "elsewhere"))
        difference = None if value is None or other is None else other - value
        rows.append(
            Bar(
                metric=metric,
                bar=bar,
                value=value,
                met=None if value is None else value >= bar,
                elsewhere=other,
                difference=difference,
                # A hair of slack: 0.95 - 0.85 is not quite 0.10 in binary.
                within_margin=None
                if difference is None
                else difference >= -ELSEWHERE_MARGIN - 1e-9,
            )
        )
    return rows


def _mean(metrics: dict[str, Estimate], metric: str) -> float | None:
    return metrics[metric].mean if metric in metrics else None
