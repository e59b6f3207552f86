"""Files that were sent: names without folders, and what is kept of each until it is decided."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from rag.errors import CorpusError
from rag.incoming import KEPT, Incoming, safe_name


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\li\\办法.docx", "办法.docx"),
        ("/办法/ 通知.PDF ", "通知.PDF"),
        ("caf\u0065\u0301.md", "caf\u00e9.md"),
    ],
)
def test_a_name_has_no_folders_and_one_form(sent: str, name: str) -> None:
    assert safe_name(sent) == name


def test_a_long_name_is_cut_and_stays_its_own() -> None:
    cut = [safe_name(f"{'办' * 300}{end}.docx") for end in "甲乙"]
    assert all(len(name.encode()) <= 255 and name.endswith(".docx") for name in cut)
    assert cut[0] != cut[1]
    assert cut[0] == safe_name(f"{'办' * 300}甲.docx")
    assert len(safe_name("x" * 300 + ".txt")) == 255


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        ("", "without a name"),
        ("a/..", "without a name"),
        (".env.txt", "hidden file"),
        ("manifest.jsonl", "beside the documents"),
        ("sub/examples.json", "beside the documents"),
        ("setup.exe", "no reader for '.exe'"),
        ("readme", "no reader for"),
        ("a\u202etxt.exe.txt", "control character U[+]202E"),
        ("a\x00.txt", "control character U[+]0000"),
        ("x" * 5000 + ".txt", "a name of 5004 characters"),
        ("\ud800.txt", "not Unicode"),
    ],
)
def test_what_cannot_be_a_document_is_refused(sent: str, line: str) -> None:
    with pytest.raises(CorpusError, match=line):
        safe_name(sent)


def test_a_file_waits_aside_until_it_is_dropped(tmp_path: Path) -> None:
    incoming = Incoming(tmp_path, 1)
    upload, out = incoming.begin("x/办法.txt")
    assert out
    with out:
        out.write("第一条".encode())
    assert incoming.get(upload.id) is None, "not all of it is there"
    upload = incoming.complete(upload)
    assert incoming.get(upload.id) == upload
    assert upload.doc_id == "办法.txt"
    assert upload.path.parent == tmp_path / ".incoming"
    assert upload.path.suffix == ".txt"
    incoming.drop(upload)
    assert incoming.get(upload.id) is None
    assert not upload.path.exists()


def test_a_refused_name_is_kept_with_its_reason_and_no_bytes(tmp_path: Path) -> None:
    incoming = Incoming(tmp_path, 1)
    upload, out = incoming.begin("a\n.exe")
    assert out is None
    assert upload.fault.startswith("no reader")
    assert upload.name == "a\\n.exe"
    assert incoming.get(upload.id) == upload
    assert not (tmp_path / ".incoming").exists()


def test_what_a_server_left_goes_after_a_day(tmp_path: Path) -> None:
    folder = tmp_path / ".incoming"
    folder.mkdir()
    for name, age in (("old", KEPT + 60), ("new", 60)):
        (folder / name).write_bytes(b"x")
        then = time.time() - age
        os.utime(folder / name, (then, then))
    Incoming(tmp_path, 1)
    assert [path.name for path in folder.iterdir()] == ["new"]
