"""The place near the best one that is of the case asked about: who has not done it, all of them, those who are named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.announced import announcer
from rag.forwhom import whom_of
from rag.places import Place
from rag.query import Query

NEAR_BY = 400  # characters between what stands together
LEAST = 3  # characters of those who are named
NEAR_CASE = 3.0  # log odds below the best that the place for the other case may lie
_NOT_DONE = re.compile(
    "(?:没有?|未)(?:去|能|经|办理?|做|交|缴|签|取得|申请|登记){1,2}(?P<deed>[\u4e00-\u9fff]{2})"
)
NAMED_AMONG = 6  # places among which that for those who are named is looked for
_ASKS_FORMULA, _FORMULA = re.compile("(?:怎么|如何|怎样)(?:计?算|折算)"), re.compile("[=＝×]|乘以")
_WHOLE_FORMULA = re.compile("[^，。；：:（）()]+[=＝][^，。；]+")
_ALL_TOLD = re.compile("总共|一共|合计|总计|共计|全部")


def of_the_case(query: Query, best: Place, places: Sequence[Place]) -> Place:
    """Return the place near the best one that is of the case asked about, in the standing of the best."""
    for choose in (_of_those_named, _of_what_is_not_done, _of_the_whole):
        best = choose(query, best, places)
    return best


def formula(query: Query, places: Sequence[Place]) -> Place | None:
    """Return the near place that has a formula where it is asked how something is counted: 总成绩＝笔试×40%＋….

    None for none, or where that is not asked.
    """
    if not places or not _ASKS_FORMULA.search(query.plain):
        return None
    near = (p for p in places[:NAMED_AMONG] if p.odds >= places[0].odds - NEAR_CASE)
    return next((p for p in near if _FORMULA.search(p.unit.quote)), None)


def formula_in(query: Query, sentence: str) -> str | None:
    """Return the formula of a sentence where it is asked how something is counted, None for none."""
    told = _WHOLE_FORMULA.search(sentence) if _ASKS_FORMULA.search(query.plain) else None
    return told.group() if told else None


def _of_those_named(query: Query, best: Place, places: Sequence[Place]) -> Place:
    """The item below the words for those that are named: 30人 below 企业工业设计中心应当具备…, not 20人 below 工业设计企业…."""
    above = announcer(best.unit)
    whom = whom_of(above.quote) if above and best.value else ""
    if not whom or whom in query.plain:
        return best
    for place in places[:NAMED_AMONG]:
        other = announcer(place.unit) if place.unit.document is best.unit.document else None
        told = whom_of(other.quote) if other and place.value else ""
        if len(told) >= LEAST and told in query.plain:
            return replace(place, odds=best.odds)
    return best


def _of_what_is_not_done(query: Query, best: Place, places: Sequence[Place]) -> Place:
    """The near place for who has not done something, where the best is for who has: 未办理转诊 for 没办转诊."""
    asked = _NOT_DONE.search(query.plain)
    if asked is None or asked["deed"] not in best.unit.text:
        return best
    undone = re.compile(f"(?:未|没有?|不)[^，。；]{{0,4}}{asked['deed']}")
    if undone.search(best.unit.text):
        return best
    beside = (p for p in places if p.unit.document is best.unit.document)
    near = (p for p in beside if p.odds >= best.odds - NEAR_CASE and undone.search(p.unit.text))
    told = next((p for p in near if p.value or not best.value), None)
    return replace(told, odds=best.odds) if told else best


def _of_the_whole(query: Query, best: Place, places: Sequence[Place]) -> Place:
    """The sentence on all of them right before the best, which tells of some: 全县…4620人。其中城区…2250人 for 总共."""
    asked = _ALL_TOLD.search(query.plain) and best.value is not None
    if not asked or not best.unit.quote.startswith("其中"):
        return best
    before = (p for p in places if p.value and p.unit.document is best.unit.document)
    near = (p for p in before if best.unit.start - NEAR_BY < p.unit.start < best.unit.start)
    told = next((p for p in near if not p.unit.quote.startswith("其中")), None)
    return replace(told, odds=best.odds) if told else best
