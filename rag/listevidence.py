"""What speaks for a list as the one that a question means, without the reader: names, numbers, places."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from rag.choosing import NAMED_NOUN
from rag.evidence import HELD
from rag.likeness import heading_match
from rag.listplaces import ListPlace, lists_of
from rag.lists import STATED
from rag.places import Place
from rag.query import Query
from rag.terms import make_term
from rag.types import Evidence

LOOK_BAND = 10.0
NAME_LEAST = 3  # characters of a member that a question may name
_APPLIED = re.compile(
    "(?:申请|申报|办理|领取)(?P<for>(?!哪|什么|的|了|过|人|时|表|书|材料|条件|程序|单位|企业|主体)[\u4e00-\u9fff]{2,10}?)(?=的?(?:要|需|得|带|交|应|材料|条件|流程)|[，,])"
)
_RUNNING = re.compile("^[一二三四五六七八九]是在?")  # 三是在|创新能力方面
_MEANS = re.compile("方式|手段|途径|渠道|形式|方法")  # 通过电子证照、数据共享等|方式
_ASKS_MEANS = re.compile(f"{_MEANS.pattern}|怎么|怎样|如何|咋|靠|通过什么")


def list_evidence(
    query: Query, place: Place, found: ListPlace, first: Place, near: Sequence[float]
) -> Evidence:
    """Return what speaks for a list without the reader; ``first`` is the best of all places, ``near``
    how the members' cosines stand out."""
    unit, names = place.unit, found.names()
    clauses = found.clause is not None
    heading = unit.clause.heading
    asked = name_asked(query)[-2:]
    called = (heading + "\n" + found.name) if clauses else found.name + found.before
    return {
        "place": max(-LOOK_BAND, place.odds - first.odds) / LOOK_BAND,
        "look": max(-LOOK_BAND, place.look) / LOOK_BAND,
        "near": max(place.near, sum(near) / len(near)),
        "coverage": place.coverage,
        "fit": found.fit,
        "heading": heading_match(query, heading) * (clauses or unit.clause.depth > 1),
        "count_stated": float(bool(query.count) and query.count == found.stated),
        "count_found": float(bool(query.count) and query.count == len(names)),
        "count_wrong": float(bool(query.count) and query.count not in (found.stated, len(names))),
        "stated": float(bool(found.stated)),
        "named": float(bool(asked) and asked in called[-60:]),
        "heading_said": float(len(heading) > 2 and heading.lower() in query.plain.lower()),
        "called_otherwise": float(_is_called_otherwise(query, called[-60:])),
        "of_noun": _share_of_noun(query.noun, names),
        "member_said": float(_says_a_member(query, names)),
        "inner": float(_is_inside_another(found, lists_of(unit))),
        "in_sentence": float(not clauses and not found.header),
        "in_table": float(bool(found.header)),
        "items": math.log(len(names)),
        "length": (found.items[-1].proof[1] - found.items[0].proof[0]) / len(unit.document.text),
        "depth": min(4, unit.clause.depth) / 4,
    }  # fmt: skip


def name_fit(query: Query, found: ListPlace) -> float:
    """How well a list is called what a question asks for, 0 to 1."""
    if found.header:
        said = found.header + found.before
        return max(heading_match(query, found.header), 0.9 * share(query, said))
    if found.name and found.name == name_asked(query):
        return 1.0
    if found.clause is None:
        said = found.before + " " + found.name[:30]
        return max(heading_match(query, found.name[:16]), 0.9 * share(query, said))
    tail = found.document.text[max(found.clause.start, found.intro[1] - 60) : found.intro[1]]
    return max(heading_match(query, found.clause.heading), _intro_fit(query, tail))


def _intro_fit(query: Query, intro: str) -> float:
    """How well the words that announce a list name what is asked: 提出的6项|重点工程."""
    stated = STATED.search(intro)
    if stated and (name := intro[stated.end() :].strip("：:。，, ")[:14]):
        return heading_match(query, name) if len(name) < 12 else share(query, name)
    if stated:
        return heading_match(query, stated.group()[-2:])
    return 0.95 * share(query, intro)


def share(query: Query, text: str) -> float:
    """Return the share of the words of a question that a text holds, 0 to 1."""
    low = text.lower()
    total = sum(t.weight for t in query.terms)
    return sum(t.weight * t.credit(low) for t in query.terms) / total if total else 0.0


def name_asked(query: Query) -> str:
    """Return what a question calls the members of a list: 哪些|行业, 五大|任务."""
    return query.noun or query.counted


def _is_called_otherwise(query: Query, said: str) -> bool:
    """Whether a list has a name that is not what is asked for: …等突出问题, where 哪几条原则 is asked."""
    noun = name_asked(query)[-2:]
    if len(noun) < 2 or query.value or not NAMED_NOUN.search(said):
        return False
    return make_term(noun).credit(said.lower()) < HELD


def _share_of_noun(noun: str, names: Sequence[str]) -> float:
    """The share of items that are called what is asked for: 哪几个“区” of …试验区、…示范区."""
    tail = noun[-2:]
    return sum(name.endswith(tail) for name in names) / len(names) if tail else 0.0


def _says_a_member(query: Query, names: Sequence[str]) -> bool:
    """Whether the question names one of the members: 创新能力|方面要做到哪些, then its list is another."""
    own = (f for t in query.terms for f in (t.text, *t.alternatives))
    said = " ".join((query.plain.lower(), *own))
    plain = (_RUNNING.sub("", name.strip("“”")).lower() for name in names)
    return any(len(name) >= NAME_LEAST and name in said for name in plain)


def _is_inside_another(found: ListPlace, others: Sequence[ListPlace]) -> bool:
    """Whether all members are words of one member of another list of the same sentence."""
    start, end = found.items[0].name[0], found.items[-1].name[1]
    return any(a <= start and end <= b for o in others for a, b in (i.name for i in o.items))


def is_of_another_application(query: Query, found: ListPlace) -> bool:
    """Whether a list is of what is handed in for another thing than is applied for: 申请租赁补贴 for 申请公租房要带哪些材料."""
    intro = found.document.text[slice(*found.intro)]
    asked, told = _APPLIED.search(query.plain), _APPLIED.search(intro)
    if not asked or not told:
        return False
    return make_term(asked["for"]).credit(intro) < HELD and told["for"] not in query.plain


def tells_means(query: Query, found: ListPlace) -> bool:
    """Whether a list is of the means by which something is done, which are not asked for: 通过电子证照、数据共享等|方式."""
    return bool(_MEANS.match(found.name)) and not _ASKS_MEANS.search(query.plain)
