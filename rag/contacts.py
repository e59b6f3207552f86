"""Whom to ask where documents do not tell: the body that issued the nearest one, with the number its page gives."""

from __future__ import annotations

import re

from rag.best import COMPLAINS
from rag.jurisdiction import is_of_other_place
from rag.query import Query
from rag.types import Document, Fact
from rag.units import units_of
from rag.values import find_values

_LAWGIVER = re.compile(r"人民代表大会(?:常务委员会)?$|^国务院$")
_WORD = re.compile(r"\w")
SHORT_BODY = 2  # characters that name no body: 机关


def contact_for(query: Query, document: Document) -> str:
    """Return whom to ask about a question; "" where it is about a place of which the document is no rule."""
    return "" if is_of_other_place(query, document) else contact_of(document)


def contact_of(document: Document) -> str:
    """Return whom to ask: the first issuer, or the publisher where it is one, with the telephone the page gives."""
    facts = document.facts
    issuers = [f.value for f in facts.issuers]
    reposts = facts.publisher is not None and issuers and facts.publisher.value not in issuers
    who = facts.publisher.value if facts.publisher and not reposts else "".join(issuers[:1])
    if not facts.publisher and _LAWGIVER.search(who):
        return ""  # nobody asks a congress what its law means
    below = (u.quote for u in units_of(document) if u.clause.scheme == "facts")
    beside = (_line_at(document, fact) for fact in facts.phones)
    lines = [line for line in (*beside, *below) if not COMPLAINS.search(line)]
    told = {v.text: line for line in lines for v in find_values(line, "phone")}
    if not who or len(told) != 1:  # one of several is that of some matter
        return who
    ((phone, line),) = told.items()
    bodies = _bodies(line[: line.find(phone)])
    whose = who if not bodies or any(b in who or who in b for b in bodies) else bodies[-1]
    return f"{whose} {phone}"


def _bodies(text: str) -> list[str]:
    """The bodies that a text names in full: not 卡服务中心 of 公交IC卡服务中心."""
    found = (v for v in find_values(text, "org") if len(v.text) > SHORT_BODY)
    return [v.text for v in found if not v.start or not _WORD.match(text, v.start - 1)]


def _line_at(document: Document, fact: Fact) -> str:
    """The line of a document in which a fact stands, its value where only the clerk says it."""
    if fact.start < 0:
        return fact.value
    start, end = document.text.rfind("\n", 0, fact.start) + 1, document.text.find("\n", fact.end)
    return document.text[start : end if end >= 0 else len(document.text)]
