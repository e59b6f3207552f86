"""The band in which a figure of the question lies: 80周岁以上 for somebody of 83, 5年以上 for a loan of ten years.

Official texts give a value for each band of a quantity (60至79周岁每餐2元，80周岁以上每餐4元; 不足100平方米的…).
Who asks tells a figure of their own; ``spoken`` writes it as texts do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from rag.numbering import chinese_number

Band = tuple[float, float, str]  # from, to, both included, and the unit
Amount = tuple[float, str]

HAN = "一二两三四五六七八九十百千零〇"
_UNIT = r"(?P<u>周?岁|个月|年(?![度级底]|\d)|[天日](?![前期])|[人名](?!民)|[户家层台辆吨亩件间张座]|公里|立方米|平方米|平米|马力|升|L(?![A-Za-z])|元|[%％])"
_N = r"(?P<n>\d+(?:\.\d+)?)\s?(?P<s>[万亿]?)\s?"
_FIGURE = re.compile(rf"(?<![\d.]){_N}{_UNIT}")
_RANGE = re.compile(
    rf"(?<![\d.])(?P<a>\d+(?:\.\d+)?)\s?(?P<t>[万亿]?)\s?(?:周?岁|个月|年|天|人|名|元|平方米|公里|马力|升|L|[%％])?(?:[（(]含[）)])?\s?(?:[至到~～—–-]|——)\s?{_N}{_UNIT}"
)
_WITHOUT = re.compile(rf"[，、,]?不含{_N}{_UNIT}")
_EMPTY = re.compile("[（(][）)]")
_BARE_MONEY = re.compile(
    r"(?<![\d.])(?P<n>\d+(?:\.\d+)?[万亿](?!块)(?=[，,。？?；;]|$|的)|\d+(?:\.\d+)?[万亿]?(?=块))(?:块钱?)?"
)
_RANKS = re.compile(
    rf"第(?P<a>\d+|[{HAN}]+)(?:[至到~～—–-]+第?(?P<b>\d+|[{HAN}]+))?名(?!录|单|称|额)"
)
RANK = "名次"  # the unit of 第4至6名
_LEAST = re.compile("(?:满|达到?|不少于|不低于|不小于|至少|起)$")
MORE = re.compile("(?:超过|高于|大于|多于|逾)$")
LESS = re.compile("(?:不足|不满|未满|不到|没到|低于|少于|小于|未达到?)$")
_MOST = re.compile("(?:不超过|不高于|不多于|不大于|最多|最高)$")
ABOVE = re.compile(r"^(?:[（(]含[^）)]*[）)])?(?:及其?)?以上")
BELOW = re.compile(r"^(?:[（(]含[^）)]*[）)])?(?:及其?)?(?:以下|以内|之内)")
_CLAUSE = re.compile("[，。；：,;:]")
_CASE = re.compile("(?:以[上下内]|的)[\u4e00-\u9fff]{0,4}$")
_BIT = 1e-6
_SAME = {"周岁": "岁", "平米": "平方米", "名": "人", "L": "升", "天": "日", "％": "%"}
SCALE = {"": 1.0, "万": 1e4, "亿": 1e8, "百万": 1e6, "千万": 1e7}
_WRITTEN = re.compile(rf"(?<!第)[{HAN}]+(?=\s?[万亿]?\s?{_UNIT.replace('?P<u>', '?:')})")


def within(asked: str, names: Sequence[str]) -> list[int] | None:
    """Return which of the bands in ``names`` hold a figure of the question.

    None where no figure tells them apart: none has the unit of two bands, or all bands hold it.
    """
    return _told_apart(amounts(asked), [band_of(name) for name in names])


def of_own_band(asked: str, sentences: Sequence[str]) -> list[int] | None:
    """Return which of the sentences that are each of one band hold a figure of the question, as ``within`` does."""
    for amount in amounts(asked):
        bands = [_only_band(sentence, amount[1]) for sentence in sentences]
        if held := _told_apart([amount], bands):
            return held
    return None


def _only_band(sentence: str, unit: str) -> Band | None:
    """The band of a unit that a sentence has, if no other clause of it has one."""
    bands = [b for c in _CLAUSE.split(sentence) if (b := band_of(c)) and b[2] == unit]
    return bands[0] if len(bands) == 1 else None


def _told_apart(figures: Sequence[Amount], bands: Sequence[Band | None]) -> list[int] | None:
    for amount, unit in figures:
        of_unit = [i for i, band in enumerate(bands) if band and band[2] == unit]
        held = [i for i in of_unit if holds(bands[i], amount)]
        if len(of_unit) > 1 and 0 < len(held) < len(of_unit):
            return held
    return None


def is_out_of_case(asked: str, sentence: str) -> bool:
    """Whether a sentence begins with the case it is for, and a figure of the question lies outside: 30人以下的企业，… for 120人."""
    case, _, rest = sentence.partition("，")
    band = band_of(case) if rest and _CASE.search(case) else None  # 年满十六周岁 is demanded
    told = [n for n, unit in amounts(asked) if band and unit == band[2]]
    return bool(band and told) and not any(holds(band, n) for n in told)


def holds(band: Band | None, amount: float) -> bool:
    """Whether an amount lies in a band."""
    return band is not None and band[0] <= amount <= band[1]


def band_of(name: str) -> Band | None:
    """Return the band that a phrase limits: 10人以上50人以下 is from 10 to 50; None for none."""
    plain = _in_digits(name)
    without = [_figure(m) for m in _WITHOUT.finditer(plain)]
    for clause in reversed(_CLAUSE.split(_EMPTY.sub("", _WITHOUT.sub("", plain)))):
        found = [_less(band, without) for band in _limits(clause)]
        if found:
            unit = found[-1][2]
            own = [limit for limit in found if limit[2] == unit]
            return max(b[0] for b in own), min(b[1] for b in own), unit
    return None


def _less(band: Band, without: Sequence[Amount]) -> Band:
    """A band without the ends that a bracket takes out: 3万—6万元（含3万元，不含6万元）."""
    low, high, unit = band
    return (
        low + _BIT if (low, unit) in without else low,
        high - _BIT if (high, unit) in without else high,
        unit,
    )


def _limits(clause: str) -> Iterator[Band]:
    for match in _RANKS.finditer(clause):
        yield _rank(match["a"]), _rank(match["b"] or match["a"]), RANK
    clause = _RANKS.sub("", clause)
    for match in _RANGE.finditer(clause):
        last = _amount(match["n"], match["s"])
        yield _amount(match["a"], match["t"] or match["s"]), last, _unit(match["u"])
    for match in _FIGURE.finditer(_RANGE.sub(lambda m: "·" * len(m.group()), clause)):
        amount, unit = _figure(match)
        before, behind = clause[: match.start()], clause[match.end() :]
        if LESS.search(before):
            yield -math.inf, amount - _BIT, unit
        elif _MOST.search(before) or BELOW.match(behind):
            yield -math.inf, amount, unit
        elif MORE.search(before):
            yield amount + _BIT, math.inf, unit
        elif _LEAST.search(before) or ABOVE.match(behind):
            yield amount, math.inf, unit


def amounts(asked: str) -> list[Amount]:
    """Return the figures of a question with their units; one said to be more (超过五年) is a bit more."""
    found: list[Amount] = [(_rank(match["a"]), RANK) for match in _RANKS.finditer(asked)]
    asked = _BARE_MONEY.sub(r"\g<n>元", _in_digits(_RANKS.sub("", asked)))
    for match in _FIGURE.finditer(asked):
        before, behind = asked[: match.start()], asked[match.end() :]
        amount = _amount(match["n"], match["s"])
        if MORE.search(before) or ABOVE.match(behind):
            amount += 2 * _BIT
        elif LESS.search(before) or BELOW.match(behind):
            amount -= 2 * _BIT
        found.append((amount, _unit(match["u"])))
    return found


def _rank(number: str) -> float:
    return float(number if number.isdecimal() else chinese_number(number))


def _in_digits(text: str) -> str:
    """The numbers before units in digits, as laws do not write them: 五百人以上不足一千人."""
    return _WRITTEN.sub(lambda match: str(chinese_number(match.group())), text)


def _amount(number: str, scale: str) -> float:
    return float(number) * SCALE[scale]


def _figure(match: re.Match[str]) -> Amount:
    return _amount(match["n"], match["s"]), _unit(match["u"])


def _unit(unit: str) -> str:
    return _SAME.get(unit, unit)
