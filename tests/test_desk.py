"""The editors' actions on a real folder and a real index; the encoder is a small one."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from building import PairEncoder

from rag.clerk import write_entry
from rag.desk import Desk, Outcome
from rag.errors import CorpusError
from rag.files import read_manifest
from rag.incoming import Upload
from rag.index import load_index
from rag.indexing import build_index
from rag.settings import Settings
from rag.types import Document

FIRST = "关于支持动漫企业的通知\n第一条 补贴上限为50万元。\n"
SECOND = "关于支持游戏企业的通知\n第一条 补贴上限为80万元。\n本通知自2026年1月1日起施行。\n"
PDF = b"%PDF-1.4 and nothing behind it"


class Office:
    """A corpus of one document, and what its index holds after each action."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.corpus.mkdir()
        (self.corpus / "first.txt").write_text(FIRST, "utf-8")
        self.settings = Settings(
            corpus_dir=self.corpus, index_dir=folder / "index", file_megabytes=1
        )
        build_index(self.settings, PairEncoder())
        self.lines: list[str] = []
        self.desk = self.reopened()

    def reopened(self) -> Desk:
        """Return the desk of a server that was started anew."""
        return Desk(self.settings, PairEncoder(), lambda doc_id: f"title of {doc_id}")

    @property
    def documents(self) -> Mapping[str, Document]:
        return load_index(self.settings.index_dir).documents

    def send(self, name: str, content: str | bytes) -> str:
        upload, out = self.desk.incoming.begin(name)
        if out is None:
            return upload.id
        with out:
            out.write(content if isinstance(content, bytes) else content.encode())
        return self.desk.incoming.complete(upload).id

    def add(self, name: str, content: str | bytes) -> Outcome:
        (outcome,) = self.desk.add([self.send(name, content)], self.lines.append)
        return outcome

    def waiting(self) -> list[str]:
        folder = self.corpus / ".incoming"
        return [path.name for path in folder.iterdir()] if folder.exists() else []


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def quiet(_: str) -> None:
    """Take a line of progress."""


def test_files_are_taken_or_skipped_each_for_itself(office: Office) -> None:
    sent = [
        office.send("../second.txt", SECOND),
        office.send("bad.pdf", PDF),
        office.send("tool.exe", b"MZ"),
        office.send("empty.md", " \n"),
    ]
    outcomes = office.desk.add([*sent, "unknown"], office.lines.append)
    assert [(o.state, o.doc_id) for o in outcomes] == [
        ("taken", "second.txt"), ("skipped", ""), ("skipped", ""), ("skipped", ""),
    ]  # fmt: skip
    assert outcomes[0].passages > 0
    assert all(o.reason for o in outcomes[1:])
    assert "reading 2/4 bad.pdf" in office.lines
    assert sorted(office.documents) == ["first.txt", "second.txt"]
    assert office.documents["second.txt"].facts.effective
    assert office.waiting() == []


def test_what_nobody_can_read_never_enters_the_folder(office: Office) -> None:
    before = {path.name for path in office.corpus.iterdir()}
    assert office.add("bad.pdf", PDF).state == "skipped"
    assert {path.name for path in office.corpus.iterdir()} - before <= {".incoming"}


def test_the_same_file_again_changes_nothing_and_another_of_the_name_waits(office: Office) -> None:
    assert office.add("first.txt", FIRST).state == "same"
    outcome = office.add("first.txt", SECOND)
    assert outcome.state == "exists"
    assert (office.corpus / "first.txt").read_text("utf-8") == FIRST
    assert office.desk.discard(outcome.upload)[0].state == "dropped"
    assert office.waiting() == []
    assert office.desk.replace([outcome.upload], "", "li", quiet)[0].state == "failed"


