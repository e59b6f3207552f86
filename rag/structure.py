"""The clause tree of a document (条款树): which stretch of the text is which clause.

Levels come from the run of numbering schemes: a scheme seen for the first time opens a level
below the clause that is open, one that is open already returns to its level. Heading levels of
the page are only a hint for headings that have no number, since pages get them wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.headings import BLANK, find_heading
from rag.numbering import Label
from rag.paragraphs import (
    ASKS,
    CLOSING,
    Line,
    closing_lines,
    is_annex,
    is_bare_heading,
    is_embedded_title,
    read_lines,
)
from rag.types import Clause, CleanText, Scheme
from rag.wording import TASK_LINE

_LAW_RANK = {"编": 0, "分编": 1, "篇": 0, "章": 2, "节": 3, "条": 4}


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
    lines = read_lines(clean)
    root = _grow(clean.text, lines)
    _group_paragraphs(clean.text, root)
    return _flatten(root, len(clean.text))


# --- growing the tree -------------------------------------------------------------------------


def _grow(text: str, lines: Sequence[Line]) -> _Node:
    root = _Node("root", 0, len(text))
    stack = [root]
    last_body = max((i for i, line in enumerate(lines) if line.kind != "facts"), default=-1)
    closing = closing_lines(text, lines)
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
            if i not in closing and is_embedded_title(text, lines, i, closing):
                del stack[1:]
                _open_bare_heading(text, line, stack)
            elif i not in closing and is_bare_heading(text, lines, i, closing):
                _open_bare_heading(text, line, stack)
            else:
                _add_paragraph(text, line, stack, i in closing)
        for n, label in enumerate(line.labels):
            stop = line.labels[n + 1].start if n + 1 < len(line.labels) else line.end
            _open_labelled(text, line, label, stop, stack)
    return root


def _drop_inline(stack: list[_Node]) -> None:
    while stack[-1].inline or stack[-1].scheme == "段":
        stack.pop()


def _add_paragraph(text: str, line: Line, stack: list[_Node], closes: bool) -> None:
    if closes or is_annex(text, line):
        del stack[1:]
    elif line.kind == "text":
        # Items of an article are one paragraph each, and a list of clauses joined by ； ends
        # with its last item: what follows is text of the clause above the list.
        while stack[-1].ends_list:
            stack.pop()
        if any(node.scheme == "条" for node in stack):
            while stack[-1].scheme != "条" and not stack[-1].is_heading:
                stack.pop()
    before = stack[-1].children[-1] if stack[-1].children else stack[-1]
    leaf = not before.children and before.scheme != "root"
    if (
        TASK_LINE.fullmatch(text, line.start, line.end)
        and leaf
        and (before.scheme == "段" or before is stack[-1])
    ):
        before.end = line.end  # who is to do what the paragraph before says
        return
    node = _Node("段", line.start, line.end, head_end=line.start)
    if line.labels:
        node.end = _strip_end(text, line.start, line.labels[0].start)
    stack[-1].children.append(node)
    if line.labels:
        stack.append(node)


def _open_bare_heading(text: str, line: Line, stack: list[_Node]) -> None:
    key = f"bare {line.kind}"
    if line.kind == "heading":
        while len(stack) > 1 and not (0 < _deepest_level(stack) < line.level):
            stack.pop()
    elif any(node.key == key for node in stack):
        while stack[-1].key != key:
            stack.pop()
        stack.pop()
    elif is_annex(text, line):
        del stack[1:]
    else:
        while len(stack) > 1 and not stack[-1].is_heading:
            stack.pop()
    node = _Node("heading", line.start, line.end, key, level=line.level, is_heading=True)
    asks = ASKS.match(text, line.start, line.end)
    begin = asks.end() if asks else line.start
    node.label = text[line.start : begin]
    node.heading, node.head_end = text[begin : line.end], line.end
    stack[-1].children.append(node)
    stack.append(node)


def _deepest_level(stack: Sequence[_Node]) -> int:
    """Return the tag level of the open clause; of numbered siblings the deepest one counts."""
    top, parent = stack[-1], stack[-2]
    return max(node.level for node in parent.children if node.key == top.key)


def _open_labelled(text: str, line: Line, label: Label, stop: int, stack: list[_Node]) -> None:
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
    joined = before is not None and before.key == label.key and text[before.end - 1] in ";；"
    node.ends_list = joined and text[end - 1] == "。" and label.key not in _LAW_RANK
    whole = label.leads and stop == line.end
    in_article = label.scheme == "条" or any(n.scheme == "条" for n in stack)
    node.heading, node.head_end, node.is_heading = find_heading(
        text, label, end, whole=whole, marked=whole and line.kind != "text",
        legal=in_article, joined=joined,
    )  # fmt: skip
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
        elif not text[node.head_end : node.end].strip(CLOSING + BLANK) or node.scheme == "root":
            lone = plain[0] is node.children[0] and (
                len(node.children) == 1
                or (node.scheme != "root" and node.children[1].scheme != "段")
            )  # fmt: skip
            if lone:
                node.end = max(node.end, plain[0].end) if node.scheme != "root" else node.end
                node.children[:1] = plain[0].children


def _group_article(text: str, article: _Node) -> None:
    start = article.head_end
    while start < article.end and text[start] in BLANK:
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
