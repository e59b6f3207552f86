"""A document while its facts are looked up: its lines, its labelled lines (文号：…), its title."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.dates import ANY_DATE, iso_date
from rag.mentions import Lines, stripped_fact
from rag.types import CleanText, Fact, SourceText
from rag.wording import DOCUMENT_TAIL, FACT, LABEL

_LETTERHEAD = re.compile(r"令$|(?:政府|委员会|联合会|管理局|[局厅委办院部])\s?文\s?件$")
HEAD = 3000  # characters in which a document tells of its own making


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the lookups share. ``head_end`` is where the first clause begins, at most ``HEAD`` on."""

    text: str
    raw: str
    lines: Lines
    fact_starts: frozenset[int]  # lines of page facts
    labels: tuple[tuple[str, Fact], ...]
    title: Fact
    head_end: int

    @property
    def body(self) -> int:
        """Where the text behind the title begins."""
        return max(self.title.end, 0)

    @property
    def has_clauses(self) -> bool:
        """Whether a clause ends the head of the document."""
        return self.head_end < min(len(self.text), self.body + HEAD)

    def head_lines(self) -> Lines:
        """Return the lines in front of the first clause, those above the title among them."""
        return [line for line in self.lines if line[0] < self.head_end]

    def label(self, *names: str) -> Fact | None:
        """Return the value of the first line that one of these labels begins."""
        return next((fact for label, fact in self.labels if label in names), None)

    def label_date(self, *names: str) -> Fact | None:
        """Return the first date that one of these labels gives."""
        for label, fact in self.labels:
            if label in names and (found := ANY_DATE.search(self.text, fact.start, fact.end)):
                return date_fact(found)
        return None

    @property
    def source(self) -> Fact | None:
        """Where the page says that it has the text from."""
        return self.label("来源", "信息来源", "文章来源", "稿件来源", "稿源")

    def meta(self, name: str) -> str | None:
        """Return a value of the page tags that Chinese government sites must carry."""
        found = re.search(
            rf'<meta\s+name="{name}"\s+content="([^"]{{1,300}})"', self.raw[:20000], re.IGNORECASE
        )
        return html.unescape(found[1]).strip() if found else None


def read_sheet(clean: CleanText, source: SourceText) -> Sheet:
    """Split a cleaned document into what its facts are looked up in."""
    lines = list(_lines(clean.text))
    fact_starts = frozenset(mark.start for mark in clean.marks if mark.kind == "facts")
    labels = tuple(_labelled(clean.text, lines, fact_starts))
    title = _title(clean, source, lines, fact_starts, labels)
    limit = min(len(clean.text), max(title.end, 0) + HEAD)
    head_end = next(
        (s for s, _ in lines if s > title.start and LABEL.match(clean.text, s)), len(clean.text)
    )
    return Sheet(
        clean.text, source.raw, lines, fact_starts, labels, title, min(head_end, limit)
    )  # fmt: skip


def date_fact(match: re.Match[str] | None) -> Fact | None:
    """Return the fact of a written date; None when there is no such day."""
    value = iso_date(match[0]) if match else None
    return Fact(value, *match.span()) if match and value else None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _labelled(text: str, lines: Lines, fact_starts: frozenset[int]) -> Iterator[tuple[str, Fact]]:
    """Yield (label, value) of the fact lines: a value ends where the next label begins."""
    for start, end in lines:
        if start not in fact_starts:
            continue
        heads = list(FACT.finditer(text, start, end))
        ends = [head.start() for head in heads[1:]] + [end]
        for head, value_end in zip(heads, ends, strict=False):
            label = re.sub(r"[\s:：【】]", "", head[0])
            if fact := stripped_fact(text, head.end(), value_end):
                yield label, fact


def _title(
    clean: CleanText,
    source: SourceText,
    lines: Lines,
    fact_starts: frozenset[int],
    labels: tuple[tuple[str, Fact], ...],
) -> Fact:
    found = next((fact for label, fact in labels if label == "标题"), None)
    for mark in clean.marks:
        if mark.kind == "title":
            marked = Fact(clean.text[mark.start : mark.end], mark.start, mark.end)
            # A title over two lines is whole behind its label only.
            found = found if found and found.value.startswith(marked.value) else marked
            break
    if found is None:
        own = ((s, e) for s, e in lines if s not in fact_starts and 2 <= e - s <= 80)
        first = next(own, None)
        if first is None:
            return Fact(source.doc_id.rsplit("/", 1)[-1].rsplit(".", 1)[0])
        found = Fact(clean.text[slice(*first)], *first)
    if _LETTERHEAD.search(found.value):
        return _of_order(clean.text, lines, found)
    return _completed(clean.text, found)


def _completed(text: str, title: Fact) -> Fact:
    """Return a title whose 《 closes in the next line as a whole."""
    end = text.find("\n", title.end + 1)
    following = text[title.end + 1 : end] if end > 0 else ""
    if title.value.count("《") <= title.value.count("》") or "》" not in following:
        return title
    return Fact(title.value + following, title.start, end)


def _of_order(text: str, lines: Lines, order: Fact) -> Fact:
    """Return the title below a letterhead (某市人民政府令, 某市民政局文件), or the letterhead where there is none."""
    for start, end in lines:
        if start > order.end + HEAD or LABEL.match(text, start):
            break
        if start > order.end and end - start <= 80 and DOCUMENT_TAIL.search(text[start:end]):
            return Fact(text[start:end], start, end)
    return order
