"""Names of places in pinyin: Lanjiang in a question is 澜江, where a document is of that place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from rag.query import Query
from rag.terms import Term
from rag.types import Document

_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:省|市|县|区|州|镇|乡|特区|自治)")
LEAST = 4  # letters: shorter ones are words


def with_han_names(query: Query, documents: Iterable[Document]) -> Query:
    """Return the question with its names in pinyin as the documents write them."""
    latin = [
        t for t in query.terms if t.text.isascii() and t.text.isalpha() and len(t.text) >= LEAST
    ]
    if not latin:
        return query
    known = {pinyin: name for document in documents for pinyin, name in _names(document).items()}
    return replace(query, terms=tuple(_named(t, known) for t in query.terms))


def _named(term: Term, known: dict[str, str]) -> Term:
    name = known.get(term.text)
    return Term(name, 1.0, name=True, said=term.said or term.text) if name else term


@lru_cache(maxsize=512)
def _names(document: Document) -> dict[str, str]:
    """The places in the title and the names of the bodies of a document, by their pinyin."""
    from pypinyin import lazy_pinyin  # reads its table at import: only for questions in English

    facts = document.facts
    said = [facts.title.value, *(f.value for f in facts.issuers)]
    said += [facts.publisher.value] if facts.publisher else []
    found = {place for text in said for place in _PLACE.findall(text)}
    found |= {text[:2] for text in said if re.match(r"[\u4e00-\u9fff]{2}", text)}
    return {"".join(lazy_pinyin(name)): name for name in sorted(found)}
