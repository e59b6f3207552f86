"""The page's handlers without a browser: a fake assistant over the real document."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

import app
from rag.errors import InvalidQuestion, RagError
from rag.force import Force
from rag.intake import read_corpus
from rag.local_only import LocalOnly
from rag.page import read_examples
from rag.panel import Shown
from rag.relations import find_relations
from rag.settings import PROJECT, Settings
from rag.types import Answer, Citation, Document, Sentence

PHRASE = "数字创意产业营业收入突破6200亿元"


class FakeAssistant:
    """Answers with one sentence of the document; remembers what it was asked."""

    def __init__(self) -> None:
        documents, _ = read_corpus(Settings(corpus_dir=PROJECT / "corpus"))
        self.documents: Mapping[str, Document] = {d.doc_id: d for d in documents}
        self.waiting: dict[str, Document] = {}
        self.heard: list[tuple[str, list[str]]] = []

    def refresh(self) -> bool:
        """Take what waits for it, as another process would put it in place."""
        taken = bool(self.waiting)
        self.documents, self.waiting = {**self.documents, **self.waiting}, {}
        return taken

    def force(self) -> Force:
        """What holds today."""
        return Force(self.documents, find_relations(self.documents), date.today())

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Cite the figure; refuse an empty question; ask back for 目标？"""
        self.heard.append((question, list(history)))
        if not question.strip():
            raise InvalidQuestion("the question is empty")
        if question == "目标？":
            return Answer(question, "unclear", choices=("收入目标？", "项目目标？"))
        document = next(d for d in self.documents.values() if PHRASE in d.text)
        start = document.text.index(PHRASE)
        cited = Citation(
            1, document.doc_id, document.facts.title.value, ("四、",), start, start + len(PHRASE),
            PHRASE, document.doc_id,
        )  # fmt: skip
        sentences = (Sentence("一。", (1,)), Sentence("二。", (1,)))
        return Answer(question, "answered", sentences, "6200亿元", (cited,))


@pytest.fixture(scope="module")
def page() -> app.Page:
    assistant = FakeAssistant()
    return app.Page(assistant, read_examples(PROJECT / "corpus", assistant.documents))


def asked(page: app.Page, question: str, session: app.Session) -> tuple[list[Any], app.Session]:
    """All that ``ask`` yields, and the session after it."""
    steps = list(page.ask(question, session))
    return steps, steps[-1][2]


def event(**data: object) -> gr.EventData:
    return gr.EventData(None, data)


def test_an_answer_streams_and_opens_its_first_quote(page: app.Page) -> None:
    steps, session = asked(page, "收入？", app.Session())
    assert len(steps) == 3
    assert steps[0][1] == ""  # the question box is emptied at once
    assert "一。" in steps[1][0][-1]["content"]
    assert "二。" not in steps[1][0][-1]["content"]
    assert "二。" in steps[2][0][-1]["content"]
    assert session.shown == Shown(session.turns[0].answer.citations[0].doc_id, 0, 0)  # type: ignore[union-attr]  # it was answered
    assert f'<mark class="hit on" data-n="1">{PHRASE}</mark>' in steps[2][3]
    assert '<details class="examples">' in steps[2][4]


def test_a_new_index_is_taken_before_a_question_and_by_a_new_visitor() -> None:
    assistant = FakeAssistant()
    page = app.Page(assistant, read_examples(PROJECT / "corpus", assistant.documents))
    steps, session = asked(page, "收入？", app.Session())
    assert '<mark class="hit on"' in steps[-1][3]
    (old,) = assistant.documents.values()
    moved = replace(old, text="新的第一行\n" + old.text)
    assistant.waiting = {old.doc_id: moved}
    _, session = asked(page, "", session)
    shown = page.source(session)
    assert "新的第一行" in shown
    assert f'<blockquote lang="zh-CN" aria-label="引用原文">{PHRASE}</blockquote>' in shown
    assert "<mark" not in shown  # the words at the old place are others
    assert "文件在回答之后已经更新" in shown
    steps, _ = asked(page, "收入？", session)
    assert f'<mark class="hit on" data-n="1">{PHRASE}</mark>' in steps[-1][3]
    assert "文件在回答之后已经更新" not in steps[-1][3]
    assistant.waiting = {"b.txt": replace(old, doc_id="b.txt")}
    assert page.answer("收入？")["status"] == "answered"
    assert not assistant.waiting
    assistant.waiting = {"c.txt": replace(old, doc_id="c.txt")}
    request = gr.Request(headers={"accept-language": "en-GB,en"})
    language, listed = page.greet(app.Session(), request)
    assert language == "en"
    assert 'data-doc="c.txt"' in listed


