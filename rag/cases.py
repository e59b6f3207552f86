"""Values that belong together in a sentence: those of two cases neither of which is asked about, those of a run."""

from __future__ import annotations

import re

from rag.aligned import alike, contrast, respective
from rag.apart import told_by_figure
from rag.bands import within
from rag.bounds import limited
from rag.values import SAID_MOST, Value, find_values
from rag.verify import BOTH

BEHIND, BEFORE = 3, 2  # characters that two cases have in common around their values
ALIKE = 4  # characters that stand alike before the values of two things in one clause
_AND = re.compile("(?:和|与|及|以及|或者?)(?=[^和与及或]*$)")
_HAN = re.compile("[\u4e00-\u9fff]+")
_BREAK = re.compile("[，,；;。：:]")
_RUN = re.compile(r"\d[\d.,]*(?P<unit>万?元|[%％个家年天])(?:、\d[\d.,]*(?P=unit))+")
_IN_ALL, _SUM = re.compile("一共|总共|合计|共计|累计"), re.compile("共|合计|累计|总")
_PART = re.compile("[^；;。]+")
_THEN = re.compile("(?P<case>^.*?的)，(?P<then>.+)$")
_CALLED = re.compile("的，?(?:为|属于|划为|认定为|评为)(?P<name>[\u4e00-\u9fff]{2,10})$")
CASE_NAMED = 3  # characters of a case that name it
_YEAR = re.compile(r"(?:19|20)\d\d年")
_NO_CASE = re.compile(
    "其中|情节|逾期|拒不|仍不|再次|造成"
)  # a part of it, or what follows on worse deeds
_BY_ITEM = re.compile(
    "第[（(]?[一二三四五六七八九十\\d]{1,3}[）)]?项"
)  # whose it is, the items tell
_OF_CASE = re.compile("的$|^(?:对|凡|属于)")
_EACH = re.compile("每|各|分别|依次|\\beach\\b|\\bevery\\b|\\brespectively\\b")
_IN_TURN = re.compile("(?:依次|分别)[^，。；、]{0,4}$")


def both_cases(asked: str, sentence: str, value: Value) -> str:
    """Return both values of a sentence that tells two cases alike, where a question names neither.

    城区范围内30分钟内|到达现场，其他区域60分钟内|到达 is not answered by 30分钟内. "" where it is not so.
    """
    values = find_values(sentence, value.kind)
    if len(values) != 2 or value not in values or value.kind == "org":
        return ""
    (one, other), low = values, alike(asked.lower())
    between = sentence[one.end : other.start]
    joint = _joint(sentence, one, other)
    broken = _BREAK.search(between) or joint
    if one.text == other.text or not broken or _NO_CASE.search(between):
        return ""
    if _BY_ITEM.search(between) or _YEAR.search(between) or one.year != other.year:
        return ""  # 到2025年500亿元，到2027年1000亿元
    behind = [sentence[v.end : v.end + BEHIND] for v in values]
    before = [sentence[max(0, v.start - BEFORE) : v.start] for v in values]
    same = any(a == b and _HAN.fullmatch(a) for a, b in (behind, before))
    first = _case(sentence[: one.start]) + _BREAK.split(sentence[one.end :])[0]
    second = _case(between) + _BREAK.split(sentence[other.end :])[0]
    if value.kind == "phone":  # whose it is, the whole part before ； tells
        first, second = sentence[: one.end], sentence[one.end :].partition("；")[2]
    elif joint:
        first, second = between[: joint.start()], _BREAK.split(sentence[other.end :])[0]
    pairs = (low[i : i + 2] for i in range(len(low) - 1) if "的" not in low[i : i + 2])
    meant = any((pair in first.lower()) != (pair in second.lower()) for pair in pairs)
    meant |= told_by_figure(sentence, value.kind, low)  # 八十多岁: 80周岁以上每餐4元
    return f"{limited(one, sentence)}{BOTH}{limited(other, sentence)}" if same and not meant else ""


def of_named_case(asked: str, sentence: str, short: str) -> str:
    """Return what a sentence tells of the case that a question names, where a short answer is of another one.

    开工前撤销的，全额退还；开工后不予退还: for 开工前撤销了 it is 全额退还, not 不予退还. "" where nothing short is told.
    """
    clauses = _BREAK.split(sentence)
    held = within(asked, clauses) or []
    called = _CALLED.search(clauses[held[0]]) if len(held) == 1 else None
    if called and short not in clauses[held[0]]:
        return called["name"]  # 1500平方米: 200至2000平方米的为|中型
    parts = [m.group() for m in _PART.finditer(sentence)]
    said = contrast(alike(asked.lower()), [part.lower() for part in parts])
    best = max(said, default=0)
    told_in = [i for i, part in enumerate(parts) if short in part]
    if best < CASE_NAMED or said.count(best) > 1 or not told_in or any(said[i] for i in told_in):
        return short
    told = _THEN.match(parts[said.index(best)])
    return told["then"] if told and len(told["then"]) <= SAID_MOST else ""


def _joint(sentence: str, one: Value, other: Value) -> re.Match[str] | None:
    """Where two things begin to be told apart that one clause has alike: 长小于5米的甲|和|长小于12米的乙."""
    between = sentence[one.end : other.start]
    before = sentence[max(0, one.start - ALIKE) : one.start]
    same = len(before) == ALIKE and between.endswith(before)
    return _AND.search(between[:-ALIKE]) if same and not _BREAK.search(between) else None


def _case(before: str) -> str:
    """What stands before a value and says of which case it is: its clause, with a condition in front of it (…的，)."""
    *earlier, own = _BREAK.split(before)
    return f"{earlier[-1]}，{own}" if earlier and _OF_CASE.search(earlier[-1]) else own


def yearly(asked: str, sentence: str, value: Value) -> str:
    """Return the values of several years where the sum of them is asked for and none is told: 2024年4个，2025年6个. "" else."""
    values = find_values(sentence, value.kind)
    if not _IN_ALL.search(asked) or value not in values or _SUM.search(sentence):
        return ""
    starts = [0, *(v.end for v in values[:-1])]
    years = [_YEAR.findall(sentence[a : v.start]) for a, v in zip(starts, values, strict=True)]
    told = [v.text for v, year in zip(values, years, strict=True) if year]
    return BOTH.join(told) if len(told) == len(values) > 1 else ""


def run_of(asked: str, sentence: str, value: Value) -> str:
    """Return all values of a run that are told in turn, where each of them is asked for: 比例依次为|50%、30%、20%.

    "" else, and where one of those to whom they belong is named: 博士每月补多少.
    """
    run = _RUN.match(sentence, value.start)
    in_turn = run and _IN_TURN.search(sentence[: value.start])
    names = respective(sentence, find_values(sentence, value.kind)).values()
    one_named = sum(name.lower() in asked.lower() for name in names) == 1
    each = _EACH.search(asked.lower()) and not one_named
    return run.group() if run and in_turn and each else ""
