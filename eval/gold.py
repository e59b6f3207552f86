"""The gold questions: what a careful reader of the documents expects, one JSON object a line.

::

    {"id": "list-003",                # unique in the file
     "question": "...",
     "lang": "zh",                    # "zh" or "en": the language of the question
     "kind": "list",                  # one of Kind, below
     "history": ["..."],              # follow_up only: what the user asked before, in order
     "status": ["answered"],          # each of these statuses is right
     "short_answers": ["6200亿元"],   # where a short value answers: variants that are right
     "items": [["甲工程", "甲"]],     # where a list answers: its items in order, with variants
     "evidence": [                    # each element is one piece of proof that must be cited:
        [{"doc_id": "a.txt", "start": 3, "end": 9}]],  # spans, any one of which is enough
     "as_of": "2026-03-01"}           # optional: the day on which the question is asked

``history``, ``short_answers``, ``items``, ``evidence`` and ``as_of`` may be left out when empty.
``start``/``end`` are character offsets, half open, into the *raw* file read as UTF-8 without
newline translation: cleaning may change, the proof stays where it is. Questions of the kinds
``outside`` and ``vague`` have no evidence; every question that can be answered has some. Proof is
owed by an answer that is ``answered`` or ``partial``: a refusal that is right owes none.

Two statuses stand in one question only where both are right: a false premise may be met by
correcting it (``partial``) or by saying that the thing is not there (``not_found``).

The tune half is for choosing settings, the report half for reporting. The half is computed from
the question text, never stored, so that nobody can move a question that turned out hard.
"""

from __future__ import annotations

import hashlib
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from rag.errors import InvalidOption
from rag.types import Status

Kind = Literal[
    "list", "figure", "date", "name", "address", "topic", "why", "how", "outline", "eligibility",
    "condition", "definition", "false_premise", "outside", "vague", "follow_up", "contact",
    "validity",
]  # fmt: skip
Split = Literal["tune", "report"]

KINDS: tuple[Kind, ...] = get_args(Kind)
WITHOUT_EVIDENCE: frozenset[Kind] = frozenset({"outside", "vague"})

_STRICT = ConfigDict(extra="forbid", str_min_length=1, str_strip_whitespace=False)


@dataclass(frozen=True, slots=True, config=_STRICT)
class GoldSpan:
    """A stretch of a raw file that proves something: ``raw[start:end]``."""

    doc_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=1)


@dataclass(frozen=True, slots=True, config=_STRICT)
class GoldQuestion:
    """One question and what a right answer holds; the fields stand in the module's docstring."""

    id: str
    question: str
    lang: Literal["zh", "en"]
    kind: Kind
    status: tuple[Status, ...]
    history: tuple[str, ...] = ()
    short_answers: tuple[str, ...] = ()
    items: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[tuple[GoldSpan, ...], ...] = field(default=())
    as_of: date | None = None

    @property
    def split(self) -> Split:
        """The half to which this question belongs."""
        return split_of(self.question)


_PARSER = TypeAdapter(GoldQuestion)


def split_of(question: str) -> Split:
    """Return the half of a question text: by the parity of the first byte of its SHA-256."""
    first = hashlib.sha256(question.encode("utf-8")).digest()[0]
    return "tune" if first % 2 == 0 else "report"


def load_gold(path: Path) -> list[GoldQuestion]:
    """Read and check a file of gold questions, in file order.

    Raises InvalidOption, naming the file and the line, for anything that is not as described in
    this module's docstring, and for a file that is missing or empty.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidOption(f"cannot read the gold file {path}: {error}") from error
    questions: list[GoldQuestion] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        question = _parse(line, f"{path} line {number}")
        if question.id in seen:
            raise InvalidOption(
                f"{path} line {number}: id {question.id!r} is already on line {seen[question.id]}"
            )
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise InvalidOption(f"the gold file {path} holds no question; give one with --gold")
    return questions


def _parse(line: str, where: str) -> GoldQuestion:
    try:
        question = _PARSER.validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidOption(f"{where}: {place + ': ' if place else ''}{first['msg']}") from error
    fault = _fault(question)
    if fault:
        raise InvalidOption(f"{where}: {fault}")
    return question


def _fault(question: GoldQuestion) -> str:
    """Return what contradicts itself in a question, or an empty string."""
    spans = [span for piece in question.evidence for span in piece]
    answerable = set(question.status) <= {"answered", "partial"}
    checks = (
        (not question.question.strip(), "question is blank"),
        (not question.status, "status names no acceptable status"),
        (len(set(question.status)) < len(question.status), "status names one status twice"),
        (
            bool(question.history) != (question.kind == "follow_up"),
            "history belongs to the kind follow_up, and to no other",
        ),
        (any(not piece for piece in question.evidence), "a piece of evidence has no span"),
        (any(not item for item in question.items), "an item has no variant"),
        (any(span.start >= span.end for span in spans), "an evidence span ends before it starts"),
        (
            bool(spans) and question.kind in WITHOUT_EVIDENCE,
            f"a question of the kind {question.kind} has no evidence",
        ),
        (answerable and not spans, "a question that can be answered needs evidence"),
    )
    return next((message for wrong, message in checks if wrong), "")