def test_a_replaced_file_keeps_its_name_and_the_old_one_comes_back(office: Office) -> None:
    office.desk.correct("first.txt", {"title": "甲"}, quiet)
    waiting = office.add("first.txt", SECOND).upload
    (outcome,) = office.desk.replace([waiting], "", "li", quiet)
    assert (outcome.state, outcome.doc_id) == ("replaced", "first.txt")
    assert "80万元" in office.documents["first.txt"].text
    assert read_manifest(office.corpus) == {}, "a correction of the old text is not one of the new"
    (restored,) = office.desk.restore(outcome.trash, "li", quiet)
    assert restored.state == "restored"
    assert office.documents["first.txt"].facts.title.value == "甲"
    assert "50万元" in office.documents["first.txt"].text
    (kept,) = office.desk.trash()
    assert (kept.id, kept.why) == (restored.trash, "replaced")


def test_a_file_whose_place_cannot_be_taken_is_there_as_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(upload: Upload) -> None:
        raise CorpusError(f"{upload.doc_id}: no space left")

    office.desk.correct("first.txt", {"title": "甲"}, quiet)
    waiting = office.add("first.txt", SECOND).upload
    monkeypatch.setattr(office.desk.incoming, "place", full)
    (outcome,) = office.desk.replace([waiting], "", "li", quiet)
    assert (outcome.state, outcome.reason) == ("failed", "first.txt: no space left")
    assert (office.corpus / "first.txt").read_text("utf-8") == FIRST
    assert read_manifest(office.corpus)["first.txt"]["title"] == "甲"
    assert office.desk.trash() == []


def test_a_file_of_another_name_takes_the_place_of_one(office: Office) -> None:
    (outcome,) = office.desk.replace([office.send("new.txt", SECOND)], "first.txt", "li", quiet)
    assert outcome.state == "replaced"
    assert list(office.documents) == ["new.txt"]
    assert office.desk.trash()[0].title == "title of first.txt"
    office.add("first.txt", FIRST)
    (refused,) = office.desk.replace(
        [office.send("new.txt", FIRST + "第二条 无。")], "first.txt", "li", quiet
    )
    assert refused.state == "failed"
    assert "another file has the name" in refused.reason
    assert sorted(office.documents) == ["first.txt", "new.txt"]


def test_a_file_in_a_folder_keeps_its_place(office: Office) -> None:
    (office.corpus / "sub").mkdir()
    (office.corpus / "sub" / "second.txt").write_text(SECOND, "utf-8")
    office.desk.check(quiet)
    sent = office.send("second.txt", SECOND + "第二条 无。\n")
    (outcome,) = office.desk.replace([sent], "sub/second.txt", "li", quiet)
    assert (outcome.state, outcome.doc_id) == ("replaced", "sub/second.txt")
    assert sorted(office.documents) == ["first.txt", "sub/second.txt"]
    assert "第二条" in office.documents["sub/second.txt"].text


def test_a_deleted_file_comes_back_after_a_restart(office: Office) -> None:
    office.add("second.txt", SECOND)
    (outcome,) = office.desk.delete("second.txt", "li", quiet)
    assert outcome.state == "deleted"
    assert list(office.documents) == ["first.txt"]
    desk = office.reopened()
    assert [one.doc_id for one in desk.trash()] == ["second.txt"]
    assert desk.restore(outcome.trash, "li", quiet)[0].state == "restored"
    assert sorted(office.documents) == ["first.txt", "second.txt"]
    assert desk.restore(outcome.trash, "li", quiet)[0].state == "failed"


def test_a_retired_file_stays_but_answers_nothing_until_it_is_used_again(office: Office) -> None:
    office.add("second.txt", SECOND)
    assert office.desk.retire("second.txt", quiet)[0].state == "retired"
    assert list(office.documents) == ["first.txt"]
    assert (office.corpus / "second.txt").read_text("utf-8") == SECOND
    assert office.desk.retired() == ["second.txt"]
    assert office.desk.retire("second.txt", quiet, retired=False)[0].state == "in_use"
    assert sorted(office.documents) == ["first.txt", "second.txt"]
    assert read_manifest(office.corpus) == {}


