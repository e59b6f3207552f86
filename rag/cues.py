"""The cue words of ``words.json`` as patterns."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.query import Language
from rag.terms import words


@lru_cache(maxsize=256)
def cue(group: str, name: str, language: Language) -> re.Pattern[str]:
    """Return the pattern of the cues of one kind or value: cue("kinds", "list", "zh")."""
    return re.compile("|".join(words()[group][name][language]), re.IGNORECASE)
