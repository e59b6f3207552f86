"""A value as a short answer: without the words that the question says itself."""

from __future__ import annotations

import re

from rag.bands import within
from rag.patterns import HOUR
from rag.spoken import spoken
from rag.values import Value

MOST = re.compile(
    r"最[多长高大晚迟](?!生活|工资)|上限|封顶|顶多|顶格|顶天|不[能得可](?:超过|高于|多于|大于|长于)|\b(?:longest|maximum|at most|up to|latest|ceiling|cap)\b"
)
LEAST = re.compile(
    r"最[低少小短早](?!生活|工资)|下限|起码|至少|不[能得可](?:低于|少于|小于|短于)|\b(?:shortest|minimum|at least)\b"
)
UPPER = re.compile(r"^(?:最[多长高大])?(?:不得|不)?(?:超过|高于|多于)|^最[多长高大]")
_WITHIN = re.compile(r"(?<=[元%％年月日天次个家])(?:以内|以下)$")
LOWER = re.compile(r"^(?:最[低少短])?(?:不得|不)?(?:低于|少于)|^最[低少短]|^至少")
_FROM_TO = re.compile(rf"(.*日){HOUR}[至到—–-]{{1,2}}(.*日){HOUR}$")
_BETWEEN = re.compile(r"(\d[\d.,]*\s?[万亿]?[元%％]?)[至到—–-]{1,2}(\d[\d.,]*\s?[万亿]?[元%％])$")
_HOW_OFTEN = re.compile(r"(?:(?:多少|几)个?(?:年|月|天|日|周|星期)|多久|多长时间).{0,8}一[次回趟]")
_EVERY = re.compile(
    r"每隔?(?:[一二两三四五六七八九十半\d]{1,3}个?)?(?:年|月|季度|周|天|日)(?=[^，。；]{0,24}一次)"
)
_ADDRESS = re.compile(r"[（(][^（）()]{2,24}\d+号[^（）()]{0,16}[）)]")
_SHARED = re.compile(r"\s*[/÷]\s*[（(]?(?P<by>[\u4e00-\u9fff]{1,6})[）)]?")
_TOO_FEW = re.compile(r"^(?:低于|少于|不足|不满|未满|不到)")
_BARRED = re.compile(r"(?:周岁|岁)?(?:的，?)?[^，。；]{0,6}(?:不(?!超)|禁止|淘汰|取消)")
_NEEDED = re.compile(r"才|要(?:有|到|达|够)?(?:多少|几)|需|达到|够")
_CLOSES = re.compile(HOUR + r"\s?(?:截止|结束|为止|止|之?前)")
_OPENS = re.compile(HOUR + r"\s?(?:开始|开放|启动|起)")
_TO = re.compile("(?:有效期|期限|执行|施行|截)[至到]$")
_ASKS_HOUR = re.compile(r"几点|几时|什么时候|啥时候|何时|\bwhat time\b|\bo'clock\b|\bhour\b")
_TIME = re.compile(r"\s?(?:[上下]午)?\d{1,2}(?:时(?:\d{1,2}分)?|[:：]\d{2})")
_ASKS_DAYS = re.compile(r"哪几[天日]|哪些[天日]|\b(?:which|what) (?:days|dates)\b")
_DAYS = re.compile(r"[\d年月]+日(?:、[\d年月]+日)+")
BEGINS = re.compile(r"开始|起(?!草)|从(?:什么|哪|何|几)|\bstart|\bbegin|\bopen")
ENDS = re.compile(
    r"截止|截至|最[晚迟]|之前|为止|结束|到期|(?<!几号)(?<!几月)(?<!哪天)(?<!几日)到(?:哪[天日]|几[号月])|\bdeadline|\bclos|\blatest|\bby when|\bend|\blast day|\bfinal day|\bcut-?off|\bno later"
)
_PER = re.compile("(?:每(?:(?![给补奖予资贴])[\u4e00-\u9fff]){1,4}){1,2}$")
_EACH_ASKED = re.compile(
    r"[每各]|一[\u4e00-\u9fff]{1,3}(?:能|可以?|给|要|得)?[补奖给收交罚领拿贴付]?(?:多少|几)|\b(?:per|each|every)\b|\ba (?:ton|mu|person|head)"
)


