"""Which of several values of a sentence belongs to what is asked: 甲、乙分别为1、2.

In Chinese official prose values are told apart by place. Either a run of names is followed by a
run of as many values (2020年、2021年、2022年…分别为318亿元、402亿元和496亿元), or each value
follows its own words (二维动画按每分钟2000元、三维动画按每分钟4000元).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.values import Value

_RESPECTIVELY = re.compile("分别|依次")
_BEHIND = re.compile(
    r"(?:按照?|对|给|向|为)?(?P<names>[^，。；：]{3,60}?)(?:给予|予以|奖励|奖|补助|补贴|发放|安排|处|为|达到|不超过|最高)+$"
)
_YEAR_RUN = re.compile(r"20\d\d年[底末初度]?(?:、20\d\d年[底末初度]?)+")
_ABOVE = re.compile("(?:上述|以上|这)[一二两三四五六七八九十]{0,2}[项个类]?指标")
_CUT = re.compile("[，。；：、,;:]")
_DOING = re.compile("(?:负责|承担|牵头|主管|管理|办理|承接|受理)")
_AMOUNTS = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s?(?P<scale>万|亿)(?:美?元)?")
_ROMAN = {"一期": "ⅰ期", "二期": "ⅱ期", "三期": "ⅲ期", "四期": "ⅳ期"}
_SAID = (  # what is asked, and what texts write
    ("没", "未"), ("一次", "单次"), ("一个星期", "每周"), ("一星期", "每周"), ("一个礼拜", "每周"), ("一天", "每日"),
    ("一个月", "每月"), ("每个月", "每月"), ("每天", "每日"), ("每星期", "每周"), ("一年", "每年"), ("一顿", "每餐"), ("女的", "女性"), ("男的", "男性"),
)  # fmt: skip
_HOUSEHOLD = (  # who asks, and what texts write of one or two persons
    (re.compile("只有(?:我|他|她|一)|就我一|单身|我?一个人|我自己(?:一个人|交|缴)"), "一人 单方 一方"),
    (re.compile("[和跟与](?:我|你|他|她)?(?:老婆|老公|爱人|妻子|丈夫|媳妇|对象|配偶|太太|先生)|夫妻|夫妇|两口子"), "两人 夫妻 双方"),
)  # fmt: skip
_OF_WHOLE = re.compile("其中|(?<=[元人家个项名户亩吨])中(?=，)")
_JOINT = re.compile(r"^\s*(?:[、和及与]|以及)\s*[^，。；：]{0,6}$")
_PART = re.compile(r"、|以及|(?<![共中])和|及(?!以[上下]|其)|与")
_SEGMENT = re.compile(r"[^，,。；;：:（）()]+")
_YEARS = re.compile(r"(20\d\d)年?[至到—–-]+(20\d\d)年")
MEMBER = 24  # characters behind a value that still are of it: 1.2亿元|于7月发放
_STOP = re.compile(r"[。；;]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AMOUNT = re.compile(r"\d[\d.,]*\s?[万亿]?[元%％家个人名件项吨]")
_OPENING = re.compile(r"^.*(?:达到|达|获得|认定的?|评定的?|举办|参加|的)(?=[^的]{2,}$)")


def respective(sentence: str, values: Sequence[Value]) -> dict[int, str]:
    """Return for the places (indices) of values that stand in a run after 分别 what each is of."""
    found: dict[int, str] = {}
    for mark in _RESPECTIVELY.finditer(sentence):
        run = _run_after(sentence, values, mark.end())
        before = sentence[: mark.start()]
        before = before[max((m.end() for m in _STOP.finditer(before)), default=0) :]
        names = _names(before, len(run)) if len(run) > 1 else ()
        if _ABOVE.search(before) and len(run) > 1:  # 上述两项指标|分别为1、2
            names = _names_above(sentence, values, run) or names
        if run and not names:  # 分别按一等、二等、三等给予…
            between = _BEHIND.match(sentence[mark.end() : values[run[0]].start])
            names = _names(between["names"], len(run)) if between else ()
        found |= dict(zip(run, names, strict=False))
    return found or _of_years(sentence, values)


def _of_years(sentence: str, values: Sequence[Value]) -> dict[int, str]:
    """Return the years of values that stand in a run behind as many: 2022年底、2023年底|累计1套、2套."""
    found: dict[int, str] = {}
    for years in _YEAR_RUN.finditer(sentence):
        names = years.group().split("、")
        run = _run_after(sentence, values, years.end())
        clause = run and "，" not in sentence[years.end() : values[run[0]].start]
        if clause and len(run) == len(names):
            found |= dict(zip(run, names, strict=True))
    return found


def _names_above(sentence: str, values: Sequence[Value], run: Sequence[int]) -> list[str]:
    """The names of as many values told before a run that speaks of them as the indicators above."""
    above = range(run[0] - len(run), run[0])
    if above.start < 0:
        return []
    said = (_CUT.split(sentence[: values[i].start])[-1] for i in above)
    return [re.sub("(?:为|是|达到?)$", "", name) for name in said]


def done_by(sentence: str, values: Sequence[Value]) -> dict[int, str]:
    """Return for the places of bodies in a run before 分别 what each of them does: 甲、乙分别负责|城区、|北部三县."""
    found: dict[int, str] = {}
    for mark in _RESPECTIVELY.finditer(sentence):
        run = [i for i, v in enumerate(values) if v.end <= mark.start()]
        while len(run) > 1 and not _JOINT.match(
            sentence[values[run[0]].end : values[run[1]].start]
        ):
            run = run[1:]
        stop = _STOP.search(sentence, mark.end())
        behind = sentence[mark.end() : stop.start() if stop else len(sentence)].split("，")[0]
        doing = _DOING.match(behind)
        names = [p for p in _PART.split(behind[doing.end() :]) if p] if doing else []
        if run and values[run[-1]].end == mark.start() and len(names) == len(run) > 1:
            found |= dict(zip(run, names, strict=True))
    return found


def alike(asked: str) -> str:
    """Return a question in small letters with the forms in which texts write what it says: d级 d类, 我和老婆 两人."""
    asked = asked.lower()  # eVTOL型号合格证
    forms = [re.sub(r"([a-z])级", r"\1类", asked), re.sub(r"([a-z])类", r"\1级", asked)]
    forms += [asked.replace(said, written) for said, written in _SAID if said in asked]
    forms += [written for said, written in _HOUSEHOLD if said.search(asked)][:1]
    forms += [roman for stage, roman in _ROMAN.items() if stage in asked]
    return " ".join(dict.fromkeys((asked, *forms)))


def _run_after(sentence: str, values: Sequence[Value], start: int) -> list[int]:
    """The indices of the first values after a place that are joined by 、 or 和 and of one kind."""
    run: list[int] = []
    for i, value in enumerate(values):
        if value.start < start:
            continue
        if run:
            last = values[run[-1]]
            if last.kind != value.kind or not _JOINT.match(sentence[last.end : value.start]):
                if len(run) > 1:
                    break
                run = []
        elif _STOP.search(sentence, start, value.start):
            break
        run.append(i)
    return run


def _names(before: str, number: int) -> Sequence[str]:
    """The nearest run of so many names in the text before 分别; years from a period (2020年至2022年)."""
    for segment in reversed(list(_SEGMENT.finditer(before))):
        years = _YEARS.search(segment.group())
        if years and int(years[2]) - int(years[1]) + 1 == number:
            return [f"{int(years[1]) + i}年" for i in range(number)]
        parts = [p for p in _PART.split(segment.group()) if p.strip()]
        if len(parts) == number and not all(p[-1] in "%％" for p in parts):
            return _trimmed([_OPENING.sub("", parts[0]) or parts[0], *parts[1:]])
    return ()


def _trimmed(names: Sequence[str]) -> list[str]:
    """Cut from the first name what leads to all of them, and from the last what follows all.

    …人员取得|初级、中级、高级|职称的; not where the rest would be another name (高级技师、技师).
    """
    first, *middle, last = (name.strip() for name in names)
    first = re.sub(r"^(?:对|按照?|给|向)(?=..)", "", first)
    figures = [_AMOUNT.search(name) for name in (first, *middle, last)]
    if all(figures) and figures[0]:
        first = first[figures[0].start() :]  # …首次突破|5000万元、1亿元
    usual = max(map(len, middle or [last]))
    if not all(figures) and len(first) > 2 * usual and (short := first[-usual:]) not in names:
        first = short
    usual = max(map(len, middle or [first]))
    if all(figures) and figures[-1]:
        last = last[: figures[-1].end()]
    elif len(last) > usual and (short := last[:usual]) not in names and not names[0].endswith(last):
        last = short
    return [first, *middle, last]


def whole_and_parts(sentence: str, values: Sequence[Value]) -> tuple[int, list[int]] | None:
    """Return the index of the value of a whole and those of its parts: 6万人，其中甲类3万人、乙类3万人; 15亿元中，甲出6亿元."""
    found = _OF_WHOLE.search(sentence)
    mark = found.start() if found else -1
    before = [i for i, v in enumerate(values) if v.end <= mark]
    stop = _STOP.search(sentence, max(mark, 0))
    parts = [
        i for i, v in enumerate(values)
        if 0 <= mark < v.start and (stop is None or v.start < stop.start())
    ]  # fmt: skip
    return (before[-1], parts) if mark >= 0 and before and parts else None


def own_words(sentence: str, values: Sequence[Value]) -> list[str]:
    """Return for each value the words of its own: what 分别 ties it to, else what stands before it.

    Before the first value stands more than its own: of that, as many clauses as others have.
    """
    tied = respective(sentence, values)
    starts = [0, *(_next_member(sentence, v) for v in values)]
    before = [
        _STOP.split(sentence[start : v.start])[-1]
        for start, v in zip(starts[:-1], values, strict=True)
    ]
    most = max((text.strip("，").count("，") for text in before[1:]), default=0)
    before[:1] = ["，".join(text.split("，")[-most - 1 :]) for text in before[:1]]
    behind = [sentence[v.end : start] for v, start in zip(values, starts[1:], strict=True)]
    return [
        tied.get(i) or text + after
        for i, (text, after) in enumerate(zip(before, behind, strict=True))
    ]


def _next_member(sentence: str, value: Value) -> int:
    """Where the words of the next value begin: behind what is still of this one (1.2亿元|于7月发放)."""
    at = value.end
    if value.kind != "count" and sentence[at : at + 1] != "于":
        return at  # what is counted stands behind its number: 18家|版权示范单位
    comma = re.compile("[，、；;。]").search(sentence, at, at + MEMBER)
    return comma.start() if comma else at


def contrast(asked: str, names: Sequence[str]) -> list[int]:
    """Return for each name how many characters of it are asked for and stand in no other name.

    Only runs of two or more characters that differ from all other names count.
    """
    return [
        _shared(asked, name, [n for k, n in enumerate(names) if k != i])
        for i, name in enumerate(names)
    ]


def _shared(asked: str, name: str, others: Sequence[str]) -> int:
    """The number of characters of a name in runs that the question has and other names have not."""
    covered, at = 0, 0
    while at < len(name) - 1:
        end = at
        while end < len(name) and name[at : end + 1] in asked:
            end += 1
        run = name[at:end]
        telling = (len(run) > 1 and not run.isascii()) or bool(_NUMBER.search(run))
        if telling and not any(run in other for other in others):
            covered += len(run)
        at = max(end, at + 1)
    return covered


def threshold(asked: str, names: Sequence[str]) -> int | None:
    """Return which of the rising thresholds (20家以上、40家以上; 5000万元、1亿元) a figure of the question reaches.

    None where the names are no thresholds of one unit, or the question gives no such figure.
    """
    amounts = [m for name in names if (m := _AMOUNTS.search(name)) and name.endswith(m.group())]
    if len(amounts) == len(names) > 1 and (told := _AMOUNTS.search(asked)):
        return _reached(_amount(told), [_amount(m) for m in amounts])
    said = [re.search(r"(\d+(?:\.\d+)?)([^\d、以]{1,4})以上", name) for name in names]
    units = {m[2] for m in said if m}
    if not all(said) or len(units) != 1:
        return None
    figure = re.search(rf"(\d+(?:\.\d+)?)\s?{re.escape(units.pop())}", asked)
    return _reached(float(figure[1]), [float(m[1]) for m in said if m]) if figure else None


def _amount(match: re.Match[str]) -> float:
    return float(match["n"]) * (1e8 if match["scale"] == "亿" else 1e4)


def _reached(figure: float, levels: Sequence[float]) -> int | None:
    """Return the place of the highest level that a figure reaches; None where they do not rise."""
    if any(a >= b for a, b in pairwise(levels)):
        return None
    reached = [i for i, level in enumerate(levels) if level <= figure]
    return reached[-1] if reached else None
