"""The facts of a document with the words that prove each, and the form that corrects them.

What an editor saves becomes the clerk's line of the document (corrections.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from rag.managewords import WORDS
from rag.page import Language, text_html
from rag.types import Document, Fact

FIELDS = (
    "title", "kind", "document_number", "issuers", "publisher", "issued", "published", "effective",
    "period", "valid_until", "region", "explains", "repeals", "repealed",
)  # fmt: skip
_SEVERAL = frozenset(["issuers", "repeals"])
_AROUND = 20  # characters shown on each side of a proof
_LONGEST = 500  # characters of a value that is taken


def corrections(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form sends as the clerk's line says it: an emptied field is ``false``."""
    found: dict[str, Any] = {}
    for name in FIELDS:
        if name not in sent:
            continue
        text = str(sent[name])[:_LONGEST].strip()
        values = [part.strip() for part in text.replace(";", "；").split("；") if part.strip()]
        found[name] = (values if name in _SEVERAL else text) if text else False
    if found.get("title") is False:
        del found["title"]  # a document has a title
    return found


def facts_html(document: Document, language: Language) -> str:
    """Return the facts that a document has, each with its proof."""
    words = WORDS[language]
    rows = "".join(
        f"<div><dt>{words['field'][name]}</dt><dd>{text_html(_joined(facts))}"
        f"{''.join(_proof(fact, document, False, language) for fact in facts)}</dd></div>"
        for name in FIELDS
        if (facts := _facts(document, name))
    )
    return f'<dl class="proofs">{rows}</dl>'


def count_facts(document: Document) -> int:
    """Return how many fields have a value."""
    return sum(bool(_facts(document, name)) for name in FIELDS)


def form_html(document: Document, entry: Mapping[str, Any], language: Language) -> str:
    """Return the form; ``entry`` is the clerk's line of the document."""
    words = WORDS[language]
    rows = "".join(_row(document, name, name in entry, language) for name in FIELDS)
    doc_id, forget = escape(document.doc_id), ""
    if entry.keys() & set(FIELDS):
        forget = button(words["forget"], act="forget", doc_id=document.doc_id)
    return (
        f'<form class="facts-form" data-form="facts" data-id="{doc_id}"><h4 tabindex="-1">'
        f'{words["facts_head"]}</h4><p class="hint">{words["facts_hint"]}</p>{rows}'
        f'<p class="acts"><button type="submit" class="main">{words["save"]}</button>{forget}</p></form>'
    )


def button(words: str, kind: str = "", **data: object) -> str:
    """Return a button that sends ``data`` to the manager (manage.js)."""
    return (
        f'<button type="button" class="{kind}" data-edit="{escape(json.dumps(data))}">'
        f"{text_html(words)}</button>"
    )


def _row(document: Document, name: str, by_clerk: bool, language: Language) -> str:
    words, facts = WORDS[language], _facts(document, name)
    proofs = "".join(_proof(fact, document, by_clerk, language) for fact in facts)
    missing = "" if facts else f'<span class="proof">{words["missing"]}</span>'
    return (
        f'<label><span class="label">{words["field"][name]}</span><input name="{name}" '
        f'maxlength="{_LONGEST}" lang="zh-CN" value="{escape(_joined(facts))}">{proofs}{missing}</label>'
    )


def _proof(fact: Fact, document: Document, by_clerk: bool, language: Language) -> str:
    """Return the words around a proof with the proof marked, and where it stands."""
    words, text = WORDS[language], document.text
    if fact.start < 0:
        return f'<span class="proof">{words["by_clerk" if by_clerk else "no_span"]}</span>'
    first = max(text.rfind("\n", 0, fact.start) + 1, fact.start - _AROUND)
    end = text.find("\n", fact.end)
    last = min(len(text) if end < 0 else end, fact.end + _AROUND)
    before, after = text[first : fact.start], text[fact.end : last]
    cut = "…" if first and text[first - 1] != "\n" else ""
    more = "…" if last < len(text) and text[last] != "\n" else ""
    place = words["span"].format(fact.start, fact.end)
    return (
        f'<span class="proof" lang="zh-CN">“{cut}{text_html(before)}<mark>'
        f"{text_html(text[fact.start : fact.end])}</mark>{text_html(after)}{more}” "
        f'<span class="place">{place}</span></span>'
    )


def _facts(document: Document, name: str) -> tuple[Fact, ...]:
    found = getattr(document.facts, name)
    return found if isinstance(found, tuple) else (found,) if found else ()


def _joined(facts: tuple[Fact, ...]) -> str:
    return "；".join(fact.value for fact in facts)
