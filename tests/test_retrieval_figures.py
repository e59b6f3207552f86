"""The figures of ``eval.retrieval``, on a made benchmark of two notices."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import retrieval
from rag import PolicyAssistant, Settings

MASKS = "口罩价格不得高于进价的百分之十五。"
ROADS = "高速公路自二月十七日起免收车辆通行费。"


def test_each_way_to_search_is_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.txt").write_text(f"关于口罩价格的通知\n\n一、{MASKS}\n", encoding="utf-8")
    (documents / "b.txt").write_text(f"关于公路收费的通知\n\n一、{ROADS}\n", encoding="utf-8")
    asked = [("口罩最多能加价多少？", "a.txt", MASKS), ("高速公路什么时候免费？", "b.txt", ROADS),
             ("高速公路限速多少？", "b.txt", "这一句哪里都没有")]  # fmt: skip
    rows = [
        {"id": str(i), "question": q, "doc_id": d, "answer": a, "also_in": []}
        for i, (q, d, a) in enumerate(asked)
    ]
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "questions.dev.jsonl").write_text("\n".join(lines), encoding="utf-8")
    shipped = PolicyAssistant(Settings(index_dir=tmp_path / "index"))
    monkeypatch.setattr(retrieval, "PolicyAssistant", lambda: shipped)
    out = tmp_path / "out"
    assert retrieval.main(["--ncp", str(tmp_path), "--out", str(out)]) == 0
    found = json.loads((out / "retrieval.json").read_text(encoding="utf-8"))["benches"]["ncp"]
    assert (found["questions"], found["documents"]) == (3, 2)
    for way in ("words: union", "vectors", "both", "ranked"):
        assert found["rows"][way]["document@1"]["mean"] == 1.0
        assert found["rows"][way]["passage@1"]["mean"] == pytest.approx(
            2 / 3
        )  # one answer is nowhere
