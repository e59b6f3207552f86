"""Whose a value is, by what stands right at it: a class (A类, 甲级, 三级), a size (小型) or what is counted (4项|重点任务).

A value of one class is none of another's, and a number of tasks is none of jobs.
"""

from __future__ import annotations

import re

from rag.places import Place
from rag.query import Query
from rag.wanted import PAPER

SIZED = 6  # characters behind a thing of a size that may make it a range: 中型农机|以上
_MARKS = ("A-Z", "甲乙丙丁戊", "一二三四五六七八九")
_OF = "[类级档等]"
_JOBS = re.compile(r"\bhow many (?:new |more )?(?:jobs|posts|positions|workers|employees)\b")
_WORK = re.compile("岗位|就业|职位|从业|员工|职工|用工|名额|编制")
_INSURED = re.compile(  # 城乡|居民|养老保险, 企业|职工|医保
    "(居民|职工|机关事业单位)[\u4e00-\u9fff]{0,4}?(?:养老|医疗|医保|社保|社会保险)"
)
OF_TEXT = re.compile(
    "本(?:办法|通知|规定|措施|条例|意见|方案|细则|规则|公告|文件|政策|计划|规划)|失效|(?:施行|实施|执行)[，,]"
)
_SIZES = re.compile("(?P<sizes>(?:(?:特大|[大中小微])[、和及与]?)+)型(?P<of>[\u4e00-\u9fff]{2})")
_SIZE = re.compile("特大|[大中小微]")
_RANGE = re.compile("[至到~～—-]|以上|以下|及以|各")


def is_of_another_kind(query: Query, best: Place) -> bool:
    """Whether a value is that of another class, insurance or thing than is asked for."""
    return (
        _is_of_another_class(query, best)
        or _is_of_another_size(query, best)
        or _is_of_another_insurance(query, best)
        or _counts_tasks(query, best)
        or _is_end_of_text(query, best)
    )


def _is_of_another_class(query: Query, best: Place) -> bool:
    """Whether one class is asked for and a sentence only tells of others: E类 of A类80万元，B类50万元.

    A sentence that tells of a range of them (B类以上, 五级至二级) may hold for it, and so may a table.
    """
    if best.unit.header or not best.value:
        return False
    for marks in _MARKS:
        asked = set(_classes(marks, query.plain.upper()))
        if len(asked) == 1:
            told = set(_classes(marks, best.unit.quote.upper()))
            of = next(iter(asked))[-1]
            alike = {c for c in told if c[-1] == of}
            return bool(alike) and not asked & alike and not _RANGE.search(_near(marks, best))
    return False


def _is_of_another_size(query: Query, best: Place) -> bool:
    """Whether a thing of one size is asked for, and a sentence only tells of others: 大型|收割机 for 小型|收割机."""
    asked = {(size, m["of"]) for m in _SIZES.finditer(query.plain) for size in _sizes(m)}
    if len(asked) != 1 or best.unit.header or not best.value:
        return False
    size, of = asked.pop()
    told = [m for m in _SIZES.finditer(best.unit.quote) if m["of"] == of]
    quote = best.unit.quote
    ranged = any(_RANGE.search(quote[m.end() : m.end() + SIZED] + m.group()) for m in told)
    return bool(told) and not ranged and not any(size in _sizes(m) for m in told)


def _sizes(found: re.Match[str]) -> list[str]:
    """The sizes that are told together: 大中型."""
    return _SIZE.findall(found["sizes"])


def _is_of_another_insurance(query: Query, best: Place) -> bool:
    """Whether the insurance of one group is asked for, and a sentence, or else its title, names that of another."""
    asked = set(_INSURED.findall(query.plain))
    told = set(_INSURED.findall(best.unit.quote)) or set(_INSURED.findall(best.unit.title))
    return len(asked) == 1 and bool(told) and not asked & told


def _is_end_of_text(query: Query, best: Place) -> bool:
    """Whether it is asked how long a card is valid, and a sentence tells that of the text or of a certificate."""
    asked, quote = PAPER.search(query.plain), best.unit.quote
    if not asked or query.value != "duration":
        return False
    return bool(OF_TEXT.search(quote)) or bool(PAPER.search(quote) and asked["of"] not in quote)


def _counts_tasks(query: Query, best: Place) -> bool:
    """Whether it is asked in English how many people find work, and the number is that of tasks: |4项|重点任务."""
    asked = query.language == "en" and query.value == "count" and _JOBS.search(query.text.lower())
    return bool(asked) and not _WORK.search(best.unit.quote)


def _classes(marks: str, text: str) -> list[str]:
    """The classes that a text names: A、B类 are A类 and B类."""
    found = re.finditer(rf"(?<![A-Z第])((?:[{marks}][、和及或与])*[{marks}])({_OF})", text)
    return [mark + m[2] for m in found for mark in re.findall(f"[{marks}]", m[1])]


def _near(marks: str, best: Place) -> str:
    """The text between and right behind the classes of a sentence."""
    quote = best.unit.quote.upper()
    spans = [m.span() for m in re.finditer(rf"[{marks}]{_OF}?", quote)]
    return "".join(quote[b : b + 2] for _, b in spans)
