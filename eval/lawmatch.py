"""Which passages lie in the articles that STARD names as answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from rag.index import Index
from rag.types import Document

COMPARED = 60  # characters of an article's text
_LAYOUT = re.compile(r"[\W_]+")


def gold_articles(wanted: Sequence[Mapping[str, str]], index: Index) -> list[frozenset[int]]:
    """Return for each question the ids of the passages of its articles.

    ``wanted`` maps an article's name (law and 条) to its text. An article of the corpus is meant
    when law and label are the name, or when its text begins alike: laws stand under several names.
    """
    places: dict[str, set[int]] = {}
    for i, keys in enumerate(_article_keys(index)):
        for key in keys:
            places.setdefault(key, set()).add(i)
    return [
        frozenset(
            i
            for name, text in articles.items()
            for key in (_name_key(name), _text_key(text))
            for i in places.get(key, ())
        )
        for articles in wanted
    ]


def _article_keys(index: Index) -> list[tuple[str, ...]]:
    """Return for each passage the name and the text of the article that it begins in."""
    known: dict[tuple[str, int], tuple[str, ...]] = {}
    keys = []
    for passage in index.passages:
        document = index.documents[passage.doc_id]
        article = _article_of(document, passage.clause_id)
        place = (passage.doc_id, article)
        if place not in known:
            known[place] = _keys_of(document, article) if article > 0 else ()
        keys.append(known[place])
    return keys


def _article_of(document: Document, clause_id: int) -> int:
    while clause_id > 0 and document.clauses[clause_id].scheme != "条":
        clause_id = document.clauses[clause_id].parent
    return clause_id


def _keys_of(document: Document, article: int) -> tuple[str, ...]:
    clause = document.clauses[article]
    text = document.text[clause.start + len(clause.label) : clause.end]
    name = document.facts.title.value + clause.label
    return _name_key(name), _text_key(text)


def _name_key(name: str) -> str:
    return "name:" + _flat(name)


def _text_key(text: str) -> str:
    return "text:" + _flat(text)[:COMPARED]


def _flat(text: str) -> str:
    return _LAYOUT.sub("", unicodedata.normalize("NFKC", text))
