"""A corpus that changes, and an index of it: what is encoded, and that it is the one of a full rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from rag import Settings
from rag.built import Built
from rag.encode import Progress, Vectors
from rag.index import Index, load_index
from rag.indexing import build_index
from tests.building import PairEncoder

QUERIES = ("补贴上限是多少", "动漫企业", "第三条", "2023年")


class CountingEncoder(PairEncoder):
    """Remembers what it encoded; is stopped after so many texts."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self.texts: list[str] = []
        self._left = stop_after

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self._left -= len(texts)
        if self._left < 0:
            raise KeyboardInterrupt
        self.texts += texts
        if progress is not None:
            progress(len(texts), len(texts))
        return super().encode_passages(texts)


def write(corpus: Path, name: str, *amounts: int) -> None:
    corpus.mkdir(exist_ok=True)
    lines = [f"关于支持动漫企业的通知（{name}）", "各市工业和信息化局："]
    lines += [
        f"第{n}条 {name}的补贴上限为{amount}万元。由省厅于2023年{n}月负责。"
        for n, amount in zip("一二三四五六七八九", amounts, strict=False)
    ]
    (corpus / name).write_text("\n".join(lines), encoding="utf-8")


def build(settings: Settings, *, rebuild: bool = False) -> tuple[Built, list[str]]:
    encoder = CountingEncoder()
    return build_index(settings, encoder, rebuild=rebuild), encoder.texts


def assert_same(found: Index, expected: Index) -> None:
    assert list(found.documents.items()) == list(expected.documents.items())
    assert found.passages == expected.passages
    assert found.recipe == expected.recipe
    ids = np.arange(len(found.passages))
    assert np.array_equal(
        found.vectors.reconstruct_batch(ids), expected.vectors.reconstruct_batch(ids)
    )
    assert np.array_equal(found.sentences.rows, expected.sentences.rows)
    assert list(found.sentences.first.items()) == list(expected.sentences.first.items())
    assert np.array_equal(found.digests, expected.digests)
    assert [replace(f, seconds=0) for f in found.files] == [
        replace(f, seconds=0) for f in expected.files
    ]
    for query in QUERIES:
        assert np.array_equal(found.lexical.scores(query), expected.lexical.scores(query))
        assert found.lexical.reach(query) == expected.lexical.reach(query)


def assert_as_rebuilt(settings: Settings, tmp_path: Path) -> None:
    """The index on disk is the one that is made from nothing elsewhere."""
    elsewhere = Settings(
        corpus_dir=settings.corpus_dir, index_dir=tmp_path / "anew", passage_chars=50
    )
    made, _ = build(elsewhere, rebuild=True)
    assert_same(load_index(settings.index_dir), made.index)
