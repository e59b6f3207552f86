"""The body of a Word file into blocks of HTML, in the order in which a reader sees them.

ECMA-376 part 1: paragraphs and runs 17.3, tables 17.4, notes 17.11, fields 17.16.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rag.wordlists import Numbering
from rag.wordmarkup import MATH, NOTES, PICTURES, SIGNS, boxes, shown, symbol
from rag.wordstyles import Element, Style, Styles, W, number, switch, value

_BODY_TEXT = re.compile("[。；]\\s*$")
_LONGEST_HEADING = 100  # characters
_REPEATED = 500  # characters of a merged cell that are said again in each row


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the page: ``html`` is what stands in it, escaped."""

    tag: str  # h1 … h6, p, li, table, note
    html: str
    title: bool = False
    centred: bool = False
    rows: tuple[tuple[str, ...], ...] = ()  # of a table, the cells of each

    @property
    def text(self) -> str:
        """What is read in it, without tags."""
        return html.unescape(re.sub("<[^>]*>", " ", self.html))

    def markup(self) -> str:
        """Return the block as HTML."""
        if self.tag == "table":
            rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in self.rows)
            return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
        if self.tag == "li":
            return f"<ul><li>{self.html}</li></ul>"
        tag = "p" if self.tag == "note" else self.tag
        return f"<{tag}>{self.html}</{tag}>"


@dataclass(slots=True)
class _Text:
    """The text of one paragraph while it is read."""

    style: Style
    pieces: list[str] = field(default_factory=list)
    bold: int = 0  # characters
    plain: int = 0
    behind: list[tuple[str, Element]] = field(default_factory=list)  # notes and text boxes in it

    def add(self, text: str, bold: bool) -> None:
        self.pieces.append(html.escape(re.sub(r"[\t\r\n]", " ", text), quote=False))
        size = len(text.strip())
        self.bold += size if bold else 0
        self.plain += 0 if bold else size


class BodyReader:
    """Reads containers of paragraphs and tables; ``notes`` holds the notes by kind and id."""

    def __init__(
        self, styles: Styles, numbering: Numbering, notes: Mapping[tuple[str, str], Element]
    ) -> None:
        self._styles = styles
        self._numbering = numbering
        self._notes = dict(notes)
        self._fields: list[bool] = []  # the open fields: still in the code of each?
        self._codes = 0  # how many of them are

    def blocks(self, container: Element) -> list[Block]:
        """Return the blocks of a body, cell, note or text box, in document order."""
        found: list[Block] = []
        carried = _Text(Style())
        for node in shown(container):
            if node.tag == W + "p":
                carried = self._paragraph(node, carried, found)
            elif node.tag == W + "tbl":
                found += self._closed(carried) + self._table(node)
                carried = _Text(Style())
        return found + self._closed(carried)

    def _closed(self, carried: _Text) -> list[Block]:
        return _block("p", "".join(carried.pieces), carried) + self._behind(carried)

    def _paragraph(self, node: Element, carried: _Text, found: list[Block]) -> _Text:
        """Read a paragraph; return what of it goes on in the next one."""
        properties = node.find(W + "pPr")
        style = self._styles.of_paragraph(properties)
        if style.contents:  # it says the headings again, with page numbers
            return carried
        text = _Text(style, carried.pieces, carried.bold, carried.plain, carried.behind)
        self._inline(node, text)
        self._end_codes()
        mark = None if properties is None else properties.find(W + "rPr")
        removed = mark is not None and (
            mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None
        )
        vanished = switch(mark, "vanish")
        hidden = style.hidden if vanished is None else vanished
        empty = not text.bold + text.plain
        if removed or (hidden and empty):
            return text
        label = self._numbering.label(properties, style)
        if label.text and not empty:
            text.pieces.insert(0, html.escape(label.text, quote=False))
        if hidden:  # a heading that stands in one line with its paragraph
            return text
        tag = "li" if label.bullet else "p"
        found += _block(_heading(properties, text) or tag, "".join(text.pieces), text, properties)
        found += self._behind(text)
        return _Text(Style())

    def _behind(self, text: _Text) -> list[Block]:
        """Return the text boxes and notes of a paragraph, which stand right after it."""
        found: list[Block] = []
        for kind, element in text.behind:
            inside = self.blocks(element)
            if kind == "box":
                found += inside
            elif said := _flat(inside):
                found.append(Block("note", "注：" + said))
        return found

    # --- runs ---------------------------------------------------------------------------------

    def _inline(self, element: Element, text: _Text) -> None:
        for node in shown(element):
            tag = node.tag
            if tag == W + "r":
                if not self._is_hidden(node, text):
                    self._inline(node, text)
            elif tag == W + "fldChar":
                self._field(node.get(W + "fldCharType"))
            elif self._codes:
                continue
            elif tag == W + "t":
                text.add(node.text or "", self._is_bold(node.getparent(), text))
            elif tag in SIGNS:
                text.pieces.append(SIGNS[tag])
            elif tag == W + "sym":
                text.add(symbol(node), False)
            elif tag in NOTES:
                note = self._notes.pop((NOTES[tag], node.get(W + "id", "")), None)
                text.behind += [] if note is None else [("note", note)]
            elif tag in PICTURES:
                text.behind += [("box", box) for box in boxes(node)]
            elif tag.startswith(MATH):
                text.add("".join(part.text or "" for part in node.iter(MATH + "t")), False)

    def _is_hidden(self, run: Element, text: _Text) -> bool:
        properties = run.find(W + "rPr")
        of_run = self._styles.of_run(properties).hidden
        return _said(switch(properties, "vanish"), of_run, text.style.hidden)

    def _is_bold(self, run: Element, text: _Text) -> bool:
        properties = run.find(W + "rPr")
        of_run = self._styles.of_run(properties).bold
        return _said(switch(properties, "b"), of_run, text.style.bold)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
            self._codes += 1
        elif kind in ("separate", "end") and self._fields:
            self._codes -= self._fields.pop()
            if kind == "separate":
                self._fields.append(False)

    def _end_codes(self) -> None:
        """A field that is never closed must not swallow the rest of the document."""
        if self._codes:
            self._fields = [False] * len(self._fields)
            self._codes = 0

    # --- tables -------------------------------------------------------------------------------

    def _table(self, table: Element) -> list[Block]:
        rows: list[tuple[str, ...]] = []
        cells: list[Block] = []
        above: dict[int, str] = {}  # what a merged cell says, by column
        for row in shown(table):
            properties = row.find(W + "trPr")
            gone = properties is not None and properties.find(W + "del") is not None
            if row.tag == W + "tr" and not gone and not switch(properties, "hidden"):
                rows.append(tuple(self._row(row, number(properties, "gridBefore"), above, cells)))
        if all(len(row) <= 1 for row in rows):
            return cells  # a frame around paragraphs
        notes = [block for block in cells if block.tag == "note"]
        return [*_block("table", "".join(map("".join, rows)), rows=tuple(rows)), *notes]

    def _row(
        self, row: Element, column: int | None, above: dict[int, str], cells: list[Block]
    ) -> Iterator[str]:
        at = column or 0
        for cell in shown(row):
            properties = cell.find(W + "tcPr")
            if cell.tag != W + "tc" or (
                properties is not None and properties.find(W + "cellDel") is not None
            ):
                continue
            if _goes_on(properties, "hMerge"):
                at += 1
                continue
            if _goes_on(properties, "vMerge") and at in above:
                said = above[at]
            else:
                inside = self.blocks(cell)
                cells += inside
                said = _flat([block for block in inside if block.tag != "note"])
                above[at] = said if len(said) <= _REPEATED else ""
            at += number(properties, "gridSpan") or 1
            yield said


