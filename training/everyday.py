"""Everyday questions that a collection of documents does not answer, though it shares a word with them.

``everyday.jsonl`` has for each what a document that answers it says (``answered_if``, regular expressions):
a collection in which one of them matches is not asked this question.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import PolicyAssistant

FILE = Path(__file__).with_name("everyday.jsonl")
READER = 0.6  # share, by a hash, that the reader learns from; the others are for the decision


@dataclass(frozen=True, slots=True)
class Everyday:
    """A question, and what a document says that answers it."""

    question: str
    answered_if: tuple[re.Pattern[str], ...]


def load_everyday(for_reader: bool) -> list[Everyday]:
    """Return those for the reader, or the others. Raises ValueError for a line that is no JSON."""
    rows = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    return [
        Everyday(row["question"], tuple(map(re.compile, row["answered_if"])))
        for row in rows
        if (_hash("reader", row["question"]) < READER) == for_reader
    ]


def unanswered(
    everyday: Sequence[Everyday], name: str, assistant: PolicyAssistant
) -> list[Everyday]:
    """Return those that no document answers, in an order that the name of the collection decides."""
    texts = [d.text for d in assistant.documents.values()]
    free = (e for e in everyday if not any(p.search(t) for p in e.answered_if for t in texts))
    return sorted(free, key=lambda e: _hash(name, e.question))


def _hash(name: str, question: str) -> float:
    """A number from 0 to 1 that a name and a question decide."""
    return int(hashlib.sha256((name + question).encode()).hexdigest()[:8], 16) / 2**32
