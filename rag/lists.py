"""Enumerations inside a sentence: A、B、C和D等六大重点工程; 甲厅、乙局联合印发….

A run of parallel items joined by 、 is a list whose name and number stand around it. Items keep
their spans, so each can be cited by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from rag.listforms import (
    CLAUSE,
    STARTS,
    Enumeration,
    actions,
    all_together,
    comma_lists,
    parallels,
    semicolon_lists,
)
from rag.numbering import chinese_number

MAX_ITEM = 40
_QUOTED = re.compile(r"[“「《（(][^“”「」《》（）()]{0,80}[”」》）)]")
_LEAD = re.compile(
    r"(?:包括|包含|分为|分成|划分为|提出了?|涵盖|涉及|围绕|聚焦|立足|针对|对标|明确了?|强化|注重|重点支持|支持|"
    r"阐述了?|推动|推进|促进|助力|加速|加强|充分整合|整合|突出|大力推动|大力发展|发展(?!和?改革)|开展|实施|落实|完善|"
    r"不得用于|用于|适用于|提交|提供|具备|符合|采取|通过|引导|鼓励|指导|主要有|主要是|有关|设有|设立|组成|应当有|如下|就|以|从|由|对|在|向|将|把|按照|根据|经|为|即|是|有|与|含)[的了]?"
)
_TAIL = re.compile(
    r"(?:等)?(?P<n>[一二三四五六七八九十两\d]{1,3})(?:大|项|个|条|点|类|种|方面|家|部分)(?P<name>.*)$|(?:(?<![中高初同平])等|(?<=[中高初同平])等(?!职业|级|教育|专业|收入|规模|偏))(?P<etc>.*)$"
)
_INCLUDES = re.compile("(?:主要|分别|具体)?(?:包括|包含|涵盖|分为|分成)了?(?=[\u4e00-\u9fff]{2})")
_BODY = re.compile(
    r"^.*?(?:人民政府|委员会|办公室|管理局|领导小组|宣传部|法院|检察院|总局|电视台|协会|银行|[厅局署办]|(?:电视|广播)台|(?<!科研)院(?![所校长])|(?<![东西中南北内外全局上下总干])部(?![门分队署位长件])|委(?!员|托))"
)
_PAIR = re.compile(
    r"[\u4e00-\u9fff]{3}(?P<joint>以及|和|及|与|或者|或)(?P<b>[\u4e00-\u9fff]{3,24}?)(?P<etc>等)(?P<name>[\u4e00-\u9fff]{2,})"
)
_JOINED = re.compile("、|(?<=”)(?=“)")
_OF_IT = re.compile("对[^，、]{2,}的[\u4e00-\u9fff]{2,4}$")  # 对地方发展的贡献 is a thing
_DONE_THERE = re.compile("(?<=..)(?:规划建设|建设|设立|建立|布局|举办|设置|选址)")
_TO_WHOM = re.compile("[为对向给]|面向")
_IS_GIVEN = re.compile(
    "(?<=..)(?:免费|统一|集中|优先)?(?:安装|配备|提供|发放|赠送|配置|开展|给予)(?=..)"
)
_LABEL = re.compile(r"[（(][一二三四五六七八九十\d＿]{1,3}[）)]\s?|\d{1,2}[.．、]\s?")
_HEAD_LABEL = re.compile(r"^\s*[一二三四五六七八九十]{1,3}、")
_TAKEN = re.compile(r"为[\u4e00-\u9fff]{2,6}$")  # 以平台、项目、企业|为抓手
_PREPOSITIONS = "由从对在向"
_NEW_LIST = ("关于", "在", "对", "向", "从")  # in a later item: 省委、省政府|关于|甲、乙
_DATED = re.compile(r"\d{1,4}[年月日]|\d+(?:\.\d+)?级")  # 18日、19日 is no list
_AND = re.compile(r"(?:以及|和|及|与|或者|或)")
TOLD_BEHIND = 8  # characters behind a list within which its number is told: 等六大重点工程
ANNOUNCED = 8  # characters before a list within which its number is told
STATED = re.compile(
    r"(?<![第\d一二三四五六七八九十百])(?P<n>[一二三四五六七八九十两]{1,3}|\d{1,2})(?:大部分|大方面|大|项|个方面|方面|个部分|部分|个|条|点|类|种)(?!月|以上|以内)"
)


def enumerations(sentence: str) -> tuple[Enumeration, ...]:
    """Return the enumerations of two or more items in a sentence, in order.

    Items are joined by 、, or by commas after 包括 and its like (…包括：甲，乙、丙，以及丁).
    """
    hidden = _QUOTED.sub(
        lambda m: m.group()[0] + "＿" * (len(m.group()) - 2) + m.group()[-1], sentence
    )
    hidden = _HEAD_LABEL.sub(lambda m: "＿" * len(m.group()), hidden)
    found = semicolon_lists(hidden)
    taken = [(made.items[0][0], made.items[-1][1]) for made in found]
    found += [
        made for made in comma_lists(hidden)
        if not any(a <= made.items[0][0] < b for a, b in taken)
    ]  # fmt: skip
    taken = [(made.items[0][0], made.items[-1][1]) for made in found]
    for match in CLAUSE.finditer(hidden):
        within = any(a <= match.start() < b for a, b in taken)
        if _JOINED.search(match.group()) and not within:
            for spans in _runs(hidden, match.start(), match.end()):
                made = _enumeration(hidden, spans)
                if made:
                    found.append(made)
    found += [*actions(hidden), *parallels(hidden), *_pairs(hidden)]
    found = [f for f in found if not any(_DATED.match(sentence, a, b) for a, b in f.items)]
    return tuple(sorted(found, key=lambda made: made.items[0]))


def _pairs(text: str) -> Iterator[Enumeration]:
    """Two things that are called by one name: 建设|产业园|和|公共服务平台|等高质量产业载体."""
    for clause in CLAUSE.finditer(text):
        match = None if "、" in clause.group() else _PAIR.search(clause.group())
        if match:
            a, b, c, d = (clause.start() + match.start(g) for g in ("joint", "b", "etc", "name"))
            first = _first_item(text, (clause.start(), a), c - b, False)
            yield Enumeration((first, (b, c)), text[d : clause.end()], 0)


@lru_cache(maxsize=512)
def _word_ends(text: str) -> frozenset[int]:
    """The places between words: a list's lead-in ends at one (以|有色金属, not 以有|色金属)."""
    import jieba

    jieba.setLogLevel(60)
    return frozenset(accumulate(len(word) for word in jieba.cut(text, HMM=False))) | {0}


