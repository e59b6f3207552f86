"""A thing that a question marks off from its like: 6英寸, “优”, 《…》, what is fined. A sentence on another is no answer.

Each of these marks stands in a few characters, which neither the words shared nor the reader weigh enough.
"""

from __future__ import annotations

import re

from rag.announced import announces
from rag.crossrefs import referred
from rag.evidence import HELD
from rag.places import Place
from rag.query import Query
from rag.terms import chinese_terms
from rag.wording import DOCUMENT_NUMBER

# of a sentence on a fine: the reader's number, and the share of the question's words
LIKELY_DEED, DEED_SAID = 0.95, 0.6
# the same where only words that are not the title's are counted
HARDLY, OWN_SAID = 2.0, 0.2
TITLE = 6  # characters of a title that names one document
_FINED = re.compile("罚")
_OF_FINES = re.compile("罚款?|处罚|多少|管理|办法|条例|规定|违反|处理?|怎么|要|钱")
_SIZE = re.compile(
    r"(?<![\d.])(?P<n>\d+(?:\.\d+)?)\s?(?P<unit>英寸|寸|纳米|nm|吨级|千瓦|马力|匹|座)(?=[A-Za-z\u4e00-\u9fff])(?!以|及|至|到|的)"
)
_GRADE = re.compile('[“"「](?P<grade>[优良中差]|优秀|良好|合格|不合格|[A-E]级?)[”"」]')


def is_of_another_mark(query: Query, best: Place) -> bool:
    """Whether a sentence is on a thing of another size, grade, title or deed than the one that is asked for."""
    if query.language != "zh":
        return False
    return (
        _is_of_another_size(query, best)
        or _is_of_another_grade(query, best)
        or _is_of_another_title(query, best)
        or _is_of_another_offence(query, best)
    )


def _is_of_another_size(query: Query, best: Place) -> bool:
    """Whether the sentence has only other sizes of a thing than the one asked for: 8英寸|中试线 for 6英寸."""
    asked = {(m["n"], m["unit"]) for m in _SIZE.finditer(query.plain)}
    told = {(m["n"], m["unit"]) for m in _SIZE.finditer(best.unit.text)}
    units = {unit for _, unit in asked}
    of_unit = {one for one in told if one[1] in units}
    return bool(query.value and asked and of_unit) and not asked & of_unit


def _is_of_another_grade(query: Query, best: Place) -> bool:
    """Whether the sentence tells of another grade than the one asked for: 评价结果为|“差”|的 for “优”."""
    asked = {m["grade"] for m in _GRADE.finditer(query.text)}
    told = {m["grade"] for m in _GRADE.finditer(best.unit.quote)}
    return bool(asked and told) and not asked & told


def _is_of_another_title(query: Query, best: Place) -> bool:
    """Whether the sentence tells of one document in a list of them, and what is asked of stands elsewhere in it."""
    document, said = best.unit.document, best.unit.text + best.unit.around + best.unit.path
    title = document.facts.title.value.lower()
    for asked in (t for t in query.titles if len(t) >= TITLE):
        if asked in said or asked in title or asked not in document.text.lower():
            continue
        if DOCUMENT_NUMBER.search(best.unit.quote) or "《" in best.unit.quote:
            return True
    return False


def _is_of_another_offence(query: Query, best: Place) -> bool:
    """Whether it is asked how much is fined, and a sentence says little of the deed for which the reader hardly speaks."""
    if query.value != "money" or best.reader is None or not _FINED.search(query.plain):
        return False
    if best.reader < LIKELY_DEED and best.coverage < DEED_SAID:
        return True
    if announces(best.unit):
        return False  # the deeds are listed below
    unit, title = best.unit, best.unit.title
    said = unit.text + unit.path + referred(unit.document, unit.start, unit.end).lower()
    own = [
        t for t in chinese_terms(query.text.lower())
        if not t.slight and not _OF_FINES.fullmatch(t.text) and t.credit(title) < HELD
    ]  # fmt: skip
    held = sum(t.weight for t in own if t.credit(said) >= HELD)
    return best.reader < HARDLY and bool(own) and held < OWN_SAID * sum(t.weight for t in own)
