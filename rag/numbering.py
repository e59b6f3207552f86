"""Numbering labels of Chinese official texts: 第三条, 四、, （三）, 1., ①, 一是, 首先, 第一部分.

A label that begins a line is taken at its word; one inside a paragraph counts only as a member of
a run that starts with one and goes on without a gap. So 依照第三条的规定 never becomes a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.types import Scheme

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ORDINALS = {"首先": 1, "其次": 2, "再次": 3, "最后": 0}
_HAN = "[一二三四五六七八九十百]{1,5}"
_ANY = "[〇零一二三四五六七八九十百千两0-9０-９]{1,9}"

# Names of the groups are the keys: two labels are of one list only when their keys agree.
_LABEL = re.compile(
    rf"""
    (?P<part>第\s?{_ANY}\s?部分)
  | (?P<law>第\s{{0,2}}(?P<lawnum>{_ANY})\s{{0,2}}(?P<lawunit>分编|编|篇|章|节|条)
      (?:之(?:[一二三四五六七八九十]{{1,3}}))?)
  | (?P<ordinal>第{_HAN}[，,、：:])
  | (?P<han>{_HAN}(?:、|．(?!\d)))
  | (?P<hanparen>[（(]\s?{_HAN}\s?[）)])
  | (?P<digitparen>[（(]\s?\d{{1,3}}\s?[）)])
  | (?P<decimal>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}(?=[\s\u4e00-\u9fff])|\d{{1,2}}(?=\s[\u4e00-\u9fff]))
  | (?P<digitdot>\d{{1,3}}[.．](?:(?!\d)|(?=(?:19|20)\d\d年)))
  | (?P<digitcomma>\d{{1,3}}、(?!\d))
  | (?P<digithalf>\d{{1,2}}[）)])
  | (?P<circle>[①-⑳])
  | (?P<shi>{_HAN}是)
  | (?P<yao>{_HAN}要)
  | (?P<qi>其[一二三四五六七八九十][，,、：:是])
  | (?P<first>首先|其次|再次|最后)
    """,
    re.VERBOSE,
)
_SCHEMES: dict[str, Scheme] = {
    "part": "部分", "ordinal": "第一，", "qi": "第一，", "han": "一、", "hanparen": "（一）",
    "digitparen": "（1）", "digithalf": "（1）", "digitdot": "1.", "digitcomma": "1.",
    "decimal": "1.", "circle": "①", "shi": "一是", "yao": "一是", "first": "首先",
}  # fmt: skip
_LAW: dict[str, Scheme] = {"编": "编", "分编": "编", "篇": "编", "章": "章", "节": "节", "条": "条"}

# Never a label on its own; 1.1 and 1.2 might be amounts, 一是 the end of a sentence.
_RUN_ONLY = frozenset({"ordinal", "qi", "shi", "yao", "first"})
_LINE_ONLY = "decimal"

_STOPS = frozenset("。；：！？;:!? \t\u3000\xa0")
_SOFT_STOPS = _STOPS | frozenset("，,、”」』）)》…—")
_BEFORE: dict[str, frozenset[str]] = {
    "han": frozenset("。；：！？;:!?”） \t\u3000\xa0"),
    "law": frozenset(" \t\u3000\xa0"),
    "ordinal": _STOPS | {"，", ","},
    "hanparen": _SOFT_STOPS | frozenset("括为有即含是"),
    "digitparen": _SOFT_STOPS | frozenset("括为有即含是"),
}
# What follows a mere reference (第三条规定的, （一）、（二）项) or a count (一、二年级).
_LAW_REFERENCE = re.compile(
    r"第[一二三四五六七八九十百\d]+[款项]|规定|所称|所列|所述|所指|中的|中规定|中[“「《]|的|之规定|"
    r"[、，至到]|[和及或与](?=[本前第])|修改|改为|删去|例|款|龙"
)
_LIST_REFERENCE = re.compile(r"[、，]|项(?!目)|款(?!项)|[和及至到或与](?=\s?[（(第])")
_COUNT = re.compile(
    r"[一二三四五六七八九十]{1,3}[、级类等年期批档线审楼层季者流]|[一二三四五六七八九十]、"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A numbering label in a text; ``text[start:end]`` is the label as it stands there."""

    key: str  # labels of one list have one key; finer than the scheme (1. and 1、 differ)
    scheme: Scheme
    number: int
    start: int
    end: int
    line: int  # the line that holds it
    leads: bool  # it begins its line


