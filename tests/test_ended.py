"""An answer from a document that no longer holds says so, with the words that prove it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from building import build_document
from relations_making import CORPUS
from versions_making import read

from rag.draft import Draft
from rag.ended import replaced, with_validity
from rag.force import Force
from rag.question import understand
from rag.relations import find_relations
from rag.types import Answer, Document, Fact, Facts

DOCUMENT = build_document(
    "a.txt", ("办法（已废止）", "补贴标准为每人500元。", "本办法有效期至2025年12月31日。")
)
NOTE = Fact("（已废止）", 2, 7)
TERM = Fact("2025-12-31", DOCUMENT.text.index("有效期"), len(DOCUMENT.text) - 1)


def answered(
    facts: Facts, day: date, question: str = "补贴标准是多少？"
) -> tuple[Answer, Document]:
    document = replace(DOCUMENT, facts=facts)
    draft = Draft(understand(question))
    start = document.text.index("补贴")
    draft.quote(document, (start, start + 11))
    documents = {"a.txt": document}
    force = Force(documents, find_relations(documents), day)
    return with_validity(draft.finish(), draft, force), document


def test_a_repealed_document_is_said_to_be_so_on_any_day() -> None:
    told = replace(DOCUMENT.facts, repealed=NOTE, valid_until=TERM)
    for day in (date(2024, 1, 1), date(2030, 1, 1)):
        answer, document = answered(told, day)
        last = answer.sentences[-1]
        assert "已废止或失效" in last.text
        proof = answer.citations[last.citations[0] - 1]
        assert document.text[proof.start : proof.end] == "（已废止）"
        assert "届满" not in "".join(s.text for s in answer.sentences)
    english, _ = answered(told, date(2024, 1, 1), "How much is the subsidy?")
    assert "has been repealed" in english.sentences[-1].text


def test_what_only_the_clerk_says_is_a_note() -> None:
    answer, _ = answered(replace(DOCUMENT.facts, repealed=Fact("已废止")), date(2024, 1, 1))
    assert any("已废止" in note for note in answer.notes)
    assert len(answer.sentences) == 1


def test_a_term_that_is_over_is_told_only_then() -> None:
    told = replace(DOCUMENT.facts, valid_until=TERM)
    assert "届满" in answered(told, date(2026, 1, 1))[0].sentences[-1].text
    assert len(answered(told, date(2025, 12, 31))[0].sentences) == 1
    assert len(answered(DOCUMENT.facts, date(2030, 1, 1))[0].sentences) == 1
    contact, _ = answered(told, date(2026, 1, 1), "咨询电话是多少？")
    assert len(contact.sentences) == 1


def test_whether_a_replaced_document_holds_is_answered_by_what_replaced_it() -> None:
    documents = {name: read(name, CORPUS[name]) for name in ("plan2021.md", "plan2023.md")}
    force = Force(documents, find_relations(documents), date(2024, 6, 1))
    old = [documents["plan2021.md"]]
    answer = replaced(Draft(understand("澜工信〔2021〕8号还有效吗？")), old, force)
    assert answer is not None
    assert (answer.short_answer, answer.citations[0].doc_id) == ("同时废止", "plan2023.md")
    licence = Draft(understand("澜工信〔2021〕8号规定的网吧许可证有效期几年？"))
    assert replaced(licence, old, force) is None
    assert replaced(Draft(understand("还有效吗？")), old, force) is None  # which is not said
