"""The rule for every answer, whoever wrote it: what is not proved is not shown.

A sentence passes when it carries a citation, each quote stands verbatim at its offsets, and each
figure, date, unit, document number and negation of the sentence stands in its quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.tables import CELL
from rag.types import Answer, Citation, Document, Sentence

_FIGURE = re.compile(
    r"[〔\[]\d{4}[〕\]]\s?\d+号|\d[\d,]*(?:\.\d+)?\s?(?:%|％|万亿|亿|万)?(?:美元|元|家|个|项|人|名|年|月|日|天|条|号)?"
)
_NEGATION = re.compile(r"不得|不再|不予|不能|禁止|严禁|未经|并非|没有|无需|无须|不")
_EN_NEGATION = re.compile(r"\b(?:not|no|never|nor|neither|without|cannot)\b|n't\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”")
_EN_NUMBER = {w: str(i) for i, w in enumerate(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])}  # fmt: skip
ARROW, BOTH = " → ", "；"  # between the values of two versions, of two cases, in a short answer
_PARTS = re.compile(f"{ARROW}|{BOTH}")
_CELL = re.compile(r"(?P<number>\d[\d,.]*)(?P<unit>\D{1,4})")
_NAMED_UNITS = re.compile(r"[（(]([^（）()]{1,4})[）)]")
_HAN_DIGITS = "〇一二三四五六七八九十"


def verify(answer: Answer, documents: Mapping[str, Document]) -> Answer:
    """Return the answer without the sentences that fail, and without citations no longer used.

    An answer that loses all its sentences becomes ``not_found``; one that loses some ``partial``.
    """
    by_number = {c.n: c for c in answer.citations if is_verbatim(c, documents)}
    kept = tuple(s for s in answer.sentences if is_proved(s, by_number))
    lost = len(answer.sentences) - len(kept)
    used = {n for s in kept for n in s.citations}
    citations = tuple(c for c in answer.citations if c.n in used and c.n in by_number)
    status = answer.status
    if lost and status in ("answered", "partial"):
        status = "partial" if kept else "not_found"
    short = answer.short_answer
    if short is not None and not all(_is_quoted(part, citations) for part in _PARTS.split(short)):
        short = None
    nearest = tuple(c for c in answer.nearest if is_verbatim(c, documents))
    return replace(
        answer,
        sentences=kept,
        citations=citations,
        status=status,
        short_answer=short,
        nearest=nearest,
    )


def _is_quoted(short: str, citations: Sequence[Citation]) -> bool:
    """Whether the words of a short answer stand in a quote, or its number in a cell and its unit in the name of the column."""
    quotes = [c.quote for c in citations]
    if short and any(_plain(short) in _plain(quote) for quote in quotes):
        return True
    cell = _CELL.fullmatch(short)
    if not cell or not any(cell["unit"] in _NAMED_UNITS.findall(quote) for quote in quotes):
        return False
    return any(cell["number"] == c.strip() for quote in quotes for c in quote.split(CELL)[1:])


def is_verbatim(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Whether the quote stands in its document at exactly its offsets."""
    document = documents.get(citation.doc_id)
    if document is None or not 0 <= citation.start < citation.end <= len(document.text):
        return False
    return (
        bool(citation.quote.strip())
        and document.text[citation.start : citation.end] == citation.quote
    )


def is_proved(sentence: Sentence, citations: Mapping[int, Citation]) -> bool:
    """Whether a sentence carries citations that hold its figures, units and negations."""
    if not sentence.citations or any(n not in citations for n in sentence.citations):
        return False
    proof = "\n".join(citations[n].quote for n in sentence.citations)
    if _is_part(sentence.text, proof):
        return True
    return not unproved(sentence.text, proof)


def _is_part(text: str, proof: str) -> bool:
    """Whether a text stands in a proof word for word, no figure of it cut off (20 of 120)."""
    plain, whole = _plain(text), _plain(proof)
    at = whole.find(plain)
    if at < 0 or not plain:
        return False
    cut = r"[\d.]{2}"
    return not (
        re.match(cut, whole[max(0, at - 1) : at + 1])
        or re.match(cut, whole[at + len(plain) - 1 : at + len(plain) + 1])
    )


def unproved(text: str, proof: str) -> tuple[str, ...]:
    """Return the figures and negations of a sentence, and the words it quotes, that ``proof`` lacks."""
    plain = _plain(proof)
    missing = [
        q for q in (m.group()[1:-1] for m in _QUOTED.finditer(text)) if _plain(q) not in plain
    ]
    outside = _QUOTED.sub(" ", text)
    missing += [f for f in _FIGURE.findall(outside) if not _holds_figure(proof, f)]
    for word, digit in _EN_NUMBER.items():
        if (
            re.search(rf"\b{word}\b", outside)
            and word not in ("one", "zero")
            and not _holds_figure(proof, digit)
        ):
            missing.append(word)
    if _NEGATION.search(outside) and not _NEGATION.search(plain):
        missing.append(_NEGATION.findall(outside)[0])
    if _EN_NEGATION.search(outside) and not _NEGATION.search(plain):
        missing.append(_EN_NEGATION.findall(outside)[0])
    return tuple(missing)


def _holds_figure(proof: str, figure: str) -> bool:
    plain, proof = _plain(figure), re.sub(r"(?<=\d)[,，](?=\d)", "", proof)
    if plain.isdigit() and int(plain) <= 10 and _HAN_DIGITS[int(plain)] in proof:
        return True
    after = r"(?!\.?\d)" if plain[-1:].isdigit() else ""
    spaced = r"\s*".join(map(re.escape, re.findall(r"[\d.]+|[^\d.]", plain)))
    return re.search(rf"(?<![\d.]){spaced}{after}", proof) is not None


def _plain(text: str) -> str:
    return re.sub(r"[\s,，]", "", text)
