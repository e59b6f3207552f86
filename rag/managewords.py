"""The words of the document manager, and the lines of the program in the reader's language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.page import Language

WORDS: Mapping[str, Mapping[str, Any]] = json.loads(
    Path(__file__).with_name("manage.json").read_text("utf-8")
)
_READING = re.compile(r"reading (\d+)/(\d+) (.*)", re.DOTALL)
_ENCODING = re.compile(r"encoding (\d+)/(\d+) texts, (.+) left")


def said(reason: str, language: Language) -> str:
    """Return a reason or warning in a language; as it is where no rule of manage.json knows it."""
    for pattern, wanted in WORDS[language]["reasons"]:
        if found := re.fullmatch(pattern, reason, re.DOTALL):
            return found.expand(wanted)
    return reason


def progress(line: str, language: Language) -> tuple[str, float | None]:
    """Return a line of progress in a language and the share that is done, None where it is not told."""
    words = WORDS[language]
    if found := _READING.fullmatch(line):
        return words["reading"].format(*found.groups()), (int(found[1]) - 1) / int(found[2])
    if found := _ENCODING.fullmatch(line):
        left = re.sub(r"\b(h|min|s)\b", lambda unit: words["time"][unit[1]], found[3])
        return words["encoding"].format(found[1], found[2], left), int(found[1]) / int(found[2])
    if line.startswith("waiting"):
        return words["waiting"], None
    return words["working"], None
