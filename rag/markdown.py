"""Plain text and Markdown into lines: the marks come off, what they said stays as hints.

Saved web pages often carry Markdown in a ``.txt`` file, so both formats are read alike.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag.lines import CELL, Kept, Line, Page, decode_entities, physical_lines, rewrite, tidy
from rag.wording import DATE, DOCUMENT_NUMBER, DOCUMENT_TAIL, LABEL, ORGANISATION_TAIL

_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+(?=\S)|[ \t]{0,3}(#{1,6})(?=[^\s#!\d])")
_BULLET = re.compile(r"\s*(?:[*+\-•][ \t\u3000]+|>[ \t]+)+(?=\S)")
_RULE = re.compile(r"\s*(?:[-*_=—] ?){3,}\s*|\s*(?:`{3,}|~{3,})\w*\s*|=+\s*PAGE\s*\d+\s*=+")
LEAST_CELLS = 3  # parted by tabs, that make a line a row of a table
_TABLE_RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: +\"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: +\"[^\"]*\")?\)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*]+?)(?<=\S)\1")
_STRAY = re.compile(r"\*\*+|(?<![\w*])[*_](?=[^\s*_|])|(?<=[^\s*_|])[*_](?![\w*])|_\|_|^__?(?=\s)")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>]{0,300})?/?>|<!--[^<>]*-->")
_PIPE = re.compile(r"\s*(?<!\\)[|｜]\s*")
_BAR = re.compile(r"(?<=\S)[ \t\u3000]+[|｜][ \t\u3000]+(?=\S)")
_LABELLED = re.compile(r"[：:。；]|https?:")  # a line of page facts or a sentence is no row
_READER_HEADER = re.compile(r"(Title|URL Source|Published Time|Markdown Content):[ \t]*")
_FLAT = 400  # characters; a longer line with spaces at sentence ends holds several paragraphs
_FLAT_FILE = 80  # the same for a file of one line, whose title stands in front
_FLAT_BREAK = re.compile(
    rf"(?<=[。！？；：”）])[ \u3000]+|[ \u3000]+(?={LABEL.pattern}|扫一扫|责任编辑|相关(?:新闻|阅读|链接)"
    r"|上一篇|分享到)|\u3000{2,}"
)
_FLAT_TWICE = re.compile(r"(.{8,100}?)\s+\1(?=\s)")
_FLAT_SIGNATURE = re.compile(
    rf"(?:(?:^|\s)[^\s。；：，]{{2,30}}(?:{ORGANISATION_TAIL.pattern.rstrip('$')})){{1,40}}\s(?={DATE.pattern})"
)


def read_markdown(raw: str) -> Page:
    """Read plain text or Markdown into lines."""
    page = Page()
    one_line = not re.search(r"[\r\n]", raw.strip())
    gap, in_header = True, True
    hidden_until, last_close = -1, raw.rfind("-->")
    spans = list(physical_lines(raw))
    rows = _piped_rows([raw[start:end] for start, end in spans])
    for i, (start, end) in enumerate(spans):
        text = raw[start:end]
        if start < hidden_until or not text.strip() or _RULE.fullmatch(text):
            gap = True
            continue
        if in_header and (header := _READER_HEADER.match(text)):
            if header[1] == "Title":
                page.titles.append(text[header.end() :].strip())
            in_header = header[1] != "Markdown Content"
            continue
        in_header = in_header and bool(page.titles)
        if (
            (comment := text.find("<!--")) >= 0
            and end <= last_close
            and "-->" not in text[comment:]
        ):
            hidden_until = raw.find("-->", end)
        line = _read_line(text, start, gap, page, i in rows)
        if line.text:
            page.lines += _unflatten(line, page, one_line)
            gap = False
        else:
            gap = True
    page.lines = [_alone(page.lines, i) for i in range(len(page.lines))]
    return page


def _piped_rows(lines: list[str]) -> set[int]:
    """Return the numbers of lines that are rows of a table without a border: 指标 | 2024年 | 2025年 above 产量（吨） | 4 | 6."""
    bars = [0 if _LABELLED.search(line) else len(_BAR.findall(line)) for line in lines]
    beside = ((i, j) for i in range(len(bars)) for j in (i - 1, i + 1) if 0 <= j < len(bars))
    return {i for i, j in beside if bars[i] + 1 >= LEAST_CELLS and bars[i] == bars[j]}


def _alone(lines: list[Line], i: int) -> Line:
    """Return a line; one with tabs that has no row of as many cells beside it is no row of a table."""
    line = lines[i]
    if not line.row or CELL not in line.text:
        return line
    beside = [lines[j] for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    if any(other.row and other.text.count(CELL) == line.text.count(CELL) for other in beside):
        return line
    return replace(line, text=line.text.replace(CELL, " "), row=False)


def _read_line(raw_line: str, start: int, gap: bool, page: Page, piped: bool) -> Line:
    """Take the block marks off one line, then those inside it."""
    level, begin, item = 0, 0, False
    if heading := _HEADING.match(raw_line):
        level, begin = len(heading[1] or heading[2]), heading.end()
    elif bullet := _BULLET.match(raw_line):
        item, begin = True, bullet.end()
        if heading := _HEADING.match(raw_line, begin):
            begin = heading.end()
    text = raw_line[begin:]
    row = len([cell for cell in text.split(CELL) if cell.strip()]) >= LEAST_CELLS
    text = text if row else text.replace(CELL, " ")
    at = list(range(start + begin, start + len(raw_line)))
    line = Line(text, at, level=level, gap=gap, item=item, row=row)
    if piped or (text.count("|") > 1 and text.lstrip().startswith("|")):
        line = _table_row(line)
    return tidy(_inline(line, page))


def _table_row(line: Line) -> Line:
    if _TABLE_RULE.fullmatch(line.text):
        return Line("", [])
    first = len(line.text) - len(line.text.lstrip())
    last = len(line.text.rstrip())

    def border(match: re.Match[str]) -> tuple[Kept, ...]:
        if match.start() <= first or match.end() >= last:
            return ()
        return ((match.start(), match.start() + 1, CELL),)

    text, at = rewrite(line.text, line.at, _PIPE, border)
    return replace(line, text=text, at=at, row=True)


def _inline(line: Line, page: Page) -> Line:
    """Take images, links, emphasis, tags and entities out of one line."""
    text, at, links, anchors = line.text, line.at, 0, 0
    if "](" in text:
        text, at = rewrite(text, at, _IMAGE, lambda match: ())
        found = [len(match[1]) for match in _LINK.finditer(text)]
        links, anchors = sum(found), len(found)
        text, at = rewrite(text, at, _LINK, lambda match: (match.span(1),))
    if "<" in text:
        text, at = rewrite(text, at, _TAG, lambda match: ())
    if "*" in text or "_" in text:
        offsets = at
        for match in _BOLD.finditer(text):
            page.bold.append((offsets[match.start(2)], offsets[match.end(2) - 1] + 1))
        text, at = rewrite(text, at, _BOLD, lambda match: (match.span(2),))
        text, at = rewrite(text, at, _STRAY, lambda match: ())
    text, at = decode_entities(text, at)
    return replace(line, text=text, at=at, links=links, anchors=anchors)


def _unflatten(line: Line, page: Page, one_line: bool) -> list[Line]:
    """Give a text whose line breaks were turned into spaces its paragraphs back."""
    if len(line.text) < (_FLAT_FILE if one_line else _FLAT) or line.row:
        return [line]
    parts: list[Line] = []
    last = 0
    if one_line and (last := _flat_title(line.text)):
        parts.append(line.cut(0, last))
        page.titles.append(line.text[:last])
    for match in _FLAT_BREAK.finditer(line.text, last):
        parts += _flat_parts(line.cut(last, match.start()))
        last = match.end()
    parts += _flat_parts(line.cut(last, len(line.text)))
    return [replace(part, gap=True) for part in parts if part.text]


def _flat_title(text: str) -> int:
    """Return where the title ends that opens a text without line breaks; 0 when unsure."""
    twice = _FLAT_TWICE.match(text)
    if twice and not ORGANISATION_TAIL.search(twice[1]):
        return twice.end(1)
    official = _official_title(text)
    heads = [m.start() for m in re.finditer(r"\s", text[:121]) if m.start() >= 12]
    plain = heads[0] if heads and not re.search("[。；：]$", text[: heads[0]]) else 0
    return official or plain


def _official_title(text: str) -> int:
    """Return where 关于…的通知 and the like ends at a space; 0 when the text opens otherwise."""
    for match in re.finditer(r"\s", text[:121]):
        head = text[: match.start()]
        if "关于" in head and DOCUMENT_TAIL.search(head) and not re.search("[。；，：]", head):
            return match.start()
    return 0


def _flat_parts(part: Line) -> list[Line]:
    """Split titles, numbered headings, signatures and dates off the paragraph they stand in."""
    heads: list[Line] = []
    for _ in range(12):
        space = _official_title(part.text) or part.text.find(" ", 2)
        head, rest = part.text[: max(space, 0)], part.text[space + 1 :]
        is_head = (
            DATE.fullmatch(head)
            or DOCUMENT_NUMBER.fullmatch(head)
            or (DOCUMENT_TAIL.search(head) and "，" not in head)
            or (LABEL.match(head) and not re.search("[。；：]", head) and len(head) > 4)
            or (ORGANISATION_TAIL.search(head) and _FLAT_SIGNATURE.match(f"{head} {rest[:200]}"))
        )
        if not head or len(head) > 120 or not is_head:
            break
        heads.append(part.cut(0, space))
        part = part.cut(space, len(part.text))
    signatures = list(_FLAT_SIGNATURE.finditer(part.text))
    if signatures and len(part.text) - signatures[-1].end() <= 20:
        begin = signatures[-1].start()
        return [*heads, part.cut(0, begin), *_flat_parts(part.cut(begin, len(part.text)))]
    return [*heads, part]