def _said(*nearest_first: bool | None) -> bool:
    """Return what the run, its style or the paragraph's style says first; off when none does."""
    return next((said for said in nearest_first if said is not None), False)


def _goes_on(properties: Element | None, kind: str) -> bool:
    """Tell whether a cell belongs to the merged cell above or before it (17.4.84)."""
    merge = None if properties is None else properties.find(W + kind)
    return merge is not None and merge.get(W + "val", "continue") == "continue"


def _flat(blocks: list[Block]) -> str:
    """Return blocks as one line of HTML."""
    parts = [
        " ".join(filter(None, map(" ".join, block.rows))) if block.tag == "table" else block.html
        for block in blocks
    ]
    return re.sub("</?b>", "", " ".join(parts).replace("<br>", " ")).strip()


def _block(
    tag: str,
    markup: str,
    text: _Text | None = None,
    properties: Element | None = None,
    rows: tuple[tuple[str, ...], ...] = (),
) -> list[Block]:
    """Return the block, or none when nothing can be read in it."""
    if not html.unescape(markup.replace("<br>", "")).strip():
        return []
    if text is None:
        return [Block(tag, markup, rows=rows)]
    if text.bold and not text.plain and not tag.startswith("h"):
        markup = f"<b>{markup}</b>"
    own = value(properties, "jc")
    centred = text.style.centred if own is None else own == "center"
    return [Block(tag, markup, text.style.title, centred)]


def _heading(properties: Element | None, text: _Text) -> str:
    """Return h1 … h6 for a heading, or nothing: whole paragraphs may be styled as headings."""
    said = "".join(text.pieces)
    if text.style.title:
        return "h1"
    own = number(properties, "outlineLvl")
    outline = text.style.outline if own is None else own
    if outline is None or not 0 <= outline < 9:
        return ""
    if len(said) > _LONGEST_HEADING or _BODY_TEXT.search(said):
        return ""
    return f"h{min(outline + 1, 6)}"
