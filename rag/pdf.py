"""A PDF with a text layer into a simple web page, which is then read as any other.

One <p> for each paragraph, one <table> for each ruled table, <h1> for the title; where a page
begins stands <!-- page 2 -->, also in the middle of a paragraph. The steps, each in its module:
characters and lines drawn (pdf_glyphs, pdf_rules), tables (pdf_tables), lines in reading order
(pdf_columns), headers and page numbers off (pdf_edges), paragraphs and title (pdf_paragraphs).

pdfium is used and not pdfplumber: it is four times faster, and the cells of ruled tables come as
well from the lines that it tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from rag.pages import SURE, UNSURE, Origin, mark
from rag.pdf_columns import in_reading_order
from rag.pdf_edges import without_edges
from rag.pdf_glyphs import read_sheets
from rag.pdf_lines import Item, Table, TextLine, fragments
from rag.pdf_paragraphs import between, find_title, joined, paragraphs, set_margins
from rag.pdf_sheet import Sheet
from rag.pdf_tables import continues, repeated_rows, take_tables

_BROKEN_WORD = re.compile(r"([A-Za-z]+)-$")
_WORD_END = re.compile(r"[a-z]+")
_PADDING = 12.0  # points on both sides of a cell's text together


def read_pdf(content: bytes) -> tuple[str, str]:
    """Read a PDF; return it as an HTML page, and "pdf" for its encoding.

    Raises ValueError with a short reason: no PDF, damaged, encrypted with a password, too many
    pages or characters, no text layer (a scan).
    """
    return _page(read_sheets(content)), "pdf"


def read_picture(content: bytes) -> tuple[str, str]:
    """Read a picture of a page; return it as an HTML page, and "ocr" for its encoding.

    Raises ValueError with a short reason: no picture, damaged, too large or small, nothing to read in it.
    """
    from rag.scans import read_photograph  # numpy and an optional package

    return _page([read_photograph(content)]), "ocr"


def _page(sheets: Sequence[Sheet]) -> str:
    """Return sheets as an HTML page. Raises ValueError when there is no text on them."""
    items = _items(sheets)
    if not items:
        raise ValueError("no text in it")
    return _Writer(items, [sheet.origin for sheet in sheets]).page()


def _items(sheets: Sequence[Sheet]) -> list[Item]:
    """Return the lines and tables of all pages in reading order."""
    taken = [take_tables(sheet) for sheet in sheets]
    lines = without_edges(
        [fragments(rest, sheet.number) for sheet, (_, rest) in zip(sheets, taken, strict=True)],
        [sheet.height for sheet in sheets],
        [sheet.number for sheet in sheets],
    )
    on_pages: list[tuple[list[Item], str]] = [
        ([*found, *tables], f"{round(sheet.width)}")
        for sheet, (tables, _), found in zip(sheets, taken, lines, strict=True)
    ]
    gutters: list[float] = []
    for page in on_pages:
        in_reading_order(*page, gutters)
    # Once more, as the gap of a page of short lines may be told by a later page only.
    items = [item for page in on_pages for item in in_reading_order(*page, gutters)]
    set_margins(items)
    return items


class _Writer:
    """Writes the page; knows which page of the PDF it has come to."""

    def __init__(self, items: Sequence[Item], origins: Sequence[Origin]) -> None:
        self.items = items
        self.origins = origins  # of each page
        self.at = 0
        words = re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", "\n".join(_texts(items)))
        self.words = frozenset(words)

    def page(self) -> str:
        title = find_title(self.items)
        stated = f"<title>{escape(joined(title), quote=False)}</title>" if title else ""
        body = "\n".join(self.blocks(title))
        if "unread" in self.origins[self.at :]:
            body += self.marks(len(self.origins))
        return f'<html><head><meta charset="utf-8">{stated}</head><body>\n{body}\n</body></html>\n'

    def blocks(self, title: Sequence[TextLine]) -> Iterator[str]:
        """Yield the paragraphs and tables as HTML."""
        lines: list[TextLine] = []
        table: list[Table] = []
        for item in self.items:
            if isinstance(item, TextLine):
                yield from self.table(table)
                table = []
                if title and item is title[0]:
                    yield from self.text(lines)
                    lines = []
                    text = escape(joined(title), quote=False)
                    if any(line.unsure for line in title):
                        text = f"{UNSURE}{text}{SURE}"
                    yield f"<h1>{self.marks(item.page)}{text}</h1>"
                elif not any(item is line for line in title):
                    lines.append(item)
                continue
            yield from self.text(lines)
            lines = []
            if table and not continues(table[-1], item):
                yield from self.table(table)
                table = []
            table.append(item)
        yield from self.text(lines)
        yield from self.table(table)

    def text(self, lines: Sequence[TextLine]) -> Iterator[str]:
        for part in paragraphs(lines):
            yield f"<p>{self.inline(part)}</p>"

    def table(self, parts: Sequence[Table]) -> Iterator[str]:
        """Yield one table, which may run over several pages."""
        if not parts:
            return
        rows = []
        for k, part in enumerate(parts):
            skip = repeated_rows(parts[0], part) if k else 0
            for row, widths in list(zip(part.rows, part.widths, strict=True))[skip:]:
                cells = [self.cell(*cell) for cell in zip(row, widths, strict=True)]
                if any(row):
                    rows.append(f"<tr>{self.marks(part.page)}{''.join(cells)}</tr>")
        yield "<table>\n" + "\n".join(rows) + "\n</table>"

    def cell(self, lines: Sequence[TextLine], width: float) -> str:
        """Return a cell; a line that ends early is parted from the next."""
        pieces: list[str] = []
        for k, line in enumerate(lines):
            if k:
                last = lines[k - 1]
                room = width - _PADDING - (last.x1 - last.x0)
                pieces.append("<br>" if room > 2 * line.size else between(last.text, line.text))
            pieces.append(_written(line, line.text))
        return f"<td>{''.join(pieces)}</td>"

    def inline(self, lines: Sequence[TextLine]) -> str:
        """Return the text of some lines as one, with the marks of pages that begin in it."""
        pieces: list[str] = []
        for k, line in enumerate(lines):
            text = line.text
            if k + 1 < len(lines) and self.is_broken(text, lines[k + 1].text):
                text = text[:-1]
            space = between(lines[k - 1].text, text) if k else ""
            pieces.append(space + self.marks(line.page) + _written(line, text))
        return "".join(pieces)

    def is_broken(self, text: str, after: str) -> bool:
        """Tell whether a hyphen parts a word that stands whole elsewhere."""
        head, tail = _BROKEN_WORD.search(text), _WORD_END.match(after)
        return head is not None and tail is not None and head[1] + tail[0] in self.words

    def marks(self, page: int) -> str:
        """Return the marks of the pages that begin here."""
        new = range(self.at + 1, page + 1)
        self.at = max(self.at, page)
        return "".join(mark(number, self.origins[number - 1]) for number in new)


def _written(line: TextLine, text: str) -> str:
    """Return the text of a line as HTML, marked where recognition was not sure of it."""
    text = escape(text, quote=False)
    return f"{UNSURE}{text}{SURE}" if line.unsure else text


def _texts(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, TextLine):
            yield item.text
