"""The source panel as HTML: a document with its quotes marked, or the list of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from rag.force import Force
from rag.naming import quoted_title
from rag.page import WORDS, Language, text_html
from rag.relations import KINDS
from rag.render import chinese_date, citation_text, paper
from rag.types import Citation, Document, Fact

TEXT_AROUND = 60_000  # characters shown on each side of the quote: browsers stay quick
DOCUMENTS_LISTED = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """What the source panel shows: a document and, where one was opened, a quote in it."""

    doc_id: str
    turn: int = -1  # index of the turn whose quotes are marked; -1: none
    index: int = -1  # of the focused quote in that turn's citations (or nearest clauses)
    nearest: bool = False


def source_html(
    document: Document,
    cited: Sequence[Citation],
    shown: Shown,
    language: Language,
    force: Force,
) -> str:
    """Return the whole document with every cited span marked and the focused one named.

    ``cited`` are the citations of ``shown.turn``, of which those in this document are marked.
    The texts of ``mark.on`` in document order, joined, are exactly the focused quote. What the
    document no longer says at its place, since it has changed, is quoted without a mark.
    """
    words = WORDS[language]
    focus = cited[shown.index] if 0 <= shown.index < len(cited) else None
    head = (
        f'<div class="panel-nav"><button type="button" data-act="list">← {words["all_documents"]}'
        f'</button><button type="button" data-act="back" class="back">{words["back"]}</button></div>'
        f'<h2 tabindex="-1">{text_html(document.facts.title.value)}</h2>'
        f"{_facts(document, language, force)}"
    )
    card = _quote_card(document, cited, shown, focus, words) if focus else ""
    standing = [c for c in cited if _stands(c, document)]
    text, cut = _text(document, standing, focus if focus in standing else None)
    note = f'<p class="cut">{words["cut"]}</p>' if cut else ""
    if focus and focus not in standing:
        note += f'<p class="cut">{words["changed"]}</p>'
    return (
        f'<section class="source" aria-label="{words["source"]}">{head}{card}{note}'
        f'<div class="text" lang="zh-CN" tabindex="0" role="region" '
        f'aria-label="{words["full_text"]}">{text}</div></section>'
    )


def _quote_card(
    document: Document,
    cited: Sequence[Citation],
    shown: Shown,
    focus: Citation,
    words: Mapping[str, str],
) -> str:
    names = (*focus.clause_path, *paper(focus))
    path = "".join(f"<li>{text_html(name)}</li>" for name in names)
    kind = "near" if shown.nearest else "cite"
    others = [(i, c) for i, c in enumerate(cited) if c.doc_id == document.doc_id]
    links = "".join(
        f'<a class="cite{" current" if i == shown.index else ""}" href="#{kind}-{shown.turn}-{i}" '
        f"{'aria-current=true ' if i == shown.index else ''}"
        f'aria-label="{words["cite"].format(c.n)}">{c.n}</a>'
        for i, c in others
    )
    more = f'<nav aria-label="{words["quotes_here"]}">{links}</nav>' if len(others) > 1 else ""
    return (
        f'<div class="quote"><ol class="path" aria-label="{words["clause"]}">{path}</ol>'
        f'<blockquote lang="zh-CN" aria-label="{words["quote"]}">{text_html(focus.quote)}'
        f'</blockquote><div class="quote-foot">{more}<button type="button" class="copy" '
        f'data-copy="{escape(citation_text(focus))}" data-done="{words["copied"]}" '
        f'data-failed="{words["copy_failed"]}">{words["copy"]}</button>'
        f'<span class="said-done" role="status"></span></div></div>'
    )


def _stands(citation: Citation, document: Document) -> bool:
    """Whether the document says at its place what was quoted: it may have changed since."""
    there = document.text[citation.start : citation.end]
    return citation.doc_id == document.doc_id and there == citation.quote


def _text(
    document: Document, spans: Sequence[Citation], focus: Citation | None
) -> tuple[str, bool]:
    """Return the text line by line, and whether it had to be cut; line ends stay in it."""
    middle = focus.start if focus else 0
    first = max(0, document.text.rfind("\n", 0, max(0, middle - TEXT_AROUND)) + 1)
    last = document.text.find("\n", max(middle, focus.end if focus else 0) + TEXT_AROUND)
    last = len(document.text) if last < 0 else last + 1
    if middle < TEXT_AROUND:
        first = 0
    headings = _headings(document)
    lines: list[str] = []
    position = first
    for line in document.text[first:last].splitlines(keepends=True):
        end = position + len(line)
        kind = headings.get(position, "") if line.strip() else "blank"
        inner = _segments(document.text, position, end, spans, focus)
        lines.append(f'<span class="line {kind}">{inner}</span>')
        position = end
    return "".join(lines), (first, last) != (0, len(document.text))


def _headings(document: Document) -> dict[int, str]:
    """Return the CSS class of each line that is a heading, by the line's start."""
    classes = {
        clause.start: f"head depth{min(clause.depth, 4)}"
        for clause in document.clauses[1:]
        if clause.name and document.text[clause.head_end : clause.head_end + 1] in ("\n", "")
    }
    title = document.facts.title
    if title.start >= 0:
        line_start = document.text.rfind("\n", 0, title.start) + 1
        classes[line_start] = "head depth0"
    return classes


