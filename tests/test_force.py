"""Which documents are in force on a day, and which a question is asked of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from relations_making import CORPUS, PLAN_2021, RULES
from versions_making import read

from rag.force import Force
from rag.question import understand
from rag.relations import find_relations
from rag.types import Fact

DOCUMENTS = {name: read(name, text) for name, text in CORPUS.items()}
RELATIONS = find_relations(DOCUMENTS)
NOW = date(2024, 6, 1)


def on(day: date) -> Force:
    return Force(DOCUMENTS, RELATIONS, day)


def test_what_is_replaced_or_over_is_not_in_force_and_proved() -> None:
    ends = on(NOW).ends
    assert set(ends) == {"plan2021.md", "rules.md"}
    replaced, over = ends["plan2021.md"], ends["rules.md"]
    assert replaced.frame == "replaced"
    assert replaced.document.text[replaced.start : replaced.end].endswith("同时废止。")
    assert over.document.text[over.start : over.end] == "有效期5年"
    assert over.frame == "expired_term"


def test_a_document_holds_until_the_other_takes_effect() -> None:
    before = on(date(2023, 9, 30))
    assert {n: e.frame for n, e in before.ends.items()} == {
        "plan2023.md": "not_yet",
        "repost.md": "not_yet",
        "reading.md": "not_yet",
        "news.md": "not_yet",
    }
    assert before.successors["plan2023.md"] == {"plan2021.md"}
    assert "plan2021.md" in on(date(2023, 10, 1)).ends
    assert "plan2023.md" not in on(date(2023, 10, 1)).ends


def test_what_explains_a_document_ends_with_it() -> None:
    ends = on(date(2028, 1, 1)).ends
    assert ends["plan2023.md"].frame == "expired"
    assert ends["news.md"].frame == "explained_ended"
    assert ends["news.md"].document.doc_id in ("plan2023.md", "repost.md")


def test_the_clerk_s_word_ends_a_document_without_a_proof() -> None:
    rules = read("rules.md", RULES)
    for facts, frame in (
        (replace(rules.facts, repealed=Fact("已废止")), "repealed_note"),
        (replace(rules.facts, valid_until=Fact("2020-01-01")), "expired_note"),
        (replace(rules.facts, valid_until=None, effective=Fact("2030-01-01")), "not_yet_note"),
    ):
        documents = {"rules.md": replace(rules, facts=facts)}
        end = Force(documents, find_relations(documents), NOW).ends["rules.md"]
        assert (end.frame, end.start) == (frame, -1)
    other = replace(rules, doc_id="b.md", facts=replace(rules.facts, repeals=(Fact("rules.md"),)))
    documents = {"rules.md": rules, "b.md": other}
    assert (
        Force(documents, find_relations(documents), NOW).ends["rules.md"].frame == "replaced_note"
    )


def test_years_of_a_plan_that_are_over_give_way_to_the_next_plan() -> None:
    later = PLAN_2021.replace("2021", "2026").replace("2025年", "2030年")
    documents = {n: read(n, t) for n, t in (("old.md", PLAN_2021), ("new.md", later))}
    force = Force(documents, find_relations(documents), date(2026, 6, 1))
    assert force.ends["old.md"].frame == "expired"
    assert force.successors == {"old.md": {"new.md"}}


def test_a_later_version_of_a_statute_is_told_as_such() -> None:
    head = "\n\n（{}年5月1日澜江市人民政府公布）\n\n第一条"
    texts = {y: RULES.replace("\n\n第一条", head.format(y), 1) for y in ("2016", "2018")}
    documents = {f"{y}.md": read(f"{y}.md", text) for y, text in texts.items()}
    end = Force(documents, find_relations(documents), date(2020, 1, 1)).ends["2016.md"]
    assert (end.frame, end.document.doc_id) == ("revised", "2018.md")
    assert "2018年5月1日" in end.document.text[end.start : end.end]


def test_the_year_by_which_a_document_is_called_is_not_asked_for() -> None:
    first, _ = on(NOW).searches(understand("2021年的行动计划有什么目标？"))
    assert first.query.years == ()
    assert "2021" not in first.query.plain
    assert first.query.titles == (DOCUMENTS["plan2021.md"].facts.title.value,)


def test_of_reposts_one_is_cited() -> None:
    assert on(NOW).reposts == {"repost.md"}
    assert set(on(NOW).once) == set(CORPUS) - {"repost.md"}


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("营业收入目标是多少？", {"repost.md", "plan2021.md"}),
        ("2025年营业收入是多少？", {"repost.md", "plan2021.md"}),  # the year of a figure
        ("行动计划（2023—2027年）的目标是多少？", {"repost.md", "plan2021.md"}),
        ("《澜江市数字创意产业行动计划》的目标是什么？", {"repost.md", "plan2021.md"}),
        ("为什么要替换原来的计划？", {"repost.md"}),
        ("2021年的行动计划有什么目标？", {"repost.md", "plan2023.md"}),
        ("2021版的营业收入目标是多少？", {"repost.md", "plan2023.md"}),
        ("澜工信〔2021〕8号的目标是什么？", {"repost.md", "plan2023.md"}),
        ("《澜江市数字创意产业行动计划（2021—2025年）》的目标", {"repost.md", "plan2023.md"}),
        ("上一版计划的目标是多少？", set(CORPUS) - {"plan2021.md"}),
    ],
)
def test_what_is_searched_first(question: str, left_out: set[str]) -> None:
    first, *further = on(NOW).searches(understand(question))
    assert first.without == left_out
    assert [search.without for search in further] == (
        [{"repost.md"}] if left_out != {"repost.md"} else []
    )
    assert not first.query.earlier or left_out == {"repost.md"}


def test_a_corpus_of_documents_in_force_is_searched_as_a_whole() -> None:
    documents = {"rules.md": DOCUMENTS["rules.md"]}
    force = Force(documents, find_relations(documents), NOW)
    query = understand("旧版的登记费是多少？")
    assert [(s.query, s.without) for s in force.searches(query)] == [(query, frozenset())]
