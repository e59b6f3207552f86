"""Two versions of a document side by side as one self-contained page: no script, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from rag.diff import Diff, Difference, FigureChange, Side
from rag.diffrender import LABELS, Language, place_of, summary, where
from rag.page import text_html
from rag.types import Document

_CSS = Path(__file__).with_name("diff.css")
_HTML_LANG = {"zh": "zh-CN", "en": "en"}


def diff_to_html(diff: Diff, language: Language = "zh") -> str:
    """Return the page that ``diff --html`` writes: both versions whole, each change marked.

    All text of the documents is escaped. Clauses that did not change are there, folded away.
    """
    labels = LABELS[language]
    heads = (_head(diff.old, labels["old"]), _head(diff.new, labels["new"]))
    return "\n".join((
        f'<!doctype html>\n<html lang="{_HTML_LANG[language]}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{labels['title']}：{text_html(diff.new.facts.title.value)}</title>",
        f"<style>\n{_CSS.read_text('utf-8')}</style>\n</head>\n<body>",
        f"<h1>{labels['title']}</h1>\n<p>{summary(diff, language)}</p>",
        *_figures(diff, language),
        f'<div class="head pair">{"".join(heads)}</div>',
        *_rows(diff, language),
        "</body>\n</html>\n",
    ))  # fmt: skip


def _head(document: Document, name: str) -> str:
    title, doc_id = text_html(document.facts.title.value), text_html(document.doc_id)
    return f'<div>{name}：{title}<div class="soft">{doc_id}</div></div>'


def _figures(diff: Diff, language: Language) -> Iterator[str]:
    if not diff.figures:
        return
    yield f'<h2>{LABELS[language]["figures"]}</h2>\n<ul class="figures">'
    for figure in diff.figures:
        place = f'<span class="place">{text_html(where(figure, language))}</span>'
        yield f"<li>{_exchange(figure, language)} {place}</li>"
    yield "</ul>"


def _exchange(figure: FigureChange, language: Language) -> str:
    none = f'<span class="none">{LABELS[language]["none"]}</span>'
    gone = f"<del>{text_html(figure.old.quote)}</del>" if figure.old else none
    come = f"<ins>{text_html(figure.new.quote)}</ins>" if figure.new else none
    return f"{gone} → {come}"


def _rows(diff: Diff, language: Language) -> Iterator[str]:
    labels = LABELS[language]
    for unchanged, group in groupby(diff.clauses, key=lambda c: c.kind == "unchanged"):
        rows = [_row(clause, language) for clause in group]
        if unchanged:
            told = f"{labels['unchanged']}：{labels['clauses'].format(len(rows))}"
            yield f"<details><summary>{told}</summary>"
            yield from rows
            yield "</details>"
        else:
            yield from rows


def _row(clause: Difference, language: Language) -> str:
    labels = LABELS[language]
    name = labels[clause.kind]
    if clause.moved and clause.kind == "reworded":
        name += f" · {labels['moved']}"
    sides = (
        _side(clause.old, "old", "del", language),
        _side(clause.new, "new", "ins", language),
    )
    kind = f'<div class="kind">{name}</div>' if clause.kind != "unchanged" else ""
    return f'<section class="clause {clause.kind}">{kind}<div class="pair">{"".join(sides)}</div></section>'


def _side(side: Side | None, which: str, mark: str, language: Language) -> str:
    """One version of a clause; ``mark`` is the element around its words that differ."""
    labels = LABELS[language]
    name = f'<span class="name">{labels[which]} · </span>'
    if side is None:
        return f'<div class="{which} none">{name}{labels["none"]}</div>'
    parts, at = list[str](), side.start
    for start, end in side.changed:
        parts.append(text_html(side.quote[at - side.start : start - side.start]))
        changed = text_html(side.quote[start - side.start : end - side.start])
        parts.append(f"<{mark}>{changed}</{mark}>")
        at = end
    parts.append(text_html(side.quote[at - side.start :]))
    offsets = labels["offsets"].format(side.start, side.end)
    place = f'<div class="place">{name}{text_html(place_of(side, language))} · {offsets}</div>'
    return f'<div class="{which}">{place}<div class="text">{"".join(parts)}</div></div>'
