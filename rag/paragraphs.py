"""The paragraphs of a cleaned text and what each of them is: text, heading, signature, facts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

from rag.numbering import Label, find_labels
from rag.types import CleanText
from rag.wording import TASK_LINE

_CONTENTS = re.compile(r"目\s*录")
_ENTRY = re.compile(r"[\s.．·…—-]*\d{0,3}$|\s")  # dots and the page behind a heading; blanks
CLOSING = "。；：！？，、.;:!?,"
MAX_HEADING = 40  # characters
MAX_QUESTION = 120
LONG, MEDIUM = (
    60,
    20,
)  # characters of a paragraph below a heading; MEDIUM where others are beside it
_DATE = re.compile(r"[〇○零一二三四五六七八九十\d]{2,4}\s*年\s*[一二三四五六七八九十\d]{1,3}\s*月\s*"
                   r"[一二三四五六七八九十\d]{1,3}\s*日")  # fmt: skip
_ANNEX = re.compile(r"附(?:件|表|录)\s*[\d一二三四五六七八九十]{0,3}\s*(?:[：:.、\s]|$)")
_NUMBER_LINE = re.compile(r".{0,12}[〔\[（(【]\s*\d{4}\s*[〕\]）)】]\s*第?\s*\d+\s*号")
_TITLE_LINE = re.compile(
    r"[^。；！？：]{3,60}(?:方案|办法|规定|意见|报告|规则|细则|条例|预案|计划|规划|通知|纲要|措施|目录|清单)"
    r"(?:[（(][^（）()]{1,12}[）)])?"
)
_ORGAN = re.compile(r"[\u4e00-\u9fff、 ]{0,40}(?:政府|委员会|办公厅|办公室|[部厅局院署委])")

ASKS = re.compile(r"(?:问题?\s?[\d一二三四五六七八九十]{0,3}|Q\d{0,3}|提问|记者问?)\s?[：:]\s?")
_REPLIES = re.compile(r"(?:答复?|A\d{0,3}|回答)\s?[：:]")

_Kind = Literal["title", "facts", "row", "heading", "bold", "text"]


@dataclass(slots=True)
class Line:
    """One paragraph of the text without surrounding blanks."""

    start: int
    end: int
    kind: _Kind
    level: int = 0
    labels: list[Label] = field(default_factory=list)


def read_lines(clean: CleanText) -> list[Line]:
    """Return the paragraphs of a cleaned text with their labels and what the page marked."""
    text = clean.text
    lines: list[Line] = []
    at = 0
    for piece in text.split("\n"):
        stripped = piece.strip()
        if stripped:
            start = at + len(piece) - len(piece.lstrip())
            lines.append(Line(start, start + len(stripped), "text"))
        at += len(piece) + 1
    starts = [line.start for line in lines]
    for mark in clean.marks:
        first = max(bisect_right(starts, mark.start) - 1, 0)
        for line in lines[first:]:
            if line.start >= mark.end:
                break
            overlap = min(line.end, mark.end) - max(line.start, mark.start)
            if overlap * 10 < (line.end - line.start) * 9 or line.kind != "text":
                continue
            line.kind = "row" if mark.kind == "table_row" else mark.kind
            line.level = mark.level
    for line in _contents(text, lines):
        line.kind = "facts"
    spans = [(line.start, line.end) for line in lines]
    skip = [i for i, line in enumerate(lines) if line.kind in ("title", "facts", "row")]
    for label in find_labels(text, spans, skip):
        lines[label.line].labels.append(label)
    return lines


def _contents(text: str, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a table of contents (目录): they tell of the document, and its headings come again below."""
    first = next(
        (i for i, m in enumerate(lines) if _CONTENTS.fullmatch(text, m.start, m.end)), None
    )
    if first is None or first + 1 == len(lines):
        return ()
    entries = [_ENTRY.sub("", text[line.start : line.end]) for line in lines[first + 1 :]]
    again = next((i for i, entry in enumerate(entries) if i and entry == entries[0]), 0)
    short = all(len(entry) <= MAX_HEADING for entry in entries[:again])
    return lines[first : first + 1 + again] if short else ()


