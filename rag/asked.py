"""What of a question the reader is asked: without the words that only name the document."""

from __future__ import annotations

import re

from rag.evidence import HELD
from rag.naming import title_of
from rag.query import Query
from rag.terms import words
from rag.types import Document

LEAST = 4  # characters that name a document
LEFT = 4  # and those that ask
BEFORE_COMMA, BEFORE_OF = 0.6, 0.9  # weight of the words in front that the title says too
_BREAK = re.compile(
    r"[，,：:]|(?<=[\u4e00-\u9fff》”）])(?:的规定|规定的|里面?的?|中的?|上的?|的)(?=[\u4e00-\u9fff\d“])"
)


def beyond_title(query: Query, document: Document) -> str:
    """Return the question without the words in front that its document's title says too.

    Only where something of its own is left to ask: 天河港澳青年创业补贴办法里，|落户补贴多少. The
    reader sees the title with each sentence, and takes a long name in the question for a matter of its own.
    """
    text = query.plain
    if query.language == "en":
        return text
    title, kinds = title_of(document), words()["document_words"]
    own = [t for t in query.terms if t.text not in kinds]
    end = 0
    for found in _BREAK.finditer(text):
        said = text[: found.start()].lower()
        named = [t for t in own if (t.said or t.text) in said]
        total = sum(t.weight for t in named)
        known = sum(t.weight for t in named if t.credit(title) >= HELD)
        share = BEFORE_COMMA if found.group() in "，,：:" else BEFORE_OF
        long = sum(len(t.said or t.text) for t in named) >= LEAST
        if named and long and known >= share * total:
            end = found.end()
    rest = text[end:].lstrip("，,：:")
    left = any((t.said or t.text) in rest.lower() for t in query.terms if not t.optional)
    return rest if end and left and len(rest) >= LEFT else text
