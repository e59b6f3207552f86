"""Fixtures that several modules take; one of the same name in a module goes before these."""

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from tests.changing import write


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return PolicyAssistant(Settings(index_dir=tmp_path_factory.mktemp("page")))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    for number, name in enumerate(("a.txt", "b.txt", "c.md", "d.txt")):
        write(corpus, name, *range(10 + number, 15 + number))
    return Settings(corpus_dir=corpus, index_dir=tmp_path / "index", passage_chars=50)
