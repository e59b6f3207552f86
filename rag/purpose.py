"""Why a document was made: the sentence with which official texts begin, 为了…，根据…，制定本条例."""

from __future__ import annotations

import re

from rag.address import is_of_document
from rag.draft import Draft
from rag.types import Answer, Document
from rag.units import Unit, units_of

FIRST = 30  # sentences among which it stands
_KIND = "条例|规定|办法|法|细则|规则|章程|标准|方案|计划|意见|措施|通知|规划|制度|政策|文件"
_ASKS = re.compile(
    rf"(?:为什么|为啥|为何|干嘛|凭什么)(?:要|会)?(?:专门|单独)?(?:制定|出台|颁布|印发|发布|立|定|搞|弄|出)[^，,？?]*(?:{_KIND})"
    rf"|(?:制定|出台|颁布|印发|立法)[^，,？?]*(?:{_KIND})?[^，,？?]{{0,6}}(?:目的|初衷|用意|是为了(?:什么|啥))|立法(?:目的|宗旨)"
    rf"|(?:{_KIND})[^，,？?]{{0,6}}(?:制定|出台|立法|立)?的?(?:目的|初衷|宗旨)(?:是|为|在)?(?:什么|啥|哪|于)"
)
_EN_KIND = "regulations?|rules?|law|ordinance|measures|plan|notice|provisions|policy|opinions?|act|standard"
_EN_ASKS = re.compile(
    rf"\b(?:purpose|aim|objective|point) of (?:the |this |these )?(?:[\w'’“”\"-]+ ){{0,10}}?(?:{_EN_KIND})\b(?! (?:in|of|on) (?:article|section|chapter))"
    rf"|\bwhy (?:was|were|did|has|have|does|do)\b[^,?]*\b(?:bring in|brought in|introduced?|adopt(?:ed)?|enact(?:ed)?|issued?|drawn? up|made|make|formulated?|have)\b[^,?]*"
    rf"|\bwhy (?:was|were|did|has|have)\b[^,?]*(?:{_EN_KIND})\b[^,?]*\b(?:made|adopted|enacted|introduced|issued|brought in|drawn up|formulated)\b",
    re.IGNORECASE,
)
_MADE_FOR = re.compile(
    rf"(?:第一条\s*)?为(?:了|进一步|深入|切实|全面|加快|更好)?(?P<aim>.{{4,}}?)(?:，(?:根据|依据|依照|按照|结合|经).*)?，(?:特|现|决定)?(?:制定|制订|作出|拟定)(?:本|了?《|如下|以下)[^，。]*(?:{_KIND})?"
)


def purpose(draft: Draft, ranked: list[Document]) -> Answer | None:
    """Answer why the document that a question names was made; None where that is not asked or not told so."""
    query = draft.query
    asks = _ASKS.search(query.text) if query.language == "zh" else _EN_ASKS.search(query.text)
    if not (asks and ranked) or query.steps or not is_of_document(query, ranked[0]):
        return None
    if (told := _first_sentence(ranked[0])) is None:
        return None
    draft.quote(ranked[0], (told.start, told.end))
    made_for = _MADE_FOR.match(told.quote)
    draft.short_answer = made_for["aim"] if made_for else None
    return draft.finish()


def _first_sentence(document: Document) -> Unit | None:
    first = (u for u in units_of(document)[:FIRST] if u.clause.scheme != "facts")
    return next((u for u in first if _MADE_FOR.match(u.quote)), None)
