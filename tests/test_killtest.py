"""The kill test itself: what it counts as wrong, and what it takes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from building import PairEncoder

from eval.killbench import DOCUMENTS, Bench, Remembering
from eval.killtest import main
from rag.digests import TYPE
from rag.index import Index, make_index, save_index
from rag.indexing import build_index
from rag.lexical import LexicalIndex
from rag.types import Passage


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path, random.Random(3), Remembering(PairEncoder()))
    made.settings.corpus_dir.mkdir()
    for number in range(DOCUMENTS):
        path = made.settings.corpus_dir / f"{number:02}.txt"
        path.write_text(f"第{number}号通知\n第一条 上限为{number}万元。\n", encoding="utf-8")
    return made


def with_passages(index: Index, change: Callable[[list[Passage]], list[Passage]]) -> Index:
    """The index with other passages, otherwise whole."""
    passages = change(list(index.passages))
    vectors = np.ones((len(passages), index.recipe.dimension), np.float32)
    words = LexicalIndex.build(passage.text for passage in passages)
    return make_index(
        index.recipe, index.documents.values(), passages, vectors, words, index.sentences,
        np.array([b"x"] * (len(passages) + len(index.sentences.rows)), TYPE),
    )  # fmt: skip


def test_old_and_new_are_told_from_each_other(bench: Bench) -> None:
    old = bench.expected()
    assert bench.state(None, old) == "none"
    build_index(bench.settings, bench.encoder)
    bench.change()
    new = bench.expected()
    assert bench.state(old, new) == "old"
    bench.complete(new)
    assert bench.state(old, new) == "new"
    assert not bench.faults.total()


@pytest.mark.parametrize(
    ("change", "lost", "doubled"),
    [
        (lambda passages: passages[:-2], 2, 0),
        (lambda passages: [*passages, passages[3]], 0, 1),
        (lambda passages: [replace(passages[0], text="别的"), *passages[1:]], 1, 1),
        (lambda passages: passages[::-1], 0, 0),
    ],
)
def test_lost_and_doubled_passages_are_counted(
    bench: Bench, change: Callable[[list[Passage]], list[Passage]], lost: int, doubled: int
) -> None:
    old = bench.expected()
    save_index(with_passages(old, change), bench.settings.index_dir)
    bench.change()
    assert bench.state(old, bench.expected()) == "neither"
    assert bench.faults["passages lost"] == lost
    assert bench.faults["passages doubled or foreign"] == doubled
    assert bench.faults["neither old nor new"] == 1


def test_a_damaged_file_and_leftovers_are_counted(bench: Bench) -> None:
    new = bench.expected()
    build_index(bench.settings, bench.encoder)
    path = next(bench.settings.index_dir.glob("data-*/passages.jsonl"))
    path.write_bytes(path.read_bytes()[:-1])
    assert bench.state(None, new) == "damaged"
    bench.complete(new)
    assert dict(bench.faults) == {"damaged": 1}
    (bench.settings.index_dir / "manifest.json.new").touch()
    bench.complete(new)
    assert bench.faults["leftovers"] == 1


def test_every_change_makes_a_new_state_and_keeps_half_of_the_documents(bench: Bench) -> None:
    before = bench.expected().recipe
    for number in range(40):
        bench.change(new_text=number % 2 == 0)
        after = bench.expected().recipe
        assert after != before
        assert len(after.corpus) >= DOCUMENTS // 2 - 1
        before = after


def test_a_change_by_name_only_leaves_nothing_to_encode(bench: Bench) -> None:
    for _ in range(5):
        bench.change()
        build_index(bench.settings, bench.encoder)
        bench.change(new_text=False)
        encoded = build_index(bench.settings, bench.encoder).encoded
        assert encoded is not None
        assert encoded.passages + encoded.sentences == 0


def test_too_few_documents_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    assert main(["--corpus", str(tmp_path / "none"), "--out", str(out)]) == 2
    assert "has 0 small documents, 16 are needed" in capsys.readouterr().err
    assert not out.exists()
