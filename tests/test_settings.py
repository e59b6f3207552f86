"""Settings: where they come from, and what is told of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.__main__ import main
from rag.errors import InvalidOption
from rag.settings import settings_for


def test_a_corpus_of_its_own_has_an_index_of_its_own(tmp_path: Path) -> None:
    one, other = (settings_for(tmp_path / name, None).index_dir for name in "ab")
    assert one != other
    assert settings_for(tmp_path / "a", tmp_path / "i").index_dir == tmp_path / "i"


@pytest.mark.parametrize(
    ("name", "value"),
    [("RAG_FILE_MEGABYTES", "many"), ("RAG_PASSAGE_CHARS", "3"), ("RAG_STORE_NAME", "a-b")],
)
def test_a_wrong_value_of_the_environment_is_told_in_one_line(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidOption, match=f"{name} is '{value}'"):
        settings_for(None, None)
    assert main(["editor", "list"]) == 2
    assert capsys.readouterr().err.startswith(f"error: {name} is '{value}'")
