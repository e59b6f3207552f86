"""What a question takes for granted against what the place says: its figures and its direction."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.about import names_document
from rag.announced import announcer
from rag.apart import told_by_figure
from rag.dates import ANY_DATE, iso_date
from rag.draft import Draft
from rag.evidence import HELD
from rag.numbering import chinese_number
from rag.ownfigure import is_own_figure, misquoted, of_another_year
from rag.places import SURE, Place, asked_words
from rag.query import Query
from rag.terms import make_term, words
from rag.types import Document
from rag.units import Unit, lower_text, text_with, units_of
from rag.values import find_values, says_figure

SAME_MATTER = 0.6  # coverage of a place that tells of what a question wants confirmed
MOST_NUMBER = 1900  # a number that is no year
_COUNTED = re.compile(
    r"(?<![第\d.一二三四五六七八九十百])(?:(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十百]{1,4})\s?"
    r"(?P<unit>次|只|条|名|家|个月|年(?!级|度)|日|天|周岁|岁|倍|[%％]|万元|元|小时|周|台|辆|间|处|户|人)"
    r"|百分之(?P<share>[一二三四五六七八九十百]{1,4}))"
)
CALLED = 4  # characters that tell what is counted from other things
MANY = 10  # a number of things that is no number of clauses: 新增50个
BESIDE = 24  # characters within which a body stands beside its verb
_QUOTED = re.compile(r"[“\"「]([\u4e00-\u9fff]{3,16})[”\"」](?![这那]|的?(?:情况|行为|话))")
_DOES = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,20}?(?:厅|局|委|部|办|委员会|政府|办公室))(?:(?:19|20)\d{2}年)?(?P<role>作为)?(?:来|有没有|是否|负责|(?:参[与加]了?)?(?:联合|共同)|参[与加]了?|单独|独自|自己){0,2}(?P<verb>牵头|起草|印发|发布|制定|主管|解释|发(?=的|出))|(?P<at>设在)(?P<place>[\u4e00-\u9fff]{2,16})"
)
_BEFORE_BODY = re.compile(r"是不是|是否|[是由归]")  # 计划是不是由|省工信厅牵头
_ISSUE = "印发"
_THRESHOLD = re.compile(r"(?:不满|不足|未满)\d+[^，。；]{0,6}的")
_MAY = re.compile(
    "[还能可][能以]?[^，。？]{0,24}[吗么]|能不能|可不可以|[能可]否|够[^，。？]{0,8}吗|够不够|行不行|符合|算不算"
)
_BOUNDED = re.compile(r"(?:不?超过|不[低高少多]于|满|达到)\d|\d[^，。；]{0,4}(?:以上|以下|以内)")
_BOUND = re.compile(
    r"^(?:不?超过|不得?[高低少多]于|至少|最[多低高少]|近|约)|(?:以上|以下|以内|左右|多)$"
)
_EVERY = re.compile(r"每(?:隔)?([一二两三四五六七八九十\d]{1,3}|半)(?:个)?(?:年|月|季度|周|天|日)")
_OWN = re.compile(r"\b(?:we|our|us|my|i)\b|我|俺")
_SAYS = re.compile(
    r"计划|文件|办法|规定|政策|通知|方案|听说|说是|看到|增速|目标|\b(?:plan|promises?|document|notice|says?|target)\b"
)
_FROM = re.compile(r"从\d|\bfrom \d")
_ISSUED = re.compile(
    r"(?P<year>(?:19|20)\d{2})年(?:(?P<month>\d{1,2})月份?)?(?:\d{1,2}[日号])?(?:才|就|刚|正式|联合|共同){0,2}(?:印发|发布|公布|出台|颁布|下发)"
)
_EN_ISSUED = re.compile(
    r"\b(?:issued|published|released)\b(?: only)? (?:in|on) (?:(?P<month>[a-z]{3,9}) )?(?:\d{1,2}, )?(?P<year>(?:19|20)\d{2})\b"
)
_ISSUES = re.compile(r"印发|发布|公布|出台|颁布|下发")
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTHS = {name: str(number) for number, name in enumerate(_MONTH_NAMES, 1)}


def check_direction(draft: Draft, place: Place) -> None:
    """Say so where the question speaks of a fall and the text of a rise, or the reverse."""
    if said := opposite(draft.query, place):
        draft.status = "partial"
        draft.note("premise_direction", said=said)


def opposite(query: Query, place: Place) -> str:
    """Return the word with which a text says that what a question has falling rises, or the reverse."""
    if not (query.measure or query.figures):
        return ""  # only a quantity falls or rises
    asked, said = _direction(query.text.lower()), _direction(place.unit.text)
    return said[1] if {asked[:1], said[:1]} == {("down",), ("up",)} else ""


def _direction(text: str) -> tuple[str, ...]:
    """Return ("up" or "down", the word that says so); empty where a text says both or neither."""
    for measure in words()["measures"]:  # 增加值 does not say that it rises
        text = text.replace(measure, "") if measure.startswith("增加") else text
    found = [
        (way, word)
        for way, cues in words()["directions"].items()
        for word in cues
        if (re.search(rf"\b{word}", text) if word.isascii() else word in text)
    ]
    return found[0] if len({way for way, _ in found}) == 1 else ()


def strange_quotes(query: Query, documents: Mapping[str, Document]) -> list[str]:
    """Return the Chinese words that a question quotes as the text's (“三核多点”) and no text has."""
    if "definition" in query.kinds or query.asker:
        return []  # who tells of their own case quotes others
    quoted = [q.lower() for q in _QUOTED.findall(query.text)]
    return [q for q in quoted if not any(q in text_with(d, q) for d in documents.values())]


