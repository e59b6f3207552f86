"""Search by meaning and words: against numpy, filters, order, and the LangChain face of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from building import PairEncoder, build_document, build_index_of
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import InvalidOption
from rag.index import load_index, save_index
from rag.retrieve import BEST_OF_DOCUMENT, COSINE_WEIGHT, HybridRetriever, PolicyRetriever
from rag.store import best

PLAN = build_document(
    "省/计划.txt",
    [
        "数字创意产业行动计划",
        "到2025年，产业营业收入突破6200亿元。",
        "2022年，产业营业收入为5728.02亿元。",
        "重点工程包括动漫精品工程、游戏出海工程。",
    ],
    title="数字创意产业集群行动计划",
    kind="政策解读",
    issuer="省工业和信息化厅",
    document_number="粤工信〔2023〕5号",
    published="2023-12-05",
    issued="2023-11-30",
    source="https://example.org/a",
)
NOTICE = build_document(
    "市/通知.txt",
    ["关于受理动漫企业补贴的通知", "动漫企业每户补贴50万元。", "咨询电话：020-12345678。"],
    kind="通知",
    issuer="市商务局",
    published="2024-01-01",
)


def retriever() -> HybridRetriever:
    return HybridRetriever(build_index_of([PLAN, NOTICE]), PairEncoder())


def texts_of(found: list) -> list[str]:  # type: ignore[type-arg]
    return [hit.passage.text for hit in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("产业营业收入要突破多少？", "到2025年，产业营业收入突破6200亿元。"),
        ("5728.02亿元是什么", "2022年，产业营业收入为5728.02亿元。"),
        ("动漫企业能得到多少补贴", "动漫企业每户补贴50万元。"),
        ("咨询电话", "咨询电话：020-12345678。"),
    ],
)
def test_the_passage_that_answers_is_first(query: str, expected: str) -> None:
    assert retriever().search(query, 3)[0].passage.text == expected


def test_scores_are_those_of_brute_force() -> None:
    found, encoder = retriever(), PairEncoder()
    passages, query = found.index.passages, "动漫企业补贴多少"
    vector = encoder.encode_queries([query])[0]
    cosines = encoder.encode_passages([p.text for p in passages]) @ vector
    words = found.index.lexical.scores(query)
    expected = words / found.index.lexical.reach(query) + COSINE_WEIGHT * cosines
    for doc_id in (PLAN.doc_id, NOTICE.doc_id):
        own = [i for i, p in enumerate(passages) if p.doc_id == doc_id]
        expected[max(own, key=lambda i: expected[i])] += BEST_OF_DOCUMENT
    hits = found.hits(vector, query, 100)
    order = np.argsort(-expected, kind="stable")
    assert texts_of(hits) == [passages[i].text for i in order]
    assert [h.score for h in hits] == pytest.approx(expected[order], abs=1e-4)
    assert [h.cosine for h in hits] == pytest.approx(cosines[order], abs=1e-5)
    assert [h.lexical for h in hits] == pytest.approx(words[order], abs=1e-5)
    assert texts_of(found.search(query, 2)) == texts_of(hits)[:2]


def test_the_index_on_disk_finds_the_same(tmp_path: Path) -> None:
    made = retriever()
    save_index(made.index, tmp_path)
    found = HybridRetriever(load_index(tmp_path), PairEncoder())
    assert found.search("动漫企业补贴", 5) == made.search("动漫企业补贴", 5)


def test_equal_passages_keep_their_order() -> None:
    documents = [build_document(f"{n}.txt", ["动漫企业补贴"] * 3) for n in range(100)]
    found = HybridRetriever(build_index_of(documents), PairEncoder()).search("动漫企业补贴", 150)
    places = [(hit.passage.doc_id, hit.passage.start) for hit in found]
    assert len(set(places)) == 150
    firsts = [place for place in places if place[1] == 0]
    assert firsts == [(f"{n}.txt", 0) for n in range(len(firsts))]
    assert places[: len(firsts)] == firsts
    assert len(firsts) >= 50
    assert len({hit.score for hit in found}) == 2


def test_of_near_equals_another_document_comes_before_more_of_the_same() -> None:
    long = build_document("a.txt", ["动漫企业补贴"] * 30)
    short = build_document("b.txt", ["动漫企业补贴"])
    found = HybridRetriever(build_index_of([long, short]), PairEncoder())
    assert [hit.passage.doc_id for hit in found.search("动漫企业补贴", 3)] == [
        "a.txt",
        "b.txt",
        "a.txt",
    ]


@pytest.mark.parametrize(
    ("filters", "doc_ids"),
    [
        ({"issuer": "商务局"}, {"市/通知.txt"}),
        ({"kind": "政策解读"}, {"省/计划.txt"}),
        ({"kind": "政策"}, set()),
        ({"year": "2023"}, {"省/计划.txt"}),
        ({"year": "2024年"}, {"市/通知.txt"}),
        ({"document_number": "粤工信[2023]5号"}, {"省/计划.txt"}),
        ({"doc_id": "市/通知.txt"}, {"市/通知.txt"}),
        ({"title": "数字创意"}, {"省/计划.txt"}),
        ({"title": "动漫企业", "year": "2024"}, {"市/通知.txt"}),
        ({"title": "动漫企业", "year": "2023"}, set()),
        ({}, {"省/计划.txt", "市/通知.txt"}),
    ],
)
def test_filters_keep_only_documents_that_pass(filters: dict[str, str], doc_ids: set[str]) -> None:
    found = retriever()
    hits = found.search("动漫企业", 100, filters)
    assert {hit.passage.doc_id for hit in hits} == doc_ids
    assert len(hits) == sum(p.doc_id in doc_ids for p in found.index.passages)


def test_an_unknown_filter_key_names_the_known_ones() -> None:
    with pytest.raises(InvalidOption, match=r"'issuers'.*doc_id, title, kind, issuer"):
        retriever().search("动漫", 5, {"issuers": "商务局"})


def test_extra_terms_find_chinese_words_for_an_english_question() -> None:
    hits = retriever().search("What is the subsidy?", 1, extra_terms=["补贴", "动漫企业"])
    assert hits[0].passage.text == "动漫企业每户补贴50万元。"
    assert hits[0].lexical > 0


def test_nothing_to_find_is_an_empty_list() -> None:
    assert HybridRetriever(build_index_of([]), PairEncoder()).search("动漫", 5) == []
    assert retriever().search("动漫", 0) == []


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 5), max_size=40), st.integers(1, 45))
def test_best_is_a_stable_sort_cut_short(values: list[int], count: int) -> None:
    expected = sorted(range(len(values)), key=lambda i: (-values[i], i))[:count]
    assert best(np.array(values, dtype=np.float64), count).tolist() == expected


def test_langchain_gets_verbatim_documents_with_their_place() -> None:
    face = PolicyRetriever(retriever=retriever(), top_k=2, filters={"kind": "政策解读"})
    first, second = face.invoke("产业营业收入突破多少亿元")
    assert first.page_content == "到2025年，产业营业收入突破6200亿元。"
    assert first.page_content == PLAN.text[first.metadata["start"] : first.metadata["end"]]
    assert first.metadata["doc_id"] == second.metadata["doc_id"] == "省/计划.txt"
    assert first.metadata["title"] == "数字创意产业集群行动计划"
    assert first.metadata["clause_path"] == ["数字创意产业集群行动计划"]
    assert first.metadata["source"] == "https://example.org/a"
    assert first.metadata["score"] > second.metadata["score"]
