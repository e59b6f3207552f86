"""Fixtures that several modules take; one of the same name in a module goes before these."""

import pytest

from rag import PolicyAssistant, Settings


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return PolicyAssistant(Settings(index_dir=tmp_path_factory.mktemp("page")))
