"""A raw file becomes the text of a document: page furniture off, broken lines joined.

The steps stand in ``clean``, each in its module: reading lines (markdown, webpage), dropping
what is not the document (furniture), joining what was broken (joining). The text itself is
never corrected: each character is the raw file's, white space and decoded entities apart.
"""

from __future__ import annotations

from bisect import bisect_left

from rag.furniture import without_furniture
from rag.joining import joined
from rag.lines import Line, Page
from rag.markdown import read_markdown
from rag.types import CleanText, Mark, SourceText
from rag.webpage import looks_like_html, read_html


def clean(source: SourceText) -> CleanText:
    """Return the document's text: paragraphs separated by one line break, marks for the layout.

    A table row is one line, its cells separated by a tab. The text is empty when the file holds
    nothing but page furniture.
    """
    # made into a page that holds the document and nothing else
    made = source.format in ("docx", "pdf", "scan")
    is_html = made or source.format == "html" or looks_like_html(source.raw)
    page = read_html(source.raw, whole=made) if is_html else read_markdown(source.raw)
    paragraphs = [line for line in joined(page, without_furniture(page)) if line.text]
    return _assemble(source, page, paragraphs)


def _assemble(source: SourceText, page: Page, paragraphs: list[Line]) -> CleanText:
    offsets: list[int] = []
    texts: list[str] = []
    marks: list[Mark] = []
    for line in paragraphs:
        if offsets:
            after = offsets[-1] + 1
            offsets.append(max(source.raw.find("\n", after, line.at[0]), after))
        start = len(offsets)
        offsets += line.at
        texts.append(line.text)
        marks += _line_marks(line, start, len(offsets))
    marks += _bold_marks(page.bold, offsets)
    marks.sort(key=lambda mark: (mark.start, -mark.end, mark.kind))
    return CleanText(source.doc_id, "\n".join(texts), _runs(offsets), tuple(marks))


def _line_marks(line: Line, start: int, end: int) -> list[Mark]:
    marks = []
    if line.title:
        marks.append(Mark(start, end, "title", line.level))
    elif line.level and not line.facts:
        marks.append(Mark(start, end, "heading", line.level))
    if line.facts:
        marks.append(Mark(start, end, "facts"))
    if line.row:
        marks.append(Mark(start, end, "table_row"))
    return marks


def _bold_marks(bold: list[tuple[int, int]], offsets: list[int]) -> list[Mark]:
    """Find raw intervals in the cleaned text; raw offsets rise, so bisection does it."""
    marks = []
    for raw_start, raw_end in bold:
        start, end = bisect_left(offsets, raw_start), bisect_left(offsets, raw_end)
        if start < end:
            marks.append(Mark(start, end, "bold"))
    return marks


def _runs(offsets: list[int]) -> tuple[tuple[int, int, int], ...]:
    """Compress the offset of each character to (clean_start, raw_start, length)."""
    runs: list[tuple[int, int, int]] = []
    start = 0
    for i in range(1, len(offsets) + 1):
        if i == len(offsets) or offsets[i] != offsets[i - 1] + 1:
            runs.append((start, offsets[start], i - start))
            start = i
    return tuple(runs)
