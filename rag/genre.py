"""What a title tells: the kind of document, the one it explains, the place whose rule it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.mentions import organisations
from rag.sheet import Sheet
from rag.types import Fact
from rag.wording import DOCUMENT_TAIL, KINDS, PROVINCES

MORE_KINDS = ("修正案", "守则", "安排", "命令", "解答", "建议", "协议")  # of statutes and courts
_KINDS = re.compile(
    f"(?:{'|'.join(sorted({*KINDS, *MORE_KINDS} - {'年版'}, key=len, reverse=True))})$"
)
_BEHIND_KIND = re.compile(r"(?:\s*[（(【][^（）()【】]*[）)】]|\s?[12]\d{3}年版|[》”\s])+$")
_NAMES = {"法": "法律", "法典": "法律", "宪法": "法律", "解读": "政策解读"}
_COURTS = ("最高人民法院", "最高人民检察院")
READING = "政策解读"
TELLING = (READING, "问答", "答记者问", "发布会实录", "实录", "详解", "白皮书")
REGULATING = ("法律", "条例", "规定", "办法", "规则", "细则", "规范")
_READS = re.compile(r"[^《]{0,12}?(?:读懂|看懂|图解|图说|解读|解析)(?=[^《]{0,6}《)")
_QUOTED = re.compile(r"《([^《》]+(?:《[^《》]*》[^《》]*)*)》")
_UNQUOTED = re.compile(
    r"^(?:关于)?(?P<title>.{6,80}?)的?(?:政策|文件|音频|视频|图文|图片)?(?:解读|问答)(?:材料|稿|问答)?$"
)
_EXPLAINED = re.compile(
    r"(?:现将|现就|现对|就|对)《([^《》]+(?:《[^《》]*》[^《》]*)*)》[^。\n]{0,30}(?:解读|说明)"
)
_AMENDING = re.compile(r"关于修[改正订](?=《)")
_AMENDED = re.compile(
    r"(?<![^\n])(?:[^\n《》。]{0,12}?)(?:修改|将|对)(?=《)"
)  # 一、修改《…》; 将《…》第三条修改为
_FORWARDS = re.compile(
    r"(?:转发|批转|转载)(?:《(?P<quoted>[^《》]+(?:《[^《》]*》[^《》]*)*)》|(?P<plain>.{2,30}?关于.{4,80}?的?(?:通知|意见|函|决定|公告|通告|批复))(?=的(?:通知|函|公告)$|$))"
)
_FROM = re.compile(r"(?<![^\n])[（(]?\s*(?:本文)?转[载发]自[^\n《》]{0,30}《([^《》\n]+)》")
_CITY = re.compile(
    r"(?![各全本我该])(?:([\u4e00-\u9fff]{2,4}?)(?<![集超股])(?<![中小县新]城)"
    r"(?:市(?!场|容(?!貌)|政(?![府协务])|民(?![用族政办间营兵事主航])|价|值)|经济特区)|([\u4e00-\u9fff]{2,12}?自治[州县]))"
)
_WHAT_IT_IS = re.compile(r"省|市|[\u4e00-\u9fff]{0,4}?自治区|特别行政区")
_SCOPE = re.compile(
    r"在(?![本全该各]|设区|直辖|县级|所在|较大|同一)([\u4e00-\u9fff]{2,4}?)(?:省|市)行政区域|中华人民共和国(?:境内|领域|(?:陆地)?国土|管辖)"
    r"|国务院[^。，；\n]{2,24}部门[^。，；\n]{0,8}(?:负责|主管|指导|监督)[^。，；\n]{0,8}全国"
)
_TO_ALL = re.compile(r"(?<=\n)各省、(?:自治区|直辖市)(?=[^。\n]{0,80}[:：])")
_MUNICIPALITIES = ("北京", "上海", "天津", "重庆")
_NATIONAL_BODY = re.compile(
    r"全国人民代表大会|全国人大|国务院|政务院|中央|最高人民|国家|中国|海关总署|(?!.*[省市县区委])[\u4e00-\u9fff]{2,12}部$"
)
_NATIONAL_TITLE = re.compile(r"中华人民共和国|全国人民代表大会|国务院|中共中央|中央|最高人民")
_AHEAD = re.compile(
    rf"(?:【[^】]*】|[12]\d{{3}}年(?:度)?|关于|推出|公布|印发|做好|调整|提高|供应|中共|中国(?=[（(])|[《“（(]"
    rf"|国家税务总局(?=(?:{'|'.join(PROVINCES)})))*"
)


def kind(title: Fact) -> Fact | None:
    """Return the kind that the last words of a title name; 法 is 法律, the courts' 解释 司法解释."""
    plain = _BEHIND_KIND.sub("", title.value)
    reads = _READS.match(title.value)
    if reads:
        return _located(READING, title, reads.start(), reads.end())
    found = _KINDS.search(plain)
    if not found:
        return None
    value = _NAMES.get(found[0], found[0])
    if value == "解释" and title.value.startswith(_COURTS):
        value = "司法解释"
    return _located(value, title, found.start(), found.end())


