"""Why a passage is where it is: the numbers shown are those that put it there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rag import PolicyAssistant, Settings
from rag.__main__ import main
from rag.explain import explanation_lines
from rag.retrieve import HybridRetriever
from rag.types import Hit

QUESTION = "2025年营业收入目标是多少"


def test_the_evidence_adds_up(tmp_path_factory: pytest.TempPathFactory) -> None:
    assistant = PolicyAssistant(Settings(index_dir=tmp_path_factory.mktemp("page")))
    hits = assistant.search(QUESTION, 5)
    explained = assistant.explain(QUESTION, hits)
    places = assistant.match(QUESTION).places
    assert [e.words for e in explained] == [h.lexical for h in hits]
    looked = [e for e in explained if e.adds]
    assert looked
    for one in looked:
        place = places[one.rank - 1]
        assert one.sentence == place.unit.quote
        assert one.reader == place.reader
    best = max(looked, key=lambda e: sum((e.adds or {}).values()))
    top = places[best.rank - 1].look
    read = [e for e in looked if e.reader is not None]
    assert len(read) > 1
    for one in read:  # the first look is the sum of what its features add, up to a constant
        gap = sum((best.adds or {}).values()) - sum((one.adds or {}).values())
        assert gap == pytest.approx(top - places[one.rank - 1].look, abs=0.15)
    assert "6200亿元" in min(looked, key=lambda e: e.rank).sentence
    assert explanation_lines(looked[0])[-1].startswith("reader: ")


def test_the_command_shows_it(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    index = str(tmp_path_factory.mktemp("index"))
    assert main(["index", "--index", index]) == 0
    capsys.readouterr()
    assert main(["search", QUESTION, "--explain", "--top-k", "2", "--index", index]) == 0
    assert "first look: " in capsys.readouterr().out
    assert main(["search", QUESTION, "--explain", "--json", "--index", index]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"adds", "reader", "rank"} <= set(rows[0]["explain"])
    of_kind = ["search", QUESTION, "--explain", "--json", "--filter", "kind=政策解读"]
    assert main([*of_kind, "--index", index]) == 0
    assert json.loads(capsys.readouterr().out)[0]["explain"]["sentence"]
    asked, out = tmp_path_factory.mktemp("batch") / "q.jsonl", tmp_path_factory.mktemp("out") / "h"
    asked.write_text(json.dumps({"id": "q1", "question": QUESTION}), "utf-8")
    batch = ["search", "--batch", str(asked), "--out", str(out), "--explain", "--index", index]
    assert main(batch) == 0
    assert "explain" in json.loads(out.read_text("utf-8"))["hits"][0]
    capsys.readouterr()
    assert main(["search", QUESTION, "--json", "--index", index]) == 0
    assert "explain" not in json.loads(capsys.readouterr().out)[0]


def test_as_many_passages_are_retrieved_for_an_answer_as_were_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    depths: list[int] = []
    hits = HybridRetriever.hits

    def noted(self: HybridRetriever, *given: Any) -> list[Hit]:
        found = hits(self, *given)
        depths.append(len(found))
        return found

    monkeypatch.setattr(HybridRetriever, "hits", noted)
    assert main(["ask", QUESTION, "--json", "--top-k", "3"]) == 0
    assert json.loads(capsys.readouterr().out)["short_answer"] == "6200亿元"
    assert max(depths) == 3
    assert main(["ask", QUESTION, "--json"]) == 0
    assert max(depths) > 3
