"""The scores of the benchmark ncp, worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import eval.ncp
from eval.ncp import run_ncp
from tests.table_assistant import ANSWERS, SCRIPT, TableAssistant, document


def test_ncp(tmp_path: Path) -> None:
    assistant = TableAssistant(ANSWERS)
    assistant.documents["b.txt"] = document("b.txt", "乙工程另有规定", (0, 7))
    asked = [
        {"id": "1", "question": "哪些工程？", "doc_id": "c.txt", "answer": "乙 工程",
         "also_in": ["b.txt"]},
        {"id": "2", "question": "读不懂？", "doc_id": "a.txt", "answer": "6200亿元", "also_in": []},
    ]  # fmt: skip
    none = [{"id": "3", "question": "公积金？"}, {"id": "4", "question": "那乙呢？"}]
    for name, rows in (("questions", asked), ("unanswerable", none)):
        lines = (json.dumps(r, ensure_ascii=False) for r in rows)
        (tmp_path / f"{name}.dev.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = run_ncp(assistant, tmp_path, 10)
    means = {name: value["mean"] for name, value in found["metrics"].items()}
    # Hits: a.txt clauses three, two, one, then b.txt.
    assert means == pytest.approx({
        "document_hit@1": 0.5, "document_hit@10": 1, "document_hit@1_judged": 0.5,
        "passage_hit@1": 0, "passage_hit@5": 1, "passage_hit@10": 1, "passage_hit@20": 1, "rouge_l": 2 * 2 / 6 / 2, "rouge_l_short": 2 * 2 / 6 / 2,
        "answerable_answered": 0.5,
        "cites_right_document": 0, "unanswerable_refused": 0.5,
    }, abs=1e-6)  # fmt: skip
    assert run_ncp(assistant, tmp_path, 1)["n"] == 1


def test_a_short_answer_of_ncp_is_also_compared_by_itself(tmp_path: Path) -> None:
    asked = {
        "id": "1",
        "question": SCRIPT,
        "doc_id": "a.txt",
        "answer": "6200亿元",
        "also_in": [],
    }
    (tmp_path / "questions.dev.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    (tmp_path / "unanswerable.dev.jsonl").write_text("", encoding="utf-8")
    found = run_ncp(TableAssistant(ANSWERS), tmp_path, 10)["metrics"]
    assert found["rouge_l"]["mean"] == pytest.approx(2 * 6 / (8 + 6), abs=1e-6)
    assert found["rouge_l_short"]["mean"] == pytest.approx(1, abs=1e-6)


def test_a_document_that_readers_judged_to_answer_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"id": "1", "question": SCRIPT, "doc_id": "b.txt", "answer": "无", "also_in": []}
    (tmp_path / "questions.dev.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    (tmp_path / "unanswerable.dev.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "judged.jsonl").write_text('{"id": "1", "also": ["a.txt"]}\n', encoding="utf-8")
    monkeypatch.setattr(eval.ncp, "JUDGED", tmp_path / "judged.jsonl")
    found = run_ncp(TableAssistant(ANSWERS), tmp_path, 10)["metrics"]
    assert found["document_hit@1"]["mean"] == 0
    assert found["document_hit@1_judged"]["mean"] == 1