def test_the_last_document_stays(office: Office) -> None:
    for outcome in (
        *office.desk.delete("first.txt", "li", quiet),
        *office.desk.retire("first.txt", quiet),
    ):
        assert outcome.state == "failed"
        assert "no readable document" in outcome.reason
    assert (office.corpus / "first.txt").read_text("utf-8") == FIRST
    assert (office.desk.trash(), read_manifest(office.corpus)) == ([], {})
    assert list(office.documents) == ["first.txt"]


def test_facts_are_corrected_and_a_wrong_value_is_refused_unwritten(office: Office) -> None:
    assert office.desk.correct("first.txt", {"issued": "2026-01-02"}, quiet)[0].state == "corrected"
    facts = office.documents["first.txt"].facts
    assert facts.issued
    assert facts.issued.value == "2026-01-02"
    (outcome,) = office.desk.correct("first.txt", {"valid_until": "tomorrow"}, quiet)
    assert outcome.state == "failed"
    assert "YYYY-MM-DD" in outcome.reason
    assert read_manifest(office.corpus)["first.txt"] == {
        "doc_id": "first.txt",
        "issued": "2026-01-02",
    }
    office.desk.correct("first.txt", {"issued": None}, quiet)
    assert read_manifest(office.corpus) == {}


@pytest.mark.parametrize(
    "doc_id", ["", "none.txt", "../outside.txt", ".trash/x", "/etc/passwd", ".", "a\0/b.txt"]
)
def test_only_files_of_the_corpus_are_touched(office: Office, doc_id: str) -> None:
    outside = office.corpus.parent / "outside.txt"
    outside.write_text("x", "utf-8")
    outcomes = [
        *office.desk.delete(doc_id, "li", quiet),
        *office.desk.retire(doc_id, quiet),
        *office.desk.correct(doc_id, {"title": "x"}, quiet),
    ]
    assert {outcome.state for outcome in outcomes} == {"failed"}
    assert outside.exists()
    assert read_manifest(office.corpus) == {}


def test_two_editors_at_once_wait_for_each_other(office: Office) -> None:
    sent = [office.send(f"{name}.txt", SECOND + name) for name in "ab"]
    others = office.reopened()
    others.incoming = office.desk.incoming
    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(desk.add, [upload], quiet)
            for desk, upload in zip((office.desk, others), sent, strict=True)
        ]
    assert [one.result()[0].state for one in both] == ["taken", "taken"]
    assert sorted(office.documents) == ["a.txt", "b.txt", "first.txt"]


def test_a_line_that_the_clerk_wrote_before_the_file_came_holds(office: Office) -> None:
    write_entry(office.corpus, "second.txt", {"title": "乙办法"})
    office.add("second.txt", SECOND)
    assert office.documents["second.txt"].facts.title.value == "乙办法"
    write_entry(office.corpus, "third.txt", {"issued": "soon"})
    outcome = office.add("third.txt", SECOND)
    assert outcome.state == "skipped"
    assert "YYYY-MM-DD" in outcome.reason


def test_what_was_put_into_the_folder_by_hand_is_taken_in(office: Office) -> None:
    (office.corpus / "second.txt").write_text(SECOND, "utf-8")
    assert office.desk.check(quiet)[0].state == "checked"
    assert sorted(office.documents) == ["first.txt", "second.txt"]


def test_a_broken_manifest_is_one_line_and_loses_nothing(office: Office) -> None:
    (office.corpus / "manifest.jsonl").write_text("{\n", "utf-8")
    (outcome,) = office.desk.delete("first.txt", "li", quiet)
    assert outcome.state == "failed"
    assert "manifest.jsonl line 1 is not JSON" in outcome.reason
    assert (office.corpus / "first.txt").exists()
    assert (office.corpus / "manifest.jsonl").read_text("utf-8") == "{\n"
