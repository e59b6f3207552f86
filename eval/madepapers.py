"""PDFs made of known texts in three layouts, and scans of them; where each paragraph stands is known.

A scan is the PDF drawn by pdfium at 200 dpi, turned by 0.5 to 1 degree, greyed, blurred and noisy. The font
of the PDFs (STSong-Light) is named and not embedded: a Chinese font of the system is what a scan shows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from eval.known import Block, Known
from eval.madefiles import plain_page, title_lines
from tests.pdf_making import BOTTOM, HEIGHT, LEFT, PITCH, RIGHT, SIZE, TOP, WIDTH, Paper, wrapped

CHROMIUM = "/usr/bin/chromium"
_HEAD = "澜州市人民政府公报　2024年第3期"
_MARGIN: Any = {"top": "2cm", "bottom": "2cm", "left": "2cm", "right": "2cm"}
_GUTTER = 24.0  # points between two columns
_ADDRESSED = re.compile("[^。，]{2,60}[^下：]：")  # to whom a document goes: not indented


@dataclass(frozen=True, slots=True)
class Made:
    """A PDF and, for each block of its text, the page on which it begins."""

    content: bytes
    pages: tuple[int, ...]


class _Columns(Paper):
    """Sets lines in two columns, one after the other, below what was set before ``narrow``."""

    def __init__(self) -> None:
        super().__init__(header=_HEAD, footer="第 {} 页")
        self.column = -1  # 0 or 1; -1 over the whole width
        self.top = TOP

    def narrow(self) -> None:
        """Begin the first column here."""
        self.column, self.top = 0, self.y

    def line(self, x: float, text: str, size: float = SIZE) -> None:
        """Put a text on the next line, if need be of the next column or page."""
        if self.column >= 0 and self.y < BOTTOM:
            if self.column:
                self.page()
                self.top = TOP
            self.column, self.y = 1 - self.column, self.top
        shift = (RIGHT - LEFT + _GUTTER) / 2 if self.column == 1 else 0.0
        super().line(x + shift, text, size)


def office_paper(text: Known) -> Made:
    """Set a document as offices print it: one column, the page's number below."""
    sheet = Paper()
    pages = [_set(sheet, block) for block in text.blocks]
    return Made(sheet.content(), tuple(pages))


def gazette_paper(text: Known) -> Made:
    """Set a document as a gazette: a running header, two columns, the page's number below."""
    sheet = _Columns()
    pages = []
    for block in text.blocks:
        pages.append(_set(sheet, block, (RIGHT - LEFT - _GUTTER) / 2))
        if block.kind == "title":
            sheet.narrow()
    return Made(sheet.content(), tuple(pages))


def _set(sheet: Paper, block: Block, wide: float = RIGHT - LEFT) -> int:
    """Set a block; return the page on which its first line stands."""
    if block.rows:
        sheet.y -= PITCH
        if sheet.y - 48 < BOTTOM:
            sheet.page()
        page = sheet.number
        sheet.table(block.rows)
        return page
    if block.kind == "title":
        sheet.centred(*title_lines(block.text), size=20)
        return sheet.number
    if block.kind == "signed":
        lines = [(wide - 4 * SIZE - SIZE * len(block.text), block.text)]
    else:
        indent = 0.0 if _ADDRESSED.fullmatch(block.text) else 2 * SIZE
        parts = list(wrapped(block.text, wide, indent))
        lines = [(0.0 if k else indent, part) for k, part in enumerate(parts)]
    page = 0
    for x, part in lines:
        sheet.line(LEFT + max(x, 0.0), part)
        page = page or sheet.number
    return page


def head_of(text: Known, pages: int) -> Known:
    """Return the blocks of a document that fit on so many pages of ``office_paper``; tables are left out."""
    blocks = [block for block in text.blocks if not block.rows]
    sheet = Paper()
    keep = 0
    for block in blocks:
        _set(sheet, block)
        if sheet.number > pages:
            break
        keep += 1
    return Known(text.name, tuple(blocks[:keep]))


@contextmanager
def printer() -> Iterator[Callable[[Known], bytes] | None]:
    """Give what prints a document as a PDF by chromium, date and title above, address and page below.

    None where chromium is not installed.
    """
    if not Path(CHROMIUM).exists():
        yield None
        return
    from playwright.sync_api import sync_playwright

    from eval.screenshots import FLAGS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()

        def printed(text: Known) -> bytes:
            page.set_content(plain_page(text).decode())
            return page.pdf(format="A4", display_header_footer=True, margin=_MARGIN)

        yield printed
        browser.close()


def scans(content: bytes, seed: int, dpi: int = 200) -> list[Image.Image]:
    """Print a PDF and lay its pages on a scanner: each turned by 0.5 to 1 degree, grey, blurred, noisy."""
    chance = np.random.default_rng(seed)
    document = pdfium.PdfDocument(content)
    pictures = []
    for page in document:
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
        angle = chance.uniform(0.5, 1) * chance.choice((-1, 1))
        pictures.append(degraded(picture, angle, chance))
    document.close()
    return pictures


def degraded(picture: Image.Image, angle: float, chance: np.random.Generator) -> Image.Image:
    """Turn a grey picture by an angle in degrees, blur it, take contrast off and add noise."""
    picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    grey = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.7)), float) * 0.85 + 20
    grey += chance.normal(0, 14, grey.shape)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def picture_pdf(pictures: Sequence[Image.Image]) -> bytes:
    """Return a PDF of one picture a page, as scanners write it (JPEG inside)."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(WIDTH, HEIGHT))
    for picture in pictures:
        canvas.drawImage(
            ImageReader(io.BytesIO(picture_file(picture, "JPEG"))), 0, 0, WIDTH, HEIGHT
        )
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def picture_file(picture: Image.Image, form: str) -> bytes:
    """Return a picture as a PNG or JPEG file."""
    made = io.BytesIO()
    picture.save(made, form, quality=75)
    return made.getvalue()
