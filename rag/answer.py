"""Passages to an answer: one mechanism for every kind of question.

The question is matched to places in the clause trees (``places``, ``address``); its kind only
decides how much of the place is shown: the value, the sentence, the clause, or its children.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag import about, refuse
from rag.addressed import addressed
from rag.amended import amended
from rag.best import FOREIGN, best_place
from rag.cells import names_cell
from rag.definition import definition
from rag.draft import Draft
from rag.edition import other_edition, other_year
from rag.eligibility import asks_if_counted, eligibility, is_condition
from rag.ended import ended_by, only_issued, replaced, with_validity
from rag.evidence import chance, is_absent
from rag.force import Force
from rag.gap import gap
from rag.groups import excluded
from rag.jurisdiction import is_of, other_region
from rag.listed import listed
from rag.listrank import of_whom
from rag.lists import is_body
from rag.matching import Match, candidates, match
from rag.order import Read
from rag.outline import outline
from rag.ownfigure import term_of_case
from rag.places import SURE, Place, Similar
from rag.premise import (
    opposite,
    strange_quotes,
    wrong_body,
    wrong_date,
    wrong_figure,
)
from rag.purpose import purpose
from rag.query import CONTACT_VALUES, Query
from rag.tabled import of_row, tabled
from rag.terms import Term, words
from rag.told import sentence_answer
from rag.types import Answer, Document, Hit
from rag.uncounted import uncounted
from rag.vague import is_vague, unclear
from rag.valued import says_a_year, value_answer
from rag.values import find_values, says_year
from rag.whichdocuments import which_documents
from rag.whose import is_unlike

NO_DOUBT = 0.85  # chance that the documents answer
SAME_MATTER = 0.7
_ASKS = re.compile("有没有|是否|是不是|哪|什么|多少|吗")
MEASURES = ("毫升", "毫米", "厘米", "分贝", "公斤", "千克", "平方米", "公里")  # told in no other
_LEADS, _TOGETHER = re.compile("牵头|主管|统筹"), re.compile("联合(?:印发|发布|制定)")
SAID_WHOLE = 0.99  # of the words of a question
_OF_PAGE = re.compile("网[站页]|页面|主办|承办|维护|website|web page|host|run by|publish")
_ASKS_IF = re.compile("[吗么][？?]")
_ASKS_WEEKDAY = re.compile(r"(?:星期|周|礼拜)几|\bwhich day of the week\b|\bwhat weekday\b")
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天末]|工作日|每[天日]")
NAMES = ("org", "person", "person_name", "company", "city", "address")
NEEDED = (
    "person_name",
    "company",
    "city",
    "rank",
    "document_number",
)  # without it nothing is answered


def compose(
    query: Query,
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    similar: Similar,
    read: Read,
    force: Force,
    changed: bool = True,
) -> Answer:
    """Return the answer to a question from the documents that retrieval found, unverified.

    ``force`` tells which documents hold; ``similar`` gives the cosines of the question with
    sentences, ``read`` the reader's readings. ``changed``: with what later documents have made of
    the clause that is cited, which may not be among those that are asked.
    """
    ranked, hits = candidates(query, hits, documents)
    if is_vague(query, about.subject(query), len(documents)):
        return unclear(Draft(query), ranked)
    found = match(query, ranked, hits, documents, similar, read)
    draft = Draft(found.query, absent=_is_not_told(query, found))
    draft.sure = found.best is not None and chance(found.evidence) >= NO_DOUBT
    query, places = found.query, found.places
    absent = _strange(draft, documents, found.best)
    if absent or not ranked:
        return refuse.not_found(draft, places, absent)
    if found.best is not None and _is_of_another(draft, found.best.unit.document, documents):
        return refuse.not_found(draft, places)
    if not draft.absent:
        _check_premises(draft, ranked[0], documents)
    answer = (
        addressed(draft, ranked, places)
        or outline(draft, ranked)
        or purpose(draft, ranked)
        or about.full_title(draft, ranked, places)
        or ended_by(draft, force)
        or replaced(draft, ranked, force)
        or amended(draft, ranked, force)
        or about.ended(draft, ranked)
        or about.facts(draft, ranked)
        or about.other_version(draft, ranked, places)
        or which_documents(draft, places, force)
        or tabled(draft, places)
        or listed(draft, ranked, places, found.lists)
        or _places(draft, places, documents)
    )
    answer = _without_lead(answer, query)
    return answer if answer.status == "not_found" else with_validity(answer, draft, force, changed)


def _without_lead(answer: Answer, query: Query) -> Answer:
    """Say that no lead is told where one is asked for and bodies that issued together are shown: 牵头的是哪个厅."""
    quotes = " ".join(c.quote for c in answer.citations)
    told = _LEADS.search(quotes) or not _TOGETHER.search(quotes)
    if query.value != "org" or "牵头" not in query.plain or told or answer.status != "answered":
        return answer
    note = words()["frames"][query.language]["missing_name"].format(what=query.text.rstrip("？?。"))
    return replace(answer, status="partial", short_answer=None, notes=(*answer.notes, note))


def _is_not_told(asked: Query, found: Match) -> bool:
    """Whether the documents do not tell what is ``asked``, by the evidence and what it does not weigh."""
    query, best = found.query, found.best
    absent = best is None or is_absent(found.evidence)
    if best is not None and absent:
        if query.kinds & {"condition", "support"} and not query.value:
            absent = not refuse.concerns(query, best)
        if absent and opposite(query, best):
            absent = best.coverage < SAME_MATTER  # the same matter the other way round
        if query.value in CONTACT_VALUES and best.value:
            absent = False  # whose it is has been checked
        if names_cell(query, best):
            absent = False  # the row and the column are named
        if query.locates and best.coverage >= SAID_WHOLE:
            absent = False  # where it is said is asked for, and all of it is said there
    if best is not None and _ASKS_WEEKDAY.search(query.plain.lower()):
        absent = absent or not _WEEKDAY.search(best.unit.text)
    if best is not None and query.unit in MEASURES:
        absent = absent or query.unit not in best.unit.text
    if best is not None and (_is_whose_page(query, best) or is_unlike(query, best)):
        return True
    of_another = asked.value in CONTACT_VALUES and not query.value  # whose, is not known here
    if of_another and best is not None and best.unit.clause.scheme == "facts":
        return True
    if of_another and asked.value == "phone" and best and not find_values(best.unit.quote, "phone"):
        return True  # which number of the youth hotline: the sentence tells none
    return absent or (query.value in NEEDED and not (_has_name(best) or of_whom(found.lists)))


def _is_whose_page(query: Query, best: Place) -> bool:
    """Whether a line about the page would be told to who asks who does something: 谁牵头办展会."""
    line = query.value == "org" and best.unit.clause.scheme == "facts"
    unsure = (best.reader or 0.0) < 0.0 and bool(about.subject(query))
    return line and unsure and not _OF_PAGE.search(query.plain.lower())


def _strange(
    draft: Draft, documents: Mapping[str, Document], best: Place | None
) -> tuple[Term, ...]:
    """Return the names and nouns of a question of which no document knows, if it is about them."""
    query = draft.query
    absent = (
        refuse.absent_names(query, documents)
        or refuse.other_matter(query, documents)
        or refuse.absent_topic(query, documents, best)
        or refuse.absent_english_topic(query, documents, best)
    )
    if about.confirms_issuer(query) and all(is_body(t.text) for t in absent):
        return ()  # 是由省教育厅印发的吗: the issuers are the answer
    if draft.absent or query.language == "en":
        return absent
    # what a clause that asks nothing names before the question proper is not what is asked
    *before, last = re.split(r"[，,]", query.plain.lower())
    asked = " ".join((*filter(_ASKS.search, before), last))
    return tuple(t for t in absent if (t.said or t.text) in asked)


def _is_of_another(draft: Draft, document: Document, documents: Mapping[str, Document]) -> bool:
    """Whether a document is the rule of another place, or of another time, than is asked for; then it is noted.

    Not where another document is of that place: it does not tell what is asked for.
    """
    query = draft.query
    if asked := other_region(query, document):
        if not any(is_of(d, asked) for d in documents.values()):
            draft.note("other_region", asked="、".join(asked), here=document.facts.title.value)
    elif other := other_edition(query, document) or other_year(query, document):
        draft.note("other_edition", asked=other[0], told=other[1])
    else:
        return False
    return True


def _check_premises(draft: Draft, document: Document, documents: Mapping[str, Document]) -> None:
    """Set right what a question takes for granted: a quoted name, a body, a day."""
    query = draft.query
    if strange := strange_quotes(query, documents):
        draft.status = "partial"
        draft.note("premise_name", asked=strange[0])
    for frame, check in (("premise_body", wrong_body), ("premise_date", wrong_date)):
        if wrong := check(query, document):
            draft.status = "partial"
            draft.note(frame, asked=wrong[0])
            draft.quote(document, (wrong[1].start, wrong[1].end))


def _has_name(best: Place | None) -> bool:
    """Whether a place has a name of the kind asked for, and the reader does not think it foreign."""
    if best is None or best.value is None:
        return False
    return best.reader is None or best.reader > FOREIGN


def _places(draft: Draft, places: list[Place], documents: Mapping[str, Document]) -> Answer:
    """Answer from the best sentences, or say what is missing."""
    query = draft.query
    best = best_place(query, places)
    if best is not None and (some := uncounted(draft, best, places)):
        return some
    if best is None or draft.absent:
        missing = refuse.unheard_terms(query, best.unit, documents) if best else ()
        if query.value and not refuse.strange_words(missing):
            draft.untold("missing_name" if query.value in NAMES else "missing_value")
        return refuse.not_found(draft, places, missing)
    if (
        untold := only_issued(draft, best)
        or gap(draft, best, places)
        or excluded(draft, best, places)
        or of_row(draft, best, places)
    ):
        return untold
    if query.value or (query.years and query.measure and best.value is not None):
        return value_answer(draft, best, places)
    sure = best.reader is None or best.reader >= SURE
    if best.unit.clause.scheme == "facts" and not (sure or query.value or query.fact):
        return refuse.not_found(draft, places)  # a line of contacts answers who asks for them
    if query.years and not (
        says_a_year(query, best) or _is_of_year(query, best) or _tells_a_case(query)
    ):
        known = any(y in d.text for d in documents.values() for y in query.years)
        if "why" not in query.kinds or not known:
            return refuse.not_found(draft, places)
    if query.years and query.measure and not query.kinds and find_values(best.unit.quote, ""):
        return refuse.not_found(draft, places)  # figures, but of another measure or year
    if "definition" in query.kinds:
        return definition(draft, places)
    if query.kinds & {"condition", "support"} or (query.asker and is_condition(best.unit)):
        if wrong := wrong_figure(query, best):
            draft.status = "partial"
            draft.note("premise_figure", asked=wrong)
        draft.short_answer = term_of_case(query, best.unit.quote)
        return eligibility(draft, places)
    if asks_if_counted(query, best):  # by which conditions is what there is to tell
        draft.query = replace(query, kinds=query.kinds | {"condition"})
        return eligibility(draft, places)
    return sentence_answer(draft, places, best, documents)


def _tells_a_case(query: Query) -> bool:
    """Whether the years of a question stand in what it tells before it asks whether: 2024年11月建好的，能申请吗."""
    *_, last = re.split("[，,]", query.plain)
    return "confirm" in query.kinds and not any(year in last for year in query.years)


def _is_of_year(query: Query, best: Place) -> bool:
    """Whether a text is, by its title, that of a year of which it is asked whether one may: 能报2024年的吗."""
    title = best.unit.document.facts.title.value
    asks = "confirm" in query.kinds or _ASKS_IF.search(query.plain)
    return bool(asks) and any(says_year(title, year) for year in query.years)
