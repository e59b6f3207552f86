"""The document manager as HTML: signing in, dropping files, what became of them, the list, the trash.

Buttons and forms carry ``data-`` attributes; manage.js sends them to manage.py, which checks each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from rag.desk import Outcome
from rag.factsform import button, count_facts, facts_html, form_html
from rag.load import READERS
from rag.managewords import WORDS, progress, said
from rag.page import Language, text_html
from rag.trash import Trashed
from rag.types import Document, FileReport

LISTED = 100  # documents, and files in the trash
_OPEN = 3  # facts are unfolded where no more files than this were taken
_ICONS = {"exists": "?", "skipped": "!", "failed": "!"}


@dataclass(frozen=True, slots=True)
class View:
    """What one editor looks at."""

    outcomes: tuple[Outcome, ...] = ()
    opened: str = ""  # doc_id of the document whose facts are corrected
    find: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that the manager shows of a corpus."""

    documents: Mapping[str, Document]
    files: Sequence[FileReport]
    entries: Mapping[str, Mapping[str, Any]]
    retired: Sequence[str]
    trash: Sequence[Trashed]
    undecided: Sequence[Outcome]
    megabytes: int


def gate_html(language: Language, is_set_up: bool) -> str:
    """Return the button that opens the manager; nothing where nobody may sign in."""
    words = WORDS[language]
    return f'<button type="button" data-open="manager">{words["manage"]}</button>' * is_set_up


def sign_in_html(language: Language, fault: str = "") -> str:
    """Return the form to sign in; ``fault`` is a line of manage.json."""
    words = WORDS[language]
    told = words[fault] if fault else ""
    return (
        f"{_head(language)}<p>{words['intro']}</p>"
        f'<form class="sign-in" data-form="sign-in" data-wrong="{words["wrong"]}" '
        f'data-wait="{words["wait"]}" data-unreachable="{words["unreachable"]}">'
        f'<label>{words["name"]}<input name="name" autocomplete="username" required maxlength="64">'
        f'</label><label>{words["password"]}<input name="password" type="password" '
        f'autocomplete="current-password" required maxlength="1000"></label>'
        f'<p class="fault" role="alert">{told}</p>'
        f'<button type="submit" class="main">{words["sign_in"]}</button></form></section>'
    )


def manager_html(shelf: Shelf, view: View, editor: str, language: Language) -> str:
    """Return the manager of an editor who is signed in."""
    words = WORDS[language]
    out = (
        f'<span class="who">{text_html(editor)}</span> '
        f'<button type="button" data-open="sign-out">{words["sign_out"]}</button>'
    )
    return (
        f"{_head(language, out)}{_drop(shelf, language)}{_report(shelf, view, language)}"
        f"{_documents(shelf, view, language)}{_unread(shelf, language)}{_retired(shelf, language)}"
        f"{_trash(shelf, language)}</section>"
    )


def progress_html(line: str, language: Language) -> str:
    """Return how far an action is; an empty line says only that it goes on."""
    told, share = progress(line, language)
    value = "" if share is None else f' value="{share:.3f}"'
    return f'<div class="progress"><progress max="1"{value}></progress><span>{text_html(told)}</span></div>'


def _head(language: Language, right: str = "") -> str:
    words = WORDS[language]
    return (
        f'<section class="manager" aria-label="{words["manage"]}"><div class="panel-nav">'
        f'<button type="button" data-open="source">← {words["leave"]}</button><div>{right}</div></div>'
        f'<h2 tabindex="-1">{words["manage"]}</h2>'
    )


def _drop(shelf: Shelf, language: Language) -> str:
    words = WORDS[language]
    accepted = words["accepted"].format(" ".join(READERS), shelf.megabytes)
    return (
        f'<div class="drop"><p><strong>{words["drop"]}</strong></p><p class="acts">'
        f'<button type="button" class="main" data-pick="files">{words["pick_files"]}</button>'
        f'<button type="button" data-pick="folder">{words["pick_folder"]}</button></p>'
        f'<p class="hint">{accepted}</p><p class="sending" role="status" '
        f'data-sending="{words["sending"]}" data-unsent="{words["unsent"]}"></p></div>'
    )


def _report(shelf: Shelf, view: View, language: Language) -> str:
    outcomes = [*(one for one in view.outcomes if not one.upload), *shelf.undecided]
    if not outcomes:
        return ""
    words, waiting = WORDS[language], [one.upload for one in shelf.undecided]
    every = ""
    if len(waiting) > 1:
        every = button(words["replace_all"].format(len(waiting)), act="replace", uploads=waiting)
    taken = sum(one.doc_id in shelf.documents for one in outcomes)
    rows = "".join(_outcome(o, shelf, taken <= _OPEN, language) for o in outcomes)
    count = words["report_count"].format(len(outcomes))
    return (
        f'<div class="report"><h3 tabindex="-1">{words["report"]} <small>{count}</small></h3>'
        f'{every}<ul class="files">{rows}</ul></div>'
    )


def _outcome(outcome: Outcome, shelf: Shelf, unfolded: bool, language: Language) -> str:
    words = WORDS[language]
    told = [words["state"][outcome.state]]
    if outcome.passages and outcome.state in ("taken", "replaced"):
        told.append(words["passages"].format(outcome.passages))
    if outcome.reason:
        told.append(said(outcome.reason, language))
    warnings = "".join(
        f'<p class="warning">{text_html(said(warning, language))}</p>'
        for warning in outcome.warnings
    )
    name = outcome.name
    if outcome.state in ("taken", "replaced") and outcome.doc_id != name:
        name = f"{name} → {outcome.doc_id}"
    kind = outcome.state if outcome.state in _ICONS else "done"
    return (
        f'<li class="{kind}"><span class="icon" aria-hidden="true">{_ICONS.get(outcome.state, "✓")}'
        f'</span><div><p class="name">{text_html(name)}</p><p>{text_html("；".join(told))}</p>'
        f"{warnings}{_decisions(outcome, words)}{_found(outcome, shelf, unfolded, language)}</div></li>"
    )


