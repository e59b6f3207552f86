"""A question is read twice: as it is asked, and in the words that documents use."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.question import understand
from rag.rank import Reading
from rag.twice import SECOND, glossed, in_their_words, read_twice
from tests.building import build_document


class Counting:
    """Gives Chinese questions the number 4, others 1, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        self.asked.append(question)
        return [Reading(1.0 if question.isascii() else 4.0) for _ in texts]


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("When was the action plan issued?", "行动计划印发什么时候"),
        ("How many industrial design centres will be built by 2025?", "2025年工业设计中心建设多少"),
        ("Why was the plan adjusted?", "计划调整为什么"),
        ("What is the overall goal of the plan?", "计划的总体目标是什么"),
    ],
)
def test_the_words_are_put_in_chinese_with_what_is_asked_behind(
    question: str, chinese: str
) -> None:
    assert glossed(understand(question), []) == chinese


def test_of_several_forms_that_of_the_text_is_taken() -> None:
    query = understand("What is the overall goal of the plan?")
    assert glossed(query, ["围绕总目标"]) == "计划的总目标是什么"


PLAN = build_document("plan", ["发展计划", "2020年由省厅牵头印发。"])


def test_words_that_no_document_has_are_changed_to_those_it_has() -> None:
    assert (
        in_their_words(understand("上一版是哪家挑头弄的？"), [PLAN.text]) == "上一版是哪家牵头弄的?"
    )
    assert in_their_words(understand("上一版由谁牵头印发？"), [PLAN.text]) == ""


def test_both_readings_count_the_same() -> None:
    reader = Counting()
    read = read_twice(reader, understand("When was the plan issued?"), [PLAN], ["文", "字"])
    assert [r.score for r in read] == [2.5, 2.5]
    assert len(reader.asked) == 2


def test_a_question_in_the_words_of_documents_is_read_once() -> None:
    reader = Counting()
    read = read_twice(reader, understand("计划由谁牵头印发？"), [PLAN], ["文"])
    assert read[0].score == 4.0
    assert len(reader.asked) == 1


def test_only_the_likeliest_are_read_again() -> None:
    reader = Counting()
    texts = ["文"] * (SECOND + 3)
    read = read_twice(reader, understand("When was the plan issued?"), [PLAN], texts)
    assert [r.score for r in read].count(2.5) == SECOND
    assert [r.score for r in read].count(1.0) == 3
