"""Answers about a document as such: its facts, its full title, its validity, earlier versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.draft import Draft
from rag.evidence import HELD
from rag.likeness import names_another, other_titles
from rag.naming import is_named, is_of_other_years, title_of
from rag.places import Place
from rag.plain import plain_number
from rag.query import APPROVAL, Query, besides_of
from rag.terms import Term, make_term, words
from rag.types import Answer, Document, Fact
from rag.units import Unit, lower_text, units_of
from rag.values import find_values

SUBJECT_FIT = 0.75  # this share of the words must name the document when a fact of it is asked
NAME_LEAST = 4  # characters of a body's name: not the 去厅 of 想去厅里
NAMED_MATTER = 0.5  # rarer words than this name what is asked about
_OF_ANY_DOCUMENT = frozenset(
    ("联合", "共同", "部门", "机关", "单位", "时间", "日期", "正式", "开始", "有效期", "号", "现在", "牵头", "过期", "有效", "网站", "网页")
)  # fmt: skip
_ISSUES = re.compile(
    r".{0,8}?(?:印发|发布|发文|公布|出台|颁布|制定|下发|[发出]的(?=[吗么吧嘛？?。，,]|$))"
)
_BY_WHOM = re.compile(
    r"(?:issue|publish|releas|adopt)\w* (?:jointly )?by\b|(?:issue|publish|release|adopt)\w* (?:it|this|the (?:plan|notice|document))\b|由.{1,20}(?:印发|发布|公布|出台)|联合(?:印发|发)"
)
ISSUING = ("issued", "published")
_PERIOD_OF = re.compile(r"[（(](\d{4}年?[—–~～至-]{1,2}\d{4}年?)[）)]$")
_TITLE = re.compile(r"《([^《》]+)》")
_ASKS_TITLE = re.compile(
    r"全称|全名|完整的?(?:名称|标题)|\b(?:full|exact|official|complete)\b.{0,20}\b(?:name|title)\b"
)
_WHAT_PAPER = re.compile(
    "(?:是|叫)(?:个|一?份)?(?:什么|啥|哪一?[份个])(?:样的)?(?:文件|通知|政策|公文|文)(?=[？?，,]|$)"
)
_ASKS_NAME = re.compile(
    rf"{_ASKS_TITLE.pattern}|叫(?:什么|啥)|名字|名称|\btitle\b|\bcalled\b"
    r"|(?:替代|取代|代替|接替|废止)了?.{0,6}(?:哪|什么)|在(?:哪|什么)[^，。]{0,8}基础上"
    r"|\b(?:replac|supersed)\w+ (?:which|what)\b|\b(?:which|what)\b.{0,30}\b(?:replac|supersed)"
)
_DOCUMENT = re.compile(r"\b(?:plan|notice|measures|document|policy|regulations?|interpretation)\b")
_UNTIL = re.compile(r"^(?:有效|执行|实施)期(?:限)?[至到](?=\d{4})")
_ENDED = re.compile(r"(?:同时|即行|予以)?废止|不再执行|停止执行|(?:同时|自行)?失效|已到期")
_ASKS_WHERE = re.compile("地址|在.{0,3}(?:哪|什么地方)|位于")
_ASKED_OF = re.compile("问|打给|咨询|联系|找|[送寄交递跑]到|给")
_OFFICE = re.compile(r"\b(?:address|office|department|bureau|agency|authority)\b")


def facts(draft: Draft, ranked: list[Document]) -> Answer | None:
    """Answer from the facts of a document (when, by whom, under which number); None when not asked."""
    query = draft.query
    if means_another_version(query, ranked):
        return None
    document = _explained(ranked) if ranked else None
    found = _asked_facts(query, document) if document else ()
    if document and not found and document is not ranked[0]:
        document = ranked[0]
        found = _asked_facts(query, document)
    found = tuple(f for f in found if f.start >= 0)
    if not document or not found or query.steps:
        return None
    other_year = query.years and not any(y in f.value for y in query.years for f in found)
    if other_year and "confirm" not in query.kinds:
        return None
    about = subject(query)
    strange = [t for t in about if t.credit(title_of(document)) < HELD]
    foreign = sum(t.weight for t in strange) > (1 - SUBJECT_FIT) * sum(t.weight for t in about)
    pointed = len(ranked) == 1 and _points_at_it(query)
    named = pointed or is_named(query, document)
    loose = "confirm" in query.kinds and len(strange) < len(about)
    if foreign and not named and not loose:
        return None
    if other_year and query.value != "validity":
        draft.status = "partial"
        draft.note("premise_date", asked=f"{query.years[0]}年")
    told = (t for t in strange if not t.text.isdigit())  # 1 of 2024年1月
    for t in told if "confirm" in query.kinds and query.value != "validity" else ():
        draft.status = "partial"
        draft.note("premise_name", asked=t.text)
    if query.count and query.count != len(found) and query.value == "org":
        draft.status = "partial"
        draft.note("premise_count", asked=query.count, stated=len(found))
    _show_facts(draft, document, found)
    return draft.finish()


def _explained(ranked: Sequence[Document]) -> Document:
    """Return the document that the first one explains by its title, where it was found too; else the first."""
    first = ranked[0].facts.title.value
    own = (d for d in ranked[1:] if f"《{d.facts.title.value}》" in first)
    return next(own, ranked[0])


def full_title(draft: Draft, ranked: Sequence[Document], places: Sequence[Place]) -> Answer | None:
    """Give the full title of the document that is asked about, or of an earlier one it names."""
    query = draft.query
    asks = _ASKS_TITLE if not query.earlier else _ASKS_NAME
    named = names_document(query) or query.earlier
    by_number = query.numbers and _WHAT_PAPER.search(query.plain)  # 国发〔2018〕44号|是什么文件
    if not (ranked and (by_number or (asks.search(query.text.lower()) and named))):
        return None
    document = ranked[0]
    place = names_another(places) if query.earlier else None
    if place:
        document = place.unit.document
        told = other_titles(place.unit)[-1]
    else:
        title = document.facts.title.value
        told = (_TITLE.findall(title) or [title])[0]
    found = re.search(re.escape(told), document.text, re.IGNORECASE)
    if found is None:
        return None
    around = document.text[found.start() - 1 : found.end() + 1]
    span = (
        (found.start() - 1, found.end() + 1) if around[:1] + around[-1:] == "《》" else found.span()
    )
    draft.quote(document, (place.unit.start, place.unit.end) if place else span)
    draft.short_answer = document.text[slice(*span)]
    return draft.finish()


def names_document(query: Query) -> bool:
    """Whether a question speaks of a document: 计划, 办法, the plan."""
    low = query.text.lower()
    return bool(_DOCUMENT.search(low)) or any(
        w in low for w in words()["document_words"] if len(w) > 1
    )


def confirms_issuer(query: Query) -> bool:
    """Whether a question asks to confirm who issued a document: then the issuers are the answer."""
    if "confirm" not in query.kinds or query.fact not in ISSUING:
        return False
    bodies = (v.end for v in find_values(query.plain, "org"))
    issues = any(_ISSUES.match(query.plain, end) for end in bodies)
    return issues or bool(_BY_WHOM.search(query.plain.lower()))


def other_version(
    draft: Draft, ranked: Sequence[Document], places: Sequence[Place]
) -> Answer | None:
    """Show what the text says of another version whose validity is asked; None when it is not."""
    query = draft.query
    asks_reason = "why" in query.kinds
    if query.value != "validity" or asks_reason or not means_another_version(query, ranked):
        return None
    place = names_another(places)
    if place is None:
        return None
    marks = words()["marks"]["replaced"]
    period = next(filter(None, map(_PERIOD_OF.search, other_titles(place.unit))), None)
    ended = _ENDED.search(place.unit.quote)
    told = period.group(1) if period else None
    draft.short_answer = ended.group() if ended else told
    draft.status = "answered" if draft.short_answer else "partial"
    marked = [p for p in places if any(m in p.unit.text for m in marks)]
    marked.sort(key=lambda p: -sum(m in p.unit.text for m in marks))
    for p in [place, *marked][:2]:
        draft.quote(p.unit.document, (p.unit.start, p.unit.end))
    return draft.finish()


def ended(draft: Draft, ranked: Sequence[Document]) -> Answer | None:
    """Show the sentence that ends a document named in the question whose validity is asked, or None."""
    unit = _ended_title(draft.query, ranked) if draft.query.value == "validity" else None
    said = _ENDED.search(unit.quote) if unit else None
    if unit is None or said is None:
        return None
    draft.quote(unit.document, (unit.start, unit.end))
    draft.short_answer = said.group()
    return draft.finish()


def _ended_title(query: Query, documents: Sequence[Document]) -> Unit | None:
    """Return the sentence that ends what a question names by its title or number: 《…》同时废止."""
    named = [f"《{t.lower()}》" for t in query.titles] + list(query.numbers)
    for document in documents if named else ():
        if is_named(query, document):
            continue
        for unit in units_of(document):
            said = plain_number(unit.text)
            if _ENDED.search(unit.quote) and any(n in unit.text or n in said for n in named):
                return unit
    return None


def is_contact(query: Query, document: Document) -> bool:
    """Whether whom to call or where to go is asked of the document, not of what it does not know.

    The telephone may be asked for any matter that the text has; the address only of its issuers.
    """
    if query.value in ("source", "publisher"):
        return True
    publisher = document.facts.publisher
    named = (v.text.lower() for v in find_values(query.plain, "org"))
    named = (_ASKED_OF.split(name)[-1] for name in named)  # 想打电话问|工信厅
    bodies = [make_term(name, abbreviation=True) for name in named if len(name) >= NAME_LEAST]
    if publisher and bodies and not any(t.credit(publisher.value.lower()) >= HELD for t in bodies):
        return False  # the telephone of another body than the one whose page this is
    if (
        query.language == "en"
        and query.value == "address"
        and not _OFFICE.search(query.text.lower())
    ):
        return False
    text, asked = lower_text(document), query.plain.lower()
    if query.value == "address":  # what somebody goes there for is not whose address it is
        lines = (u.text for u in units_of(document) if u.clause.scheme == "facts")
        text = title_of(document) + " ".join(lines)
        parts = re.split(r"[，,]", asked)
        asked = next((p for p in parts if _ASKS_WHERE.search(p)), parts[-1])
    matter = [t for t in query.terms if t.weight >= NAMED_MATTER and (t.said or t.text) in asked]
    held = sum(t.weight for t in matter if t.credit(text) >= HELD)
    return held >= (1 - SUBJECT_FIT) * sum(t.weight for t in matter)


def means_another_version(query: Query, ranked: Sequence[Document]) -> bool:
    """Whether a question is about another version than this document: an earlier one, other years."""
    return query.earlier or bool(ranked and is_of_other_years(query, ranked[0]))


def _points_at_it(query: Query) -> bool:
    """Whether a question points at the document it was asked about: 这份解读, 本通知."""
    kinds = "|".join(map(re.escape, words()["document_words"]))
    return bool(re.search(rf"[这本该此](?:一?[份篇个项则])?(?:政策|行动)?(?:{kinds})", query.text))


def _asked_facts(query: Query, document: Document) -> tuple[Fact, ...]:
    known = document.facts
    one: Fact | None = None
    dated = query.value == "date" or ("confirm" in query.kinds and query.years and not query.value)
    if dated and query.fact:
        one = {"issued": known.issued or known.published, "published": known.published or known.issued,
               "effective": known.effective}.get(query.fact)  # fmt: skip
    elif query.value == "document_number":
        one = known.document_number
    elif query.value == "validity":
        told = (known.repealed, known.valid_until)
        one = next((fact for fact in told if fact and fact.start >= 0), None)
        if one is None and not _tells_term(document):
            one = known.period
    elif (query.value == "org" and query.fact in ISSUING) or confirms_issuer(query):
        return () if APPROVAL.search(query.text.lower()) else known.issuers
    return (one,) if one else ()


def _tells_term(document: Document) -> bool:
    """Whether a reading 解读 tells the term of what it explains: 《行动计划》…，有效期至2026年12月31日."""
    return any("有效期" in u.text and find_values(u.quote, "validity") for u in units_of(document))


def subject(query: Query) -> list[Term]:
    """The words that name the document, without those that name the fact (印发, 发布, 联合)."""
    cues = {c for by in words()["document_facts"].values() for lang in by.values() for c in lang}
    cues |= _OF_ANY_DOCUMENT
    skip = cues | set(words()["document_words"])
    return [
        t
        for t in query.terms
        if not t.optional
        and not (
            {t.text, *t.alternatives} & skip
            or any(c in t.text for c in cues if len(c) > 1 or t.text[0] == c)
            or t.said in cues
        )
    ]


def _run_of(document: Document, found: Sequence[Fact]) -> str | None:
    """Return the words from the first fact to the last where nothing but a comma stands between them."""
    gaps = (document.text[a.end : b.start] for a, b in pairwise(found))
    joined = all(gap in ("、", "，", "和", "与", "及") for gap in gaps)
    return document.text[found[0].start : found[-1].end] if joined else None


def _show_facts(draft: Draft, document: Document, found: Sequence[Fact]) -> None:
    shown = [document.text[f.start : f.end] for f in found]
    draft.short_answer = _UNTIL.sub("", shown[0]) if len(shown) == 1 else _run_of(document, found)
    for fact in found:
        unit = next((u for u in units_of(document) if u.start <= fact.start < u.end), None)
        span = (unit.start, unit.end) if unit else (fact.start, fact.end)
        if len(found) == 1 or fact is found[0]:
            draft.quote(document, span)
    if len(found) > 1:
        besides = besides_of(draft.query)
        for fact in found:
            if besides and besides.credit(fact.value.lower()) >= HELD:
                continue
            draft.quote(document, (fact.start, fact.end), item=True)
