"""Which store the settings name, from the corpus folder to an answer; needs the extra ``[milvus]``."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from building import PairEncoder

from rag.errors import IndexMismatch, InvalidOption, StoreUnavailable
from rag.indexing import build_index, open_index
from rag.milvuscollections import Collections
from rag.retrieve import HybridRetriever
from rag.settings import Settings
from rag.stores import open_store, place_of

pytestmark = pytest.mark.filterwarnings("default")  # of grpc and pandas
TEXTS = {
    "a.txt": "关于动漫企业补贴的通知\n\n动漫企业可以申请补贴，上限50万元。",
    "b.txt": "关于养老服务的办法\n\n养老机构应当登记。",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def milvus(corpus: Path) -> Iterator[Settings]:
    pytest.importorskip("pymilvus", reason="the extra [milvus] is not installed")
    manager = pytest.importorskip("milvus_lite.server_manager", reason="no extra [milvus]")
    settings = Settings(corpus_dir=corpus, index_dir=corpus.parent / "index", store="milvus")
    yield settings
    manager.server_manager_instance.release_server(str(settings.index_dir / "milvus.db"))


def found(settings: Settings, question: str) -> list[tuple[str, str]]:
    index = open_index(settings, PairEncoder())
    store = open_store(settings, index)
    hits = HybridRetriever(index, PairEncoder(), store).search(question, 5)
    store.close()
    return [(hit.passage.doc_id, hit.passage.text) for hit in hits]


def test_an_index_with_milvus_follows_its_corpus_and_finds_what_faiss_finds(
    milvus: Settings, corpus: Path
) -> None:
    built = build_index(milvus, PairEncoder())
    assert built.summary(milvus.index_dir).startswith("built: 2 documents, 2 passages")
    assert not built.index.passages  # they are in the store alone
    files = Settings(corpus_dir=corpus, index_dir=corpus.parent / "files")
    build_index(files, PairEncoder())
    assert found(milvus, "动漫企业补贴") == found(files, "动漫企业补贴")
    assert build_index(milvus, PairEncoder()).encoded is None
    (corpus / "c.txt").write_text("关于动漫展会的通知\n\n展会补贴另定。", encoding="utf-8")
    (corpus / "b.txt").unlink()
    encoded = build_index(milvus, PairEncoder()).encoded
    assert encoded is not None
    assert encoded.passages == 1
    build_index(files, PairEncoder())
    assert found(milvus, "动漫展会养老") == found(files, "动漫展会养老")


def test_an_index_of_the_other_store_is_told_and_made_anew(milvus: Settings, corpus: Path) -> None:
    build_index(milvus, PairEncoder())
    files = Settings(corpus_dir=corpus, index_dir=milvus.index_dir)
    with pytest.raises(IndexMismatch, match=r"made for passages in policy in .*milvus\.db"):
        open_index(files, PairEncoder())
    assert len(build_index(files, PairEncoder()).index.passages) == 2
    with pytest.raises(IndexMismatch, match="made for passages in the index itself"):
        open_index(milvus, PairEncoder())


def test_a_store_that_was_not_filled_to_the_end_is_filled_by_the_next_run(
    milvus: Settings,
) -> None:
    index = build_index(milvus, PairEncoder()).index
    data = Collections(str(milvus.index_dir / "milvus.db"), "policy", "pairs-64", 64)
    for collection in (data.passages, data.counts, data.documents):
        data.client.drop_collection(collection)
    with pytest.raises(IndexMismatch, match="run: python -m rag index"):
        open_store(milvus, index)
    build_index(milvus, PairEncoder())
    assert len(found(milvus, "补贴")) == 2


def test_without_the_extra_or_a_server_one_line_says_what_to_do(
    milvus: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = milvus.model_copy(update={"store_uri": "http://u:secret@127.0.0.1:9"})
    assert place_of(away) == "policy in http://127.0.0.1:9"
    with pytest.raises(StoreUnavailable, match=r"no Milvus at http://127\.0\.0\.1:9"):
        build_index(away, PairEncoder())
    imported = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name.startswith("pymilvus"):
            raise ModuleNotFoundError(name, name=name)
        return imported(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(InvalidOption, match=r'pip install "policy-rag\[milvus\]"'):
        build_index(away, PairEncoder())
