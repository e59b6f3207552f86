"""Lines that a page broke in the middle of a sentence, a word or a title, joined again.

A line goes on in the next one when it cannot have ended there. Where that is not certain the
lines stay apart: two halves of a sentence can still be read, a heading glued to a paragraph
changes what is cited.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from rag.furniture import squeezed
from rag.lines import Line, Page
from rag.wording import (
    CHINESE_DATE,
    DATE,
    DOCUMENT_NUMBER,
    DOCUMENT_TAIL,
    LABEL,
    ORGANISATION_TAIL,
    SALUTATION,
    TASK_LINE,
)

_CLOSERS = "”’\"'）)】》」』 "
_PRIVATE_USE = "".join(map(chr, range(0xE000, 0xF900)))  # glyphs of word processors' own fonts
_TERMINAL = "。！？；：…!?;:"
_OPEN = "，、,（(《“‘"
_CONTINUES = re.compile("[，。；、：）”》的等和及与或]")
_TITLE_LINES = 5


def joined(page: Page, lines: list[Line]) -> list[Line]:
    """Return the paragraphs: broken lines and broken titles put together."""
    width = _wrap_width(lines)
    paragraphs: list[list[Line]] = []
    i = 0
    while i < len(lines):
        count = _title_length(page, lines, i)
        if count > 1:
            paragraphs.append(lines[i : i + count])
        elif paragraphs and _goes_on(paragraphs[-1], lines[i], width):
            paragraphs[-1].append(lines[i])
        else:
            paragraphs.append([lines[i]])
        i += count
    return [_glue(parts) for parts in paragraphs]


def _glue(parts: list[Line]) -> Line:
    if len(parts) == 1:
        return parts[0]
    text: list[str] = []
    at: list[int] = []
    for part in parts:
        if text and needs_space("".join(text[-3:]), part.text, parts[0].title):
            text.append(" ")
            at.append(at[-1] + 1)  # the line break
        text.append(part.text)
        at += part.at
    return replace(parts[0], text="".join(text), at=at)


def needs_space(before: str, after: str, title: bool) -> bool:
    """Tell whether a space stands between two joined lines; the last three characters suffice."""
    if before[-1].isascii() and after[0].isascii():
        return before[-1].isalpha() or after[0].isalpha()
    # Issuers one below the other: 甲厅 / 乙局 / 关于…的通知.
    issuer = "关于" not in before and not after.startswith(("关于", "印发", "转发"))
    return title and issuer and bool(ORGANISATION_TAIL.search(before))


def _wrap_width(lines: list[Line]) -> int:
    """Return the column at which the file was wrapped, or 0 when it was not."""
    widths = Counter(len(line.text) for line in lines if len(line.text) >= 15 and not line.row)
    total = sum(widths.values())
    if total < 4:
        return 0
    width = max(widths, key=lambda w: sum(widths[v] for v in range(w - 2, w + 1)))
    share = sum(widths[v] for v in range(width - 2, width + 1)) / total
    return width if share >= 0.4 and width <= 120 else 0


def _goes_on(parts: list[Line], line: Line, width: int) -> bool:
    """Tell whether the paragraph so far cannot have ended before ``line``."""
    last = parts[-1]
    if any(x.facts or x.row or x.level or x.title for x in (last, line)) or line.item:
        return False
    if _ends_sentence(last.text) or _stands_alone(line.text):
        return False
    if TASK_LINE.fullmatch(parts[0].text) and last.text[-1] not in _OPEN:
        return False  # who is to do what stands before it
    wrapped = bool(width) and not line.gap and abs(len(last.text) - width) <= 2
    if wrapped:
        return True
    if last.text[-1] in _OPEN:
        return len(last.text) >= 8
    if last.text[-1] in _CLOSERS and not _CONTINUES.match(line.text):
        return False
    if _is_numbered_heading(parts[0]) or not re.search("[，。；、！？]", line.text):
        return False
    whole = "".join(part.text for part in parts)
    return bool(re.search("[。；]", whole)) or ("，" in whole and len(whole) >= 30)


def _ends_sentence(text: str) -> bool:
    """Tell whether the text is over: 。 before closing marks, or a note （…） behind the 。"""
    stripped = text.rstrip(_CLOSERS + _PRIVATE_USE)
    if not stripped or stripped[-1] in _TERMINAL:
        return True
    if text[-1] not in "）)":
        return False
    opening = max(text.rfind("（"), text.rfind("("))
    return opening <= 0 or text[:opening].rstrip(_CLOSERS)[-1:] in _TERMINAL


def _is_numbered_heading(line: Line) -> bool:
    return bool(LABEL.match(line.text)) and len(line.text) <= 60 and "。" not in line.text


def _stands_alone(text: str) -> bool:
    """Tell whether the line begins something of its own: a label, signature, date, salutation."""
    return bool(
        LABEL.match(text)
        or (DATE.match(text) and len(text) <= 30)
        or CHINESE_DATE.match(text)
        or (SALUTATION.search(text) and len(text) <= 60)
        or DOCUMENT_NUMBER.fullmatch(text)
        or TASK_LINE.fullmatch(text)
        or (len(text) <= 30 and ORGANISATION_TAIL.search(text) and not re.search("[，。；、]", text))
        or re.match(r"[（(](?:此件|公开|联系|本文)|[●■◆▪★※▲]|——|抄送|主题词", text)
    )  # fmt: skip


def _title_length(page: Page, lines: list[Line], i: int) -> int:
    """Return how many lines from ``i`` make up one title; 1 when it is no broken title."""
    first = lines[i]
    known = [squeezed(title) for title in page.titles]
    whole = squeezed(first.text)
    if first.title and (count := _stated_length(lines[i : i + _TITLE_LINES], known)):
        return count
    if not _may_be_title_part(first) or (DOCUMENT_TAIL.search(first.text) and not first.title):
        return 1
    if whole in known or _is_whole_title(whole):
        return 1
    for count in range(2, _TITLE_LINES + 1):
        if i + count > len(lines) or not _may_be_title_part(lines[i + count - 1], first.level):
            return 1
        whole += squeezed(lines[i + count - 1].text)
        if first.title and whole in known:
            return count
        if _is_whole_title(whole):
            return count
    return 1


def _stated_length(lines: list[Line], known: list[str]) -> int:
    """Return how many lines say together one of the titles that the file states; 0 when none."""
    whole = ""
    for count, line in enumerate(lines, start=1):
        whole += squeezed(line.text)
        if whole in known:
            return count
    return 0


def _is_whole_title(text: str) -> bool:
    """Tell whether 关于…的意见 has come to its end; 关于印发…办法 still lacks its 的通知."""
    if "关于" not in text or not DOCUMENT_TAIL.search(text):
        return False
    issuing = re.search("关于.{0,4}(?:印发|转发|公布|发布|批转)", text)
    return not issuing or bool(
        re.search("的?(?:通知|公告|通告|函|批复|决定|令)(?:[（(].*[）)])?$", text)
    )


def _may_be_title_part(line: Line, level: int | None = None) -> bool:
    return (
        len(line.text) <= 60
        and not (line.facts or line.row or line.item)
        and (level is None or line.level in (0, level))
        and not re.search("[。；：:，]|^第.{1,3}[条章节]", line.text)
        and not LABEL.match(line.text)
        and not DOCUMENT_NUMBER.search(line.text)
        and not DATE.match(line.text)
        and not CHINESE_DATE.match(line.text)
        and not line.text.startswith(("（", "(", "附件"))
    )
