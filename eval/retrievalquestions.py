"""Questions of public benchmarks, each with the passages of an index and the documents that answer it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.lawmatch import gold_articles
from eval.ncp import OPENING
from rag.errors import InvalidOption
from rag.index import Index
from rag.types import Passage


@dataclass(frozen=True)
class Question:
    """A question and what answers it: ids of passages, and documents."""

    text: str
    passages: frozenset[int]
    documents: frozenset[str]


def ncp_questions(path: Path, passages: Sequence[Passage]) -> list[Question]:
    """Read ncp questions: a right passage holds the opening of the answer, white space aside."""
    places: dict[str, list[int]] = {}
    for i, passage in enumerate(passages):
        places.setdefault(passage.doc_id, []).append(i)
    bare = [_bare(passage.text) for passage in passages]
    questions = []
    for row in _rows(path):
        documents = frozenset([row["doc_id"], *row["also_in"]])
        opening = _bare(row["answer"])[:OPENING]
        own = [i for doc_id in documents for i in places.get(doc_id, ())]
        right = frozenset(i for i in own if opening in bare[i])
        questions.append(Question(row["question"], right, documents))
    return questions


def stard_questions(path: Path, index: Index) -> tuple[list[Question], int]:
    """Read STARD questions: a right passage lies in an article that answers, by name or text.

    Also returns how many questions were left out because none of their articles is there.
    """
    rows = _rows(path)
    gold = gold_articles([row["articles"] for row in rows], index)
    questions = [
        Question(row["question"], right, frozenset(index.passages[i].doc_id for i in right))
        for row, right in zip(rows, gold, strict=True)
        if right
    ]
    return questions, len(rows) - len(questions)


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]
    except (OSError, ValueError) as error:
        raise InvalidOption(f"cannot read {path}: {error}") from error


def _bare(text: str) -> str:
    return "".join(text.split())
