"""Words of Chinese text, and BM25 over them against its formula written out."""

from __future__ import annotations

import math
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rag.lexical import K1, B, LexicalIndex, tokenize


def test_han_runs_become_pairs_and_a_lone_character_stays() -> None:
    assert tokenize("数字创意，款") == ["数字", "字创", "创意", "款"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("营业收入突破6200亿元", {"6200亿元", "6200", "收入", "亿元"}),
        ("2022年营收５７２８．０２亿元", {"5728.02亿元", "5728.02", "2022年"}),
        ("补贴1,234.5万元、占比50%以上", {"1234.5万元", "50%", "以上"}),
        ("2023—2025年", {"2023", "2025年"}),
        ("依照国发〔2018〕39号文件", {"国发〔2018〕39号", "39号", "文件"}),
        ("国发[2018]39号", {"国发〔2018〕39号"}),
        ("(国发【2018】39 号)", {"国发〔2018〕39号"}),
        ("工信部联电子〔2023〕5号", {"工信部联电子〔2023〕5号", "〔2023〕5号"}),
        ("５Ｇ网络和IP授权，AR/VR", {"5g", "网络", "ip", "ar", "vr"}),
        ("COVID-19 与 3.5GHz", {"covid-19", "covid", "3.5ghz"}),
        ("3家企业在5个工作日内", {"3家", "家企", "企业", "5个工作日"}),
        ("第三条", {"第三", "三条"}),
    ],
)
def test_what_a_reader_takes_for_one_word_survives_whole(text: str, words: set[str]) -> None:
    assert words <= set(tokenize(text))


def test_a_figure_is_not_found_inside_another() -> None:
    assert "200" not in tokenize("6200亿元")
    assert "28" not in tokenize("5728.02")
    assert tokenize("6200亿元") != tokenize("620亿元")


@pytest.mark.parametrize("text", ["", " \n\t", "，。！？", "—— ……", "\ud800"])
def test_text_without_words_has_none(text: str) -> None:
    assert tokenize(text) == []


def formula(texts: list[str], query: str) -> list[float]:
    """BM25 as Lucene scores it, from Kamphuis et al. 2020, table 1, row 'Lucene (accurate)'."""
    bags = [Counter(tokenize(text)) for text in texts]
    mean = sum(bag.total() for bag in bags) / len(bags)
    scores = []
    for bag in bags:
        score = 0.0
        for word in tokenize(query):
            df = sum(word in other for other in bags)
            idf = math.log(1 + (len(texts) - df + 0.5) / (df + 0.5))
            score += idf * bag[word] / (bag[word] + K1 * (1 - B + B * bag.total() / mean))
        scores.append(score)
    return scores


TEXTS = [
    "第一条 为了支持动漫企业，设立专项资金。",
    "第二条 动漫企业可以申请动漫专项补贴，上限50万元。",
    "第三条 本办法由省工业和信息化厅负责解释，依据国发〔2018〕39号。",
]


@pytest.mark.parametrize(
    "query", ["动漫企业补贴", "国发〔2018〕39号", "50万元 动漫 动漫", "信息化厅"]
)
def test_scores_are_those_of_the_formula(query: str) -> None:
    scores = LexicalIndex.build(TEXTS).scores(query)
    assert scores == pytest.approx(formula(TEXTS, query), abs=1e-5)
    assert scores.max() > 0.1


def test_unknown_words_score_nothing() -> None:
    index = LexicalIndex.build(TEXTS)
    for query in ("", "？", "公积金", "xyz"):
        assert index.scores(query).tolist() == [0.0, 0.0, 0.0]


def test_no_score_exceeds_the_reach_of_a_query() -> None:
    index = LexicalIndex.build([*TEXTS, "动漫" * 500])
    for query in ("动漫", "动漫企业补贴", "公积金"):
        assert index.scores(query).max() < index.reach(query)
    # 动漫 stands in three of four texts, 没有 in none: idf ln(1 + 1.5 / 3.5) and ln(1 + 4.5 / 0.5)
    assert index.reach("动漫，没有") == pytest.approx(math.log(10 / 7) + math.log(10))
    assert index.reach("动漫", ["没有"]) == index.reach("动漫，没有")
    assert index.reach("") == 0


def test_extra_terms_count_as_words_of_the_query() -> None:
    index = LexicalIndex.build(TEXTS)
    scores = index.scores("subsidy for animation", ["动漫", "补贴"])
    assert scores.tolist() == index.scores("动漫，补贴").tolist()
    assert scores.argmax() == 1


def test_an_index_comes_back_from_disk(tmp_path: Path) -> None:
    made = LexicalIndex.build(TEXTS)
    made.save(tmp_path / "words")
    found = LexicalIndex.load(tmp_path / "words", 3)
    assert {path.suffix for path in (tmp_path / "words").iterdir()} == {".npy", ".json"}
    for query in ("动漫企业补贴", "39号", "没有"):
        assert np.array_equal(found.scores(query), made.scores(query))


@pytest.mark.parametrize("texts", [[], [""], ["", "。"]])
def test_texts_without_words_can_be_indexed(texts: list[str], tmp_path: Path) -> None:
    made = LexicalIndex.build(texts)
    made.save(tmp_path / "words")
    for index in (made, LexicalIndex.load(tmp_path / "words", len(texts))):
        assert index.scores("动漫").tolist() == [0.0] * len(texts)


@pytest.mark.parametrize(
    "unit", ["数", "6", "a", "〔2018〕", "a-", "1,234", "6.", "国发〔2018〕39号", " "]
)
def test_time_grows_with_length_alone(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.perf_counter()
    words = tokenize(text)
    assert time.perf_counter() - started < 5
    assert len(words) <= 12 * len(text)
