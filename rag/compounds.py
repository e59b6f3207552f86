"""Words of a question that the dictionary does not know and the documents have: 送餐, 选房, 失能."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from rag.query import Query
from rag.terms import Term, cut, make_term, unique

_APART = "uypcrmqxdt"  # tags of characters that are part of no word: 的, 在, 和, 一
_NO_PART = "有是为做要请问给让被把到了的"
_MODAL = "能可会应该须将已未不没还都也就才要想去来"  # begin no word of a thing


def with_compounds(query: Query, holds: Callable[[str], bool]) -> Query:
    """Return a Chinese question with single characters joined to their neighbours where the documents have the pair.

    ``holds`` tells whether a pair of characters stands in the documents.
    """
    slight = {t.text for t in query.terms if t.slight}
    if query.language != "zh" or not slight:
        return query
    joined: dict[str, str] = {}
    pieces = list(cut(query.plain.lower()))
    for (one, tag), (other, other_tag) in pairwise(pieces):
        alone = len(one) == len(other) == 1 and slight & {one, other}
        if not alone or one in _MODAL or joined.keys() & {one, other}:
            continue
        if _may_join(one, tag) and _may_join(other, other_tag) and holds(one + other):
            joined[one] = joined[other] = one + other
    if not joined:
        return query

    def whole(term: Term) -> Term:
        return make_term(joined[term.text], "n") if term.slight and term.text in joined else term

    return replace(query, terms=unique(map(whole, query.terms)))


def _may_join(char: str, tag: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" and tag[:1] not in _APART and char not in _NO_PART
