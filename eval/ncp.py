"""The public benchmark ncp: 599 notices, questions written from them, questions from elsewhere.

The folder holds ``documents/``, ``questions.dev.jsonl`` (``id``, ``question``, ``doc_id``,
``answer``, ``also_in``) and ``unanswerable.dev.jsonl`` (``id``, ``question``).

Some of the latter are answered by its documents all the same, and some of the former by more of them
than ``also_in`` has. ``ncp_judged.jsonl`` says what readers found who were shown both, without the
program's answer: ``verdict`` (yes, partly, no) of a question that should have no answer, ``also`` (further
documents that answer) of one that has. Each figure is given by the labels as they are, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from eval.metrics import REFUSALS_OR_QUESTIONS, rouge_l
from eval.score import Assistant
from eval.summary import estimate, latency
from rag.errors import InvalidOption, RagError
from rag.types import Answer, Hit

DOCUMENT_CUTOFFS = (1, 10)
PASSAGE_CUTOFFS = (1, 5, 10, 20)
OPENING = 30  # characters of the answer that a right passage holds
JUDGED = Path(__file__).with_name("ncp_judged.jsonl")
SEARCHED = 100  # passages; ten documents may need more than ten passages


def run_ncp(assistant: Assistant, folder: Path, limit: int) -> dict[str, Any]:
    """Score retrieval, answers and refusals; at most ``limit`` questions of either kind.

    The choice is by a hash of the id, the same in every run. Raises InvalidOption when a file is
    not there.
    """
    answerable = chosen_rows(folder / "questions.dev.jsonl", limit)
    unanswerable = chosen_rows(folder / "unanswerable.dev.jsonl", limit)
    scores: dict[str, list[float]] = {}
    times: list[float] = []
    known = judged()
    for row in answerable:
        answer, elapsed = _timed(assistant, row["question"])
        times.append(elapsed)
        hits = assistant.search(row["question"], SEARCHED)
        also = known.get(row["id"], {}).get("also", ())
        for name, score in (_hit_scores(hits, row, also) | _answer_scores(answer, row)).items():
            scores.setdefault(name, []).append(score)
    for row in unanswerable:
        answer, elapsed = _timed(assistant, row["question"])
        times.append(elapsed)
        refused = answer is not None and answer.status in REFUSALS_OR_QUESTIONS
        scores.setdefault("unanswerable_refused", []).append(float(refused))
        if known.get(row["id"], {}).get("verdict") == "no":
            scores.setdefault("judged_unanswerable_refused", []).append(float(refused))
    return {
        "metrics": {name: asdict(estimate(values)) for name, values in scores.items()},
        "latency_ms": asdict(latency(times)),
        "documents": len(assistant.documents),
        "n": len(answerable),
        "n_unanswerable": len(unanswerable),
    }


def chosen_rows(path: Path, limit: int) -> list[dict[str, Any]]:
    """Return at most ``limit`` rows of a file of ncp, chosen by a hash of their id. Raises InvalidOption."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    except (OSError, ValueError) as error:
        raise InvalidOption(f"cannot read {path}: {error}; give the ncp folder") from error
    rows.sort(key=lambda row: hashlib.sha256(row["id"].encode("utf-8")).hexdigest())
    return rows[: max(limit, 0)]


def judged() -> dict[str, dict[str, Any]]:
    """Return what was judged, by the id of the question: ``verdict`` or ``also``."""
    lines = JUDGED.read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def _timed(assistant: Assistant, question: str) -> tuple[Answer | None, float]:
    start = perf_counter()
    try:
        answer = assistant.ask(question)
    except RagError:
        answer = None
    return answer, (perf_counter() - start) * 1000


def _hit_scores(hits: Sequence[Hit], row: dict[str, Any], also: Sequence[str]) -> dict[str, float]:
    right = {row["doc_id"], *row["also_in"]}
    opening = _bare(row["answer"])[:OPENING]
    ranked: list[str] = list(dict.fromkeys(hit.passage.doc_id for hit in hits))
    holds = [h.passage.doc_id in right and opening in _bare(h.passage.text) for h in hits]
    documents = {
        f"document_hit@{k}": float(not right.isdisjoint(ranked[:k])) for k in DOCUMENT_CUTOFFS
    }
    documents["document_hit@1_judged"] = float(not right.union(also).isdisjoint(ranked[:1]))
    return documents | {f"passage_hit@{k}": float(any(holds[:k])) for k in PASSAGE_CUTOFFS}


def _answer_scores(answer: Answer | None, row: dict[str, Any]) -> dict[str, float]:
    """Score an answer; one that refuses says nothing, and so shares nothing with the reference.

    ``rouge_l`` is of its sentences, ``rouge_l_short`` of its short answer where it has one, as the references of a
    few characters are.
    """
    said = "".join(sentence.text for sentence in answer.sentences) if answer else ""
    right = {row["doc_id"], *row["also_in"]}
    return {
        "rouge_l": rouge_l(said, row["answer"]),
        "rouge_l_short": rouge_l((answer and answer.short_answer) or said, row["answer"]),
        "answerable_answered": float(
            answer is not None and answer.status not in REFUSALS_OR_QUESTIONS
        ),
        "cites_right_document": float(
            answer is not None and any(c.doc_id in right for c in answer.citations)
        ),
    }


def _bare(text: str) -> str:
    return "".join(text.split())