def _located(value: str, title: Fact, start: int, end: int) -> Fact:
    if title.start < 0:
        return Fact(value)
    return Fact(value, title.start + start, title.start + end)


def explains(sheet: Sheet, told: Fact | None) -> Fact | None:
    """Return the title of the document that a reading (解读, 问答) explains."""
    if not told or told.value not in TELLING:
        return None
    title = sheet.title
    if found := _QUOTED.search(title.value):
        return _located(found[1], title, *found.span(1))
    if opening := _EXPLAINED.search(sheet.text, sheet.body, min(len(sheet.text), sheet.body + 600)):
        return Fact(opening[1], *opening.span(1))
    named = _UNQUOTED.match(_BEHIND_KIND.sub("", title.value))
    if named and DOCUMENT_TAIL.search(named["title"]) and not named["title"].endswith("政策"):
        return _located(named["title"], title, *named.span("title"))
    return None


def amends(sheet: Sheet) -> tuple[Fact, ...]:
    """Return the titles of what a document amends, by its title or clause by clause: 关于修改《…》的决定."""
    title = sheet.title
    told = _AMENDING.search(title.value)
    first = _QUOTED.match(title.value, told.end()) if told else None
    if first is None:
        return ()
    found = {first[1]: _located(first[1], title, *first.span(1))}
    for cue in _AMENDED.finditer(sheet.text, sheet.body):
        if named := _QUOTED.match(sheet.text, cue.end()):
            found.setdefault(named[1], Fact(named[1], *named.span(1)))
    return tuple(found.values())


def forwards(sheet: Sheet) -> Fact | None:
    """Return the title of the document that this one passes on: 转发《…》的通知, 转载自《…》."""
    title = sheet.title
    if told := _FORWARDS.search(title.value):
        group = told.lastgroup or "quoted"
        return _located(told[group], title, *told.span(group))
    said = _FROM.search(sheet.text)
    return Fact(said[1], *said.span(1)) if said else None


def region(sheet: Sheet, told: Fact | None, issuers: Iterable[Fact]) -> Fact | None:
    """Return the province, the city or 全国 whose rule it is.

    Its issuers tell it, else its title, else the body from which the page has the text, else the
    words that say whom it addresses (各省、自治区、直辖市) or where it applies (在某市行政区域内).
    """
    source = sheet.source
    of_page = organisations(sheet.text, source.start, source.end) if source else ()
    places = [
        *(_place(body, _NATIONAL_BODY) for body in issuers),
        _place(sheet.title, _NATIONAL_TITLE),
        *(_place(body, _NATIONAL_BODY) for body in of_page),
    ]
    if to_all := _TO_ALL.search(sheet.text, sheet.body, sheet.head_end):
        places.append(Fact("全国", *to_all.span()))
    scope = _SCOPE.search(sheet.text, sheet.body)
    if scope and (scope[1] or (told and told.value in REGULATING)):
        places.append(Fact(scope[1] or "全国", *scope.span()))
    return next(filter(None, places), None)


def _place(named: Fact, national: re.Pattern[str]) -> Fact | None:
    """Return the place with which a body or a title begins, without what it is (省, 市)."""
    at = _end(_AHEAD, named.value, 0)
    rest = named.value
    province = next((p for p in PROVINCES if rest.startswith(p, at)), "")
    behind = _end(_WHAT_IT_IS, rest, at + len(province)) if province else at
    city = None if province in _MUNICIPALITIES else _CITY.match(rest, behind)
    if city:
        return _located(city[1] or city[2], named, *city.span())
    if province:
        return _located(province, named, at, behind)
    whole = national.match(rest, at)
    return _located("全国", named, *whole.span()) if whole else None


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
