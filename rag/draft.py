"""An answer while it is being written: sentences from spans of documents, each with its citation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rag.query import Query
from rag.terms import words
from rag.types import Answer, Citation, Document, Sentence, Status
from rag.validity import last_day

Span = tuple[int, int]
_INNER = str.maketrans("“”", "‘’")


@dataclass
class Draft:
    """Collects sentences; the same span cited twice keeps its number."""

    query: Query
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    short_answer: str | None = None
    status: Status = "answered"
    absent: bool = False  # the evidence says that the documents do not answer
    sure: bool = False  # it leaves no doubt that they do

    def frame(self, name: str, /, **values: object) -> str:
        """Return a fixed phrase of ``words.json`` in the language of the question."""
        return str(words()["frames"][self.query.language][name]).format(**values)

    def note(self, name: str, /, **values: object) -> None:
        """Add a remark about what the documents do not say; never twice."""
        if "what" in values:  # what is quoted in quotes
            values["what"] = str(values["what"]).translate(_INNER)
        text = self.frame(name, **values)
        if text not in self.notes:
            self.notes.append(text)

    def untold(self, frame: str = "missing_value") -> None:
        """Add the remark that the documents give no value, or no name, for the question."""
        self.note(frame, what=self.query.text.rstrip("？?。.． "))

    def cite(self, document: Document, span: Span) -> int:
        """Return the number of the citation of a span, making it when it is new."""
        for made in self.citations:
            if (made.doc_id, made.start, made.end) == (document.doc_id, *span):
                return made.n
        self.citations.append(make_citation(document, span, len(self.citations) + 1))
        return len(self.citations)

    def quote(
        self, document: Document, span: Span, proof: Span | None = None, item: bool = False
    ) -> None:
        """Say what stands at ``span``, proved by ``proof`` (the span itself unless given).

        In Chinese the words themselves are the sentence; in English they are quoted.
        """
        text = document.text[slice(*span)].strip()
        if not text:
            return
        number = self.cite(document, trim(document, proof or span))
        said = text.replace("\n", " ") if self.query.language == "zh" else f"“{text}”"
        sentence = Sentence(said, (number,), item)
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    def remark(self, document: Document, span: Span, frame: str, /, **values: object) -> None:
        """Say a fixed phrase about the words at ``span``, which prove it."""
        self.sentences.append(
            Sentence(self.frame(frame, **values), (self.cite(document, trim(document, span)),))
        )

    def finish(self, nearest: Iterable[Citation] = (), choices: Iterable[str] = ()) -> Answer:
        """Return the answer; one without sentences or choices is ``not_found``."""
        status = self.status
        if not self.sentences and status in ("answered", "partial"):
            status = "not_found"
        return Answer(
            question=self.query.text, status=status, sentences=tuple(self.sentences),
            short_answer=self.short_answer, citations=tuple(self.citations),
            notes=tuple(self.notes), nearest=tuple(nearest), choices=tuple(choices),
            language=self.query.language,
        )  # fmt: skip


def trim(document: Document, span: Span) -> Span:
    """Return the span without blanks at its ends."""
    start, end = span
    while start < end and document.text[start].isspace():
        start += 1
    while end > start and document.text[end - 1].isspace():
        end -= 1
    return start, end


def make_citation(document: Document, span: Span, number: int) -> Citation:
    """Return the citation of a span with all that staff paste beside a quotation."""
    facts, until = document.facts, last_day(document.facts)
    clause = document.clause_at(span[0])
    return Citation(
        n=number, doc_id=document.doc_id, title=facts.title.value, clause_path=document.path(clause.id),
        start=span[0], end=span[1], quote=document.text[slice(*span)],
        source=facts.source.value if facts.source else document.doc_id,
        valid_until=until.value if until else None,
        issuer="、".join(i.value for i in facts.issuers),
        document_number=facts.document_number.value if facts.document_number else "",
        published=facts.published.value if facts.published else (facts.issued.value if facts.issued else ""),
        page=document.page_at(span[0]),
        recognised=document.recognised(*span),
    )  # fmt: skip
