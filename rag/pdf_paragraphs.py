"""Lines of a PDF into paragraphs, as a reader sees where one ends and the next begins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.joining import needs_space
from rag.pdf_columns import in_columns
from rag.pdf_lines import Item, Table, TextLine
from rag.wording import DOCUMENT_TAIL, LABEL, ORGANISATION_TAIL

_INDENT = 1.5  # of the size; two characters, some programs set them narrower
_DEEP = 6.0  # of the size; further in stands what is set right or centred
_OTHER_SIZE = 0.12  # by which sizes differ clearly
_BACK = 6.0  # sizes that a line begins left of the one above: that one stood by itself
_USUAL = 0.15  # of all distances of lines that are alike: one that is usual
_WIDER = 1.35  # times the usual distance of lines: a gap between paragraphs
_FEW = 12  # lines
_SHARE = 0.08  # of a column's lines that have to begin or end at its margin
_LARGER = 1.15  # times the usual size: a title
_TITLE_LINES = 6

_ENDS = re.compile(r"[。！？；：…!?;:]['\"”’」』）)》]*$|[.．]$")
_OWN_LABEL = re.compile(
    r"第[〇零一二三四五六七八九十百千两\d]+[编章节条]|[一二三四五六七八九十]{1,3}、"
)
_MARKS = "，。、；：！？”’）》】」』〉…—,.;:!?)]}%％"
_WORD = re.compile(
    r"[“‘（《【〔「『(\[]*(?:[A-Za-z0-9][A-Za-z0-9_.,%+/-]*|.?)"
)  # not broken over lines
_LETTERHEAD = re.compile(r"文\s?件$|号$")


def set_margins(items: Iterable[Item]) -> None:
    """Tell each line the margins of its column, on its own page where that has lines enough."""
    columns: dict[str, list[TextLine]] = {}
    pages: dict[tuple[str, int], list[TextLine]] = {}
    for item in items:
        if isinstance(item, TextLine):
            columns.setdefault(item.column, []).append(item)
            pages.setdefault((item.column, item.page), []).append(item)
    margins = {name: _margins(lines) for name, lines in columns.items()}
    for name, lines in columns.items():
        # Few lines show no margin; a page has about the same one on both sides.
        if len(lines) < _FEW and not in_columns(name):
            left, right = margins[name]
            margins[name] = left, max(right, float(name) - left - 2 * lines[0].size)
    for (name, _), lines in pages.items():
        left, right = margins[name]
        own = _margins(lines)
        if len(lines) >= 8 and abs((own[1] - own[0]) - (right - left)) < 0.05 * (right - left):
            left, right = own
        for line in lines:
            line.left, line.right = left, right


def _margins(lines: Sequence[TextLine]) -> tuple[float, float]:
    """Return where enough lines begin furthest left and end furthest right."""
    enough = min(max(2, int(_SHARE * len(lines))), len(lines))
    near = 0.7 * max(line.size for line in lines)
    starts = sorted(line.x0 for line in lines)
    ends = sorted((line.x1 for line in lines), reverse=True)
    left = next((a for a, b in zip(starts, starts[enough - 1 :], strict=False) if b - a <= near),
                starts[0])  # fmt: skip
    right = next((a for a, b in zip(ends, ends[enough - 1 :], strict=False) if a - b <= near),
                 ends[0])  # fmt: skip
    return left, right


@dataclass(frozen=True, slots=True)
class _Style:
    """How a document sets its paragraphs."""

    pitch: float  # distance of two lines of a paragraph, in sizes; 0 where unknown
    marked: bool  # first lines begin further in, or below a wider gap


def paragraphs(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """Yield the lines of each paragraph; the lines are in reading order, margins set."""
    pitch = _pitch(lines)
    style = _Style(pitch, _is_indented(lines) or _has_gaps(lines, pitch))
    part: list[TextLine] = []
    for line in lines:
        if part and _begins(part, line, style):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _distances(lines: Sequence[TextLine]) -> Counter[float]:
    """Count the distances of neighbouring lines, in sizes."""
    return Counter(
        round((b.base - a.base) / max(a.size, b.size), 1)
        for a, b in pairwise(lines)
        if a.page == b.page and a.column == b.column and b.base > a.base
    )


def _pitch(lines: Sequence[TextLine]) -> float:
    """Return the smallest usual distance of two lines: larger ones part paragraphs."""
    found = _distances(lines)
    enough = max(2, _USUAL * found.total())
    return min((pitch for pitch, count in found.items() if count >= enough), default=0.0)


def _has_gaps(lines: Sequence[TextLine], pitch: float) -> bool:
    found = _distances(lines)
    wide = sum(count for distance, count in found.items() if distance > _WIDER * pitch)
    return wide > _USUAL * found.total()


def _is_indented(lines: Sequence[TextLine]) -> bool:
    """Tell whether most lines that follow a short one, and so begin a paragraph, are indented."""
    begin = [
        line.x0 - line.left >= _INDENT * line.size
        for last, line in pairwise(lines)
        if _is_short(last, line) and not is_centred(line)
    ]
    return sum(begin) * 2 > len(begin)


def _begins(part: Sequence[TextLine], line: TextLine, style: _Style) -> bool:
    """Tell whether ``line`` begins a paragraph after the lines of ``part``."""
    first, last = part[0], part[-1]
    over = bool(_ENDS.search(last.text))
    if abs(last.size - line.size) > _OTHER_SIZE * max(last.size, line.size):
        return True
    if is_centred(last) or _is_short(last, line) or _is_apart(part, line, style.pitch):
        return True
    if is_centred(line):  # the rest of a title that fills the line above
        return over or last is not first
    shift = line.x0 - line.left
    if last.x0 - last.left - shift > _BACK * line.size:
        return True  # a date or signature that is set right stands above
    if shift >= _INDENT * line.size:
        return not _hangs(first, last, line, over)
    # Where beginnings are marked, an unmarked （2） stands in a sentence that was broken there.
    label = _OWN_LABEL if style.marked else LABEL
    return over and bool(label.match(line.text))


def _hangs(first: TextLine, last: TextLine, line: TextLine, over: bool) -> bool:
    """Tell whether an indented line goes on: under the text behind a label, or in a set-in block."""
    label = LABEL.match(first.text)
    behind = first.xs[min(label.end(), len(first.xs) - 1)] if label else first.x0
    shift = line.x0 - line.left
    places = [behind - first.left]
    if label and first.text[label.end() : label.end() + 1] == " ":
        places.append(first.xs[min(label.end() + 1, len(first.xs) - 1)] - first.left)
    if label and any(abs(shift - place) < 0.5 * line.size for place in places):
        return True
    if last is not first and abs(shift - (last.x0 - last.left)) < 0.3 * line.size:
        return first.x0 - first.left > shift + line.size or not over
    same = abs(shift - (last.x0 - last.left)) < 0.3 * line.size
    full = last.right - last.x1 < 0.5 * line.size
    return same and full and not over and shift <= _DEEP * line.size and not LABEL.match(line.text)


def _is_short(last: TextLine, line: TextLine) -> bool:
    """Tell whether ``last`` ends before the margin though the next word had room there."""
    word = _WORD.match(line.text)
    end = word.end() if word else 0
    while end < len(line.text) and line.text[end] in _MARKS:
        end += 1
    x1 = line.xs[end] if end < len(line.xs) else line.x1
    return last.right - last.x1 > (x1 - line.x0) + 0.8 * line.size


def _is_apart(part: Sequence[TextLine], line: TextLine, pitch: float) -> bool:
    last = part[-1]
    if last.page != line.page or last.column != line.column or line.base <= last.base:
        return False
    usual = pitch * line.size
    if len(part) > 1 and part[-2].page == last.page and last.base > part[-2].base:
        usual = last.base - part[-2].base
    return bool(usual) and line.base - last.base > max(_WIDER * usual, 1.5 * line.size)


def is_centred(line: TextLine) -> bool:
    """Tell whether the line stands in the middle, well away from both margins."""
    before, after = line.x0 - line.left, line.right - line.x1
    return min(before, after) > 2.5 * line.size and abs(before - after) < 2 * line.size


def find_title(items: Sequence[Item]) -> list[TextLine]:
    """Return the lines of the title: set larger and centred on the first page; empty if unsure."""
    lines = [item for item in items if isinstance(item, TextLine)]
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    if not lines or not (usual := sizes.most_common(1)[0][0]):
        return []
    groups: list[list[TextLine]] = []
    for item in items:
        if isinstance(item, Table) or item.page != lines[0].page:
            break
        large = item.size >= _LARGER * usual
        last = groups[-1][-1] if groups and groups[-1] else None
        if large and last and _goes_on(last, item):
            groups[-1].append(item)
        else:
            groups.append([item] if large and _in_middle(item) else [])
    found = [group for group in groups if 0 < len(group) <= _TITLE_LINES]
    found = [g for g in found if not _LETTERHEAD.search(g[-1].text) and len(joined(g)) >= 3]
    for fits in (DOCUMENT_TAIL.search, lambda text: not ORGANISATION_TAIL.search(text)):
        for group in found:
            if fits(joined(group)):
                return group
    return []


def _goes_on(last: TextLine, line: TextLine) -> bool:
    # measured sizes, of a scan, differ by a tenth from one line to the next
    alike = abs(last.size - line.size) < _OTHER_SIZE * max(last.size, line.size)
    return alike and 0 < line.base - last.base < 2.2 * line.size


def _in_middle(line: TextLine) -> bool:
    before, after = line.x0 - line.left, line.right - line.x1
    return abs(before - after) < 2 * line.size


def joined(lines: Sequence[TextLine]) -> str:
    """Return the text of the lines of a title as one."""
    text = ""
    for line in lines:
        text += " " if text and needs_space(text[-3:], line.text, title=True) else ""
        text += line.text
    return text


def between(before: str, after: str) -> str:
    """Return what stands between two lines of a paragraph: a space in Latin text."""
    a, b = before[-1:], after[:1]
    if not (a.isascii() and b.isascii()) or a in "-/" or a == " ":
        return ""
    if a.isdigit() and b.isdigit():  # a figure that a Chinese line was broken in
        return "" if re.search("[\u4e00-\u9fff]", before[-12:] + after[:12]) else " "
    return " " if a.isalnum() or a in ",.;:!?)]" else ""
