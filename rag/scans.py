"""Text recognition (OCR): scanned pages and photographs become the glyphs that they show.

RapidOCR (PP-OCRv4, its models are in its wheel) is the optional extra ``ocr``. It finds lines of text; they are
turned upright and spread over their boxes character by character, so that all that follows (columns,
running headers, paragraphs) is that of a PDF with text.
"""

from __future__ import annotations

import io
import math
import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.limits import begin_page
from rag.pdf_sheet import Glyph, Sheet

_LONG_SIDE = 2340  # pixels of A4 at 200 dpi
_PAPER = 842.0  # points of the long side of a picture that does not tell its size
_MOST_PIXELS = 150_000_000
_SMALLEST = 400  # pixels of the short side; a smaller picture is no page of text
_UNSURE = 0.85  # confidence below which a line is marked
_NOISE = 0.5  # confidence below which there is no line: seals and drawings
_SAME_SIZE = 0.2  # of the usual size, by which the size of a line is not another
_LONG = 5  # times as wide as high: a line that shows how the page is turned
_CENTRE = 0.38  # of the size, from the baseline up to the middle of a line
# A dash between two figures is as long as the character for one.
_DASH = re.compile(r"(?<=[\d年月日])一(?=\d)")

_Found = tuple[Any, str, float]  # four corners in pixels from the upper left, text, confidence


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    x0: float
    x1: float
    middle: float
    height: float
    unsure: bool

    @property
    def ems(self) -> float:
        return sum(map(_em, self.text))


def read_scan(page: Any, number: int) -> Sheet:
    """Return a page of a PDF (pypdfium2) with the text that it shows.

    Raises ValueError when the package that recognises text does not load.
    """
    width, height = page.get_size()
    scale = _LONG_SIDE / max(width, height)
    picture = page.render(scale=scale, rev_byteorder=False).to_numpy()
    return _sheet(picture, number, scale)


def read_photograph(content: bytes) -> Sheet:
    """Return a picture (PNG, JPEG) as a page with the text that it shows.

    Raises ValueError with a reason: no picture, damaged, too large, too small for a page.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise ValueError(
                    f"a picture of {picture.width} x {picture.height} pixels: too large"
                )
            if min(picture.size) < _SMALLEST:
                raise ValueError(
                    f"a picture of {picture.width} x {picture.height} pixels, too small for a page of text"
                )
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError):
        raise ValueError("damaged, or no picture") from None
    upright.thumbnail((_LONG_SIDE, _LONG_SIDE))
    pixels = np.asarray(upright)[:, :, ::-1]
    return _sheet(pixels, 1, max(pixels.shape) / _PAPER)


def _sheet(picture: NDArray[np.uint8], number: int, scale: float) -> Sheet:
    """Recognise a picture [height, width, 1 or 3 (BGR)] of ``scale`` pixels a point."""
    turned, found = _right_way_up(picture)
    lines = _upright(found, scale)
    sheet = Sheet(number, turned.shape[1] / scale, turned.shape[0] / scale, origin="scanned")
    for line, size in zip(lines, _sizes(lines), strict=True):
        sheet.glyphs += _spread(line, size)
    return sheet


def _right_way_up(picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], list[_Found]]:
    """Return the picture as it is to be read, and the lines found in it.

    Lines that are higher than wide show a page on its side, doubtful ones one upside down.
    """
    found = _found(picture)
    sides = [np.ptp(np.asarray(box, dtype=float), axis=0) for box, *_ in found]
    if sum(height > width for width, height in sides) * 2 > len(found):
        tried = [(turned, _found(turned)) for turned in (np.rot90(picture), np.rot90(picture, 3))]
    elif found and _confidence(found) < _UNSURE:
        turned = np.rot90(picture, 2)
        tried = [(picture, found), (turned, _found(turned))]
    else:
        return picture, found
    return max(tried, key=lambda one: _confidence(one[1]))


def _found(picture: NDArray[np.uint8]) -> list[_Found]:
    begin_page()
    found, _ = _engine()(np.ascontiguousarray(picture), use_cls=False)
    return found or []


def _confidence(found: Sequence[_Found]) -> float:
    """Return the mean confidence of the characters; 0 where there are none."""
    characters = sum(len(text) for _, text, _ in found)
    return sum(len(text) * float(sure) for _, text, sure in found) / max(characters, 1)


@lru_cache(maxsize=1)
def _engine() -> Any:
    try:
        from rapidocr_onnxruntime import RapidOCR
    except ImportError as error:  # also a library of the system that it needs
        raise ValueError(f"text recognition does not load ({error}): run make ocr again") from None
    return RapidOCR(max_side_len=_LONG_SIDE, text_score=0.0)


def _upright(found: Sequence[_Found], scale: float) -> list[_Line]:
    """Turn lines upright, and say where they are in points."""
    boxes = [np.asarray(box, dtype=float) / scale for box, _, _ in found]
    slants = [
        math.atan2(*(box[1] - box[0])[::-1])
        for box in boxes
        if np.hypot(*(box[1] - box[0])) > _LONG * np.hypot(*(box[3] - box[0]))
    ]
    slant = statistics.median(slants) if slants else 0.0
    turn = np.array([[math.cos(slant), math.sin(slant)], [-math.sin(slant), math.cos(slant)]])
    lines = []
    for box, (_, text, confidence) in zip(boxes, found, strict=True):
        if not text.strip() or confidence < _NOISE:
            continue
        corners = box @ turn.T
        line = _Line(
            _DASH.sub("—", unicodedata.normalize("NFC", text)),
            float(corners[[0, 3], 0].mean()),
            float(corners[[1, 2], 0].mean()),
            float(corners[:, 1].mean()),
            float(np.hypot(*(box[3] - box[0])) + np.hypot(*(box[2] - box[1]))) / 2,
            float(confidence) < _UNSURE,
        )
        if line.x1 > line.x0 and line.height > 0:
            lines.append(line)
    return lines


def _sizes(lines: Sequence[_Line]) -> list[float]:
    """Return the size of each line's type: its box is higher, by a share that full lines tell."""
    full = [line for line in lines if line.ems >= _LONG]
    shares = [(line.x1 - line.x0) / line.ems / line.height for line in full]
    share = min(statistics.median(shares), 1.0) if shares else 0.8
    sizes = [line.height * share for line in lines]
    usual = statistics.median(sizes) if sizes else 0.0
    return [usual if abs(size - usual) <= _SAME_SIZE * usual else size for size in sizes]


def _spread(line: _Line, size: float) -> list[Glyph]:
    """Return the characters of a line, each as wide as its kind."""
    wide = (line.x1 - line.x0) / line.ems
    x, glyphs = line.x0, []
    for sign in line.text:
        end = x + wide * _em(sign)
        glyphs.append(Glyph(sign, x, end, line.middle + _CENTRE * size, size, unsure=line.unsure))
        x = end
    return glyphs


def _em(sign: str) -> float:
    return 1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5
