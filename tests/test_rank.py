"""The reader: its text, its chance, its weights, and what it says when they are missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ModelUnavailable
from rag.rank import OnnxReader, Reading, chance_of_answer, reader_text


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader()


def test_title_and_path_stand_before_the_sentence_and_are_cut() -> None:
    text = reader_text("标题" * 40, ("一、总则", "第三条"), "句子" * 300)
    assert text.startswith("《标题")
    assert "一、总则 › 第三条：句子" in text
    assert len(text) < 400
    assert reader_text("", (), "一句话。") == "：一句话。"


def test_chance_is_of_any_sentence_and_grows_with_each() -> None:
    assert chance_of_answer([]) == 0.0
    assert chance_of_answer([0.0]) == pytest.approx(0.5)
    assert chance_of_answer([1.0, 1.0]) > chance_of_answer([1.0])
    assert chance_of_answer([900.0]) == pytest.approx(1.0)


def test_a_reading_gives_the_chance_of_any_words_and_the_likeliest() -> None:
    # three tokens over "乙方3年": 乙方 | 3 | 年
    reading = Reading(1.0, ((0, 2), (2, 3), (3, 4)), (-3.0, -0.1, -4.0), (-3.0, -5.0, -0.2))
    assert reading.fit(2, 4) == pytest.approx(-0.3)
    assert reading.fit(0, 2) == pytest.approx(-6.0)
    assert reading.fit(0, 9) is None
    assert reading.span(0) == (2, 4, pytest.approx(-0.3))
    assert reading.span(3) == (3, 4, pytest.approx(-4.2))
    assert reading.span(0, most=1) == (3, 4, pytest.approx(-4.2))
    assert Reading(1.0).span(0) is None


@pytest.mark.parametrize(
    ("question", "words", "text"),
    [
        ("首次评上乙级奖多少钱？", "6万元", "首次评为甲级的奖励10万元，评为乙级的奖励6万元。"),
        ("最高能贷多少？", "30万元", "贷款期限最长3年，额度最高30万元。"),
        (
            "Which department handles complaints?",
            "市文化局",
            "投诉由市文化局受理，市财政局拨付经费。",
        ),
    ],
)
def test_the_reader_points_at_the_right_one_of_several(
    reader: OnnxReader, question: str, words: str, text: str
) -> None:
    text = reader_text("", (), text)
    reading = reader.read(question, [text])[0]
    span = reading.span(text.index("：") + 1)
    assert span is not None
    assert words in text[span[0] : span[1]]


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("违法停车罚多少钱", "违反规定停放车辆的，处二百元罚款。", "停车场应当设置明显的标志。"),
        ("谁负责城市绿化", "城市园林主管部门负责本市绿化工作。", "绿地率不得低于百分之三十。"),
        (
            "Who is responsible for urban greening?",
            "城市园林部门负责绿化工作。",
            "绿地率不得低于三成。",
        ),
    ],
)
def test_the_sentence_that_answers_gets_the_higher_number(
    reader: OnnxReader, question: str, right: str, wrong: str
) -> None:
    first, second = reader.read(question, [right, wrong])
    assert first.score > second.score


def test_a_pair_gets_the_same_number_beside_any_others(reader: OnnxReader) -> None:
    texts = ["处二百元罚款。", "本办法自发布之日起施行，有效期五年。" * 8]
    together = reader.read("何时施行", texts)
    assert [OnnxReader().read("何时施行", [t])[0] for t in texts] == together
    assert reader.read("何时施行", texts[::-1]) == together[::-1]


def test_a_pair_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, read = OnnxReader(), []
    one = reader._read
    monkeypatch.setattr(
        reader, "_read", lambda question, text: read.append(text) or one(question, text)
    )
    reader.read("何时施行", ["自发布之日起施行。"])
    reader.read("何时施行", ["自发布之日起施行。", "处二百元罚款。"])
    assert read == ["自发布之日起施行。", "处二百元罚款。"]


def test_missing_or_damaged_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"model\.onnx is missing"):
        OnnxReader(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelUnavailable, match="damaged"):
        OnnxReader(tmp_path)
