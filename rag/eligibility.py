"""Who may profit, and on which conditions: the clauses that concern the asker, never a verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.announced import announced, announcer, announces
from rag.contacts import contact_of
from rag.draft import Draft
from rag.places import NEARLY, SURE, Place
from rag.query import Query
from rag.terms import words
from rag.types import Answer, Document
from rag.units import Unit

ELIGIBLE_PLACES = 5
_ON_CONDITION = re.compile(  # 年处理能力达到1000吨以上的，给予补助; 提供身份证件
    r"\d[^，。；]{0,12}以[上下内]的|(?:提供|提交|凭|(?<![支坚保维主扶])持(?!续))[^，。；]{0,12}(?:证|材料|申请表|票据|复印件)|(?:达到|满|超过|低于|符合|取得|获得|通过|完成|证明)[^，。；]{2,40}的，"
)
SPEAK_OF = 2  # sentences about the thing, where no condition is stated
BEST_READ, READ_SURE = 2, 1.0
NEAR = 0.9  # of the best place: what others state are conditions of something else
_COUNTS_AS = re.compile(  # 我们公司算不算链主企业; not 我这份算几成, 是不是没戏
    r"(?:我们?|咱们?|本(?:公司|企业|单位|人)|我司)[^，,。？?]{0,16}?(?:算不算(?:是|得上)?|算是|算(?![^，,。？?]{0,3}[几多])|属不属于|(?:是否)?属于|是不是|是否[是为])[^了没要得能会该说可，,。？?]{2,20}[吗么呢啊]?[？?]*$"
)
_HOW = re.compile("(?:怎么|怎样|如何)(?:去|来|才能)?(?:申请|办|申领|报名|申报|领)")
_WHO = re.compile("哪些人|谁|什么人|哪些(?:家庭|企业|单位|人员|对象|群体)")  # 哪些人可以优先
_DEMANDS = re.compile(
    r"(?<!硬性)(?<!符合什么)(?<!符合哪些)(?<!满足什么)(?<!满足哪些)(?<!达到什么)要求(?!.*条件)"
)


def eligibility(draft: Draft, places: Sequence[Place]) -> Answer:
    """Show the clauses that concern the asker and the conditions they state, never a verdict.

    Where the text states no condition or amount, exactly that is said, with the document to
    consult and the contact that the page gives.
    """
    query = draft.query
    best = places[0]
    shown = [
        p for p in places
        if p.odds >= best.odds - NEARLY and p.unit.document.doc_id == best.unit.document.doc_id and not p.unit.is_heading
    ]  # fmt: skip
    shown = shown[:ELIGIBLE_PLACES]
    if query.asker or "support" in query.kinds:
        shown += _best_read(best, [p for p in places if p not in shown])
    shown.sort(key=lambda p: p.unit.start)
    # what a text demands of a thing (对…有什么要求) is not what it demands of an applicant
    asks_conditions = "condition" in query.kinds and not _DEMANDS.search(query.text)
    asks_conditions &= not (_WHO.search(query.plain) and (best.reader or 0.0) >= READ_SURE)
    above = announcer(best.unit)
    if above and _announces_conditions(above):
        draft.quote(above.document, (above.start, above.end))
        for child in announced(above):
            draft.quote(above.document, (child.start, child.end), item=True)
        return draft.finish()
    stated = any(_tells_condition(place, best) for place in shown)
    stated |= bool(_HOW.search(query.plain)) and (best.reader or 0.0) >= SURE  # how, not on which
    if asks_conditions and not stated:
        shown = sorted(shown, key=lambda p: -p.coverage)[:SPEAK_OF]
    for place in shown:
        draft.quote(place.unit.document, (place.unit.start, place.unit.end))
        listed = announces(place.unit) and (stated or not asks_conditions)
        for child in announced(place.unit) if listed else ():
            draft.quote(place.unit.document, (child.start, child.end), item=True)
    if not stated:
        if asks_conditions:
            draft.status = "partial"
            draft.note("no_condition", what=query.text.rstrip("？?。"))
        else:
            draft.note("no_amount")
        _consult(draft, best.unit.document)
    return draft.finish()


def asks_if_counted(query: Query, best: Place) -> bool:
    """Whether someone asks if they are a thing of which the best sentence only speaks: 我们算不算示范单位."""
    speaks = best.reader is not None and best.reader < 0.0
    return query.asker and speaks and bool(_COUNTS_AS.search(query.plain))


def is_condition(unit: Unit) -> bool:
    """Whether a sentence is one of several conditions that are announced together: …应当同时符合下列条件：|（二）…."""
    above = announcer(unit)
    return above is not None and _announces_conditions(above)


def _best_read(best: Place, places: Sequence[Place]) -> list[Place]:
    """Return the places that the reader finds best among those that share fewer words."""
    read = [
        p for p in places
        if p.reader is not None and p.reader > READ_SURE and p.unit.document is best.unit.document and not p.unit.is_heading
    ]  # fmt: skip
    return sorted(read, key=lambda p: -(p.reader or 0.0))[:BEST_READ]


def _announces_conditions(unit: Unit) -> bool:
    return any(mark in unit.text for mark in words()["marks"]["announced_condition"])


def _tells_condition(place: Place, best: Place) -> bool:
    """Whether a place states a condition of what is asked for, or announces conditions."""
    stated = _states_condition(place) and place.coverage >= NEAR * best.coverage
    return stated or (announces(place.unit) and _announces_conditions(place.unit))


def _states_condition(place: Place) -> bool:
    marks = words()["marks"]["stated_condition"]
    return any(mark in place.unit.text for mark in marks) or bool(
        _ON_CONDITION.search(place.unit.text)
    )


def _consult(draft: Draft, document: Document) -> None:
    if document.facts.related:
        draft.note("consult", related="；".join(f.value for f in document.facts.related[:3]))
    if who := contact_of(document):
        draft.note("contact", who=who)
