"""Answers to a question for a list: all items in order, each with its proof, their number checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.draft import Draft
from rag.evidence import HELD
from rag.listplaces import ListPlace, numbered_parts
from rag.listrank import Candidate, choose_list, may_list
from rag.lists import STATED
from rag.places import Place
from rag.query import Query, asks_list
from rag.shown import CLAUSE_FIT, show_list
from rag.terms import words
from rag.types import Answer, Document

MEANT = 0.6
MODIFIER = 4  # characters between a number and what it counts: 6项|重点|工程
SHORT_RUN = 24  # characters of a run that is a short answer whole


def listed(
    draft: Draft, ranked: list[Document], places: list[Place], lists: Sequence[Candidate]
) -> Answer | None:
    """Answer with the list that a question means; None where it asks for none or none is found."""
    query = draft.query
    if not may_list(query):
        return None
    wanted = asks_list(query)
    found = choose_list(query, places, lists)
    if "definition" in query.kinds and not query.count and (not found or found.fit < MEANT):
        return None  # a word is explained by a sentence, unless a list has its name
    if ranked and (found is None or query.count not in (found.stated, len(found.items))):
        found = numbered_parts(ranked[0], query.count) or found
    named = [c.found for c in lists if _is_called(query, c.found)]
    if len(named) == 1 and query.count in (0, named[0].stated, len(named[0].items)):
        found, wanted = named[0], True
    if query.counted and (found is None or not _counts_so(query, found)):
        found = _counted(query, found, lists)
    if found is None or not (wanted or (found.fit >= CLAUSE_FIT and found.clause)):
        return None
    if draft.absent:
        return None
    told = query.kinds >= {"list", "how"} and (found.read or 0.0) > 0.0
    if query.kinds & {"how", "why"} and found.clause is None and not query.count and not told:
        return None  # means and reasons are sentences, not the words joined in one
    intro = found.document.text[slice(*found.intro)]
    value = places[0].value if places else None
    if value is not None and value.year and value.year in query.years:
        return None  # the figure of that year is told
    if query.years and not any(y in intro + found.document.facts.title.value for y in query.years):
        return None
    marks = words()["marks"]["stated_condition"]
    if query.kinds & {"condition", "support"} and not any(mark in intro for mark in marks):
        return None
    if query.count and query.count not in (found.stated, len(found.items)):
        if "list" not in query.kinds and found.fit < MEANT:
            return None  # two contractors … which of them: no list is counted
        draft.status = "partial"
        draft.note("premise_count", asked=query.count, stated=found.stated or len(found.items))
    found = _of_noun(found, query.noun)
    show_list(draft, found)
    if found.clause is None and not (found.header or query.count or query.value == "count"):
        a, b = found.items[0].name[0], found.items[-1].name[1]
        run = found.document.text[a:b]
        short = b - a <= SHORT_RUN or query.value == "org"  # 由谁印发: the bodies, all of them
        draft.short_answer = run if short and "\n" not in run else None
    return draft.finish()


def _is_called(query: Query, found: ListPlace) -> bool:
    """Whether the heading of a list ends in what is asked for and says all of it: 目标是什么, （一）工作|目标."""
    heading = found.clause.heading.lower() if found.clause else ""
    skip = words()["document_words"]
    own = [t for t in query.terms if not t.optional and t.text not in skip]
    called = len(query.noun) > 1 and heading.endswith(query.noun)
    return called and bool(own) and all(t.credit(heading) >= HELD for t in own)


def _counted(query: Query, found: ListPlace | None, lists: Sequence[Candidate]) -> ListPlace | None:
    """The first list that counts what the question does; the one ``found`` where none does.

    Of 6项重点|工程 it is enough, for 三大工程, where the list found has no such word in its sentence.
    """
    if exact := next((c.found for c in lists if _counts_so(query, c.found)), None):
        return exact
    if found is not None and query.counted in found.document.text[slice(*found.intro)]:
        return found
    return next((c.found for c in lists if _counts_so(query, c.found, MODIFIER)), found)


def _counts_so(query: Query, found: ListPlace, modifier: int = 0) -> bool:
    """Whether the sentence of a list counts what the question does: 提出4项|重点任务 for 重点任务是六项吧.

    ``modifier``: characters that may stand between.
    """
    intro = found.document.text[slice(*found.intro)]
    behind = re.compile(rf"[\u4e00-\u9fff]{{0,{modifier}}}{re.escape(query.counted)}")
    return any(behind.match(intro, m.end()) for m in STATED.finditer(intro))


def _of_noun(found: ListPlace, noun: str) -> ListPlace:
    """Without the members of a run that do not end in what is asked for, where several others do.

    哪几类企业: 遴选…“链主”企业，培育…冠军企业, not 推动大中小企业协同发展.
    """
    named = [
        item for item, name in zip(found.items, found.names(), strict=True) if _ends(name, noun)
    ]
    run = len(noun) > 1 and found.clause is None and not found.header and not found.stated
    return replace(found, items=tuple(named)) if run and len(named) > 1 else found


def _ends(name: str, noun: str) -> bool:
    return name.rstrip("”’』」）)。；，").endswith(noun)
