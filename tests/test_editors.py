"""Who may change documents: the file, the hashes, the command."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest

from rag.__main__ import main
from rag.editors import add_editor, password_fits, read_editors, remove_editor
from rag.errors import InvalidOption


def test_a_password_fits_its_editor_alone_and_is_not_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "editors.json"
    add_editor(file, "张三", "correct horse")
    add_editor(file, "li", "correct horse")
    editors = read_editors(file)
    assert password_fits(editors, "张三", "correct horse")
    assert not password_fits(editors, "张三", "correct horsE")
    assert not password_fits(editors, "nobody", "correct horse")
    assert not password_fits(editors, "张三", "")
    assert editors["张三"] != editors["li"], "the same salt twice"
    assert "correct" not in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_another_password_takes_the_place_of_the_first_and_remove_takes_out(tmp_path: Path) -> None:
    file = tmp_path / "editors.json"
    add_editor(file, "li", "first-password")
    add_editor(file, "li", "second-password")
    assert not password_fits(read_editors(file), "li", "first-password")
    assert password_fits(read_editors(file), "li", "second-password")
    remove_editor(file, "li")
    assert read_editors(file) == {}
    with pytest.raises(InvalidOption, match="no editor 'li'; set up: nobody"):
        remove_editor(file, "li")


@pytest.mark.parametrize(
    ("name", "password", "line"),
    [
        ("", "long enough", "1 to 64 characters"),
        (" li", "long enough", "a space at an end"),
        ("l" * 65, "long enough", "1 to 64 characters"),
        ("l\ni", "long enough", "control character"),
        ("li", "short", "8 to 1000 characters"),
        ("li", "x" * 1001, "8 to 1000 characters"),
    ],
)
def test_what_is_no_name_or_password_is_refused(
    tmp_path: Path, name: str, password: str, line: str
) -> None:
    with pytest.raises(InvalidOption, match=line):
        add_editor(tmp_path / "editors.json", name, password)
    assert not (tmp_path / "editors.json").exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"li": 1}', "\xff"])
def test_a_broken_file_is_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "editors.json"
    file.write_text(content, "latin-1")
    with pytest.raises(InvalidOption, match="editors"):
        read_editors(file)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_password_that_is_not_typed_twice_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def closed(_: str) -> str:
        raise EOFError

    typed = iter(["a-good-password", "a-god-password"])
    monkeypatch.setenv("RAG_EDITORS", str(tmp_path / "editors.json"))
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", closed)
    assert main(["editor", "add", "li"]) == 2
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert main(["editor", "add", "li"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "error: no password was typed; run it again",
        "error: the two passwords differ; try again",
    ]
    assert not (tmp_path / "editors.json").exists()


def test_the_command_adds_lists_and_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "editors.json"
    monkeypatch.setenv("RAG_EDITORS", str(file))
    monkeypatch.setattr("sys.stdin", io.StringIO("a-good-password\n"))
    assert main(["editor", "add", "li"]) == 0
    assert password_fits(json.loads(file.read_text("utf-8")), "li", "a-good-password")
    capsys.readouterr()
    assert main(["editor", "list"]) == 0
    assert capsys.readouterr().out == "li\n"
    assert main(["editor", "remove", "li"]) == 0
    assert main(["editor", "remove", "li"]) == 2
    assert main(["editor", "add"]) == 2
    assert "whom?" in capsys.readouterr().err
