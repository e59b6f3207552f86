"""Answers to a question for a value or a thing: the value of the best place, or the words the reader points at."""

from __future__ import annotations

import re

from rag import about, refuse
from rag.aligned import done_by
from rag.announced import announcer, announces
from rag.bare import MOST, UPPER, all_days, bare, barred, every, per_unit, with_address, with_hour
from rag.best import DEADLINE, UNTIL
from rag.bodies import of_case
from rag.bounds import forbidding
from rag.cases import both_cases, run_of, yearly
from rag.cells import with_unit
from rag.changes import A_YEAR, asks_growth, from_to
from rag.draft import Draft
from rag.likeness import other_titles, tells_of_another
from rag.listplaces import ListPlace, lists_of
from rag.nowhole import added_on, is_no_whole
from rag.ownfigure import misquoted
from rag.phases import of_both_phases
from rag.phrases import said_of, titled, trimmed
from rag.places import POINTED, SURE, Place, asked_words, pointed, value_fit
from rag.premise import check_direction, set_right, wrong_figure
from rag.query import APPROVAL, CONTACT_VALUES, STORIES, Query
from rag.reading import introduction
from rag.roles import who_does
from rag.ruled import item_of, rules_of_several
from rag.shown import show_list, show_places, show_sentence
from rag.types import Answer
from rag.uncounted import counts
from rag.values import Value, enough_of_year, find_values, says_figure, says_year

OF_A_VERSION = ("duration", "date", "org")  # told of a version in sentences beside its title too
NUMBERS = ("count", "rank", "money", "percent", "duration", "date", "hours")
READ = 0.0  # from which the reader's number of a sentence means that it answers
UNTYPED = ("count", "org")  # any number, any name: patterns know little of what is meant
RATHER = -2.0  # log chance from which it is rather what the reader points at
NO_FIT = -8.0  # log chance below which a value is not what the reader takes for the answer
COUNTED_IN = tuple("家件座辆套场倍分吨批份张台棵级艘架层")  # measure words of one kind of thing
MAX_POINTED = 24  # characters of a short answer at which the reader points
_OF_VALIDITY = re.compile(r"有效|失效|废止|期|试行|为止|不再执行|停止执行")
_ASKS_VALIDITY = re.compile(
    r"有效|失效|过期|到期|废止|作废|作数|算数|管用|管到|\b(?:valid|expir|in force|in effect|until)"
)
_JOINS_BODIES = re.compile(r"[、和与及]|以及|会同|会商|商(?=国|省|市|财|同级)")
_A_FIGURE = re.compile(r"[\d一二三四五六七八九十百千万两]")
_HOW_MUCH = re.compile(r"多少|几|\bwhat\b|\bhow much\b", re.IGNORECASE)
_BY_WHOM = re.compile("[归由]谁|谁(?:来|负责|牵头|审|批)|哪个(?:部门|单位|机构)")
_A_SHARE = re.compile(r"[%％‰成倍半]|百分|分之|个点|减免|免征")
_ASKS_MORE = re.compile(
    r"比(?:20\d\d年|去年|上年|上一年|前年)[^，。？]{0,8}?(?:多|高|低|少|增加|减少)(?:出|了|多)?(?:多少|几)"
)
_DUTY = re.compile("^(?:应当|必须)(?=..)")  # 应当|退回全部补助资金
_OUTCOME = re.compile("实现|力求|促进|助力|确保|提升|推动")
_A_WHOLE_YEAR = re.compile("全年|年度|年(?=增加值|营收|营业|产值|收入)|annual|full year|whole year")
_EACH = re.compile(
    r"各自?(?:是|为|能|可|可以|要|有|补|奖|罚|给|收|交|占)?.{0,2}(?:多少|几)|分别.{0,6}(?:多少|几)|\beach\b|\brespectively\b"
)
_ORDINAL = re.compile("第(?:几|多少)")
_ASKS_AMOUNT = re.compile("多少(?:钱|[万亿]?元|[万亿])")
_ASKS_WHERE = re.compile(r"哪儿|哪里|什么地方|\bwhere\b")


