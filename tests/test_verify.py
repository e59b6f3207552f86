"""What is not proved is not shown."""

from dataclasses import replace

import pytest

from rag.types import Answer, Citation, Document, Fact, Facts, Sentence
from rag.verify import is_verbatim, unproved, verify

TEXT = "第一条 奖励金额为50万元，不得转让。第二条 有效期3年。"
DOCUMENT = Document("a.txt", "", TEXT, ((0, 0, len(TEXT)),), Facts(Fact("办法")), ())
DOCUMENTS = {"a.txt": DOCUMENT}
FIRST = Citation(1, "a.txt", "办法", (), 0, 19, TEXT[0:19], "a.txt")


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("奖励金额为50万元。", ()),
        ("奖励金额为500万元。", ("500万元",)),
        ("奖励金额为5万元。", ("5万元",)),
        ("奖励“30万元”。", ("30万元",)),
        ("It may not be transferred.", ()),
        ("There are three rewards.", ("three",)),
    ],
)
def test_figures_quotes_and_numbers_must_stand_in_the_proof(
    sentence: str, missing: tuple[str, ...]
) -> None:
    assert unproved(sentence, FIRST.quote) == missing


def test_a_negation_that_the_proof_lacks_fails() -> None:
    assert unproved("不得转让", "可以转让") == ("不得",)


def test_a_quote_must_be_verbatim_at_its_offsets() -> None:
    assert is_verbatim(FIRST, DOCUMENTS)
    assert not is_verbatim(replace(FIRST, start=1, end=20), DOCUMENTS)
    assert not is_verbatim(replace(FIRST, doc_id="b.txt"), DOCUMENTS)


def test_what_fails_is_dropped_and_the_status_falls() -> None:
    good, bad = Sentence("奖励金额为50万元。", (1,)), Sentence("奖励金额为60万元。", (1,))
    uncited = Sentence("奖励很多。")
    answer = Answer("q", "answered", (good, bad, uncited), "60万元", (FIRST,))
    kept = verify(answer, DOCUMENTS)
    assert kept.sentences == (good,)
    assert kept.status == "partial"
    assert kept.short_answer is None
    assert verify(replace(answer, sentences=(bad,)), DOCUMENTS).status == "not_found"


def test_both_values_of_a_change_must_be_quoted() -> None:
    answer = Answer(
        "?", "answered", (Sentence("奖励金额为50万元，不得转让。", (1,)),), "50万元", (FIRST,)
    )
    for short, kept in (("50万元 → 转让", True), ("30万元 → 50万元", False), ("50万元 → ", False)):
        told = verify(replace(answer, short_answer=short), DOCUMENTS).short_answer
        assert told == (short if kept else None)
