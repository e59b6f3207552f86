"""What stands on every page of a PDF and is not its text: headers, footers, numbers, watermarks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.pdf_lines import TextLine, merged
from rag.wording import DOCUMENT_NUMBER, LABEL

_OUTERMOST = 3  # lines at the top and at the bottom that may be a header or a footer
_ZONE = 0.15  # of the height, at the top and at the bottom
_NUMBER_ZONE = 0.1  # of the height, for a number without anything that says it counts pages
_LEVEL = 4.0  # points by which the height of a header may differ from page to page
_LARGE = 1.4  # times the usual size: a watermark
_SMALL = 0.85  # of the usual size: a header, where only one page shows it

_DASHES = r"[-—–―－‐─·•.~～\s]*"
_NUMBER = r"(?:\d{1,4}|[IVXLC]{1,6}|[ivxlc]{1,6})"
_PAGE_NUMBER = re.compile(
    rf"[-—–―－‐─·•~～]{_DASHES}{_NUMBER}{_DASHES}[-—–―－‐─·•~～]"
    rf"|第\s?{_NUMBER}\s?页(?:\s?[,，/／]?\s?[（(]?共\s?\d{{1,4}}\s?页[）)]?)?"
    rf"|共\s?\d{{1,4}}\s?页\s?[,，/／]?\s?第\s?\d{{1,4}}\s?页"
    rf"|\d{{1,4}}\s?[/／]\s?\d{{1,4}}|(?:page|p\.?)\s?\d{{1,4}}(?:\s?(?:of|/)\s?\d{{1,4}})?",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(_NUMBER)
# What browsers print around a page: its address below, date and title above.
_ADDRESS = re.compile(r"(?:https?|file|about):\S+(?:\s\d{1,4}/\d{1,4})?")
_PRINTED = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4},?\s\d{1,2}:\d{2}(?:\s[AP]M)?(?:\s.*)?")
_SENTENCE = re.compile(r"[。；]|[，、：]$")
_OWN = re.compile(r"附[件表录图]|目录")


def without_edges(
    pages: Sequence[list[TextLine]], heights: Sequence[float], numbers: Sequence[int]
) -> list[list[TextLine]]:
    """Return the fragments of each page without what pages repeat at their edges or behind text.

    ``numbers`` are the pages' numbers, ``heights`` their heights; tables are not among the lines.
    """
    marked = _watermarks(pages)
    pages = [[line for line in page if id(line) not in marked] for page in pages]
    rows = [_rows(page) for page in pages]
    gone = _running(rows, heights, numbers)
    only = rows[0] if len(rows) == 1 else []
    if len(only) > 1 and _is_header(only[0], only[1], _usual_size(pages), heights[0]):
        gone.add(id(only[0]))
    kept = [_stripped(page, height, gone) for page, height in zip(rows, heights, strict=True)]
    lines = [{id(line) for row in page for line in row.parts} for page in kept]
    return [
        [line for line in page if id(line) in left] for page, left in zip(pages, lines, strict=True)
    ]


class _Row:
    """All fragments of one height, as one text."""

    __slots__ = ("base", "parts", "text")

    def __init__(self, parts: list[TextLine]) -> None:
        self.parts = parts
        self.text = merged(parts)[0].text
        self.base = parts[0].base


def _rows(lines: Sequence[TextLine]) -> list[_Row]:
    groups: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: (line.base, line.x0)):
        if groups and len(merged([*groups[-1], line])) == 1:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_Row(group) for group in groups]


def _at_edge(page: Sequence[_Row], height: float) -> list[_Row]:
    top = [row for row in page[:_OUTERMOST] if row.base <= _ZONE * height]
    return top + [row for row in page[-_OUTERMOST:] if row.base >= (1 - _ZONE) * height]


def _running(
    pages: Sequence[list[_Row]], heights: Sequence[float], numbers: Sequence[int]
) -> set[int]:
    """Find rows that come again at the same height, digits that count the pages set aside."""
    groups: dict[str, list[tuple[int, _Row]]] = {}
    for page, height, number in zip(pages, heights, numbers, strict=True):
        for row in _at_edge(page, height):
            key = re.sub(r"\d+", "#", re.sub(r"\s", "", row.text))
            groups.setdefault(key, []).append((number, row))
    enough = 2 if len(pages) <= 8 else 3
    gone: set[int] = set()
    for key, rows in groups.items():
        label = LABEL.match(rows[0][1].text)
        counted = label and re.search(r"\d", label[0])  # 1. 2. 3. of forms, a page each
        if _OWN.match(key) or _SENTENCE.search(key) or counted:
            continue
        for level in _levels(rows):
            if len({number for number, _ in level}) >= enough:
                gone |= {id(row) for row in _in_step(level)}
    return gone


def _levels(rows: Sequence[tuple[int, _Row]]) -> list[list[tuple[int, _Row]]]:
    levels: list[list[tuple[int, _Row]]] = []
    for item in sorted(rows, key=lambda item: item[1].base):
        if levels and item[1].base - levels[-1][0][1].base <= _LEVEL:
            levels[-1].append(item)
        else:
            levels.append([item])
    return levels


def _in_step(rows: Sequence[tuple[int, _Row]]) -> list[_Row]:
    """Return the rows whose numbers stay, or rise with the pages, as in two rows at least."""
    signs: dict[tuple[tuple[int, ...], ...], list[_Row]] = {}
    width = len(re.findall(r"\d+", rows[0][1].text))
    for counting in range(2**width) if width <= 3 else (0,):
        signs.clear()
        for number, row in rows:
            found = [int(digits[-9:]) for digits in re.findall(r"\d+", row.text)]
            sign = tuple(n - number if counting >> k & 1 else n for k, n in enumerate(found))
            signs.setdefault((sign,), []).append(row)
        best = max(signs.values(), key=len)
        if len(best) >= 2 and len(best) * 2 > len(rows):
            return best
    return []


def _stripped(page: list[_Row], height: float, gone: set[int]) -> list[_Row]:
    """Take running rows and page numbers off the top and the bottom, up to the first other row."""
    rows = list(page)
    for edge in (-1, 0):
        while rows and (id(rows[edge]) in gone or _is_number(rows[edge], height, edge == 0)):
            rows.pop(edge)
    return rows


def _is_header(row: _Row, below: _Row, usual: float, height: float) -> bool:
    """Tell whether the first row of the only page is a header: small, at the top, well above the next."""
    return (
        row.parts[0].size <= _SMALL * usual
        and row.base <= _NUMBER_ZONE * height
        and below.base - row.base >= 2 * usual
        and not (re.search("[。：:；]", row.text) or DOCUMENT_NUMBER.search(row.text))
        and not (_OWN.match(row.text) or LABEL.match(row.text))
    )


def _is_number(row: _Row, height: float, top: bool) -> bool:
    text = row.text.strip()
    inset = (row.base if top else height - row.base) / height
    if inset <= _NUMBER_ZONE and _BARE_NUMBER.fullmatch(text):
        return True
    printed = _PRINTED.fullmatch(text) if top else _ADDRESS.fullmatch(text)
    return inset <= _ZONE and bool(printed or _PAGE_NUMBER.fullmatch(text))


def _watermarks(pages: Sequence[list[TextLine]]) -> set[int]:
    """Find large lines that stand at one place on most pages."""
    usual = _usual_size(pages)
    if len(pages) < 3 or not usual:
        return set()
    places: dict[tuple[str, int, int], list[TextLine]] = {}
    for page in pages:
        for line in page:
            if line.size >= _LARGE * usual:
                key = (line.text, round(line.x0 / _LEVEL), round(line.base / _LEVEL))
                places.setdefault(key, []).append(line)
    return {
        id(line)
        for lines in places.values()
        if len(lines) >= 3 and len(lines) * 2 > len(pages)
        for line in lines
    }


def _usual_size(pages: Sequence[list[TextLine]]) -> float:
    """Return the size of the character in the middle of all sizes; 0 where there is none."""
    sizes = sorted(line.size for page in pages for line in page for _ in line.text)
    return sizes[len(sizes) // 2] if sizes else 0.0
