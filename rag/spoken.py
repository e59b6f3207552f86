"""The figures of a question as people say them: 八十多岁, 一个多亿, a ten-year loan, an 83-year-old."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.bands import ABOVE, BELOW, HAN, LESS, MORE, SCALE
from rag.numbering import chinese_number
from rag.steps import EN_NUMBERS

_AS_WRITTEN = {
    "平米": "平方米",
    "平": "平方米",
    "块": "元",
    "块钱": "元",
    "个人": "人",
    "口人": "人",
    "口": "人",
}
_SPOKEN = re.compile(
    rf"(?<![第{HAN}\d])(?P<n>[{HAN}]+)(?:(?P<some>多|几|来)|个(?P<some2>多)?(?=[万亿]))?(?P<s>千万|百万|万|亿)?(?P<some3>多)?"
    r"(?P<u>周?岁|个月|年(?![度级底])|个?人|口人?|名|户|家|层|公里|立方米|平方米|平米|平|亩|张|台|辆|吨|间|座|块钱?|元)?"
)
_OF_AGE = re.compile(rf"(?:今年|已经|都|我|爸|妈|爷|奶|人)(?P<n>[{HAN}]{{2,3}})(?=了|岁|，|,)")
_EN_NUMBER = rf"(?P<n>\d+(?:\.\d+)?|{'|'.join(EN_NUMBERS)})"
_EN_UNITS = (
    (r"[- ]years?[- ]olds?|[- ]years?[- ]of[- ]age", "岁"), (r"[- ]years?", "年"), (r"[- ]months?", "个月"),
    (r" (?:employees|people|persons|staff|workers)", "人"), (r" (?:square met(?:re|er)s|sqm|m2)", "平方米"),
    (r" (?:kilomet(?:re|er)s|km)", "公里"), (r" (?:tonnes|tons)", "吨"), (r"[- ]seat(?:er|s)?", "座"), (r"[- ]store?y(?:s|ed)?| stories", "层"),
)  # fmt: skip
_EN_MORE = re.compile(r"(?:more|longer|older|over|above|beyond|exceeding|larger)(?: than)? $")
_EN_LESS = re.compile(r"(?:less|shorter|younger|under|below|fewer|smaller)(?: than)? $")
_EN_MOST = re.compile(r"(?:within|up to|no more than|at most) $")
_EN_AGED = re.compile(
    r"\b(?:aged|am|is|turned) (?P<n>\d{2})\b(?!%| (?:million|billion|yuan|days|months))"
)


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
        if number < 2 and match["u"] in ("个人", "人", "口", "口人", "名", "户", "家"):
            continue  # 一个人能拿多少
        unit = _AS_WRITTEN.get(match["u"], match["u"])
        if unit == "吨" and plain.startswith("水", match.end()):
            unit = "立方米"
        yield _more_or_less(plain, match, f"{_written(number * SCALE[scale])}{unit or '元'}")
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
    if MORE.search(before) or ABOVE.match(behind):
        return f"超过{figure}"
    less = LESS.search(before) or BELOW.match(behind)
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
