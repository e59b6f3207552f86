"""Which of several a question asks for: 属于哪一项工程, 在第几条."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.announced import LABELLED
from rag.draft import Draft
from rag.listrank import ANY_NOUN
from rag.places import Place
from rag.query import Query, asks_which
from rag.types import Clause, Document, Scheme

WHICH_PLACE = 3.0  # log odds below the best that one of several that is asked for may lie
WHICH_READ = 6.0  # and one that the reader takes for an answer
_WHICH = re.compile("哪一?[项个](?:重点|重大)?(工程|任务|行动|原则|目标)")
_OF_SEVERAL = re.compile(  # 六大重点|工程|里，哪一项是…
    "(工程|任务|行动|原则|目标)[里中]面?[，,]?[^，,？?]{0,6}哪一?[项个条]"
)
_ARTICLE = r"第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十])?"
_OF_LAW = re.compile(r"([\u4e00-\u9fff]{2,3})[》”]?的?第几条")  # 依据的是|民法典|第几条
_CHAPTER = re.compile(r"哪一?章|第几章|chapter")
_RUNNING = ("一是", "首先", "第一，")  # without a heading no number by which a clause is found


def name_which(draft: Draft, best: Place, places: Sequence[Place]) -> None:
    """Name the item or the clause that is asked for by its heading or number, with the proof of it."""
    query = draft.query
    if query.locates:
        _locate(draft, best)
    elif found := _item(query, best, places):
        place, item = found
        if place is not best:
            draft.quote(place.unit.document, (place.unit.start, place.unit.end))
        draft.quote(place.unit.document, (item.start, item.head_end))
        draft.short_answer = item.heading


def _locate(draft: Draft, best: Place) -> None:
    """Name the clause that a place stands in, or the article of another law that it names: 民法典|第…条."""
    document = best.unit.document
    law = _OF_LAW.search(draft.query.locates)
    cited = law and re.search(rf"{re.escape(law[1])}[》”]?({_ARTICLE})", best.unit.quote)
    if cited:
        draft.short_answer = cited[1]
        return
    clause = _at_or_above(best, "章" if _CHAPTER.search(draft.query.locates) else "条")
    if clause and (clause.heading or clause.scheme not in _RUNNING):
        head = max(clause.head_end, clause.start + len(clause.label))
        if not best.unit.start <= clause.start < best.unit.end:
            draft.quote(document, (clause.start, head))
        end = clause.start + len(clause.label) if clause.scheme == "条" else head
        draft.short_answer = document.text[clause.start : end].strip(" \u3000.．、")


def _item(query: Query, best: Place, places: Sequence[Place]) -> tuple[Place, Clause] | None:
    """The best place with its headed clause, where one of several is asked for: 属于哪一项工程.

    Where the question says what it is one of, its heading ends in that: 数字技术攻关突破|工程.
    """
    if not asks_which(query):
        return None
    asked = _WHICH.search(query.plain) or _OF_SEVERAL.search(query.plain)
    noun = asked[1] if asked else query.noun[-2:]
    named = noun and query.noun not in (*ANY_NOUN, "项目", "项")
    near = [best, *(p for p in places if _is_near(p, best))]
    for place in near if noun else [best]:
        clause = _named(place)
        if clause and clause.heading.endswith(noun):
            return place, clause
    clause = _named(best)
    if named and not (clause and _is_among(best.unit.document, clause, noun)):
        return None  # 总目标叫什么|高地: no item is called so
    return (best, clause) if clause else None


def _is_near(place: Place, best: Place) -> bool:
    """Whether a place is as near to the best as one of several may lie, or farther but read as an answer."""
    far = WHICH_PLACE if (place.reader or 0.0) <= 0.0 else WHICH_READ
    return place.odds >= best.odds - far


def _is_among(document: Document, clause: Clause, noun: str) -> bool:
    """Whether a clause is one of those that a heading above it names: （二）重点|任务 › 二是大力提升…水平."""
    path = document.path(clause.parent)
    return bool(path) and path[-1].endswith(noun[-2:])


def _named(place: Place) -> Clause | None:
    """The nearest clause at or above a place that has a number and a heading."""
    above = (c for c in _upwards(place) if c.heading and c.scheme in LABELLED)
    return next(above, None)


def _at_or_above(place: Place, scheme: Scheme) -> Clause | None:
    """The clause of a place that is an article 条 or a chapter 章; without one the nearest with a number."""
    above = [c for c in _upwards(place) if c.scheme in LABELLED]
    return next((c for c in above if c.scheme == scheme), above[0] if above else None)


def _upwards(place: Place) -> Iterator[Clause]:
    clauses, clause = place.unit.document.clauses, place.unit.clause
    while clause.parent >= 0:
        yield clause
        clause = clauses[clause.parent]
