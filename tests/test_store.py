"""What any ``Store`` has to do, held to the store that comes with the program."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from building import PairEncoder, build_document, build_passages, entries_of, vectors_of
from building import build_faiss_store as store_of

from rag.errors import InvalidOption
from rag.lexical import LexicalIndex, words_of
from rag.store import Ranked, Store, passage_id

A = build_document("a.txt", ["动漫企业补贴", "补贴上限50万元。", "咨询电话"], kind="通知")
B = build_document(
    "b.txt", ["游戏出海工程", "动漫企业可以申请补贴。"], kind="办法", issued="2024-01-02"
)
C = build_document("c.txt", ["养老服务", "动漫企业补贴"], kind="办法")


def texts(store: Store, found: Ranked) -> list[str]:
    return [passage.text for passage in store.passages(found.ids)]


def assert_alike(one: Store, other: Store) -> None:
    vector, terms = PairEncoder().encode_queries(["动漫企业补贴"])[0], words_of("动漫企业补贴")
    assert one.count({}) == other.count({})
    assert one.reach(terms) == pytest.approx(other.reach(terms))
    for filters in ({}, {"kind": "办法"}, {"year": "2024"}):
        for a, b in (
            (one.dense(vector, 9, filters), other.dense(vector, 9, filters)),
            (one.lexical(terms, 9, filters), other.lexical(terms, 9, filters)),
        ):
            assert a.ids.tolist() == b.ids.tolist()
            assert a.scores == pytest.approx(b.scores, abs=1e-5)
            assert list(a.scores) == sorted(a.scores, reverse=True)


def test_what_is_nearest_comes_first() -> None:
    store = store_of([A, B, C])
    near = store.dense(PairEncoder().encode_queries(["动漫企业补贴"])[0], 3, {})
    assert texts(store, near)[:2] == ["动漫企业补贴"] * 2
    assert near.scores[:2] == pytest.approx([1, 1])
    assert near.ids[0] < near.ids[1]


def test_only_what_shares_a_word_is_found_by_words() -> None:
    store, terms = store_of([A, B, C]), words_of("补贴")
    found = store.lexical(terms, 10, {})
    assert len(found.ids) == 4
    ids = np.sort(np.array([passage_id(p) for p in build_passages(A)], np.int64))
    expected = LexicalIndex.build(e.words for e in entries_of([A, B, C])).scores("补贴")
    scores = dict(
        zip([passage_id(p) for d in (A, B, C) for p in build_passages(d)], expected, strict=True)
    )
    assert store.lexical_scores(terms, ids).tolist() == pytest.approx(
        [scores[i] for i in ids.tolist()]
    )
    assert found.scores.max() < store.reach(terms)


def test_filters_narrow_both_sides() -> None:
    store = store_of([A, B, C])
    assert store.count({"kind": "办法"}) == 4
    vector = PairEncoder().encode_queries(["动漫"])[0]
    for filters, doc_ids in (
        ({"kind": "办法"}, {"b.txt", "c.txt"}),
        ({"year": "2024年"}, {"b.txt"}),
    ):
        for found in (store.dense(vector, 9, filters), store.lexical(["动漫"], 9, filters)):
            assert {p.doc_id for p in store.passages(found.ids)} == doc_ids
    with pytest.raises(InvalidOption, match="unknown filter"):
        store.dense(vector, 9, {"colour": "red"})


def test_what_is_removed_is_as_if_it_had_never_been_there() -> None:
    store = store_of([A, B, C])
    gone = [passage_id(p) for p in build_passages(B)]
    assert store.remove([*gone, 7]) == 2
    assert store.remove(gone) == 0
    assert_alike(store, store_of([A, C]))
    with pytest.raises(KeyError):
        store.passages(np.array(gone[:1]))
    with pytest.raises(KeyError):
        store.vectors(np.array(gone[:1]))


def test_what_is_added_later_is_as_if_it_had_always_been_there() -> None:
    store, later = store_of([C]), entries_of([A, B])
    store.add(later[:2], vectors_of(later[:2]))
    store.add(later[2:], vectors_of(later[2:]))
    assert_alike(store, store_of([A, B, C]))


def test_an_id_that_is_there_is_replaced() -> None:
    store, (entry, *_) = store_of([A]), entries_of([A])
    new = replace(entry, words="养老服务", passage=replace(entry.passage, text="养老服务"))
    store.add([new], vectors_of([new]))
    assert store.count({}) == 3
    assert store.passages(np.array([entry.id]))[0].text == "养老服务"
    assert store.lexical(words_of("养老"), 5, {}).ids.tolist() == [entry.id]


def test_an_empty_store_finds_nothing_and_takes_nothing_that_does_not_fit() -> None:
    store = store_of([])
    assert not store.dense(np.ones(64, np.float32), 5, {}).ids.size
    assert not store.lexical(["动漫"], 5, {}).ids.size
    assert store.count({}) == 0
    with pytest.raises(ValueError, match="vectors"):
        store.add(entries_of([A]), np.ones((1, 64), np.float32))
    store.close()


def test_documents_may_be_left_out() -> None:
    store, terms = store_of([A, B, C]), words_of("补贴")
    vector = PairEncoder().encode_queries(["动漫企业补贴"])[0]
    for found in (store.lexical(terms, 9, {}, ["a.txt"]), store.dense(vector, 9, {}, ["a.txt"])):
        assert {p.doc_id for p in store.passages(found.ids)} == {"b.txt", "c.txt"}
    assert len(store.lexical(terms, 9, {}).ids) == 4
    assert {
        p.doc_id for p in store.passages(store.lexical(terms, 9, {"kind": "办法"}, ["c.txt"]).ids)
    } == {"b.txt"}
