"""Typed values in a sentence: money, counts, percentages, dates, durations, bodies, telephones.

Each value keeps its span, so that the short answer is verbatim and its figure can be proved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.aligned import respective
from rag.named import FINDERS, find_named
from rag.patterns import LEVELS, PATTERNS
from rag.terms import cut, words

_LEVELS = re.compile(LEVELS)
_COMPILED = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}
NAMED = {"person": ("person_name", "post"), **{kind: (kind,) for kind in FINDERS}}
_FALLBACK = {
    "": ("money", "percent", "count"),
    "count": ("count", "money", "percent"),
    "money": ("money",),
    "duration": ("duration",),
    "percent": ("percent",),
    "validity": ("duration", "date"),
}
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?!\d|\s?[元万亿家个人名项件%％])\s?年?(?!\s?[—–-]\s?(?:19|20)?\d)"
)
_PART_OF_YEAR = re.compile(
    r"\d{4}年?(前[一二三]季度|[上下]半年|第?[一二三四]季度|\d{1,2}月(?!\s?\d{1,2}\s?日|[底初末起前])|1[-—]\d{1,2}月)"
)
# 和 between two things: not that of 工业和信息化厅, 文化和旅游局
APART = r"[和与及](?!国|信息|城乡|社会|改革|计划|医疗|旅游|体育|新闻|出版|农村|草原|信访|科技)"
_NOT_OF_NAME = re.compile(
    r"[个由向对经的在自起将被后内是等报请应可把从于年月日]|左右|会同|以及|根据|按照|委托|依法|(?<![共业房源展化])"
    + APART
)
_ITEM = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]")  # no part of a body's name
SAID_MOST = 24  # characters of what a sentence lays down that can be told by themselves
_NUMERAL = "\\d.一二三四五六七八九十百千万零"
_ONE = re.compile(r"一(?![倍十百千万亿])")
_PART_ASKED = re.compile(
    r"季度|半年|月|quarter|half|month|january|february|march|april|\bmay\b|june|july|august|september"
    r"|october|november|december", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value: ``text`` stands verbatim at ``start:end`` of the sentence it was found in."""

    kind: str
    text: str
    start: int
    end: int
    year: str = ""  # the year the sentence ties it to; "" where it names none
    part_of_year: str = ""  # 前三季度, 上半年: it is not the year's own figure


_NO_BODY = ("中心", "集团")


def find_values(sentence: str, kind: str) -> tuple[Value, ...]:
    """Return the values of a kind in a sentence, in order; "" finds figures of every kind."""
    if kind in NAMED:
        return tuple(Value(k, sentence[a:b], a, b) for k, a, b in find_named(sentence, NAMED[kind]))
    found: list[Value] = []
    for name in _FALLBACK.get(kind, (kind,)):
        for match in _COMPILED[name].finditer(sentence):
            start, end = match.span("v") if match.groupdict().get("v") else match.span()
            if sentence[start] in "（(" and not re.search("[）)]", sentence[start:end]):
                start += 1  # 电话（|0867-5561200）
            text = sentence[start:end].rstrip()
            end = start + len(text)
            text = _ITEM.sub("", text)
            plain = name == "org" and not _LEVELS.match(text)
            text = _body_name(text) if plain else text.lstrip(" ")
            start = end - len(text) if sentence[start:end].endswith(text) else start
            taken = any(v.start < end and start < v.end for v in found)
            # 一批, 一个: no number of things; a 中心 of no name: no body
            vague = (name == "count" and _ONE.match(text)) or (name == "org" and text in _NO_BODY)
            if text and not taken and not vague and not _is_ordinal(sentence, start):
                year, part = (
                    _year_of(sentence, start) if name not in ("date", "phone") else ("", "")
                )
                found.append(Value(name, text, start, start + len(text), year, part))
    if kind == "money" and not found:
        return find_values(sentence, "multiple")  # 处应交电费5倍以下的罚款
    return _of_years(sentence, _joined(sentence, sorted(found, key=lambda v: v.start)))


