"""The straight lines that a PDF page draws (the rules of tables), and how much is a picture."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as c_api

MAX_RULES = 4_000  # on a page; more is a drawing
_PICTURE_SHARE = 0.5  # of a page that a picture covers: a scan, when there is hardly any text
_THIN = 3.0  # points; a filled shape as thin as that is a ruled line

Box = tuple[float, float, float, float]  # two corners, or the two ends of a line


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: horizontal at y = ``at`` from x = ``start`` to ``end``, or vertical."""

    horizontal: bool
    at: float
    start: float
    end: float


def rule_of(xa: float, ya: float, xb: float, yb: float) -> list[Rule]:
    """Return the rule from (xa, ya) to (xb, yb); nothing where the line is slanted or a dot."""
    if abs(ya - yb) < 1 < abs(xa - xb):
        return [Rule(True, (ya + yb) / 2, min(xa, xb), max(xa, xb))]
    if abs(xa - xb) < 1 < abs(ya - yb):
        return [Rule(False, (xa + xb) / 2, min(ya, yb), max(ya, yb))]
    return []


def drawn(page: Any, box: Box) -> tuple[list[Box], bool]:
    """Return the straight lines of a page and whether a picture covers most of it."""
    lines: list[Box] = []
    area = (box[2] - box[0]) * (box[3] - box[1])
    pictured = 0.0
    kinds = [c_api.FPDF_PAGEOBJ_PATH, c_api.FPDF_PAGEOBJ_IMAGE]
    for item in page.get_objects(filter=kinds, max_depth=6):
        place = item.get_matrix()
        parent = item.container
        while parent is not None:
            place = place.multiply(parent.get_matrix())
            parent = parent.container
        if item.type == c_api.FPDF_PAGEOBJ_IMAGE:
            pictured += abs(place.a * place.d - place.b * place.c)
        elif len(lines) <= 4 * MAX_RULES:
            lines += _segments(item, place)
    return lines, pictured > _PICTURE_SHARE * area


def _segments(item: Any, place: Any) -> list[Box]:
    """Return the straight lines of a path; of a filled shape only its axis, where it is thin."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    x, y = ctypes.c_float(), ctypes.c_float()
    c_api.FPDFPath_GetDrawMode(item, fill, stroke)
    count = c_api.FPDFPath_CountSegments(item)
    if count > MAX_RULES or not (fill.value or stroke.value):
        return []
    strokes: list[list[tuple[float, float]]] = []
    for i in range(count):
        segment = c_api.FPDFPath_GetPathSegment(item, i)
        c_api.FPDFPathSegment_GetPoint(segment, x, y)
        if c_api.FPDFPathSegment_GetType(segment) == c_api.FPDF_SEGMENT_MOVETO or not strokes:
            strokes.append([])
        point = place.on_point(x.value, y.value)
        if not all(map(math.isfinite, point)):
            return []
        strokes[-1].append(point)
        if c_api.FPDFPathSegment_GetClose(segment):
            strokes[-1].append(strokes[-1][0])
    if stroke.value:
        return [(*a, *b) for points in strokes for a, b in pairwise(points)]
    return [axis for points in strokes for axis in _axis(points)]


def _axis(points: list[tuple[float, float]]) -> list[Box]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    if y1 - y0 <= _THIN < x1 - x0:
        return [(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)]
    if x1 - x0 <= _THIN < y1 - y0:
        return [((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)]
    return []
