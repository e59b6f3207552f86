"""For whom a list is, where a document has one for each: 个人：身份证…, 组织：营业执照…; 收运单位应当遵守下列规定：…."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.listplaces import ListPlace
from rag.query import Query
from rag.steps import leading_nouns
from rag.terms import cut
from rag.wording import LEADING_LABEL

LEAST, MOST = 2, 4  # characters that name for whom a list is
NAMED = 3  # characters of one that is named anywhere in a question
_WHOM = re.compile(
    rf"{LEADING_LABEL}(?P<whom>[^，。；：:]{{2,16}}?)(?:应当|应|须|必须|不得|可以|主要?包括|包括|包含|[：:])"
)


def of_whom_asked(query: Query, found: ListPlace, lists: Iterable[ListPlace]) -> ListPlace:
    """The list of the same document for those that a question names: 个人|申请带哪些, not 组织：…."""
    whom = _whom(found) if query.language == "zh" else ""
    if not whom or whom in query.plain:
        return found
    alike = [(_whom(other), other) for other in lists if other.document is found.document]
    named = [one for one in alike if len(one[0]) >= NAMED and one[0] in query.plain]
    if named:
        return max(named, key=lambda one: len(one[0]))[1]
    begins = "".join(leading_nouns(cut(query.plain)))[:MOST]
    if len(begins) < LEAST or begins in whom:
        return found
    return next((other for name, other in alike if begins in name), found)


def whom_of(text: str) -> str:
    """Return for whom a sentence is, by its words before a colon, or before what they shall; "" for none."""
    told = _WHOM.match(text)
    return told["whom"] if told else ""


def _whom(found: ListPlace) -> str:
    lead = found.document.text[found.intro[0] : found.items[0].name[0]]
    whole = found.document.text[slice(*found.intro)]
    return whom_of(whole if found.clause else re.split("[；;。]", lead)[-1])
