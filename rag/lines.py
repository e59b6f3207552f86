"""Lines of a raw file: text and, for each character, where it stands in the raw file.

Everything that cleaning does (cutting, joining, taking marks off) works on these, so offsets are
never searched for afterwards. Raw offsets rise strictly within a line and from line to line.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from rag.wording import FACT, FACT_LABELS

CELL = "\t"  # between two cells of a table row; no other tab survives cleaning
_SPACE = re.compile(r"\s+")
# Letters set apart to fill a line: 国 家 应 急 预 案, 第一章 总 则.
_SPACED = re.compile(r"[\u4e00-\u9fff]([ \u3000]+[\u4e00-\u9fff]){2,}\s*")
_SPACED_PAIR = re.compile(
    r"(?<=[总附罚分细])\s+(?=则\s*$)|(?<=目)\s+(?=录\s*$)|(?<=附)\s+(?=件\s*$)"
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\xad\x00-\x08\x0e-\x1b\x7f]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and what the layout said about it."""

    text: str
    at: list[int]  # raw offset of each character
    level: int = 0  # of a heading; 0 for other lines
    gap: bool = False  # blank line or block border before it
    row: bool = False  # of a table
    item: bool = False  # of a bulleted list
    links: int = 0  # characters that are link text
    anchors: int = 0  # number of links
    outer: bool = False  # outside the element that holds the article
    title: bool = False
    facts: bool = False

    def cut(self, start: int, end: int) -> Line:
        """Return the part ``[start, end)`` without white space around it."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        end = start + len(text.strip())
        return replace(self, text=self.text[start:end], at=self.at[start:end])

    def without(self, pattern: re.Pattern[str]) -> Line:
        """Return the line with every match of ``pattern`` taken out."""
        if not pattern.search(self.text):
            return self
        text, at = rewrite(self.text, self.at, pattern, lambda match: ())
        return tidy(replace(self, text=text, at=at))


@dataclass(slots=True)
class Page:
    """A file read into lines, with the hints that hold for the whole of it."""

    lines: list[Line] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)  # raw intervals
    titles: list[str] = field(default_factory=list)  # what the file says its title is


_OF_DOCUMENT = frozenset((  # labels of which one tells that a row is about a document
    "索引号", "主题分类", "发文机关", "发文机构", "发文单位", "发布机构", "成文日期", "发文字号", "文号", "有效性",
))  # fmt: skip
Kept = tuple[int, int] | tuple[int, int, str]  # a stretch of a match, or what stands for it


def rewrite(
    text: str,
    at: list[int],
    pattern: re.Pattern[str],
    keep: Callable[[re.Match[str]], tuple[Kept, ...]],
) -> tuple[str, list[int]]:
    """Replace each match by the stretches that ``keep`` names; (start, end, s) puts s at start."""
    pieces: list[str] = []
    offsets: list[int] = []
    last = 0
    for match in pattern.finditer(text):
        kept: list[Kept] = [(last, match.start()), *keep(match)]
        last = match.end()
        for start, end, *stands in kept:
            new = str(stands[0]) if stands else text[start:end]
            pieces.append(new)
            # Several characters for one raw character do not happen: entities give one each.
            offsets += at[start : start + len(new)] if stands else at[start:end]
    return "".join(pieces) + text[last:], offsets + at[last:]


def _one_space(match: re.Match[str]) -> tuple[Kept, ...]:
    if match.start() == 0 or match.end() == len(match.string):
        return ()
    before, after = match.string[match.start() - 1], match.string[match.end()]
    chinese = not (before.isascii() or after.isascii())
    # A line break in the source of a page is no space in Chinese, but it parts two facts.
    if "\n" in match[0] and chinese and not FACT.match(match.string, match.end()):
        return ()
    return ((match.start(), match.start() + 1, CELL if CELL in match[0] else " "),)


def tidy(line: Line) -> Line:
    """Collapse white space to one space (a tab stays a tab) and drop invisible characters."""
    text, at = line.text, line.at
    if _INVISIBLE.search(text):
        text, at = rewrite(text, at, _INVISIBLE, lambda match: ())
    if len(text) < 60 and _SPACED.fullmatch(text):
        text, at = rewrite(text, at, _SPACE, lambda match: ())
    elif _SPACED_PAIR.search(text):
        text, at = rewrite(text, at, _SPACED_PAIR, lambda match: ())
    text, at = rewrite(text, at, _SPACE, _one_space)
    return replace(line, text=text, at=at)


def labelled(text: str) -> str:
    """Return a row of labels and values as a line of facts, as long as it was; any other row as it is.

    发文机关|某市财政局|成文日期|2024-11-08: 发文机关：某市财政局|成文日期：2024-11-08
    """
    cells = text.split(CELL)
    names = [re.sub(r"\s", "", cell) for cell in cells]
    known = all(name in FACT_LABELS for name in names[::2])
    told = not any(name in FACT_LABELS for name in names[1::2])
    if len(cells) % 2 or not (known and told and _OF_DOCUMENT & set(names[::2])):
        return text
    return CELL.join("：".join(pair) for pair in zip(cells[::2], cells[1::2], strict=True))


def decode_entities(text: str, at: list[int]) -> tuple[str, list[int]]:
    """Put the character in the place of each HTML entity that stands for a single one."""
    if "&" not in text:
        return text, at
    return rewrite(text, at, _ENTITY, _entity)


def _entity(match: re.Match[str]) -> tuple[Kept, ...]:
    decoded = html.unescape(match[0])
    if len(decoded) != 1:
        return ((match.start(), match.end()),)
    return ((match.start(), match.end(), decoded),)


def physical_lines(raw: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line of the raw text, without its line break."""
    start = 0
    for match in re.finditer(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", raw):
        yield start, match.start()
        start = match.end()
    yield start, len(raw)
