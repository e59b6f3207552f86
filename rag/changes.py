"""Values of what was, is and is to be: the end of a change that is asked for, what is there and what is to be added."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.values import Value

_ASKS_STOCK = re.compile(
    r"目前|现有|现在|已有|已经|如今|当前|\b(?:currently|now|so far|already|at present|today)\b"
)
_ADDED = re.compile(
    r"(?:新增|新建|新培育|新认定|增加|增设|再建|(?<!已)(?:培育|引进|打造|遴选)(?!了))[^，,。；;、]{0,4}$"
)
_FROM = re.compile(r"[由从][^，。；]{0,12}$")
_FROM_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年[^，。；]{0,8}$")
A_YEAR = re.compile(r"(?:19|20)\d{2}年")
_TO = re.compile(r"[^，。；、]{0,10}[到至为][^，。；、]{0,8}")
_ASKS_PAST = re.compile(
    r"原来|原先|原本|以前|之前|过去|本来|\b(?:previously|before|used to|originally|formerly)\b"
)

_ASKS_GROWTH = re.compile(
    r"(?:增长|增加|提高|提升|下降|减少|涨)(?:了多少|多少(?=[啊呀呢？?。]|$))|比(?:20\d\d|去|上|前|往|头)年[多少高低]了?多少"
    r"|\bhow much\b[^,?]*\b(?:gr[oe]w|rise|rose|increased?|fall|fell|drop|decline)\b"
)
_ASKS_CHANGE = re.compile(
    r"从多少.{0,8}[到至]了?多少|比.{0,8}(?:多|少|增加|减少|高|低)了?(?:多少|几)|(?:相差|差)多少"
    r"|\bfrom what\b.{0,40}\bto what\b|\bhow much (?:more|less|higher|lower)\b"
)
_CHANGE = re.compile(
    r"从[^，。；]{0,16}\d[^，。；]{0,16}[至到][^，。；]{0,16}?\d[\d.,]*\s?(?:万|亿)?[元%％家个人]"
)
_BY = re.compile(r"(?:增长|增加|新增|提高|提升|下降|减少|涨|降低|增速|增幅)(?:约|近|了|达){0,2}$")
_GROWTH = re.compile(r"[^。；]{0,4}，[^，。；]{0,6}(?:增长|增加|提高|提升|下降|减少)\d")


def is_no_stock(sentence: str, value: Value, asked: str) -> bool:
    """Whether a number of what is there is asked for, and this is one of what is to be added: 新增|15个."""
    stock = _ASKS_STOCK.search(asked) and not re.search(r"新[增建]|增[加设]|\badd", asked)
    return bool(stock and _ADDED.search(sentence[: value.start]))


def of_change(sentence: str, values: tuple[Value, ...], asked: str) -> tuple[Value, ...]:
    """Without one end of a change: of 由现有的412个增加到900个 the first where it asks for what was, else the last."""
    dropped: list[Value] = []
    for one, other in pairwise(values):
        before, between = sentence[: one.start], sentence[one.end : other.start]
        if one.kind == other.kind and _FROM.search(before) and _TO.fullmatch(between):
            year = _FROM_YEAR.search(before)  # 由2021年的|31%提高到58%: what is asked of that year
            if year and year["year"] in asked and not A_YEAR.search(between):
                dropped.append(other)
                continue
            stock = _ASKS_STOCK.search(asked) and _ASKS_STOCK.search(before[-6:])
            dropped.append(other if stock or _ASKS_PAST.search(asked) else one)
    return tuple(v for v in values if v not in dropped)


def asks_growth(asked: str) -> bool:
    """Whether it is asked by how much something grew or fell."""
    return bool(_ASKS_GROWTH.search(asked.lower()))


def from_to(asked: str, sentence: str, value: Value | None) -> str | None:
    """Return the words that tell a change, where it is asked for, or a difference: 从多少涨到多少, 多了多少.

    How much something grew is answered so only where the ``value`` found is none by which it did.
    """
    level = value is None or (
        value.kind in ("money", "count") and not _BY.search(sentence[: value.start])
    )
    asks = _ASKS_CHANGE.search(asked.lower()) or (level and _ASKS_GROWTH.search(asked.lower()))
    if "目标" in asked and "目标" not in sentence:
        return None  # 营收目标比2022年多多少
    found = _CHANGE.search(sentence) if asks else None
    grown = found and _GROWTH.match(sentence, found.end())  # …，增长12%
    return found.group() if found and not grown else None
