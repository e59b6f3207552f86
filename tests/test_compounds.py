"""Words that the dictionary does not know are made of single characters where the documents have them."""

from __future__ import annotations

import pytest

from rag.compounds import with_compounds
from rag.question import understand


@pytest.mark.parametrize(
    ("question", "known", "term"),
    [
        ("选房有几天时间", {"选房"}, "选房"),
        ("送餐补贴每次多少钱", {"送餐"}, "送餐"),
        ("失能老人怎么评估", {"失能"}, "失能"),
    ],
)
def test_a_pair_that_the_documents_have_is_a_word(
    question: str, known: set[str], term: str
) -> None:
    terms = with_compounds(understand(question), known.__contains__).terms
    assert term in {t.text for t in terms if not t.optional}
    assert not {*term} & {t.text for t in terms}


@pytest.mark.parametrize(
    "question", ["选房有几天时间", "无人机证能补多少钱", "How long may one choose?"]
)
def test_other_pairs_are_none(question: str) -> None:
    query = understand(question)
    assert with_compounds(query, {"能补", "房有", "有几"}.__contains__) == query
