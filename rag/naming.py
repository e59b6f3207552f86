"""Whether a question names a document: by its title, its number 文号, or most of its words."""

from __future__ import annotations

from rag.query import Query
from rag.question import plain_number
from rag.terms import words
from rag.types import Document


def title_fit(query: Query, document: Document) -> float:
    """Return the share of the question's words that the title and issuers of a document hold."""
    if is_named(query, document):
        return 1.0
    title = title_of(document)
    own = [t for t in query.terms if t.text not in words()["document_words"]]
    total = sum(t.weight for t in own)
    return sum(t.weight * t.credit(title) for t in own) / total if total else 0.0


def is_named(query: Query, document: Document) -> bool:
    """Whether the question names this very document, by its title in 《》 or by its number 文号."""
    title = title_of(document)
    number = document.facts.document_number
    own = plain_number(number.value) if number else ""
    return any(t.lower() in title for t in query.titles) or any(
        own and plain_number(n).endswith(own) for n in query.numbers
    )


def title_of(document: Document) -> str:
    """Return title and issuers, in small letters."""
    facts = document.facts
    return " ".join([facts.title.value, *(i.value for i in facts.issuers)]).lower()
