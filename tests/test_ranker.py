"""Which passage comes first: the one whose sentence answers, whatever else shares the question's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.learned import learned
from rag.ranker import FLOOR, rank_evidence, rank_hits

NOTICE = """清江市人民政府办公室关于夜间照明补助的通知

一、补助对象
{0}
夜间照明补助面向本市沿街商户。申请夜间照明补助的商户应当在本市登记满一年，夜间照明补助由商户所在街道受理，夜间照明补助的宣传由市商务局负责。

二、补助标准
{0}
每户每年补贴电费1200元，直接打入商户账户。

三、监督
{0}
骗取夜间照明补助的，追回补助，三年内不再受理其夜间照明补助的申请。
""".format("各区应当按照职责分工，抓好落实，定期报送情况，并做好与其他工作的衔接。" * 9)
QUESTION = "夜间照明补助每户每年给多少钱？"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    corpus: Path = tmp_path_factory.mktemp("corpus")
    (corpus / "notice.txt").write_text(NOTICE, encoding="utf-8")
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index")))


def test_the_passage_whose_sentence_answers_comes_first(assistant: PolicyAssistant) -> None:
    first = assistant.search(QUESTION, 1)[0]
    assert "1200元" in first.passage.text
    assert "夜间照明" not in first.passage.text


def test_a_score_is_the_sum_of_what_is_shown(assistant: PolicyAssistant) -> None:
    hits = assistant.search(QUESTION)
    assert len(hits) > 2
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    for hit in hits:
        assert hit.adds is not None
        assert hit.adds.keys() == learned("ranker")["weights"]["zh"].keys()
        assert hit.score == pytest.approx(sum(hit.adds.values()))


def test_a_passage_without_a_sentence_that_was_seen_gets_the_least(
    assistant: PolicyAssistant,
) -> None:
    query, hits, places = assistant.found(QUESTION)
    evidence = rank_evidence(query, hits, [])
    assert {one["sentence"] for one in evidence} == {FLOOR}
    assert [h.passage for h in rank_hits(query, hits, [])] == [h.passage for h in hits]
    assert max(one["sentence"] for one in rank_evidence(query, hits, places)) == 0.0


def test_all_passages_are_there_once_however_many_are_asked_for(assistant: PolicyAssistant) -> None:
    hits = assistant.search(QUESTION, 100)
    assert len({h.passage for h in hits}) == len(hits) == len(assistant.retriever.index.passages)
    assert [h.passage for h in assistant.search(QUESTION, 2)] == [h.passage for h in hits[:2]]
