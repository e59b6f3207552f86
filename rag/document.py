"""A file becomes a document: load -> clean -> metadata -> structure."""

from __future__ import annotations

from collections.abc import Mapping

from rag.clean import clean
from rag.metadata import extract_facts
from rag.pages import page_starts, pages_of, unsure_spans
from rag.structure import parse_clauses
from rag.types import Document, SourceText


def read_document(source: SourceText, entry: Mapping[str, object] | None = None) -> Document:
    """Clean one source text, find its facts and parse its clause tree."""
    cleaned = clean(source)
    facts = extract_facts(cleaned, source, entry)
    clauses = parse_clauses(cleaned)
    if source.format not in ("pdf", "scan"):
        return Document(source.doc_id, source.sha256, cleaned.text, cleaned.runs, facts, clauses)
    raw = source.raw
    return Document(
        source.doc_id, source.sha256, cleaned.text, cleaned.runs, facts, clauses,
        page_starts(raw, cleaned), pages_of(raw, "scanned"), pages_of(raw, "unread"), unsure_spans(raw, cleaned),
    )  # fmt: skip
