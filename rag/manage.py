"""The document manager on the page: Gradio widgets <-> Desk. Each action asks anew who sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import gradio as gr

from rag.desk import Desk, Outcome
from rag.factsform import FIELDS, corrections
from rag.managepage import Shelf, View, gate_html, manager_html, progress_html, sign_in_html
from rag.page import Language
from rag.progress import Report
from rag.running import reported
from rag.signin import SignIns
from rag.talk import Session
from rag.types import Document, FileReport

JS_FILE = Path(__file__).with_name("manage.js")
CSS_FILE = Path(__file__).with_name("manage.css")
_MOST = 10_000  # files in one action
Work = Callable[[Report], list[Outcome]]


class Indexed(Protocol):
    """What the manager needs of PolicyAssistant."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    @property
    def files(self) -> Sequence[FileReport]: ...

    def refresh(self) -> bool: ...


@dataclass(frozen=True)
class Manager:
    """The handlers behind the manager's widgets; nothing is done for who is not signed in."""

    assistant: Indexed
    desk: Desk
    signins: SignIns

    def show(self, session: Session, view: View, request: gr.Request) -> tuple[str, str]:
        """Return the button that opens the manager, and the manager, or the form to sign in."""
        return self.speak(session.language, view, request)

    def speak(self, language: Language, view: View, request: gr.Request) -> tuple[str, str]:
        """Return the same as ``show``, in a language that was chosen just now."""
        is_set_up = self.signins.is_set_up()
        editor = self.signins.editor_of(request.headers)
        shown = self._html(view, editor, language) if is_set_up else ""
        return gate_html(language, is_set_up), shown

    def act(
        self, session: Session, view: View, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[Any, Any, View]]:
        """Do what an editor asks for; yields manager, progress and view, the last when it is done."""
        sent: Mapping[str, Any] = event._data if isinstance(event._data, dict) else {}
        language, editor = session.language, self.signins.editor_of(request.headers)
        if not editor:
            fault = "" if sent.get("act") == "show" else "again"
            yield sign_in_html(language, fault), "", View()
            return
        work = self._work(sent, editor)
        if work is not None:
            yield gr.skip(), progress_html("", language), view
            lines = reported(work)
            while True:
                try:
                    line = next(lines)
                except StopIteration as done:
                    outcomes: list[Outcome] = done.value
                    break
                yield gr.skip(), progress_html(line, language), view
            self.assistant.refresh()
            view = replace(view, outcomes=tuple(outcomes))
        elif sent.get("act") == "open":
            view = replace(view, opened=str(sent.get("doc_id", "")))
        elif sent.get("act") == "find":
            view = replace(view, find=str(sent.get("find", ""))[:200].strip())
        yield self._html(view, editor, language), "", view

    def _work(self, sent: Mapping[str, Any], editor: str) -> Work | None:
        """Return the action that is asked for; None for what changes no document."""
        desk, doc_id = self.desk, str(sent.get("doc_id", ""))
        uploads, trash = _texts(sent.get("uploads")), str(sent.get("trash", ""))
        said = sent.get("said")
        facts = corrections(said if isinstance(said, dict) else {})
        actions: dict[str, Work] = {
            "add": lambda report: desk.add(uploads, report),
            "replace": lambda report: desk.replace(uploads, doc_id, editor, report),
            "discard": lambda report: desk.discard(str(sent.get("upload", ""))),
            "retire": lambda report: desk.retire(doc_id, report),
            "use": lambda report: desk.retire(doc_id, report, retired=False),
            "delete": lambda report: desk.delete(doc_id, editor, report),
            "restore": lambda report: desk.restore(trash, editor, report),
            "correct": lambda report: desk.correct(doc_id, facts, report),
            "forget": lambda report: desk.correct(doc_id, dict.fromkeys(FIELDS), report),
            "check": desk.check,
        }
        return actions.get(str(sent.get("act")))

    def _html(self, view: View, editor: str, language: Language) -> str:
        if not editor:
            return sign_in_html(language)
        shelf = Shelf(
            self.assistant.documents, self.assistant.files, self.desk.entries(),
            self.desk.retired(), self.desk.trash(), self.desk.undecided(), self.desk.settings.file_megabytes,
        )  # fmt: skip
        return manager_html(shelf, view, editor, language)


def _texts(sent: object) -> list[str]:
    return [str(one) for one in sent[:_MOST]] if isinstance(sent, list) else []


@dataclass(frozen=True, slots=True)
class Widgets:
    """The manager's widgets that stand in the page."""

    gate: gr.HTML
    manager: gr.HTML
    work: gr.HTML


def wire(
    manager: Manager, widgets: Widgets, blocks: gr.Blocks, session: gr.State, language: gr.Radio,
    source: gr.HTML, source_of: Callable[[Any], str],
) -> None:  # fmt: skip
    """Connect the widgets to the handlers; to be called within ``blocks``.

    ``source_of`` gives the source panel's HTML of a session: the list of documents in it may change.
    """
    view = gr.State(View(), time_to_live=12 * 3600)
    bridge = gr.HTML("", js_on_load=JS_FILE.read_text("utf-8"), elem_classes="bridge")
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    shown = [widgets.gate, widgets.manager]
    blocks.load(manager.show, [session, view], shown, **private)
    language.change(manager.speak, [language, view], shown, **private)
    acted = bridge.submit(
        manager.act, [session, view], [widgets.manager, widgets.work, view],
        concurrency_limit=4, concurrency_id="edit", trigger_mode="multiple", **private,
    )  # fmt: skip
    acted.then(source_of, [session], [source], **private)
