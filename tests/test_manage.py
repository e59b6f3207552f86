"""The manager's handlers without a browser: who may act, and what is shown of it."""

from __future__ import annotations

import ast
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from building import PairEncoder, build_document

from rag.clerk import write_entry
from rag.desk import Desk, Outcome
from rag.editors import add_editor, remove_editor
from rag.factsform import corrections, facts_html, form_html
from rag.manage import Manager
from rag.managepage import View
from rag.managewords import WORDS, progress, said
from rag.progress import Report
from rag.running import reported
from rag.settings import PROJECT, Settings
from rag.signin import COOKIE, SignIns
from rag.talk import Session
from rag.types import Document, Fact, FileReport

HOSTILE = "<img src=x onerror=alert(1)>\"'"


class FakeAssistant:
    """Holds two documents and notes when it is told to look for a new index."""

    def __init__(self) -> None:
        documents = [
            build_document("a.txt", ["甲办法", "第一条 补贴50万元。"], issuer="省工信厅"),
            build_document(f"{HOSTILE}.txt", [HOSTILE, "乙"]),
        ]
        self.documents: Mapping[str, Document] = {d.doc_id: d for d in documents}
        self.files = [
            FileReport("a.txt", passages=1),
            FileReport("bad.pdf", "damaged; take it out"),
        ]
        self.refreshed = 0

    def refresh(self) -> bool:
        self.refreshed += 1
        return True


class FakeDesk(Desk):
    """Notes what it is asked to do."""

    def __init__(self, corpus: Path) -> None:
        super().__init__(Settings(corpus_dir=corpus), PairEncoder(), str)
        self.asked: list[tuple[Any, ...]] = []

    def delete(self, doc_id: str, editor: str, report: Report) -> list[Outcome]:
        self.asked.append(("delete", doc_id, editor))
        report("encoding 32/64 texts, 12 s left")
        return [Outcome("deleted", doc_id, doc_id, trash="20261127T065744-00000000")]

    def correct(self, doc_id: str, said: Mapping[str, Any], report: Report) -> list[Outcome]:
        self.asked.append(("correct", doc_id, said))
        return [Outcome("corrected", doc_id, doc_id)]


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Manager:
    monkeypatch.setattr("rag.editors._N", 2**10)  # the cost is for real passwords
    (tmp_path / "corpus").mkdir()
    add_editor(tmp_path / "editors.json", "li", "a-good-password")
    signins = SignIns(tmp_path / "editors.json")
    return Manager(FakeAssistant(), FakeDesk(tmp_path / "corpus"), signins)


def request(manager: Manager, signed_in: bool = True) -> gr.Request:
    token = manager.signins.sign_in("li", "a-good-password", "") if signed_in else ""
    return gr.Request(headers={"host": "here", "cookie": f"{COOKIE}={token}"})


def acted(manager: Manager, asker: gr.Request, **data: object) -> list[tuple[Any, Any, View]]:
    return list(manager.act(Session(), View(), gr.EventData(None, data), asker))


def test_without_editors_the_page_has_no_manager(manager: Manager) -> None:
    asker = request(manager)
    remove_editor(manager.signins.file, "li")
    assert manager.show(Session(), View(), asker) == ("", "")
    assert manager.speak("en", View(), asker) == ("", "")


def test_a_reader_gets_the_form_and_nothing_of_the_folder(manager: Manager) -> None:
    gate, shown = manager.show(Session(), View(), request(manager, signed_in=False))
    assert 'data-open="manager"' in gate
    assert 'type="password"' in shown
    assert "a.txt" not in shown
    assert "Password" in manager.speak("en", View(), request(manager, False))[1]


@pytest.mark.parametrize(
    "act", ["add", "replace", "discard", "retire", "use", "delete", "restore", "correct", "check", "open"]
)  # fmt: skip
def test_no_action_is_done_for_who_is_not_signed_in(manager: Manager, act: str) -> None:
    asker = request(manager, signed_in=False)
    ((shown, work, view),) = acted(manager, asker, act=act, doc_id="a.txt", said={"title": "x"})
    assert "请先登录" in shown
    assert (work, view) == ("", View())
    assert manager.desk.asked == []  # type: ignore[attr-defined]  # of the stand-in
    assert list(manager.desk.corpus.iterdir()) == []


def test_an_action_reports_its_progress_and_what_became_of_it(manager: Manager) -> None:
    steps = acted(manager, request(manager), act="delete", doc_id="a.txt")
    assert manager.desk.asked == [("delete", "a.txt", "li")]  # type: ignore[attr-defined]  # of the stand-in
    assert "正在编入索引：32 / 64，约剩 12 秒" in steps[-2][1]
    assert 'value="0.500"' in steps[-2][1]
    shown, work, view = steps[-1]
    assert work == ""
    assert "已删除" in shown
    assert view.outcomes[0].state == "deleted"
    assert manager.assistant.refreshed == 1  # type: ignore[attr-defined]  # of the stand-in


def test_what_a_stranger_could_send_is_no_action(manager: Manager) -> None:
    for data in ({"act": "none"}, {"act": ["delete"]}, {}, {"act": "correct", "said": "x"}):
        steps = acted(manager, request(manager), **data)
        assert 'class="drop"' in steps[-1][0]
    event = gr.EventData(None, "delete")
    assert len(list(manager.act(Session(), View(), event, request(manager)))) == 1


def test_names_and_titles_are_shown_and_never_run(manager: Manager) -> None:
    doc_id = f"{HOSTILE}.txt"
    for act in ("open", "delete"):
        shown = acted(manager, request(manager), act=act, doc_id=doc_id)[-1][0]
        assert "<img" not in shown
        assert "&lt;img" in shown


