"""What of a place is shown: a list with its items, a clause, what stands below a question, sentences."""

from __future__ import annotations

import re

from rag.announced import announced, announcer, announces
from rag.draft import Draft
from rag.evidence import HELD
from rag.likeness import heading_match
from rag.listplaces import ListPlace
from rag.lists import STATED
from rag.phrases import problem
from rag.places import NEARLY, Place
from rag.query import Query, besides_of
from rag.tables import rows_of
from rag.types import Clause, Document
from rag.units import Unit, units_of

CLAUSE_FIT = 0.72  # a heading that fits the question this well is what is asked about
MENTIONED = 0.8  # the credit of a word that a sentence mentions
MAX_SENTENCES = 8
_LEFT_OPEN = re.compile("的[；;。]?$")  # （一）提供虚假材料骗取专项资金|的；
LONG_CLAUSE = 900
LESS_READ = 5.0  # by so much less than the best sentence is read another one does not answer
WHOLE_CLAUSE = 300  # characters of a clause without a heading that is shown whole where its first sentence answers


def first_problem(draft: Draft) -> str | None:
    """Return the first problem against which something is done, as the sentences shown tell it."""
    return next(filter(None, (problem(s.text) for s in draft.sentences)), None)


def show_list(draft: Draft, found: ListPlace) -> None:
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


def show_sentence(draft: Draft, unit: Unit) -> None:
    """Show a sentence; a row of a table under its first row, which says what its columns are."""
    if unit.header:
        draft.quote(unit.document, rows_of(unit.document, unit.start)[0])
    draft.quote(unit.document, (unit.start, unit.end))


def _stated_words(document: Document, found: ListPlace) -> str | None:
    match = STATED.search(document.text[slice(*found.intro)])
    return match.group() if match else None


def show_clause(
    draft: Draft, document: Document, clause: Clause, ahead: Unit | None = None
) -> None:
    """Show a clause sentence by sentence; a long one by its own words and its children's headings.

    Where a sentence is to come ``ahead``, the others follow it, without the heading.
    """
    long = clause.end - clause.start > LONG_CLAUSE
    spans = [
        (u.start, u.end)
        for u in units_of(document)
        if clause.start <= u.start < (clause.own_end if long else clause.end)
        and not (ahead and u.is_heading)
    ]
    if ahead:
        own = (ahead.start, ahead.end)
        spans.sort(key=lambda span: span != own)
    for span in spans[: MAX_SENTENCES * 2]:
        draft.quote(document, span)
    if long:
        for child in document.children(clause.id):
            end = child.head_end if child.heading else min(child.own_end, child.start + 80)
            first = next((u.end for u in units_of(document) if u.start == child.start), end)
            draft.quote(
                document, (child.start, max(end, first if not child.heading else end)), item=True
            )


def show_reply(draft: Draft, asked: Unit) -> None:
    """Show what stands below a question of the document itself (问：…？), up to the next one."""
    units = units_of(asked.document)
    below = units[units.index(asked) + 1 :]
    draft.quote(asked.document, (asked.start, asked.end))
    for unit in below[:MAX_SENTENCES]:
        if unit.quote.rstrip().endswith(("？", "?")):
            break
        draft.quote(unit.document, (unit.start, unit.end))


def _mentioning(query: Query, places: list[Place], document: Document) -> list[Unit]:
    """The sentences of a document, in its order, that say all the words of a question, at most eight."""
    own = [t for t in query.terms if not t.optional]
    told = {
        p.unit.start: p.unit for p in places
        if p.unit.document is document and not p.unit.is_heading and p.unit.clause.scheme != "root"
        and own and all(t.credit(p.unit.text) >= MENTIONED for t in own)
    }  # fmt: skip
    return [told[at] for at in sorted(told)][:MAX_SENTENCES]


def show_places(draft: Draft, places: list[Place], best: Place) -> None:
    """Show the clause that the best place heads, or the best sentences of several clauses."""
    unit, query = best.unit, draft.query
    heading_fit = heading_match(query, unit.clause.heading) if unit.clause.heading else 0.0
    heads = unit.start == unit.clause.start and unit.end <= unit.clause.head_end + 2
    if "why" in query.kinds and unit.clause.end - unit.clause.start <= LONG_CLAUSE:
        heading_fit = 1.0  # reasons stand around the sentence that names the matter
    if unit.quote.rstrip().endswith(("？", "?")):
        show_reply(draft, unit)
        return
    if query.mentions and (told := _mentioning(query, places, unit.document)):
        for other in told:
            draft.quote(other.document, (other.start, other.end))
        return
    if above := announcer(unit) if _LEFT_OPEN.search(unit.quote) else None:
        draft.quote(above.document, (above.start, above.end))
    whole = heading_fit >= CLAUSE_FIT or (heads and unit.clause.end - unit.start <= WHOLE_CLAUSE)
    if whole and unit.clause.scheme != "root":
        why_no_more = "why" in query.kinds and query.earlier and not heads
        show_clause(draft, unit.document, unit.clause, unit if why_no_more else None)
        return
    shown = [
        p
        for p in places
        if not p.unit.is_heading
        and not p.unit.quote.rstrip().endswith(("？", "?"))  # a question of the document itself
        and p.odds >= best.odds - NEARLY
        and p.coverage >= 0.85 * best.coverage
        and (p.reader is None or best.reader is None or p.reader >= best.reader - LESS_READ)
    ]
    for place in [best, *(p for p in shown if p is not best)][:3]:
        show_sentence(draft, place.unit)
        if place is best and announces(place.unit):
            for child in announced(place.unit):
                draft.quote(place.unit.document, (child.start, child.end), item=True)
