"""Which of the lists of the documents a question means: plain evidence, weighed as it was learned.

``lists.json`` holds a weight for each feature, as ``training.fit_lists`` found them: a conditional
logit over the lists that a question may mean (McFadden 1974, Conditional logit analysis of
qualitative choice behavior). The reader reads the best of them whole, introduction and members.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.announced import announcer
from rag.firstlook import first_list_look
from rag.forwhom import of_whom_asked
from rag.learned import learned
from rag.listevidence import (
    is_of_another_application,
    list_evidence,
    name_asked,
    name_fit,
    tells_means,
)
from rag.listplaces import ListPlace, are_parts, lists_of
from rag.lists import names_bodies
from rag.listtext import lead_of, list_text, member_of
from rag.order import Read
from rag.places import CLOSE_READ, Place
from rag.query import APPROVAL, Query, asks_list, asks_which
from rag.rank import Reading
from rag.types import Evidence
from rag.unit_asked import THINGS
from rag.values import find_values

LISTED = ("org", "company", "city", "place", "count")  # values of which there may be a list
COUNTED_CLAUSES = ("", THINGS, "个", "项", "条", "类", "种")
LIST_COVERAGE = 0.4
POOL = 100  # the best places: what is further away is looked at only where it says the words asked
READ_LISTS = 5  # lists that the reader reads; one costs 10 to 20 ms
READ_NEAR = 4.0  # those that plain evidence holds for so much less likely (log odds) it does not
NAMED = 0.6  # a list whose name fits this well is the one that is meant
NEAR_BEST = 6.0  # log odds below the best place: what is further away is another matter
ANY_NOUN = ("内容", "方面", "部分", "情况", "问题", "事情")  # name no list
SAME = 6  # last characters of a member that tell that it is the same: 提出|加快…技术研发创新
READ_BAND, START_BAND = 8.0, 8.0
SURELY = 6.0  # the reader's number of a list that answers without doubt
SUREST = 9.0  # and of one that may come before the likeliest
FAR_BETTER = 5.0  # and by so much it has to be better than the likeliest to come before it
TIED = 0.5  # of two so near to each other the one that is called what is asked for
AS_WELL = 1.0  # a list whose reader's number is lower by no more is read as well
_COMMA = re.compile(r"[，,；;]")
_FORBIDS = re.compile(
    r"不得|不能|不可|不准|不许|不让|禁止|严禁|不予|\b(?:not|cannot|forbidden|prohibited|banned)\b"
)
OF_A_TYPE = ("org", "company", "city", "place", "person", "person_name")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A list that a question may mean, the place of its introduction and what speaks for it."""

    found: ListPlace
    place: Place
    evidence: Evidence


def may_list(query: Query) -> bool:
    """Whether a list may be what a question asks for: items of a kind, a number of clauses, a topic."""
    if (query.value and query.value not in LISTED) or (
        query.figures and not (query.count or "list" in query.kinds)
    ):
        return False
    alone = "谁" in query.text or not query.count
    if query.value == "org" and "list" not in query.kinds and alone:
        return False
    if query.value == "org" and (
        query.noun.startswith("方面") or APPROVAL.search(query.text.lower())
    ):
        return False  # 征求了哪些方面的意见; whose approval
    if query.value == "count" and (query.unit not in COUNTED_CLAUSES or query.measure):
        return False  # 多少套房 and 营收做到多少 are figures, 几项任务 is a list
    asks_topic = not (query.kinds - {"list", "how", "confirm"} or query.value)
    return (asks_list(query) or asks_topic) and not asks_which(query)


def find_list(query: Query, places: Sequence[Place]) -> ListPlace | None:
    """Return the list that the question means, told apart by words alone, or None."""
    return choose_list(query, places, list_candidates(query, places))


def choose_list(
    query: Query, places: Sequence[Place], ranked: Sequence[Candidate]
) -> ListPlace | None:
    """Return the list that the question means among those ranked, or None."""
    if query.value in OF_A_TYPE:  # bodies in a list that is too unlikely to be read: 链主企业都有谁
        ranked = [c for c in ranked if c.found.read is not None] or ranked
        ranked = [c for c in ranked if _are_of_type(query.value, c.found) or _surely(c.found)]
    if own := _in_best_sentence(places, ranked):
        return own
    if _is_of_one_member(query, places, ranked):
        return None
    ranked = [c for c in ranked if _is_meant(query, c.found, places)]
    if not ranked:
        return None
    found = of_whom_asked(query, _as_asked(query, ranked), (c.found for c in ranked))
    return _by_clauses(found, ranked)


