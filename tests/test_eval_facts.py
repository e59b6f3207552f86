"""The facts of a small labelled folder are scored; each miss is named, bad labels in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.facts import main, plain

NOTICE = """某某市财政局关于印发促进消费办法的通知
某财规〔2024〕3号
各区：
现将《促进消费办法》印发给你们。
某某市财政局
2024年3月14日
促进消费办法
第一条 为促进消费，制定本办法。
第二条 本办法自2024年5月1日起施行，有效期5年。《旧办法》（某财规〔2019〕1号）和《更旧办法》同时废止。
"""
LABEL: dict[str, Any] = {
    "path": "gov/a.txt", "split": "report", "document_number": "某财规[2024] 3号", "issuers": ["某某市财政局"],
    "kind": "通知", "issued": "2024-03-14", "published": None, "effective": "2024-05-01",
    "valid_until": "2029-04-30", "repeals": ["某财规〔2019〕1号", "更旧办法"], "repealed": False,
    "explains": None, "region": "某某市",
}  # fmt: skip


def run(folder: Path, *labels: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    (folder / "gov").mkdir(exist_ok=True)
    (folder / "gov" / "a.txt").write_text(NOTICE, encoding="utf-8")
    (folder / "gov" / "b.txt").write_text(
        "某某县促进就业办法（已废止）\n第一条 为促进就业，制定本办法。\n", encoding="utf-8"
    )
    file = folder / "labels.jsonl"
    file.write_text("".join(json.dumps(label) + "\n" for label in labels), encoding="utf-8")
    code = main(["--bench", str(folder), "--labels", str(file), "--out", str(folder / "out")])
    written = folder / "out" / "facts.json"
    return code, json.loads(written.read_text("utf-8")) if written.is_file() else {}


def test_right_facts_are_counted_right(tmp_path: Path) -> None:
    code, report = run(tmp_path, LABEL)
    assert code == 0
    assert report["misses"] == []
    figures = report["sets"]["all"]
    assert {f["all"]["mean"] for f in figures["facts"].values()} == {1.0}
    assert figures["repeals_precision"]["n"] == figures["repeals_recall"]["n"] == 2
    assert figures["facts"]["published"]["stated"] is None
    assert list(report["sets"]) == ["all"]


def test_misses_are_listed_and_false_repeals_counted(tmp_path: Path) -> None:
    wrong = {**LABEL, "repeals": ["更旧办法", "第三个办法", "第四个办法"], "kind": "办法"}
    other = {"path": "gov/b.txt", "split": "tune", "repealed": False, "kind": "办法"}
    code, report = run(tmp_path, wrong, other)
    assert code == 0
    assert [(m["path"], m["fact"]) for m in report["misses"]] == [
        ("gov/a.txt", "kind"), ("gov/a.txt", "repeals"), ("gov/b.txt", "repealed"),
    ]  # fmt: skip
    figures = report["sets"]["all"]
    assert figures["false_repealed"] == ["gov/b.txt"]
    assert figures["repeals_precision"]["mean"] == 0.5
    assert figures["repeals_recall"]["mean"] == pytest.approx(1 / 3)
    assert figures["facts"]["kind"]["all"]["mean"] == 0.5
    assert figures["facts"]["issued"]["all"]["n"] == 1  # the other line does not label it
    assert report["sets"]["report"]["n"] == report["sets"]["tune"]["n"] == 1
    markdown = (tmp_path / "out" / "facts.md").read_text("utf-8")
    assert "| gov/b.txt | repealed | False | True |" in markdown
    assert "Falsely told to be repealed: 1." in markdown


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "line 1 is not JSON"), ('{"split": "report"}', 'line 1 has no "path"'), ("", "holds no label"),
        ('{"path": "gov/none.txt"}', "there is no gov/none.txt"), ('{"path": "a", "repeals": [1]}', '"repeals"'),
    ],
)  # fmt: skip
def test_bad_labels_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, reason: str
) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(text, encoding="utf-8")
    assert main(["--bench", str(tmp_path), "--labels", str(file), "--out", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert reason in said
    assert said.count("\n") == 1


def test_forms_of_writing_do_not_count() -> None:
    assert plain("某财规［2024］ 3号") == plain("某财规〔2024〕3号")
    assert plain("《促进消费办法（试行）》") == plain("促进消费办法(试行)")
    assert plain("实施《某法》办法") == plain("实施〈某法〉办法") != plain("实施某法办法")
