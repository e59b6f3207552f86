"""Words of Chinese text, and BM25 over them against its formula written out."""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rag import lexical
from rag.lexical import K1, MOST_SMALL, B, LexicalIndex, tokenize


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
    found = LexicalIndex.load(tmp_path / "words")
    assert {path.suffix for path in (tmp_path / "words").iterdir()} == {".npy", ".json"}
    for query in ("动漫企业补贴", "39号", "没有"):
        assert np.array_equal(found.scores(query), made.scores(query))


@pytest.mark.parametrize("texts", [[], [""], ["", "。"]])
def test_texts_without_words_can_be_indexed(texts: list[str], tmp_path: Path) -> None:
    made = LexicalIndex.build(texts)
    made.save(tmp_path / "words")
    for index in (made, LexicalIndex.load(tmp_path / "words")):
        assert index.scores("动漫").tolist() == [0.0] * len(texts)


def changed(index: LexicalIndex, old: list[str], new: list[str]) -> LexicalIndex:
    """The index of the new list; what stands in both lists is not read again."""
    kept = np.array([new.index(text) if text in new else -1 for text in old], np.int64)
    return index.updated(kept, ((n, text) for n, text in enumerate(new) if text not in old))


def assert_alike(found: LexicalIndex, texts: list[str]) -> None:
    made = LexicalIndex.build(texts)
    assert found.size == made.size == len(texts)
    for query in ("动漫企业补贴", "39号", "第7次 动漫", "没有"):
        assert np.array_equal(found.scores(query), made.scores(query))
        assert found.reach(query) == made.reach(query)


def test_texts_come_and_go_as_if_the_index_were_made_at_once(tmp_path: Path) -> None:
    texts, chance = list(TEXTS), random.Random(1)
    index = LexicalIndex.build(texts)
    for step in range(30):  # more than the small segments that may be left lying
        new = [text for text in texts if chance.random() < 0.8]
        new += [f"第{step}次补贴动漫企业，{'企业' * n}" for n in range(chance.randint(0, 3))]
        chance.shuffle(new)
        index, texts = changed(index, texts, new), new
        assert_alike(index, texts)
    assert len(index.segments) <= MOST_SMALL + 1
    index.save(tmp_path / "words")
    assert_alike(LexicalIndex.load(tmp_path / "words"), texts)


def test_an_index_of_several_blocks_is_that_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{text}{n}" for n in range(20) for text in TEXTS]
    whole = LexicalIndex.build(texts)
    monkeypatch.setattr(lexical, "BLOCK", 7)
    cut = LexicalIndex.build(texts)
    assert (len(whole.segments), len(cut.segments)) == (1, 9)
    for query in ("动漫企业补贴", "39号", "3"):
        assert np.array_equal(whole.scores(query), cut.scores(query))


@pytest.mark.parametrize(
    "unit", ["数", "6", "a", "〔2018〕", "a-", "1,234", "6.", "国发〔2018〕39号", " "]
)
def test_time_grows_with_length_alone(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.process_time()
    words = tokenize(text)
    assert time.process_time() - started < 5
    assert len(words) <= 12 * len(text)
