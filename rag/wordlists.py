"""Automatic numbering of Word: the label that a reader sees and the text does not hold.

ECMA-376 part 1, 17.9. A paragraph names a list (``w:num``) and a level; the list belongs to a
definition (``w:abstractNum``), and all lists of one definition count on together unless a list
starts anew (``w:startOverride``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from rag.numerals import numeral
from rag.wordstyles import Element, Style, W, number, switch, value

_LEVELS = 9
_LONGEST = 60  # characters of a label's pattern; a longer one is none
# After these a label needs no space: 一、总体要求, （一）加强领导.
_CLOSES = "、）．。：，】〕》"


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered (``w:lvl``)."""

    form: str
    pattern: str  # "第%1条": %1 stands for the number of the first level
    start: int = 1
    suffix: str = "tab"
    legal: bool = False  # all numbers in digits (``w:isLgl``)
    restart: int | None = None  # the level (from 1) that starts it anew; 0: none does
    style: str | None = None  # paragraphs of this style are of this level


@dataclass(slots=True)
class _List:
    """A list: its levels, and the numbers of its definition, which other lists share."""

    levels: dict[int, _Level]
    counts: list[int | None]
    anew: dict[int, int] = field(default_factory=dict)  # level: where its first paragraph starts


@dataclass(frozen=True, slots=True)
class ListLabel:
    """The label in front of a paragraph with the space behind it; bullets have no text."""

    text: str = ""
    bullet: bool = False


class Numbering:
    """Counts the numbered paragraphs of a document, which must come in document order."""

    def __init__(self, root: Element | None) -> None:
        self._nums: dict[str, Element] = {}
        self._definitions: dict[str, Element] = {}
        self._styled: dict[str, Element] = {}  # definitions that stand behind a list style
        self._counts: dict[str, list[int | None]] = {}
        self._lists: dict[int, _List | None] = {}
        for element in () if root is None else root:
            if element.tag == W + "num":
                self._nums[element.get(W + "numId", "")] = element
            elif element.tag == W + "abstractNum":
                self._definitions[element.get(W + "abstractNumId", "")] = element
                if (link := value(element, "styleLink")) is not None:
                    self._styled[link] = element

    def label(self, properties: Element | None, style: Style) -> ListLabel:
        """Return the label of the next paragraph and count it; empty when it has no number."""
        own = None if properties is None else properties.find(W + "numPr")
        num_id = number(own, "numId")
        known = self._list(style.num_id if num_id is None else num_id)
        if known is None:
            return ListLabel()
        ilvl = number(own, "ilvl")
        if ilvl is None:
            ilvl = _styled_level(known, style) if num_id is None else 0
        level = known.levels.get(ilvl)
        if level is None:
            return ListLabel()
        _count(known, ilvl, level)
        if level.form == "bullet":
            return ListLabel(bullet=True)
        return ListLabel(_written(known, ilvl, level))

    def _list(self, num_id: int | None) -> _List | None:
        if not num_id:  # 0 takes a paragraph out of the list of its style
            return None
        if num_id not in self._lists:
            element = self._nums.get(str(num_id))
            self._lists[num_id] = None if element is None else self._made(element)
        return self._lists[num_id]

    def _made(self, num: Element) -> _List | None:
        definition: Element = self._definitions.get(value(num, "abstractNumId") or "")
        if definition is None:
            return None
        link = value(definition, "numStyleLink")
        if link is not None and link in self._styled:
            definition = self._styled[link]
        key = definition.get(W + "abstractNumId", "")
        levels = _levels(definition)
        anew: dict[int, int] = {}
        for override in num.findall(W + "lvlOverride"):
            levels |= _levels(override)
            at = override.get(W + "ilvl", "")
            start = number(override, "startOverride")
            if start is not None and at.isdecimal() and int(at) in levels:
                anew[int(at)] = start
                levels[int(at)] = replace(levels[int(at)], start=start)
        return _List(levels, self._counts.setdefault(key, [None] * _LEVELS), anew)


def _levels(parent: Element) -> dict[int, _Level]:
    return {
        int(element.get(W + "ilvl")): _level(element)
        for element in parent.findall(W + "lvl")
        if re.fullmatch("[0-8]", element.get(W + "ilvl", ""))
    }


def _level(element: Element) -> _Level:
    # A form that only newer versions know stands beside one for all: mc:Choice, mc:Fallback.
    forms = [found.get(W + "val") for found in element.iter(W + "numFmt")]
    pattern = value(element, "lvlText") or ""
    start = number(element, "start")
    return _Level(
        form=(forms[-1] if forms else None) or "decimal",
        pattern=pattern if len(pattern) <= _LONGEST else "",
        start=0 if start is None else start,
        suffix=value(element, "suff") or "tab",
        legal=bool(switch(element, "isLgl")),
        restart=number(element, "lvlRestart"),
        style=value(element, "pStyle"),
    )


def _styled_level(known: _List, style: Style) -> int:
    """Return the level of a paragraph that is numbered by its style (17.9.23)."""
    for style_id in style.chain:
        for ilvl, level in known.levels.items():
            if level.style == style_id:
                return ilvl
    return style.ilvl or 0


def _count(known: _List, ilvl: int, level: _Level) -> None:
    reached = known.counts[ilvl]
    if ilvl in known.anew:
        known.counts[ilvl] = known.anew.pop(ilvl)
    else:
        known.counts[ilvl] = level.start if reached is None else reached + 1
    for deeper in range(ilvl + 1, _LEVELS):
        below = known.levels.get(deeper)
        if below is None or below.restart is None or ilvl < below.restart:
            known.counts[deeper] = None


def _written(known: _List, ilvl: int, level: _Level) -> str:
    def of_level(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        shown = known.levels.get(at)
        if shown is None or at > ilvl:
            return ""
        reached = known.counts[at]
        form = "decimal" if level.legal and shown.form not in ("none", "bullet") else shown.form
        return numeral(shown.start if reached is None else reached, form)

    text = re.sub("%([1-9])", of_level, level.pattern)
    if not text.strip():
        return ""
    return text if level.suffix == "nothing" or text[-1] in _CLOSES else text + " "
