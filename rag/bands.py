"""The band in which a figure of the question lies: 80周岁以上 for somebody of 83, 5年以上 for a loan of ten years.

Official texts give a value for each band of a quantity (60至79周岁每餐2元，80周岁以上每餐4元; 不足100平方米的…).
Who asks tells a figure of their own, often as one speaks it (八十多岁, 一个多亿, 83-year-old).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from rag.numbering import chinese_number
from rag.steps import EN_NUMBERS

Band = tuple[float, float, str]  # from, to, both included, and the unit
Amount = tuple[float, str]

_UNIT = r"(?P<u>周?岁|个月|年(?![度级底]|\d)|[天日](?![前期])|[人名](?!民)|[户家层台辆吨亩件间]|公里|平方米|元|[%％])"
_N = r"(?P<n>\d+(?:\.\d+)?)\s?(?P<s>[万亿]?)\s?"
_FIGURE = re.compile(rf"(?<![\d.]){_N}{_UNIT}")
_RANGE = re.compile(
    rf"(?<![\d.])(?P<a>\d+(?:\.\d+)?)\s?(?P<t>[万亿]?)\s?(?:周?岁|个月|年|天|人|名|元|平方米|公里|[%％])?(?:[（(]含[）)])?\s?(?:[至到~～—–-]|——)\s?{_N}{_UNIT}"
)
_LEAST = re.compile("(?:满|达到?|不少于|不低于|不小于|至少|起)$")
_MORE = re.compile("(?:超过|高于|大于|多于|逾)$")
_LESS = re.compile("(?:不足|不满|未满|不到|低于|少于|小于|未达到?)$")
_MOST = re.compile("(?:不超过|不高于|不多于|不大于|最多|最高)$")
_ABOVE = re.compile(r"^(?:[（(]含[^）)]*[）)])?(?:及其?)?以上")
_BELOW = re.compile(r"^(?:[（(]含[^）)]*[）)])?(?:及其?)?(?:以下|以内|之内)")
_CLAUSE = re.compile("[，。；：,;:]")
_BIT = 1e-6
_SAME = {"周岁": "岁", "名": "人", "天": "日", "％": "%"}
_AS_WRITTEN = {"平米": "平方米", "平": "平方米", "块": "元", "块钱": "元", "个人": "人"}
_SCALE = {"": 1.0, "万": 1e4, "亿": 1e8, "百万": 1e6, "千万": 1e7}
_HAN = "一二两三四五六七八九十百千零〇"
_SPOKEN = re.compile(
    rf"(?<![第{_HAN}\d])(?P<n>[{_HAN}]+)(?:(?P<some>多|几|来)|个(?P<some2>多)?(?=[万亿]))?(?P<s>千万|百万|万|亿)?(?P<some3>多)?"
    r"(?P<u>周?岁|个月|年(?![度级底])|个?人|名|户|家|层|公里|平方米|平米|平|块钱?|元)?"
)
_OF_AGE = re.compile(rf"(?:今年|已经|都|我|爸|妈|爷|奶|人)(?P<n>[{_HAN}]{{2,3}})(?=了|岁|，|,)")
_EN_NUMBER = rf"(?P<n>\d+(?:\.\d+)?|{'|'.join(EN_NUMBERS)})"
_EN_UNITS = (
    (r"[- ]years?[- ]olds?|[- ]years?[- ]of[- ]age", "岁"), (r"[- ]years?", "年"), (r"[- ]months?", "个月"),
    (r" (?:employees|people|persons|staff|workers)", "人"), (r" (?:square met(?:re|er)s|sqm|m2)", "平方米"),
    (r" (?:kilomet(?:re|er)s|km)", "公里"), (r" (?:tonnes|tons)", "吨"), (r"[- ]store?y(?:s|ed)?| stories", "层"),
)  # fmt: skip
_EN_MORE = re.compile(r"(?:more|longer|older|over|above|beyond|exceeding|larger)(?: than)? $")
_EN_LESS = re.compile(r"(?:less|shorter|younger|under|below|fewer|smaller)(?: than)? $")
_EN_MOST = re.compile(r"(?:within|up to|no more than|at most) $")
_EN_AGED = re.compile(
    r"\b(?:aged|am|is|turned) (?P<n>\d{2})\b(?!%| (?:million|billion|yuan|days|months))"
)


def within(asked: str, names: Sequence[str]) -> list[int] | None:
    """Return which of the bands in ``names`` hold a figure of the question.

    None where no figure tells them apart: none has the unit of two bands, or all bands hold it.
    """
    bands = [band_of(name) for name in names]
    for amount, unit in amounts(asked):
        of_unit = [i for i, band in enumerate(bands) if band and band[2] == unit]
        held = [i for i in of_unit if _holds(bands[i], amount)]
        if len(of_unit) > 1 and 0 < len(held) < len(of_unit):
            return held
    return None


def _holds(band: Band | None, amount: float) -> bool:
    return band is not None and band[0] <= amount <= band[1]


def band_of(name: str) -> Band | None:
    """Return the band that a phrase limits: 10人以上50人以下 is from 10 to 50; None for none."""
    for clause in reversed(_CLAUSE.split(name)):
        found = list(_limits(clause))
        if found:
            unit = found[-1][2]
            own = [limit for limit in found if limit[2] == unit]
            return max(b[0] for b in own), min(b[1] for b in own), unit
    return None


def _limits(clause: str) -> Iterator[Band]:
    for match in _RANGE.finditer(clause):
        last = _amount(match["n"], match["s"])
        yield _amount(match["a"], match["t"] or match["s"]), last, _unit(match["u"])
    for match in _FIGURE.finditer(_RANGE.sub(lambda m: "·" * len(m.group()), clause)):
        amount, unit = _amount(match["n"], match["s"]), _unit(match["u"])
        before, behind = clause[: match.start()], clause[match.end() :]
        if _LESS.search(before):
            yield -math.inf, amount - _BIT, unit
        elif _MOST.search(before) or _BELOW.match(behind):
            yield -math.inf, amount, unit
        elif _MORE.search(before):
            yield amount + _BIT, math.inf, unit
        elif _LEAST.search(before) or _ABOVE.match(behind):
            yield amount, math.inf, unit


def amounts(asked: str) -> list[Amount]:
    """Return the figures of a question with their units; one said to be more (超过五年) is a bit more."""
    found: list[Amount] = []
    for match in _FIGURE.finditer(asked):
        before, behind = asked[: match.start()], asked[match.end() :]
        amount = _amount(match["n"], match["s"])
        if _MORE.search(before) or _ABOVE.match(behind):
            amount += 2 * _BIT
        elif _LESS.search(before) or _BELOW.match(behind):
            amount -= 2 * _BIT
        found.append((amount, _unit(match["u"])))
    return found


def _amount(number: str, scale: str) -> float:
    return float(number) * _SCALE[scale]


def _unit(unit: str) -> str:
    return _SAME.get(unit, unit)


def spoken(plain: str, language: str) -> str:
    """Return the figures of a question that are said in words, as texts write them: 八十多岁 -> 85岁."""
    figures = _spoken_en(plain.lower()) if language == "en" else _spoken_zh(plain)
    return " ".join(dict.fromkeys(figures))


def _spoken_zh(plain: str) -> Iterator[str]:
    for match in _SPOKEN.finditer(plain):
        if not (match["u"] or match["s"]):
            continue
        scale = match["s"] or ""
        some = next(filter(None, match.group("some", "some2", "some3")), "来")
        number = float(chinese_number(match["n"])) + (_half(match["n"]) if some != "来" else 0.0)
        if number < 2 and match["u"] in ("个人", "人", "名", "户", "家"):
            continue  # 一个人能拿多少
        unit = _AS_WRITTEN.get(match["u"], match["u"])
        yield _more_or_less(plain, match, f"{_written(number * _SCALE[scale])}{unit or '元'}")
    for match in _OF_AGE.finditer(plain):
        yield f"{chinese_number(match['n'])}岁"


def _half(number: str) -> float:
    """Half of the smallest unit that a numeral counts: 八十多 is about 85, 三千多 3500."""
    return {"十": 5.0, "百": 50.0, "千": 500.0}.get(number[-1], 0.5)


def _written(number: float) -> str:
    for scale, unit in ((1e8, "亿"), (1e4, "万")):
        if number >= scale:
            return f"{number / scale:.10g}{unit}"
    return f"{number:.10g}"


def _more_or_less(plain: str, match: re.Match[str], figure: str) -> str:
    before, behind = plain[: match.start()], plain[match.end() :]
    if _MORE.search(before) or _ABOVE.match(behind):
        return f"超过{figure}"
    less = re.search("(?:不足|不满|未满|不到|没到|低于|少于)$", before) or _BELOW.match(behind)
    return f"不足{figure}" if less else figure


def _spoken_en(plain: str) -> Iterator[str]:
    for pattern, unit in _EN_UNITS:
        for match in re.finditer(rf"(?<![\d.\w]){_EN_NUMBER}(?:{pattern})\b", plain):
            before = plain[: match.start()]
            number = EN_NUMBERS.get(match["n"]) or match["n"]
            more = "超过" if _EN_MORE.search(before) else ""
            less = "不足" if _EN_LESS.search(before) or _EN_MOST.search(before) else ""
            if unit != "年" or not re.match(r"[- ](?:old|of age)", plain[match.end() :]):
                yield f"{more or less}{number}{unit}"
    for match in _EN_AGED.finditer(plain):
        yield f"{match['n']}岁"
