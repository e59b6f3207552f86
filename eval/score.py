"""Ask an assistant the gold questions and score each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
from typing import Protocol

from eval import metrics
from eval.gold import GoldQuestion
from eval.spans import RawSpan, clean_span, raw_span
from rag.errors import RagError
from rag.types import Answer, Citation, Document, Hit

CUTOFFS = (1, 3, 5, 10)
ERROR = "error"  # the status of a question that raised

# A question fails when one of these figures is below 1.
NEEDED = {
    "status_accuracy": "status",
    "list_completeness": "list incomplete",
    "list_order": "list order",
    "list_no_extra": "list has extra items",
    "exact_match": "short answer",
    "citation_recall": "proof missing",
    "citation_validity": "invalid citation",
}


class Assistant(Protocol):
    """What the evaluation needs of ``rag.PolicyAssistant``."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """All documents by ``doc_id``."""
        ...

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        as_of: date | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer one question. Raises RagError."""
        ...

    def search(self, question: str, top_k: int) -> list[Hit]:
        """Retrieve passages, best first. Raises RagError."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """One question, what came, and its scores; None is a figure that it does not have."""

    name: str  # the set: "gold" or "elsewhere"
    question: GoldQuestion
    answer: Answer | None  # None where asking raised
    error: str
    elapsed_ms: float
    scores: dict[str, float | None]
    first_hit: int | None  # the rank of the first relevant passage
    faults: tuple[str, ...] = ()  # of its citations
    proof: tuple[str, ...] = field(default=())  # the gold evidence in words, one a piece

    @property
    def status(self) -> str:
        """The status that came, or "error"."""
        return self.answer.status if self.answer else ERROR

    @property
    def failed(self) -> tuple[str, ...]:
        """What went wrong, in words; empty for a question that is right in all that is asked."""
        wrong = [
            why for m, why in NEEDED.items() if (s := self.scores.get(m)) is not None and s < 1
        ]
        return ("error", *wrong) if self.error else tuple(wrong)


def run_questions(
    assistant: Assistant, questions: Sequence[GoldQuestion], name: str = "gold"
) -> list[Result]:
    """Ask and score every question; one that raises RagError scores 0 and the rest go on."""
    if questions:  # models load on first use; that is measured by eval.bench, not here
        _ask(assistant, questions[0])
    return [_run_one(assistant, question, name) for question in questions]


def run_asks(assistant: Assistant, questions: Sequence[GoldQuestion]) -> list[float]:
    """Ask every question after a warm-up and return the milliseconds of those that were answered."""
    if questions:
        _ask(assistant, questions[0])
    asked = [_ask(assistant, question) for question in questions]
    return [elapsed for answer, _, elapsed in asked if answer is not None]


def _run_one(assistant: Assistant, question: GoldQuestion, name: str) -> Result:
    answer, error, elapsed = _ask(assistant, question)
    documents = assistant.documents
    ranks = _ranks(assistant, question)
    scores: dict[str, float | None] = dict(_retrieval_scores(ranks))
    scores |= _answer_scores(question, answer) | _citation_scores(question, answer, documents)
    found = [rank for rank in ranks or () if rank is not None]
    return Result(
        name=name,
        question=question,
        answer=answer,
        error=error,
        elapsed_ms=elapsed,
        scores=scores,
        first_hit=min(found, default=None),
        faults=tuple(metrics.citation_faults(answer, documents)) if answer else (),
        proof=tuple(_in_words(piece, documents) for piece in question.evidence),
    )


def _ask(assistant: Assistant, question: GoldQuestion) -> tuple[Answer | None, str, float]:
    start = perf_counter()
    try:
        answer = assistant.ask(question.question, question.history, question.as_of)
    except RagError as error:
        return None, str(error), (perf_counter() - start) * 1000
    return answer, "", (perf_counter() - start) * 1000


def _ranks(assistant: Assistant, question: GoldQuestion) -> list[int | None] | None:
    """Return the rank of each piece of evidence; None where search alone cannot be asked.

    A follow-up means nothing without the conversation, which ``search`` does not get.
    """
    if not question.evidence or question.history:
        return None
    try:
        hits = assistant.search(question.question, max(CUTOFFS))
    except RagError:
        hits = []
    documents = assistant.documents
    spans = [
        raw_span(documents[h.passage.doc_id], h.passage.start, h.passage.end)
        for h in hits[: max(CUTOFFS)]
    ]
    return metrics.piece_ranks(spans, question.evidence)


def _retrieval_scores(ranks: list[int | None] | None) -> dict[str, float]:
    if ranks is None:
        return {}
    recalls = {f"recall@{k}": metrics.recall_at(ranks, k) for k in CUTOFFS}
    return recalls | {
        "mrr": metrics.reciprocal_rank(ranks),
        "ndcg@10": metrics.ndcg_at_10(ranks),
    }


def _answer_scores(question: GoldQuestion, answer: Answer | None) -> dict[str, float | None]:
    status = answer.status if answer else ERROR
    both = metrics.REFUSALS_OR_QUESTIONS
    scores: dict[str, float | None] = {
        "status_accuracy": metrics.status_accuracy(question.status, status),
        "refusal_precision": metrics.refusal_precision(question.status, status),
        "refusal_recall": metrics.refusal_recall(question.status, status),
        "refusal_precision_with_unclear": metrics.refusal_precision(question.status, status, both),
        "refusal_recall_with_unclear": metrics.refusal_recall(question.status, status, both),
    }
    if _rightly_refused(question, status):
        return scores
    short = answer.short_answer if answer else None
    sentences = answer.sentences if answer else ()
    if question.short_answers:
        scores["exact_match"] = metrics.exact_match(short, question.short_answers)
        scores["character_f1"] = metrics.character_f1(short, question.short_answers)
    if question.items:
        scores["list_completeness"] = metrics.list_completeness(question.items, sentences)
        scores["list_order"] = metrics.list_order(question.items, sentences)
        scores["list_no_extra"] = metrics.list_no_extra(question.items, sentences)
    return scores


def _citation_scores(
    question: GoldQuestion, answer: Answer | None, documents: Mapping[str, Document]
) -> dict[str, float | None]:
    if answer is None:
        return {"citation_recall": 0.0} if question.evidence else {}
    scores: dict[str, float | None] = {
        "citation_validity": metrics.citation_validity(answer, documents)
    }
    if question.evidence and not _rightly_refused(question, answer.status):
        cited = _cited(answer.citations, documents)
        scores["citation_recall"] = metrics.citation_recall(cited, question.evidence)
        scores["citation_precision"] = metrics.citation_precision(
            cited, question.evidence, documents
        )
    return scores


def _rightly_refused(question: GoldQuestion, status: str) -> bool:
    """Tell whether nothing more can be asked of the answer: it may refuse, and it did."""
    return status in question.status and status in metrics.REFUSALS_OR_QUESTIONS


def _cited(citations: Sequence[Citation], documents: Mapping[str, Document]) -> list[RawSpan]:
    # A citation that is nowhere proves nothing; citation_validity is what reports it.
    return [
        raw_span(documents[c.doc_id], c.start, c.end)
        for c in citations
        if c.doc_id in documents and 0 <= c.start < c.end <= len(documents[c.doc_id].text)
    ]


def _in_words(piece: Sequence[RawSpan], documents: Mapping[str, Document]) -> str:
    texts = []
    for span in piece:
        document = documents.get(span.doc_id)
        place = clean_span(document, span.start, span.end) if document else None
        lost = f"({span.doc_id} {span.start}:{span.end} is not in the cleaned text)"
        texts.append(document.text[slice(*place)] if document and place else lost)
    return " | ".join(dict.fromkeys(texts))
