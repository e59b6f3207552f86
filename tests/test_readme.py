"""The README says what the program does."""

from pathlib import Path

import pytest

from eval.readme import README, examples, mixed_block, mixed_examples, replace_block
from rag import PolicyAssistant, Settings


def test_example_answers_are_what_the_program_gives(tmp_path: Path) -> None:
    made = examples(PolicyAssistant(Settings(index_dir=tmp_path / "index")))
    assert made.count("```console") == 5
    assert made in README.read_text("utf-8"), "run: python -m eval.readme"


def test_a_folder_of_mixed_files_is_read_as_the_readme_shows(tmp_path: Path) -> None:
    text = README.read_text("utf-8")
    made = replace_block(text, mixed_block(), mixed_examples(tmp_path))
    assert made == text, "run: python -m eval.readme"


def test_a_block_without_marks_is_an_error() -> None:
    with pytest.raises(ValueError, match="no block results"):
        replace_block("nothing", "results", "x")
