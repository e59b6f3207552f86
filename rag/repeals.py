"""Which documents a document repeals as a whole, and whether it says that it is repealed itself.

    本办法自2024年5月1日起施行。2019年3月1日某局发布的《某办法》（某规〔2019〕2号）和《某细则》同时废止。

What is repealed are the titles and numbers in front of the verb (or behind it: 废止《某办法》), with all
that are joined to them; what 本办法 takes the place of (替代) is repealed. No object is a title that
only tells of one (根据《…决定》修正的), a part (《…》第三条, 《…》中关于…的规定) or a class
(与本法不一致的规定).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.genre import TELLING
from rag.history import Step, repealed_on
from rag.ownwords import THIS, is_quoted, own_end
from rag.sheet import Sheet
from rag.types import Fact
from rag.wording import DOCUMENT_NUMBER, LABEL, NUMERAL

_GONE = "(?:废止|停止执行|停止施行|停止实施|不再执行|不再施行|不再适用|失效|作废)"
_REPEALED = re.compile(  # what may stand between a title and the verb
    r"(?:等[^，。；《》]{0,14}?|[，,、\s]|文件|文|及其[^，。；《》]{2,10}|均|也|都|亦|则|同时|一并|相应|即行|即|予以|自行|全部|全文|随之|宣布|正式"
    rf"|[自从于]?本[\u4e00-\u9fff]{{1,12}}(?:之日|后)起?|[自从于][^，。；《》]{{2,16}}起)*{_GONE}"
    r"|\s*(?:已|将|现)?(?:由|被)本[\u4e00-\u9fff]{2,8}?(?:所|予以)?(?:替代|取代|代替)"
)
_REPEALS = re.compile(  # the verb in front of what it repeals
    rf"(?:(?<![^\n])\s*(?:{LABEL.pattern})?\s*|决定|同时|现|一并|宣布|关于)废止(?!的)[^。；《》\n]{{0,60}}(?=《)"
    rf"|(?:{THIS.pattern}|同时)(?:是对|用以|将|并)?(?:替代|取代|代替)原?(?:有的?|来的)?(?=《)"
)
_LIST_HEAD = re.compile(
    rf"(?!.*情形)(?=.*(?:下列|以下|如下)).*(?:文件|法规|规章|条例|规定|决定|办法|通知|解释).*{_GONE}.{{0,12}}[:：]$"
    rf"|(?=.*废止).{{4,40}}(?:目录|清单)$"
)
_JOINED = re.compile(r"\s*(?:[、，,；;]|以及|及|和|与|或)?\s*$")  # nothing else between two titles
_JOINS = re.compile(r"\s*(?:[、，,；;]|以及|及|和|与|或)")
_BRACKET = re.compile(
    r"\s*(?:[（(](?:[^（()）]|[（(][^（()）]*[）)])*[）)]|[〔\[][^〔〕\[\]]*[〕\]])"
)
_PART = re.compile(r"\s*(?:第|中|的|附件|有关|部分)")
_REFERRED = re.compile(r"(?:根据|依据|依照|按照|违反|适用|参照|贯彻|执行|落实|纳入|被|由|经)$")
_SENTENCE = re.compile(r"[^。\n]+")
_ITEM = re.compile(
    rf"\s*(?:{LABEL.pattern}|\d{{1,3}}．)\s*([^（(。；;：:《》\s][^（(。；;：:《》]{{3,80}})"
)
_PAPER = re.compile(r"(?:证|证书|执照|许可证|备案表|凭证)》$")  # 《采矿许可证》自行废止
_BEFORE_NUMBER = re.compile(r"(?:原|以及|和|及|与)")

_STATE = re.compile(r"(?:(?:现|全文)?已(?:被|经)?(?:全文)?)?(?:废止|失效|停止执行)|无效")
_ITSELF = r"(?:本|此)(?:文件|文|件|[\u4e00-\u9fff]{0,4}(?:通知|意见|办法|规定|细则|条例|公告|通告|方案|计划|措施|政策|决定|解释|批复))|(?:^|(?<=\n))该(?:文件|文)"
_ALREADY = r"(?:现|业)?已(?:经|被)?(?:于[^，。\n]{4,24})?(?:被[^，。\n]{2,80}?)?(?:予以|正式|自行|全文)?(?:废止|失效|停止执行|取代)"
_NOTE = re.compile(rf"(?:{_ITSELF}){_ALREADY}")
_MARK = re.compile(
    rf"[（(【\[〔](?:注[:：])?(?:现|全文)?(?:{_ALREADY}|全文(?:废止|失效)|废止|失效)[^（）()【】\[\]〔〕。]{{0,16}}[）)】\]〕]"
)
Span = tuple[int, int]


def repealed(sheet: Sheet, steps: tuple[Step, ...]) -> Fact | None:
    """Return the words by which the text itself says that it is no longer in force.

    That is a label of the page (有效性：失效), a mark at the end of the title or on a line of its own
    (【已废止】), or a sentence on itself (本文件已于…废止).
    """
    state = sheet.label("有效性", "文件状态", "时效性")
    if state and _STATE.match(state.value):
        return state
    title = sheet.title
    marked = list(_MARK.finditer(sheet.text, title.start, title.end)) if title.start >= 0 else []
    if marked and marked[-1].end() == title.end:
        return Fact(marked[-1][0], *marked[-1].span())
    for start, end in sheet.head_lines():
        if found := _MARK.fullmatch(sheet.text, start, end):
            return Fact(found[0], *found.span())
    for found in _NOTE.finditer(sheet.text):
        if not is_quoted(sheet.text, found.start()):
            return Fact(found[0], *found.span())
    return repealed_on(steps)


def repeals(sheet: Sheet, kind: Fact | None) -> tuple[Fact, ...]:
    """Return what the document repeals as a whole, in the order of the text, each once.

    The value is a title without 《》, or a number where there is no title; the span of a title holds
    the number in brackets behind it.
    """
    if kind and kind.value in TELLING:
        return ()
    found: dict[str, Fact] = {}
    end, listing = own_end(sheet, kind), ""
    for start, stop in sheet.lines:
        if start >= end:
            break
        form = _form(sheet.text, start, stop) if listing else ""
        if form and listing in (form, "head"):
            listing, facts = form, list(_listed(sheet.text, start, stop))
        else:
            listing = "head" if _LIST_HEAD.match(sheet.text, start, stop) else ""
            sentences = _SENTENCE.finditer(sheet.text, start, stop)
            facts = [fact for s in sentences for fact in _told(sheet.text, *s.span())]
        for fact in facts:
            found.setdefault(fact.value, fact)
    return tuple(found.values())


def _form(text: str, start: int, end: int) -> str:
    """Return the form of an item of a list: a title, or how it is numbered; "" for what is none."""
    if _titles(text, start, end):
        return "title"
    item = _ITEM.match(text, start, end)
    return re.sub(rf"{NUMERAL}|\d|\s", "", text[start : item.start(1)]) if item else ""


def _listed(text: str, start: int, end: int) -> Iterator[Fact]:
    """Yield what a line of a list names: a title in 《》, else the words behind its number."""
    titles = _titles(text, start, end)
    if titles and not _PART.match(text, _behind(text, titles[0], end)):
        yield _fact(text, titles[0], end)
    elif not titles and (item := _ITEM.match(text, start, end)):
        yield Fact(item[1].strip(), item.start(1), item.start(1) + len(item[1].rstrip()))


def _told(text: str, start: int, end: int) -> Iterator[Fact]:
    """Yield what a sentence repeals."""
    if not re.search(f"{_GONE}|替代|取代|代替", text[start:end]):
        return
    titles = _titles(text, start, end)
    brackets = [
        m.span() for m in _BRACKET.finditer(text, start, end) if not _inside(m.start(), titles)
    ]
    titles = [t for t in titles if not _inside(t[0], brackets)]
    numbers = [m.span() for m in DOCUMENT_NUMBER.finditer(text, start, end)]
    names = sorted([*titles, *(n for n in numbers if not _inside(n[0], [*titles, *brackets]))])
    whole = {*_before_verb(text, names, end), *_behind_verb(text, names, titles, start, end)}
    for span in sorted(whole):
        if not is_quoted(text, span[0]) and not _PAPER.search(text[slice(*span)]):
            yield _fact(text, span, end)


def _before_verb(text: str, names: list[Span], end: int) -> Iterator[Span]:
    """Yield the names that are repealed by a verb behind them, the last first."""
    chained = whole = False  # a repealed name follows; the next name is one
    following = end
    for span in reversed(names):
        behind = _behind(text, span, end)
        referred = _REFERRED.search(text, max(0, span[0] - 4), span[0])
        if _REPEALED.match(text, behind, end):
            whole = True
        elif _JOINED.fullmatch(text, behind, following):
            whole = chained and whole
        else:
            whole = chained and bool(_JOINS.match(text, behind, end))
        whole = whole and not referred
        if whole:
            yield span
        chained, following = chained or whole, span[0]


def _behind_verb(
    text: str, names: list[Span], titles: list[Span], start: int, end: int
) -> Iterator[Span]:
    """Yield the names behind 废止: 决定废止《…》、《…》."""
    for verb in _REPEALS.finditer(text, start, end):
        if _inside(verb.start(), titles):
            continue
        at = verb.end()
        for span in names:
            behind = _behind(text, span, end)
            joined = span[0] == at or (span[0] > at and _JOINED.fullmatch(text, at, span[0]))
            if joined and not (
                _PART.match(text, behind)
                and text[behind : behind + 2] not in ("的决", "的通", "的公")
            ):
                yield span
                at = behind


def _titles(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of the titles with their 《》, of nested ones the outer."""
    found, depth, opened = [], 0, start
    for at in range(start, end):
        if text[at] == "《":
            opened = at if depth == 0 else opened
            depth += 1
        elif text[at] == "》" and depth:
            depth -= 1
            if depth == 0:
                found.append((opened, at + 1))
    return found


def _behind(text: str, span: Span, end: int) -> int:
    """Return where a name ends, with the brackets behind it."""
    at = span[1]
    while found := _BRACKET.match(text, at, end):
        at = found.end()
    return at


def _inside(at: int, spans: list[Span]) -> bool:
    return any(start <= at < end for start, end in spans)


def _fact(text: str, span: Span, end: int) -> Fact:
    if text[span[0]] == "《":
        return Fact(text[span[0] + 1 : span[1] - 1], span[0], _behind(text, span, end))
    lead = _BEFORE_NUMBER.match(text, *span)
    start = lead.end() if lead else span[0]
    return Fact(text[start : span[1]], start, span[1])