def closing_lines(text: str, lines: Sequence[Line]) -> set[int]:
    """Return the lines of signature and date, which belong to no clause of the body."""
    closing: set[int] = set()
    last = max((i for i, line in enumerate(lines) if line.kind != "facts"), default=0)
    plain = last and not lines[last].labels and lines[last].kind == "text"
    if plain and _ORGAN.fullmatch(text, lines[last].start, lines[last].end):
        closing.add(last)
    for i, line in enumerate(lines):
        match = _DATE.match(text, line.start, line.end)
        if match is None or line.end - match.end() > 2 or line.labels:
            continue
        closing.add(i)
        for j in range(i - 1, max(i - 12, -1), -1):
            before = lines[j]
            if (
                before.labels
                or before.kind != "text"
                or before.end - before.start > MAX_HEADING
                or text[before.end - 1] in CLOSING
            ):
                break
            closing.add(j)
    return closing


def is_embedded_title(text: str, lines: Sequence[Line], i: int, closing: Set[int]) -> bool:
    """Tell whether a line is the title of what a notice carries: it follows date or signature."""
    line = lines[i]
    if i == 0 or line.labels or line.kind in ("row", "title"):
        return False
    before = lines[i - 1]
    if i > 1 and text[before.start] in "（(" and text[before.end - 1] in "）)":
        i, before = i - 1, lines[i - 2]
    return (i - 1) in closing and bool(_TITLE_LINE.fullmatch(text, line.start, line.end))


def is_bare_heading(text: str, lines: Sequence[Line], i: int, closing: Set[int]) -> bool:
    """Tell whether a line without a number is a heading: marked so, or short before a long one."""
    line = lines[i]
    size = line.end - line.start
    if line.kind in ("row", "title") or line.labels:
        return False
    if _ANNEX.match(text, line.start, line.end) and size <= MAX_HEADING:
        return True
    if is_question(text, lines, i):
        return True
    content = text[line.start : line.end]
    if TASK_LINE.fullmatch(content):
        return False  # nor who is to do what stands before it
    if _NUMBER_LINE.fullmatch(content):
        return False  # **粤工信〔2024〕8号** is no heading of what follows
    if line.kind == "heading":
        return size <= 100
    if size > MAX_HEADING or content[-1] in CLOSING or _DATE.match(content):
        return False
    if line.kind == "bold":
        return True
    if i + 1 >= len(lines) or size < 2 or _NUMBER_LINE.match(content):
        return False
    if i and i - 1 not in closing and _looks_short(text, lines[i - 1]):
        return False
    if _stands_before(text, lines, i, LONG):
        return True
    beside = any(_stands_before(text, lines, j, MEDIUM) for j in (i - 2, i + 2))
    return beside and _stands_before(text, lines, i, MEDIUM)


def _stands_before(text: str, lines: Sequence[Line], i: int, least: int) -> bool:
    """Tell whether a short line without a number stands before a paragraph of so many characters."""
    if not 0 <= i < len(lines) - 1 or not _looks_short(text, lines[i]):
        return False
    size, after = lines[i].end - lines[i].start, lines[i + 1]
    long = after.end - after.start >= max(least, 2 * size)
    return after.kind == "text" and long and text[after.end - 1] in "。；：！？"


def is_question(text: str, lines: Sequence[Line], i: int) -> bool:
    """Tell whether a line asks what the next line answers: 问：… 答：…."""
    line = lines[i]
    if line.end - line.start > MAX_QUESTION or i + 1 >= len(lines):
        return False
    asks = ASKS.match(text, line.start, line.end) or text[line.end - 1] in "？?"
    return bool(asks and _REPLIES.match(text, lines[i + 1].start, lines[i + 1].end))


def _looks_short(text: str, line: Line) -> bool:
    """Tell whether a line is one of several short ones: cells, addressees, a menu."""
    short = line.end - line.start <= MAX_HEADING
    return short and line.kind == "text" and not line.labels and text[line.end - 1] not in CLOSING


def is_annex(text: str, line: Line) -> bool:
    """Tell whether a line names an annex (附件1), which belongs to no clause of the body."""
    return _ANNEX.match(text, line.start, line.end) is not None