def _decisions(outcome: Outcome, words: Mapping[str, Any]) -> str:
    made = ""
    if outcome.upload:
        made = button(words["replace"], "main", act="replace", uploads=[outcome.upload])
        made += button(words["keep"], act="discard", upload=outcome.upload)
    elif outcome.state == "retired":
        made = button(words["undo"], act="use", doc_id=outcome.doc_id)
    elif outcome.trash:
        made = button(words["undo"], act="restore", trash=outcome.trash)
    return f'<p class="acts">{made}</p>' if made else ""


def _found(outcome: Outcome, shelf: Shelf, unfolded: bool, language: Language) -> str:
    document = shelf.documents.get(outcome.doc_id)
    if document is None or outcome.state not in ("taken", "replaced", "restored", "corrected"):
        return ""
    words = WORDS[language]
    summary = words["facts_found"].format(count_facts(document))
    return (
        f"<details{' open' if unfolded else ''}><summary>{summary}</summary>"
        f"{facts_html(document, language)}"
        f"{button(words['edit'], act='open', doc_id=outcome.doc_id)}</details>"
    )


def _documents(shelf: Shelf, view: View, language: Language) -> str:
    words, wanted = WORDS[language], view.find.casefold()
    found = [
        d for d in shelf.documents.values()
        if wanted in d.doc_id.casefold() or wanted in d.facts.title.value.casefold()
    ]  # fmt: skip
    listed = sorted(found, key=lambda d: (d.doc_id != view.opened, d.facts.title.value))[:LISTED]
    count = words["count"].format(len(found))
    if len(listed) < len(found):
        count = words["found"].format(len(found), len(listed))
    rows = "".join(_document(document, shelf, view, language) for document in listed)
    return (
        f'<div class="group"><h3>{words["documents"]} <small>{count}</small></h3>'
        f'<form class="find" data-form="find"><input name="find" type="search" maxlength="200" '
        f'aria-label="{words["find"]}" placeholder="{words["find"]}" value="{escape(view.find)}">'
        f'<button type="submit">{words["find_go"]}</button></form><ul class="files">{rows}</ul>'
        f'<p class="acts">{button(words["check"], act="check")}'
        f'<span class="hint">{words["check_hint"]}</span></p></div>'
    )


def _document(document: Document, shelf: Shelf, view: View, language: Language) -> str:
    words, doc_id = WORDS[language], document.doc_id
    opened = doc_id == view.opened
    form = form_html(document, shelf.entries.get(doc_id, {}), language) if opened else ""
    acts = (
        button(words["close"], act="open", doc_id="")
        if opened
        else button(words["facts"], act="open", doc_id=doc_id),
        f'<button type="button" data-pick="one" data-id="{escape(doc_id)}">{words["replace_with"]}</button>',
        button(words["retire"], act="retire", doc_id=doc_id),
        button(words["delete"], act="delete", doc_id=doc_id),
    )
    return _row(document.facts.title.value, doc_id, "".join(acts), form)


def _unread(shelf: Shelf, language: Language) -> str:
    words = WORDS[language]
    rows = "".join(
        _row(f.doc_id, said(f.reason, language), button(words["delete"], act="delete", doc_id=f.doc_id))
        for f in shelf.files if f.reason and f.doc_id not in shelf.retired
    )  # fmt: skip
    return (
        f'<div class="group"><h3>{words["unread"]}</h3><ul class="files">{rows}</ul></div>'
        * bool(rows)
    )


def _retired(shelf: Shelf, language: Language) -> str:
    words = WORDS[language]
    rows = "".join(
        _row(
            str(shelf.entries.get(doc_id, {}).get("title") or doc_id), doc_id,
            button(words["use"], act="use", doc_id=doc_id)
            + button(words["delete"], act="delete", doc_id=doc_id),
        )
        for doc_id in shelf.retired
    )  # fmt: skip
    hint = f'<p class="hint">{words["retired_hint"]}</p>'
    head = f'<div class="group"><h3>{words["retired"]}</h3>{hint}<ul class="files">'
    return f"{head}{rows}</ul></div>" * bool(rows)


def _trash(shelf: Shelf, language: Language) -> str:
    words = WORDS[language]
    rows = "".join(
        _row(
            one.title,
            f"{one.doc_id} · " + words["trash_row"].format(
                at=one.at.replace("T", " "), by=one.by, why=words[f"why_{one.why}"]
            ),
            button(words["restore"], act="restore", trash=one.id),
        )
        for one in shelf.trash[:LISTED]
    )  # fmt: skip
    count = words["count"].format(len(shelf.trash))
    inner = f'<ul class="files">{rows}</ul>' if rows else f'<p class="hint">{words["empty"]}</p>'
    return (
        f'<details class="group trash"><summary><h3>{words["trash"]} <small>{count}</small></h3>'
        f"</summary>{inner}</details>"
    )


def _row(title: str, below: str, acts: str, form: str = "") -> str:
    below = f'<p class="file">{text_html(below)}</p>' if below != title else ""
    return (
        f'<li><div><p class="name" lang="zh-CN">{text_html(title)}</p>{below}'
        f'<p class="acts">{acts}</p>{form}</div></li>'
    )