def _runs(text: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """Cut a clause at 、 and between quotation marks, and into two lists where a preposition stands in a
    later item."""
    cuts = [m.span() for m in _JOINED.finditer(text, start, end)]
    spans = list(zip([start, *(b for _, b in cuts)], [*(a for a, _ in cuts), end], strict=True))
    if (given := _given(text, spans)) is not None:
        k, at, behind = given
        yield [*spans[:k], (spans[k][0], at)]
        yield [(behind, spans[k][1]), *spans[k + 1 :]]
        return
    for k in range(1, len(spans) - 1):
        a, b = spans[k]
        for at in range(a + 2, b - 2):
            lead = next((w for w in _NEW_LIST if text.startswith(w, at)), "")
            if lead and {at, at + len(lead)} <= _word_ends(text) and not _OF_IT.search(text, at, b):
                yield [*spans[:k], (a, at)]
                yield [(at + len(lead), b), *spans[k + 1 :]]
                return
    yield spans


def _given(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int, int] | None:
    """Return where in a run those who get something end, and what they get begins: 为甲、乙|免费安装|丙、丁.

    The place of the item in which that is, and the span of what is done; None where it is not so.
    """
    if not _TO_WHOM.match(text, *spans[0]):
        return None
    for k, span in enumerate(spans[1:-1], 1):
        if done := _IS_GIVEN.search(text, *span):
            return k, done.start(), done.end()
    return None


def stated_number(text: str) -> int:
    """Return the first number of things a text announces (6项重点工程, 四项, 五大部分), else 0."""
    match = STATED.search(text)
    number = chinese_number(match["n"]) if match else 0
    return number if 2 <= number <= 60 else 0


def _enumeration(text: str, spans: list[tuple[int, int]]) -> Enumeration | None:
    inner = [b - a for a, b in spans[1:-1]] or [spans[0][1] - spans[0][0]]
    verbs = sum(bool(STARTS.match(text, a, b)) for a, b in spans[1:])
    led = 2 * verbs > len(spans) - 1  # each item begins with a verb of its own
    first = _led_item(text, spans[0]) if led else None
    first = first or _first_item(text, spans[0], max(inner), verbs == 0)
    pairs = {m.group() for a, b in spans[1:-1] if (m := _AND.search(text, a + 1, b - 1))}
    end, taken = spans[-1], _taken_as(text, spans)
    if taken:
        first, end = (taken[0], spans[0][1]), (end[0], taken[1])
    if text[first[0] - 1 : first[0]] == "在" and (done := _DONE_THERE.search(text, *end)):
        end = (end[0], done.start())  # 在甲、乙|设立海外仓
    if together := all_together(text, spans):
        end = (end[0], together.start())
    before = text[slice(*spans[-2])] if len(spans) > 1 else ""
    last, name, stated = _last_item(text, end, led, pairs, is_body(before))
    name = text[taken[1] + 1 : spans[-1][1]] if taken else name
    name = together["name"] if together else name
    announced = stated_number(text[max(0, first[0] - ANNOUNCED) : first[0]])
    if len(last) == 2 and announced == len(spans):  # 分为四类：…、预冷及配套设备 has four
        last = [(last[0][0], last[1][1])]
    items = [first, *spans[1:-1], *last]
    items = [(a, b) for a, b in items if b > a]
    if len(items) < 2 or any(b - a > MAX_ITEM for a, b in items):
        return None
    return Enumeration(tuple(items), name, stated)


def _taken_as(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Where the members of 以|平台、项目、企业|为抓手 begin and end; None where the run has not that form."""
    found = _TAKEN.search(text, *spans[-1])
    by = text.rfind("以", *spans[0])
    if (
        not found
        or by < 0
        or by not in _word_ends(text)
        or any(text[a] == "以" for a, _ in spans[1:])
    ):
        return None
    return (by + 1, found.start()) if found.start() - spans[-1][0] > 1 else None


def _first_item(text: str, span: tuple[int, int], usual: int, plain: bool) -> tuple[int, int]:
    """Drop what leads into the list from its first item: 提出|加快…, 主要分为|总体情况."""
    start, end = span
    while start < end and text[start] == "＿":
        start += 1  # the number of the clause
    if label := _LABEL.match(text, start, end):
        start = label.end()
    if includes := _INCLUDES.match(text, start, end):
        return includes.end(), end
    leads = _lead_ends(text, start, end)
    lead = leads[-1] if leads else start
    if lead > start and text[lead - 1] in _PREPOSITIONS and end - lead > 1:
        return lead, end
    if lead > start and end - lead > 1:
        if plain and STARTS.match(text, start, end):
            return lead, end  # only the first begins with a verb: it rules all items
        if abs(end - lead - usual) <= abs(end - start - usual) or end - start > 2 * usual:
            return lead, end
        nearer = [at for at in leads if abs(end - at - usual) < abs(end - start - usual)]
        if nearer:
            return min(nearer, key=lambda at: abs(end - at - usual)), end
    return start, end


def _led_item(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    """A first item with its verb, as the others have theirs: 明确|强化优质内容供给、推动…、建设…."""
    ends = _word_ends(text)
    starts = [
        m.start()
        for m in _LEAD.finditer(text, *span)
        if {m.start(), m.end()} <= ends and STARTS.match(text, m.start())
    ]
    return (starts[-1], span[1]) if starts and span[1] - starts[-1] > 3 else None


def lead_end(text: str, start: int, end: int) -> int:
    """Return where the last lead-in word between start and end ends; start where there is none."""
    found = _lead_ends(text, start, end)
    return found[-1] if found else start


def _lead_ends(text: str, start: int, end: int) -> list[int]:
    ends = _word_ends(text)
    return [m.end() for m in _LEAD.finditer(text, start, end) if {m.start(), m.end()} <= ends]


def _last_item(
    text: str, span: tuple[int, int], led: bool, pairs: set[str], bodies: bool
) -> tuple[list[tuple[int, int]], str, int]:
    """Cut the last item from what follows the list, and split it at 和/及.

    Not where other items hold the same joint: 问题与挑战、优势与机遇.
    """
    start, end = span
    name, stated = "", 0
    # not 省商务厅|认定的省级老字号 behind what is no body
    body = _bodies(text[start:end]) if bodies else 0
    tail = _TAIL.search(text[start:end])
    if tail and tail.start() > 0:
        name = (tail["name"] if tail["n"] else tail["etc"]) or ""
        behind = start + tail.start()
        number = STATED.search(text[behind : min(end, behind + TOLD_BEHIND)])
        stated = chinese_number(number["n"]) if number else 0
        end = start + tail.start()
    elif 0 < body < end - start:
        name = text[start + body : end]
        end = start + body
    parts = _AND.search(text[start:end])
    whole_body = (
        body > 0 and parts is not None and not _BODY.match(text[start : start + parts.start()])
    )
    paired = parts is not None and parts.group() in pairs
    one = led and parts is not None and not STARTS.match(text, start + parts.end())
    if (
        parts
        and parts.start() > 1
        and parts.end() < end - start - 1
        and not (whole_body or one or paired)
    ):
        return [(start, start + parts.start()), (start + parts.end(), end)], name, stated
    return [(start, end)], name, stated


def is_body(text: str) -> bool:
    """Whether a text is the name of a body: 省工业和信息化厅."""
    return _bodies(text) == len(text)


def names_bodies(texts: Sequence[str]) -> bool:
    """Whether most of the items are names of bodies."""
    return 2 * sum(map(is_body, texts)) > len(texts)


def _bodies(text: str) -> int:
    """How far a body's name, or several joined by 和, reach from the start of a text; 0: none."""
    end = 0
    while match := _BODY.match(text, end):
        end = match.end()
        joint = _AND.match(text, end)
        if not joint:
            break
        more = _BODY.match(text, joint.end())
        if not more or more.end() - joint.end() > MAX_ITEM // 2:
            break
        end = joint.end()
    return end
