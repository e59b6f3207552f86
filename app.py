"""The page: Gradio widgets <-> PolicyAssistant. Run ``python app.py --help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import gradio as gr
from gradio.events import api as endpoint

from rag import PolicyAssistant, RagError
from rag.desk import Desk
from rag.editroutes import routes
from rag.force import Force
from rag.manage import Manager, Widgets, wire
from rag.page import (
    JS_FILE,
    WORDS,
    Language,
    answer_html,
    empty_html,
    examples_html,
    failure_html,
    head_html,
    question_html,
    read_examples,
)
from rag.panel import Shown, documents_html, source_html
from rag.progress import ProgressLine
from rag.render import to_json
from rag.serve import launch, port_is_free
from rag.settings import settings_for
from rag.signin import SignIns
from rag.startup import collect_seldom
from rag.talk import Session, Turn
from rag.types import Answer, Document


class Assistant(Protocol):
    """What the page needs of PolicyAssistant."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    def refresh(self) -> bool: ...

    def force(self) -> Force: ...

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer: ...


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
        self.assistant.refresh()
        try:
            answer = self.assistant.ask(question, history=session.history)
        except RagError as error:
            failure = f"{WORDS[session.language]['hint']}{error}"
            turn = Turn(question, failure=failure)
            session = replace(session, turns=(*session.turns, turn))
            yield self.messages(session), gr.skip(), session, gr.skip(), gr.skip()
            return
        for count in range(1, len(answer.sentences)):
            part = answer_html(answer, len(session.turns), count)
            reply = {"role": "assistant", "content": part}
            yield [*chat, said, reply], gr.skip(), gr.skip(), gr.skip(), gr.skip()
        session = replace(session, turns=(*session.turns, Turn(question, answer)))
        session = replace(session, shown=session.first_place() or session.shown)
        examples = examples_html(self.examples[session.language], session.language, False)
        yield self.messages(session), gr.skip(), session, self.source(session), examples

    def answer(self, question: str) -> dict[str, Any]:
        """Answer one question as ``python -m rag ask --json`` does; the page's API endpoint."""
        self.assistant.refresh()
        try:
            return to_json(self.assistant.ask(question))
        except RagError as error:
            return {"question": question, "status": "error", "reason": str(error)}

    def ask_chosen(self, session: Session, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Ask an example, or a choice of an unclear answer; yields as ``ask`` does."""
        chosen: dict[str, Any] = event._data or {}
        question = str(chosen.get("question", ""))
        if not question and 0 <= int(chosen.get("turn", -1)) < len(session.turns):
            answer = session.turns[int(chosen["turn"])].answer
            choices = answer.choices if answer else ()
            question = choices[int(chosen["index"])] if int(chosen["index"]) < len(choices) else ""
        yield from self.ask(question, session)

    def open(self, session: Session, event: gr.EventData) -> tuple[Session, str]:
        """Show the clicked quote or document, or the list when neither is named."""
        clicked: dict[str, Any] = event._data or {}
        shown: Shown | None = None
        if "turn" in clicked:
            nearest = bool(clicked.get("nearest"))
            wanted = Shown("", int(clicked["turn"]), int(clicked["index"]), nearest)
            cited = session.cited(wanted)
            if 0 <= wanted.index < len(cited):
                shown = replace(wanted, doc_id=cited[wanted.index].doc_id)
        elif clicked.get("doc_id") in self.assistant.documents:
            shown = Shown(str(clicked["doc_id"]))
        session = replace(session, shown=shown)
        return session, self.source(session)

    def source(self, session: Session) -> str:
        """Return the source panel: a document with its quotes, or the list of documents."""
        force, shown = self.assistant.force(), session.shown
        if shown is None or shown.doc_id not in force.documents:
            return documents_html(session.language, force)
        document, cited = force.documents[shown.doc_id], session.cited(shown)
        return source_html(document, cited, shown, session.language, force)

    def messages(self, session: Session) -> list[dict[str, Any]]:
        """Return the conversation as gr.Chatbot takes it."""
        found: list[dict[str, Any]] = []
        for number, turn in enumerate(session.turns):
            reply = (
                answer_html(turn.answer, number)
                if turn.answer
                else failure_html(turn.failure, session.language)
            )
            if turn.question.strip():
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

    def greet(self, session: Session, request: gr.Request) -> tuple[str, str]:
        """Return the interface language that the browser asks for first, and the source panel."""
        self.assistant.refresh()
        wanted = request.headers.get("accept-language", "zh").strip().lower()
        language = "zh" if wanted.startswith("zh") or not wanted else "en"
        return language, self.source(session)

    def clear(self, session: Session) -> tuple[Any, ...]:
        """Begin a new conversation: chat, session, source and examples."""
        session = Session(language=session.language)
        examples = examples_html(self.examples[session.language], session.language, True)
        return [], session, self.source(session), examples


def build(page: Page, manager: Manager) -> gr.Blocks:
    """Return the widgets, wired to the handlers of the page and of the document manager."""
    words = WORDS["zh"]
    blocks: gr.Blocks
    with gr.Blocks(title=words["name"], analytics_enabled=False, fill_width=True) as blocks:
        session = gr.State(Session(), time_to_live=6 * 3600)
        bridge = gr.HTML("", js_on_load=JS_FILE.read_text("utf-8"), elem_classes="bridge")
        with gr.Row(elem_id="top"):
            head = gr.HTML(head_html("zh"), elem_id="head")
            gate = gr.HTML("", elem_id="gate")
            languages = [("中文", "zh"), ("English", "en")]
            language = gr.Radio(
                languages, value="zh", show_label=False, container=False, elem_id="language",
                label="语言 Language",
            )  # fmt: skip
        with gr.Row(elem_id="body"):
            with gr.Column(elem_id="talk"):
                chat, question = _chat(), _question(words)
                examples = gr.HTML(
                    examples_html(page.examples["zh"], "zh", True), elem_id="examples"
                )
                clear = gr.Button(words["clear"], elem_id="clear")
            with gr.Column(elem_id="panel"):
                source = gr.HTML(page.source(Session()), elem_id="source")
                work = gr.HTML("", elem_id="work")
                widgets = Widgets(gate, gr.HTML("", elem_id="manager"), work)
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "ask"} | private
        answered = [chat, question, session, source, examples]
        question.submit(page.ask, [question, session], answered, **asking)
        bridge.submit(page.ask_chosen, [session], answered, **asking)
        bridge.select(page.open, [session], [session, source], **private)
        clear.click(page.clear, [session], [chat, session, source, examples], **private)
        spoken = [session, head, chat, question, examples, clear, source]
        language.change(page.speak, [language, session], spoken, **private)
        blocks.load(page.greet, [session], [language, source], **private)
        wire(manager, widgets, blocks, session, language, source, page.source)
        endpoint(page.answer, api_name="ask", concurrency_limit=1, concurrency_id="ask")
    blocks.queue(default_concurrency_limit=8, max_size=64)
    return blocks


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat", show_label=False, placeholder=empty_html("zh"), height=None,
        allow_tags=False, latex_delimiters=[], sanitize_html=True, buttons=[],
        feedback_options=None, layout="bubble", group_consecutive_messages=False,
    )  # fmt: skip


def _question(words: Mapping[str, Any]) -> gr.Textbox:
    return gr.Textbox(
        label=words["question"], placeholder=words["placeholder"], lines=1, max_lines=5,
        submit_btn=words["send"], elem_id="question", show_label=False, autofocus=True,
        container=False,
    )  # fmt: skip


def arguments() -> argparse.ArgumentParser:
    """Return the command line."""
    parser = argparse.ArgumentParser(
        prog="app.py", description="政策问答页面 The policy Q&A page, on this machine."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (7860)")
    parser.add_argument("--corpus", type=Path, help="folder with the documents")
    parser.add_argument("--index", type=Path, help="folder of the index")
    parser.add_argument("--share", action="store_true", help="public link through Gradio's servers")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the page until Ctrl+C. Returns 2 after a user error, named on one line of stderr."""
    args = arguments().parse_args(argv)
    if not port_is_free(args.host, args.port):
        print(
            f"端口不可用 {args.host}:{args.port} cannot be listened on; 请换一个 try --port "
            f"{args.port + 1}",
            file=sys.stderr,
        )
        return 2
    try:
        settings = settings_for(args.corpus, args.index)
        print("正在准备索引和模型 Loading the index and the model …", file=sys.stderr, flush=True)
        with ProgressLine() as line:
            assistant = PolicyAssistant(settings, report=line)
        examples = read_examples(settings.corpus_dir, assistant.documents)
        assistant.ask("目录")  # the first visitor must not wait for the model
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    manager = Manager(
        assistant, Desk(settings, assistant.encoder, assistant.title_of), SignIns(settings.editors)
    )
    blocks = build(Page(assistant, examples), manager)
    own = routes(manager.signins, manager.desk.incoming)
    address = launch(blocks, args.host, args.port, own, share=args.share)
    print(f"政策问答 Policy Q&A: {address}   (Ctrl+C 结束 stops it)", flush=True)
    blocks.block_thread()
    return 0


if __name__ == "__main__":
    collect_seldom()
    sys.exit(main())
