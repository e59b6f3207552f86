"""What tells one value of a sentence from the others: the words of its own that a question says too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.aligned import alike, contrast, own_words, respective, threshold, whole_and_parts
from rag.bands import amounts, band_of, within
from rag.values import NAMED, Value, find_values

NOT_MEANT = -1000.0
_PART = re.compile("[^；;]+")
_FIGURE = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?[万亿]?(?:元|[家个人名亩户台辆件套座]|架次|人次|平方米|公里|吨|[%％])"
)
TOLD_APART, TOLD_MOST = 12.0, 4  # for each character that tells a value from the others
# three characters of its own name a part: 专项债券|10亿元 of 总投资28.6亿元
NAMED_SO, NAMED_WHOLE = 3 * TOLD_APART, TOLD_MOST * TOLD_APART
_CONDITION = re.compile(
    r"(?:以上|以下|以内)?[^，。；、]{0,12}?的[^，。；]{0,6}，"
)  # 不足五百人|的村，
_RANGE_OF = re.compile(r"(?:[（(][^（）()]*[）)])?的")
_END_OF = re.compile(r"(?:[（(][^（）()]*[）)])?(?:及其?)?以[上下内]的")
_RAISED = re.compile(
    "(?:提高|上调|下调|调整|调高|调低|降低|下降|降|提升|增加|减少|放宽|延长|缩短)(?:到|至|为)"
)
_STILL_ASKED = re.compile(
    "(?:还是?|仍然?|依然|依旧)(?:有)?(?:不服|不满|有?异议|有?意见|不同意|不认)|(?:答复|回复|处理|复核|结果)(?:了|之?后|出来)[^，。？]{0,6}(?:不服|不满|有异议)"
)
_STILL_TOLD = re.compile(
    "(?:仍|仍然|还)(?:有异议|不服|不满意?|不同意)|对[^，。；]{0,6}(?:答复|决定|结果|意见)[^，。；]{0,4}(?:不服|有异议|不满意?)"
)
_NOT_GRAVE = re.compile(
    "(?:不算?|没有?|并不)(?:特别|太|很|那么|多么?|到)?严重|(?:情节|后果|问题)(?:较|比较|很)?(?:轻|一般|不大)"
)
_GRAVE = re.compile("(?:情节|后果|情形)(?:特别|较为?)?严重|造成严重后果")
_UNIT_OF = re.compile(r"^.*[\d一二两三四五六七八九十百千万亿]")
_SPAN = re.compile("[至到~～—–-]")
_LINES, LINE_NAME = ("热线", "传真", "监督", "举报", "投诉"), 6  # characters before its number
_ON_CONDITION = re.compile(r"[^，。；]{3,}的(?:[^的]{0,8})$")


def telling(sentence: str, kind: str, asked: str) -> dict[int, float]:
    """How much nearer each value, by its start, counts for the words that are its own.

    NOT_MEANT for those of a run (分别) of which another is asked for, and for those that only
    name the members of such a run (达到1亿元、5亿元的，分别给予…).
    """
    values = [v for v in find_values(sentence, kind) if v.kind != "org" and kind not in NAMED]
    values = _without_cases(sentence, values, asked)
    if not asked or len(values) < 2:
        return {}
    tied, asked = respective(sentence, values), alike(asked)
    names = [name.lower() for name in own_words(sentence, values)]
    said = [
        TOLD_APART * min(n, TOLD_MOST) for n in _carried(sentence, values, contrast(asked, names))
    ]
    for i, n in zip(tied, contrast(asked, [name.lower() for name in tied.values()]), strict=True):
        said[i] = max(said[i], TOLD_APART * min(n, TOLD_MOST))
    named = []  # the members whose whole name is asked for
    for i, name in tied.items():
        longer = [n for k, n in enumerate(names) if k != i and name.lower() in n]
        if len(name) > 1 and name.lower() in asked and not any(n in asked for n in longer):
            said[i] = max(said[i], TOLD_APART * TOLD_MOST)
            named.append(i)
    if (whole := whole_and_parts(sentence, values)) and any(said[i] for i in whole[1]):
        # what is said of the whole is said of each part
        named_so = max(said[i] for i in whole[1]) >= NAMED_SO
        said[whole[0]] = NOT_MEANT if named_so else 0.0
    for i, name in enumerate(names[1:], 1):
        if _ON_CONDITION.search(name) and said[i] and not _ON_CONDITION.search(names[0]):
            said[i] += TOLD_APART  # …每人2万元，服务重点县的每人3万元
    run = named if len(named) == 1 else [i for i in tied if said[i]]
    if (reached := threshold(asked, [names[i] for i in tied])) is not None:
        run = [list(tied)[reached]]
    for i, value in enumerate(values):
        names_member = i not in tied and any(value.text in name for name in tied.values())
        if names_member or (i in tied and len(run) == 1 and i not in run):
            said[i] = NOT_MEANT
    found = {v.start: n for v, n in zip(values, said, strict=True)}
    found |= _of_band(sentence, values, asked) | _of_other_parts(sentence, values, asked)
    return found | _of_earlier_step(sentence, values, asked) | _of_grave(sentence, values, asked)


def _carried(sentence: str, values: Sequence[Value], said: list[int]) -> list[int]:
    """What is said of the values, with what is said of the old one for the new one: 两人缴存的，由80万元提高至|100万元."""
    for i, (old, new) in enumerate(pairwise(values), 1):
        if _RAISED.fullmatch(sentence[old.end : new.start]):
            said[i] = max(said[i - 1 : i + 1])
    return said


def _without_cases(sentence: str, values: list[Value], asked: str) -> list[Value]:
    """Without numbers that only tell of which case amounts are, unless they are asked for: 两人|及以上缴存的，最高80万元."""
    if sum(v.kind == "money" for v in values) < 2:
        return values
    return [
        v
        for v in values
        if v.kind != "count" or _asks_unit(asked, v) or not _limits_only(sentence, v)
    ]


def _asks_unit(asked: str, value: Value) -> bool:
    """Whether a question asks for the unit of a number: 年飞行|架次, 几|人, but not 我一个人缴."""
    unit = _UNIT_OF.sub("", value.text)
    return bool(unit) and (
        unit in asked if len(unit) > 1 else bool(re.search(f"[几少]{unit}", asked))
    )


def _of_earlier_step(sentence: str, values: Sequence[Value], asked: str) -> dict[int, float]:
    """The values of a first step, where somebody who is still not content with its outcome asks: 答复之后还是不服.

    应当在3日内答复；|对答复仍有异议的，可在5日内申请复核: the 3日内 are not meant.
    """
    after = _STILL_TOLD.finditer(sentence, values[0].end) if _STILL_ASKED.search(asked) else ()
    still = next(iter(after), None)
    return {v.start: NOT_MEANT for v in values if still and v.end <= still.start()}


def _of_grave(sentence: str, values: Sequence[Value], asked: str) -> dict[int, float]:
    """The values behind 情节严重的, where a question says that it is not that grave."""
    grave = _GRAVE.search(sentence, values[0].end) if _NOT_GRAVE.search(asked) else None
    return {v.start: NOT_MEANT for v in values if grave and v.start >= grave.end()}


def _of_other_parts(sentence: str, values: Sequence[Value], asked: str) -> dict[int, float]:
    """The values of other parts than the one part, between ；, that has a figure of the question.

    How many flights for the 40万元: those of 跨市航线不少于500架次的，每条给予|40万元|补贴.
    """
    figures = {f for f in _FIGURE.findall(asked) if f in sentence}
    parts = [m.span() for m in _PART.finditer(sentence)]
    held = [(a, b) for a, b in parts if any(_says(sentence[a:b], f) for f in figures)]
    if len(parts) < 2 or len(held) != 1:
        return {}
    ((a, b),) = held
    inside = [v for v in values if a <= v.start < b and not any(f in v.text for f in figures)]
    return {v.start: NOT_MEANT for v in values if inside and v not in inside}


def _says(part: str, figure: str) -> bool:
    return bool(re.search(rf"(?<![\d.]){re.escape(figure)}", part))


def _of_band(sentence: str, values: Sequence[Value], asked: str) -> dict[int, float]:
    """How much nearer values count of which each has its band: 60至79周岁每餐2元，80周岁以上每餐4元 for somebody of 83.

    The numbers that only limit the bands (五百人以上不足一千人的村) are not meant then.
    """
    given = _of_another_unit(values, asked)
    if len(given) < 2:
        given = [v for v in values if not _limits_only(sentence, v)]
    names = [name.lower() for name in own_words(sentence, given)]
    if len(given) < 2 or (held := within(asked, names)) is None:
        return {}
    found = {v.start: NOT_MEANT for v in values if v not in given}
    for i, value in enumerate(given):
        if i in held or band_of(names[i]):
            found[value.start] = 2 * TOLD_APART * TOLD_MOST if i in held else NOT_MEANT
    return found


def _limits_only(sentence: str, value: Value) -> bool:
    """Whether a value is an end of a band, not what is given in it: 3000元（不含3000元）以下的|每月补600元."""
    of_bracket = sentence[: value.start].endswith("含")
    limit = _RANGE_OF if _SPAN.search(value.text) else _END_OF
    return bool(
        of_bracket or limit.match(sentence, value.end) or _CONDITION.match(sentence, value.end)
    )


def _of_another_unit(values: Sequence[Value], asked: str) -> list[Value]:
    """The values that are of no unit of the question's figures, which may limit them: 3万—6万元（8分）."""
    units = {unit for _, unit in amounts(asked)}
    return [v for v in values if not any(unit in v.text for unit in units)]


def told_by_figure(sentence: str, kind: str, asked: str) -> bool:
    """Whether a figure of the question says which value of a sentence is meant: by its band or threshold."""
    values = [v for v in find_values(sentence, kind) if v.kind != "org" and kind not in NAMED]
    if len(values) < 2:
        return False
    names = [name.lower() for name in own_words(sentence, values)]
    tied = [names[i] for i in respective(sentence, values)]
    return bool(_of_band(sentence, values, asked)) or threshold(asked, tied) is not None


def of_line(sentence: str, values: tuple[Value, ...], asked: str) -> tuple[Value, ...]:
    """Return the numbers of the line that is asked for by its name, 热线|12329; all where none is."""
    named = [name for name in _LINES if name in asked]
    own = (v for v in values if any(n in sentence[: v.start][-LINE_NAME:] for n in named))
    return tuple(own) or values
