"""What a document is about, and into how many parts it goes: by its own headings and words."""

from __future__ import annotations

import re

from rag.about import SUBJECT_FIT
from rag.draft import Draft
from rag.evidence import HELD
from rag.lists import STATED, enumerations, stated_number
from rag.naming import title_of
from rag.query import Query
from rag.terms import words
from rag.types import Answer, Clause, Document
from rag.units import units_of

SUMMARY = 600  # a part that tells the main contents of a document is shown up to this length
_READING = re.compile(r"解读|页面|网页|文章|这篇|\b(?:interpretation|page|article|reading)\b")
_QUOTED = re.compile(r"[“\"「（(](\w{2,16})[”\"」）)]")
_ASKS_PARTS = re.compile(r"部分|几[大个]?块|\bparts?\b")
_SKIP = (
    "整个",
    "全文",
    "结构",
    "框架",
    "大纲",
    "提纲",
    "总体",
    "整体",
    "顺序",
    "脉络",
    "标题",
    "题目",
    "组成",
    "说明",
    "章",
    "小节",
)  # what outlines are called


def outline(draft: Draft, ranked: list[Document]) -> Answer | None:
    """Say what a document is about by its own title and headings; None when that is not asked."""
    query = draft.query
    if "outline" not in query.kinds or query.steps or query.value not in ("", "count"):
        return None
    if ranked and not query.value and (section := _section(query, ranked[0])):
        return _headings_below(draft, ranked[0], section)
    if not ranked or not (query.value or _is_about(query, ranked[0])):
        return None
    document = ranked[0]
    if not query.value and _quotes_part(query, document):
        return None  # “总体情况”那部分说的是什么: its sentence tells
    told = _told_parts(document)
    reading = _means_reading(query, document)
    asks_parts = query.value or _ASKS_PARTS.search(query.text.lower())
    if told and asks_parts and not reading:
        return _show_parts(draft, document, *told)
    chapters = re.search(r"章|\bchapters?\b", query.plain.lower()) and any(
        c.scheme == "章" for c in document.clauses
    )
    own_parts = _ASKS_PARTS.search(query.text.lower()) and _is_about(query, document)
    if query.value and not (reading or chapters or own_parts):
        return None
    title = document.facts.title
    if title.start >= 0:
        draft.quote(document, (title.start, title.end))
    for clause in document.clauses[1:]:
        if clause.depth == 1 and clause.name and clause.scheme not in ("facts", "段"):
            end = clause.head_end if clause.heading or clause.label else clause.own_end
            if clause.scheme == "条" and not clause.heading:
                end = next((u.end for u in units_of(document) if u.start == clause.start), end)
            draft.quote(document, (clause.start, end), item=True)
            if "主要内容" in clause.heading and clause.end - clause.start <= SUMMARY:
                for unit in units_of(document):
                    if clause.head_end <= unit.start < clause.end:
                        draft.quote(document, (unit.start, unit.end))
            for child in document.children(clause.id) if clause.scheme == "heading" else ():
                numbered = child.scheme in ("编", "章", "一、") or child.label.isdigit()
                if numbered and child.heading:
                    draft.quote(document, (child.start, child.head_end), item=True)
    if len(draft.sentences) < 3:
        own = [u for u in units_of(document) if u.clause.scheme != "facts"]
        for unit in own[:4]:
            draft.quote(document, (unit.start, unit.end))
    return draft.finish()


def _means_reading(query: Query, document: Document) -> bool:
    """Whether the parts of a reading 解读 itself are asked for, not those of the document it explains."""
    return "解读" in document.facts.title.value and bool(_READING.search(query.text.lower()))


def _section(query: Query, document: Document) -> Clause | None:
    """Return the clause with headings below it that a question calls by its heading, or quotes of it."""
    quoted = _QUOTED.findall(query.plain.lower())
    for clause in document.clauses[1:]:
        headed = [c for c in document.children(clause.id) if c.heading]
        heading = clause.heading.lower()
        said = heading in query.plain.lower() or any(q in heading for q in quoted)
        if len(heading) > 3 and said and headed and heading not in title_of(document):
            return clause
    return None


def _quotes_part(query: Query, document: Document) -> bool:
    """Whether a question quotes the heading of one part of a document."""
    quoted = _QUOTED.findall(query.plain.lower())
    return any(c.heading.lower() in quoted for c in document.clauses[1:] if c.heading)


def _headings_below(draft: Draft, document: Document, clause: Clause) -> Answer:
    draft.quote(document, (clause.start, clause.head_end))
    for child in document.children(clause.id):
        if child.heading:
            draft.quote(document, (child.start, child.head_end), item=True)
    return draft.finish()


Parts = tuple[tuple[int, int], list[tuple[int, int]], str]


def _told_parts(document: Document) -> Parts | None:
    """Return the sentence that names the parts of a document and their number, those, and the number."""
    for unit in units_of(document):
        stated = STATED.search(unit.quote)
        for made in enumerations(unit.quote) if "部分" in unit.text and stated else ():
            if stated and stated_number(unit.quote) == len(made.items):
                items = [(unit.start + a, unit.start + b) for a, b in made.items]
                return (unit.start, unit.end), items, stated.group()
    return None


def _show_parts(
    draft: Draft,
    document: Document,
    told: tuple[int, int],
    items: list[tuple[int, int]],
    number: str,
) -> Answer:
    draft.quote(document, told)
    for span in items:
        draft.quote(document, span, item=True)
    draft.short_answer = number
    return draft.finish()


def _is_about(query: Query, document: Document) -> bool:
    """Whether the words of a question name hardly more than the document itself."""
    skip = {*words()["document_words"], *_SKIP}
    own = [t for t in query.terms if t.text not in skip and not t.optional]
    strange = [t for t in own if t.credit(title_of(document)) < HELD]
    held = sum(t.weight for t in own) - sum(t.weight for t in strange)
    return not strange or (len(own) > 2 and held >= SUBJECT_FIT * sum(t.weight for t in own))
