"""Passages to an answer: one mechanism for every kind of question.

The question is matched to places in the clause trees (``places``, ``address``); its kind only
decides how much of the place is shown: the value, the sentence, the clause, or its children.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rag import about, refuse
from rag.address import Found, resolve
from rag.announced import LABELLED, announced, announces
from rag.choosing import bare
from rag.definition import definition
from rag.draft import Draft
from rag.eligibility import eligibility
from rag.evidence import HELD, is_absent
from rag.likeness import heading_match, other_titles, tells_of_another
from rag.listplaces import ListPlace, find_list, numbered_parts
from rag.lists import STATED, is_body
from rag.matching import best_place, candidates, match
from rag.phrases import said_of, short_phrase
from rag.places import Place, Read, Similar, Unit, pointed, units_of
from rag.premise import check_direction, opposite, wrong_body, wrong_figure
from rag.query import CONTACT_VALUES, Query, besides_of
from rag.steps import Step
from rag.terms import words
from rag.types import Answer, Clause, Document, Hit
from rag.values import enough_of_year, han, says_figure, says_year

CLAUSE_FIT = 0.72  # a heading that fits the question this well is what is asked about
WHICH_PLACE = 0.6  # and one of several that is asked for may lie as far as this
NEXT_PLACE = 0.9  # further places are shown when they come this near to the best
NEXT_WAY = 0.7  # and where ways are asked for, of which there are mostly several, this near
MEANT = 0.6
SAME_MATTER = 0.7
COUNTED_CLAUSES = ("", "个", "项", "条", "类", "种")
OF_A_VERSION = ("duration", "date", "org")  # told of a version in sentences beside its title too
LISTED = ("org", "company", "city", "place", "count")  # values of which there may be a list
NEEDED = ("person_name", "company", "city")  # without such a name nothing is answered
MAX_SENTENCES = 8
STORIES = frozenset(("list", "why", "outline", "condition", "support", "definition"))
POINTED, MAX_POINTED = -1.0, 24  # log chance from which the reader's words are the short answer
LONG_CLAUSE = 900
_OF_VALIDITY = re.compile(r"有效|失效|废止|期|试行|为止|不再执行|停止执行")
_ASKS_VALIDITY = re.compile(
    r"有效|失效|过期|到期|废止|作废|作数|算数|管用|管到|\b(?:valid|expir|in force|in effect|until)"
)
_LABEL = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]|[一二三四五六七八九十]{1,3}、)\s*"
)
_ASKS_CHANGE = re.compile(r"从多少.{0,8}[到至]了?多少|\bfrom what\b.{0,40}\bto what\b")
_CHANGE = re.compile(
    r"从[^，。；]{0,16}\d[^，。；]{0,16}[至到][^，。；]{0,16}?\d[\d.,]*\s?(?:万|亿)?[元%％家个人]?"
)


def compose(
    query: Query,
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    similar: Similar,
    read: Read,
    as_of: date,
) -> Answer:
    """Return the answer to a question from the documents that retrieval found, unverified.

    ``similar`` gives the cosines of the question with sentences, ``read`` the reader's readings.
    """
    ranked, hits = candidates(query, hits, documents)
    if refuse.is_vague(query, about.subject(query), len(documents)):
        return refuse.unclear(Draft(query), ranked)
    found = match(query, ranked, hits, documents, similar, read)
    query, places = found.query, found.places
    draft = Draft(query, absent=found.best is None or is_absent(found.evidence))
    if found.best is not None and query.kinds & {"condition", "support"} and not query.value:
        draft.absent = draft.absent and not refuse.concerns(query, found.best)
    if found.best is not None and draft.absent and opposite(query, found.best):
        draft.absent = found.best.coverage < SAME_MATTER  # the same matter the other way round
    if query.value in NEEDED and (found.best is None or found.best.value is None):
        draft.absent = True
    absent = refuse.absent_names(query, documents)
    if about.confirms_issuer(query) and all(is_body(t.text) for t in absent):
        absent = ()  # 是由省教育厅印发的吗: the issuers are the answer
    if not draft.absent:  # what a clause before the question proper names is not what is asked
        absent = tuple(t for t in absent if t.text in re.split(r"[，,]", query.plain.lower())[-1])
    if absent or not ranked:
        return refuse.not_found(draft, places, absent)
    if not draft.absent and (wrong := wrong_body(query, ranked[0])):
        draft.status = "partial"
        draft.note("premise_body", asked=wrong[0])
        draft.quote(ranked[0], (wrong[1].start, wrong[1].end))
    answer = (
        _address(draft, ranked, places)
        or about.outline(draft, ranked)
        or about.full_title(draft, ranked, places)
        or about.facts(draft, ranked)
        or about.other_version(draft, ranked, places)
        or _list(draft, ranked, places)
        or _places(draft, places)
    )
    return (
        answer
        if answer.status == "not_found"
        else about.with_validity(answer, draft, documents, as_of)
    )


def _address(draft: Draft, ranked: list[Document], places: list[Place]) -> Answer | None:
    query = draft.query
    if not query.steps:
        return None
    found = resolve(query, ranked[:3], places)
    if found is None:
        return None
    if found.missing is not None:
        return _no_such_item(draft, found, places)
    if found.clause is not None:
        inner = _inner_list(draft, found) if "list" in query.kinds else None
        head = found.clause.heading
        draft.short_answer = head if head and found.clause.scheme != "条" else None
        if inner is not None:
            if head:
                draft.quote(found.document, (found.clause.start, found.clause.head_end))
            _show_list(draft, inner)
        else:
            _show_clause(draft, found.document, found.clause)
    elif found.item is not None and found.parent is not None:
        a, b = found.parent.intro
        within = a <= found.item.name[0] and found.item.name[1] <= b
        draft.quote(
            found.document, found.item.name, found.parent.intro if within else found.item.proof
        )
        draft.short_answer = _LABEL.sub("", found.document.text[slice(*found.item.name)])
        if told := _told_apart(found, query.steps[-1]):
            draft.quote(found.document, (told.start, told.end))
            inner = find_list(query, [Place(told, 1.0, 1.0)]) if "list" in query.kinds else None
            if inner is not None:
                _show_list(draft, inner)
    return draft.finish()


def _told_apart(found: Found, step: Step) -> Unit | None:
    """The sentence that tells of one item of a list by its number: 第一部分“总体情况”，阐述了….."""
    assert found.item is not None
    name = found.document.text[slice(*found.item.name)].lower()
    label = re.compile(rf"第(?:{step.number}|{han(step.number)}){step.unit}")
    units = units_of(found.document)
    return next((u for u in units if label.match(u.text) and name in u.text), None)


def _inner_list(draft: Draft, found: Found) -> ListPlace | None:
    """The list inside the addressed clause: 最后一部分包括哪些方面."""
    clause = found.clause
    assert clause is not None
    units = [u for u in units_of(found.document) if clause.start <= u.start < clause.end]
    if found.document.children(clause.id):
        return None
    return find_list(draft.query, [Place(unit, 1.0, 1.0) for unit in units])


def _no_such_item(draft: Draft, found: Found, places: list[Place]) -> Answer:
    assert found.missing is not None
    if found.parent is None:
        draft.note("no_address", asked=found.missing.text)
        return refuse.not_found(draft, places)
    draft.status = "partial"
    draft.note("premise_ordinal", asked=found.missing.number, found=len(found.parent.items))
    _show_list(draft, found.parent)
    return draft.finish()


def _list(draft: Draft, ranked: list[Document], places: list[Place]) -> Answer | None:
    query = draft.query
    wanted = query.kinds & {"list", "condition"} or query.count
    if (query.value and query.value not in LISTED) or (query.figures and not query.count):
        return None
    alone = "谁" in query.text or not query.count
    if query.value == "org" and "list" not in query.kinds and alone:
        return None
    if query.value == "count" and (query.unit not in COUNTED_CLAUSES or query.measure):
        return None  # 多少套房 and 营收做到多少 are figures, 几项任务 is a list
    asks_topic = not (query.kinds - {"list", "confirm"}) and not query.value
    if not (wanted or (asks_topic and not query.years)):
        return None
    if _cue_which(query):
        return None
    found = find_list(query, places)
    if "definition" in query.kinds and not query.count and (not found or found.fit < MEANT):
        return None  # a word is explained by a sentence, unless a list has its name
    if ranked and (found is None or query.count not in (found.stated, len(found.items))):
        found = numbered_parts(query, ranked[0]) or found
    if found is None or not (wanted or (found.fit >= CLAUSE_FIT and found.clause)):
        return None
    if draft.absent:
        return None
    if query.kinds & {"how", "why"} and found.clause is None and not query.count:
        return None  # means and reasons are sentences, not the words joined in one
    intro = found.document.text[slice(*found.intro)]
    if query.years and not any(y in intro + found.document.facts.title.value for y in query.years):
        return None
    marks = words()["marks"]["stated_condition"]
    if query.kinds & {"condition", "support"} and not any(mark in intro for mark in marks):
        return None
    if query.count and query.count not in (found.stated, len(found.items)):
        draft.status = "partial"
        draft.note("premise_count", asked=query.count, stated=found.stated or len(found.items))
    _show_list(draft, found)
    return draft.finish()


def _show_list(draft: Draft, found: ListPlace) -> None:
    """Show the sentence that announces the list, then each item with its own proof."""
    document = found.document
    draft.quote(document, found.intro)
    besides = besides_of(draft.query)
    for item in found.items:
        if besides and besides.credit(document.text[slice(*item.name)].lower()) >= HELD:
            continue
        draft.quote(document, item.name, item.proof, item=True)
    if found.stated and found.stated > len(found.items):
        draft.status = "partial"
        draft.note("count_short", stated=found.stated, found=len(found.items))
    if draft.query.value == "count":
        draft.short_answer = draft.short_answer or _stated_words(document, found)


def _stated_words(document: Document, found: ListPlace) -> str | None:
    match = STATED.search(document.text[slice(*found.intro)])
    return match.group() if match else None


def _show_clause(draft: Draft, document: Document, clause: Clause) -> None:
    """Show a clause sentence by sentence; a long one by its own words and its children's headings."""
    long = clause.end - clause.start > LONG_CLAUSE
    spans = [
        (u.start, u.end)
        for u in units_of(document)
        if clause.start <= u.start < (clause.own_end if long else clause.end)
    ]
    for span in spans[: MAX_SENTENCES * 2]:
        draft.quote(document, span)
    if long:
        for child in document.children(clause.id):
            end = child.head_end if child.heading else min(child.own_end, child.start + 80)
            first = next((u.end for u in units_of(document) if u.start == child.start), end)
            draft.quote(
                document, (child.start, max(end, first if not child.heading else end)), item=True
            )


