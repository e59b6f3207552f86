"""The content of ``results.json``: everything that the reports show, as plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.score import Result
from eval.summary import against_bars, summarise
from rag.types import Answer, Citation

FORMAT = 1


def to_results(
    results: Sequence[Result], provenance: Mapping[str, Any], ncp: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the JSON object of a run; ``against`` is added by the caller.

    Sections: ``tune`` and ``report`` are the halves of the gold set; ``elsewhere`` is every
    question of the other documents, with its halves beside it.
    """
    gold = [r for r in results if r.name == "gold"]
    other = [r for r in results if r.name == "elsewhere"]
    groups = {
        "tune": [r for r in gold if r.question.split == "tune"],
        "report": [r for r in gold if r.question.split == "report"],
        "elsewhere": other,
        "elsewhere tune": [r for r in other if r.question.split == "tune"],
        "elsewhere report": [r for r in other if r.question.split == "report"],
    }
    sections = [summarise(name, group) for name, group in groups.items() if group]
    return {
        "format": FORMAT,
        "provenance": dict(provenance),
        "sections": {section.name: asdict(section) for section in sections},
        "bars": [asdict(bar) for bar in against_bars(sections)],
        "questions": [_question_row(result) for result in results],
        "ncp": ncp,
        "against": None,
    }


def _question_row(result: Result) -> dict[str, Any]:
    question = result.question
    return {
        "set": result.name,
        "split": question.split,
        "id": question.id,
        "question": question.question,
        "kind": question.kind,
        "lang": question.lang,
        "history": list(question.history),
        "as_of": question.as_of.isoformat() if question.as_of else None,
        "expected": {
            "status": list(question.status),
            "short_answers": list(question.short_answers),
            "items": [list(variants) for variants in question.items],
            "evidence": list(result.proof),
        },
        "got": _got(result.answer, result.error),
        "first_hit": result.first_hit,
        "scores": {k: s for k, s in result.scores.items() if s is not None},
        "failed": list(result.failed),
        "faults": list(result.faults),
        "elapsed_ms": round(result.elapsed_ms, 2),
    }


def _got(answer: Answer | None, error: str) -> dict[str, Any]:
    if answer is None:
        return {"status": "error", "error": error, "short_answer": None, "sentences": [],
                "citations": [], "notes": [], "nearest": [], "choices": []}  # fmt: skip
    return {
        "status": answer.status,
        "error": "",
        "short_answer": answer.short_answer,
        "sentences": [{"text": s.text, "citations": list(s.citations)} for s in answer.sentences],
        "citations": [_citation(c) for c in answer.citations],
        "notes": list(answer.notes),
        "nearest": [_citation(c) for c in answer.nearest],
        "choices": list(answer.choices),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "doc_id": citation.doc_id,
        "clause_path": list(citation.clause_path),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }
