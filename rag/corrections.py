"""The clerk's corrections: what a line of the corpus's manifest.jsonl says wins over what was found.

A corrected fact keeps a span only where the text has its very words; otherwise it has none, which
marks it as the clerk's. So has a relation to another document that was not found: that the text has
its title proves none. ``false`` takes a fact out; an empty text or list, or null, corrects nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rag.dates import iso_date
from rag.errors import CorpusError
from rag.types import CleanText, Fact, Facts

_DATES = ("published", "issued", "effective", "valid_until")
_RELATIONS = ("repeals", "explains", "amends", "forwards")
_SHORT = 4  # characters of a word that may stand anywhere in a text for something else
REPEALED = "已废止"  # what the manifest's "repealed": true says


def corrected(found: Facts, clean: CleanText, entry: Mapping[str, Any]) -> Facts:
    """Put the manifest's values over what was found. Raises CorpusError for a value of no sense."""
    values: dict[str, Any] = {name: getattr(found, name) for name in Facts.__slots__}
    for name, now in values.items():
        said = entry.get(name, entry.get("issuer") if name == "issuers" else None)
        if said in (None, "", []) and said is not False:
            continue
        own = "" if name in _RELATIONS else clean.text
        if said is False and name != "title":
            values[name] = () if isinstance(now, tuple) else None
        elif isinstance(now, tuple):
            given = said if isinstance(said, list) else [said]
            values[name] = tuple(
                _located(_text(value, name, clean.doc_id), own, now) for value in given
            )
        else:
            known = (now,) if now else ()
            values[name] = _located(_text(said, name, clean.doc_id), own, known)
    return Facts(**values)


def _text(said: object, name: str, doc_id: str) -> str:
    if name == "repealed" and said is True:
        return REPEALED
    if isinstance(said, bool) or not isinstance(said, str | int):
        raise CorpusError(
            f'manifest.jsonl: {doc_id}: "{name}" is {said!r}; write a text, or false for none'
        )
    if name in _DATES:
        day = iso_date(str(said))
        if day is None:
            raise CorpusError(
                f'manifest.jsonl: {doc_id}: "{name}" is {said!r}; write a day as YYYY-MM-DD'
            )
        return day
    if name == "period":
        first, _, last = str(said).partition("/")
        if not iso_date(first) or not iso_date(last):
            raise CorpusError(
                f'manifest.jsonl: {doc_id}: "period" is {said!r}; write YYYY-MM-DD/YYYY-MM-DD'
            )
    return str(said)


def _located(value: str, text: str, known: Iterable[Fact]) -> Fact:
    for fact in known:
        if fact.value == value:
            return fact
    start = text.find(value) if len(value) > _SHORT else -1
    return Fact(value, start, start + len(value)) if start >= 0 else Fact(value)
