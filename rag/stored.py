"""Documents, passages and reports of files as lines of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from rag.types import Clause, Document, Fact, Facts, FileReport, Passage

Row = dict[str, Any]


def document_to_json(document: Document) -> str:
    """Return one line of JSON that holds the whole document."""
    row: Row = {
        "doc_id": document.doc_id,
        "sha256": document.sha256,
        "text": document.text,
        "runs": document.runs,
        "facts": asdict(document.facts),
        "clauses": [_fields(clause) for clause in document.clauses],
        "pages": document.pages,
        "scanned": document.scanned,
        "unread": document.unread,
        "unsure": document.unsure,
    }
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def document_from_json(line: str) -> Document:
    """Read what ``document_to_json`` wrote. Raises ValueError, KeyError or TypeError."""
    row: Row = json.loads(line)
    return Document(
        doc_id=row["doc_id"],
        sha256=row["sha256"],
        text=row["text"],
        runs=tuple((a, b, n) for a, b, n in row["runs"]),
        facts=_facts(row["facts"]),
        clauses=tuple(Clause(**clause) for clause in row["clauses"]),
        pages=tuple(row["pages"]),
        scanned=tuple(row["scanned"]),
        unread=tuple(row["unread"]),
        unsure=tuple((a, b) for a, b in row["unsure"]),
    )


def passage_to_json(passage: Passage) -> str:
    """Return one line of JSON that holds the passage."""
    return json.dumps(_fields(passage), ensure_ascii=False, separators=(",", ":"))


def passage_from_json(line: str) -> Passage:
    """Read what ``passage_to_json`` wrote. Raises ValueError, KeyError or TypeError."""
    row: Row = json.loads(line)
    return Passage(**{**row, "clause_path": tuple(row["clause_path"])})


def report_to_json(report: FileReport) -> str:
    """Return one line of JSON that holds the report of a file."""
    return json.dumps(asdict(report), ensure_ascii=False)


def report_from_json(line: str) -> FileReport:
    """Read what ``report_to_json`` wrote. Raises ValueError, KeyError or TypeError."""
    row: Row = json.loads(line)
    return FileReport(**{**row, "warnings": tuple(row["warnings"])})


def _fields(item: Clause | Passage) -> Row:
    # dataclasses.asdict copies deeply, which costs a minute on a hundred thousand clauses
    return {name: getattr(item, name) for name in item.__slots__}


def _facts(row: Row) -> Facts:
    facts: Row = {}
    for name, value in row.items():
        if isinstance(value, list):
            facts[name] = tuple(Fact(**fact) for fact in value)
        else:
            facts[name] = Fact(**value) if value is not None else None
    return Facts(**facts)