def bare(text: str, question: str) -> str:
    """Return a value without the word that makes it a limit, where the question says it: 最多几年.

    Of days from and to (4月1日至4月30日) the end that is asked for.
    """
    low = question.lower()
    if days := _FROM_TO.match(text):
        if BEGINS.search(low):
            return days[1]
        if ENDS.search(low):
            year = re.match(r"(?:\d{4}\s?年)", days[1]) if "年" not in days[2] else None
            return days[2] if not year or "月" in days[2] else text
    if between := _BETWEEN.match(text):  # 200元至3000元
        if LEAST.search(low) and not MOST.search(low):
            return between[1] if between[1][-1] not in "0123456789" else text
        if MOST.search(low):
            return between[2]
    text = _WITHIN.sub("", UPPER.sub("", text)) if MOST.search(low) else text
    return LOWER.sub("", text) if LEAST.search(low) else text


def per_unit(value: Value, sentence: str, question: str) -> str:
    """Return an amount with what it is given for each of, where the question does not say that: 按|每立方米180元|补助.

    A number with what it is parted by: 每项按|20分/（人数）|计算.
    """
    shared = _SHARED.match(sentence, value.end)
    if shared and shared["by"] not in question:
        return sentence[value.start : shared.end()]
    before = _PER.search(sentence, 0, value.start)
    if value.kind != "money" or not before or _EACH_ASKED.search(question.lower()):
        return value.text
    return sentence[before.start() : value.end]


def barred(value: Value, sentence: str, question: str) -> str:
    """Return a value without 低于 where below it one is shut out and what is needed is asked: 低于|70分|的不进入答辩."""
    if _BARRED.match(sentence, value.end) and _NEEDED.search(question):
        return _TOO_FEW.sub("", value.text)
    return value.text


def every(question: str, sentence: str) -> str:
    """Return how often something is done where that is asked: 每10年 of 每10年组织开展一次. "" where it is not."""
    told = list(_EVERY.finditer(sentence)) if _HOW_OFTEN.search(question) else []
    if not told:
        return ""
    starts = [0, *(m.end() for m in told)]
    names = [sentence[a : m.start()] for a, m in zip(starts, told, strict=False)]
    held = within(f"{question} {spoken(question, 'zh')}", names) or [0]
    return told[held[0]].group()


def with_address(words: str, sentence: str) -> str:
    """Return words with the address in brackets behind them, 政务服务窗口|（学府路66号）. "" where none is there."""
    there = _ADDRESS.match(sentence, sentence.find(words) + len(words))
    return words + there.group() if there else ""


def at_end(sentence: str, values: tuple[Value, ...], asked: str) -> tuple[Value, ...]:
    """Return the days on which something begins or ends, where that is asked for and told: 17日18时|截止."""
    if ENDS.search(asked):
        closes = tuple(v for v in values if _CLOSES.match(sentence, v.end))
        return closes or tuple(v for v in values if _TO.search(sentence[: v.start])) or values
    mark = _OPENS if BEGINS.search(asked) else None
    return tuple(v for v in values if mark and mark.match(sentence, v.end)) or values


def all_days(value: Value, sentence: str, question: str) -> str:
    """Return all days of a run, where it asks for several: 10月18日、10月25日 for 哪几天. "" where it does not."""
    run = _DAYS.match(sentence, value.start)
    return run.group() if run and _ASKS_DAYS.search(question.lower()) else ""


def with_hour(value: Value, sentence: str, question: str) -> str:
    """Return a day with its hour, where that is asked for: 2025年3月14日|17时. "" where it is not, or none is told."""
    hour = _TIME.match(sentence, value.end) if value.kind == "date" else None
    return (
        sentence[value.start : hour.end()] if hour and _ASKS_HOUR.search(question.lower()) else ""
    )
