"""Passages to an answer: one mechanism for every kind of question.

The question is matched to places in the clause trees (``places``, ``address``); its kind only
decides how much of the place is shown: the value, the sentence, the clause, or its children.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rag import about, refuse
from rag.addressed import addressed
from rag.announced import LABELLED, announces
from rag.choosing import bare
from rag.definition import definition
from rag.draft import Draft
from rag.eligibility import eligibility
from rag.evidence import is_absent
from rag.likeness import other_titles, tells_of_another
from rag.listed import listed
from rag.listrank import ANY_NOUN, of_whom
from rag.lists import is_body
from rag.matching import FOREIGN, best_place, candidates, match
from rag.order import Read
from rag.outline import outline
from rag.phrases import said_of, short_phrase, titled, trimmed
from rag.places import POINTED, Place, Similar, pointed
from rag.premise import (
    check_direction,
    opposite,
    strange_quotes,
    wrong_body,
    wrong_date,
    wrong_figure,
)
from rag.query import CONTACT_VALUES, STORIES, Query, asks_which
from rag.reading import introduction
from rag.shown import first_problem, show_places
from rag.types import Answer, Clause, Document, Hit
from rag.units import Unit
from rag.values import Value, enough_of_year, find_values, says_figure, says_year

WHICH_PLACE = 3.0  # and one of several that is asked for may lie as far as this, in log odds
SAME_MATTER = 0.7
OF_A_VERSION = ("duration", "date", "org")  # told of a version in sentences beside its title too
NEEDED = ("person_name", "company", "city")  # without such a name nothing is answered
NUMBERS = ("count", "rank", "money", "percent", "duration", "date", "hours")
SURE = 4.0  # the reader's number of a sentence that answers
MAX_POINTED = 24  # characters of a short answer at which the reader points
_OF_VALIDITY = re.compile(r"有效|失效|废止|期|试行|为止|不再执行|停止执行")
_ASKS_VALIDITY = re.compile(
    r"有效|失效|过期|到期|废止|作废|作数|算数|管用|管到|\b(?:valid|expir|in force|in effect|until)"
)
_A_FIGURE = re.compile(r"[\d一二三四五六七八九十百千万两]")
_A_YEAR = re.compile(r"(?:19|20)\d{2}年")
_ASKS_WHERE = re.compile(r"哪儿|哪里|什么地方|\bwhere\b")
_ASKS_CHANGE = re.compile(
    r"从多少.{0,8}[到至]了?多少|比.{0,8}(?:多|少|增加|减少|高|低)了?(?:多少|几)|(?:相差|差)多少"
    r"|\bfrom what\b.{0,40}\bto what\b|\bhow much (?:more|less|higher|lower)\b"
)
_CHANGE = re.compile(
    r"从[^，。；]{0,16}\d[^，。；]{0,16}[至到][^，。；]{0,16}?\d[\d.,]*\s?(?:万|亿)?[元%％家个人]"
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
    of_another = query.value in CONTACT_VALUES and not found.query.value  # whose, is not known here
    query, places = found.query, found.places
    draft = Draft(query, absent=found.best is None or is_absent(found.evidence))
    if found.best is not None and query.kinds & {"condition", "support"} and not query.value:
        draft.absent = draft.absent and not refuse.concerns(query, found.best)
    if found.best is not None and draft.absent and opposite(query, found.best):
        draft.absent = found.best.coverage < SAME_MATTER  # the same matter the other way round
    if draft.absent and query.value in CONTACT_VALUES and found.best and found.best.value:
        draft.absent = False  # whose it is has been checked
    if of_another and found.best is not None and found.best.unit.clause.scheme == "facts":
        draft.absent = True
    if query.value in NEEDED and not (_has_name(found.best) or of_whom(found.lists)):
        draft.absent = True
    absent = refuse.absent_names(query, documents) or refuse.other_matter(query, documents)
    if about.confirms_issuer(query) and all(is_body(t.text) for t in absent):
        absent = ()  # 是由省教育厅印发的吗: the issuers are the answer
    if not draft.absent:  # what a clause before the question proper names is not what is asked
        last = re.split(r"[，,]", query.plain.lower())[-1]
        absent = tuple(t for t in absent if (t.said or t.text) in last or query.language == "en")
    if absent or not ranked:
        return refuse.not_found(draft, places, absent)
    if not draft.absent and (strange := strange_quotes(query, documents)):
        draft.status = "partial"
        draft.note("premise_name", asked=strange[0])
    for frame, check in (("premise_body", wrong_body), ("premise_date", wrong_date)):
        if not draft.absent and (wrong := check(query, ranked[0])):
            draft.status = "partial"
            draft.note(frame, asked=wrong[0])
            draft.quote(ranked[0], (wrong[1].start, wrong[1].end))
    answer = (
        addressed(draft, ranked, places)
        or outline(draft, ranked)
        or about.full_title(draft, ranked, places)
        or about.ended(draft, ranked)
        or about.facts(draft, ranked)
        or about.other_version(draft, ranked, places)
        or listed(draft, ranked, places, found.lists)
        or _places(draft, places, documents)
    )
    return (
        answer
        if answer.status == "not_found"
        else about.with_validity(answer, draft, documents, as_of)
    )


def _has_name(best: Place | None) -> bool:
    """Whether a place has a name of the kind asked for, and the reader does not think it foreign."""
    if best is None or best.value is None:
        return False
    return best.reader is None or best.reader > FOREIGN


def _places(draft: Draft, places: list[Place], documents: Mapping[str, Document]) -> Answer:
    """Answer from the best sentences, or say what is missing."""
    query = draft.query
    best = best_place(query, places)
    if best is None or draft.absent:
        missing = refuse.unheard_terms(query, best.unit, documents) if best else ()
        if query.value and not missing:
            draft.note("missing_value", what=query.text.rstrip("？?。."))
        return refuse.not_found(draft, places, missing)
    if query.value or (query.years and query.measure and best.value is not None):
        return _value(draft, best, places)
    sure = best.reader is None or best.reader >= SURE
    if best.unit.clause.scheme == "facts" and not (sure or query.value or query.fact):
        return refuse.not_found(draft, places)  # a line of contacts answers who asks for them
    if query.years and not _says_a_year(query, best):
        known = any(y in d.text for d in documents.values() for y in query.years)
        if "why" not in query.kinds or not known:
            return refuse.not_found(draft, places)
    if query.years and query.measure and not query.kinds and find_values(best.unit.quote, ""):
        return refuse.not_found(draft, places)  # figures, but of another measure or year
    if "definition" in query.kinds:
        return definition(draft, places)
    if query.kinds & {"condition", "support"}:
        return eligibility(draft, places)
    check_direction(draft, best)
    if wrong := wrong_figure(query, best):
        draft.status = "partial"
        draft.note("premise_figure", asked=wrong)
    show_places(draft, places, best)
    draft.short_answer = short_phrase(query, best.unit.quote) or _pointed(query, best)
    if "why" in query.kinds and not draft.short_answer:
        draft.short_answer = first_problem(draft)
    if item := _which_item(query, best, places):
        draft.quote(best.unit.document, (item.start, item.head_end))
        draft.short_answer = item.heading
    return draft.finish()


def _pointed(query: Query, best: Place) -> str | None:
    """The words that the reader points at, where it is sure and a thing is asked for, not a story."""
    if query.kinds & STORIES or best.unit.quote.rstrip().endswith(("？", "?")):
        return None
    text, chance = pointed(best)
    text = titled(said_of(trimmed(text, query.plain)), best.unit.quote, query.plain)
    if _ASKS_WHERE.search(query.plain.lower()) and find_values(text, "money"):
        return None  # 建在哪儿了 is not answered by 9.3亿元
    return text if chance >= POINTED and 2 <= len(text) <= MAX_POINTED else None


def _pointed_value(query: Query, best: Place) -> str | None:
    """The words that the reader points at where no pattern finds the value: a number where one is asked for."""
    text = _pointed(query, best)
    return text if text and (query.value not in NUMBERS or _A_FIGURE.search(text)) else None


def _which_item(query: Query, best: Place, places: list[Place]) -> Clause | None:
    """The headed clause of the best place where one of several is asked for: 属于哪一项工程.

    Where the question says what it is one of, its heading ends in that: 数字技术攻关突破|工程.
    """
    if not asks_which(query):
        return None
    named = query.noun and query.noun not in (*ANY_NOUN, "工程", "任务", "项目", "项")
    near = [best, *(p for p in places if p.odds >= best.odds - WHICH_PLACE)]
    for place in near if query.noun else [best]:
        clause = _labelled(place)
        if clause and clause.heading.endswith(query.noun[-2:]):
            return clause
    clause = _labelled(best)
    if named and not (clause and _is_among(best.unit.document, clause, query.noun)):
        return None  # 总目标叫什么|高地: no item is called so
    return clause


def _is_among(document: Document, clause: Clause, noun: str) -> bool:
    """Whether a clause is one of those that a heading above it names: （二）重点|任务 › 二是大力提升…水平."""
    path = document.path(clause.parent)
    return bool(path) and path[-1].endswith(noun[-2:])


def _labelled(place: Place) -> Clause | None:
    """The nearest clause at or above a place that has a number and a heading."""
    document, clause = place.unit.document, place.unit.clause
    while not (clause.heading and clause.scheme in LABELLED):
        if clause.parent <= 0:
            return None
        clause = document.clauses[clause.parent]
    return clause


def _value(draft: Draft, best: Place, places: list[Place]) -> Answer:
    query = draft.query
    value = best.value
    told = query.years or query.version or query.figures or query.follow_up or query.earlier
    of_document = query.fact and query.value == "org"  # 发文之前经过谁同意
    nameless = not (about.subject(query) or told or of_document)
    surely = best.reader is not None and best.reader > SURE
    if nameless and query.value not in CONTACT_VALUES and not surely:
        return refuse.not_found(draft, places)  # whose, of what? only the document is named
    if value is None and query.years and not _says_a_year(query, best):
        return refuse.not_found(draft, places)
    if (
        value is None
        and query.years
        and query.measure
        and find_values(best.unit.quote, query.value)
    ):
        return refuse.not_found(draft, places)  # figures, but of another measure or year
    directed = value is not None and best.unit.quote[: value.start].endswith(
        ("向", "由", "报", "经")
    )
    if value is None or (value.kind == "org" and announces(best.unit) and not directed):
        show_places(draft, places, best)  # who may not …: those that the text lists below
        draft.short_answer = draft.short_answer or _pointed_value(query, best)
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
    told = _whole_body(best, value) or bare(value.text, query.text)
    draft.short_answer = _from_to(query, best.unit) or told
    draft.quote(best.unit.document, (best.unit.start, best.unit.end))
    check_direction(draft, best)
    if query.years and (part := enough_of_year(query.text + query.before, value)):
        draft.status = "partial"
        draft.note("granularity", span=value.year + "年" + part)
    wrong = wrong_figure(query, best)
    if wrong and (
        not query.value
        or query.kinds & {"confirm", "why"}
        or not says_figure(best.unit.document.text, wrong)
    ):
        draft.status = "partial"
        draft.note("premise_figure", asked=wrong)
    return draft.finish()


def _whole_body(best: Place, value: Value) -> str | None:
    """The body with its level and those beside it, where the reader points at them: 县级以上|…主管部门."""
    text, chance = pointed(best) if value.kind == "org" else ("", 0.0)
    more = value.text in text and not re.search(r"[\d，,；;]", text)
    return (
        text.removeprefix("由") if more and chance >= POINTED and len(text) <= MAX_POINTED else None
    )


def _from_to(query: Query, unit: Unit) -> str | None:
    """The words that tell a change, where it is asked for, or a difference: 从多少涨到多少, 多了多少."""
    if not _ASKS_CHANGE.search(query.plain.lower()):
        return None
    found = _CHANGE.search(unit.quote)
    return found.group() if found else None


def _says_a_year(query: Query, place: Place) -> bool:
    """Whether a place speaks of a year that is asked for; one that names no year, what stands around it."""
    own = place.unit.text + introduction(place.unit)
    said = own if _A_YEAR.search(place.unit.text) else own + place.unit.around
    return any(says_year(said, year) for year in query.years)