def _segments(
    text: str, start: int, end: int, spans: Sequence[Citation], focus: Citation | None
) -> str:
    inside = sorted({p for c in spans for p in (c.start, c.end) if start < p < end})
    edges = [start, *inside, end]
    parts: list[str] = []
    for left, right in pairwise(edges):
        shown = escape(text[left:right])
        over = [c for c in spans if c.start <= left and right <= c.end]
        if over:
            on = " on" if focus in over else ""
            numbers = " ".join(str(c.n) for c in over)
            shown = f'<mark class="hit{on}" data-n="{numbers}">{shown}</mark>'
        parts.append(shown)
    return "".join(parts)


def _facts(document: Document, language: Language, force: Force) -> str:
    facts, words = document.facts, WORDS[language]
    rows = [("issuer", "、".join(f.value for f in facts.issuers) or _value(facts.publisher))]
    rows.append(("document_number", _value(facts.document_number)))
    rows.append(("region", _value(facts.region)))
    explains = (facts.explains,) if facts.explains else ()
    forwards = (facts.forwards,) if facts.forwards else ()
    for name, told in (
        ("explains", explains),
        ("repeals", facts.repeals),
        ("amends", facts.amends),
        ("forwards", forwards),
    ):
        said = (f.value if f.start >= 0 else f"{f.value}{words['by_clerk']}" for f in told)
        rows.append((name, "、".join(said)))
    rows += _related(document, force, words["by_clerk"])
    for name, fact in (
        ("issued", facts.issued),
        ("published", facts.published),
        ("effective", facts.effective),
    ):
        rows.append((name, _day(_value(fact), language)))
    cells = "".join(f"<div><dt>{words[k]}</dt><dd>{text_html(v)}</dd></div>" for k, v in rows if v)
    return f'<dl class="facts">{cells}</dl>{validity_html(document, language, force)}'


def _related(document: Document, force: Force, by_clerk: str) -> list[tuple[str, str]]:
    """What other documents say of one, and which have its text."""
    rows: list[tuple[str, str]] = []
    for kind in KINDS:
        told = force.relations.to(document.doc_id, kind)
        titles = dict.fromkeys(
            force.documents[r.source].facts.title.value + by_clerk * r.by_clerk for r in told
        )
        rows.append((f"{kind}_by", "、".join(titles)))
    rows.append(("same_text", "、".join(force.relations.same.get(document.doc_id, ()))))
    return rows


def _value(fact: Fact | None) -> str:
    return fact.value if fact else ""


def _day(iso: str, language: Language) -> str:
    return chinese_date(iso) if language == "zh" else iso


def validity_html(document: Document, language: Language, force: Force) -> str:
    """Return whether the document holds on the day of ``force``, as a line of text with its colour."""
    facts, words = document.facts, WORDS[language]
    until, since = _value(facts.valid_until), _value(facts.effective)
    period_end = _value(facts.period).rpartition("/")[2]
    end, today = force.ends.get(document.doc_id), force.as_of.isoformat()
    if facts.repealed:
        said = facts.repealed.value
        kind, line = "over", words["repealed"].format(said)
    elif end and end.document is not document:
        kind, line = "over", words["replaced"].format(quoted_title(end.document))
    elif since > today:
        kind, line = "later", words["not_yet"].format(_day(since, language))
    elif until and until < today:
        kind, line = "over", words["expired"].format(_day(until, language))
    elif period_end and period_end < today:
        kind, line = "over", words["period_over"].format(_day(period_end, language))
    elif until or period_end:
        kind, line = "valid", words["valid"].format(_day(until or period_end, language))
    else:
        kind, line = "open", words["open_ended"]
    return f'<p class="validity {kind}">{text_html(line)}</p>'


def documents_html(language: Language, force: Force) -> str:
    """Return the list of documents, latest first, each a button that opens it, with what they say of
    themselves and of each other."""
    words = WORDS[language]
    ordered = sorted(force.documents.values(), key=_latest, reverse=True)
    listed = ordered[:DOCUMENTS_LISTED]
    count = words["documents_count"].format(len(ordered))
    if len(listed) < len(ordered):
        count = words["documents_shown"].format(len(ordered), len(listed))
    rows = "".join(
        f'<li><button type="button" data-doc="{escape(d.doc_id)}" lang="zh-CN">'
        f"{text_html(d.facts.title.value)}</button>{_facts(d, language, force)}</li>"
        for d in listed
    )
    return (
        f'<section class="documents" aria-label="{words["documents"]}"><h2 tabindex="-1">'
        f'{words["documents"]}</h2><p class="count">{count}</p><ul>{rows}</ul></section>'
    )


def _latest(document: Document) -> tuple[str, str]:
    facts = document.facts
    return (_value(facts.published) or _value(facts.issued), document.doc_id)