def _of_years(sentence: str, values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Give the values of a run the years that they stand for: 2021年、2022年…分别为4亿元、5亿元."""
    years = {
        i: match
        for i, name in respective(sentence, values).items()
        if (match := _YEAR.search(name))
    }
    return tuple(
        replace(v, year=years[i][1], part_of_year="") if i in years else v
        for i, v in enumerate(values)
    )


def _joined(sentence: str, values: list[Value]) -> tuple[Value, ...]:
    """Join bodies that stand without a gap: they are one (国务院|交通运输主管部门)."""
    found: list[Value] = []
    for value in values:
        if found and value.kind == found[-1].kind == "org" and found[-1].end == value.start:
            first = found.pop()
            text = sentence[first.start : value.end]
            value = Value("org", text, first.start, value.end, first.year, first.part_of_year)
        found.append(value)
    return tuple(found)


def _body_name(text: str) -> str:
    """Cut from the front of a body's name what belongs to the sentence: 五日内向作出裁定的|人民法院."""
    at, start = 0, 0
    marks = list(_NOT_OF_NAME.finditer(text))
    for word, flag in cut(text):
        foreign = next((m for m in marks if at <= m.start() < at + len(word)), None)
        at += len(word)
        if at < len(text) and (
            flag[:1] in "pudfr"
            or (foreign and (foreign.group() == word or flag[:1] in "pucdfrvmqt"))
        ):
            start = at
    found = text[start:]
    for word, flag in cut(found):
        if flag not in ("v", "t", "m", "q") or len(found) - len(word) < 2:
            break
        found = found[len(word) :]
    return found


def _is_ordinal(sentence: str, start: int) -> bool:
    return sentence[max(0, start - 1) : start] in ("第", ".", "-") and start > 0


def _year_of(sentence: str, position: int) -> tuple[str, str]:
    """The last year named before a value within its sentence is the year of the value."""
    named = _YEAR.finditer(sentence, 0, position)
    before = [m for m in named if sentence[m.start() - 1 : m.start()] not in ("较", "比")]
    if not before:
        return "", ""
    part = _PART_OF_YEAR.match(sentence, before[-1].start())
    return before[-1].group(1), part.group(1) if part else ""


def says_value(text: str, value: str) -> bool:
    """Whether a text has a value, not as the end of a longer number: 五日内 is not in 十五日内."""
    inside = rf"(?<![{_NUMERAL}])" if re.match(rf"[{_NUMERAL}]", value) else ""
    return bool(re.search(inside + re.escape(value), text))


def says_figure(text: str, figure: str) -> bool:
    """Whether a text gives a figure, as no part of a longer one: 200亿元 is not in 6200亿元.

    Small whole numbers are also found as Chinese numerals (3年, 三年).
    """
    plain = text.replace(",", "")
    whole = "(?!\\d)" if figure[-1:].isdigit() else ""
    if re.search(rf"(?<![\d.]){re.escape(figure)}{whole}", plain):
        return True
    days = re.fullmatch(r"(\d+)[天日]", figure)
    if days and re.search(rf"(?<![\d.月]){days[1]}\s?[天日]", plain):
        return True  # 30天: 30日
    match = re.match(r"(\d{1,2})(?=\D)", figure)
    if not match:
        return False
    spoken = han(int(match[1])) + re.escape(figure[match.end() :])
    return bool(re.search(rf"(?<![一二三四五六七八九十百千]){spoken}", plain))


def han(number: int) -> str:
    """Return a number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    front = (digits[tens] if tens > 1 else "") + "十" if tens else ""
    return front + (digits[ones] if ones else "") if number else "零"


def measure_in(text: str) -> str:
    """Return the last measured quantity that a text names (营业收入, 增速), "" where there is none."""
    found = [(text.rfind(m) + len(m), len(m), m) for m in words()["measures"] if m in text]
    return max(found)[2] if found else ""


def says_year(text: str, year: str) -> bool:
    """Whether a text names a year by itself, not as an end of a period (2021—2025年)."""
    return bool(re.search(rf"(?<![\d—–-]){year}(?!\d|\s?年?\s?[—–-])", text))


def enough_of_year(question: str, value: Value) -> str:
    """Return the part of a year (前三季度) that a value is for when the question asks for the year."""
    if not value.part_of_year or value.part_of_year in question:
        return ""
    return "" if _PART_ASKED.search(question) else value.part_of_year
