"""The gold questions on the shipped document: form, counts, proofs, and the two halves."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from eval.gold import KINDS, WITHOUT_EVIDENCE, GoldQuestion, GoldSpan, Kind, load_gold, split_of
from rag.errors import InvalidOption

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
GOLD_FILE = ROOT / "eval" / "gold.jsonl"
QUESTIONS = load_gold(GOLD_FILE)

GOOD = {
    "id": "figure-1",
    "question": "目标是多少亿元？",
    "lang": "zh",
    "kind": "figure",
    "history": [],
    "status": ["answered"],
    "short_answers": ["12亿元"],
    "items": [],
    "evidence": [[{"doc_id": "a.txt", "start": 3, "end": 9}]],
}


@cache
def raw_text(doc_id: str) -> str:
    with (CORPUS / doc_id).open(encoding="utf-8", newline="") as file:
        return file.read()


def squeezed(span: GoldSpan) -> str:
    """The text of a span without white space: the page breaks words over lines."""
    return "".join(raw_text(span.doc_id)[span.start : span.end].split())


def write(folder: Path, *rows: object) -> Path:
    path = folder / "gold.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_there_are_enough_questions_of_each_sort() -> None:
    kinds = Counter(question.kind for question in QUESTIONS)
    assert len(QUESTIONS) >= 170
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 8
    assert kinds["outside"] >= 45
    assert sum(question.lang == "en" for question in QUESTIONS) >= 34


def test_ids_and_questions_are_unique() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    assert len({(question.question, question.history) for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("kind", KINDS)
def test_both_halves_hold_each_kind(kind: Kind) -> None:
    halves = Counter(question.split for question in QUESTIONS if question.kind == kind)
    assert halves["tune"] >= 3
    assert halves["report"] >= 3


def test_the_halves_are_of_like_size_and_speak_both_languages() -> None:
    halves = Counter(question.split for question in QUESTIONS)
    assert 0.4 <= halves["tune"] / len(QUESTIONS) <= 0.6
    english = Counter(question.split for question in QUESTIONS if question.lang == "en")
    assert min(english["tune"], english["report"]) >= 15


def test_no_question_of_the_report_half_is_one_for_development() -> None:
    report = {
        q.question
        for q in (*QUESTIONS, *load_gold(ROOT / "eval" / "gold_elsewhere.jsonl"))
        if q.split == "report"
    }
    for path in sorted((ROOT / "eval").glob("dev*.jsonl")):
        assert not report & {q.question for q in load_gold(path)}, path


def test_the_half_follows_from_the_text_alone() -> None:
    # sha256("a") begins with 0xca, sha256("abc") with 0xba, sha256("") with 0xe3
    assert (split_of("a"), split_of("abc"), split_of("")) == ("tune", "tune", "report")


def test_every_span_lies_in_its_file_and_shows_something() -> None:
    spans = [s for question in QUESTIONS for piece in question.evidence for s in piece]
    assert len(spans) > 400
    for span in spans:
        assert span.end <= len(raw_text(span.doc_id)), span
        assert len(squeezed(span)) >= 2, span
        edges = raw_text(span.doc_id)[span.start] + raw_text(span.doc_id)[span.end - 1]
        assert not any(edge.isspace() for edge in edges), span


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_the_expected_answer_stands_in_its_proof(question: GoldQuestion) -> None:
    proof = [squeezed(span) for piece in question.evidence for span in piece]
    if question.short_answers:
        forms = ["".join(variant.split()) for variant in question.short_answers]
        assert any(form in text for form in forms for text in proof), question
    if question.items:
        assert len(question.items) == len(question.evidence)
        for item, piece in zip(question.items, question.evidence, strict=True):
            texts = [squeezed(span) for span in piece]
            assert any(variant in text for variant in item for text in texts), (item, texts)


def test_statuses_fit_the_kinds() -> None:
    for question in QUESTIONS:
        if question.kind in WITHOUT_EVIDENCE:
            expected = "not_found" if question.kind == "outside" else "unclear"
            assert question.status[0] == expected, question
            assert not question.short_answers, question
            assert not question.items, question
        elif question.kind == "false_premise":
            assert "partial" in question.status, question
        elif question.kind != "follow_up":
            assert {"answered", "partial"} & set(question.status), question


def test_the_language_is_the_language_of_the_question() -> None:
    for question in QUESTIONS:
        chinese = any("\u4e00" <= character <= "\u9fff" for character in question.question)
        assert (question.lang == "zh") == chinese, question


def test_a_good_line_is_read_whole(tmp_path: Path) -> None:
    (question,) = load_gold(write(tmp_path, GOOD, "", "  "))
    assert question.question == "目标是多少亿元？"
    assert question.status == ("answered",)
    assert question.evidence == ((GoldSpan("a.txt", 3, 9),),)
    assert question.as_of is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"kind": "riddle"}, "kind"),
        ({"status": ["perhaps"]}, "status"),
        ({"status": []}, "no acceptable status"),
        ({"status": ["partial", "partial"]}, "twice"),
        ({"lang": "fr"}, "lang"),
        ({"question": "  "}, "blank"),
        ({"surprise": 1}, "surprise"),
        ({"history": ["第三项呢？"]}, "follow_up"),
        ({"kind": "follow_up"}, "follow_up"),
        ({"evidence": []}, "needs evidence"),
        ({"evidence": [[]]}, "no span"),
        ({"evidence": [[{"doc_id": "a.txt", "start": 9, "end": 9}]]}, "ends before"),
        ({"evidence": [[{"doc_id": "a.txt", "start": -1, "end": 9}]]}, "start"),
        ({"kind": "outside", "status": ["not_found"]}, "has no evidence"),
        ({"items": [[]]}, "no variant"),
        ({"as_of": "soon"}, "as_of"),
    ],
)
def test_a_wrong_line_is_refused_by_its_number(
    tmp_path: Path, change: dict[str, object], complaint: str
) -> None:
    path = write(tmp_path, GOOD, {**GOOD, "id": "figure-2", **change})
    with pytest.raises(InvalidOption, match="line 2") as caught:
        load_gold(path)
    assert complaint in str(caught.value)


def test_broken_json_a_doubled_id_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="line 1"):
        load_gold(write(tmp_path, "{not json"))
    with pytest.raises(InvalidOption, match="line 2: id 'figure-1' is already on line 1"):
        load_gold(write(tmp_path, GOOD, GOOD))
    with pytest.raises(InvalidOption, match="holds no question"):
        load_gold(write(tmp_path, ""))
    with pytest.raises(InvalidOption, match="cannot read"):
        load_gold(tmp_path / "missing.jsonl")
