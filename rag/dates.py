"""Dates and periods as Chinese documents write them, to ISO form."""

from __future__ import annotations

import calendar
import datetime
import re

_DIGITS = {c: i % 10 for i, c in enumerate("〇一二三四五六七八九零壹贰叁肆伍陆柒捌玖")} | {
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "两": 2,
}
_DAY = r"[12１２]\d{3}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"  # \d takes full-width digits too
ARABIC_DATE = rf"{_DAY}|[12]\d{{3}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
HAN_DATE = (
    r"[〇○ＯO零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
WRITTEN_DATE = f"{_DAY}|{HAN_DATE}"  # as documents write it, not as pages do
ANY_DATE = re.compile(f"{ARABIC_DATE}|{HAN_DATE}")
_PERIOD = re.compile(r"([12]\d{3})\s?年?\s?(?:[-—–－~～─]{1,2}|至|到)\s?([12]\d{3})\s?年?")


def chinese_number(text: str) -> int:
    """Return the value of a number below a hundred in Arabic or Chinese digits: 五, 十二, 二十一."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.get(text, 0)
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def iso_date(text: str) -> str | None:
    """Return YYYY-MM-DD for a written date, None when there is no such day."""
    parts = [part for part in re.split(r"\D+", text) if part]
    if len(parts) < 3:
        han = re.fullmatch("(.{4})年(.+)月(.+)日", text)
        if not han:
            return None
        year = "".join(str(_DIGITS.get(c, 0)) for c in han[1])
        parts = [year, str(chinese_number(han[2])), str(chinese_number(han[3]))]
    try:
        return datetime.date(*(int(part) for part in parts[:3])).isoformat()
    except ValueError:
        return None


def years_after(start: str, years: int) -> str:
    """Return the last day of a term of ``years`` that begins on the ISO date ``start``."""
    return months_after(start, 12 * years)


def months_after(start: str, months: int) -> str:
    """Return the last day of a term of ``months`` that begins on the ISO date ``start``."""
    day = datetime.date.fromisoformat(start)
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return (
        day.replace(year=year, month=month, day=min(day.day, last)) - datetime.timedelta(days=1)
    ).isoformat()


def period_in(text: str) -> tuple[str, int, int] | None:
    """Find a span of years, 2023—2025年, as ("2023-01-01/2025-12-31", start, end)."""
    for match in _PERIOD.finditer(text):
        first, last = int(match[1]), int(match[2])
        if first <= last <= first + 30:
            return f"{first}-01-01/{last}-12-31", match.start(), match.end()
    return None
