"""The gold questions on other documents: their form, their counts, and where their proofs stand.

The documents are not part of the project. With them (``BENCH``, or ``../shared/bench`` beside the
project) every span is looked up in its file; without them those tests are skipped.
"""

from __future__ import annotations

import html
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from eval.gold import KINDS, GoldQuestion, Kind, load_gold

ROOT = Path(__file__).resolve().parent.parent
BENCH = Path(os.environ.get("BENCH", ROOT.parent / "shared" / "bench"))
QUESTIONS = load_gold(ROOT / "eval" / "gold_elsewhere.jsonl")
DOC_IDS = tuple(
    (ROOT / "eval" / "gold_elsewhere_docs.txt").read_text(encoding="utf-8").splitlines()
)

needs_bench = pytest.mark.skipif(
    not all((BENCH / doc_id).is_file() for doc_id in DOC_IDS),
    reason="the documents of gold_elsewhere_docs.txt are not here; set BENCH to their folder",
)

_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
_UNSEEN = re.compile(
    r"<!--.*?-->|<(script|style|title|noscript|textarea)\b.*?</\1\s*>|<[^>]*>", re.S | re.I
)


@cache
def raw_text(doc_id: str) -> str:
    with (BENCH / doc_id).open(encoding="utf-8", newline="") as file:
        return file.read()


@cache
def unseen_ranges(doc_id: str) -> tuple[tuple[int, int], ...]:
    """Where the reader of a web page sees nothing: tags, scripts, the page's title."""
    if not doc_id.endswith(".html"):
        return ()
    return tuple((m.start(), m.end()) for m in _UNSEEN.finditer(raw_text(doc_id)))


def seen_text(doc_id: str, start: int, end: int) -> str:
    """What a reader sees of a span, without white space."""
    stretch = raw_text(doc_id)[start:end]
    if doc_id.endswith(".html"):
        stretch = html.unescape(_TAG.sub("", stretch))
    return "".join(stretch.split())


def evidence_texts(question: GoldQuestion) -> list[list[str]]:
    return [[seen_text(s.doc_id, s.start, s.end) for s in piece] for piece in question.evidence]


def holds(texts: list[str], variants: tuple[str, ...]) -> bool:
    return any("".join(variant.split()) in text for variant in variants for text in texts)


def test_there_are_enough_questions_of_every_kind() -> None:
    kinds = Counter(question.kind for question in QUESTIONS)
    assert len(QUESTIONS) >= 66
    assert sum(question.lang == "en" for question in QUESTIONS) >= 10
    assert kinds["outside"] >= 16
    assert kinds["list"] >= 10
    assert min(kinds[kind] for kind in KINDS) >= 3


def test_both_halves_hold_the_main_kinds() -> None:
    main: tuple[Kind, ...] = ("list", "figure", "outside", "address", "follow_up")
    for half in ("tune", "report"):
        kinds = Counter(question.kind for question in QUESTIONS if question.split == half)
        assert min(kinds[kind] for kind in main) >= 3, half


def test_ids_start_with_e_and_questions_are_asked_once() -> None:
    assert all(re.fullmatch(r"e-[a-z]+-\d{3}", question.id) for question in QUESTIONS)
    asked = Counter((question.question, question.history) for question in QUESTIONS)
    assert [question for question, times in asked.items() if times > 1] == []


def test_a_list_has_one_piece_of_evidence_for_each_item() -> None:
    lists = [question for question in QUESTIONS if question.kind == "list"]
    assert all(len(question.items) == len(question.evidence) >= 3 for question in lists)
    assert not any(question.items for question in QUESTIONS if question.kind != "list")
    assert all(min(map(len, item)) <= 15 for question in lists for item in question.items)


def test_values_are_asked_with_a_short_answer() -> None:
    for question in QUESTIONS:
        if question.kind in ("figure", "date", "name") and "answered" in question.status:
            assert question.short_answers, question.id
        assert all(len(answer) <= 40 for answer in question.short_answers), question.id


@pytest.mark.parametrize(
    ("kind", "status"), [("outside", {"not_found"}), ("vague", {"unclear"})], ids=str
)
def test_kinds_without_an_answer_have_one_status(kind: str, status: set[str]) -> None:
    assert {s for question in QUESTIONS if question.kind == kind for s in question.status} == status


def test_english_questions_are_english_and_the_others_are_not() -> None:
    for question in QUESTIONS:
        latin = len(re.findall(r"[A-Za-z]", question.question))
        assert (latin > len(question.question) / 2) == (question.lang == "en"), question.id


def test_the_documents_are_listed_once_and_each_proves_something() -> None:
    proving = {s.doc_id for q in QUESTIONS for piece in q.evidence for s in piece}
    assert len(DOC_IDS) == len(set(DOC_IDS)) >= 16
    assert proving == set(DOC_IDS)
    assert {doc_id.split("/")[0] for doc_id in DOC_IDS} == {"gov", "laws"}
    assert {doc_id.split("/")[1] for doc_id in DOC_IDS if doc_id.startswith("gov/")} == {
        "guangzhou_2026",
        "statecouncil_2018_2019",
    }
    assert not any(".." in Path(doc_id).parts or doc_id.startswith("/") for doc_id in DOC_IDS)


@needs_bench
def test_every_span_lies_in_its_file_and_shows_something() -> None:
    checked = 0
    for question in QUESTIONS:
        for span in (span for piece in question.evidence for span in piece):
            assert span.end <= len(raw_text(span.doc_id)), question.id
            assert seen_text(span.doc_id, span.start, span.end), question.id
            checked += 1
    assert checked >= 150


@needs_bench
def test_every_span_starts_and_ends_in_text_that_a_reader_sees() -> None:
    for question in QUESTIONS:
        for span in (span for piece in question.evidence for span in piece):
            unseen = unseen_ranges(span.doc_id)
            for position in (span.start, span.end - 1):
                assert not any(start <= position < end for start, end in unseen), question.id
                assert not raw_text(span.doc_id)[position].isspace(), question.id


@needs_bench
def test_each_item_stands_in_its_own_piece_of_evidence() -> None:
    for question in QUESTIONS:
        for item, texts in zip(
            question.items, evidence_texts(question), strict=bool(question.items)
        ):
            assert holds(texts, item), (question.id, item)


@needs_bench
def test_a_short_answer_stands_in_its_evidence() -> None:
    answered = [question for question in QUESTIONS if question.short_answers]
    assert len(answered) >= 40
    for question in answered:
        texts = [text for piece in evidence_texts(question) for text in piece]
        assert holds(texts, question.short_answers), question.id