def value_answer(draft: Draft, best: Place, places: list[Place]) -> Answer:
    """Answer with the value of the best place, with what tells of it; refuse where it is of another matter."""
    query, value = draft.query, best.value
    change = from_to(query.plain, best.unit.quote, value)
    if _is_nameless(draft, best) or not (value or change or not _is_of_another_year(query, best)):
        return refuse.not_found(draft, places)
    foreign = best.reader is not None and best.reader < refuse.FOREIGN_READING
    if foreign and query.value == "count" and value and not counts(query, best, value):
        return refuse.not_found(draft, places)  # 四项|细化内容 is no number of centres
    if query.value == "person" and value is None and not (best.reader and best.reader > SURE):
        return refuse.not_found(draft, places)  # who wrote this: no person is named there
    directed = value is not None and best.unit.quote[: value.start].endswith(
        ("向", "由", "报", "经")
    )
    money = _ASKS_AMOUNT.search(query.plain) and (best.reader or 0.0) < 0.0
    if value is None and money and not find_values(best.unit.quote, "money"):
        return refuse.not_found(draft, places)  # 最高多少万元: a rate is no amount
    if value is None or (value.kind == "org" and announces(best.unit) and not directed):
        show_places(draft, places, best)  # who may not …: those that the text lists below
        pointed = _pointed_value(query, best)
        if pointed and _ORDINAL.search(query.plain) and f"第{pointed}" in best.unit.quote:
            pointed = f"第{pointed}"  # 第几次: 第|42次
        draft.short_answer = change or draft.short_answer or pointed
        untold = query.value == "org" and _BY_WHOM.search(query.plain) and not _sure(best)
        shared = query.value == "percent" and _HOW_MUCH.search(query.plain)
        if not draft.short_answer and (untold or shared):
            draft.status = "partial"
            draft.untold("missing_name" if untold else "missing_value")
        if wrong := misquoted(query.plain, best.unit.quote):
            set_right(draft, wrong)
        return draft.finish()
    if _ASKS_MORE.search(query.plain) and not change and "目标" in query.plain:
        return refuse.not_found(draft, places)  # 营收目标比2022年多多少: no difference is told
    if _is_another_day(query, best) or _is_of_another_version(query, best):
        return refuse.not_found(draft, places)
    if _EACH.search(query.plain.lower()) and (each := _of_each(best)):
        show_list(draft, each)
        return draft.finish()
    item = item_of(best, places)
    summed = yearly(query.plain, best.unit.quote, value)
    told = (
        every(query.plain, best.unit.quote)
        or _bodies(best, value)
        or _whole_body(best, value)
        or all_days(value, best.unit.quote, query.plain)
        or run_of(query.plain, best.unit.quote, value)
        or summed
        or of_both_phases(query.plain, best.unit, value)
        or both_cases(asked_words(query) + query.before, best.unit.quote, value)
        or added_on(value, best.unit.quote, query.plain)
        or forbidding(value, best.unit.quote, query.plain + query.before)
        or with_hour(value, best.unit.quote, query.plain)
        or bare(barred(value, best.unit.quote, query.plain), query.text)
    )
    if told == value.text:
        told = with_unit(value, best.unit)
        told = per_unit(value, best.unit.quote, asked_words(query)) if told == value.text else told
    told = who_does(query.plain, best.unit.quote, value) or _read_instead(query, best) or told
    several = not item and rules_of_several(best)
    several = several or is_no_whole(value, best.unit.quote, query.plain + query.before)
    draft.short_answer = change or (None if several else told)
    if change and asks_growth(query.plain):
        draft.note("no_difference")
    elif told == summed:
        draft.note("no_total")
    show_sentence(draft, best.unit)
    member = item.unit if item else places[0].unit
    if item or (member != best.unit and announcer(member) == best.unit):
        draft.quote(member.document, (member.start, member.end))
    check_direction(draft, best)
    of_year = query.years or _A_WHOLE_YEAR.search(query.plain.lower())
    if of_year and (part := enough_of_year(query.text + query.before, value)):
        draft.status, draft.short_answer = "partial", None
        draft.note("granularity", span=value.year + "年" + part)
    if (wrong := wrong_figure(query, best)) and (
        not query.value
        or query.kinds & {"confirm", "why"}
        or not says_figure(best.unit.document.text, wrong)
        or wrong == misquoted(query.plain, best.unit.quote)
    ):
        set_right(draft, wrong)
    return draft.finish()


def _sure(best: Place) -> bool:
    """Whether the reader has no doubt that a place answers."""
    return best.reader is not None and best.reader > SURE


def _is_nameless(draft: Draft, best: Place) -> bool:
    """Whether only the document is named, not whose value is asked for, and nothing makes up for it."""
    query = draft.query
    told = query.years or query.version or query.figures or query.follow_up or query.earlier
    approved = query.fact or APPROVAL.search(query.plain.lower())
    of_document = query.value == "org" and approved  # 发文之前经过谁同意
    read = best.reader is None or best.reader > READ
    surely = (draft.sure and read) or _sure(best)
    named = (
        about.subject(query) or told or of_document or query.period or query.value in CONTACT_VALUES
    )
    return not (named or surely)


def _is_of_another_year(query: Query, best: Place) -> bool:
    """Whether a place without a value tells of another year, or its figures of another quantity or year."""
    if query.years and not says_a_year(query, best):
        return True
    return bool(query.years and query.measure and find_values(best.unit.quote, query.value))


def _is_another_day(query: Query, best: Place) -> bool:
    """Whether a place tells a day, but not that by which something is to be done, or on which it ends."""
    asked = query.plain.lower()
    if query.value == "date" and DEADLINE.search(asked):
        return not UNTIL.search(best.unit.text)
    asks_end = query.value == "validity" and _ASKS_VALIDITY.search(asked)
    told = " ".join((best.unit.text, *best.unit.header))
    return bool(asks_end and not _OF_VALIDITY.search(told))