def _places(draft: Draft, places: list[Place]) -> Answer:
    """Answer from the best sentences, or say what is missing."""
    query = draft.query
    best = best_place(query, places)
    missing = refuse.missing_terms(query, best.unit) if best else ()
    if best is None or draft.absent:
        if query.value and not missing:
            draft.note("missing_value", what=query.text.rstrip("？?。."))
        return refuse.not_found(draft, places, missing)
    if query.value or (query.years and query.measure and best.value is not None):
        return _value(draft, best, places)
    if query.years and "why" not in query.kinds and not _says_a_year(query, best):
        return refuse.not_found(draft, places)
    if "definition" in query.kinds:
        return definition(draft, places)
    if query.kinds & {"condition", "support"}:
        return eligibility(draft, places)
    check_direction(draft, best)
    if wrong := wrong_figure(query, best):
        draft.status = "partial"
        draft.note("premise_figure", asked=wrong)
    _show_places(draft, places, best)
    draft.short_answer = short_phrase(query, best.unit.quote) or _pointed(query, best)
    if item := _which_item(query, best, places):
        draft.quote(best.unit.document, (item.start, item.head_end))
        draft.short_answer = item.heading
    return draft.finish()


def _pointed(query: Query, best: Place) -> str | None:
    """The words that the reader points at, where it is sure and a thing is asked for, not a story."""
    if query.kinds & STORIES or best.unit.quote.rstrip().endswith(("？", "?")):
        return None
    text, chance = pointed(best)
    text = said_of(text)
    return text if chance >= POINTED and 2 <= len(text) <= MAX_POINTED else None


