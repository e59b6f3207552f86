"""The whole evaluation on a small assistant whose right and wrong answers are known."""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eval.run
from eval.bench import Row, table
from eval.compare import compare, load_results
from eval.corpora import copied_corpus, read_paths
from eval.gold import split_of
from eval.report import to_html
from rag.errors import InvalidOption
from rag.settings import Settings
from rag.types import Answer, Sentence
from tests.table_assistant import ANSWERS, SCRIPT, TEXT, TableAssistant, proof


def evidence(quote: str) -> list[dict[str, Any]]:
    start = TEXT.index(quote)
    return [{"doc_id": "a.txt", "start": start, "end": start + len(quote)}]


def row(id: str, question: str, kind: str, *status: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "question": question, "lang": "zh", "kind": kind, "status": status, **more}


GOLD = [
    row("fig", SCRIPT, "figure", "answered", short_answers=["6200亿元"],
        evidence=[evidence("6200亿元")]),
    row("list", "哪些工程？", "list", "answered", items=[["甲工程"], ["乙工程"]],
        evidence=[evidence("甲工程"), evidence("乙工程")]),
    row("out", "公积金？", "outside", "not_found"),
    row("bad", "答不了的？", "why", "answered", evidence=[evidence("其他")]),
    row("next", "那乙呢？", "follow_up", "answered", history=["哪些工程？"], as_of="2024-05-01",
        evidence=[evidence("乙工程")]),
]  # fmt: skip


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in GOLD), encoding="utf-8")
    return path


def run(
    monkeypatch: pytest.MonkeyPatch,
    assistant: TableAssistant,
    *arguments: str,
) -> int:
    def opened(_: Settings) -> TableAssistant:
        return assistant

    monkeypatch.setattr(eval.run, "PolicyAssistant", opened)
    parser = argparse.ArgumentParser()
    eval.run.add_arguments(parser)
    return eval.run.main(parser.parse_args(arguments))


def results_of(
    monkeypatch: pytest.MonkeyPatch, gold: Path, out: Path, *more: str
) -> tuple[dict[str, Any], TableAssistant]:
    assistant = TableAssistant(ANSWERS)
    assert run(monkeypatch, assistant, "--gold", str(gold), "--out", str(out), *more) == 0
    return load_results(out / "results.json"), assistant


def test_each_question_is_scored_as_worked_out_by_hand(
    monkeypatch: pytest.MonkeyPatch, gold: Path, tmp_path: Path
) -> None:
    results, assistant = results_of(monkeypatch, gold, tmp_path / "out")
    rows = {q["id"]: q for q in results["questions"]}
    assert {id: q["got"]["status"] for id, q in rows.items()} == {
        "fig": "answered", "list": "answered", "out": "not_found", "bad": "error",
        "next": "answered",
    }  # fmt: skip
    assert {id: q["failed"] for id, q in rows.items() if q["failed"]} == {
        "list": ["list incomplete", "proof missing"],
        "bad": ["error", "status", "proof missing"],
    }
    fig, listed = rows["fig"]["scores"], rows["list"]["scores"]
    # The clauses come last first: the proof of "fig" is third, both proofs of "list" second.
    assert (fig["mrr"], fig["recall@1"], fig["recall@3"]) == (pytest.approx(1 / 3), 0, 1)
    assert (fig["exact_match"], fig["character_f1"], fig["citation_precision"]) == (1, 1, 1)
    assert (listed["list_completeness"], listed["citation_recall"], listed["mrr"]) == (
        0.5,
        0.5,
        0.5,
    )
    assert listed["list_no_extra"] == 1
    assert rows["out"]["scores"] == {
        "status_accuracy": 1, "refusal_precision": 1, "refusal_recall": 1,
        "refusal_precision_with_unclear": 1, "refusal_recall_with_unclear": 1,
        "citation_validity": 1,
    }  # fmt: skip
    assert rows["bad"]["scores"]["citation_recall"] == 0
    assert "mrr" not in rows["next"]["scores"]
    assert ("那乙呢？", ("哪些工程？",), date(2024, 5, 1)) in assistant.asked
    assert rows["fig"]["expected"]["evidence"] == ["6200亿元"]


def test_halves_are_reported_apart_with_provenance(
    monkeypatch: pytest.MonkeyPatch, gold: Path, tmp_path: Path
) -> None:
    results, _ = results_of(monkeypatch, gold, tmp_path / "out")
    halves = [split_of(r["question"]) for r in GOLD]
    expected = {half: halves.count(half) for half in set(halves)}
    assert {name: s["n"] for name, s in results["sections"].items()} == expected
    assert sum(expected.values()) == len(GOLD)
    provenance = results["provenance"]
    assert provenance["n"] == len(GOLD)
    assert re.fullmatch(r"[0-9a-f]{64}", provenance["hashes"]["gold"])
    assert re.fullmatch(r"uncommitted|[0-9a-f]{40}(\+changes)?", provenance["commit"])
    half = halves[0]
    results, _ = results_of(monkeypatch, gold, tmp_path / "half", "--split", half)
    assert list(results["sections"]) == [half]
    assert len(results["questions"]) == expected[half]


