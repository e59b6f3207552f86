"""How a statute tells its own making: the lines below its title, each a day, a body and an act.

    2016年12月29日 某市人民代表大会常务委员会第二十八次会议通过
    2017年3月31日 某省人民代表大会常务委员会第二十八次会议批准
    2019年5月1日 …会议《关于修改〈某条例〉的决定》第一次修正

A *step* is one act of one version. An approval belongs to the passing before it, and both belong to
the amendment whose decision they made. What a decision of its own changed (修正, 《…决定》修订) leaves the
version that was adopted before in force; a full revision (修订) is a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rag.dates import ANY_DATE, WRITTEN_DATE
from rag.sheet import Sheet, date_fact
from rag.types import Fact
from rag.wording import ORGANISATION_TAIL, SALUTATION

ADOPTING = ("通过", "公布", "发布", "颁布", "颁发", "印发", "制定", "批准", "修订")
ANNOUNCING = ("公布", "发布", "颁布", "颁发", "印发")
PASSING = ("通过", "修订")
AMENDING = ("修正", "修改", "修订")
_ACT = re.compile(
    r"通过|批准|公布|发布|颁布|颁发|印发|制定|修订|修正|修改|废止|(?:施行|实施|生效)(?=[\s）)。，\d]|$)"
)
_LINE = re.compile(
    rf"[\s（(]*(?:根据|经)?\s*(?:{WRITTEN_DATE})(?![，,、至起到])|[（(][^，。\n]{{4,60}}会议[^，。\n]{{0,6}}通过"
    rf"|[（(][^。\n]{{2,60}}?(?:{WRITTEN_DATE})[^。\n]*[）)]$"  # （某市政府2023年11月6日印发）
)
_TELLS = re.compile(rf"{_ACT.pattern}|号|会议|[\u4e00-\u9fff]$")
_UNDATED = re.compile(r"[^，。：\n]{4,60}(?:会议|号)[^，。：\n]{0,6}(?:通过|批准|修订|公布|发布)$")
_NAMED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》?|〈[^〈〉]*〉?|<[^<>]*>?")
_DECISION = re.compile(  # one that is named without 《》
    "关于[^，。\\n]{0,10}?(?:修改|修订|修正|废止|批准)[\0\u4e00-\u9fff\\d、]{0,80}?决定"
)
_AGAIN = re.compile("[\0\\s经]*(?:第[一二三四五六七八九十]{1,2}次)?")  # 批准|第三次|修订 is one act
_MASK = "\0"  # stands for a title, whose words are not the statute's own
_SELF_EFFECT = re.compile(r"自(?:公布|发布|颁布|印发)之日起?")
_MEETING = re.compile(
    r"第[^\s，、]{1,8}?次|[部委署局]务会|[部委署局]长办公会|党组会|审判委员会|第[^\s，、]{1,5}届检察委员会|检察委员会"
    r"|第?\s?[\d一二三四五六七八九十百]{1,5}\s?号?令|第\s?\d+\s?号|令|公告|(?:以|用).{1,20}[〔\[]|批准|联合$|\0"
)
_TERM_OF_OFFICE = re.compile(r"第?[〇零一二三四五六七八九十百\d]{1,5}届")
_ORDER = re.compile(
    r"[\u4e00-\u9fff、]{2,40}?(?:令|公告)\s?[（(]?第?\s?[\d〇零一二三四五六七八九十百]{1,5}\s?号[）)]?"
    r"(?:、[\u4e00-\u9fff]{2,20}令\s?第?\d{1,4}号)*|[\u4e00-\u9fff、]{2,40}?第\s?\d{1,4}\s?号令"
)
_IN_FORCE = ("施行", "实施", "生效")


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the history; ``date`` and ``order`` are None where the line does not tell them."""

    act: str
    date: Fact | None
    bodies: tuple[Fact, ...]
    order: Fact | None  # 国务院令第684号
    amends: bool  # made by a decision of its own, the adopted version stays


def read_history(sheet: Sheet) -> tuple[Step, ...]:
    """Return the steps in the order of the text; empty for a document that is no statute."""
    steps: list[Step] = []
    for start, end in _history_lines(sheet):
        for step in _steps(sheet.text, start, end):
            _add(steps, step)
    return tuple(steps)


def adopted(steps: Iterable[Step]) -> Step | None:
    """Return the step that made the version in force, amendments apart."""
    found = None
    for step in steps:
        if step.act in ADOPTING and not step.amends:
            found = step
    return found


def adopters(steps: Iterable[Step]) -> tuple[Fact, ...]:
    """Return the bodies that passed or published the version in force, else those that approved it."""
    own = [s for s in steps if s.bodies and s.act in ADOPTING and not s.amends]
    made = [s for s in own if s.act != "批准"] or own
    return made[-1].bodies if made else ()


def last_made(steps: Iterable[Step]) -> Step | None:
    """Return the last step that made or changed the text."""
    found = None
    for step in steps:
        if step.act in ADOPTING or step.act in AMENDING:
            found = step
    return found


def promulgated(steps: Iterable[Step]) -> Fact | None:
    """Return the day on which the version in force was made public.

    A law of the National People's Congress is promulgated by the President when it is passed
    (宪法 art. 80); of other bodies only a day of 公布 or 发布 is one.
    """
    found = None
    for step in steps:
        if step.amends or step.act not in ADOPTING:
            continue
        national = any(body.value.startswith("全国人民代表大会") for body in step.bodies)
        if step.act in ANNOUNCING or national or (step.order and step.act == "修订"):
            found = step.date
        elif step.act in PASSING:
            found = None
    return found