def wrong_body(query: Query, document: Document) -> tuple[str, Unit] | None:
    """Return the body that a question takes for the one that did something, and the sentence that
    names another: 省发展改革委牵头印发的…, where the text says 省工业和信息化厅牵头. None where the text agrees.
    """
    if query.language != "zh":
        return None
    for match in _DOES.finditer(query.text):
        if query.value == "org" and not match["role"]:
            continue
        verb = _ISSUE if match["verb"] == "发" else match["verb"] or match["at"]
        said = _BEFORE_BODY.split(match["body"] or match["place"])[-1]
        bodies = find_values(said, "org")
        if not bodies:
            continue
        core = re.sub(r"(?:局|厅|委员会|委|部门|部|办公室|办)$", "", bodies[-1].text)[-2:]
        body = make_term(bodies[-1].text.lower(), abbreviation=True)
        telling = [u for u in units_of(document) if verb in u.text and _names_body(u, verb)]
        if telling and not any(
            (core and re.search(rf"{core}(?:行政)?(?:主管)?部门", u.text))
            or body.credit(lower_text(document)[u.start : u.end]) >= HELD
            for u in telling
        ):
            return bodies[-1].text, telling[0]
    return None


def wrong_date(query: Query, document: Document) -> tuple[str, Unit] | None:
    """Return the month or year in which a question has a document issued, and the sentence that tells
    another: 2024年3月印发的这个计划. None where the text agrees or tells none.
    """
    said = query.plain.lower()
    found = (_ISSUED if query.language == "zh" else _EN_ISSUED).search(said)
    if not found or query.earlier or query.version or "confirm" in query.kinds:
        return None
    if not names_document(query):
        return None
    month = found["month"] and (_MONTHS.get(found["month"][:3]) or found["month"])
    asked = (found["year"], month.zfill(2) if month and month.isdigit() else "")
    telling = [u for u in units_of(document) if _ISSUES.search(u.text)]
    told = [(u, date) for u in telling if (date := ANY_DATE.search(u.quote))]
    days = [iso_date(date.group()) or "" for _, date in told]
    if not told or any(day.startswith("-".join(filter(None, asked))) for day in days):
        return None
    if any(asked[0] in u.quote for u in telling) and not asked[1]:
        return None
    return f"{asked[0]}年" + (f"{int(asked[1])}月" if asked[1] else ""), told[0][0]


def _names_body(unit: Unit, verb: str) -> bool:
    """Whether a sentence names a body beside the verb: before 牵头, behind 设在."""
    at = unit.text.find(verb)
    near = unit.text[at : at + BESIDE] if verb == "设在" else unit.text[max(0, at - BESIDE) : at]
    return bool(find_values(near, "org"))


def _of_asker(query: Query, figure: str) -> bool:
    """Whether a figure tells of who asks, not of the text: 我们公司有30人, but not …增速有12%，是不是这样."""
    if not (query.asker or _OWN.search(query.text.lower())):
        return False
    clauses = re.split(r"[，,。；;？?]|\.\s", query.text.lower())
    clause = next((c for c in clauses if figure in c.replace(" ", "")), "")
    own = any(role in clause for role in words()["roles"]) or _OWN.search(clause)
    return bool(own or not _SAYS.search(clause))


def wrong_figure(query: Query, place: Place) -> str:
    """Return the figure that the question states of the text and the text does not give, else "".

    A figure is wrong where no document says it while the place gives others, or where the place
    gives none of the figures stated and no other sentence tells one of the same matter. What the asker
    tells of themselves is no such figure.
    """
    above = announcer(place.unit)
    said = place.unit.text + (above.text if above else "")  # 30日内腾退：|（一）…
    if _THRESHOLD.search(place.unit.quote) and not _SAYS.search(query.plain.lower()):
        return ""  # 不满15天的不计: the question tells a case
    if "confirm" in query.kinds and _MAY.search(query.plain) and _BOUNDED.search(place.unit.quote):
        return ""  # 10万块的车还能申请吗: 不超过12万元
    if dated := of_another_year(query, place.unit.quote):
        return dated
    if query.value and (other := misquoted(query.plain, place.unit.quote)):
        return other
    if unlike := _unlike_number(query, place):
        return unlike
    if (every := _EVERY.search(query.plain)) and (told := _EVERY.search(place.unit.quote)):
        return every.group() if every[1] != told[1] and every.group() not in said else ""
    counts = query.count >= MANY or (query.count and _counts_it(query, place.unit.quote))
    figures = (*query.figures, *((f"{query.count}个",) if counts else ()))
    if told_by_figure(place.unit.quote, query.value, asked_words(query)):
        return ""  # 首年卖了一个多亿: the figure of the asker lies in a band that the text has
    stated = [
        f for f in figures
        if not (f.endswith("岁") or _of_asker(query, f) or is_own_figure(query.plain, f, said))
    ]  # fmt: skip
    others = any(find_values(said, kind) for kind in ("", "duration", "date"))
    if not stated or not others:
        return ""
    unheard = [f for f in stated if not says_figure(place.unit.document.text, f)]
    if (
        query.measure
        and not query.value
        and place.value is not None
        and not _FROM.search(query.plain)
    ):
        unheard += [
            f for f in stated if not says_figure(place.value.text, f)
        ]  # it is of another measure
    if unheard or not any(says_figure(said, f) for f in stated):
        wrong = (unheard or stated)[0]
        case = bool(query.kinds & {"condition", "support"})  # 付了280万，够条件吗
        asks = (case or "confirm" not in query.kinds) and wrong in query.figures
        beside = asks and _is_of_other_things(wrong, said, case)
        return "" if beside or _told_elsewhere(query, place, wrong) else wrong
    return ""


