"""How far one figure is from another: no clause tells it, the figures that it is made of are shown instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.draft import Draft
from rag.places import Place
from rag.query import Query
from rag.types import Answer
from rag.values import find_values, says_year

_ASKS_GAP = re.compile(
    r"(?:还|相)差(?:着|了)?(?:多少|几|多远)|差(?:多少|几)[^，。]{0,4}(?:才|到|达|能)|差(?:多少|几)(?:[元钱块分天年岁级档倍]|个月|个百分点|$|[？?])|差距(?:是|有|还有)?多[大少]"
    r"|\bhow (?:far|much) (?:short|away|more is needed|is still needed|remains)\b"
)
FIGURES = ("money", "percent", "count", "duration")


def asks_gap(query: Query) -> bool:
    """Whether it is asked how far one figure is from another: 还差多少, 两档差多少."""
    return bool(_ASKS_GAP.search(query.plain.lower()))


def gap(draft: Draft, best: Place, places: Sequence[Place]) -> Answer | None:
    """Answer 还差多少 with the figures of each year that is named, and say that none is their difference; else None."""
    query = draft.query
    kind = next((k for k in FIGURES if find_values(best.unit.quote, k)), "")
    if not asks_gap(query) or not kind:
        return None
    shown = [best]
    for year in query.years:
        if not any(says_year(p.unit.quote, year) for p in shown):
            told = (p for p in places if says_year(p.unit.quote, year))
            of_year = next((p for p in told if find_values(p.unit.quote, kind)), None)
            shown += [of_year] if of_year else []
    draft.status = "partial"
    draft.note("no_difference")
    for place in shown:
        draft.quote(place.unit.document, (place.unit.start, place.unit.end))
    return draft.finish()