def test_the_page_escapes_everything_and_loads_nothing(
    monkeypatch: pytest.MonkeyPatch, gold: Path, tmp_path: Path
) -> None:
    broken = dict(ANSWERS)
    broken[SCRIPT] = Answer(SCRIPT, "answered", (Sentence("<img src=x onerror=alert(1)>", (1,)),),
                            "<b>7</b>", (proof("甲工程"),))  # fmt: skip
    out = tmp_path / "out"
    run(monkeypatch, TableAssistant(broken), "--gold", str(gold), "--out", str(out))
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page
    assert page.count("<script>") == 1  # the filter's
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img" not in page
    assert "<b>7" not in page
    assert not re.search(r"https?:|//[a-z]|url\(|@import|<link|\bsrc\s*=\s*[\"']", page)
    assert page.count("<svg") == 5
    markdown = (out / "report.md").read_text(encoding="utf-8")
    assert "目标 \\| 是 \\*什么\\*" in markdown
    assert "<script>" not in markdown.replace("\\<script\\>", "")


def test_against_lists_what_got_better_and_worse(
    monkeypatch: pytest.MonkeyPatch,
    gold: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    results_of(monkeypatch, gold, tmp_path / "old")
    changed = dict(ANSWERS)
    changed["哪些工程？"] = Answer(
        "哪些工程？", "answered",
        (Sentence("甲工程", (1,), True), Sentence("乙工程", (2,), True)),
        citations=(proof("甲工程"), proof("乙工程", 2)),
    )  # fmt: skip
    changed["公积金？"] = Answer("公积金？", "answered", (Sentence("无", (1,)),),
                             citations=(proof("无"),))  # fmt: skip
    old = tmp_path / "old" / "results.json"
    out = tmp_path / "new"
    capsys.readouterr()
    run(monkeypatch, TableAssistant(changed), "--gold", str(gold), "--out", str(out),
        "--against", str(old))  # fmt: skip
    against = load_results(out / "results.json")["against"]
    assert [c["id"] for c in against["better"]] == ["list"]
    assert against["better"][0]["figures"] == {
        "list_completeness": [0.5, 1], "citation_recall": [0.5, 1],
    }  # fmt: skip
    assert [(c["id"], c["status"]) for c in against["worse"]] == [
        ("out", ["not_found", "answered"])
    ]
    assert (against["mixed"], against["n"]) == ([], 5)
    assert against["moved"]["status_accuracy"]["mean"] == pytest.approx(-1 / 5)
    printed = capsys.readouterr().out
    assert "list completeness 0.50 → 1.00" in printed
    assert "status not_found → answered" in printed
    assert "status not_found → answered" in (out / "report.html").read_text(encoding="utf-8")
    assert "status not\\_found → answered" in (out / "report.md").read_text(encoding="utf-8")


def test_a_reworded_question_is_a_new_one() -> None:
    one = {"set": "gold", "id": "q", "kind": "list", "got": {"status": "answered"},
           "scores": {"status_accuracy": 1.0}}  # fmt: skip
    found = compare(
        {"questions": [one | {"question": "旧"}]}, {"questions": [one | {"question": "新"}]}
    )
    assert (found.n, found.only_now, found.only_before) == (0, ("gold/q",), ("gold/q",))


def test_elsewhere_stands_beside_the_report_half(
    monkeypatch: pytest.MonkeyPatch, gold: Path, tmp_path: Path
) -> None:
    bench = tmp_path / "bench"
    (bench / "gov").mkdir(parents=True)
    (bench / "gov" / "a.txt").write_text(TEXT, encoding="utf-8")
    listing = tmp_path / "docs.txt"
    listing.write_text("gov/a.txt\n", encoding="utf-8")
    monkeypatch.setattr(eval.run, "ELSEWHERE_DOCUMENTS", listing)
    monkeypatch.setattr(eval.run, "GOLD_ELSEWHERE", gold)
    results, _ = results_of(monkeypatch, gold, tmp_path / "out", "--elsewhere", str(bench))
    assert results["sections"]["elsewhere"]["n"] == len(GOLD)
    bars = {bar["metric"]: bar for bar in results["bars"]}
    status = bars["status_accuracy"]
    assert status["elsewhere"] == pytest.approx(0.8)
    assert status["difference"] == pytest.approx(0.8 - status["value"])
    assert status["within_margin"] == (status["difference"] >= -0.1)
    page = to_html(results)
    assert "elsewhere − report" in page


def test_copied_corpus_keeps_relative_paths_and_drops_old_files(tmp_path: Path) -> None:
    source = tmp_path / "bench"
    (source / "x").mkdir(parents=True)
    (source / "x" / "甲.txt").write_bytes(b"\xef\xbb\xbf1")
    (source / "b.txt").write_bytes(b"2")
    copied_corpus(source, ["b.txt"], tmp_path / "cache")
    target = copied_corpus(source, ["x/甲.txt"], tmp_path / "cache")
    assert [p.relative_to(target).as_posix() for p in target.rglob("*.txt")] == ["x/甲.txt"]
    assert (target / "x" / "甲.txt").read_bytes() == b"\xef\xbb\xbf1"
    with pytest.raises(InvalidOption, match="--elsewhere"):
        copied_corpus(source, ["missing.txt"], tmp_path / "cache")
    with pytest.raises(InvalidOption, match=r"nowhere\.txt"):
        read_paths(tmp_path / "nowhere.txt")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"questions": 3}'])
def test_against_something_else_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidOption, match=r"results\.json"):
        load_results(path)


def test_bench_prints_each_value_beside_its_bar() -> None:
    rows = [
        Row("cold", 8.5, "s", 5, 8.0),
        Row("warm", 400.0, "ms", 9, 400.0),
        Row("x", 1.0, "s", 1),
    ]
    lines = table(rows).splitlines()
    assert lines[0].endswith("<= 8 s  MISSED")
    assert lines[1].endswith("<= 400 ms  ok")
    assert lines[2].endswith("n 1")
