"""The page: Gradio widgets <-> PolicyAssistant. Run ``python app.py --help``."""

from __future__ import annotations

import argparse
import json
import re
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import gradio as gr
from pydantic import ValidationError
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag import PolicyAssistant, RagError, Settings
from rag.page import (
    CSS_FILE,
    ICON_FILE,
    JS_FILE,
    WORDS,
    Language,
    Shown,
    answer_html,
    documents_html,
    examples_html,
    failure_html,
    question_html,
    source_html,
    text_html,
)
from rag.render import to_json
from rag.types import Answer, Citation, Document

HISTORY = 10  # earlier questions that a follow-up may lean on
EXAMPLES_FILE = "examples.json"
FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


class Assistant(Protocol):
    """What the page needs of PolicyAssistant."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it: an answer, or the line that says why there is none."""

    question: str
    answer: Answer | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """What one visitor has asked and looks at."""

    language: Language = "zh"
    turns: tuple[Turn, ...] = ()
    shown: Shown | None = None  # None: the list of documents

    @property
    def history(self) -> list[str]:
        """The visitor's answered questions, oldest first."""
        return [turn.question for turn in self.turns if turn.answer][-HISTORY:]

    def cited(self, shown: Shown) -> tuple[Citation, ...]:
        """Return the citations that ``shown.index`` counts."""
        if not 0 <= shown.turn < len(self.turns):
            return ()
        answer = self.turns[shown.turn].answer
        if answer is None:
            return ()
        return answer.nearest if shown.nearest else answer.citations


@dataclass(frozen=True)
class Page:
    """The handlers behind the widgets; they hold no state of their own."""

    assistant: Assistant
    examples: Mapping[Language, Mapping[str, Sequence[str]]]

    def ask(self, question: str, session: Session) -> Iterator[tuple[Any, ...]]:
        """Yield chat, question box, session, source and examples: first the question, then the
        answer sentence by sentence.
        """
        chat = self.messages(session)
        said = {"role": "user", "content": question_html(question)}
        yield [*chat, said], "", session, gr.skip(), gr.skip()
        try:
            answer = self.assistant.ask(question, history=session.history)
        except RagError as error:
            turn = Turn(question, failure=str(error))
            session = replace(session, turns=(*session.turns, turn))
            yield self.messages(session), gr.skip(), session, gr.skip(), gr.skip()
            return
        for count in range(1, len(answer.sentences)):
            part = answer_html(answer, len(session.turns), count)
            reply = {"role": "assistant", "content": part}
            yield [*chat, said, reply], gr.skip(), gr.skip(), gr.skip(), gr.skip()
        session = replace(session, turns=(*session.turns, Turn(question, answer)))
        session = replace(session, shown=_first_place(session) or session.shown)
        examples = examples_html(self.examples[session.language], session.language, False)
        yield self.messages(session), gr.skip(), session, self.source(session), examples

    def ask_chosen(self, session: Session, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Ask an example, or a choice of an unclear answer; yields as ``ask`` does."""
        chosen: dict[str, Any] = event._data or {}
        question = str(chosen.get("question", ""))
        if not question:
            answer = session.turns[int(chosen["turn"])].answer
            question = answer.choices[int(chosen["index"])] if answer else ""
        yield from self.ask(question, session)

    def open(self, session: Session, event: gr.EventData) -> tuple[Session, str]:
        """Show the clicked quote or document, or the list when neither is named."""
        clicked: dict[str, Any] = event._data or {}
        shown: Shown | None = None
        if "turn" in clicked:
            nearest = bool(clicked.get("nearest"))
            wanted = Shown("", int(clicked["turn"]), int(clicked["index"]), nearest)
            citation = session.cited(wanted)[wanted.index]
            shown = replace(wanted, doc_id=citation.doc_id)
        elif clicked.get("doc_id") in self.assistant.documents:
            shown = Shown(str(clicked["doc_id"]))
        session = replace(session, shown=shown)
        return session, self.source(session)

    def source(self, session: Session) -> str:
        """Return the source panel: a document with its quotes, or the list of documents."""
        documents, shown = self.assistant.documents, session.shown
        if shown is None or shown.doc_id not in documents:
            return documents_html(documents.values(), session.language, date.today())
        cited = session.cited(shown)
        return source_html(
            documents[shown.doc_id], cited, shown, session.language, date.today()
        )

    def messages(self, session: Session) -> list[dict[str, Any]]:
        """Return the conversation as gr.Chatbot takes it."""
        found: list[dict[str, Any]] = []
        for number, turn in enumerate(session.turns):
            reply = (
                answer_html(turn.answer, number)
                if turn.answer
                else failure_html(turn.failure, session.language)
            )
            found.append({"role": "user", "content": question_html(turn.question)})
            found.append({"role": "assistant", "content": reply})
        return found

    def speak(self, language: Language, session: Session) -> tuple[Any, ...]:
        """Return every widget in the other language, in the order of ``Widgets.spoken``."""
        session, words = replace(session, language=language), WORDS[language]
        return (
            session,
            head_html(language),
            gr.update(placeholder=empty_html(language), value=self.messages(session)),
            gr.update(
                label=words["question"], placeholder=words["placeholder"], submit_btn=words["send"]
            ),
            examples_html(self.examples[language], language, not session.turns),
            gr.update(value=words["clear"]),
            self.source(session),
        )

    def greet(self, request: gr.Request) -> str:
        """Return the interface language that the browser asks for first."""
        wanted = request.headers.get("accept-language", "zh").strip().lower()
        return "zh" if wanted.startswith("zh") or not wanted else "en"

    def clear(self, session: Session) -> tuple[Any, ...]:
        """Begin a new conversation: chat, session, source and examples."""
        session = Session(language=session.language)
        examples = examples_html(self.examples[session.language], session.language, True)
        return [], session, self.source(session), examples


def _first_place(session: Session) -> Shown | None:
    """Return the first quote of the last answer, or its nearest clause."""
    turn = len(session.turns) - 1
    for nearest in (False, True):
        cited = session.cited(Shown("", turn, 0, nearest))
        if cited:
            return Shown(cited[0].doc_id, turn, 0, nearest)
    return None
