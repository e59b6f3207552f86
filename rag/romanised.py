"""Names of places in pinyin: Lanjiang in a question is 澜江, where a document is of that place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product

from rag.query import Query
from rag.terms import Term
from rag.types import Document
from rag.units import text_with

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:省|市|县|区|州|镇|乡|特区|自治)")
LEAST = 4  # letters: shorter ones are words
BODY_CHARS = (
    200_000  # of all documents: in larger ones names are looked for in titles and issuers only
)


def with_han_names(query: Query, documents: Iterable[Document]) -> Query:
    """Return the question with its names in pinyin as the documents write them."""
    documents = list(documents)
    latin = [t for t in query.terms if _in_pinyin(t, query.text, documents)]
    if not latin:
        return query
    places = {pinyin: name for document in documents for pinyin, name in _names(document).items()}
    runs: dict[str, str] = {}
    if sum(len(document.text) for document in documents) <= BODY_CHARS:
        runs = {p: n for d in documents for p, n in _runs(d).items()}

    def named(term: Term) -> Term:  # Beijing is no 背景, but it may be a 贝景市 of a title
        if term not in latin:
            return term
        return _named(term, places if _is_place(term) else runs | places)

    return replace(query, terms=tuple(map(named, query.terms)))


def _is_place(term: Term) -> bool:
    """Whether a word is known to be the name of a place: Beijing is 北京."""
    return term.name and not term.text.isascii()


def _in_pinyin(term: Term, asked: str, documents: Sequence[Document]) -> bool:
    """Whether a term may be a name in pinyin: no word that is known, or what no document says.

    What is written with a capital may be one too, whatever it means besides: Boning is 博宁.
    """
    word = term.said or term.text
    if not (word.isascii() and word.isalpha() and len(word) >= LEAST):
        return False
    name = term.name or word.capitalize() in asked
    return term.text.isascii() or (
        name and not any(term.text in text_with(d, term.text) for d in documents)
    )


def _named(term: Term, known: dict[str, str]) -> Term:
    name = known.get(term.said or term.text)
    return Term(name, 1.0, name=True, said=term.said or term.text) if name else term


@lru_cache(maxsize=64)
def _runs(document: Document) -> dict[str, str]:
    """The runs of two and three characters of a text, by their pinyin; of several the commonest."""
    from pypinyin import lazy_pinyin

    counted = Counter(
        run for size in (2, 3) for part in _HAN.findall(document.text)
        for run in (part[i : i + size] for i in range(len(part) - size + 1))
    )  # fmt: skip
    commonest = sorted(counted, key=lambda run: (counted[run], run))
    return {"".join(lazy_pinyin(run)): run for run in commonest}


@lru_cache(maxsize=512)
def _names(document: Document) -> dict[str, str]:
    """The places in the title and the names of the bodies of a document, by their pinyin."""
    from pypinyin import Style, pinyin  # reads its table at import: only for questions in English

    facts = document.facts
    said = [facts.title.value, *(f.value for f in facts.issuers)]
    said += [facts.publisher.value] if facts.publisher else []
    found = {place for text in said for place in _PLACE.findall(text)}
    found |= {text[:2] for text in said if re.match(r"[\u4e00-\u9fff]{2}", text)}
    readings = {name: pinyin(name, style=Style.NORMAL, heteronym=True) for name in sorted(found)}
    return {"".join(one): name for name, of in readings.items() for one in product(*of)}
