"""What a sentence refers to in its own document by number: 有第十四条第（一）项行为的 means 转租.

References to articles of other texts (《…》第十条, 民法典第十条) are none; those to a whole article say too
little by its first words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.numbering import chinese_number
from rag.types import Clause, Document

MOST, CHARS = 2, 48  # references that are told, characters of each
_HAN = "[一二三四五六七八九十百零〇\\d]{1,5}"
_REFERENCE = re.compile(
    rf"第(?P<article>{_HAN})条(?:第{_HAN}款)?(?P<items>(?:[、和或至]?第?[（(]{_HAN}[）)]项?)+)"
)
_TEXTS = "法典|法|条例|规定|办法|细则|规则|章程"
_OF_ANOTHER, _OWN = re.compile(rf"(?:{_TEXTS}|[》”])$"), re.compile(rf"本(?:{_TEXTS})$")
_ITEM = re.compile(rf"[（(]({_HAN})[）)]")


@lru_cache(maxsize=20_000)
def referred(document: Document, start: int, end: int) -> str:
    """Return what the clauses say to which the text between two positions refers, "" for none."""
    told: list[str] = []
    for found in _REFERENCE.finditer(document.text, start, end):
        before = document.text[start : found.start("article") - 1]
        if _OF_ANOTHER.search(before) and not _OWN.search(before):
            continue
        article = _numbered(document, "条", chinese_number(found["article"]), None)
        if article is None or article.start <= start < article.end:
            continue
        numbers = [chinese_number(n) for n in _ITEM.findall(found["items"])]
        items = (_numbered(document, "（一）", number, article) for number in numbers)
        for clause in filter(None, items):
            said = document.text[clause.start + len(clause.label) : clause.own_end]
            told.append(" ".join(said.split())[:CHARS])
    return "；".join(told[:MOST])


def _numbered(
    document: Document, scheme: str, number: int | None, inside: Clause | None
) -> Clause | None:
    """The clause of a scheme with a number, inside another one where that is given."""
    return next(
        (
            c
            for c in document.clauses
            if c.scheme == scheme and c.number == number
            and (inside is None or inside.start <= c.start < inside.end)
        ),
        None,
    )  # fmt: skip
