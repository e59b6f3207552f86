"""Which of the places found is the one to show: that with the value, the reason, the clause that is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.announced import announcer
from rag.apart import told_by_figure
from rag.bands import amounts, is_out_of_case, of_own_band
from rag.beside import NEAR_BY, formula, of_the_case
from rag.cells import names_cell
from rag.classes import OF_TEXT
from rag.evidence import HELD
from rag.groups import of_own_group
from rag.likeness import other_titles
from rag.naming import title_fit, undated
from rag.places import CLOSE_READ, NEARLY, POINTED, SURE, Place, asked_words, pointed
from rag.query import ACT_ASKED, APPROVAL, CONTACT_VALUES, STORIES, Query
from rag.ruled import ruled_place
from rag.tables import heads_table
from rag.terms import words
from rag.values import says_figure
from rag.whether import told_whether

BANDS = 12  # places looked at for other bands
FOREIGN = -3.0  # the reader's number of a sentence that speaks of something else
AHEAD = 6.0  # by so much less than of the best sentence it does too
FAINT = -4.0  # log chance below which the reader points at nothing
NEAR_ENOUGH = 2.0  # log odds below the best that the reason for a new version may lie
TITLE_MEANT = 0.6  # share of the question that the title says: the document is what is asked about
FAR_DEADLINE = 4.0  # log odds below the best that a sentence with a deadline may lie
OF_A_DOCUMENT = ("org", "date")  # values that each version of a document has of its own
NAMED_HEADING = 5  # characters of a heading that is named on purpose
ITEM_MOST = 60  # characters of an item of a few words
TELLING = 1.0  # weight of a noun that tells one item from the others
_NUMBERED = re.compile(r"(?:^|\t)\s*\d{1,2}[.．、]\s*\D")  # an item of a list, also within a cell
_PURPOSE = re.compile(r"(?:第一条[\s　]*)?为了?[^。]{8,}(?:制定|印发|出台|通知如下|根据|结合)")
COMPLAINS = re.compile("监督|举报|投诉|纪委|纪检")
_APPLIES = re.compile("申报|申请|报名|提交|受理|填报|报送")
_APPROVED = re.compile(r"经[^，。；]{2,20}(?:同意|批准|审议)")
DEADLINE = re.compile(
    r"截止|最[晚迟](?:到|在)?(?:哪|几|什么)|\bdeadline\b|\blast day\b|\bby (?:when|what date)\b"
)
UNTIL = re.compile(
    r"截[止至]|逾期|(?:[年月日底末时分]|\d{1,2}[:：]\d{2})(?:之?前(?![一二三四]季度)|止|以前)|[天日月]之?内|[至到—–-]\s?(?:\d{4}年)?\d{1,2}月"
)
_FIRST = re.compile("[老旧原]的|原来|最早|最初|最先|当初|起初|首次|第一次|早先|以前")
_HISTORY_LINE = re.compile(r"[\s（(]*\d{4}年[^。，；]*(通过|修订|修正|批准)[\s）)]*$")
_OUTGROWN = re.compile(r"原有|难以(?:完全)?(?:满足|适应)|不(?:再|能)(?:适应|满足)|不相适应")


def best_place(query: Query, places: list[Place]) -> Place | None:
    """Return the place to show: for a value the best that holds one, else the best of all.

    Of several that each are of a band (不足10人的，…) that in whose band the figure of the question lies.
    """
    best = _best(
        query, [p for p in places if not heads_table(p.unit.document, p.unit.start)] or places
    )
    if best is None:
        return None
    best = of_the_case(query, _of_named_item(query, best, places), places)
    best = _in_band(query, best, places)
    return told_whether(query, of_own_group(query, best, places), places)


def _of_named_item(query: Query, best: Place, places: Sequence[Place]) -> Place:
    """The item beside the best one that alone has the noun a question names: 2. 专科（20分） for 大专, not 1. 本科（30分）."""
    if not query.value or not _is_short_item(best):
        return best
    named = [t for t in query.terms if t.noun and not t.optional and t.weight >= TELLING]
    beside = [p for p in places if p.value and _is_item_beside(p, best)]
    for term in named if best.value else ():
        if any(term.credit(said) >= HELD for said in (best.unit.text, best.unit.path)):
            continue
        told = [p for p in beside if term.credit(p.unit.text) >= HELD]
        if len(told) == 1:
            return told[0]
    return best


def _is_item_beside(place: Place, best: Place) -> bool:
    one, other = place.unit, best.unit
    same = one.document is other.document and one is not other
    return same and abs(one.start - other.start) < NEAR_BY and _is_short_item(place)


def _is_short_item(place: Place) -> bool:
    """Whether a place is a numbered item of a few words: of a long one a single noun does not tell what it is of."""
    quote = place.unit.quote
    return len(quote) <= ITEM_MOST and bool(_NUMBERED.search(quote))


def _in_band(query: Query, best: Place, places: Sequence[Place]) -> Place:
    near = [best, *(p for p in places[:BANDS] if _beside(p, best) and p.unit != best.unit)]
    asked = asked_words(query)
    if len(near) == 1 or not amounts(asked):
        return best
    told = (p for p in near if told_by_figure(p.unit.quote, query.value, asked))
    if query.value and (one := next(told, None)) is not None:
        return one
    held = of_own_band(asked, [p.unit.quote for p in near])
    if held:
        return best if 0 in held else near[held[0]]
    other = next((p for p in near[1:] if not is_out_of_case(asked, p.unit.quote)), None)
    return other if other and is_out_of_case(asked, best.unit.quote) else best


def _beside(place: Place, best: Place) -> bool:
    """Whether a place stands beside the best one: another row of its table, another item of its list."""
    one, other = place.unit, best.unit
    same = one.document is other.document and (place.value is None) == (best.value is None)
    read = place.reader is None or best.reader is None or place.reader > best.reader - AHEAD
    return same and read and abs(one.start - other.start) < NEAR_BY


def _best(query: Query, places: list[Place]) -> Place | None:
    if not places:
        return None
    if query.value:
        return _valued_place(query, places)
    if "why" in query.kinds and (told := _reason_place(query, places)):
        return told
    if told := formula(query, places):
        return told
    if query.kinds & {"why", "how"}:
        return next((p for p in places if _is_named_clause(query, p)), places[0])
    return places[0] if query.kinds & STORIES else _pointed_at(places)


def _reason_place(query: Query, places: Sequence[Place]) -> Place | None:
    """The place that tells why a document was issued, or why the earlier one no longer does."""
    first = places[0]
    if query.earlier:
        beside = (p for p in places[:CLOSE_READ] if p.odds >= first.odds - NEAR_ENOUGH)
        return next((p for p in beside if _OUTGROWN.search(p.unit.text)), None)
    document = first.unit.document
    if query.fact != "issued" or title_fit(query, document) < TITLE_MEANT:
        return None
    own = (p for p in places if p.unit.document is document)
    return next((p for p in own if _PURPOSE.match(p.unit.quote)), None)


def _valued_place(query: Query, places: list[Place]) -> Place:
    if lead := ruled_place(query, places) or _lead(places):
        return lead
    valued = [p for p in places if p.value is not None]
    if cell := next((p for p in valued if names_cell(query, p)), None):
        return cell
    if query.period and (named := [p for p in valued if _names_period(query, p)]):
        return max(named, key=lambda p: p.odds)  # 2021—2025年版是什么时候印发的
    if query.value in OF_A_DOCUMENT and not (query.earlier or query.version or query.years):
        valued = [p for p in valued if not _of_earlier_version(p)] or valued
    if query.earlier or query.version:
        titled = [p for p in valued if other_titles(p.unit)]
        # The reader takes 印发 for that of the present one.
        if titled and query.value == "date":
            return max(titled, key=lambda p: p.odds)
        valued = titled or valued
    top = places[0]
    surely = APPROVAL.search(top.unit.text) and (top.reader or 0.0) >= SURE  # of the matter itself
    approved = query.value == "org" and APPROVAL.search(query.plain.lower())
    if approved and surely:
        return top
    if approved and query.points:
        valued = [p for p in valued if _APPROVED.search(p.unit.text)] or valued
        return max(valued, key=lambda p: p.odds, default=places[0])
    if query.value == "date" and (made := _made_so(query, valued)):
        return made
    told = _told_as_asked(query, valued)
    of_document = any(t.text in words()["document_words"] for t in query.terms)
    if told and query.value == "validity" and of_document:
        of_text = [p for p in told if OF_TEXT.search(p.unit.quote)]
        return max(of_text or told, key=lambda p: p.odds)  # 这个管休闲渔船的办法能管几年
    valued = told or valued
    near = valued
    known = query.value not in CONTACT_VALUES  # the reader knows little of contact lines
    if known and places[0].reader is not None:
        least = max(FOREIGN, places[0].reader - AHEAD)
        near = [p for p in valued if p.reader is not None and p.reader > least]
        if not near and places[0].reader > FOREIGN:
            return places[0]  # what has a value speaks of something else
    return max(near or valued, key=lambda p: p.odds if known else p.score, default=places[0])


def _names_period(query: Query, place: Place) -> bool:
    """Whether a sentence names a document of the period that is asked about, which is not its own."""
    titles = other_titles(place.unit)
    return any(all(year in t for year in query.period) for t in titles)


def _of_earlier_version(place: Place) -> bool:
    """Whether a sentence names its document as it was called for other years: 牵头印发实施《…（2021—2025年）》."""
    own = undated(place.unit.title)
    return any(undated(t) in own for t in other_titles(place.unit) if undated(t) != t)


def _told_as_asked(query: Query, valued: Sequence[Place]) -> list[Place]:
    """The places whose sentence speaks of the value as the question does: of a term, an end, a complaint."""
    if query.value == "validity":
        return [p for p in valued if "有效" in p.unit.text]
    if query.value == "phone":
        complains = bool(COMPLAINS.search(query.plain))
        return [p for p in valued if bool(COMPLAINS.search(p.unit.text)) == complains]
    if query.value == "date" and query.figures:  # when … 6200亿: where that is said
        return [p for p in valued if any(says_figure(p.unit.text, f) for f in query.figures)]
    if query.value == "date" and DEADLINE.search(query.plain.lower()):
        close = max((p.odds for p in valued), default=0.0) - FAR_DEADLINE
        told = [p for p in valued if p.odds >= close and UNTIL.search(p.unit.text)]
        applies = [p for p in told if _APPLIES.search(p.unit.text)]
        return applies if _APPLIES.search(query.plain) and applies else told
    return []


def _made_so(query: Query, valued: Sequence[Place]) -> Place | None:
    """The line below a title that tells when it was passed or revised, as is asked: 2011年3月25日 …会议|通过.

    Of several the last; the first where the earliest, or the old one, is asked for.
    """
    asked = ACT_ASKED.search(query.plain)
    lines = ((p, _HISTORY_LINE.match(p.unit.quote)) for p in valued)
    told = [p for p, line in lines if asked and line and line[1] == asked[1]]
    own = [p for p in told if p.unit.document is told[0].unit.document]
    own.sort(key=lambda p: p.unit.start, reverse=not (query.earlier or _FIRST.search(query.plain)))
    return own[0] if own else None


def _lead(places: Sequence[Place]) -> Place | None:
    """The sentence that announces the list of which the best place is a member, where the value stands there.

    有下列行为之一的，处五百元以上二千元以下罚款：|（一）居民饲养烈性犬. What is read of the member counts for it.
    """
    top = places[0] if places else None
    if top is None or top.value is not None or top.reading is None or top.reading.score <= FOREIGN:
        return None
    above = announcer(top.unit)
    found = next((p for p in places if above and p.unit == above and p.value is not None), None)
    if found is None:
        return None
    own = found.reading or top.reading
    return replace(found, reading=replace(own, score=top.reading.score), odds=top.odds)


def _pointed_at(places: Sequence[Place]) -> Place:
    """The best place, or one nearly as good in which the reader points at an answer, as it does not in the best."""
    best = places[0]
    if best.reading is None or pointed(best)[1] >= FAINT:
        return best
    near = (p for p in places if p.reading is not None and p.odds >= best.odds - NEARLY)
    return next((p for p in near if pointed(p)[1] >= POINTED), best)


def _is_named_clause(query: Query, place: Place) -> bool:
    """Whether a question calls the clause of a place by its whole heading: why that project, how."""
    heading = place.unit.clause.heading.lower()
    heads = place.unit.start == place.unit.clause.start
    return heads and len(heading) >= NAMED_HEADING and _says(query.plain.lower(), heading)


def _says(text: str, name: str) -> bool:
    """Whether a text says a name, or its beginning and its end without what stands between: 产业集聚|发展|工程."""
    if name in text:
        return True
    return any(name[:at] + name[-2:] in text for at in range(NAMED_HEADING - 1, len(name) - 2))
