"""The characters of a PDF as they stand on its pages, and the ruled lines beside them.

pdfium (through pypdfium2) tells for each character its place, size and direction; nothing here
trusts the order in which a page was drawn. Places are in points, x from the left and y downwards
from the top of the page as it is read: a page whose text runs up its side is turned first.
"""

from __future__ import annotations

import ctypes
import math
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c_api

from rag.load import INSTALL_OCR, recognises_text
from rag.pdf_rules import MAX_RULES, Box, drawn, rule_of
from rag.pdf_sheet import Glyph, Sheet

MAX_PAGES = 2_000
MAX_GLYPHS = 3_000_000
_FEW = 30  # characters that a stamp or page number adds to a scan
_UNREADABLE_SHARE = 0.2  # of the characters; private signs of lists are far fewer
_FAINT = 90  # opacity of 255 below which text is a watermark
_TINY = 2.0  # points; smaller text is not meant to be read
_SLANT = math.radians(3)

# pdfium is not safe to use from two threads at once.
_PDFIUM = threading.Lock()

# Signs of the radicals block that printing programs write for the ordinary character of the same
# shape; the block of 214 Kangxi radicals has such mappings in Unicode itself.
_RADICALS = dict(
    zip(
        "⺁⺎⺒⺓⺝⺟⺠⺩⺬⺮⺴⺷⺸⺼⻁⻄⻅⻆⻉⻋⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "厂兀巳幺月母民王示竹网羊羊月虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)


def read_sheets(content: bytes) -> list[Sheet]:
    """Return the pages of a PDF.

    Raises ValueError, with a short reason: no PDF, damaged, a password, too many pages, too much
    text, no text layer.
    """
    if b"%PDF-" not in content[:1024]:
        raise ValueError("no PDF")
    with _PDFIUM:
        try:
            sheets = _read(content)
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) == c_api.FPDF_ERR_PASSWORD:
                raise ValueError("encrypted with a password") from None
            raise ValueError("damaged PDF") from None
    _check_text(sheets)
    return sheets


def _read(content: bytes) -> list[Sheet]:
    document = pdfium.PdfDocument(content)
    try:
        if len(document) > MAX_PAGES:
            raise ValueError(f"{len(document)} pages, more than {MAX_PAGES}")
        sheets: list[Sheet] = []
        left = MAX_GLYPHS
        for number in range(1, len(document) + 1):
            sheets.append(_read_page(document, number, left))
            left -= len(sheets[-1].glyphs)
        return sheets
    finally:
        document.close()


def _read_page(document: Any, number: int, limit: int) -> Sheet:
    page = document[number - 1]
    try:
        sheet = _read_text(page, number, limit)
        if not (_is_scan(sheet) or _is_illegible(sheet)):
            return sheet
        if recognises_text():
            from rag.scans import read_scan  # numpy and more: only where there is a scan

            return read_scan(page, number)
        sheet.origin = "unread" if _is_scan(sheet) else ""
        return sheet
    finally:
        page.close()


def _read_text(page: Any, number: int, limit: int) -> Sheet:
    text = page.get_textpage()
    try:
        if text.count_chars() > limit:
            raise ValueError("too much text")
        turned = list(_characters(text))
    finally:
        text.close()
    box = page.get_bbox()
    if not all(map(math.isfinite, box)):
        raise ValueError("damaged PDF")
    lines, pictured = drawn(page, box)
    return _sheet(number, box, turned, lines, pictured)


def _is_scan(sheet: Sheet) -> bool:
    return sheet.pictured and _ink(sheet) < _FEW


def _is_illegible(sheet: Sheet) -> bool:
    """Tell whether its characters have no codes, which not even a reader of PDFs can copy."""
    return sheet.unreadable > _UNREADABLE_SHARE * (_ink(sheet) + sheet.unreadable)


def _check_text(sheets: list[Sheet]) -> None:
    read = sum(_ink(sheet) for sheet in sheets)
    scans = sum(sheet.origin == "unread" for sheet in sheets)
    if scans * 2 > len(sheets) or (scans and not read):
        raise ValueError(f"a scan without a text layer: {INSTALL_OCR}")
    unreadable = sum(sheet.unreadable for sheet in sheets)
    if unreadable > _UNREADABLE_SHARE * (read + unreadable):
        raise ValueError(f"its characters have no codes: {INSTALL_OCR}")
    if not read:
        raise ValueError("no text in it")


def _ink(sheet: Sheet) -> int:
    return sum(not glyph.text.isspace() for glyph in sheet.glyphs)


# --- characters -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Character:
    text: str  # "" where the file gives none
    quarter: int  # quarter turns against the clock, -1 for another angle
    box: Box  # left, bottom, right, top in the page's own space
    origin: tuple[float, float]
    size: float
    width: float  # of a square as large as the character
    drawn: int


