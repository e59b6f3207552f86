"""The command ``python -m rag docs``: the documents of an index and how they relate, as text or JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

from rag.force import Force
from rag.naming import quoted_title
from rag.options import known_document
from rag.relations import Relation
from rag.render import printable
from rag.types import Document

LONGEST = 120  # characters shown of the sentence that proves a relation; JSON has all
OF = {"explains": "解读", "replaces": "废止或替代", "amends": "修改", "forwards": "转发"}
TO = {"explains": "解读见", "replaces": "被废止或替代", "amends": "被修改", "forwards": "转发见"}
ABSENT, BY_CLERK, SAME = "不在库中", "资料管理员注明", "同文"


def run(force: Force, options: argparse.Namespace) -> int:
    """Print the documents of ``options.doc_id``, or all, with their relations; returns 0.

    Raises InvalidOption for an unknown document.
    """
    names = options.doc_id or sorted(force.documents)
    documents = [known_document(force.documents, name) for name in names]
    if options.json:
        rows = [document_to_json(document, force) for document in documents]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        print("\n".join(line for d in documents for line in document_lines(d, force)))
    return 0


def document_lines(document: Document, force: Force) -> Iterator[str]:
    """Yield a line for a document, and one for each relation with the sentence that proves it."""
    facts, relations = document.facts, force.relations
    told = [facts.kind.value if facts.kind else "", facts.issued.value if facts.issued else ""]
    if document.doc_id in force.ends:
        told.append(f"{force.as_of.isoformat()}不在有效期内")
    told = [facts.title.value, *filter(None, told)]
    yield printable(f"{document.doc_id}  {'  '.join(told)}")
    for relation in relations.of(document.doc_id):
        named = f"《{relation.name}》（{relation.target or ABSENT}）"
        yield f"    {OF[relation.kind]}{printable(named)}：{_proof(relation, force)}"
    for relation in relations.to(document.doc_id):
        title = quoted_title(force.documents[relation.source])
        named = f"{title}（{relation.source}）"
        yield f"    {TO[relation.kind]}{printable(named)}：{_proof(relation, force)}"
    if same := relations.same.get(document.doc_id):
        yield f"    {SAME}：{printable('、'.join(same))}"


def _proof(relation: Relation, force: Force) -> str:
    if relation.by_clerk:
        return BY_CLERK
    quote = printable(" ".join(_quote(relation, force).split()))
    return f"“{quote if len(quote) <= LONGEST else quote[: LONGEST - 1] + '…'}”"


def _quote(relation: Relation, force: Force) -> str:
    return force.documents[relation.source].text[relation.start : relation.end]


def document_to_json(document: Document, force: Force) -> dict[str, Any]:
    """Return a document as JSON.

    ``relations`` are what it says of others, ``related_by`` what others say of it: ``start:end`` of the
    cleaned text of ``source`` is ``quote``; all three are null where ``by_clerk``. ``end`` is what
    proves that the document is not in force.
    """
    facts, name, relations = document.facts, document.doc_id, force.relations
    end = force.ends.get(name)
    told = end is not None and end.start >= 0
    return {
        "doc_id": name,
        "title": facts.title.value,
        "kind": facts.kind.value if facts.kind else None,
        "document_number": facts.document_number.value if facts.document_number else None,
        "issued": facts.issued.value if facts.issued else None,
        "as_of": force.as_of.isoformat(),
        "in_force": end is None,
        "end": end and {
            "why": end.frame,
            "doc_id": end.document.doc_id if told else None,
            "start": end.start if told else None,
            "end": end.end if told else None,
            "quote": end.document.text[end.start : end.end] if told else None,
            "by_clerk": not told,
        },
        "relations": [_relation_row(r, force) for r in relations.of(name)],
        "related_by": [_relation_row(r, force) for r in relations.to(name)],
        "same_text": list(relations.same.get(name, ())),
    }  # fmt: skip


def _relation_row(relation: Relation, force: Force) -> dict[str, Any]:
    told = not relation.by_clerk
    return {
        "kind": relation.kind,
        "source": relation.source,
        "target": relation.target or None,
        "name": relation.name,
        "start": relation.start if told else None,
        "end": relation.end if told else None,
        "quote": _quote(relation, force) if told else None,
        "by_clerk": relation.by_clerk,
    }
