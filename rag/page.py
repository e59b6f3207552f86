"""The chat's pieces as HTML: a question, an answer, example questions.

All text of documents, questions and answers passes through ``text_html``: it is shown, never
run. The pieces hold no scripts; ``page.js`` acts on ``href="#cite-…"`` and ``data-`` attributes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Literal

from rag.errors import RagError
from rag.render import STATUS_NAMES, in_groups, place, printable
from rag.types import Answer, Citation, Document, Sentence

HERE = Path(__file__).resolve().parent
WORDS: Mapping[str, Mapping[str, str]] = json.loads((HERE / "page.json").read_text("utf-8"))
CSS_FILE = HERE / "page.css"
JS_FILE = HERE / "page.js"
ICON_FILE = HERE / "page.svg"

Language = Literal["zh", "en"]
ICONS = {"answered": "✓", "partial": "◐", "not_found": "∅", "unclear": "?", "failed": "!"}
EXAMPLES_FILE = "examples.json"
QUESTION_SHOWN = 400  # characters of a question in the chat; a pasted book would bury the answer


def text_html(text: str) -> str:
    """Return text as HTML that shows it literally."""
    return escape(printable(text), quote=True)


def question_html(question: str) -> str:
    """Return the asker's words as one HTML block, so that Markdown does not read them."""
    shown = question.strip()
    if len(shown) > QUESTION_SHOWN:
        shown = f"{shown[:QUESTION_SHOWN]}… ({len(question):,})"
    return f'<div class="said">{"<br>".join(map(text_html, shown.splitlines()))}</div>'


def failure_html(message: str, language: Language) -> str:
    """Return the one line that says why a question was not asked."""
    return (
        f'<div class="answer">{_status("failed", WORDS[language]["failed"])}'
        f"<p>{text_html(message)}</p></div>"
    )


def answer_html(answer: Answer, turn: int, shown: int | None = None) -> str:
    """Return an answer on one line of HTML; ``shown`` cuts it after so many sentences.

    Marks are links ``#cite-TURN-INDEX``, nearest clauses ``#near-TURN-INDEX``, choices
    ``#ask-TURN-INDEX``, with indices into the answer's own tuples.
    """
    words = WORDS[answer.language]
    parts = [_status(answer.status, STATUS_NAMES[answer.language][answer.status])]
    if answer.short_answer:
        parts.append(f'<p class="short">{text_html(answer.short_answer)}</p>')
    order = {citation.n: i for i, citation in enumerate(answer.citations)}
    for is_item, group in in_groups(answer, answer.sentences[:shown]):
        sentences = [_sentence(s, turn, order, words) for s in group]
        tag = "li" if is_item else "span"
        inner = "".join(f"<{tag}>{s}</{tag}>" for s in sentences)
        parts.append(f"<ul>{inner}</ul>" if is_item else f"<p>{inner}</p>")
    if shown is None or shown >= len(answer.sentences):
        parts.extend(f'<p class="note">{text_html(note)}</p>' for note in answer.notes)
        parts.append(_choices(answer.choices, turn, words))
        parts.append(_nearest(answer.nearest, turn, words))
    language = WORDS[answer.language]["html_lang"]
    return f'<div class="answer" lang="{language}">{"".join(parts)}</div>'


def _status(kind: str, name: str) -> str:
    return (
        f'<p class="status {kind}"><span class="icon" aria-hidden="true">{ICONS[kind]}</span>'
        f"{text_html(name)}</p>"
    )


def _sentence(
    sentence: Sentence, turn: int, order: Mapping[int, int], words: Mapping[str, str]
) -> str:
    links = "".join(
        f'<a class="cite" href="#cite-{turn}-{order[n]}" title="{words["cite"].format(n)}">{n}</a>'
        for n in sentence.citations
        if n in order
    )
    lines = "<br>".join(text_html(line) for line in sentence.text.splitlines() if line.strip())
    return f"{lines}{links} "


def _choices(choices: Sequence[str], turn: int, words: Mapping[str, str]) -> str:
    if not choices:
        return ""
    links = (
        f'<li><a class="ask" href="#ask-{turn}-{i}">{text_html(choice)}</a></li>'
        for i, choice in enumerate(choices)
    )
    return f'<p class="label">{words["choices"]}</p><ul class="choices">{"".join(links)}</ul>'


def _nearest(nearest: Sequence[Citation], turn: int, words: Mapping[str, str]) -> str:
    if not nearest:
        return ""
    rows = (
        f'<li><a class="near" href="#near-{turn}-{i}" title="{words["open_nearest"]}">'
        f"{text_html(place(c.clause_path) or c.title)}</a>"
        f"<q>{text_html(_short(c.quote))}</q></li>"
        for i, c in enumerate(nearest)
    )
    return f'<p class="label">{words["nearest"]}</p><ul class="nearest">{"".join(rows)}</ul>'


def _short(text: str, limit: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit] + "…"


def examples_html(examples: Mapping[str, Sequence[str]], language: Language, unfolded: bool) -> str:
    """Return example questions as buttons, grouped by kind of user."""
    words = WORDS[language]
    groups = "".join(
        f'<div class="group"><h3>{text_html(kind)}</h3>'
        + "".join(
            f'<button type="button" data-ask="{escape(q)}">{text_html(q)}</button>' for q in asked
        )
        + "</div>"
        for kind, asked in examples.items()
    )
    state = " open" if unfolded else ""
    return (
        f'<details class="examples"{state}><summary>{words["examples"]}</summary>{groups}</details>'
    )


def read_examples(corpus: Path, documents: Mapping[str, Document]) -> dict[Language, Any]:
    """Return the corpus's example questions, or, where it has none, some about its documents.

    ``examples.json`` in the corpus folder holds ``{"zh": {"kind of user": ["question", …]}, "en": …}``.
    Raises RagError when the file is there and cannot be read so.
    """
    file = corpus / EXAMPLES_FILE
    if file.is_file():
        try:
            found = json.loads(file.read_text("utf-8"))
            return {"zh": _groups(found["zh"]), "en": _groups(found["en"])}
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise RagError(
                f'{file}: 应为 {{"zh": {{类别: [问题]}}, "en": …}} expected: {error}'
            ) from error
    titles = [document.facts.title.value for document in documents.values()][:3]
    return {
        "zh": {"文件": [f"{title}主要讲什么？" for title in titles]},
        "en": {"Documents": [f"What is {title} about?" for title in titles]},
    }


def _groups(found: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {str(kind): [str(question) for question in asked] for kind, asked in found.items()}


def head_html(language: Language) -> str:
    """Return the page's name, and the words that ``page.js`` needs."""
    words = WORDS[language]
    return (
        f'<a class="skip" href="#question">{words["skip"]}</a>'
        f'<div id="words" lang="{words["html_lang"]}" data-log="{words["log"]}" '
        f'data-name="{words["name"]}"><h1>{words["name"]}</h1><p>{words["tagline"]}</p></div>'
    )


def empty_html(language: Language) -> str:
    """Return what stands in the chat before the first question."""
    words = WORDS[language]
    return f'<div class="empty"><strong>{words["empty_head"]}</strong>{words["empty_text"]}</div>'