def _is_of_one_member(query: Query, places: Sequence[Place], ranked: Sequence[Candidate]) -> bool:
    """Whether a question names a member of the likeliest list, and the reader is sure of a sentence: 创新能力|方面的目标有哪些."""
    sure = bool(places) and (places[0].reader or 0.0) >= SURELY
    return sure and not query.count and bool(ranked) and ranked[0].evidence["member_said"] > 0


def _in_best_sentence(places: Sequence[Place], ranked: Sequence[Candidate]) -> ListPlace | None:
    """The only list of the sentence that the reader has no doubt of, where it likes the likeliest list far less."""
    read = places[0].reader if places else None
    top = ranked[0].found.read if ranked else None
    if read is None or top is None or read < SURELY or read - top < FAR_BETTER:
        return None
    own = [c.found for c in ranked if c.place.unit == places[0].unit]
    return own[0] if len(own) == 1 else None


def _as_asked(query: Query, ranked: Sequence[Candidate]) -> ListPlace:
    """The likeliest list, or one that the reader, its name or what it forbids puts before it."""
    top = ranked[0].found
    read = [(c, c.found.read) for c in ranked if c.found.read is not None]
    if top.read is None or not read:
        return top
    best, number = max(read, key=lambda one: one[1])
    if number >= max(SUREST, top.read + FAR_BETTER) and not query.count:
        return best.found
    least = weigh(ranked[0].evidence) - TIED
    tied = (c.found for c, _ in read if weigh(c.evidence) >= least)
    named = next((one for one in tied if _is_called_so(query, one)), top)
    if named is not top and not (top.clause or _is_called_so(query, top)):
        return named
    forbids = bool(_FORBIDS.search(query.plain.lower()))
    alike = (c for c, n in read if n >= top.read - AS_WELL and _is_forbidden(c) == forbids)
    return next((c.found for c in alike), top)


def _is_called_so(query: Query, found: ListPlace) -> bool:
    """Whether the name of a list begins with what is asked for: …等数字|技术 where 哪些新技术 is asked."""
    tail = query.noun[-2:]
    return len(tail) > 1 and tail in found.name[: len(tail) + 2]


def _is_forbidden(candidate: Candidate) -> bool:
    """Whether the words right before the members forbid them: …，不得用于|偿还债务."""
    lead = lead_of(candidate.place.unit, candidate.found)
    return bool(_FORBIDS.search(_COMMA.split(lead)[-1].lower()))


def _by_clauses(found: ListPlace, ranked: Sequence[Candidate]) -> ListPlace:
    """The same list as clauses of its own, where the document has it so too: each proves its item."""
    names = found.names()
    for other in (c.found for c in ranked if c.found.clause and not found.clause):
        pairs = zip(names, other.names(), strict=False)
        same = other.document is found.document and len(other.items) == len(names)
        if same and all(name[-SAME:] in told for name, told in pairs):
            return replace(
                other,
                fit=max(found.fit, other.fit),
                stated=other.stated or found.stated,
                read=found.read,
            )
    return found


def list_candidates(
    query: Query, places: Sequence[Place], read: Read | None = None
) -> list[Candidate]:
    """Return the lists that a question may mean, best first; those that were read come first."""
    if not places:
        return []
    made: dict[tuple[str, int, int], Candidate] = {}
    near = {(p.unit.document.doc_id, p.unit.start): p.near for p in places}
    for place in _announcing(query, places):
        for found in lists_of(place.unit):
            whole = are_parts(found) and found.clause and query.count != len(found.items)
            if whole or tells_means(query, found):
                continue
            found = replace(found, fit=name_fit(query, found))
            key = (found.document.doc_id, found.items[0].name[0], found.items[-1].name[1])
            members = [near.get((key[0], i.proof[0]), place.near) for i in found.items]
            evidence = list_evidence(query, place, found, places[0], members)
            made.setdefault(key, Candidate(found, place, evidence))
    looked = [(first_list_look(query, c.evidence), c) for c in made.values()]
    looked.sort(key=lambda one: (-one[0], *_order(one[1])))
    ranked = [c for _, c in looked]
    if read is None or not ranked:
        return ranked
    many = sum(look >= looked[0][0] - READ_NEAR for look, _ in looked[:READ_LISTS])
    close, rest = ranked[:many], ranked[many:]
    readings = read([list_text(c.place.unit, c.found) for c in close])
    top = max(r.score for r in readings)
    close = [
        replace(c, found=replace(c.found, read=r.score), evidence=c.evidence | _as_read(c, r, top))
        for c, r in zip(close, readings, strict=True)
    ]
    return sorted(close, key=_order) + rest