def _characters(page: Any) -> Iterator[_Character]:
    matrix, box = c_api.FS_MATRIX(), c_api.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    alpha, unused = ctypes.c_uint(), ctypes.c_uint()
    high = 0
    for i in range(page.count_chars()):
        if c_api.FPDFText_IsGenerated(page, i) == 1:
            continue
        code = c_api.FPDFText_GetUnicode(page, i)
        if 0xD800 <= code < 0xDC00:  # the first half of a rare character
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        c_api.FPDFText_GetMatrix(page, i, matrix)
        c_api.FPDFText_GetLooseCharBox(page, i, box)
        c_api.FPDFText_GetCharOrigin(page, i, x, y)
        size = c_api.FPDFText_GetFontSize(page, i)
        height = abs(size) * math.hypot(matrix.c, matrix.d)
        width = abs(size) * math.hypot(matrix.a, matrix.b)
        places = (box.left, box.bottom, box.right, box.top, x.value, y.value, width)
        if not all(map(math.isfinite, (*places, height))) or height < _TINY:
            continue
        colour = c_api.FPDFText_GetFillColor(page, i, unused, unused, unused, alpha)
        if colour and alpha.value < _FAINT:
            continue
        lost = c_api.FPDFText_HasUnicodeMapError(page, i) == 1
        drawn = c_api.FPDFText_GetTextObject(page, i)
        yield _Character(
            "" if lost else readable(code),
            _quarter(math.copysign(1, size) * matrix.a, math.copysign(1, size) * matrix.b),
            places[:4], places[4:6], height, width,
            ctypes.addressof(drawn.contents) if drawn else 0,
        )  # fmt: skip


def readable(code: int) -> str:
    """Return the character that a code of a PDF stands for; empty where it stands for none."""
    if code == 2:  # how pdfium names a hyphen at the end of a line
        return "-"
    if code > 0x10FFFF:
        return ""
    sign = chr(code)
    if sign in _RADICALS:
        return _RADICALS[sign]
    if 0x2F00 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00:
        return unicodedata.normalize("NFKC", sign)
    if sign in "\t\xa0":
        return " "
    category = unicodedata.category(sign)
    return "" if category in ("Cc", "Cs", "Co", "Cn") or sign == "\ufffd" else sign


def _quarter(a: float, b: float) -> int:
    turns = math.atan2(b, a) / (math.pi / 2)
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) * math.pi / 2 < _SLANT else -1


def _turn(x: float, y: float, quarter: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[quarter]


def _sheet(
    number: int,
    box: Box,
    characters: list[_Character],
    lines: list[Box],
    pictured: bool,
) -> Sheet:
    """Turn the page so that most of its text is upright; text in other directions goes."""
    counts = Counter(char.quarter for char in characters if char.quarter >= 0)
    quarter = counts.most_common(1)[0][0] if counts else 0
    (xa, ya), (xb, yb) = _turn(box[0], box[1], quarter), _turn(box[2], box[3], quarter)
    left, top = min(xa, xb), max(ya, yb)
    sheet = Sheet(number, abs(xb - xa), abs(yb - ya), pictured=pictured)
    for char in characters:
        if char.quarter != quarter:
            continue
        xa, _ = _turn(char.box[0], char.box[1], quarter)
        xb, _ = _turn(char.box[2], char.box[3], quarter)
        begin, base = _turn(*char.origin, quarter)
        x0, x1, y = min(xa, xb) - left, max(xa, xb) - left, top - base
        if char.text and unicodedata.east_asian_width(char.text[0]) in "WF":
            x1 = max(x1, begin - left + char.width)  # pdfium may know its ink only
            x0 = min(x0, begin - left)
        if not (0 <= (x0 + x1) / 2 <= sheet.width and 0 <= y - char.size / 3 <= sheet.height):
            continue
        if char.text in ("", "\xad"):
            sheet.unreadable += not char.text
        else:
            sheet.glyphs.append(Glyph(char.text, x0, x1, y, char.size, char.drawn))
    sheet.glyphs = _drawn_once(sheet.glyphs)
    for xa, ya, xb, yb in lines:
        (xa, ya), (xb, yb) = _turn(xa, ya, quarter), _turn(xb, yb, quarter)
        sheet.rules += rule_of(xa - left, top - ya, xb - left, top - yb)
    if len(sheet.rules) > MAX_RULES:
        sheet.rules = []
    return sheet


def _drawn_once(glyphs: list[Glyph]) -> list[Glyph]:
    """Take characters that are drawn again a little aside, to look bold, once."""
    kept: list[Glyph] = []
    near: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        reach = 0.3 * max(glyph.x1 - glyph.x0, 0.1)
        column, row = int(glyph.x0 // 8), int(glyph.base // 8)
        around = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in near.get((glyph.text, column + dx, row + dy), ())
        )
        if not any(
            other.drawn != glyph.drawn
            and abs(other.x0 - glyph.x0) < reach
            and abs(other.base - glyph.base) < 0.2 * glyph.size
            for other in around
        ):
            kept.append(glyph)
            near.setdefault((glyph.text, column, row), []).append(glyph)
    return kept
