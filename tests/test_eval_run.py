"""The whole evaluation on a small assistant whose right and wrong answers are known."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import eval.run
from eval.bench import Row, table
from eval.compare import compare, load_results
from eval.corpora import copied_corpus, read_paths
from eval.gold import split_of
from eval.ncp import run_ncp
from eval.report import to_html
from rag.errors import InvalidOption, InvalidQuestion
from rag.settings import Settings
from rag.types import Answer, Citation, Clause, Document, Fact, Facts, Hit, Passage, Sentence

TEXT = "一、目标：营收6200亿元。二、工程：甲工程、乙工程。三、其他：无。"
SCRIPT = "<script>alert('x')</script> 目标 | 是 *什么*？"
CUTS = (0, TEXT.index("二、"), TEXT.index("三、"), len(TEXT))


def document(doc_id: str = "a.txt", text: str = TEXT, cuts: Sequence[int] = CUTS) -> Document:
    clauses = [Clause(0, -1, 0, "root", "", 0, "", 0, 0, 0, len(text))]
    for number, (start, end) in enumerate(pairwise(cuts), 1):
        clauses.append(Clause(number, 0, 1, "一、", "", number, "", start, start, end, end))
    return Document(doc_id, "0" * 64, text, ((0, 0, len(text)),), Facts(Fact("t")), tuple(clauses))


class FakeAssistant:
    """Answers from a table; ``search`` gives the document's clauses from last to first."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.documents = {"a.txt": document()}
        self.answers = answers
        self.asked: list[tuple[str, tuple[str, ...], date | None]] = []

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        as_of: date | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(history), as_of))
        if question not in self.answers:
            raise InvalidQuestion(f"cannot read {question!r}")
        return self.answers[question]

    def search(self, question: str, top_k: int) -> list[Hit]:
        passages = [
            Passage(doc.doc_id, c.id, c.start, c.end, doc.text[c.start : c.end], ())
            for doc in self.documents.values()
            for c in reversed(doc.clauses[1:])
        ]
        return [Hit(p, 1.0 / rank) for rank, p in enumerate(passages[:top_k], 1)]


def proof(quote: str, n: int = 1) -> Citation:
    start = TEXT.index(quote)
    return Citation(n, "a.txt", "t", (), start, start + len(quote), quote, "s")


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
ANSWERS = {
    SCRIPT: Answer(SCRIPT, "answered", (Sentence("营收6200亿元", (1,)),), "6200 亿元",
                   (proof("营收6200亿元"),)),
    "哪些工程？": Answer("哪些工程？", "answered", (Sentence("甲工程", (1,), True),),
                     citations=(proof("甲工程"),)),
    "公积金？": Answer("公积金？", "not_found", notes=("没有",), nearest=(proof("其他"),)),
    "那乙呢？": Answer("那乙呢？", "answered", (Sentence("乙工程", (1,)),),
                   citations=(proof("乙工程"),)),
}  # fmt: skip


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in GOLD), encoding="utf-8")
    return path


def run(
    monkeypatch: pytest.MonkeyPatch,
    assistant: FakeAssistant,
    *arguments: str,
) -> int:
    def opened(_: Settings) -> FakeAssistant:
        return assistant

    monkeypatch.setattr(eval.run, "PolicyAssistant", opened)
    parser = argparse.ArgumentParser()
    eval.run.add_arguments(parser)
    return eval.run.main(parser.parse_args(arguments))


def results_of(
    monkeypatch: pytest.MonkeyPatch, gold: Path, out: Path, *more: str
) -> tuple[dict[str, Any], FakeAssistant]:
    assistant = FakeAssistant(ANSWERS)
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
    run(monkeypatch, FakeAssistant(broken), "--gold", str(gold), "--out", str(out))
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
    run(monkeypatch, FakeAssistant(changed), "--gold", str(gold), "--out", str(out),
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


def test_ncp(tmp_path: Path) -> None:
    assistant = FakeAssistant(ANSWERS)
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
    found = run_ncp(FakeAssistant(ANSWERS), tmp_path, 10)["metrics"]
    assert found["rouge_l"]["mean"] == pytest.approx(2 * 6 / (8 + 6), abs=1e-6)
    assert found["rouge_l_short"]["mean"] == pytest.approx(1, abs=1e-6)


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