def chinese_number(text: str) -> int:
    """Return the value of a numeral such as 一百二十, 二〇 or 12; 0 where there is none."""
    text = "".join(c for c in text if c in _DIGITS or c in _UNITS or c.isdecimal())
    if text.isdecimal():
        return int(text)
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS.get(c, c)) for c in text) or 0)
    total = digit = 0
    for c in text:
        if c in _UNITS:
            total += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            digit = _DIGITS[c] if c in _DIGITS else int(c)
    return total + digit


def find_labels(
    text: str, lines: Sequence[tuple[int, int]], skip: Iterable[int] = ()
) -> list[Label]:
    """Return the labels that structure a text, in document order.

    ``lines`` are the spans of its lines without surrounding blanks; those in ``skip`` have none.
    """
    skipped = set(skip)
    found: list[Label] = []
    for line, (start, end) in enumerate(lines):
        if line not in skipped:
            found.extend(_candidates(text, start, end, line))
    members = _runs(found)
    return [
        replace(label, number=members.get(i, label.number))
        for i, label in enumerate(found)
        if i in members
        or (label.leads and label.key not in _RUN_ONLY and not label.key.startswith(_LINE_ONLY))
    ]


def _candidates(text: str, start: int, end: int, line: int) -> Iterable[Label]:
    for match in _LABEL.finditer(text, start, end):
        key = match.lastgroup or ""
        if match["law"]:
            key = "law"
        at = match.start()
        if at > start and text[at - 1] not in _BEFORE.get(key, _SOFT_STOPS):
            continue
        if not _stands_alone(key, at == start, text, match.end(), end):
            continue
        label = match.group()
        if key == _LINE_ONLY and at > start:
            continue
        if key == "law":
            unit = match["lawunit"]
            scheme, number, key = _LAW[unit], chinese_number(match["lawnum"]), unit
        elif key == "circle":
            scheme, number = "①", ord(label) - ord("①") + 1
        elif key == "first":
            scheme, number = "首先", _ORDINALS[label]
        elif key == _LINE_ONLY:
            parts = re.split("[.．]", label)
            scheme, number, key = "1.", int(parts[-1]), f"{key}{len(parts)}"
        else:
            scheme, number = _SCHEMES[key], chinese_number(label)
        yield Label(key, scheme, number, at, match.end(), line, at == start)


def _stands_alone(key: str, leads: bool, text: str, after: int, end: int) -> bool:
    if key == "law":
        return _LAW_REFERENCE.match(text, after, end) is None
    if key == "han":
        return _COUNT.match(text, after, end) is None
    if key in ("hanparen", "digitparen", "circle") and not leads:
        return _LIST_REFERENCE.match(text, after, end) is None
    return True


def _runs(labels: Sequence[Label]) -> dict[int, int]:
    """Return the labels that belong to a run 1, 2, 3, … of at least two, with their numbers.

    A run inside a paragraph ends with it, unless the next lines go on with it.
    """
    open_runs: dict[str, list[list[int]]] = {}  # by key: the label and the number last reached
    members: dict[int, int] = {}
    for i, label in enumerate(labels):
        runs = open_runs.setdefault(label.key, [])
        if label.number == 1:
            runs.append([i, 1])
            del runs[:-8]  # deeper nesting of one key is noise; keeps the scan linear
            continue
        for depth in range(len(runs) - 1, -1, -1):
            last, reached = runs[depth]
            wanted = label.number or reached + 1  # 最后 takes whatever number is next
            if reached + 1 == wanted and _links(labels[last], label):
                members |= {last: reached, i: wanted}
                runs[depth] = [i, wanted]
                del runs[depth + 1 :]
                break
    return members


def _links(last: Label, label: Label) -> bool:
    if last.line == label.line:
        return True
    return label.leads and (last.leads or label.line - last.line <= 2)
