"""The heading of a numbered clause: its line, its first sentence, or none."""

from __future__ import annotations

import re

from rag.numbering import Label
from rag.paragraphs import CLOSING, MAX_HEADING

BLANK = " \t\u3000\xa0\r\f\v"
_TITLED = re.compile(r"\s{0,2}(?:【([^】\n]{1,30})】|[（(]([^）)\n]{2,30})[）)](?=\s|$))")
_ITEM_NAME = re.compile(r"([\u4e00-\u9fff“”]{2,12})。")
_OPEN_QUOTES = "“‘《「『【（("
_CLOSE_QUOTES = "”’》」』】）)"


def find_heading(
    text: str, label: Label, end: int, *, whole: bool, marked: bool, legal: bool, joined: bool
) -> tuple[str, int, bool]:
    """Return heading, end of label and heading, and whether the clause's text is only these.

    ``end`` ends the clause's own text; ``whole``: that is the rest of the line; ``marked``: the
    page shows it as a heading; ``legal``: it lies in an article, whose items have no headings;
    ``joined``: it goes on with a list whose items end with ；.
    """
    if label.scheme == "条":
        match = _TITLED.match(text, label.end, end)
        return (match[1] or match[2], match.end(), False) if match else ("", label.end, False)
    start = label.end
    while start < end and text[start] in BLANK:
        start += 1
    rest = text[start : min(end, start + 2 * MAX_HEADING)]
    if not rest:
        return "", label.end, True
    short = end - start <= (60 if marked else MAX_HEADING)
    heading, alone = "", whole and short and (marked or rest[-1] not in CLOSING)
    if alone:
        heading = rest.rstrip(CLOSING)
    elif not legal or label.scheme in ("编", "章", "节", "部分"):
        heading = _run_in_heading(rest, end - start, label, joined)
    elif not joined and (name := _ITEM_NAME.match(rest)) and name.end() < end - start:
        heading = name[1]  # （一）落户补贴。…: items of an article seldom have a name, but these do
    if not heading:
        return "", label.end, alone
    at = text.index(heading, start) + len(heading)
    while at < end and text[at] in _CLOSE_QUOTES:
        at += 1
    return heading, at, alone


def _run_in_heading(rest: str, size: int, label: Label, joined: bool) -> str:
    """Return the short first sentence of an item, or "" when it starts with its content.

    ``joined`` items are parts of one sentence (；), so that 。 ends the list, not a heading.
    """
    match = re.search("[。：；！？，\n\t 　]", rest)
    if match is None:
        return ""
    stop, mark, more = match.start(), match.group(), size > match.end()
    named = label.scheme in ("一是", "首先", "第一，", "部分")
    if mark in "，：" and named and rest[0] in _OPEN_QUOTES and stop <= MAX_HEADING:
        return _unquoted(rest[:stop])
    full = rest.find("。")
    colon = rest.find("：")
    if (
        0 < full <= MAX_HEADING
        and not (joined and size <= full + 1)
        and not re.search("[；！？\n]", rest[:full])
    ):
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
        closing = _CLOSE_QUOTES[_OPEN_QUOTES.index(heading[0])]
        if heading.find(closing) == len(heading) - 1:
            return heading[1:-1]
    return heading.strip(BLANK)
