"""Sets PDFs for the tests as word processors do, and remembers what is in them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"  # known to every reader of PDFs: no font file is needed
WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 80.0, 512.0, 760.0, 80.0
SIZE, PITCH = 12.0, 20.0
_UNIT = re.compile(r"[“（《]*(?:[A-Za-z0-9.%-]+|.)[，。、；：！？”）》]*")

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def width(text: str, size: float = SIZE) -> float:
    """Return how wide a text is in points."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


class Paper:
    """A document under way: ``y`` is the next baseline, ``told`` the paragraphs set so far."""

    def __init__(self, header: str = "", footer: str = "— {} —", password: str = "") -> None:
        self.file = io.BytesIO()
        lock = StandardEncryption(password) if password else None
        self.canvas = Canvas(self.file, pagesize=(WIDTH, HEIGHT), encrypt=lock)
        self.header, self.footer = header, footer
        self.number = 0
        self.told: list[str] = []
        self.y = 0.0

    def page(self) -> None:
        """Begin the next page."""
        if self.number:
            self.canvas.showPage()
        self.number += 1
        self.y = TOP
        if self.header:
            self.draw((WIDTH - width(self.header, 9)) / 2, HEIGHT - 40, self.header, 9)
        foot = self.footer.format(self.number)
        self.draw((WIDTH - width(foot, 9)) / 2, 40, foot, 9)

    def draw(self, x: float, y: float, text: str, size: float = SIZE, font: str = FONT) -> None:
        """Put a text at a place."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)

    def line(self, x: float, text: str, size: float = SIZE) -> None:
        """Put a text on the next line."""
        if not self.number or self.y < BOTTOM:
            self.page()
        self.draw(x, self.y, text, size)
        self.y -= PITCH * size / SIZE

    def paragraph(self, text: str, indent: float = 2, size: float = SIZE) -> None:
        """Set a paragraph, its first line indented."""
        self.told.append(text)
        for k, part in enumerate(wrapped(text, RIGHT - LEFT, indent * size, size)):
            self.line(LEFT + (indent * size if k == 0 else 0), part, size)

    def centred(self, *lines: str, size: float = SIZE) -> None:
        """Set lines in the middle, all of them one paragraph."""
        self.told.append("".join(lines))
        for text in lines:
            self.line((LEFT + RIGHT - width(text, size)) / 2, text, size)

    def right(self, text: str, gap: float = 4) -> None:
        """Set a line at the right, as signatures are."""
        self.told.append(text)
        self.line(RIGHT - gap * SIZE - width(text), text)

    def columns(self, paragraphs: Sequence[str], gutter: float = 24) -> None:
        """Set paragraphs in two columns of equal height."""
        self.told += paragraphs
        wide = (RIGHT - LEFT - gutter) / 2
        lines = [
            (LEFT + (2 * SIZE if k == 0 else 0), part)
            for text in paragraphs
            for k, part in enumerate(wrapped(text, wide, 2 * SIZE))
        ]
        half = (len(lines) + 1) // 2
        for k in range(half):  # line by line across both columns: no order to rely on
            if half + k < len(lines):
                x, part = lines[half + k]
                self.draw(x + wide + gutter, self.y - k * PITCH, part)
            self.draw(lines[k][0], self.y - k * PITCH, lines[k][1])
        self.y -= half * PITCH

    def table(self, rows: Sequence[Sequence[str]], tall: float = 24) -> None:
        """Set a ruled table, its rows at least so ``tall``; its first row comes again on each page."""
        wide = (RIGHT - LEFT) / len(rows[0])
        self.told += ["\t".join(row) for row in rows]
        queue = [[list(wrapped(cell, wide - 12, 0)) for cell in row] for row in rows]
        head = queue[0]
        while queue:
            cells = queue.pop(0)
            high = max(tall, *(10 + 14 * len(parts) for parts in cells))
            if self.y - high < BOTTOM:
                self.page()
                queue.insert(0, cells)
                cells, high = head, max(tall, *(10 + 14 * len(parts) for parts in head))
            for k, parts in enumerate(cells):
                self.canvas.rect(LEFT + k * wide, self.y - high, wide, high)
                for n, part in enumerate(parts):
                    self.draw(LEFT + k * wide + 6, self.y - 15 - n * 14, part)
            self.y -= high
        self.y -= PITCH

    def content(self) -> bytes:
        """Return the file."""
        self.canvas.save()
        return self.file.getvalue()


def wrapped(text: str, wide: float, indent: float, size: float = SIZE) -> Iterator[str]:
    """Yield the lines of a text: no closing mark begins one, no word or number is parted."""
    line, room = "", wide - indent
    for unit in _UNIT.findall(text):
        if line and width(line + unit, size) > room + 0.01:
            yield line
            line, room = "", wide
        line += unit
    yield line
