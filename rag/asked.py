"""What type of value a question asks for: an amount, a date, a body, none.

A straight logistic over the question's own vector and what the cue words say of it
(``words.json``), learned by ``training.fit_asked`` and kept in ``asked.json``: cue words alone miss
what they were not written for (补几块, 顶多给多少, what cut do they take).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.query import Query

TYPES = ("", "org", "money", "percent", "duration", "date", "count")  # "": none of these
CUES = (*TYPES[1:], "validity", "frequency", "document_number", "phone", "address")
KINDS = ("outline", "condition", "support", "list", "why", "how", "definition", "confirm")
VECTOR_SCALE = 6.0


def cues(query: Query) -> list[float]:
    """Return what the cue words say of a question, as numbers 0 or 1."""
    flags = [query.value == cue for cue in CUES]
    flags += [kind in query.kinds for kind in KINDS]
    flags += [bool(query.unit), bool(query.years), bool(query.count), query.language == "en"]
    return [float(flag) for flag in flags]


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    found = json.loads(files("rag").joinpath("asked.json").read_text("utf-8"))
    return {"sure": found["sure"], "encoder": found["encoder"],
            "weights": np.array(found["weights"], np.float32),
            "bias": np.array(found["bias"], np.float32)}  # fmt: skip


def chances(vector: NDArray[np.float32], given: Sequence[float]) -> NDArray[np.float32]:
    """Return the chance of each of TYPES from the question's vector [dimension] and its cues."""
    model = _model()
    row = np.r_[vector * VECTOR_SCALE, np.array(given, np.float32)]
    logits = model["weights"] @ row + model["bias"]
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), np.float32)


def with_type(query: Query, vector: NDArray[np.float32]) -> Query:
    """Return the question with the type of value that it asks for, where that is sure enough.

    Left as it is where the cue words name a type that is not learned (a telephone), where the
    question leans on the one before, and with another encoder than the one that was learned from.
    """
    if query.value not in TYPES or query.follow_up:
        return query
    if len(vector) + len(cues(query)) != _model()["weights"].shape[1]:
        return query
    found = chances(vector, cues(query))
    best = int(found.argmax())
    if found[best] < _model()["sure"] or TYPES[best] == query.value:
        return query
    return replace(query, value=TYPES[best])
