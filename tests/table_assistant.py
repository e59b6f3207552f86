"""An assistant whose answers stand in a table, for tests of what scores them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from rag.errors import InvalidQuestion
from rag.types import Answer, Citation, Clause, Document, Fact, Facts, Hit, Passage, Sentence

TEXT = "一、目标：营收6200亿元。二、工程：甲工程、乙工程。三、其他：无。"
SCRIPT = "<script>alert('x')</script> 目标 | 是 *什么*？"
CUTS = (0, TEXT.index("二、"), TEXT.index("三、"), len(TEXT))


def document(doc_id: str = "a.txt", text: str = TEXT, cuts: Sequence[int] = CUTS) -> Document:
    clauses = [Clause(0, -1, 0, "root", "", 0, "", 0, 0, 0, len(text))]
    for number, (start, end) in enumerate(pairwise(cuts), 1):
        clauses.append(Clause(number, 0, 1, "一、", "", number, "", start, start, end, end))
    return Document(doc_id, "0" * 64, text, ((0, 0, len(text)),), Facts(Fact("t")), tuple(clauses))


class TableAssistant:
    """Answers from a table; ``search`` gives the document's clauses from last to first."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.documents = {"a.txt": document()}
        self.answers = answers
        self.asked: list[tuple[str, tuple[str, ...], date | None]] = []

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        as_of: date | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(history), as_of))
        if question not in self.answers:
            raise InvalidQuestion(f"cannot read {question!r}")
        return self.answers[question]

    def search(self, question: str, top_k: int) -> list[Hit]:
        passages = [
            Passage(doc.doc_id, c.id, c.start, c.end, doc.text[c.start : c.end], ())
            for doc in self.documents.values()
            for c in reversed(doc.clauses[1:])
        ]
        return [Hit(p, 1.0 / rank) for rank, p in enumerate(passages[:top_k], 1)]


def proof(quote: str, n: int = 1) -> Citation:
    start = TEXT.index(quote)
    return Citation(n, "a.txt", "t", (), start, start + len(quote), quote, "s")


ANSWERS = {
    SCRIPT: Answer(SCRIPT, "answered", (Sentence("营收6200亿元", (1,)),), "6200 亿元",
                   (proof("营收6200亿元"),)),
    "哪些工程？": Answer("哪些工程？", "answered", (Sentence("甲工程", (1,), True),),
                     citations=(proof("甲工程"),)),
    "公积金？": Answer("公积金？", "not_found", notes=("没有",), nearest=(proof("其他"),)),
    "那乙呢？": Answer("那乙呢？", "answered", (Sentence("乙工程", (1,)),),
                   citations=(proof("乙工程"),)),
}  # fmt: skip
