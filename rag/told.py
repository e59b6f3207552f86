"""An answer by the best sentences themselves, where no value, list or document is asked for; what it confirms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag import refuse
from rag.beside import formula_in
from rag.bounds import of_two_things
from rag.cases import of_named_case
from rag.draft import Draft
from rag.listplaces import lists_of
from rag.ownfigure import term_of_case, told_of_case
from rag.phrases import makes_into, one_of_two, short_phrase
from rag.places import Place
from rag.premise import (
    check_direction,
    right_number,
    set_right,
    with_bound,
    wrong_figure,
)
from rag.query import Query
from rag.shown import first_problem, show_places
from rag.tables import CELL
from rag.types import Answer, Document
from rag.valued import pointed_words
from rag.whether import is_excepted, is_no_answer, laid_down_together
from rag.which import name_which

_ASKS_WHAT = re.compile("(?:是|有|指)(?:什么|哪些|啥|哪几[个项条])[？?]?$")
MADE_PLACE = 3.0  # log odds below the best that what something is made into may lie
NEAR_MADE = 4  # places among which the one that tells into what something is made is looked for


def sentence_answer(
    draft: Draft, places: list[Place], best: Place, documents: Mapping[str, Document]
) -> Answer:
    """Answer with the best sentences, and the words of the best that name what is asked."""
    query = draft.query
    check_direction(draft, best)
    if wrong := wrong_figure(query, best):
        draft.short_answer = right_number(wrong, best.unit.quote)
        set_right(draft, wrong)
    if query.language == "zh" and (made := _made_into(query, places[:NEAR_MADE])):
        best = made
    show_places(draft, places, best)
    quote = best.unit.quote
    draft.short_answer = (
        draft.short_answer
        or formula_in(query, quote)
        or told_of_case(query, quote)
        or laid_down_together(query, quote)
        or term_of_case(query, quote)
        or one_of_two(query.plain, quote)
    )
    if not draft.short_answer:
        draft.short_answer = short_phrase(query, best.unit.quote) or pointed_words(query, best)
    if draft.short_answer and CELL in draft.short_answer:
        draft.short_answer = None  # 3\t松岗养老服务 are no words of one cell
    if short := draft.short_answer:
        both = of_two_things(query.plain, best.unit.quote, short)
        draft.short_answer = both or of_named_case(query.plain, best.unit.quote, short) or None
    if draft.short_answer and not query.kinds & {"confirm"} and draft.short_answer in query.plain:
        draft.short_answer = None  # 第一部分“总体情况”写了什么: 总体情况
    if "confirm" in query.kinds:
        _confirm(draft, best, documents)
    if stated := _counted_otherwise(query, best):
        draft.status, draft.short_answer = "partial", None
        draft.note("premise_count", asked=query.count, stated=stated)
    if "why" in query.kinds and not draft.short_answer:
        draft.short_answer = first_problem(draft)
    name_which(draft, best, places)
    return draft.finish()


def _confirm(draft: Draft, best: Place, documents: Mapping[str, Document]) -> None:
    """Say what of a question to be confirmed is not there, is excepted, or is bounded: 是18家吗: 超过18家."""
    query = draft.query
    if strange := refuse.beside_heard(query, documents):
        draft.status = "partial"
        draft.note("missing", terms=strange)
    unanswered = draft.short_answer and is_no_answer(query, draft.short_answer)
    if unanswered or is_excepted(query, best.unit.quote):
        draft.short_answer = None
    if told := with_bound(draft.short_answer, best.unit.quote):
        exact, draft.short_answer = draft.short_answer or "", told
        if exact in query.plain and told not in query.plain:
            draft.note("premise_told", asked=exact, told=told)


def _counted_otherwise(query: Query, best: Place) -> int:
    """Return how many a sentence announces where a question asks what another number of them are: 三项…目标是什么.

    0 where it announces none, or as many.
    """
    asked = query.count and query.counted and _ASKS_WHAT.search(query.plain)
    told = (found.stated for found in lists_of(best.unit) if found.clause) if asked else ()
    return next((n for n in told if n and n != query.count), 0)


def _made_into(query: Query, places: Sequence[Place]) -> Place | None:
    """The first place that tells what is asked for as a thing made: 打造成什么."""
    near = (p for p in places if p.odds >= places[0].odds - MADE_PLACE)
    return next((p for p in near if makes_into(query, p.unit.quote)), None)
