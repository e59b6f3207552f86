"""The data that flows through the pipeline: frozen, in the order in which it appears.

All offsets are character offsets (Python string indices), half open ``[start, end)``. Unless a
name says ``raw``, they point into the *cleaned* text of a document, which ``python -m rag show``
prints exactly.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

PATH_MARK = " › "  # between the headings of a clause path
Format = Literal["txt", "md", "html", "docx", "pdf", "scan"]
Recognised = Literal["", "scanned", "unsure"]  # text of the file; of a picture; not clearly seen
Evidence = dict[str, float]  # what speaks for something: features by name
Status = Literal["answered", "partial", "not_found", "unclear"]

Scheme = Literal[
    "root",  # the document itself
    "编", "章", "节", "条", "款",  # 第X编 / 第X章 / 第X节 / 第X条, an unnumbered paragraph of a 条
    "部分",  # 第X部分
    "一、", "（一）", "1.", "（1）", "①",  # numbered headings and items
    "一是", "首先", "第一，",  # runs inside a paragraph
    "heading",  # a heading without a number
    "facts",  # a line of page facts: source, date, telephone, address
    "段",  # a plain paragraph
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceText:
    """One corpus file, decoded and otherwise untouched."""

    doc_id: str  # path under the corpus folder, with forward slashes
    raw: str
    format: Format
    sha256: str  # of the file's bytes
    encoding: str  # as decoded: "utf-8", "gb18030", ...


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: taken, perhaps with warnings, or skipped for a ``reason``."""

    doc_id: str
    reason: str = ""  # why it was skipped and what to do; empty where it was taken
    passages: int = 0
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0  # that reading it took

    def problems(self) -> list[str]:
        """Return a line that says why it was skipped, or one for each warning."""
        if self.reason:
            return [f"skipped {self.doc_id}: {self.reason}"]
        return [f"warning {self.doc_id}: {warning}" for warning in self.warnings]

    def lines(self, change: str = "") -> list[str]:
        """Return all that is to be said of it; ``change``: what the index did with it."""
        said = f"taken {self.doc_id}: {self.passages} passages"
        taken = [] if self.reason else [f"{said}, {change}" if change else said]
        return taken + self.problems()


@dataclass(frozen=True, slots=True)
class Mark:
    """A layout hint that cleaning took out of the text: what was bold, a heading, a fact line."""

    start: int
    end: int
    kind: Literal["title", "heading", "bold", "facts", "table_row"]
    level: int = 0  # h1 = 1, ...; 0 where there is none


@dataclass(frozen=True, slots=True)
class CleanText:
    """A document's text without page furniture, each character traced to the raw file.

    ``runs`` is the offset map: ``(clean_start, raw_start, length)``, sorted, covering the text
    without gaps; inside a run both sides advance together. A character that stands for several
    raw ones (an entity, a joined line) is a run of length 1 at the first of them.
    """

    doc_id: str
    text: str
    runs: tuple[tuple[int, int, int], ...]
    marks: tuple[Mark, ...] = ()

    def raw_offset(self, position: int) -> int:
        """Return where the character at ``position`` of the cleaned text stands in the raw file.

        Raises IndexError when ``position`` is outside ``0 <= position < len(text)``.
        """
        if not 0 <= position < len(self.text):
            raise IndexError(position)
        start, raw_start, _ = self.runs[bisect_right(self.runs, position, key=lambda r: r[0]) - 1]
        return raw_start + position - start


