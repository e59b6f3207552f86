"""The Milvus store does what the store that comes with the program does; needs the extra ``[milvus]``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from building import PairEncoder, build_document, build_passages, entries_of, vectors_of
from building import build_faiss_store as faiss_of

from rag.errors import InvalidOption, StoreUnavailable
from rag.lexical import words_of
from rag.store import Store, passage_id
from rag.types import Document

pytest.importorskip("pymilvus", reason="the extra [milvus] is not installed")
pytest.importorskip("milvus_lite", reason="the extra [milvus] is not installed")

from rag.milvuscollections import About, Collections
from rag.milvusstore import MilvusStore

pytestmark = pytest.mark.filterwarnings("default")  # of grpc and pandas

A = build_document(
    "a.txt", ["动漫企业补贴", "补贴上限50万元。补贴。", "咨询电话"], title="100%_补贴", kind="通知"
)
B = build_document(
    "b.txt", ["游戏出海工程", "动漫企业可以申请补贴。"], title='关于"游戏"\\出海', kind="办法",
    issued="2024-01-02", issuer="文化厅",
)  # fmt: skip
C = build_document("c.txt", ["养老服务", "动漫企业补贴" * 40], title="1000补贴", kind="办法")
QUESTION = "动漫企业补贴多少万元"


Made = Callable[[Sequence[Document]], MilvusStore]


@pytest.fixture(scope="module")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Collections]]:
    """Return a maker of collections, all in one file: to start Milvus Lite takes some seconds."""
    path = tmp_path_factory.mktemp("milvus") / "store.db"
    made: list[Collections] = []

    def make(name: str, encoder: str = "pairs-64", dimension: int = 64) -> Collections:
        made.append(Collections(str(path), name, encoder, dimension))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def store_of(
    collections: Callable[[str], Collections], request: pytest.FixtureRequest
) -> Made:  # fmt: skip
    count = 0

    def make(documents: Sequence[Document]) -> MilvusStore:
        nonlocal count
        count += 1
        store = MilvusStore(collections(f"{request.node.name}_{count}"))
        if entries := entries_of(documents):
            store.add(entries, vectors_of(entries))
        return store

    return make


def assert_alike(one: Store, other: Store) -> None:
    """Hold all searches of two stores together: ids, scores, passages, counts."""
    vector, terms = PairEncoder().encode_queries([QUESTION])[0], words_of(QUESTION, ["补贴"])
    assert one.reach(terms) == pytest.approx(other.reach(terms))
    for filters in (
        {}, {"kind": "办法"}, {"year": "2024年"}, {"title": "100%_"}, {"title": '"游戏"\\'},
        {"issuer": "文化"}, {"doc_id": "A.TXT"}, {"kind": "办法", "title": "补贴"}, {"issuer": ""},
        {"kind": "决定"},
    ):  # fmt: skip
        assert one.count(filters) == other.count(filters), filters
        for a, b in (
            (one.dense(vector, 9, filters), other.dense(vector, 9, filters)),
            (one.lexical(terms, 9, filters), other.lexical(terms, 9, filters)),
        ):
            assert a.ids.tolist() == b.ids.tolist(), filters
            assert a.scores == pytest.approx(b.scores, abs=1e-5)
            assert one.passages(a.ids) == other.passages(b.ids)
            assert one.vectors(a.ids) == pytest.approx(other.vectors(b.ids), abs=1e-6)
            assert one.lexical_scores(terms, a.ids) == pytest.approx(
                other.lexical_scores(terms, b.ids), abs=1e-5
            )


def test_it_finds_what_the_faiss_store_finds(store_of: Made) -> None:
    store = store_of([A, B, C])
    assert_alike(store, faiss_of([A, B, C]))
    best = store.lexical(words_of("补贴"), 2, {})
    assert len(best.ids) == 2
    assert best.scores[0] > best.scores[1]
    with pytest.raises(InvalidOption, match="unknown filter"):
        store.count({"colour": "red"})


def test_what_is_removed_or_comes_later_is_as_in_the_faiss_store(store_of: Made) -> None:
    store, later = store_of([C, B]), entries_of([A])
    gone = [passage_id(p) for p in build_passages(B)]
    store.passages(np.array(gone))  # in memory now
    assert store.remove([*gone, 7]) == 2
    assert store.remove(gone) == 0
    store.add(later[:1], vectors_of(later[:1]))
    store.add(later[1:], vectors_of(later[1:]))
    assert_alike(store, faiss_of([A, C]))
    for look in (store.passages, store.vectors):
        with pytest.raises(KeyError):
            look(np.array(gone[:1]))


def test_an_id_that_is_there_is_replaced(store_of: Made) -> None:
    store, (entry, *_) = store_of([A]), entries_of([A])
    new = replace(entry, words="养老服务", passage=replace(entry.passage, text="养老服务"))
    store.add([new], vectors_of([new]))
    assert store.count({}) == 3
    assert store.passages(np.array([entry.id]))[0].text == "养老服务"
    assert store.lexical(words_of("养老"), 5, {}).ids.tolist() == [entry.id]


def test_an_empty_store_finds_nothing_and_takes_nothing_that_does_not_fit(store_of: Made) -> None:
    store = store_of([])
    assert not store.dense(np.ones(64, np.float32), 5, {}).ids.size
    assert not store.lexical(["动漫"], 5, {}).ids.size
    assert store.count({}) == 0
    with pytest.raises(ValueError, match="vectors"):
        store.add(entries_of([A]), np.ones((1, 64), np.float32))


def test_a_text_without_terms_is_found_by_its_vector_alone(store_of: Made) -> None:
    store, silent = store_of([A]), build_document("d.txt", ["。"])
    before = store.lexical_scores(["补贴"], np.array([passage_id(build_passages(A)[0])]))
    entries = entries_of([silent])
    store.add(entries, vectors_of(entries))
    near = store.dense(vectors_of(entries)[0], 1, {})
    assert near.ids.tolist() == [entries[0].id]
    assert store.lexical_scores(["补贴"], near.ids).tolist() == [0]
    assert store.remove([entries[0].id]) == 1
    after = store.lexical_scores(["补贴"], np.array([passage_id(build_passages(A)[0])]))
    assert after == pytest.approx(before)


def test_counts_that_a_killed_run_left_wrong_are_made_anew(store_of: Made) -> None:
    store = store_of([A])
    entries = entries_of([B, C])
    store.put(entries, vectors_of(entries))  # and never settled
    store.settle(None)
    assert_alike(store, faiss_of([A, B, C]))


def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    from milvus_lite.server_manager import server_manager_instance

    path, entries = str(tmp_path / "store.db"), entries_of([A, B])
    store = MilvusStore(Collections(path, "policy", "pairs-64", 64))
    store.add(entries, vectors_of(entries))
    store.close()
    server_manager_instance.release_server(path)
    assert_alike(MilvusStore(Collections(path, "policy", "pairs-64", 64)), faiss_of([A, B]))


def test_what_another_encoder_or_format_made_is_refused_in_one_line(
    collections: Callable[..., Collections],
) -> None:
    made = collections("foreign")
    with pytest.raises(StoreUnavailable, match=r"another encoder \(pairs-64\).*RAG_STORE_NAME"):
        collections("foreign", "other", 64)
    made.write_about(About("pairs-64", 64, format=99))
    with pytest.raises(StoreUnavailable, match="format 99"):
        collections("foreign")


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("http://user:secret@127.0.0.1:9/db", r"no Milvus at http://127.0.0.1:9/db: start the server"),
        ("store", r"a path that ends in \.db"),
    ],
)  # fmt: skip
def test_an_address_that_does_not_answer_is_told_in_one_line(uri: str, said: str) -> None:
    with pytest.raises((StoreUnavailable, InvalidOption), match=said) as told:
        Collections(uri, "policy", "pairs-64", 64)
    assert "secret" not in str(told.value)


def test_a_store_that_another_process_has_open_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("no folder")
    with pytest.raises(StoreUnavailable, match=r"store\.db: it may be open in another process"):
        Collections(str(tmp_path / "store.db"), "policy", "pairs-64", 64)