def _which_item(query: Query, best: Place, places: list[Place]) -> Clause | None:
    """The headed clause of the best place where one of several is asked for: 属于哪一项工程.

    Where the question says what it is one of, its heading ends in that: 数字技术攻关突破|工程.
    """
    if not _cue_which(query):
        return None
    near = [best, *(p for p in places if p.score >= WHICH_PLACE * best.score)]
    for place in near if query.noun else [best]:
        clause = _labelled(place)
        if clause and clause.heading.endswith(query.noun[-2:]):
            return clause
    return _labelled(best)


def _labelled(place: Place) -> Clause | None:
    """The nearest clause at or above a place that has a number and a heading."""
    document, clause = place.unit.document, place.unit.clause
    while not (clause.heading and clause.scheme in LABELLED):
        if clause.parent <= 0:
            return None
        clause = document.clauses[clause.parent]
    return clause


def _cue_which(query: Query) -> bool:
    return any(re.search(cue, query.text.lower()) for cue in words()["which_item"][query.language])


def _value(draft: Draft, best: Place, places: list[Place]) -> Answer:
    query = draft.query
    value = best.value
    told = query.years or query.version or query.figures or query.follow_up or query.earlier
    nameless = not (about.subject(query) or told)
    if nameless and query.value not in CONTACT_VALUES:
        return refuse.not_found(draft, places)  # whose, of what? only the document is named
    if value is None and query.years and not _says_a_year(query, best):
        return refuse.not_found(draft, places)
    directed = value is not None and best.unit.quote[: value.start].endswith(
        ("向", "由", "报", "经")
    )
    if value is None or (value.kind == "org" and announces(best.unit) and not directed):
        _show_places(draft, places, best)  # who may not …: those that the text lists below
        return draft.finish()
    other = about.means_another_version(query, [best.unit.document])
    asks_end = query.value == "validity" and _ASKS_VALIDITY.search(query.plain.lower())
    if asks_end and not _OF_VALIDITY.search(best.unit.text):
        return refuse.not_found(draft, places)  # a day, but not that on which it ends
    beside = query.value in OF_A_VERSION
    told = tells_of_another(best.unit) if beside else bool(other_titles(best.unit))
    told |= bool(query.period) and all(year in best.unit.text for year in query.period)
    if other and not told and best.unit.clause.scheme != "root":
        return refuse.not_found(draft, places)
    draft.short_answer = _from_to(query, best.unit) or bare(value.text, query.text)
    draft.quote(best.unit.document, (best.unit.start, best.unit.end))
    check_direction(draft, best)
    if part := enough_of_year(query.text + query.before, value):
        draft.status = "partial"
        draft.note("granularity", span=value.year + "年" + part)
    wrong = wrong_figure(query, best)
    if wrong and (
        query.kinds & {"confirm", "why"} or not says_figure(best.unit.document.text, wrong)
    ):
        draft.status = "partial"
        draft.note("premise_figure", asked=wrong)
    return draft.finish()


