"""A document called by its kind alone, where only one here is of that kind: 行动计划什么时候印发的."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rag.about import subject
from rag.evidence import HELD
from rag.genre import TELLING
from rag.query import Query
from rag.relations import title_keys
from rag.terms import words
from rag.types import Document

LEAST = 2  # characters of a kind
_OF_FACT = ("document_number", "validity")
_AMENDING = re.compile("修[改订](?:的)?(?P<kind>通知|决定|公告)")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]$")
_VAGUE = ("文件", "政策", "材料", "原文", "法规", "网站", "官网", "网页", "页面", "文章", "这个")


def with_only_one(query: Query, documents: Iterable[Document]) -> Query:
    """Return a question for a fact of a document with that document named, where its kind alone tells it."""
    asks_fact = bool(query.fact) or query.value in _OF_FACT
    named = query.titles or query.numbers or query.follow_up or query.earlier or query.version
    if query.language != "zh" or not asks_fact or named:
        return query
    if amending := _AMENDING.search(query.plain):
        documents = [d for d in documents if _amends(d, query, amending["kind"])]
    elif subject(query):
        return query
    kind = amending["kind"] if amending else _kind(query.plain)
    of_kind = [d for d in documents if _is_of_kind(d, kind)] if kind else []
    if len(of_kind) != 1:
        return query
    facts = of_kind[0].facts
    if facts.document_number:
        return replace(query, numbers=(facts.document_number.value,))
    return replace(query, titles=(facts.title.value.lower(),))


def _amends(document: Document, query: Query, kind: str) -> bool:
    """Whether a document amends what a question names: 关于修改《某扶持办法》部分条款的|通知 for 扶持办法的修改通知."""
    title = document.facts.title.value.lower()
    own = (t for t in subject(query) if t.text not in ("修改", "修订"))
    amends = re.search(f"修[改订].*{kind}$", title)
    return amends is not None and all(t.credit(title) >= HELD for t in own)


def _kind(asked: str) -> str:
    """Return the longest word for a kind of document that a question says."""
    known = (w for w in words()["document_words"] if len(w) >= LEAST and w not in _VAGUE)
    return max((w for w in known if w in asked), key=len, default="")


def _is_of_kind(document: Document, kind: str) -> bool:
    """Whether a title, or what it passes on, ends in a kind: …行动计划（2024—2026年）, 关于印发…行动计划的通知."""
    title = document.facts.title.value
    telling = any(kind in name for name in TELLING)
    if not telling and document.facts.kind and document.facts.kind.value in TELLING:
        return False
    return any(_BRACKETS.sub("", key).endswith(kind) for key in title_keys(title))