def test_documents_are_found_and_unread_and_retired_files_listed(manager: Manager) -> None:
    (manager.desk.corpus / "old.txt").write_text("x", "utf-8")
    write_entry(manager.desk.corpus, "old.txt", {"retired": True, "title": "旧办法"})
    shown = acted(manager, request(manager), act="find", find="甲")[-1][0]
    assert "甲办法" in shown
    assert "乙" not in shown
    assert "文件损坏" in shown
    assert "旧办法" in shown


def test_a_file_that_waits_is_asked_about_until_it_is_decided(manager: Manager) -> None:
    (manager.desk.corpus / "a.txt").write_text("甲办法", "utf-8")
    upload, out = manager.desk.incoming.begin("a.txt")
    assert out
    with out:
        out.write("甲办法\n第一条 补贴60万元。".encode())
    manager.desk.incoming.complete(upload)
    asker = request(manager)
    assert "已有同名文件" in acted(manager, asker, act="add", uploads=[upload.id])[-1][0]
    assert "已有同名文件" in acted(manager, asker, act="delete", doc_id="a.txt")[-1][0]
    shown = acted(manager, asker, act="discard", upload=upload.id)[-1][0]
    assert "已有同名文件" not in shown
    assert "保留了现有文件" in shown


def test_each_fact_is_shown_with_the_words_that_prove_it() -> None:
    text = "甲办法\n本办法自2026年3月1日起施行。"
    start = text.index("2026")
    document = build_document("a.txt", text.split("\n"), title="甲办法")
    proved = Fact("2026-03-01", start, start + 9)
    facts = type(document.facts)(title=Fact("甲办法", 0, 3), effective=proved, kind=Fact("办法"))
    document = type(document)(
        document.doc_id, document.sha256, text, document.runs, facts, document.clauses
    )
    shown = facts_html(document, "zh")
    assert "“本办法自<mark>2026年3月1日</mark>起施行。”" in shown
    assert f"第 {start}–{start + 9} 字" in shown
    assert "来自文件属性" in shown
    form = form_html(document, {"kind": "办法"}, "en")
    assert 'name="effective" maxlength="500" lang="zh-CN" value="2026-03-01"' in form
    assert "Filled in by an editor" in form
    assert "Take all corrections back" in form


def test_what_the_form_sends_becomes_the_clerks_line() -> None:
    assert corrections({
        "title": " 甲 ", "issuers": "省厅；市局;", "valid_until": "", "retired": True, "doc_id": "x",
    }) == {"title": "甲", "issuers": ["省厅", "市局"], "valid_until": False}  # fmt: skip
    assert corrections({"title": " "}) == {}


def test_both_languages_have_the_same_words_and_every_state() -> None:
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    for group in ("state", "field", "time"):
        assert WORDS["zh"][group].keys() == WORDS["en"][group].keys()


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("no reader for '.exe'; accepted: .txt .md", "不支持 .exe 格式；可用：.txt .md"),
        ("51.2 MB, more than 50; split it, or raise RAG_FILE_MEGABYTES", "超过 50 MB；请拆分后再加入"),
        ("page 2 is scanned and not read: install the extra", "第 2 页是扫描图片，没有读取；需要安装文字识别（make ocr）"),
        ("something that no rule knows", "something that no rule knows"),
    ],
)  # fmt: skip
def test_reasons_are_told_in_chinese(reason: str, shown: str) -> None:
    assert said(reason, "zh") == shown
    assert said(reason, "en") == reason


@pytest.mark.parametrize("module", ["load", "pdf", "pdf_glyphs", "scans", "word"])
def test_every_reason_of_a_reader_is_told_in_chinese(module: str) -> None:
    code = ast.parse((PROJECT / "rag" / f"{module}.py").read_text("utf-8"))
    calls = [
        n for n in ast.walk(code) if isinstance(n, ast.Call) and ast.unparse(n.func) == "ValueError"
    ]
    reasons = [
        "".join(
            str(getattr(part, "value", "7")) if isinstance(part, ast.Constant) else "7"
            for part in parts
        )
        for call in calls
        for parts in [getattr(call.args[0], "values", [call.args[0]])]
    ]
    assert reasons
    assert [r for r in reasons if said(f"{r}; take it out", "zh").startswith(r)] == []


def test_progress_is_told_in_both_languages() -> None:
    assert progress("reading 2/4 a\nb.txt", "en") == ("Reading 2 of 4: a\nb.txt", 0.25)
    assert progress("encoding 1/2 texts, 3 h 05 min left", "zh")[0].endswith("约剩 3 小时 05 分钟")
    assert progress("waiting for another process", "zh")[1] is None
    assert progress("", "en") == ("Working…", None)


def test_work_reports_while_it_goes_on_and_ends_though_nobody_listens() -> None:
    went_on, ended = threading.Event(), threading.Event()

    def work(report: Report) -> int:
        report("one")
        went_on.wait(30)
        ended.set()
        return 7

    lines = reported(work)
    assert next(lines) == "one"
    went_on.set()
    with pytest.raises(StopIteration) as stopped:
        next(lines)
    assert stopped.value.value == 7
    went_on.clear()
    ended.clear()
    lines = reported(work)
    next(lines)
    lines.close()
    went_on.set()
    assert ended.wait(30)


def test_what_work_raises_is_raised_to_who_listens() -> None:
    def work(_: Report) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        list(reported(work))
