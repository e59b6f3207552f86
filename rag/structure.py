"""The clause tree of a document (条款树): which stretch of the text is which clause.

Levels come from the run of numbering schemes: a scheme seen for the first time opens a level
below the clause that is open, one that is open already returns to its level. Heading levels of
the page are only a hint for headings that have no number, since pages get them wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

from rag.numbering import Label, find_labels
from rag.types import Clause, CleanText, Scheme

_CLOSING = "。；：！？，、.;:!?,"  # noqa: RUF001
_BLANK = " \t\u3000\xa0\r\f\v"
_MAX_HEADING = 40
_LAW_RANK = {"编": 0, "分编": 1, "篇": 0, "章": 2, "节": 3, "条": 4}
_DATE = re.compile(r"[〇○零一二三四五六七八九十\d]{2,4}\s*年\s*[一二三四五六七八九十\d]{1,3}\s*月\s*"
                   r"[一二三四五六七八九十\d]{1,3}\s*日")  # fmt: skip
_ANNEX = re.compile(r"附(?:件|表|录)\s*[\d一二三四五六七八九十]{0,3}\s*(?:[：:.、\s]|$)")
_NUMBER_LINE = re.compile(r".{0,12}[〔\[（(【]\s*\d{4}\s*[〕\]）)】]\s*第?\s*\d+\s*号")
_TITLE_LINE = re.compile(
    r"[^。；！？：]{3,60}(?:方案|办法|规定|意见|报告|规则|细则|条例|预案|计划|规划|通知|纲要|措施|目录|清单)"
    r"(?:[（(][^（）()]{1,12}[）)])?"
)
_ORGAN = re.compile(r"[\u4e00-\u9fff、 ]{0,40}(?:政府|委员会|办公厅|办公室|[部厅局院署委])")
_TITLED = re.compile(r"\s{0,2}(?:【([^】\n]{1,30})】|[（(]([^）)\n]{2,30})[）)](?=\s|$))")
_OPEN_QUOTES = "“‘《「『【（("  # noqa: RUF001
_CLOSE_QUOTES = "”’》」』】）)"  # noqa: RUF001

_Kind = Literal["title", "facts", "row", "heading", "bold", "text"]


@dataclass(slots=True)
class _Line:
    """One paragraph of the text without surrounding blanks."""

    start: int
    end: int
    kind: _Kind
    level: int = 0
    labels: list[Label] = field(default_factory=list)


@dataclass(slots=True)
class _Node:
    """A clause while the tree grows; becomes a Clause when its children are known."""

    scheme: Scheme
    start: int
    end: int  # of its own text; children may reach further
    key: str = ""
    label: str = ""
    number: int = 0
    heading: str = ""
    head_end: int = 0
    level: int = 0  # of the page's heading tag, 0 where there is none
    is_heading: bool = False  # the line holds nothing but label and heading
    inline: bool = False  # its label stands inside a paragraph
    ends_list: bool = False  # the last item of a list whose items end with ；
    children: list[_Node] = field(default_factory=list)


def parse_clauses(clean: CleanText) -> tuple[Clause, ...]:
    """Return the clause tree of a cleaned text in document order; the root comes first.

    Children lie inside their parent, siblings do not overlap, and every character belongs to the
    root. Never raises; the time is linear in the length of the text.
    """
    lines = _lines(clean)
    root = _grow(clean.text, lines)
    _group_paragraphs(clean.text, root)
    return _flatten(root, len(clean.text))


def _lines(clean: CleanText) -> list[_Line]:
    text = clean.text
    lines: list[_Line] = []
    at = 0
    for piece in text.split("\n"):
        stripped = piece.strip()
        if stripped:
            start = at + len(piece) - len(piece.lstrip())
            lines.append(_Line(start, start + len(stripped), "text"))
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
    spans = [(line.start, line.end) for line in lines]
    skip = [i for i, line in enumerate(lines) if line.kind in ("title", "facts", "row")]
    for label in find_labels(text, spans, skip):
        lines[label.line].labels.append(label)
    return lines


# --- growing the tree -------------------------------------------------------------------------


def _grow(text: str, lines: Sequence[_Line]) -> _Node:
    root = _Node("root", 0, len(text))
    stack = [root]
    last_body = max((i for i, line in enumerate(lines) if line.kind != "facts"), default=-1)
    closing = _closing_lines(text, lines)
    for i, line in enumerate(lines):
        if line.kind == "title" and not root.heading:
            root.heading, root.head_end = text[line.start : line.end], line.end
            continue
        if line.kind == "facts":
            if i > last_body:
                del stack[1:]
            facts = _Node("facts", line.start, line.end, head_end=line.start)
            stack[-1].children.append(facts)
            continue
        if not (line.labels and line.labels[0].leads):
            _drop_inline(stack)
            if i not in closing and _embedded_title(text, lines, i, closing):
                del stack[1:]
                _open_bare_heading(text, line, stack)
            elif i not in closing and _is_bare_heading(text, lines, i, closing):
                _open_bare_heading(text, line, stack)
            else:
                _add_paragraph(text, line, stack, i in closing)
        for n, label in enumerate(line.labels):
            stop = line.labels[n + 1].start if n + 1 < len(line.labels) else line.end
            _open_labelled(text, line, label, stop, stack)
    return root


def _closing_lines(text: str, lines: Sequence[_Line]) -> set[int]:
    """Return the lines of signature and date, which belong to no clause of the body."""
    closing: set[int] = set()
    last = max((i for i, line in enumerate(lines) if line.kind != "facts"), default=0)
    if last and not lines[last].labels and lines[last].kind == "text":
        if _ORGAN.fullmatch(text, lines[last].start, lines[last].end):
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
                or before.end - before.start > _MAX_HEADING
                or text[before.end - 1] in _CLOSING
            ):
                break
            closing.add(j)
    return closing


def _drop_inline(stack: list[_Node]) -> None:
    while stack[-1].inline or stack[-1].scheme == "段":
        stack.pop()


def _add_paragraph(text: str, line: _Line, stack: list[_Node], closes: bool) -> None:
    if closes or _ANNEX.match(text, line.start, line.end):
        del stack[1:]
    elif line.kind == "text":
        # Items of an article are one paragraph each, and a list of clauses joined by ； ends
        # with its last item: what follows is text of the clause above the list.
        while stack[-1].ends_list:
            stack.pop()
        if any(node.scheme == "条" for node in stack):
            while stack[-1].scheme != "条" and not stack[-1].is_heading:
                stack.pop()
    node = _Node("段", line.start, line.end, head_end=line.start)
    if line.labels:
        node.end = _strip_end(text, line.start, line.labels[0].start)
    stack[-1].children.append(node)
    if line.labels:
        stack.append(node)


def _embedded_title(text: str, lines: Sequence[_Line], i: int, closing: Set[int]) -> bool:
    """Tell whether a line is the title of what a notice carries: it follows date or signature."""
    line = lines[i]
    if i == 0 or line.labels or line.kind in ("row", "title"):
        return False
    before = lines[i - 1]
    if i > 1 and text[before.start] in "（(" and text[before.end - 1] in "）)":
        i, before = i - 1, lines[i - 2]
    return (i - 1) in closing and bool(_TITLE_LINE.fullmatch(text, line.start, line.end))


def _is_bare_heading(text: str, lines: Sequence[_Line], i: int, closing: Set[int]) -> bool:
    line = lines[i]
    size = line.end - line.start
    if line.kind in ("row", "title") or line.labels:
        return False
    if _ANNEX.match(text, line.start, line.end) and size <= _MAX_HEADING:
        return True
    if line.kind == "heading":
        return size <= 100
    content = text[line.start : line.end]
    if size > _MAX_HEADING or content[-1] in _CLOSING or _DATE.match(content):
        return False
    if line.kind == "bold":
        return True
    if i + 1 >= len(lines) or size < 2 or _NUMBER_LINE.match(content):
        return False
    after = lines[i + 1]
    return (
        after.kind == "text"
        and after.end - after.start >= max(60, 2 * size)
        and text[after.end - 1] in "。；：！？"  # noqa: RUF001
        and not (i and i - 1 not in closing and _looks_short(text, lines[i - 1]))
    )


def _looks_short(text: str, line: _Line) -> bool:
    """Tell whether a line is one of several short ones: cells, addressees, a menu."""
    short = line.end - line.start <= _MAX_HEADING
    return short and line.kind == "text" and not line.labels and text[line.end - 1] not in _CLOSING


def _open_bare_heading(text: str, line: _Line, stack: list[_Node]) -> None:
    key = f"bare {line.kind}"
    if line.kind == "heading":
        while len(stack) > 1 and not (0 < _deepest_level(stack) < line.level):
            stack.pop()
    elif any(node.key == key for node in stack):
        while stack[-1].key != key:
            stack.pop()
        stack.pop()
    elif _ANNEX.match(text, line.start, line.end):
        del stack[1:]
    else:
        while len(stack) > 1 and not stack[-1].is_heading:
            stack.pop()
    node = _Node("heading", line.start, line.end, key, level=line.level, is_heading=True)
    node.heading, node.head_end = text[line.start : line.end], line.end
    stack[-1].children.append(node)
    stack.append(node)


def _deepest_level(stack: Sequence[_Node]) -> int:
    """Return the tag level of the open clause; of numbered siblings the deepest one counts."""
    top, parent = stack[-1], stack[-2]
    return max(node.level for node in parent.children if node.key == top.key)


def _open_labelled(text: str, line: _Line, label: Label, stop: int, stack: list[_Node]) -> None:
    while stack[-1].scheme == "段" and label.leads:
        stack.pop()
    _return_to_level(label, stack)
    end = _strip_end(text, label.start, stop)
    node = _Node(
        label.scheme, label.start, end, label.key, text[label.start : label.end], label.number,
        level=line.level, inline=not label.leads,
    )  # fmt: skip
    parent = stack[-1]
    before = parent.children[-1] if parent.children else None
    joined = before is not None and before.key == label.key and text[before.end - 1] in ";；"  # noqa: RUF001
    node.ends_list = joined and text[end - 1] == "。" and label.key not in _LAW_RANK
    whole = label.leads and stop == line.end
    in_article = label.scheme == "条" or any(n.scheme == "条" for n in stack)
    _set_heading(text, node, label, whole and line.kind != "text", whole, in_article, joined)
    parent.children.append(node)
    stack.append(node)


def _return_to_level(label: Label, stack: list[_Node]) -> None:
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].key == label.key:
            del stack[depth:]
            return
    rank = _LAW_RANK.get(label.key)
    if rank is not None:
        for depth in range(1, len(stack)):
            if _LAW_RANK.get(stack[depth].key, -1) > rank:
                del stack[depth:]
                return
    while len(stack) > 1 and stack[-1].ends_list:
        stack.pop()


# --- headings ---------------------------------------------------------------------------------


def _set_heading(
    text: str, node: _Node, label: Label, marked: bool, whole: bool, legal: bool, joined: bool
) -> None:
    """Find the heading of a labelled clause: the line, its first sentence, or none."""
    node.head_end = label.end
    start = label.end
    while start < node.end and text[start] in _BLANK:
        start += 1
    if label.scheme == "条":
        match = _TITLED.match(text, label.end, node.end)
        if match:
            node.heading, node.head_end = match[1] or match[2], match.end()
            return
    rest = text[start : min(node.end, start + 2 * _MAX_HEADING)]
    if not rest:
        node.is_heading = True
        return
    short = node.end - start <= (60 if marked else _MAX_HEADING)
    if whole and short and (marked or rest[-1] not in _CLOSING) and label.scheme != "条":
        node.is_heading = True
        node.heading = rest.rstrip(_CLOSING)
    elif not legal or label.scheme in ("编", "章", "节", "部分"):
        node.heading = _run_in_heading(rest, node.end - start, label, joined)
    if node.heading:
        at = text.index(node.heading, start) + len(node.heading)
        while at < node.end and text[at] in _CLOSE_QUOTES:
            at += 1
        node.head_end = at


def _run_in_heading(rest: str, size: int, label: Label, joined: bool) -> str:
    """Return the short first sentence of an item, or "" when it starts with its content.

    ``joined`` items are parts of one sentence (；), so that 。 ends the list, not a heading.
    """
    match = re.search("[。：；！？，\n\t 　]", rest)
    if match is None:
        return ""
    stop, mark, more = match.start(), match.group(), size > match.end()
    named = label.scheme in ("一是", "首先", "第一，", "部分")
    if mark in "，：" and named and rest[0] in _OPEN_QUOTES and stop <= _MAX_HEADING:
        return _unquoted(rest[:stop])
    full = rest.find("。")
    colon = rest.find("：")
    if 0 < full <= _MAX_HEADING and not joined and not re.search("[；！？\n]", rest[:full]):
        one_sentence = size <= full + 1
        if not 0 <= colon < full and (not one_sentence or mark == "。" or full <= 20):
            return _unquoted(rest[:full])
    if mark in "\t 　" and stop >= 2 and more:
        return _unquoted(rest[:stop])
    if (mark == "：" and stop <= 20 and more) or (mark == "，" and stop <= 12 and named):
        return _unquoted(rest[:stop])
    return ""


def _unquoted(heading: str) -> str:
    if len(heading) > 2 and heading[0] in _OPEN_QUOTES:
        if heading.find(_CLOSE_QUOTES[_OPEN_QUOTES.index(heading[0])]) == len(heading) - 1:
            return heading[1:-1]
    return heading.strip(_BLANK)


# --- paragraphs, spans ------------------------------------------------------------------------


def _group_paragraphs(text: str, root: _Node) -> None:
    """Decide which plain paragraphs are clauses: 款 of an article, 段 elsewhere.

    A lone paragraph before the first item is its parent's own text; several are clauses each,
    and hold the items that follow them in an article, or after a colon.
    """
    for node in list(_walk(root)):
        if node.scheme == "段" or not any(c.scheme == "段" for c in node.children):
            continue
        plain = [c for c in node.children if c.scheme == "段"]
        if node.scheme == "条":
            _group_article(text, node)
        elif not text[node.head_end : node.end].strip(_CLOSING + _BLANK) or node.scheme == "root":
            lone = plain[0] is node.children[0] and (
                len(node.children) == 1
                or (node.scheme != "root" and node.children[1].scheme != "段")
            )  # fmt: skip
            if lone:
                node.end = max(node.end, plain[0].end) if node.scheme != "root" else node.end
                node.children[:1] = plain[0].children


def _group_article(text: str, article: _Node) -> None:
    start = article.head_end
    while start < article.end and text[start] in _BLANK:
        start += 1
    own = [] if start >= article.end else [_Node("段", start, article.end, head_end=start)]
    parts = own + article.children
    if sum(part.scheme == "段" for part in parts) < 2:
        return
    grouped: list[_Node] = []
    number = 0
    for part in parts:
        if part.scheme == "段":
            number += 1
            part.scheme, part.number = "款", number
            grouped.append(part)
        elif grouped and part.scheme != "facts":
            grouped[-1].children.append(part)
        else:
            grouped.append(part)
    article.end, article.children = article.head_end, grouped


def _walk(root: _Node) -> Iterator[_Node]:
    todo = [root]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(reversed(node.children))


def _flatten(root: _Node, size: int) -> tuple[Clause, ...]:
    order: list[tuple[_Node, int, int]] = []
    todo: list[tuple[_Node, int, int]] = [(root, -1, 0)]
    while todo:
        node, parent, depth = todo.pop()
        todo.extend((child, len(order), depth + 1) for child in reversed(node.children))
        order.append((node, parent, depth))
    ends = [node.end for node, _, _ in order]
    for i in range(len(order) - 1, 0, -1):
        ends[order[i][1]] = max(ends[order[i][1]], ends[i])
    ends[0] = size
    return tuple(
        Clause(
            i, parent, depth, node.scheme, node.label, node.number, node.heading, node.start,
            node.head_end, node.children[0].start if node.children else ends[i], ends[i],
        )
        for i, (node, parent, depth) in enumerate(order)
    )  # fmt: skip


def _strip_end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