def _from_to(query: Query, unit: Unit) -> str | None:
    """The words that tell a change, where it is asked for: 从多少涨到多少."""
    if not _ASKS_CHANGE.search(query.plain.lower()):
        return None
    found = _CHANGE.search(unit.quote)
    return found.group() if found else None


def _show_reply(draft: Draft, asked: Unit) -> None:
    """Show what stands below a question of the document itself (问：…？), up to the next one."""
    units = units_of(asked.document)
    below = units[units.index(asked) + 1 :]
    draft.quote(asked.document, (asked.start, asked.end))
    for unit in below[:MAX_SENTENCES]:
        if unit.quote.rstrip().endswith(("？", "?")):
            break
        draft.quote(unit.document, (unit.start, unit.end))


def _says_a_year(query: Query, place: Place) -> bool:
    """Whether a place, or what stands around it, speaks of a year that is asked for."""
    said = place.unit.text + place.unit.around
    return any(says_year(said, year) for year in query.years)


def _show_places(draft: Draft, places: list[Place], best: Place) -> None:
    """Show the clause that the best place heads, or the best sentences of several clauses."""
    unit, query = best.unit, draft.query
    heading_fit = heading_match(query, unit.clause.heading) if unit.clause.heading else 0.0
    heads = unit.start == unit.clause.start and unit.end <= unit.clause.head_end + 2
    if "why" in query.kinds and unit.clause.end - unit.clause.start <= LONG_CLAUSE:
        heading_fit = 1.0  # reasons stand around the sentence that names the matter
    if unit.quote.rstrip().endswith(("？", "?")):
        _show_reply(draft, unit)
        return
    if (heading_fit >= CLAUSE_FIT or heads) and unit.clause.scheme != "root":
        _show_clause(draft, unit.document, unit.clause)
        return
    shown = [
        p
        for p in places
        if not p.unit.is_heading
        and p.score >= (NEXT_WAY if "how" in query.kinds else NEXT_PLACE) * best.score
        and p.coverage >= 0.85 * best.coverage
    ]
    for place in [best, *(p for p in shown if p is not best)][:3]:
        draft.quote(place.unit.document, (place.unit.start, place.unit.end))
        if place is best and announces(place.unit):
            for child in announced(place.unit):
                draft.quote(place.unit.document, (child.start, child.end), item=True)
