"""What a sentence refers to in its own document by number: 有第十四条第（一）项行为的 means 转租.

References to articles of other texts (《…》第十条, 民法典第十条) are none; those to a whole article say too
little by its first words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.numbering import chinese_number
from rag.types import Clause, Document
from rag.values import find_values

MOST, CHARS = 4, 48  # items that are told, characters of each of two; of more half as many
_HAN = "[一二三四五六七八九十百零〇\\d]{1,5}"
_ITEM = rf"第?[（(]?{_HAN}[）)]?项?"
_REFERENCE = re.compile(
    rf"(?:第(?P<article>{_HAN})条(?:第{_HAN}款)?|(?P<below>下列|以下)|(?P<own>前款|上款|上述|本条(?:第{_HAN}款)?|第{_HAN}款))?"
    rf"(?P<items>(?=[第（(]){_ITEM}(?:(?:、|和|或者?|以?及|[至到]){_ITEM})*(?<=[项）)])(?!目))"
)
_ARTICLE = re.compile(rf"第{_HAN}条(?:第{_HAN}款)?第?[（(]")
_NUMBER = re.compile(rf"(?P<to>[至到])?第?[（(]?(?P<n>{_HAN})")
_TEXTS = "法典|法|条例|规定|办法|细则|规则|章程"
_OF_ANOTHER, _OWN = re.compile(rf"(?:{_TEXTS}|[》”])$"), re.compile(rf"本(?:{_TEXTS})$")


@dataclass(frozen=True, slots=True)
class Reference:
    """Items that a text names by number: ``start:end`` is where it does, in the document."""

    items: tuple[Clause, ...]
    start: int
    end: int
    beside: bool  # they are of the article that names them


@lru_cache(maxsize=20_000)
def referred(document: Document, start: int, end: int) -> str:
    """Return what the items say to which a text refers, "" for none.

    Those of its own article that stand above it only where it gives a figure for them.
    """
    valued = bool(find_values(document.text[start:end], ""))
    named = [
        item
        for reference in references(document, start, end)
        for item in reference.items
        if not reference.beside or (valued and item.start < start)
    ][:MOST]
    chars = CHARS if len(named) <= 2 else CHARS // 2
    told = (document.text[item.start + len(item.label) : item.own_end] for item in named)
    return "；".join(" ".join(said.split())[:chars] for said in told)


@lru_cache(maxsize=20_000)
def references(document: Document, start: int, end: int) -> tuple[Reference, ...]:
    """Return the items to which the text between two positions refers, in its order.

    第二十条第一项至第三项, and of its own article 下列第一项、第二项, 前款第（五）项.
    """
    if "项" not in document.text[start:end] and not _ARTICLE.search(document.text, start, end):
        return ()
    return tuple(_references(document, start, end))


def _references(document: Document, start: int, end: int) -> Iterator[Reference]:
    own = within = _article(document, at=start)
    for found in _REFERENCE.finditer(document.text, start, end):
        if found["article"]:
            number, before = chinese_number(found["article"]), document.text[start : found.start()]
            another = _OF_ANOTHER.search(before) and not _OWN.search(before)
            within = None if another else _article(document, number=number)
        elif found["below"] or found["own"]:
            within = own
        elif "项" not in found["items"]:
            continue  # its own label
        if within is None:
            continue
        below = bool(found["below"])
        numbers = _numbers(found["items"])
        items = filter(None, (_item(document, n, within, start, below) for n in numbers))
        if named := tuple(items):
            yield Reference(named, *found.span(), within is own)


def _numbers(items: str) -> list[int]:
    """The numbers of a run: 1, 3, 4, 5 of 第一项、第三项至第五项."""
    numbers: list[int] = []
    for found in _NUMBER.finditer(items):
        number = chinese_number(found["n"])
        numbers += range(numbers[-1] + 1, number) if found["to"] and numbers else ()
        numbers.append(number)
    return numbers


def _article(document: Document, at: int = -1, number: int = 0) -> Clause | None:
    """The article that holds a place, or has a number."""
    articles = (c for c in document.clauses if c.scheme == "条")
    return next((c for c in articles if c.start <= at < c.end or c.number == number), None)


def _item(
    document: Document, number: int, article: Clause, start: int, below: bool
) -> Clause | None:
    """The item of an article with a number: of several the first below a place, or the last above it."""
    items = [
        c for c in document.clauses
        if c.scheme == "（一）" and c.number == number and article.start <= c.start < article.end
    ]  # fmt: skip
    if below:
        return next((c for c in items if c.start > start), None)
    above = [c for c in items if c.start < start]
    return next(iter(above[-1:] or items), None)
