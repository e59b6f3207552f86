"""A conditional logit: which of several is meant, by weights of their features (McFadden 1974)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Bounds = Sequence[tuple[float | None, float | None]]


def conditional_logit(
    features: Sequence[NDArray[np.floating]],
    right: Sequence[NDArray[np.floating]],
    ridge: float,
    bounds: Bounds | None = None,
) -> NDArray[np.float64]:
    """Return the weight of each feature [features].

    ``features`` holds for each question those of what it may mean [several, features], ``right`` what
    share of the question each is worth [several], 1 in all. ``ridge`` keeps the weights small, each in
    units of its feature's spread; ``bounds`` keeps them on one side.
    """
    rows = np.vstack(features).astype(np.float64)
    spread = rows.std(0)
    spread[spread == 0] = 1.0
    scaled = rows / spread
    of = np.repeat(np.arange(len(features)), [len(f) for f in features])
    shares = np.concatenate(right)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        worth = scaled @ weights
        top = np.full(len(features), -np.inf)
        np.maximum.at(top, of, worth)
        odds = np.exp(worth - top[of])
        logs = worth - top[of] - np.log(np.bincount(of, odds))[of]
        slope = scaled.T @ (np.exp(logs) - shares) + 2 * ridge * weights
        return float(-(shares * logs).sum() + ridge * (weights**2).sum()), slope

    start = np.zeros(rows.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x / spread)
