"""A sentence as the reader sees it: with its title, its path, and what the text above it says of it."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.announced import announced, announcer
from rag.crossrefs import referred
from rag.rank import SENTENCE_CHARS, reader_text
from rag.tables import paired
from rag.units import Unit

INTRO_CHARS = 40
LIST_SHARE = 0.7  # of the document
LIST_CHARS = 1500  # what is longer is the document itself: 现将有关事项通知如下：
YEAR_CHARS = 400  # a year named further above is another matter's
_YEAR = re.compile(r"[到至]?(?:19|20)\d{2}年(?:[底末]|上半年|下半年)?")


def as_read(unit: Unit) -> str:
    """Return a sentence as the reader sees it."""
    document = unit.document
    told = paired(unit.quote, unit.header) if unit.header else unit.quote
    path = document.path(unit.clause.id)
    return reader_text(document.facts.title.value, path, told, introduction(unit))


def read_from(unit: Unit) -> int:
    """Where the sentence begins in what the reader sees of it."""
    return len(as_read(unit)) - len(unit.quote[:SENTENCE_CHARS])


@lru_cache(maxsize=20_000)
def introduction(unit: Unit) -> str:
    """Return the end of the sentence that announces the list in which a sentence stands.

    Behind it the year that was named last above it, where neither of them nor the path names one:
    in 到2025年…；二是新增15个 the second item is of 2025 too; and what the sentence refers to by number.
    Empty for a sentence on its own.
    """
    document, clause = unit.document, unit.clause
    above = announcer(unit)
    items = announced(above) if above else ()
    most = min(LIST_CHARS, LIST_SHARE * len(document.text))
    a_list = bool(items) and items[-1].end - items[0].start <= most
    said = above.quote.strip().rstrip("：:") if above and a_list else ""
    parts = [" ".join(said[-INTRO_CHARS:].split())]
    if not _YEAR.search(" ".join((said, unit.quote, *document.path(clause.id)))):
        parent = document.clauses[clause.parent] if clause.parent > 0 else clause
        since = max(parent.start, unit.start - YEAR_CHARS)
        parts += _YEAR.findall(document.text[since : unit.start])[-1:]
    parts.append(referred(document, unit.start, unit.end))
    return "，".join(part for part in parts if part)
