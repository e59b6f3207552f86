"""A page of a PDF or of a scan: its characters and ruled lines, each where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.pages import Origin
from rag.pdf_rules import Rule


@dataclass(slots=True)
class Glyph:
    """One character where it is drawn; ``base`` is the height of its baseline."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    drawn: int = 0  # names the text object that draws it
    unsure: bool = False  # recognised in a picture, and not clearly seen


@dataclass(slots=True)
class Sheet:
    """A page: its number from 1, its size, and what is drawn on it."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    unreadable: int = 0  # characters that stand for nothing in Unicode
    pictured: bool = False  # a picture covers most of it
    origin: Origin = ""
