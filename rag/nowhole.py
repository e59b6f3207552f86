"""Amounts of a sentence that are no whole answer by themselves.

What is added to another amount, the floor of what is reckoned, a step from which the earlier step is taken off.
"""

from __future__ import annotations

import re

from rag.values import Value

_GIVEN_TOO = "(?:给予?|加发?|增加?|增发|奖励?|补[助贴]?|发放?)"
_ADDED = re.compile(
    rf"(?:(?:再|另外?|另行|额外){_GIVEN_TOO}|上浮|加发|增发|追加|基础上[^，。；;]{{0,6}}?(?:加发?|增发|增加|提高|上浮))[^，。；;、\d]{{0,4}}$"
)
_PER = re.compile("每[\u4e00-\u9fff]{1,3}$")
_ADDITION_ASKED = re.compile(
    "[另再]|额外|加[给发多了]?[多几]|上浮|提高|增[加发]|追加|多[给补发奖拿领]"
)
_FLOOR = re.compile(
    r"(?:不足|不满|不到|低于|少于)[^，。；;]{1,12}的?，?(?:均|都|一律|仍|也)?按照?$"
)
_FLOOR_LIMIT = re.compile("的?，?(?:均|都|一律|仍|也)?按照?")
_BELOW = re.compile("(?:不足|不满|不到|低于|少于)$")
_FLOOR_ASKED = re.compile(
    "按(?:多少|几)|[算计]多少|[算计]几|(?:不足|不满|不到|低于|少于)(?:多少|几|百分之几)"
)
_TAKEN_OFF = re.compile("补差|差额|补足差|扣[减除]|抵扣|冲抵")
_STEPPED = re.compile(  # 年龄每增加一周岁|减少一年: what is told is reckoned from
    r"每(?:[超增多少提满减]|延[后长])[^，。；]{1,10}?(?:[另再]?[增加]加?|上浮|[递减]减?少?|增发|加发|扣减?)(?=[\d一二两三四五六七八九十])"
)
_OWN_FIGURE = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
_STEP_ASKED = re.compile("递|每[增多少超提满减]|扣")
_HAD = re.compile(
    "(?:已经?|之前|以前|去年|前年|上次|原来|曾经?)[^，。？]{0,12}(?:[拿领得]到?[过了]|获得?[过了]?|享受[过了]?|发[过了])|[拿领]过"
)


def added_on(value: Value, sentence: str, asked: str) -> str:
    """Return an amount with the words that add it to another: 在上述标准基础上每亩|另加20元 is not all that is given.

    "" for an amount by itself, and where what is added is asked for (另加多少).
    """
    added = _ADDED.search(sentence, 0, value.start) if value.kind == "money" else None
    if not added or _ADDITION_ASKED.search(asked):
        return ""
    start = added.start()
    if not added.group().startswith("基础上") and (per := _PER.search(sentence, 0, start)):
        start = per.start()
    return sentence[start : value.end].removeprefix("基础上")


def is_no_whole(value: Value, sentence: str, asked: str) -> bool:
    """Whether a value would mislead by itself: a floor (不足2万元的按|2万元|计算), or a step of which one is had already.

    So would one from which the case of who asks is reckoned (68岁: 超过六十周岁的，年龄每增加一周岁减少一年).
    去年拿过5亿档的，这次拿多少 is not answered by the 200万元 of the next step where the text says 晋级补差.
    """
    if value.kind == "money" and _HAD.search(asked) and _TAKEN_OFF.search(sentence):
        return True
    stepped = _STEPPED.search(sentence) and _OWN_FIGURE.search(asked)
    if stepped and not _STEP_ASKED.search(asked):
        return True
    floor = _FLOOR.search(sentence, 0, value.start)
    limit = _BELOW.search(sentence, 0, value.start) and _FLOOR_LIMIT.match(sentence, value.end)
    return bool(floor or (limit and limit.group())) and not _FLOOR_ASKED.search(asked)