def test_history_holds_earlier_answered_questions_only(page: app.Page) -> None:
    session = app.Session()
    for question in ("甲？", "", "乙？", "丙？"):
        _, session = asked(page, question, session)
    assert page.assistant.heard[-1] == ("丙？", ["甲？", "乙？"])  # type: ignore[attr-defined]  # of the stand-in


def test_a_bad_question_gives_one_line_and_no_traceback(page: app.Page) -> None:
    steps, session = asked(page, "  ", app.Session())
    chat = steps[-1][0]
    assert [message["role"] for message in chat] == ["assistant"]
    assert "the question is empty" in chat[0]["content"]
    assert "Traceback" not in chat[0]["content"]
    assert session.history == []


def test_a_choice_and_an_example_are_asked(page: app.Page) -> None:
    _, session = asked(page, "目标？", app.Session())
    steps = list(page.ask_chosen(session, event(turn=0, index=1)))
    assert steps[-1][2].turns[-1].question == "项目目标？"
    steps = list(page.ask_chosen(session, event(question="例子？")))
    assert steps[-1][2].turns[-1].question == "例子？"


def test_marks_documents_and_the_list_open(page: app.Page) -> None:
    _, session = asked(page, "收入？", app.Session())
    session, listed = page.open(session, event())
    assert 'class="documents"' in listed
    session, quoted = page.open(session, event(turn=0, index=0, nearest=False))
    assert 'class="hit on"' in quoted
    doc_id = next(iter(page.assistant.documents))
    session, whole = page.open(session, event(doc_id=doc_id))
    assert session.shown == Shown(doc_id)
    assert "<mark" not in whole
    _, unknown = page.open(session, event(doc_id="../secret"))
    assert 'class="documents"' in unknown
    _, stale = page.open(session, event(turn=7, index=3))
    assert 'class="documents"' in stale


def test_language_switch_speaks_everywhere_and_keeps_the_talk(page: app.Page) -> None:
    _, session = asked(page, "收入？", app.Session())
    english = page.speak("en", session)
    assert english[0].turns == session.turns
    assert "Policy Q&amp;A" in english[1] or "Policy Q&A" in english[1]
    assert "Copy citation" in english[6]
    assert len(english[2]["value"]) == 2
    chat, empty, listed, examples = page.clear(english[0])
    assert (chat, empty) == ([], app.Session(language="en"))
    assert "Documents" in listed
    assert '<details class="examples" open>' in examples


def test_examples_are_data_of_the_corpus(page: app.Page, tmp_path: Path) -> None:
    assert len(page.examples["zh"]) == 3
    assert len(page.examples["en"]) == 3
    made = read_examples(tmp_path, page.assistant.documents)
    title = next(iter(page.assistant.documents.values())).facts.title.value
    assert made["zh"] == {"文件": [f"{title}主要讲什么？"]}
    (tmp_path / "examples.json").write_text("[]", "utf-8")
    with pytest.raises(RagError, match=r"examples\.json"):
        read_examples(tmp_path, page.assistant.documents)


def test_a_taken_port_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"--port {port + 1}" in error


def test_a_missing_corpus_is_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing, index = str(tmp_path / "none"), str(tmp_path / "index")
    assert app.main(["--port", str(free_port()), "--corpus", missing, "--index", index]) == 2
    assert capsys.readouterr().err.splitlines()[-1].count(missing) == 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_pages_lose_the_names_of_other_hosts_and_get_the_policy() -> None:
    head = b'<meta property="og:image" content="https://elsewhere.example/x.jpg"/><p>kept</p>'
    sent: list[dict[str, Any]] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        size = str(len(head)).encode()
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", size)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": head[:20], "more_body": True})
        await send({"type": "http.response.body", "body": head[20:]})

    async def keep(message: Any) -> None:
        sent.append(message)

    asyncio.run(LocalOnly(inner)({"type": "http"}, keep, keep))  # type: ignore[arg-type]  # no server is behind it
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    headers = dict(sent[0]["headers"])
    assert sent[1]["body"] == b"<p>kept</p>"
    assert headers[b"content-length"] == b"11"
    assert headers[b"content-security-policy"].startswith(b"default-src 'self'")


def test_the_endpoint_answers_as_the_command_line_does(page: app.Page) -> None:
    row = page.answer("收入？")
    assert row["answer"] == "一。[1]二。[1]"
    assert json.dumps(row)
    assert page.answer(" ") == {
        "question": " ",
        "status": "error",
        "reason": "the question is empty",
    }
