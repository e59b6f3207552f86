"""Nearest vectors: lists against comparing all, ids that are removed, files that are mapped."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from rag.vectors import in_memory, nearest, read_vectors, remove, vector_index

COUNT, DIMENSION = 4000, 32
IDS = np.arange(COUNT, dtype=np.int64) * 3 + 5


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def vectors_in_groups() -> np.ndarray:
    """Vectors as texts have them: some near each other, others far away."""
    chance = np.random.default_rng(4)
    centres = chance.standard_normal((80, DIMENSION))
    return unit(
        centres[chance.integers(0, 80, COUNT)] + 0.4 * chance.standard_normal((COUNT, DIMENSION))
    )


VECTORS = vectors_in_groups()
QUERIES = unit(VECTORS[::100] + 0.05 * np.random.default_rng(5).standard_normal((40, DIMENSION)))


@pytest.fixture(scope="module")
def lists() -> faiss.Index:
    index = vector_index(VECTORS, IDS, exact=1000)
    assert isinstance(index, faiss.IndexIVF)
    return index


def true_nearest(query: np.ndarray, among: np.ndarray, count: int) -> list[int]:
    rows = np.flatnonzero(np.isin(IDS, among))
    return IDS[rows[np.argsort(-(VECTORS[rows] @ query), kind="stable")[:count]]].tolist()


def test_few_vectors_are_all_compared() -> None:
    index = vector_index(VECTORS, IDS)
    for query in QUERIES:
        ids, scores = nearest(index, query, 10)
        assert ids.tolist() == true_nearest(query, IDS, 10)
        assert list(scores) == sorted(scores, reverse=True)


def test_lists_find_nearly_all_that_is_nearest(lists: faiss.Index) -> None:
    found = [
        set(nearest(lists, q, 10)[0].tolist()) & set(true_nearest(q, IDS, 10)) for q in QUERIES
    ]
    assert sum(map(len, found)) >= 0.97 * 10 * len(QUERIES)


def test_equal_vectors_come_by_id() -> None:
    index = vector_index(np.repeat(VECTORS[:1], 5, axis=0), np.array([9, 2, 7, 4, 1]))
    assert nearest(index, VECTORS[0], 5)[0].tolist() == [1, 2, 4, 7, 9]


@pytest.mark.parametrize("exact", [1000, COUNT])
def test_what_is_removed_is_not_found_and_can_come_back(exact: int) -> None:
    index = vector_index(VECTORS, IDS, exact)
    gone = IDS[::7]
    remove(index, gone)
    assert index.ntotal == COUNT - len(gone)
    for row in range(0, COUNT, 700):
        assert IDS[row] not in nearest(index, VECTORS[row], 50)[0]
        assert nearest(index, VECTORS[row + 1], 1)[0].tolist() == [IDS[row + 1]]
    index.add_with_ids(VECTORS[:1], IDS[:1])
    assert nearest(index, VECTORS[0], 1)[0].tolist() == [IDS[0]]


@pytest.mark.parametrize("count", [5, 2500])
def test_only_what_is_allowed_is_found(lists: faiss.Index, count: int) -> None:
    allowed = np.sort(np.random.default_rng(6).permutation(IDS)[:count])
    for query in QUERIES[:10]:
        ids, _ = nearest(lists, query, 10, allowed)
        assert ids.tolist()[:3] == true_nearest(query, allowed, 3)
        assert len(ids) == min(10, count)
        assert set(ids.tolist()) <= set(allowed.tolist())


@pytest.mark.parametrize("exact", [1000, COUNT])
def test_a_file_is_mapped_and_outlives_its_removal(tmp_path: Path, exact: int) -> None:
    made = vector_index(VECTORS, IDS, exact)
    faiss.write_index(made, str(tmp_path / "vectors.faiss"))
    found = read_vectors(tmp_path / "vectors.faiss")
    (tmp_path / "vectors.faiss").unlink()
    for query in QUERIES[:10]:
        assert nearest(found, query, 10)[0].tolist() == nearest(made, query, 10)[0].tolist()
    assert np.array_equal(found.reconstruct_batch(IDS[:9]), made.reconstruct_batch(IDS[:9]))
    copy = in_memory(found)
    remove(copy, IDS[:1])
    assert (copy.ntotal, found.ntotal) == (COUNT - 1, COUNT)


def test_vectors_taken_over_give_the_same_index(lists: faiss.Index) -> None:
    again = vector_index(lists.reconstruct_batch(IDS), IDS, exact=1000)
    assert faiss.serialize_index(again).tobytes() == faiss.serialize_index(lists).tobytes()


def test_a_mapped_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vectors.faiss").write_bytes(b"no index")
    with pytest.raises(RuntimeError):
        read_vectors(tmp_path / "vectors.faiss")
