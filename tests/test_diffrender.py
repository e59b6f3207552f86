"""A comparison as text, as JSON and as a page: nothing but what the documents say, safely."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from rag.__main__ import main
from rag.diff import compare
from rag.diffpage import diff_to_html
from rag.diffrender import diff_to_json, diff_to_text
from tests.building import build_document
from tests.versions_making import NEW_RULES, OLD_RULES, read

RULES = compare(read("old.md", OLD_RULES), read("new.md", NEW_RULES))
HOSTILE = "第一条 <script>alert(1)</script>与“引号”&符号，"
DANGER = compare(
    build_document("<b>a.txt", [f"{HOSTILE}期限三年。"], title="某<i>办法"),
    build_document("<b>b.txt", [f"{HOSTILE}期限五年。"], title="某<i>办法"),
)


def test_text_has_counts_figures_and_each_kind() -> None:
    text = diff_to_text(RULES)
    assert "修改 4 · 新增 1 · 删除 1 · 移动 1 · 未变 2 · 数字变化 3" in text
    assert "第三条 → 第四条：五日内 → 三日内" in text
    assert "[-2015年3月1日-]{+2023年7月1日+}" in text
    assert re.search(r"移动\n  第二条（第 \d+–\d+ 字） → 第三条", text)
    assert re.search(
        r"删除\n  第六条（旧 第 \d+–\d+ 字）\n      第六条 禁止向献血者收取任何费用。", text
    )
    english = diff_to_text(RULES, "en")
    assert "Reworded 4 · Added 1" in english
    assert "修改" not in english


def test_clauses_that_moved_together_are_one_line() -> None:
    bodies = ["甲部门负责登记。", "乙部门负责审批。", "丙部门负责监督。"]
    old = [f"第{n}条 {body}" for n, body in zip("一二三", bodies, strict=True)]
    new = [f"第{n}条 {body}" for n, body in zip("二三四", bodies, strict=True)]
    text = diff_to_text(
        compare(
            read("a.md", "\n\n".join(["# 某办法", *old])),
            read("b.md", "\n\n".join(["# 某办法", "第一条 为了便民，制定本办法。", *new])),
        )
    )
    assert re.search(r"第一条–第三条（[^）]*） → 第二条–第四条（[^）]*）", text)


def test_versions_without_a_difference_say_so() -> None:
    same = compare(read("a.md", OLD_RULES), read("b.md", OLD_RULES))
    assert diff_to_text(same).endswith("两个版本没有不同。")
    assert diff_to_json(same)["differences"] == []


def test_json_gives_both_sides_with_offsets() -> None:
    row = json.loads(json.dumps(diff_to_json(RULES)))
    assert row["counts"] == {
        "reworded": 4, "added": 1, "removed": 1, "moved": 1, "unchanged": 2, "figures": 3,
    }  # fmt: skip
    texts = {d.doc_id: d.text for d in (RULES.old, RULES.new)}
    assert len(row["differences"]) == 7
    for change in (*row["differences"], *row["figures"]):
        for side in filter(None, (change["old"], change["new"])):
            assert texts[side["doc_id"]][side["start"] : side["end"]] == side["quote"]
            assert all(side["start"] <= a < b <= side["end"] for a, b in side["changed"])
    added = next(d for d in row["differences"] if d["kind"] == "added")
    assert added["old"] is None
    assert added["new"]["clause_path"] == ["第二条"]


def test_the_page_shows_all_text_of_both_versions_and_marks_the_changes() -> None:
    page = diff_to_html(RULES)
    shown = re.sub(r"\s", "", unescape(re.sub(r"<[^>]*>", "", page)))
    for document in (RULES.old, RULES.new):
        for line in document.text.splitlines():
            assert re.sub(r"\s", "", line) in shown
    assert "<del>2015年3月1日</del>" in page
    assert "<ins>2023年7月1日</ins>" in page
    assert page.count("<details>") == page.count("未变：") > 0


def test_the_page_is_self_contained_and_runs_nothing() -> None:
    page = diff_to_html(DANGER)
    assert not re.search(r"<script|<i>|<b>|\bsrc=|\bhref=|url\(|@import|https?:", page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<del>三年</del>" in page


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus, index = tmp_path / "corpus", str(tmp_path / "index")
    corpus.mkdir()
    (corpus / "old.md").write_text(OLD_RULES, "utf-8")
    (corpus / "new.md").write_text(NEW_RULES, "utf-8")
    assert main(["index", "--corpus", str(corpus), "--index", index]) == 0
    capsys.readouterr()
    diff = ["diff", "old.md", "new.md", "--index", index]
    assert main(diff) == 0
    assert "第五条 → 第六条：不低于5% → 不低于6％" in capsys.readouterr().out
    assert main([*diff, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["old"]["doc_id"] == "old.md"
    page = tmp_path / "diff.html"
    assert main([*diff, "--html", str(page), "--lang", "en"]) == 0
    assert "Reworded 4" in page.read_text("utf-8")
    for wrong, told in (
        (["diff", "old.md", "none.md"], "no document none.md in the index"),
        (["diff", "old.md", "old.md"], "old.md is given twice"),
        (["diff", "old.md", "new.md", "--html", str(tmp_path / "no" / "x.html")], "cannot write"),
    ):
        capsys.readouterr()
        assert main([*wrong, "--index", index]) == 2
        error = capsys.readouterr().err
        assert error.startswith(f"error: {told}") or told in error
        assert error.count("\n") == 1