def _is_of_another_version(query: Query, best: Place) -> bool:
    """Whether another version of the document is asked for, and a place does not tell of it."""
    if not about.means_another_version(query, [best.unit.document]):
        # 这个计划由谁牵头: not who issued the earlier one
        of_this = query.value == "org" and not (query.years or about.subject(query))
        return of_this and tells_of_another(best.unit)
    beside = query.value in OF_A_VERSION
    told = tells_of_another(best.unit) if beside else bool(other_titles(best.unit))
    said = best.unit.text + best.unit.around
    told |= bool(query.period) and all(year in said for year in query.period)
    return not told and best.unit.clause.scheme != "root"


def _of_each(best: Place) -> ListPlace | None:
    """The list of which the best place is a member, with a value in each: 轻型、中型、重型各补多少."""
    above, kind = announcer(best.unit), best.value.kind if best.value else ""
    start = best.unit.start
    for found in lists_of(above) if above else ():
        document = found.document
        held = any(i.proof[0] <= start < i.proof[1] for i in found.items)
        if held and all(find_values(document.text[slice(*i.proof)], kind) for i in found.items):
            return found
    return None


def _whole_body(best: Place, value: Value) -> str | None:
    """The body with its level and those beside it, where the reader points at them: 县级以上|…主管部门."""
    text, chance = pointed(best) if value.kind == "org" else ("", 0.0)
    more = value.text in text and not re.search(r"[\d，,；;]", text)
    more = more and len(find_values(text, "org")) < 2  # 广东省广播电视台、|广东省体育局
    return (
        text.removeprefix("由") if more and chance >= POINTED and len(text) <= MAX_POINTED else None
    )


def _bodies(best: Place, value: Value) -> str | None:
    """All bodies of a run of which a value is one: A、B和C for 由谁印发, where only one of them was found."""
    quote = best.unit.quote
    run = [value]
    others = find_values(quote, "org") if value.kind == "org" else ()
    if done_by(quote, others):
        return None  # 甲、乙|分别负责: each of them does something else
    for other in (o for o in others if o.start >= value.end):
        if _JOINS_BODIES.fullmatch(quote[run[-1].end : other.start]):
            run.append(other)
    for other in reversed([o for o in others if o.end <= value.start]):
        if _JOINS_BODIES.fullmatch(quote[other.end : run[0].start]):
            run.insert(0, other)
    return quote[run[0].start : run[-1].end] if len(run) > 1 else None


def _read_instead(query: Query, best: Place) -> str | None:
    """The words the reader points at, where it is sure that the value found is not what is asked for.

    两次 of 最多不得超过四百毫升；两次献血间隔… for 一次顶多能抽多少. Never of a limit that is asked for.
    """
    if best.value and MOST.search(query.plain.lower()) and UPPER.match(best.value.text):
        return None
    if best.value and query.unit in COUNTED_IN and query.unit in best.value.text:
        return None  # 多少场 is not answered by 200万元
    if best.reader is None or best.reader < READ or value_fit(best) > NO_FIT:
        return None
    if query.value == "org" and of_case(best.unit.quote, query.plain):
        return None  # who acts in the case that is named, the text tells part by part
    text = _pointed_value(query, best, RATHER) if query.value in UNTYPED else None
    if text and query.value == "org" and "how" not in query.kinds and not find_values(text, "org"):
        return None
    return text


def says_a_year(query: Query, place: Place) -> bool:
    """Whether a place speaks of a year that is asked for; one that names no year, what stands around it."""
    own = place.unit.text + introduction(place.unit)
    said = own if A_YEAR.search(place.unit.text) else own + place.unit.around
    return any(says_year(said, year) for year in query.years)


def pointed_words(query: Query, best: Place, least: float = POINTED) -> str | None:
    """The words that the reader points at, where it is sure and a thing is asked for, not a story."""
    if query.kinds & STORIES or best.unit.quote.rstrip().endswith(("？", "?")):
        return None
    text, chance = pointed(best)
    text = titled(said_of(trimmed(text, query.plain)), best.unit.quote, query.plain)
    text = _DUTY.sub("", text)
    if "how" in query.kinds and _OUTCOME.match(text):
        return None  # 实现高质量发展 is no means
    where = _ASKS_WHERE.search(query.plain.lower())
    if where and find_values(text, "money"):
        return None  # 建在哪儿了 is not answered by 9.3亿元
    if where and chance >= least and (there := with_address(text, best.unit.quote)):
        return there
    if "、" not in text and re.search(rf"、{re.escape(text)}|{re.escape(text)}、", best.unit.quote):
        return None  # one of a run answers no more than the others: 基地、|融媒体中心
    return text if chance >= least and 2 <= len(text) <= MAX_POINTED else None


def _pointed_value(query: Query, best: Place, least: float = POINTED) -> str | None:
    """The words that the reader points at where no pattern finds the value: a number where one is asked for."""
    text = pointed_words(query, best, least)
    if text and query.value == "percent" and not _A_SHARE.search(text):
        return None  # 增长了百分之几 is not answered by 5728.02亿元
    numbered = query.value in (*NUMBERS, "phone")
    return text if text and (not numbered or _A_FIGURE.search(text)) else None
