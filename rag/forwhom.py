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
_WHOM = re.compile(
    rf"{LEADING_LABEL}(?P<whom>[^，。；：:]{{2,16}}?)(?:应当|应|须|必须|不得|可以|[：:])"
)


def of_whom_asked(query: Query, found: ListPlace, lists: Iterable[ListPlace]) -> ListPlace:
    """The list of the same document for those that a question begins with: 个人|申请带哪些, not 组织：…."""
    nouns = "".join(leading_nouns(cut(query.plain))) if query.language == "zh" else ""
    begins = nouns[:MOST]
    whom = _whom(found)
    if len(begins) < LEAST or not whom or begins in whom:
        return found
    alike = (other for other in lists if other.document is found.document)
    return next((other for other in alike if begins in _whom(other)), found)


def _whom(found: ListPlace) -> str:
    told = _WHOM.match(found.document.text[slice(*found.intro)])
    return told["whom"] if told else ""
