"""Which document a question names: by its years, its version, or a place in pinyin."""

from __future__ import annotations

import pytest

from rag.naming import has_period, is_of_other_years
from rag.question import understand
from rag.romanised import with_han_names
from tests.building import build_document

OLD = build_document("old.txt", ["正文"], title="澜江市动漫产业行动计划（2021—2024年）")
NEW = build_document("new.txt", ["正文"], title="澜江市动漫产业行动计划（2024—2027年）")
RULES = build_document(
    "rules.txt", ["正文"], title="入户管理办法", document_number="穗府规〔2018〕30号"
)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("澜江2021—2024年的动漫计划有几项工程？", OLD, NEW),
        ("澜江2024到2027那个动漫计划有几项工程？", NEW, OLD),
        ("澜江2021版计划提了什么？", OLD, NEW),
        ("按澜江2021年的老政策，奖多少？", OLD, NEW),
        ("What are the tasks of the plan for 2024-2027?", NEW, OLD),
        ("2018年那份办法还有效吗？", RULES, NEW),
    ],
)
def test_years_tell_versions_apart(question: str, right, wrong) -> None:
    query = understand(question)
    assert has_period(query, right)
    assert not has_period(query, wrong)
    assert is_of_other_years(query, wrong)


def test_a_year_that_asks_for_a_figure_names_no_version() -> None:
    query = understand("2024年营业收入目标是多少？")
    assert query.years == ("2024",)
    assert not has_period(query, NEW)
    assert not is_of_other_years(query, OLD)


def test_a_place_in_pinyin_is_the_place_of_a_document() -> None:
    query = with_han_names(understand("What are the key projects of Lanjiang?"), [OLD])
    assert [t.text for t in query.terms if t.said == "lanjiang"] == ["澜江"]
    query = with_han_names(understand("What are the key projects of Nowhereshan?"), [OLD])
    assert [t.text for t in query.terms if t.name or t.text.isascii()] == ["nowhereshan"]