def _order(candidate: Candidate) -> tuple[float, str, int]:
    return -weigh(candidate.evidence), candidate.found.document.doc_id, candidate.found.intro[0]


def weigh(evidence: Evidence) -> float:
    """Return the log odds, up to a constant for the question, that a list is the one it means."""
    weights: Evidence = learned("lists")["weights"]
    return sum(weights[name] * value for name, value in evidence.items())


def _announcing(query: Query, places: Sequence[Place]) -> list[Place]:
    """The places whose lists are looked at: the best, those that hold the words, and above members."""
    noun = name_asked(query)[-2:]
    named = bool(noun) and noun not in ANY_NOUN
    of_unit = {(p.unit.document.doc_id, p.unit.start): p for p in places}
    above = [announcer(p.unit) for p in places[:CLOSE_READ]]
    found = [
        p for i, p in enumerate(places)
        if i < POOL or p.coverage >= LIST_COVERAGE or query.count or (named and noun in p.unit.text)
    ]  # fmt: skip
    found += [p for u in above if u is not None if (p := of_unit.get((u.document.doc_id, u.start)))]
    return list({id(p): p for p in found}.values())


def _as_read(candidate: Candidate, reading: Reading, top: float) -> Evidence:
    """What the reader says of a list: how near to the best of them, and where an answer begins."""
    clip = min(READ_BAND, max(-READ_BAND, reading.score)) / READ_BAND
    return {
        "reader": clip,
        "reader_lead": max(-READ_BAND, reading.score - top) / READ_BAND,
        "reader_start": _start(candidate, reading) / START_BAND,
    }


def _start(candidate: Candidate, reading: Reading) -> float:
    """The log chance, by the reader, that a short answer begins with the first member of a run."""
    found = candidate.found
    if found.clause is not None or found.header or not reading.offsets:
        return 0.0
    first = "：" + member_of(found.names()[0])
    at = list_text(candidate.place.unit, found).find(first) + 1
    token = next((i for i, (_, end) in enumerate(reading.offsets) if end > at > 0), None)
    return -START_BAND if token is None else max(-START_BAND, reading.starts[token])


def _is_meant(query: Query, found: ListPlace, places: Sequence[Place]) -> bool:
    """Whether a list is called what is asked for, the reader says so, or its sentence is not far from the best."""
    if is_of_another_application(query, found):
        return False
    if query.count or found.fit >= NAMED or (found.read or 0.0) > 0.0:
        return True
    said = max((p.odds for p in places if p.unit.start == found.intro[0]), default=-math.inf)
    return said >= places[0].odds - NEAR_BEST


def of_whom(ranked: Sequence[Candidate]) -> bool:
    """Whether the likeliest list says of whom something is true, and the reader thinks it answers."""
    top = ranked[0].found if ranked else None
    return top is not None and (top.read or 0.0) > 0.0 and _say_of_whom(top)


def _surely(found: ListPlace) -> bool:
    """Whether the reader has no doubt that a list answers: 钱从哪些|地方|凑 asks for no places."""
    return found.read is not None and found.read >= SURELY


def _say_of_whom(found: ListPlace) -> bool:
    """Whether the members are those of whom something is true: 被列入…名单的；贷款逾期的."""
    return all(name.endswith("的") for name in found.names())


def _are_of_type(kind: str, found: ListPlace) -> bool:
    """Whether most items are bodies, companies, places: what else is listed answers no question for them."""
    names = found.names()
    if _say_of_whom(found):
        return True
    if kind == "org":
        return names_bodies(names)
    return 2 * sum(bool(find_values(name, kind)) for name in names) > len(names)
