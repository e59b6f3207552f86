"""Who is in: the sentence that names the group of who asks, first of all the one that leaves it out.

个体工商户能不能申请 is not answered by what companies get, where 分公司、个体工商户不在支持范围内 stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.announced import announcer
from rag.draft import Draft
from rag.places import Place
from rag.query import STORIES, Query
from rag.shown import show_sentence
from rag.types import Answer, Document
from rag.units import Unit
from rag.values import SAID_MOST
from rag.wording import LEADING_LABEL

LEAST = 3  # characters of a group: 企业 names everybody
BESIDE = 200  # characters between the rule for all and that of a group
FAR = 3.0  # log odds below the best place within which another tells of the same
_WHETHER = re.compile("吗|能不能|[能可]否|可不可以|是不是|是否|行不行|算不算")
_OUT = r"暂?不[在属][^，。；]{0,12}(?:范围|之列|对象)|暂?不(?:适用(?!于)|纳入)|另行(?:规定|制定|通知|公布)"
_OUT_OF_SCOPE = re.compile(
    rf"(?P<who>[^，,。；;：:]{{2,40}}?)(?:均|都|一律)?(?P<said>{_OUT})"
    r"|(?P<told>不(?:包[括含]|适用于|含))(?P<whom>[^，,。；;：:（）()]{2,40})"
)
_BARRED = re.compile(
    r"(?P<who>[^，,。；;：:]{2,40}?)(?:均|都|一律)?(?P<said>除外|暂?不予(?:支持|[补奖资]助|补贴|奖励|受理|办理|减免)|不(?:再)?享受|不(?:得|能|可)(?:享受|申[请报领]|参[加评]|报[考名]|领取))"
)
_LISTED = re.compile("(?P<said>(?:不予|不得|不能|不适用|不享受|不纳入)[^，。：:]*)[：:]$")
_REST = re.compile("[^。；;）)]*")
_ITEM = re.compile(rf"{LEADING_LABEL}(?P<who>[\u4e00-\u9fff]{{3,16}}?)的?[；;。]?$")
_SUBJECT = re.compile(
    rf"{LEADING_LABEL}(?:但是?，?|其中，?|对)?(?P<who>[\u4e00-\u9fff、]{{3,20}}?)(?:的，)?(?:应当?|必须|须|需|可以?|按照?|每|为|在|连续|申请|最|不[得予])"
)
_JOINED = re.compile("[、和及与或]|以及")
_NAME = re.compile("(?:对|于|但)?(?P<name>[^的]*)")


def excluded(draft: Draft, best: Place, places: Sequence[Place]) -> Answer | None:
    """Answer whether a group is in by the sentence that leaves it out; None where none does."""
    query = draft.query
    if query.language != "zh" or not _WHETHER.search(query.plain + query.before):
        return None
    for place in places:
        unit = place.unit
        if not _of_same_text(unit.document, best.unit.document):
            continue
        others = best.unit.quote if unit != best.unit else ""
        for name, said, by in _left_out(unit, place.odds >= best.odds - FAR):
            if _is_named(query, name, others):
                for telling in dict.fromkeys((by, unit)):
                    show_sentence(draft, telling)
                bare = said.startswith("除外")  # of a prohibition it says the reverse
                draft.short_answer = said if len(said) <= SAID_MOST and not bare else None
                return draft.finish()
    return None


def says_out(answer: Answer) -> bool:
    """Whether an answer says that something is out of scope: 暂不纳入."""
    return bool(re.match(_OUT, answer.short_answer or ""))


def of_own_group(query: Query, best: Place, places: Sequence[Place]) -> Place:
    """The sentence beside the best one that rules for the group of who asks: 灵活就业人员|应当缴存满12个月."""
    if query.language != "zh" or query.kinds & STORIES or best.unit.header:
        return best
    for place in places:
        one, other = place.unit, best.unit
        beside = one.document is other.document and one.clause == other.clause
        near = beside and (
            _is_near(place, best) if "confirm" in query.kinds else _adds(place, best)
        )
        subject = _SUBJECT.match(one.quote) if near else None
        if subject and any(_is_named(query, n, other.quote) for n in _names(subject["who"])):
            return place
    return best


def _is_near(place: Place, best: Place) -> bool:
    return place.odds >= best.odds - FAR


def _adds(place: Place, best: Place) -> bool:
    """Whether a place stands behind another as its rule for some, with a value where that has one."""
    one, other = place.unit, best.unit
    behind = other.start < one.start <= other.end + BESIDE
    return behind and bool(place.value) == bool(best.value)


def _left_out(unit: Unit, near: bool) -> Iterator[tuple[str, str, Unit]]:
    """Yield the groups that a sentence leaves out, with what it says of them: (分公司, 不在支持范围内, the sentence).

    Those that are left out of all, and where it is ``near`` what is asked, of what it forbids. Those of a list are
    left out by the sentence above: 有下列情形之一的，不予受理申请：|（一）停业整顿企业.
    """
    for cue in (_OUT_OF_SCOPE, _BARRED)[: 1 + near]:
        for found in cue.finditer(unit.quote):
            at = found.start("said" if found["who"] else "told")
            said = _REST.match(unit.quote, at)
            for name in _names(found["who"] or found["whom"]):
                yield name, said.group() if said else "", unit
    item = _ITEM.match(unit.quote)
    above = announcer(unit) if item else None
    if item and above and (said := _LISTED.search(above.quote.rstrip())):
        yield item["who"], said["said"], above


def _names(run: str) -> list[str]:
    """The names of a run, without what is said of them: 留学生、预科生|的奖学金评定."""
    found = (_NAME.match(re.sub(LEADING_LABEL, "", part)) for part in _JOINED.split(run))
    return [m["name"] for m in found if m]


def _is_named(query: Query, name: str, told: str) -> bool:
    """Whether a question names a group of which what is ``told`` does not speak; not 在|劳务派遣公司|上班."""
    if len(name) < LEAST or name in told:
        return False
    return bool(re.search(rf"(?<![在从给向被跟]){re.escape(name)}", query.before + query.plain))


def _of_same_text(document: Document, other: Document) -> bool:
    """Whether two documents are one, or one explains the other."""
    if document is other:
        return True
    pairs = ((document, other), (other, document))
    return any(a.facts.explains and a.facts.explains.value in b.facts.title.value for a, b in pairs)
