"""The unit that the number asked for has to have: 多少|家, 几月|几号, 租多大|的冷库."""

from __future__ import annotations

import re

_UNIT = re.compile(
    r"(?:多少|几)(毫升|毫米|厘米|分贝|公斤|千克|度|秒|家|个(?!小时|钟头|星期|月|工作日|亿|百分点|点|钱)|人|名(?!额)|位|项(?!目)|件|座|所|岁|台|辆|套|条(?!件)|次|场(?!地)|种|倍|分|公里|平方米|亩|吨|批|份|张|支(?!持|出)|只|部(?!门|分)|户|棵|株|根|级|间|床|艘|架|层|度)"
)

HOW_MANY = re.compile(  # how many |industry parks| will be built: things, no money and no share
    r"how many (?!(?:more )?(?:yuan|rmb|percent|points|percentage|million|billion|trillion|times)\b)"
    r"(?P<what>(?:[\w-]+ ){0,3}?[\w-]+)(?= (?:will|would|are|is|were|was|did|do|does|has|have|had|can|could|must"
    r"|should|may|in|of|by|for|on|to|from|at|under|with|the|made|make|there|we|they|it)\b|[?.,]|$)"
)

THINGS = "things"  # any number of things


def unit_asked(text: str, value: str) -> str:
    """Return the unit, or the characters of which the value has to have one.

    THINGS where any number of things will do, but no amount and no share; "" where anything will.
    """
    unit = _UNIT.search(text)
    if unit:
        return unit[1]
    if value == "percent":
        return ""  # 绿地面积占|多少
    return _day_asked(text, value) or _area_asked(text) or _age_asked(text) or _english_unit(text)


def _day_asked(text: str, value: str) -> str:
    """Return what a date needs to have where a day is asked for: 几月几号 is not answered by 2025年."""
    day = re.search(r"几月|几号|几日|哪一?[天日]|what day|which day|what (?:is the )?date", text)
    return "月-" if day and value == "date" else ""


def _area_asked(text: str) -> str:
    """Return the units of an area where one is asked for: 租多大的|冷库."""
    found = re.search(
        r"多大(?:面积)?的?(?:冷库|仓|场|房|厂|面积|地(?!方政府)|门店|铺|园区|店|用房)|面积(?!占?比)[^比]{0,6}(?:多大|多少)",
        text,
    )
    return "平亩顷立" if found else ""


def _age_asked(text: str) -> str:
    """Return the unit of an age where one is asked for: 年纪不能超过多大."""
    found = re.search(
        r"(?:年纪|年龄|岁数).{0,8}(?:多[大少]|几)|多大(?:年纪|岁数|年龄)|how old", text
    )
    return "岁" if found else ""


def _english_unit(text: str) -> str:
    match = re.search(
        r"how many (?:\w+ )?(hours|minutes|seconds|days|months|years|people|persons|teachers|students|pupils|workers"
        r"|experts|doctors|graduates|residents|companies|units|sets)",
        text,
    )
    units = {"hours": "小时", "minutes": "分", "seconds": "秒", "days": "天日", "months": "月", "years": "年",
             "companies": "家", "units": "套家", "sets": "套"}  # fmt: skip
    if match:
        return units.get(match[1], "人")
    return THINGS if HOW_MANY.search(text) else ""
