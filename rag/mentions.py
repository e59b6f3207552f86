"""Telephones, addresses, bodies and other documents that a text names, each with its span."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from rag.types import Fact
from rag.wording import FACT, ORGANISATION_TAIL

_AREA = r"[（(]?0\d{2,3}[）)]?\s?[-－—–]?\s?"
_PHONE = re.compile(
    rf"(?<![\d.])(?:{_AREA}(?:\d{{7,8}}(?:[-－转]\d{{1,5}})?|1[12]\d{{3}})|1[3-9]\d{{9}}"
    r"|[48]00[-－]?\d{3}[-－]?\d{4}|[2-8]\d{6,7}|1[12]\d{3})(?![\d.]|[年月日元号])"
)
_PHONE_CUE = re.compile(r"电话|热线|拨打|联系方式|联系我们|手机|总机|咨询")
_ADDRESS = re.compile(r"地址\s?[:：]\s?")
_NAMED = re.compile(r"《([^《》\n]{2,120}(?:《[^《》\n]{1,80}》[^《》\n]{0,60})?)》")
_SHORT_NAME = re.compile(r"(?:简称|下称|统称)[为：:]?[“\"]?$")
_RELATED_HEAD = re.compile(r"相关(?:文档|文件|附件|政策|解读)")
_LONGEST_ADDRESS = 120  # characters
_EDGES = " \t|；;，,"
Lines = list[tuple[int, int]]  # start and end of each line of the text


def stripped_fact(text: str, start: int, end: int) -> Fact | None:
    """Return ``text[start:end]`` without separators at its edges; None when nothing is left."""
    value = text[start:end]
    start += len(value) - len(value.lstrip(_EDGES))
    value = text[start:end].rstrip(_EDGES)
    return Fact(value, start, start + len(value)) if value else None


def phones(text: str, lines: Lines) -> Iterator[Fact]:
    """Yield each telephone number once: a number with a word for telephone shortly before it."""
    seen: set[str] = set()
    for start, end in lines:
        last = -1
        for match in _PHONE.finditer(text, start, end):
            near = text[max(start, match.start() - 30) : match.start()]
            if not _PHONE_CUE.search(near) and not 0 <= match.start() - last <= 4:
                continue
            last = match.end()
            if match[0] not in seen:
                seen.add(match[0])
                yield Fact(match[0], *match.span())


def addresses(text: str, lines: Lines) -> Iterator[Fact]:
    """Yield what stands behind 地址：, up to the next label or the end of the sentence."""
    for start, end in lines:
        for match in _ADDRESS.finditer(text, start, end):
            far = min(match.end() + 2 * _LONGEST_ADDRESS, end)
            following = FACT.search(text, match.end(), far)
            stop = re.compile("[。；;]").search(text, match.end(), far)
            ends = [found.start() for found in (following, stop) if found]
            fact = stripped_fact(text, match.end(), min([*ends, far]))
            # Mail and web addresses are no places.
            if (
                fact
                and 4 <= len(fact.value) <= _LONGEST_ADDRESS
                and not re.search("@|https?:", fact.value)
            ):
                yield fact


def related(text: str, lines: Lines, title: Fact, fact_starts: Set[int]) -> Iterator[Fact]:
    """Yield the titles in 《》, without short names, and those listed below 相关文档."""
    seen = {title.value}
    for match in _NAMED.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        if match[1] not in seen and not _SHORT_NAME.search(before):
            yield Fact(match[1], *match.span(1))
        seen.add(match[1])
    listing = False
    for start, end in lines:
        line = text[start:end]
        if listing and start not in fact_starts and line not in seen and len(line) > 8:
            yield Fact(line, start, end)
        listing = listing or (len(line) <= 8 and bool(_RELATED_HEAD.match(line)))


def organisations(text: str, start: int, end: int) -> Iterator[Fact]:
    """Yield the bodies of a run of names: A、B会同C, or A B C, each ending like an organisation."""
    for match in re.finditer(
        r"(?:(?!会同)[^\s、，,；;])+", text[start:end].replace("会同", "，，")
    ):
        name, begin = match[0], start + match.start()
        if ORGANISATION_TAIL.search(name):
            yield Fact(name, begin, begin + len(name))
