"""Which documents explain, replace, amend and forward which, each with the sentence that proves it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from reading_facts import facts_of, values
from relations_making import CORPUS, write
from versions_making import NEW_RULES, OLD_RULES, read

from rag.__main__ import main
from rag.relations import Relations, find_relations, title_keys
from rag.types import Document

REPEAL = "《澜江市数字创意产业行动计划（2021—2025年）》（澜工信〔2021〕8号）同时废止。"


def documents_of(texts: Mapping[str, str]) -> dict[str, Document]:
    return {name: read(name, text) for name, text in texts.items()}


def related(texts: Mapping[str, str]) -> Relations:
    return find_relations(documents_of(texts))


def told(found: Relations) -> set[tuple[str, str, str]]:
    return {(r.source, r.kind, r.target) for r in found.found}


def test_the_graph_of_a_plan_its_reading_news_and_repost() -> None:
    documents = documents_of(CORPUS)
    found = find_relations(documents)
    assert told(found) == {
        ("plan2023.md", "replaces", "plan2021.md"),
        ("repost.md", "replaces", "plan2021.md"),
        ("reading.md", "explains", "plan2023.md"),
        ("reading.md", "explains", "repost.md"),
    }
    (replaces,) = found.of("plan2023.md", "replaces")
    assert documents["plan2023.md"].text[replaces.start : replaces.end] == REPEAL
    assert not replaces.by_clerk
    assert found.same["plan2023.md"] == ("repost.md",)
    assert found.about["news.md"] == ("plan2023.md", "repost.md")
    assert {r.source for r in found.to("plan2021.md")} == {"plan2023.md", "repost.md"}
    assert found.to("plan2023.md", "amends") == ()


def test_a_title_is_compared_without_what_only_passes_it_on() -> None:
    assert title_keys("《澜江市 动漫计划（2021-2024年）》") == title_keys(
        "澜江市动漫计划（2021—2024年）"
    )
    assert title_keys("某局关于印发《养犬办法》的通知")[1] == "养犬办法"
    assert "关于加强养犬管理的意见" in title_keys("某市政府关于加强养犬管理的意见")
    assert title_keys("公告") == ()


def test_a_later_version_of_a_statute_replaces_the_next_older_one() -> None:
    head = "\n\n（{}澜江市人民政府公布）\n\n第一条"
    texts = {
        f"{year}.md": NEW_RULES.replace("\n\n第一条", head.format(f"{year}年5月1日"), 1)
        for year in (2012, 2015, 2023)
    }
    found = related(texts)
    assert told(found) == {("2015.md", "replaces", "2012.md"), ("2023.md", "replaces", "2015.md")}
    (later,) = found.to("2015.md")
    assert "2023年5月1日" in read("2023.md", texts["2023.md"]).text[later.start : later.end]
    assert told(related({"old.md": OLD_RULES, "new.md": NEW_RULES})) == set()  # no day is told


def test_a_repeal_names_the_number_or_ends_what_was_made_before() -> None:
    older = (
        "# 养犬办法\n\n澜府〔{}〕3号\n\n第一条 规范养犬。\n\n第二条 本办法自{}年5月1日起施行。\n"
    )
    texts = {f"{year}.md": older.format(year, year) for year in (2010, 2014, 2022)}
    text = (
        "# 动物管理规定\n\n第一条 管理动物。\n\n第二条 本规定自2020年1月1日起施行，{}同时废止。\n"
    )
    numbered = text.format("《养犬办法》（澜府〔2010〕3号）")
    assert told(related({**texts, "new.md": numbered})) == {("new.md", "replaces", "2010.md")}
    whole = text.format("《养犬办法》")
    assert told(related({**texts, "new.md": whole})) == {
        ("new.md", "replaces", "2010.md"),
        ("new.md", "replaces", "2014.md"),
    }
    elsewhere = text.format("《养猫办法》")
    assert told(related({"new.md": elsewhere})) == {("new.md", "replaces", "")}


@pytest.mark.parametrize(
    ("title", "kind", "name"),
    [
        ("某局关于修改《澜江市养犬管理办法》的决定", "amends", "澜江市养犬管理办法"),
        ("某局转发《澜江市养犬管理办法》的通知", "forwards", "澜江市养犬管理办法"),
        ("某局转发省厅关于加强养犬管理的通知", "forwards", "省厅关于加强养犬管理的通知"),
        ("某局关于养犬管理办法的通知", "", ""),
    ],
)
def test_amendments_and_what_is_passed_on(title: str, kind: str, name: str) -> None:
    facts, text = facts_of(f"{title}\n各区：\n现将有关事项通知如下。\n")
    fact = facts.forwards or next(iter(facts.amends), None)
    assert (fact.value if fact else "") == name
    assert not fact or text.text[fact.start : fact.end] == name
    assert not kind or bool(facts.amends if kind == "amends" else facts.forwards)


def test_a_decision_on_several_documents_amends_each() -> None:
    facts, _ = facts_of(
        "某院关于修改《甲规定》等二件规定的决定\n一、修改《甲规定》\n第一条修改为……\n二、将《乙规定》第二条修改为……\n依照《丙法》\n"
    )
    assert values(facts.amends) == ["甲规定", "乙规定"]


def test_what_takes_the_place_of_a_document_repeals_it() -> None:
    for said in ("本办法替代《甲办法》。", "《甲办法》由本办法替代。", "同时取代原《甲办法》。"):
        assert values(facts_of(f"乙办法\n第一条 {said}\n")[0].repeals) == ["甲办法"]
    assert facts_of("乙办法\n第一条 以《甲办法》替代现金。\n")[0].repeals == ()


def test_the_clerk_s_word_wins_and_is_shown_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = write(tmp_path / "corpus", "plan2021.md", "plan2023.md", "rules.md")
    said = [
        {"doc_id": "plan2023.md", "repeals": False},
        {"doc_id": "rules.md", "amends": ["澜工信〔2021〕8号"]},
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in said)
    (corpus / "manifest.jsonl").write_text(lines, encoding="utf-8")
    where = ["--corpus", str(corpus), "--index", str(tmp_path / "index")]
    assert main(["index", *where]) == 0
    capsys.readouterr()
    assert main(["docs", *where, "--json", "--as-of", "2024-06-01"]) == 0
    rows = {row["doc_id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["plan2023.md"]["relations"] == []
    assert rows["plan2021.md"]["in_force"]
    (amends,) = rows["rules.md"]["relations"]
    assert (amends["target"], amends["by_clerk"], amends["quote"]) == ("plan2021.md", True, None)
    assert rows["rules.md"]["end"]["quote"] == "有效期5年"
    assert main(["docs", *where, "plan2021.md"]) == 0
    shown = capsys.readouterr().out
    assert "被修改《澜江市养犬管理办法》（rules.md）：资料管理员注明" in shown
    assert main(["docs", *where, "none.md"]) == 2
    assert "no document none.md" in capsys.readouterr().err
