"""Each figure on cases small enough to work out by hand."""

from __future__ import annotations

import math

import pytest

from eval import metrics
from eval.spans import Span, clean_span, enclosing_clause, raw_span
from eval.summary import against_bars, bootstrap_interval, estimate, latency
from rag.types import Answer, Citation, Clause, Document, Fact, Facts, Sentence

# Raw "abXXcd&gt;e\nfg": cleaning dropped "XX" and the newline, and "&gt;" became ">".
RAW = "abXXcd&gt;e\nfg"
DOCUMENT = Document(
    "a.txt",
    "0" * 64,
    "abcd>efg",
    ((0, 0, 2), (2, 4, 2), (4, 6, 1), (5, 10, 1), (6, 12, 2)),
    Facts(Fact("title")),
    (
        Clause(0, -1, 0, "root", "", 0, "", 0, 0, 0, 8),
        Clause(1, 0, 1, "一、", "一、", 1, "", 0, 0, 4, 4),
        Clause(2, 0, 1, "一、", "二、", 2, "", 4, 4, 4, 8),
        Clause(3, 2, 2, "段", "", 0, "", 6, 6, 8, 8),
    ),
)
DOCUMENTS = {"a.txt": DOCUMENT}


def cited(start: int, end: int, quote: str, doc_id: str = "a.txt", n: int = 1) -> Citation:
    return Citation(n, doc_id, "t", (), start, end, quote, "s")


def said(*texts: str, item: bool = True) -> list[Sentence]:
    return [Sentence(text, (1,), item) for text in texts]


def test_spans_go_from_cleaned_to_raw_and_back() -> None:
    assert raw_span(DOCUMENT, 1, 3) == Span("a.txt", 1, 5)  # "b" ... "c", over what was dropped
    assert raw_span(DOCUMENT, 5, 7) == Span("a.txt", 10, 13)
    assert clean_span(DOCUMENT, 4, 6) == (2, 4)
    assert DOCUMENT.text[slice(*(clean_span(DOCUMENT, 4, 11) or ()))] == "cd>e"
    assert clean_span(DOCUMENT, 2, 4) is None
    with pytest.raises(IndexError):
        raw_span(DOCUMENT, 3, 3)
    with pytest.raises(IndexError):
        raw_span(DOCUMENT, 3, 9)


def test_the_enclosing_clause_is_the_smallest_but_never_the_document() -> None:
    assert enclosing_clause(DOCUMENT, Span("a.txt", 12, 13)) == Span("a.txt", 12, 14)
    assert enclosing_clause(DOCUMENT, Span("a.txt", 10, 13)) == Span("a.txt", 6, 14)
    assert enclosing_clause(DOCUMENT, Span("a.txt", 1, 13)) is None
    assert enclosing_clause(DOCUMENT, Span("a.txt", 2, 4)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 6,200 亿元。", "6200亿元"),
        ("１２.５％", "12.5%"),
        ("12.", "12"),
        ("《办法》（A-b）", "办法ab"),
        ("020—8313", "0208313"),
    ],
)
def test_normalise_drops_layout_and_keeps_values(text: str, expected: str) -> None:
    assert metrics.normalise(text) == expected


def test_short_answers() -> None:
    assert metrics.exact_match("6 200亿元。", ["超过6200亿元", "6200亿元"]) == 1
    assert metrics.exact_match("1.5%", ["15%"]) == 0
    assert metrics.exact_match(None, ["6200亿元"]) == 0
    assert metrics.exact_match("。", ["……"]) == 0
    # "约6200亿元" (7) and "6200亿元" (6) share 6: 2·6/13; and the better variant counts.
    assert metrics.character_f1("约6200亿元", ["6200亿元", "甲"]) == pytest.approx(12 / 13)
    # As bags: "aab" and "abb" share one a and one b.
    assert metrics.character_f1("aab", ["abb"]) == pytest.approx(2 / 3)
    assert metrics.character_f1(None, ["甲"]) == 0


def test_lists() -> None:
    items = [["甲工程", "甲"], ["乙工程"], ["丙工程"], ["丁工程"]]
    found = said("一是乙 工程。", "二是甲工程", "三是戊工程", "四是丙工程")
    assert metrics.list_completeness(items, found) == 0.75
    # Named 甲(1) 乙(0) 丙(3): of three pairs, 甲乙 is the wrong way round.
    assert metrics.list_order(items, found) == pytest.approx(2 / 3)
    assert metrics.list_no_extra(items, found) == 0.75
    assert metrics.list_order(items, found[:1]) is None
    assert metrics.list_no_extra(items, said("甲工程和乙工程", item=False)) is None
    assert metrics.list_completeness(items, said("甲工程、乙工程", item=False)) == 0.5
    # A name split over two sentences is not named.
    assert metrics.list_completeness([["甲乙"]], said("甲", "乙")) == 0


def test_the_order_of_a_list_is_that_of_its_items_not_of_its_introduction() -> None:
    sentences = [*said("包括乙工程、甲工程", item=False), *said("甲工程", "乙工程")]
    assert metrics.list_order([["甲工程"], ["乙工程"]], sentences) == 1