def _is_of_other_things(figure: str, said: str, bare: bool) -> bool:
    """Whether a text has no figure with the unit of one: 500户 of a sentence that counts only %; ``bare``: of none."""
    unit = figure.lstrip("0123456789.,万亿")
    number = r"[\d一二三四五六七八九十百千][\d.,十百千万亿]*"
    return bare if not unit else not re.search(number + re.escape(unit), said)


def _unlike_number(query: Query, place: Place) -> str:
    """Return the number that a question wants confirmed, where the place has others with its unit: 养|两只|，对吗.

    "" where the place is not sure to be of the same matter, or the number is the asker's own.
    """
    read = place.reader or 0.0
    sure = read >= SURE or (place.coverage >= SAME_MATTER and read >= 0.0)
    if "confirm" not in query.kinds or query.language != "zh" or not sure:
        return ""
    told = [(_number(m), m["unit"]) for m in _COUNTED.finditer(place.unit.quote)]
    for match in _COUNTED.finditer(query.plain):
        number, unit = _number(match), match["unit"]
        of_unit = {n for n, u in told if u == unit}
        indefinite = match["n"] == "一" or number > MOST_NUMBER
        unlike = of_unit and number not in of_unit and not indefinite
        own = is_own_figure(query.plain, match.group(), place.unit.quote)
        if unlike and not (own or _of_asker(query, match.group())):
            return "" if _told_elsewhere(query, place, match.group()) else match.group()
    return ""


def _counts_it(query: Query, sentence: str) -> bool:
    """Whether a sentence has a number of just what a question wants to have counted: 新增15个左右|国家级工业设计中心."""
    told = rf"个(?:左右|以上|以内)?{re.escape(query.counted)}"
    known = "confirm" in query.kinds and len(query.counted) >= CALLED
    return known and bool(re.search(told, sentence))


def _number(match: re.Match[str]) -> float:
    said = match["n"] or match["share"]
    return float(said) if said[0].isdigit() else float(chinese_number(said.replace("两", "二")))


def set_right(draft: Draft, wrong: str) -> None:
    """Say that a figure of the question is not that of the text, and which one that is where it is known."""
    draft.status = "partial"
    if draft.short_answer:
        draft.note("premise_told", asked=wrong, told=draft.short_answer)
    else:
        draft.note("premise_figure", asked=wrong)


def with_bound(short: str | None, sentence: str) -> str:
    """Return a figure with the word that bounds it in the sentence: 超过|18家, 15个|左右. "" where none does."""
    kinds = ("money", "percent", "count", "duration")
    told = (v.text for kind in kinds if short for v in find_values(sentence, kind))
    return next((t for t in told if short and short in t and t != short and _BOUND.search(t)), "")


def right_number(wrong: str, sentence: str) -> str | None:
    """Return the number of a sentence that has the unit of a wrong one, if it tells one: 7日 for 15天."""
    asked = _COUNTED.search(wrong)
    if "月" in wrong and "日" in wrong:  # 5月1日: a day, not a number of days
        days = {v.text for v in find_values(sentence, "date") if "日" in v.text}
        return days.pop() if len(days) == 1 else None
    told = [
        m.group() for m in _COUNTED.finditer(sentence) if asked and _same(m["unit"], asked["unit"])
    ]
    return told[0] if len(set(told)) == 1 else None


def _same(unit: str | None, other: str | None) -> bool:
    return unit == other or {unit, other} == {"天", "日"}


def _told_elsewhere(query: Query, place: Place, figure: str) -> bool:
    """Whether another sentence tells a figure, of the year in question, with as many words of the question as the place."""

    def held(unit: Unit) -> float:
        return sum(t.weight * t.credit(unit.text) for t in query.terms if not t.optional)

    telling = (u for u in units_of(place.unit.document) if says_figure(u.text, figure))
    of_year = (u for u in telling if all(year in u.text for year in query.years))
    return any(held(u) >= max(held(place.unit), 0.1) for u in of_year)
