"""Whether a question names a document: by its title, its number 文号, its years, most of its words."""

from __future__ import annotations

import re

from rag.query import Query
from rag.question import plain_number
from rag.terms import words
from rag.types import Document

_PERIOD = re.compile(r"((?:19|20)\d{2})\s?年?\s?[—–~～至-]{1,2}\s?(?:19|20)\d{2}")


def title_fit(query: Query, document: Document) -> float:
    """Return the share of the question's words that the title and issuers of a document hold."""
    if is_named(query, document):
        return 1.0
    title = title_of(document)
    own = [t for t in query.terms if t.text not in words()["document_words"]]
    total = sum(t.weight for t in own)
    return sum(t.weight * t.credit(title) for t in own) / total if total else 0.0


def is_named(query: Query, document: Document) -> bool:
    """Whether the question names this very document, by its title in 《》 or by its number 文号."""
    title = title_of(document)
    number = document.facts.document_number
    own = plain_number(number.value) if number else ""
    return any(t.lower() in title for t in query.titles) or any(
        own and plain_number(n).endswith(own) for n in query.numbers
    )


def has_period(query: Query, document: Document) -> bool:
    """Whether a question names the years of a document: 2021—2024年 of its title, or 2021版."""
    title = document.facts.title.value
    if query.period:
        return all(year in title for year in query.period)
    return bool(query.version) and query.version in (_first_year(title), *_own_years(document))


def is_of_other_years(query: Query, document: Document) -> bool:
    """Whether a question names years that the title of a document, which has some, does not."""
    title = document.facts.title.value
    if query.period:
        return not all(year in title for year in query.period)
    return bool(query.version and _first_year(title)) and not has_period(query, document)


def _first_year(title: str) -> str:
    """The first year of the period in a title: 2021 of （2021—2024年）."""
    match = _PERIOD.search(title)
    return match[1] if match else ""


def _own_years(document: Document) -> tuple[str, ...]:
    """The year in the number of a document, or of its day of issue, where it has no period."""
    facts = document.facts
    known = [f.value for f in (facts.document_number, facts.issued) if f]
    return tuple(re.findall(r"(?:19|20)\d{2}", " ".join(known)))


def title_of(document: Document) -> str:
    """Return title and issuers, in small letters."""
    facts = document.facts
    return " ".join([facts.title.value, *(i.value for i in facts.issuers)]).lower()
