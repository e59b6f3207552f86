"""The text before what explains it, a reading before news; where figures differ both are shown."""

from __future__ import annotations

from datetime import date

import pytest
from relations_making import CORPUS
from versions_making import read

from rag.agreement import weighed
from rag.draft import Draft
from rag.force import Force
from rag.question import understand
from rag.relations import find_relations
from rag.types import Answer
from rag.verify import verify

DOCUMENTS = {name: read(name, text) for name, text in CORPUS.items()}
FORCE = Force(DOCUMENTS, find_relations(DOCUMENTS), date(2024, 6, 1))


def asked(question: str, doc_id: str, *quotes: str, short: str | None = None) -> Answer:
    """The answer that quotes a document, weighed against the others, and verified."""
    query = understand(question)
    draft, document = Draft(query, short_answer=short), DOCUMENTS[doc_id]
    for quote in quotes:
        start = document.text.index(quote)
        draft.quote(document, (start, start + len(quote)))
    return verify(weighed(draft.finish(), query, FORCE), DOCUMENTS)


def cited(answer: Answer) -> list[str]:
    return [c.doc_id for c in answer.citations]


def test_where_they_agree_the_text_is_cited() -> None:
    quote = "提出到2027年，全市数字创意产业营业收入突破900亿元，年均增长10%；培育骨干企业35家。"
    answer = asked("营业收入目标是多少？", "reading.md", quote, short="900亿元")
    assert cited(answer) == ["plan2023.md"]
    assert answer.short_answer == "900亿元"
    assert answer.sentences[0].text.startswith("到2027年，全市数字创意产业营业收入突破900亿元")
    assert answer.notes == (
        "同文另见：《澜江市工业和信息化局关于印发澜江市数字创意产业行动计划（2023—2027年）的通知》（repost.md）。",
    )
    english = asked("What is the revenue target?", "reading.md", quote, short="900亿元")
    assert english.sentences[0].text.startswith("“到2027年")
    assert english.notes[0].startswith("The same text is also here: ")


def test_what_only_the_reading_says_stays_with_it() -> None:
    quote = (
        "近年来，我市数字创意产业发展迅速，原有目标已难以适应新的发展要求，需要重新制定行动计划。"
    )
    answer = asked("为什么要重新制定行动计划？", "reading.md", quote)
    assert cited(answer) == ["reading.md"]
    assert answer.notes == ()


@pytest.mark.parametrize(
    ("doc_id", "quote", "short", "first"),
    [
        ("news.md", "根据计划，到2027年，全市培育骨干企业30家。", "30家", "plan2023.md"),
        ("plan2023.md", "到2027年，培育骨干企业35家。", "35家", "plan2023.md"),
    ],
)
def test_where_figures_differ_both_are_shown_the_higher_first(
    doc_id: str, quote: str, short: str, first: str
) -> None:
    answer = asked("要培育多少家骨干企业？", doc_id, quote, short=short)
    assert cited(answer) == [first, "news.md"]
    assert answer.short_answer == "35家"
    (differs,) = (note for note in answer.notes if "不同" in note)
    assert differs.index("为“35家”") < differs.index("《澜江数字创意产业再提速》为“30家”")


def test_figures_of_another_year_or_thing_are_no_difference() -> None:
    answer = asked("产业园建几个？", "plan2023.md", "新建数字创意产业园4个。", short="4个")
    assert cited(answer) == ["plan2023.md"]
    assert all("不同" not in note for note in answer.notes)
    old = asked("培育多少家骨干企业？", "plan2021.md", "到2025年，培育骨干企业20家。", short="20家")
    assert cited(old) == ["plan2021.md"]  # of another plan, which is not in force
    assert old.notes == ()


def test_a_refusal_stays_as_it_is() -> None:
    refused = Draft(understand("有补贴吗？")).finish()
    assert weighed(refused, understand("有补贴吗？"), FORCE) is refused
