"""What a search may be narrowed by: facts of a passage's document, compared in one plain form."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal

from rag.errors import InvalidOption
from rag.types import Document

# How the value of a filter is compared with what the document says: it equals it or stands in it.
FILTERS: Mapping[str, Literal["equals", "within"]] = {
    "doc_id": "equals",
    "title": "within",
    "kind": "equals",
    "issuer": "within",  # of any of the issuers
    "document_number": "equals",
    "year": "equals",  # of issue, else of publication
}
Metadata = Mapping[str, str]  # a value for each key of FILTERS, in plain form; "" where unknown

_BRACKETS = str.maketrans("[]【】()", "〔〕〔〕〔〕")


def check_filters(filters: Mapping[str, str]) -> None:
    """Raise InvalidOption, naming the known keys, when a filter key is unknown."""
    for key in filters:
        if key not in FILTERS:
            raise InvalidOption(f"unknown filter {key!r}: the keys are {', '.join(FILTERS)}")


def plain_filters(filters: Mapping[str, str]) -> dict[str, str]:
    """Return filters as they are compared with Metadata. Raises InvalidOption as check_filters."""
    check_filters(filters)
    return {k: _plain(v).rstrip("年") if k == "year" else _plain(v) for k, v in filters.items()}


def metadata_of(document: Document) -> Metadata:
    """Return what the filters of a document's passages are compared with; issuers one a line."""
    facts = document.facts
    date = facts.issued or facts.published
    return {
        "doc_id": _plain(document.doc_id),
        "title": _plain(facts.title.value),
        "kind": _plain(facts.kind.value) if facts.kind else "",
        "issuer": "\n".join(_plain(issuer.value) for issuer in facts.issuers),
        "document_number": _plain(facts.document_number.value) if facts.document_number else "",
        "year": date.value[:4] if date else "",
    }


def passes(metadata: Metadata, plain: Mapping[str, str]) -> bool:
    """Say whether a document passes all of some ``plain_filters``; what is unknown never passes."""
    return all(
        metadata[key] != ""
        and (value == metadata[key] if FILTERS[key] == "equals" else value in metadata[key])
        for key, value in plain.items()
    )


def _plain(value: str) -> str:
    """Make case, full-width forms, blanks and the shape of brackets equal."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(folded.translate(_BRACKETS).split())
