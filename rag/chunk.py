"""Passages: the stretches of a document that are encoded and retrieved whole.

They follow the clause tree. Every character that is not blank lies in exactly one passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.types import PATH_MARK, Clause, Document, Passage
from rag.wording import TASK_LINE

# A short bracket is passed over whole, so that no cut falls inside 《…》 or （…）.
_BRACKET = r"《[^《》\n]{0,100}》|（[^（）\n]{0,200}）"
# Who is to do what a sentence says is told behind it, or in the next line: …斑马线。|（责任单位：市公安局）
_WHOSE_TASK = (
    r"[ \t　]*[（(【](?=[^（）()【】\n]{0,120}(?:责任|牵头|负责|配合|时限))[^（）()【】\n]{2,160}[）)】]。?"
    rf"|\s*\n{TASK_LINE.pattern}(?=\n|$)"
)
_SENTENCE_END = re.compile(rf"{_BRACKET}|(?P<end>[。！？!?]+[”’」』》）)】]*(?:{_WHOSE_TASK})?|\n)")
_CLAUSE_END = re.compile(rf"{_BRACKET}|(?P<end>[；;：，,、]|\n)")
LONGEST_SENTENCE = 1000  # characters; of 72,603 in official texts the longest has 400
# Never packed with a sibling nor swallowed by the clause above: people ask for them by number.
_APART = frozenset({"编", "章", "节", "条"})


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    clause_id: int  # deepest clause that holds it
    owner: int  # the clause among whose parts it may be packed
    group: Literal["list", "facts", "alone"]  # only neighbours of one group are packed


def make_passages(document: Document, max_chars: int) -> list[Passage]:
    """Cut a document into passages of at most ``max_chars`` characters, in document order.

    A clause that fits is one passage, a longer one is cut at its children and a long leaf at
    sentence ends; small neighbours below one parent are packed together with its introduction.
    Raises ValueError when ``max_chars`` is below 1.
    """
    if max_chars < 1:
        raise ValueError("max_chars must be at least 1")
    children: list[list[Clause]] = [[] for _ in document.clauses]
    for clause in document.clauses[1:]:
        children[clause.parent].append(clause)
    pieces = _cut(document.text, document.clauses, children, max_chars)
    return [
        Passage(
            document.doc_id, piece.clause_id, piece.start, piece.end,
            document.text[piece.start : piece.end], document.path(piece.clause_id),
        )
        for piece in _pack(pieces, max_chars)
    ]  # fmt: skip


def embedding_text(passage: Passage, title: str) -> str:
    """Return what is encoded for a passage: title and clause path in front of its text."""
    head = [title, *passage.clause_path]
    return "\n".join([PATH_MARK.join(part for part in head if part), passage.text]).strip()


def sentences(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Return the spans of the sentences of ``text``, shifted by ``start``, blanks left out.

    Ends are 。！？ and line breaks; closing quotes and brackets stay with their sentence, and so does who is
    to do what it says: 。（责任单位：市公安局）. What goes on
    for more than LONGEST_SENTENCE characters is no sentence that anyone reads, and is cut.
    """
    spans: list[tuple[int, int]] = []
    at = 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if match["end"]]
    for end in [*ends, len(text)]:
        while end - at > LONGEST_SENTENCE:
            cut = _cut_point(text, at, at + LONGEST_SENTENCE)
            if span := _trim(text, at, cut):
                spans.append((span[0] + start, span[1] + start))
            at = cut
        span = _trim(text, at, end)
        if span:
            spans.append((span[0] + start, span[1] + start))
        at = end
    return spans


def _cut(
    text: str, clauses: tuple[Clause, ...], children: list[list[Clause]], max_chars: int
) -> Iterator[_Piece]:
    """Yield the parts of the tree that fit, in document order."""
    todo: list[tuple[int, int, int, bool]] = [(0, clauses[0].start, clauses[0].end, True)]
    while todo:
        clause_id, start, end, whole = todo.pop()
        span = _trim(text, start, end)
        if span is None:
            continue
        clause = clauses[clause_id]
        owner = clause_id if not whole else clause.parent
        below = children[clause_id] if whole else []
        inner = [c for c in below if c.start <= span[0] and span[1] <= c.end]
        if inner:  # nothing but this child: the path should name it
            todo.append((inner[0].id, inner[0].start, inner[0].end, True))
        elif span[1] - span[0] <= max_chars and all(c.scheme not in _APART for c in below):
            yield _Piece(*span, clause_id, owner, _group(clause) if whole else "list")
        elif below:
            parts = [(clause_id, clause.start, clause.own_end, False)]
            at = clause.own_end
            for child in below:
                parts += [
                    (clause_id, at, child.start, False),
                    (child.id, child.start, child.end, True),
                ]
                at = child.end
            parts.append((clause_id, at, clause.end, False))
            todo.extend(reversed(parts))
        else:
            for piece_start, piece_end in _split(text, *span, max_chars):
                yield _Piece(piece_start, piece_end, clause_id, owner, "alone")


def _group(clause: Clause) -> Literal["list", "facts", "alone"]:
    if clause.scheme in _APART:
        return "alone"
    return "facts" if clause.scheme == "facts" else "list"


def _pack(pieces: Iterator[_Piece], max_chars: int) -> Iterator[_Piece]:
    held: _Piece | None = None
    for piece in pieces:
        if held is None:
            held = piece
        elif (
            held.group == piece.group != "alone"
            and held.owner == piece.owner
            and piece.end - held.start <= max_chars
        ):
            held = _Piece(held.start, piece.end, held.owner, held.owner, held.group)
        else:
            yield held
            held = piece
    if held is not None:
        yield held


def _split(text: str, start: int, end: int, max_chars: int) -> Iterator[tuple[int, int]]:
    """Cut a long stretch at sentence ends, then at commas, at last anywhere."""
    parts = sentences(text[start:end], start)
    held: tuple[int, int] | None = None
    for a, b in parts:
        if held and b - held[0] <= max_chars:
            held = (held[0], b)
            continue
        if held:
            yield held
        while b - a > max_chars:
            cut = _cut_point(text, a, a + max_chars)
            span = _trim(text, a, cut)
            if span:
                yield span
            a = cut
        held = _trim(text, a, b)
    if held:
        yield held


def _cut_point(text: str, start: int, end: int) -> int:
    """Return where to cut a sentence that is too long: after a ；, else a comma, else at end."""
    ends = [match for match in _CLAUSE_END.finditer(text, start, end) if match["end"]]
    strong = [match.end() for match in ends if match["end"] in "；;\n"]
    if strong and strong[-1] - start >= (end - start) // 3:
        return strong[-1]
    return ends[-1].end() if ends else end


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
