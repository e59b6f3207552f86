"""A short value whose sentence says more: what it forbids (六个月内|不得重新申领), what the value only limits."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.bare import LOWER, UPPER
from rag.values import Value

MOST = 40  # characters of what is told instead of a value
_FORBIDS = re.compile(
    r"[^，,。；;：:、]{0,6}?(?:不得|不予|不再|不能|不可|不准|不许|不(?:再)?受理|禁止|停止|暂停|取消)[^，,。；;：:]{1,24}"
)
_FORBIDDEN = re.compile(
    r"(?<!能)不能|(?<!可)不可|不得|不许|不让|不准|不给|不再|不予|不受理|禁|限制"
)
_AGAIN = re.compile("才[能可让给行]|[能可]以?(?:再|重新|又)|再(?:次|去)?(?:能|可|申|办|考|报)|重新")
_LIMIT = re.compile(r"(?:不?[大小]于|不满|未满|不足)$")
_CEILING = re.compile("(?:封顶|上限|顶格)(?:为|是)?$|不(?:得|应|能)?(?:大|高|长|多)于$")
_FLOOR = re.compile("(?:下限|起点)(?:为|是)?$|不(?:得|应|能)?(?:小|低|短|少)于$")
_PARTS = re.compile(r"[^，,。；;]+")
_TWO = re.compile(
    r"(?P<a>[\u4e00-\u9fff]{2,10}?)(?:以及|还有|[和与跟及、])(?P<b>[\u4e00-\u9fff]{2,16})"
)


def most_of(sentence: str, values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return the values that are the most of something (不超过5万元, 封顶|60元), with those of a run behind one."""
    found: list[Value] = []
    for before, value in zip((None, *values), values, strict=False):
        in_run = found and before is found[-1] and sentence[before.end : value.start] == "、"
        if UPPER.match(value.text) or _CEILING.search(sentence[: value.start]) or in_run:
            found.append(value)
    return tuple(found)


def least_of(sentence: str, values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return the values that are the least of something: 不少于3人, 不得小于|3.5厘米."""
    return tuple(v for v in values if LOWER.match(v.text) or _FLOOR.search(sentence[: v.start]))


def forbidding(value: Value, sentence: str, asked: str) -> str:
    """Return a time with what is forbidden within it, unless that is asked for: 六个月内|不得重新申领.

    When something can be done again is not answered by 六个月内 alone. "" where nothing is forbidden.
    """
    told = _FORBIDS.match(sentence, value.end) if value.kind == "duration" else None
    named = _FORBIDDEN.search(asked) and not _AGAIN.search(asked)
    if not told or named or told.group().endswith("的"):
        return ""  # 三十日内|不予答复的，…: a case
    return sentence[value.start : told.end()]


def limited(value: Value, sentence: str) -> str:
    """Return a value with the word before it that makes it a limit: |小于|十二米."""
    limit = _LIMIT.search(sentence, 0, value.start)
    return sentence[limit.start() if limit else value.start : value.end]


def of_two_things(asked: str, sentence: str, short: str) -> str:
    """Return what a sentence says of each of two things, where a short answer is of one of them.

    A和B能领两份吗: A可以分别领取；B由一方领取, not 可以分别领取. "" where it is not so.
    """
    spans = [m.span() for m in _PARTS.finditer(sentence)]
    for two in _TWO.finditer(asked):
        first, second = _last_in(two["a"], sentence), _first_in(two["b"], sentence)
        if not first or not second or first == second:
            continue
        for (a, b), (c, d) in pairwise(spans):
            one, other = sentence[a:b], sentence[c:d]
            apart = (first in one) != (first in other) and (second in one) != (second in other)
            if apart and (first in one) == (second in other) and (short in one) != (short in other):
                return sentence[a:d] if d - a <= MOST else ""
    return ""


def _last_in(words: str, sentence: str) -> str:
    """The longest end of words that a sentence says, of two characters or more."""
    ends = (words[at:] for at in range(len(words) - 1))
    return next((end for end in ends if end in sentence), "")


def _first_in(words: str, sentence: str) -> str:
    """The longest beginning of words that a sentence says, of two characters or more."""
    starts = (words[:at] for at in range(len(words), 1, -1))
    return next((start for start in starts if start in sentence), "")
