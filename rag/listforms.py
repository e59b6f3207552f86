"""Lists in a sentence whose members commas or semicolons part, and runs of actions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.numbering import chinese_number

CLAUSE = re.compile(r"[^，,。；;：:！？!?\n]+")
STARTS = re.compile(
    r"助力|加速|推进|推动|遴选|形成|建立|健全|优化|引导|大力|提出|加快|加强|提升|强化|建设|支持|促进|深化|完善|引领|开展|发展|培育|打造|实施|鼓励|针对|围绕|聚焦|紧盯|突出|整合"
)
COMMA_ITEM = 30
_COMMA_LIST = re.compile(
    r"(?:包括|包含|分为|分别是|分别为|(?<![国所私拥具没享])有(?![关效]))[：:]?(?P<items>[^。；;：:！？!?\n]{6,300})"
)
_COUNTED_LIST = re.compile(
    r"(?<![第\d一二三四五六七八九十])(?P<n>[二两三四五六七八九十]|\d)(?:大|项|个|条|类|种|点)[^，,。；;：:\n]{0,12}[：:]"
    r"(?P<items>[^。；;：:\n]{6,300})"
)
_FROM_LIST = re.compile(
    r"从(?P<items>[^。；;：:！？!?\n]{6,200}?)等(?:几个)?(?:方面|角度|环节|维度)"
)
_SEMICOLON_LIST = re.compile(
    r"[：:](?P<items>[^。：:！？!?\n；;]{2,150}(?:[；;][^。：:！？!?\n；;]{2,150})+)"
)
_NO_NAME = re.compile(
    r"应|须|不得|可以|可[^再]|并|但|且|由|按|经|其|对|如|若|凡|均|也|还|未|没|在|与|为|是|将|把|被|使|让|从|向"
)
_HEAD, _TAIL = re.compile("(?:明确)?提出|明确"), re.compile("等(?:几个)?方面")
_TOGETHER = re.compile(
    "(?<=[\u4e00-\u9fff]{2})(?P<n>[两二三四五六七八九十]{1,2})"
    "(?P<name>(?:[省市州县区盟旗镇乡村校院馆所]|街道|社区|地|部门|单位|企业|园区|景区|机场|口岸|小区).*)"
)
LEAST_PARALLEL = 3
_LETS = "让使令是"  # one of these alone makes clauses alike, of others two characters do
_NO_HEAD = "第每不（(《“‘其该此这＿0123456789一二三四五六七八九十 "  # begin clauses of all sorts
_RULE = re.compile(r"可以|应当|不得|必须")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list inside a sentence; spans are offsets into that sentence."""

    items: tuple[tuple[int, int], ...]
    name: str  # what stands after the items: 重点工程, 联合印发…
    stated: int  # the number the sentence gives, 0 where it gives none

    def texts(self, sentence: str) -> tuple[str, ...]:
        """Return the items as they stand in the sentence."""
        return tuple(sentence[a:b] for a, b in self.items)


def actions(text: str) -> Iterator[Enumeration]:
    """Clauses that each begin with a verb or build some: 遴选一批企业，培育一批园区，推动协作，强化服务."""
    run: list[tuple[int, int]] = []
    for match in [*CLAUSE.finditer(text), None]:
        if match and (STARTS.match(match.group()) or "一批" in match.group()):
            run.append((match.start(), match.end()))
            continue
        if len(run) >= 3:
            yield Enumeration(tuple(_without_frame(text, run)), "", 0)
        run = []


def _without_frame(text: str, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut what frames a run of actions: 提出|加快建设…，大力提升…，强化…支撑服务|等方面的工作措施."""
    first, last = run[0], run[-1]
    tail = _TAIL.search(text, *last)
    head = _HEAD.match(text, *first) if tail else None
    if not (tail and head):
        return run
    return [(head.end(), first[1]), *run[1:-1], (last[0], tail.start())]


def parallels(text: str) -> Iterator[Enumeration]:
    """Clauses that begin with the same words: 有利于甲，有利于乙，有利于丙; 让老产品…，让小工厂…，让年轻人…."""
    pieces = [(m.start(), m.end()) for m in CLAUSE.finditer(text)]
    heads = [p for p in pieces if p[0] == 0 or text[p[0] - 1] not in "，,"]
    for spans in (pieces, heads) if len(heads) >= LEAST_PARALLEL else (pieces,):
        run: list[tuple[int, int]] = []
        for span in [*spans, (0, 0)]:
            if run and span[1] and _begin_alike(text, run[-1][0], span[0]):
                run.append(span)
                continue
            if len(run) >= LEAST_PARALLEL:
                yield Enumeration(tuple(run), "", 0)
            run = [span]


def _begin_alike(text: str, one: int, other: int) -> bool:
    same = 2 if text[one] not in _LETS else 1
    return text[one : one + same] == text[other : other + same] and text[one] not in _NO_HEAD


def all_together(text: str, spans: Sequence[tuple[int, int]]) -> re.Match[str] | None:
    """What says behind the last of several things how many they are: 在甲、乙、丙|三市先行建设.

    None where the number is not theirs: 甲、乙|三所学校.
    """
    found = _TOGETHER.search(text, *spans[-1])
    joined = bool(found and re.search("以及|[和与及]", text[spans[-1][0] : found.start()]))
    return found if found and chinese_number(found["n"]) == len(spans) + joined else None


def semicolon_lists(text: str) -> list[Enumeration]:
    """Lists that a colon opens and whose items semicolons part: 有下列情形之一的：甲的；乙的；丙的。"""
    found = []
    for match in _SEMICOLON_LIST.finditer(text):
        at = match.start("items")
        items = [(at + m.start(), at + m.end()) for m in re.finditer(r"[^；;]+", match["items"])]
        items = [_stripped(text, a, b) for a, b in items]
        items = [(a, b) for a, b in items if b - a > 1]
        if len(items) > 1:
            found.append(Enumeration(tuple(items), "", 0))
    return found


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut blanks, a number and 以及 from the front of an item, blanks from its end."""
    front = re.match(
        r"\s*(?:以及|和)?(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．])?\s*", text[start:end]
    )
    start += front.end() if front else 0
    return start, start + len(text[start:end].rstrip())


def _between_commas(match: re.Match[str]) -> list[tuple[int, int]]:
    at = match.start("items")
    return [(at + m.start(), at + m.end()) for m in re.finditer(r"[^，,]+", match["items"])]


def _counted_lists(text: str) -> Iterator[Enumeration]:
    """As many clauses behind a colon as the text says: 应当满足三项条件：甲，乙，丙。"""
    for match in _COUNTED_LIST.finditer(text):
        items = _between_commas(match)
        if len(items) == chinese_number(match["n"]) >= 2:
            yield Enumeration(tuple(items), "", len(items))


def comma_lists(text: str) -> list[Enumeration]:
    """Lists whose items, some of them lists themselves, are joined by commas."""
    found = list(_counted_lists(text))
    for match in (*_COMMA_LIST.finditer(text), *_FROM_LIST.finditer(text)):
        items = []
        for a, b in _between_commas(match):
            joint = re.match(r"以及|和|及", text[a:b])
            items.append((a + (joint.end() if joint else 0), b))
        short = all(1 < b - a <= COMMA_ITEM for a, b in items)
        if (
            len(items) >= 3
            and short
            and not any(_NO_NAME.match(text, a, b) or _RULE.search(text, a, b) for a, b in items)
        ):
            found.append(Enumeration(tuple(items), "", 0))
    return found
