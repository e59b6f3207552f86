"""Which of several times: what the documents say of the second census is no answer about the third."""

from __future__ import annotations

import re

from rag.numbering import chinese_number
from rag.query import Query
from rag.steps import EN_NUMBERS
from rag.types import Document

_TIME = re.compile(
    r"第(?P<n>[一二三四五六七八九十]{1,3}|\d{1,2})(?P<unit>次|届)(?P<of>[\u4e00-\u9fff]{2})?"
)
_EN_TIME = re.compile(
    rf"\b(?P<n>{'|'.join(w.capitalize() for w in EN_NUMBERS if EN_NUMBERS[w] < 13 and len(w) > 3 and w.endswith(('st', 'nd', 'rd', 'th')))})(?= [A-Z][a-z]+)"
)


_YEAR = re.compile(r"((?:19|20)\d{2})年?度?的?([\u4e00-\u9fff]{2})")


def other_year(query: Query, document: Document) -> tuple[str, str] | None:
    """Return the year asked for and that of the title, where the document is of that year alone: 2019, 2018年度….

    The year has to stand before a word of the title: what the asker did in a year is no year of a document.
    """
    title = document.facts.title.value
    told = set(re.findall(r"(?:19|20)\d{2}(?=年)", title))
    asked = [m for m in _YEAR.finditer(query.plain) if m[2] in title]
    if (
        len(told) != 1
        or not asked
        or any(year in document.text for year, _ in (m.groups() for m in asked))
    ):
        return None
    return f"{asked[0][1]}年", f"{min(told)}年"


def other_edition(query: Query, document: Document) -> tuple[str, str] | None:
    """Return what is asked for and what the document tells of instead: 第三次, 第二次; None where they agree."""
    asked = _EN_TIME.search(query.text) if query.language == "en" else _TIME.search(query.text)
    if asked is None:
        return None
    number = EN_NUMBERS.get(asked["n"].lower()) or chinese_number(asked["n"])
    told = list(_TIME.finditer(document.facts.title.value))
    if query.language == "zh":
        of = asked["of"]
        everywhere = _TIME.finditer(document.text)
        told = [t for t in everywhere if of and t["of"] == of and t["unit"] == asked["unit"]]
    numbers = [chinese_number(t["n"]) for t in told]
    if not numbers or number in numbers:
        return None
    return asked.group() if query.language == "en" else f"第{asked['n']}{asked['unit']}", (
        f"第{told[0]['n']}{told[0]['unit']}"
    )
