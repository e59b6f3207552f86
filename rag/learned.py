"""What was learned from questions and is kept as readable JSON in this package."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=8)
def learned(name: str) -> dict[str, Any]:
    """Return ``NAME.json``: firstlook, order, ranker, lists, decision, decision_many or decision_told."""
    return dict(json.loads(files("rag").joinpath(f"{name}.json").read_text("utf-8")))