@dataclass(frozen=True, slots=True)
class Fact:
    """A value about a document and the span that proves it.

    ``start == end == -1`` when the clerk's manifest said it and the text does not.
    """

    value: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says about itself. Nothing here is guessed: a missing fact is empty."""

    title: Fact
    kind: Fact | None = None  # 政策解读, 通知, 意见, 办法, 法律, ...
    document_number: Fact | None = None  # 文号
    issuers: tuple[Fact, ...] = ()  # 发文机关, in the order of the text
    publisher: Fact | None = None  # who put the page up (主办单位 / 来源)
    source: Fact | None = None  # 来源, or the page's address
    published: Fact | None = None  # ISO date YYYY-MM-DD of publication
    issued: Fact | None = None  # ISO date of 印发 / 成文
    effective: Fact | None = None  # ISO date of 施行
    period: Fact | None = None  # "2023-01-01/2025-12-31", the years a plan covers
    valid_until: Fact | None = None  # ISO date, the last day; a plan's years are its period
    repeals: tuple[Fact, ...] = ()  # titles or 文号 of what it repeals as a whole
    repealed: Fact | None = None  # the words that say that it is itself no longer in force
    explains: Fact | None = None  # title of the document that a reading explains
    amends: tuple[Fact, ...] = ()  # titles of what a decision (关于修改…的决定) amends
    forwards: Fact | None = None  # title of the document that this one passes on (转发, 转载)
    region: Fact | None = None  # whose rule it is: 广东, 广州, 全国
    phones: tuple[Fact, ...] = ()
    addresses: tuple[Fact, ...] = ()
    related: tuple[Fact, ...] = ()  # titles of the documents it names as related


@dataclass(frozen=True, slots=True)
class Clause:
    """A node of a document's clause tree (条款).

    ``start:end`` is the whole clause with everything below it; ``head_end`` ends its label and
    heading; ``own_end`` ends the text before the first child. For a leaf ``own_end == end``.
    """

    id: int  # its place in Document.clauses, document order; 0 is the root
    parent: int  # -1 for the root
    depth: int  # 0 for the root
    scheme: Scheme
    label: str  # "（三）", "一是", "第三条", "" for a heading or paragraph without a number
    number: int  # 3; 0 where there is none
    heading: str  # "重点工程"; "" where the clause has no heading of its own
    start: int
    head_end: int
    own_end: int
    end: int

    @property
    def name(self) -> str:
        """Label and heading as they stand in a clause path, e.g. ``（三）重点工程``."""
        return self.label + self.heading


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned text with its facts and its clause tree (``clauses[0]`` is the root)."""

    doc_id: str
    sha256: str
    text: str
    runs: tuple[tuple[int, int, int], ...]
    facts: Facts
    clauses: tuple[Clause, ...]
    pages: tuple[int, ...] = ()  # where each page of paper begins; empty where it has none
    scanned: tuple[int, ...] = ()  # numbers of the pages whose text was recognised in a picture
    unread: tuple[int, ...] = ()  # numbers of the pages that are pictures and were not read
    unsure: tuple[tuple[int, int], ...] = ()  # spans that recognition was not sure of, in order

    def __hash__(self) -> int:
        """Not over the whole text: what is found once for a document is looked up by it."""
        return hash((self.doc_id, self.sha256))

    def path(self, clause_id: int) -> tuple[str, ...]:
        """Return the names from the top clause down to this one; plain paragraphs add none."""
        names: list[str] = []
        while clause_id > 0:
            clause = self.clauses[clause_id]
            if clause.name:
                names.append(clause.name)
            clause_id = clause.parent
        return tuple(reversed(names))

    def children(self, clause_id: int) -> tuple[Clause, ...]:
        """Return the direct children of a clause, in document order."""
        return _children(self).get(clause_id, ())

    def page_at(self, position: int) -> int:
        """Return the page of paper, from 1, of the character at ``position``; 0 where it has none."""
        return bisect_right(self.pages, position)

    def recognised(self, start: int, end: int) -> Recognised:
        """Tell whether text was recognised in a picture, and whether a part of it is unsure."""
        first, last = self.page_at(start), self.page_at(max(start, end - 1))
        if not any(first <= page <= last for page in self.scanned):
            return ""
        return "unsure" if any(a < end and start < b for a, b in self.unsure) else "scanned"

    def clause_at(self, position: int) -> Clause:
        """Return the deepest clause that holds the character at ``position``."""
        holding = (c for c in self.clauses if c.start <= position < c.end)
        return max(holding, key=lambda c: (c.depth, c.id), default=self.clauses[0])


@lru_cache(maxsize=512)
def _children(document: Document) -> dict[int, tuple[Clause, ...]]:
    found: dict[int, list[Clause]] = {}
    for clause in document.clauses:
        found.setdefault(clause.parent, []).append(clause)
    return {parent: tuple(clauses) for parent, clauses in found.items()}


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document that is encoded and retrieved whole.

    ``text == document.text[start:end]``: no title or path is ever part of it.
    """

    doc_id: str
    clause_id: int
    start: int
    end: int
    text: str
    clause_path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was retrieved, best first in any list of hits."""

    passage: Passage
    score: float  # higher is better; comparable within one query only
    cosine: float = 0.0  # of query and passage vector; 0 when only the words found it
    lexical: float = 0.0  # BM25; 0 when only the vectors found it
    adds: Evidence | None = None  # to the score, by name, once a ranker has ordered it


@dataclass(frozen=True, slots=True)
class Citation:
    """The proof of one sentence: ``document.text[start:end] == quote``."""

    n: int  # the mark [n] in the answer
    doc_id: str
    title: str
    clause_path: tuple[str, ...]
    start: int
    end: int
    quote: str
    source: str
    valid_until: str | None = None
    issuer: str = ""
    document_number: str = ""
    published: str = ""
    page: int = 0  # of paper, from 1; 0 where the document has none
    recognised: Recognised = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the numbers of the citations that prove it."""

    text: str
    citations: tuple[int, ...] = ()
    item: bool = False  # an item of a list


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user gets: sentences with their proof, or an honest refusal.

    ``sentences`` say what the documents say, each with a citation. ``notes`` say what the
    documents do *not* say, or that a period has ended: they are about the search, not claims
    of the text. ``nearest`` are the closest clauses when nothing answers; ``choices`` are
    questions to pick from when the question is unclear.
    """

    question: str
    status: Status
    sentences: tuple[Sentence, ...] = ()
    short_answer: str | None = None
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    choices: tuple[str, ...] = ()
    language: Literal["zh", "en"] = "zh"
    elapsed_ms: float = 0.0
