"""The sentences of a document, each with everything that gives it meaning around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rag.chunk import sentences
from rag.crossrefs import referred
from rag.tables import CELL, header_of
from rag.types import Clause, Document


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A sentence of a document and its surroundings, in lower case for matching."""

    document: Document
    clause: Clause
    start: int
    end: int
    text: str
    path: str
    around: str  # the whole clause, and the introduction of the list it belongs to
    title: str
    number: int  # of the sentences of its document, from 0
    header: tuple[str, ...] = ()  # of a row of a table: what its columns are called

    @property
    def is_heading(self) -> bool:
        """Whether this is only the title, or the heading of a clause that says more."""
        clause = self.clause
        return clause.scheme == "root" or (
            self.start == clause.start
            and self.end <= clause.head_end + 1
            and clause.end > self.end + 1
        )

    @property
    def quote(self) -> str:
        """The sentence as it stands in the document."""
        return self.document.text[self.start : self.end]


@lru_cache(maxsize=512)
def lower_text(document: Document) -> str:
    """Return the whole text of a document in small letters."""
    return document.text.lower()


def text_with(document: Document, *forms: str) -> str:
    """Return the whole text in which to look for words in small letters.

    It is the text as it stands where none of them has letters of two cases: the small letters of
    thousands of documents are not kept, and making them costs more than looking through them.
    """
    return document.text if all(f == f.upper() for f in forms) else lower_text(document)


@lru_cache(maxsize=512)
def units_of(document: Document) -> tuple[Unit, ...]:
    """Return the sentences of a document in order, each in its deepest clause."""
    title = _title(document)
    found: list[Unit] = []
    for clause in document.clauses:
        if clause.end <= clause.start:
            continue
        path = " ".join(document.path(clause.id)).lower()
        around = _around(document, clause)
        for start, end in sentences(document.text[clause.start : clause.own_end], clause.start):
            text = document.text[start:end].lower()
            header = header_of(document, start) if CELL in text else ()
            beside = "\n".join((*header, around)).lower() if header else around
            if told := referred(document, start, end):
                beside += "\n" + told.lower()
            found.append(
                Unit(document, clause, start, end, text, path, beside, title, len(found), header)
            )
    return tuple(found)


def _title(document: Document) -> str:
    facts = document.facts
    parts = [
        facts.title.value,
        facts.kind.value if facts.kind else "",
        facts.document_number.value if facts.document_number else "",
        *(i.value for i in facts.issuers),
    ]
    return " ".join(parts).lower()


def _around(document: Document, clause: Clause) -> str:
    own = document.text[clause.start : min(clause.end, clause.start + 1200)]
    parent = document.clauses[clause.parent] if clause.parent > 0 else None
    intro = document.text[parent.start : min(parent.own_end, parent.start + 300)] if parent else ""
    return (intro + "\n" + own).lower()
