"""The benchmark of size: its vectors, its questions, its recall and its stages on a small folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from building import PairEncoder, build_document, build_index_of

from eval import scale
from eval.scalestages import questions, recall, times_of
from eval.scalevectors import NOISE, Filling, encode_some, noised
from rag.digests import digests_of
from rag.shards import encode_aside
from rag.vectors import vector_index


def aside(folder: Path, texts: list[str]) -> None:
    by_digest = dict(zip(digests_of(texts).tolist(), texts, strict=True))
    list(encode_aside(by_digest, PairEncoder(), folder))


def test_vectors_that_were_made_are_taken_and_the_others_are_near_one_of_them(
    tmp_path: Path,
) -> None:
    aside(tmp_path, ["动漫企业补贴", "养老服务"])
    encoder = Filling(PairEncoder(), tmp_path)
    found = encoder.encode_passages(["养老服务", "游戏出海", "动漫企业补贴"])
    made = PairEncoder().encode_passages(["养老服务", "动漫企业补贴"])
    assert np.array_equal(found[[0, 2]], made)
    assert (encoder.real, encoder.filled) == (2, 1)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert 0.9 < (found[1] @ made.T).max() < 1


def test_noise_has_its_length() -> None:
    vectors = np.zeros((500, 384), np.float32)
    vectors[:, 0] = 1
    cosines = noised(vectors, np.random.default_rng(0))[:, 0]
    assert cosines.mean() == pytest.approx(1 / (1 + NOISE**2) ** 0.5, abs=0.01)


def test_encoding_goes_on_where_it_was(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    lines = [f"第{n}条 企业可以申请第{n}类补贴，每户{n}万元。\n" for n in range(600)]
    (corpus / "a.txt").write_text("补贴办法\n\n" + "\n".join(lines), "utf-8")
    first = encode_some(corpus, tmp_path, PairEncoder(), 60)
    assert first["vectors_before"] == 0
    assert first["vectors_made"] >= 256
    again = encode_some(corpus, tmp_path, PairEncoder(), 60)
    assert again == {"vectors_before": first["vectors_made"], "vectors_made": 0}
    assert encode_some(corpus, tmp_path / "other", PairEncoder(), -1)["vectors_made"] == 0


def test_recall_is_of_the_ten_nearest() -> None:
    chance = np.random.default_rng(1)
    every = noised(chance.standard_normal((300, 16)).astype(np.float32), chance)
    whole = vector_index(every, np.arange(300))
    assert recall(whole, every, list(every[:20])) == 1
    twice = np.concatenate([every, every])
    assert recall(vector_index(twice, np.arange(600)), twice, list(every[:20])) == 1
    half = vector_index(every[::2], np.arange(0, 300, 2))
    assert 0.1 < recall(half, every, list(every[:20])) < 0.7


def test_questions_are_about_the_passages() -> None:
    index = build_index_of([build_document("a.txt", ["补贴办法", "动漫企业可以申请补贴。"])])
    asked = questions(index, 20)
    assert asked == questions(index, 20)
    assert len(set(asked)) > 1
    assert all(text.startswith("补贴办法对") for text in asked)


def test_the_first_call_is_not_counted() -> None:
    seen: list[int] = []
    assert times_of(seen.append, [1, 2, 3])["n"] == 2
    assert seen == [1, 2, 3]


def test_figures_stand_beside_their_bars_and_grow_in_plots(tmp_path: Path) -> None:
    times = {f"{kind}_p{q}_ms": 50.0 for kind in ("wall", "cpu") for q in (50, 95)} | {"n": 9}
    found = {
        "read": {"passages_per_cpu_second": 1000, "passages": 7},
        "encode": {"ratio_cpu": 0.9, "passages": 7},
        "build": {"peak_gb": 2},
        "answer": {"start_to_first_answer": {"wall": 3, "cpu": 2}, "answer": times, "memory_gb": 1},
    }
    for size in scale.SIZES:
        found[f"size:{size}"] = {"passages": size, "bm25_cpu": size / 1e4, "vectors_cpu": 0.1}
        found[f"serve:{size}"] = {
            "passages": size, "search": times, "dense": times, "words": times, "memory_gb": 1,
            "recall_at_10": 0.995,
        }  # fmt: skip
    met = {row.name: row.met for row in scale.rows(found)}
    assert met.pop("reading a passage, cpu") is False
    assert all(met.values())
    scale._write(tmp_path / "scale.json", found)
    assert json.loads((tmp_path / "scale.json").read_text("utf-8"))["measured"] == found
    page = (tmp_path / "scale.html").read_text("utf-8")
    assert page.count("<svg") == 3
    assert "nan" not in page


def test_a_folder_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scale.main(["--laws", str(tmp_path / "none"), "--cache", str(tmp_path)]) == 2
    assert "is no folder" in capsys.readouterr().err