def passed(steps: Iterable[Step]) -> Fact | None:
    """Return the day on which the version in force was passed, or published where that is all."""
    made = [s for s in steps if s.act in ADOPTING and not s.amends]
    own = [s for s in made if s.act in PASSING] or made
    return own[-1].date if own else None


def in_force_since(steps: Iterable[Step]) -> Fact | None:
    """Return the day that the history names as that on which the version took effect (…施行)."""
    found = None
    for step in steps:
        if step.act in _IN_FORCE:
            found = step.date or found
        elif step.act in PASSING and not step.amends:
            found = None
    return found


def repealed_on(steps: Iterable[Step]) -> Fact | None:
    """Return the day of a line that says that the statute was repealed (废止)."""
    return next((s.date for s in steps if s.act == "废止"), None)


def _history_lines(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield the lines (start, end) of the history, one that was broken as a whole."""
    whole: tuple[int, int] | None = None
    followed = False
    for start, end in sheet.head_lines():
        line = sheet.text[start:end].strip()
        if SALUTATION.match(line):  # what follows is the history of what a letter encloses
            break
        if start in sheet.fact_starts or start == sheet.title.start:
            continue
        if whole and len(line) < 200 and _is_broken(sheet.text[slice(*whole)], line):
            whole = (whole[0], end)
            continue
        if whole:
            yield whole
        plain = line.removesuffix("根据").rstrip("。）) ")
        dated = _LINE.match(line) and _TELLS.search(line) and "。" not in plain
        whole = (start, end) if dated or (followed and _UNDATED.fullmatch(line)) else None
        followed = bool(whole)
    if whole:
        yield whole


def _is_broken(line: str, following: str) -> bool:
    """Whether a line of the history goes on in the next: in a title, or before its act."""
    if line.count("《") + line.count("〈") > line.count("》") + line.count("〉"):
        return True
    ends = _ACT.search(_masked(line)) or _ORDER.search(_masked(line))
    return not ends and not _LINE.match(following) and bool(_ACT.search(following[:40]))


def _masked(text: str) -> str:
    for pattern in (_NAMED, _DECISION, _SELF_EFFECT):
        text = pattern.sub(lambda m: _MASK * len(m[0]), text)
    return text


def _steps(text: str, start: int, end: int) -> Iterator[Step]:
    masked = _masked(text[start:end])
    at, last = 0, None
    for match in _ACT.finditer(masked):
        segment = masked[at : match.start()]
        if last and _AGAIN.fullmatch(segment) and not (_MASK in segment and match[0] in AMENDING):
            step = replace(last, act=match[0])
            if match[0] in _IN_FORCE:
                yield last
        else:
            if last:
                yield last
            step = _step(text, start + at, segment, match[0])
            if last and not (step.date or step.bodies or step.order or _MASK in segment):
                step = last  # an act that tells nothing: 修正，该|修正自…施行
        at, last = match.end(), step
    if last:
        yield last
    elif order := _ORDER.search(masked):  # 2017年11月22日 国务院令第692号
        yield _step(text, start, masked[: order.end()], "公布")
    if masked[at:].lstrip().startswith(f"的{_MASK}"):  # 通过的《…修正案》, the act left out
        yield Step("修正", None, (), None, True)


def _step(text: str, start: int, segment: str, act: str) -> Step:
    dates = list(ANY_DATE.finditer(segment))
    dated = _at(text, start, dates[-1]) if dates else None
    behind = dates[-1].end() if dates else 0
    order = _ORDER.search(segment.replace(_MASK, " "), behind)
    number = Fact(order[0], start + order.start(), start + order.end()) if order else None
    amends = act == "修正" or (act in AMENDING and _MASK in segment)
    return Step(
        act, dated, tuple(_bodies(segment, start)), None if amends else number, amends
    )  # fmt: skip


def _at(text: str, start: int, match: re.Match[str]) -> Fact | None:
    found = ANY_DATE.match(text, start + match.start())
    return date_fact(found) if found else None


def _bodies(segment: str, start: int) -> Iterator[Fact]:
    """Yield the bodies that acted, behind the day or else in front of it, without term and meeting."""
    dated = ANY_DATE.search(segment)
    undated = ANY_DATE.sub(lambda m: " " * len(m[0]), segment)
    behind = dated.end() if dated else 0
    found = list(_named(undated, behind, len(undated), start))
    yield from found or _named(undated, 0, behind, start)


def _named(segment: str, begin: int, end: int, start: int) -> Iterator[Fact]:
    for part in re.compile(r"[^、，,\s（(]+").finditer(segment, begin, end):
        lead = re.match(r"(?:并|经|由|根据)*", part[0])
        at = part.start() + (lead.end() if lead else 0)
        name = segment[at : part.end()]
        cut = _MEETING.search(name)
        name = name[: cut.start()] if cut else name
        value = _TERM_OF_OFFICE.sub("", name).removeprefix("中华人民共和国")
        if ORGANISATION_TAIL.search(value) and len(value) >= 3 and value[0] not in "省市县区":
            yield Fact(value, start + at, start + at + len(name))


def _add(steps: list[Step], step: Step) -> None:
    """Put a step behind the others, or into the one it belongs to."""
    last = steps[-1] if steps else None
    if step.act == "批准" and last and last.act in ("通过", "修订"):
        steps[-1] = replace(last, date=last.date or step.date)
        return
    if step.amends and step.date is None and last and last.act in ("通过", "批准"):
        # 通过并经…批准的《…决定》修正: what was passed is the decision
        steps[-1] = replace(last, act=step.act, order=None, amends=True)
        return
    steps.append(step)
