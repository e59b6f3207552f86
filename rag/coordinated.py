"""What a question asks of several things side by side: 2022年和2025年的营收分别是多少, A和B各奖多少.

Each becomes a question of its own, with what stands before and behind all of them: 2022年的营收是多少.
"""

from __future__ import annotations

import re

from rag.values import APART

MOST = 4  # things that are asked for side by side
_YEAR = r"(?:19|20)\d\d\s?年?度?"
_JOIN = r"\s*(?:和|与|及|以及|跟|、|,|，|\band\b)\s*"
_NTH = r"第[一二三四五六七八九十百\d]{1,4}"
_OF = r"(?:[编章节条款项个点类步批期]|部分|方面)"
_RUN = re.compile(
    rf"(?<!\d){_YEAR}(?:{_JOIN}{_YEAR})+(?!\d)|{_NTH}{_OF}?(?:{_JOIN}{_NTH}{_OF}?)*{_JOIN}{_NTH}(?P<of>{_OF})",
    re.I,
)
_TOGETHER = re.compile(  # what is asked of all of them together
    r"之间|变化|相比|比较|对比|区别|不同|差|从20|合计|一共|共计|总共|平均|增长(?![率速值])|增加(?!值)|下降(?!率)"
    r"|\b(?:between|chang\w*|compar\w*|differ\w*|total|both|average|from|grow\w*|increas\w*)\b", re.I,
)  # fmt: skip
_EACH = re.compile(
    r"(?:分别|各自|各)(?=是|为|有|由|在|要|罚|奖|补|给|需|怎|如何|什么|多少|几|谁|哪|负责|承担|牵头|达到|占|能|可以|应)"
)
_ASKED = re.compile(r"多少|什么|啥|几|谁|哪|怎|如何|何")
_SPLIT = re.compile(rf"\s*(?:以及|{APART}|跟|、)\s*")
_BOTH = re.compile(r"(?=是什么|是多少|是几|是谁|是哪|有哪|是啥|叫什么|怎么|如何|$)")
_EN_BOTH = re.compile(
    r"(?P<lead>what (?:is|are|was|were) the) (?P<a>[\w ]{2,30}?) and (?:the )?(?P<b>[\w ]{2,30}?)(?P<of> (?:of|for|in|at)\b.*?)?\??$",
    re.I,
)
_NAME = "[\u4e00-\u9fff]{2,12}?"
_LISTS = re.compile(
    rf"(?:有|是|包括|列出|列举)(?:哪些|什么|一下)?(?P<a>{_NAME})[和与及](?P<b>{_NAME})[？?。]?$"
    rf"|(?:^|[，,])(?P<c>{_NAME})[和与及](?P<d>{_NAME})(?:都|分别|各)?(?:有|是|包括|为)(?:哪些|什么|哪几[项个条类])[？?。]?$"
)
_COUNT = re.compile(r"^[一二两三四五六七八九十\d]{1,3}[大项个条类]")
_DIFFER = re.compile(
    rf"^(?P<lead>.*[，,；;：:])?(?P<a>[^，,；;：:]{{2,24}}?)(?:{APART}|跟|同)(?P<b>[^，,；;：:]{{2,24}}?)(?:之间|两者)?(?:到底|究竟|都)?(?:有|的|在哪|是)*"
    r"(?:什么|哪些|何|哪里)?(?:主要)?(?:区别|不同|不一样|差别|差异|异同)"
)
_SHARED = re.compile(r"(?<=..)(?:对于?|关于|针对|在(?=.{2,}[上中方面])).{2,}$")
_LEVEL = re.compile(  # 补贴|标准是怎么规定的: how much it is, which clauses say without the word
    "(?<=补贴|补助|奖励|奖补|资助|收费|缴费|报销|处罚|罚款|待遇|救助)(?:标准|金额|额度|水平)$"
)
_VERSIONS = re.compile(r"(?:19|20)\d\d|[新旧老][版办计方政规]|[新旧老]的|版本|相比|比较|其他|别的")
_LEAD = re.compile(r"^.*[，,；;：:]")


def apart_of(question: str) -> list[str]:
    """Return what is to be asked of each of two things whose difference is asked for: A和B有什么区别. None of versions.

    What is said behind the second is asked of both: 甲市和乙市对物流的补贴有什么不同.
    """
    found = _DIFFER.search(question)
    if not found or _VERSIONS.search(found.group()):
        return []
    a, b = found["a"], found["b"]
    if (shared := _SHARED.search(b)) and not _SHARED.search(a) and a[-2:] != b[-2:]:
        a += shared.group()
    return [f"{found['lead'] or ''}{_LEVEL.sub('', thing)}是怎么规定的？" for thing in (a, b)]


def side_by_side(question: str) -> list[str]:
    """Return a question for each of the things that one question asks for; none where it asks for one."""
    if _TOGETHER.search(question):
        return []
    if (run := _RUN.search(question)) and not _RUN.search(question, run.end()):
        before, behind = question[: run.start()], _EACH.sub("", question[run.end() :])
        unit = run["of"] or ("年" if run.group()[-1] in "年度" else "")
        each = re.split(_JOIN, run.group(), flags=re.I)[:MOST]
        return [
            f"{before}{one.removesuffix('度').removesuffix(unit)}{unit}{behind}" for one in each
        ]
    each_asked = _EACH.search(question)
    if each_asked and _ASKED.search(question, each_asked.end()):
        return _things(question, each_asked.start(), each_asked.end())
    return []


def both_of(question: str) -> list[str]:
    """Return the questions of A和B是什么, if it is one: whether they ask for two things is not known here."""
    bare = question.rstrip("？?。 ")
    end = _BOTH.search(bare)
    return _things(bare, end.start(), end.end()) if end and not _TOGETHER.search(bare) else []


def english_both_of(question: str) -> list[str]:
    """Return the questions of What is the A and B of C?, if it is one, as ``both_of``."""
    found = _EN_BOTH.match(question.strip())
    if not found:
        return []
    return [f"{found['lead']} {found[one]}{found['of'] or ''}?" for one in ("a", "b")]


def lists_of(question: str) -> list[tuple[str, str]]:
    """Return (name, question) for the two lists of 有哪些重点任务和重点工程, if it asks for two."""
    found = _LISTS.search(question)
    if not found or _TOGETHER.search(question):
        return []
    names = [found["a"] or found["c"], found["b"] or found["d"]]
    return [(_COUNT.sub("", name.split("的")[-1]), f"{name}有哪些") for name in names]


def _things(question: str, end: int, behind: int) -> list[str]:
    """Return a question for each thing before ``end``, each with what is in front of the last comma."""
    lead = found.group() if (found := _LEAD.match(question[:end])) else ""
    things = [t for t in _SPLIT.split(question[len(lead) : end]) if t]
    if not 2 <= len(things) <= MOST:
        return []
    return [f"{lead}{thing}{question[behind:]}" for thing in things]
