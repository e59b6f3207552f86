"""The styles of a Word file and the small parts of its markup (ECMA-376 part 1, 17.7).

A style says what its paragraphs or runs do not say themselves; what it leaves open, the style
that it is based on says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Element = Any  # of lxml, which has no types

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|标题", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*(?:\d|heading|标题)", re.IGNORECASE)
_T = TypeVar("_T")
_DEEPEST = 40  # styles below one another; more is a circle


def value(parent: Element | None, name: str) -> str | None:
    """Return the ``w:val`` of the child ``w:name``, or None when there is none."""
    child = None if parent is None else parent.find(W + name)
    found = None if child is None else child.get(W + "val")
    return found if isinstance(found, str) else None


def number(parent: Element | None, name: str) -> int | None:
    """Return the ``w:val`` of a child as a number, or None when it is none."""
    found = value(parent, name) or ""
    return int(found) if re.fullmatch(r"-?[0-9]{1,9}", found) else None


def switch(parent: Element | None, name: str) -> bool | None:
    """Return whether a property is on (ST_OnOff, 17.17.4), or None where nothing is said."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + "val", "1") not in ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, with all that it is based on; None where nothing is said."""

    chain: tuple[str, ...] = ()  # its id, then those of the styles below it
    outline: int | None = None  # 0 for the first level of headings; 9 for body text
    title: bool = False
    contents: bool = False  # a line of a table of contents
    num_id: int | None = None
    ilvl: int | None = None
    centred: bool = False
    hidden: bool | None = None
    bold: bool | None = None


class Styles:
    """The styles by id; unknown ids give a style that says nothing, as in Word."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._default = ""  # of paragraphs without a style
        self._known: dict[str, Style] = {}
        for element in () if root is None else root.findall(W + "style"):
            style_id = element.get(W + "styleId", "")
            self._elements[style_id] = element
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in (
                "1",
                "true",
                "on",
            ):
                self._default = style_id

    def of_paragraph(self, properties: Element | None) -> Style:
        """Return the style of a paragraph with these properties (``w:pPr``)."""
        return self._style(value(properties, "pStyle") or self._default)

    def of_run(self, properties: Element | None) -> Style:
        """Return the character style of a run with these properties (``w:rPr``)."""
        return self._style(value(properties, "rStyle") or "")

    def _style(self, style_id: str) -> Style:
        if style_id not in self._known:
            self._known[style_id] = _resolved(list(self._chain(style_id)))
        return self._known[style_id]

    def _chain(self, style_id: str) -> Iterator[tuple[str, Element]]:
        for _ in range(_DEEPEST):
            element = self._elements.get(style_id)
            if element is None:
                return
            yield style_id, element
            style_id = value(element, "basedOn") or ""


def _resolved(chain: list[tuple[str, Element]]) -> Style:
    if not chain:
        return Style()
    names = [value(element, "name") or "" for _, element in chain]
    paragraphs = [element.find(W + "pPr") for _, element in chain]
    runs = [element.find(W + "rPr") for _, element in chain]
    lists = [None if found is None else found.find(W + "numPr") for found in paragraphs]
    outlines = (_outline(name, found) for name, found in zip(names, paragraphs, strict=True))
    return Style(
        chain=tuple(style_id for style_id, _ in chain),
        outline=_first(outlines),
        title=any(_TITLE.fullmatch(name.strip()) for name in names),
        contents=bool(_CONTENTS.match(names[0])),
        num_id=_first(number(found, "numId") for found in lists),
        ilvl=_first(number(found, "ilvl") for found in lists),
        centred=_first(value(found, "jc") for found in paragraphs) == "center",
        hidden=_first(switch(found, "vanish") for found in runs),
        bold=_first(switch(found, "b") for found in runs),
    )


def _outline(name: str, properties: Element | None) -> int | None:
    said = number(properties, "outlineLvl")
    if said is None and (heading := _HEADING.fullmatch(name.strip())):
        return int(heading[1]) - 1
    return said


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((found for found in values if found is not None), None)