def test_retrieval() -> None:
    evidence = [
        [Span("a", 0, 10)],
        [Span("a", 20, 30), Span("b", 0, 5)],
        [Span("a", 90, 95)],
    ]
    hits = [Span("a", 10, 20), Span("b", 4, 9), Span("a", 9, 21), Span("c", 0, 99)]
    ranks = metrics.piece_ranks(hits, evidence)
    assert ranks == [3, 2, None]
    assert [metrics.recall_at(ranks, k) for k in (1, 2, 3, 10)] == [0, 1 / 3, 2 / 3, 2 / 3]
    assert metrics.reciprocal_rank(ranks) == 0.5
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert metrics.ndcg_at_10(ranks) == pytest.approx((1 / math.log2(3) + 1 / 2) / ideal)
    assert metrics.ndcg_at_10([11, None]) == 0
    assert metrics.ndcg_at_10([1, 1]) == 1  # one hit that shows both pieces
    assert metrics.reciprocal_rank([None]) == 0


def test_citation_recall_and_precision() -> None:
    evidence = [[Span("a.txt", 12, 13)], [Span("a.txt", 0, 1), Span("a.txt", 4, 5)]]
    assert metrics.citation_recall([Span("a.txt", 5, 7), Span("a.txt", 12, 14)], evidence) == 0.5
    assert metrics.citation_recall([Span("b.txt", 12, 14)], evidence) == 0
    assert metrics.citation_recall([], evidence) == 0
    one = [[Span("a.txt", 12, 13)]]
    # 13:14 lies in the clause of the proof (12:14); 10:11 lies only in the one above it.
    spans = [Span("a.txt", 13, 14), Span("a.txt", 10, 11), Span("a.txt", 10, 13)]
    assert metrics.citation_precision(spans, one, DOCUMENTS) == pytest.approx(2 / 3)
    assert metrics.citation_precision([], one, DOCUMENTS) is None


@pytest.mark.parametrize(
    ("citation", "fault"),
    [
        (cited(0, 2, "ab"), ""),
        (cited(0, 2, "aX"), "not the quote"),
        (cited(0, 9, "abcd>efg"), "leaves the text"),
        (cited(-2, 8, "fg"), "leaves the text"),
        (cited(3, 3, ""), "leaves the text"),
        (cited(0, 2, "ab", "b.txt"), "no such document"),
    ],
)
def test_citation_validity_of_quotes(citation: Citation, fault: str) -> None:
    for answer in (
        Answer("?", "answered", (Sentence("ab", (1,)),), citations=(citation,)),
        Answer("?", "not_found", nearest=(citation,)),
    ):
        faults = metrics.citation_faults(answer, DOCUMENTS)
        assert len(faults) == bool(fault)
        assert all(fault in line for line in faults)
        assert metrics.citation_validity(answer, DOCUMENTS) == (0 if fault else 1)


def test_citation_validity_of_sentences() -> None:
    good = (cited(0, 2, "ab"),)
    bare = Answer("?", "answered", (Sentence("ab"),), citations=good)
    assert metrics.citation_faults(bare, DOCUMENTS) == ["sentence 1 carries no citation"]
    dangling = Answer("?", "partial", (Sentence("ab", (1, 2)),), citations=good)
    assert metrics.citation_validity(dangling, DOCUMENTS) == 0
    assert metrics.citation_validity(Answer("?", "answered"), DOCUMENTS) == 0
    assert metrics.citation_validity(Answer("?", "not_found"), DOCUMENTS) is None


def test_refusals() -> None:
    precision, recall = metrics.refusal_precision, metrics.refusal_recall
    assert precision(["not_found"], "not_found") == 1
    assert precision(["answered"], "not_found") == 0
    assert precision(["answered"], "answered") is None
    assert recall(["not_found"], "answered") == 0
    assert recall(["not_found", "partial"], "partial") is None  # a false premise may be corrected
    assert precision(["not_found", "partial"], "not_found") == 1
    both = metrics.REFUSALS_OR_QUESTIONS
    assert recall(["unclear"], "not_found") is None
    assert recall(["unclear"], "not_found", both) == 1
    assert precision(["answered"], "unclear") is None
    assert precision(["answered"], "unclear", both) == 0


def test_rouge_l() -> None:
    # "甲乙丙丁" and "甲丙戊": the longest common subsequence 甲丙 is 2 long; 2·2/(4+3).
    assert metrics.rouge_l("甲乙丙丁", "甲丙戊") == pytest.approx(4 / 7, abs=1e-6)
    assert metrics.rouge_l("", "甲") == 0
    assert metrics.rouge_l("甲，乙。", "甲乙") == pytest.approx(1, abs=1e-6)


def test_bootstrap_interval() -> None:
    assert bootstrap_interval([1.0] * 7) == (1, 1)
    low, high = bootstrap_interval([1.0] * 80 + [0.0] * 20)
    # The normal approximation: 0.8 ± 1.96 · sqrt(0.8 · 0.2 / 100) = 0.722 … 0.878.
    assert low == pytest.approx(0.722, abs=0.02)
    assert high == pytest.approx(0.878, abs=0.02)
    assert bootstrap_interval([0.0, 1.0, 1.0]) == bootstrap_interval([0.0, 1.0, 1.0])
    with pytest.raises(ValueError, match="no values"):
        bootstrap_interval([])
    assert estimate([0.0, 1.0]).n == 2


def test_latency() -> None:
    found = latency([float(i) for i in range(101)])
    assert (found.p50, found.p95, found.n) == (50, 95, 101)
    assert latency([]).n == 0


def test_bars_without_sections_claim_nothing() -> None:
    rows = against_bars([])
    assert len(rows) == 7
    assert all(row.met is None and row.within_margin is None for row in rows)
