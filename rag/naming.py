"""Whether a question names a document: by its title, its number 文号, its years, most of its words."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.plain import plain_number
from rag.query import Query
from rag.terms import cut, idf, words
from rag.types import Document

_CALLED = re.compile(
    r"([\u4e00-\u9fff]{2,20})(?:行动计划|行动方案|实施方案|工作方案|管理办法|实施办法|暂行办法|实施细则|管理规定|条例|规划)"
)
_PERIOD = re.compile(r"((?:19|20)\d{2})\s?年?\s?[—–~～至-]{1,2}\s?((?:19|20)\d{2})")
_BRACKETED_PERIOD = re.compile(rf"[（(]?{_PERIOD.pattern}\s?年?[）)]?")

_NO_NAME = re.compile("版$|制定$|修订$")  # 旧版|行动计划; 重新制定 is a noun to the dictionary


def called(query: Query) -> tuple[str, ...]:
    """Return the known nouns by which a question calls a document: 半导体, 产业 of 半导体产业的|行动计划."""
    known, unsaid = idf()[0], words()["stop"]["zh"]
    named = (
        w for w, flag in _calling(query) if flag[:1] in "nj" and w in known and w not in unsaid
    )
    return tuple(w for w in named if not _NO_NAME.search(w))


def _calling(query: Query) -> list[tuple[str, str]]:
    """The words right before 行动计划 and the like, with their tags, that may name what it is for."""
    found = _CALLED.search(query.plain.lower()) if query.language == "zh" else None
    before: list[tuple[str, str]] = []
    for word, flag in reversed(list(cut(found[1]))) if found else ():
        verb = flag[:1] == "v" and len(word) > 1  # 创意 is one, to the dictionary
        if not (verb or flag[:1] in "njblx" or flag in ("uj", "c", "eng") or word in "与和及"):
            break
        before.append((word, flag))
    own = (w for w in reversed(before) if w[0] not in words()["document_words"])
    return list(own)


def without_title(query: Query, document: Document) -> Query:
    """Return the question without the words by which it calls this document: they are not what is asked."""
    names, title = called(query), title_of(document)
    if not names or not all(name in title for name in names):
        return query
    said = {w for w, _ in _calling(query) if w in title} | set(words()["document_words"])
    terms = tuple(replace(t, optional=t.optional or t.text in said) for t in query.terms)
    return replace(query, terms=terms) if any(not t.optional for t in terms) else query


def title_fit(query: Query, document: Document) -> float:
    """Return the share of the question's words that the title and issuers of a document hold."""
    if is_named(query, document):
        return 1.0
    title = title_of(document)
    own = [t for t in query.terms if t.text not in words()["document_words"]]
    total = sum(t.weight for t in own)
    return sum(t.weight * t.credit(title) for t in own) / total if total else 0.0


def is_named(query: Query, document: Document) -> bool:
    """Whether the question names this very document, by its title in 《》 or by its number 文号."""
    title = title_of(document)
    number = document.facts.document_number
    own = plain_number(number.value) if number else ""
    return any(t.lower() in title for t in query.titles) or any(
        own and plain_number(n).endswith(own) for n in query.numbers
    )


def has_period(query: Query, document: Document) -> bool:
    """Whether a question names the years of a document: 2021—2024年 of its title, or 2021版."""
    title = document.facts.title.value
    if query.period:
        return all(year in title for year in query.period)
    return bool(query.version) and query.version in own_years(document)


def is_of_other_years(query: Query, document: Document) -> bool:
    """Whether a question names years that the title of a document, which has some, does not."""
    title = document.facts.title.value
    if query.period:
        own = _PERIOD.search(title)  # the long term 2027—2030 of a plan for 2024—2030
        within = own and own[1] <= query.period[0] and query.period[1] <= own[2]
        return not (within or all(year in title for year in query.period))
    return bool(query.version and _first_year(title)) and not has_period(query, document)


def _first_year(title: str) -> str:
    """The first year of the period in a title: 2021 of （2021—2024年）."""
    match = _PERIOD.search(title)
    return match[1] if match else ""


def undated(title: str) -> str:
    """Return a title without the period in it: 行动计划 of 行动计划（2021—2025年）."""
    return _BRACKETED_PERIOD.sub("", title)


def own_years(document: Document) -> tuple[str, ...]:
    """Return the years that a document is called by: the first of its period, of its number and issue."""
    facts = document.facts
    known = [f.value for f in (facts.document_number, facts.issued) if f]
    known.append(_first_year(facts.title.value))
    return tuple(re.findall(r"(?:19|20)\d{2}", " ".join(known)))


def title_of(document: Document) -> str:
    """Return title and issuers, in small letters."""
    facts = document.facts
    return " ".join([facts.title.value, *(i.value for i in facts.issuers)]).lower()


def quoted_title(document: Document) -> str:
    """Return the title in 《》; one that has its own, as that of a reading, gets no second pair."""
    title = document.facts.title.value
    return title if "《" in title else f"《{title}》"
