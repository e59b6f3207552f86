"""What a text lays down for a case with a bound, where a figure of the question lies within it.

罚12万要集体讨论吗, of 处以|10万元以上罚款的，应当集体讨论决定: the figure is that of the asker's case, and no figure
that the text should have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.bands import Band, amounts, band_of, holds
from rag.query import Query
from rag.values import SAID_MOST, find_values
from rag.wording import LEADING_LABEL

_FIGURE = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?[万亿]?(?:个月|周?岁|[平立]方米|公里|[年天日人名户家层台辆吨亩件间张座元块%％])?"
)
_LED = re.compile(
    r"(?P<of>[\u4e00-\u9fff]{2})(?P<n>\d+(?:\.\d+)?)(?P<unit>个月|年|日|天|万元|元|[%％])"
)
_PART = re.compile("[^。；;：:]+")
_CASE = re.compile(r"的[”」）)]?$")
_BOUND_BEFORE = re.compile(
    r"(?:超过|[高大多低少小]于|满|达到?|至少|最[低高少多]|需要?|须|必须|要求[是为]?|标准[是为]?)$"
)
_BOUND_BEHIND = re.compile("(?:[（(]含[^）)]*[）)])?(?:及其?)?(?:以[上下内]|才|起)")
_TERM = re.compile(r"\d+个?[年月天周]|[一二两三四五六七八九十半]个?(?:半月|半年|年|月)")
_DEMANDS = re.compile(
    r"(?:满|不少于|不低于|达到?)\d+个?[年月天](?!.*的$)|\d+个?[年月天]以上(?!.*的$)"
)
_CLAUSES = re.compile("[^，,。；;：:]+")
_DUTY = re.compile("^(?:应当|必须|应)(?=..)")


def is_own_figure(asked: str, figure: str, sentence: str) -> bool:
    """Whether a figure of a question lies within the bound of a case of a sentence: 12万 of 10万元以上罚款的.

    Not where the question states it as a bound: 超过30日才暂停，对吗.
    """
    at = asked.find(figure)
    return not _is_bound(asked, at, at + len(figure)) and any(
        holds(band, n) and band[2] == unit
        for n, unit in amounts(figure)
        for band, _ in _cases(sentence)
    )


def misquoted(asked: str, sentence: str) -> str:
    """Return a number that a question gives for what the sentence has another for: 公示|60日 of 公示|30日后; else ""."""
    for match in _LED.finditer(asked):
        told = {
            m["n"]
            for m in _LED.finditer(sentence)
            if m["of"] == match["of"] and m["unit"] == match["unit"]
        }
        if told and match["n"] not in told:
            return match["n"] + match["unit"]
    return ""


def of_another_year(query: Query, sentence: str) -> str:
    """Return a figure that a question gives for one year and the sentence for another: 2026年完成|268个 for 2025年; else ""."""
    for figure in query.figures if query.years else ():
        number = figure.rstrip("个")
        years = {
            v.year for v in find_values(sentence, "count") if v.year and v.text.startswith(number)
        }
        if years and not years & set(query.years):
            return figure
    return ""


def told_of_case(query: Query, sentence: str) -> str | None:
    """Return what a sentence lays down for the one case within whose bound a figure of a question lies.

    按全部营业收入统计 of 占比超过50%的，|按全部营业收入统计 for 占比60%. None for none or several.
    """
    asked = query.plain
    figures = [
        m.group() for m in _FIGURE.finditer(asked) if not _is_bound(asked, m.start(), m.end())
    ]
    told = {
        _DUTY.sub("", rest)
        for figure in figures
        for n, unit in amounts(figure)
        for band, rest in _cases(sentence)
        if holds(band, n) and band[2] == unit
    }
    short = told.pop() if len(told) == 1 else ""
    return short if 2 <= len(short) <= SAID_MOST else None


def term_of_case(query: Query, sentence: str) -> str | None:
    """Return the clause of a sentence with the one term that it demands, where who asks tells a term of their own.

    登记注册|满1年 for 注册才8个月，能报吗. None where the sentence demands none or several.
    """
    own = query.asker and "confirm" in query.kinds and _TERM.search(query.plain)
    demanded = [c for c in _CLAUSES.findall(sentence) if own and _DEMANDS.search(c)]
    short = re.sub(LEADING_LABEL, "", demanded[0]) if len(demanded) == 1 else ""
    return short if 2 <= len(short) <= SAID_MOST else None


def _is_bound(asked: str, start: int, end: int) -> bool:
    return bool(_BOUND_BEFORE.search(asked[:start]) or _BOUND_BEHIND.match(asked, end))


def _cases(sentence: str) -> Iterator[tuple[Band, str]]:
    """Yield the band of each case of a sentence, and what is laid down for it: 超过15日的，|暂停借阅."""
    for part in _PART.findall(sentence):
        case, _, rest = part.partition("，")
        while rest:
            if _CASE.search(case) and (band := band_of(case)):
                yield band, rest
            case, _, rest = rest.partition("，")
