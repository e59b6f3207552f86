"""Encoding by many workers, and filling a store by document; Ray and Milvus where they are installed."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from building import PairEncoder, build_document, build_passages

from rag.bulk import Given, SharedEncoder, fill_store
from rag.encode import Progress, Vectors
from rag.errors import InvalidOption, ModelUnavailable, RagError
from rag.lexical import words_of
from rag.milvusdocuments import Target, entries_of
from rag.pools import Pool, each_done, open_pool, result_of
from rag.store import Entry
from rag.types import Document

pytestmark = pytest.mark.filterwarnings("default")  # of grpc, pandas and ray
NAMES = [f"{name}.txt" for name in "甲乙丙丁戊己庚"]
KEPT = {name: build_document(name, [f"{name}企业补贴", "申请条件" * n]) for n, name in enumerate(NAMES, 1)}  # fmt: skip


def documents(found: dict[str, Document]) -> dict[str, Sequence[Entry]]:
    return {name: entries_of(d, build_passages(d)) for name, d in found.items()}


class Stopping(PairEncoder):
    """Is killed at a document: what ``Ctrl-C`` or a lost machine is for the run."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if any("己" in text for text in texts):
            raise KeyboardInterrupt
        return super().encode_passages(texts, progress)


def refuse() -> PairEncoder:
    raise ModelUnavailable("the encoder's file is missing")


@pytest.fixture(scope="module", params=["processes", "ray"])
def two_workers(request: pytest.FixtureRequest) -> Iterator[Pool]:
    if request.param == "ray":
        pytest.importorskip("ray", reason="the extra [ray] is not installed")
    with open_pool(2, "local" if request.param == "ray" else "") as pool:
        yield pool
    with warnings.catch_warnings():  # Ray lets go of its processes before they have ended
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def target(tmp_path: Path) -> Target:
    pytest.importorskip("pymilvus", reason="the extra [milvus] is not installed")
    pytest.importorskip("milvus_lite", reason="the extra [milvus] is not installed")
    return Target(str(tmp_path / "store.db"), "bulk", "pairs-64", 64)


@pytest.fixture
def shared_target(tmp_path: Path) -> Iterator[Target]:
    """A server that other processes may write to; one thread, as Milvus Lite knows no other writers."""
    pytest.importorskip("pymilvus", reason="the extra [milvus] is not installed")
    grpc = pytest.importorskip("milvus_lite.adapter.grpc.server", reason="no extra [milvus]")
    server, data, port = grpc.start_server_in_thread(str(tmp_path / "served"), max_workers=1)
    yield Target(f"http://127.0.0.1:{port}", "bulk", "pairs-64", 64)
    server.stop(grace=1).wait()
    data.close()


def found(target: Target) -> list[tuple[str, float]]:
    """Return what two searches find: who and how well."""
    store = target.open().store
    near = store.dense(PairEncoder().encode_queries(["戊.txt企业补贴"])[0], 20, {})
    worded = store.lexical(words_of("企业补贴申请"), 20, {})
    return [
        (passage.doc_id + passage.text, round(float(score), 4))
        for ranked in (near, worded)
        for passage, score in zip(store.passages(ranked.ids), ranked.scores, strict=True)
    ]


def test_workers_make_the_vectors_that_one_process_makes(two_workers: Pool) -> None:
    texts = [f"第{n}条企业补贴" * (n % 7 + 1) for n in range(100)]
    told: list[tuple[int, int]] = []
    shared = SharedEncoder(PairEncoder(), PairEncoder, two_workers)
    made = shared.encode_passages(texts, lambda done, total: told.append((done, total)))
    assert np.array_equal(made, PairEncoder().encode_passages(texts))
    assert told[-1] == (100, 100)
    assert shared.encode_passages([]).shape == (0, 64)


def test_what_a_worker_refuses_comes_as_it_was(two_workers: Pool) -> None:
    with pytest.raises(ModelUnavailable, match=r"^the encoder's file is missing$"):
        SharedEncoder(PairEncoder(), refuse, two_workers).encode_passages(["一"])


def test_workers_write_straight_to_a_shared_store(
    two_workers: Pool, shared_target: Target, target: Target
) -> None:
    assert fill_store(shared_target, documents(KEPT), PairEncoder, two_workers) == 14
    assert shared_target.open().done().keys() == KEPT.keys()
    with open_pool() as alone:
        fill_store(target, documents(KEPT), Given(PairEncoder()), alone)
    assert found(shared_target) == found(target)


def test_a_store_in_a_file_is_written_by_the_one_process_that_may(
    two_workers: Pool, target: Target
) -> None:
    assert fill_store(target, documents(KEPT), PairEncoder, two_workers) == 14
    assert target.open().store.count({}) == 14


def test_a_run_that_was_stopped_goes_on_where_it_was(
    target: Target, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("rag.bulk.BATCH", 2)  # passages: one document
    with open_pool() as pool:
        with pytest.raises(KeyboardInterrupt):
            fill_store(target, documents(KEPT), Given(Stopping()), pool)
        done = target.open().done()
        assert 0 < len(done) < len(KEPT)
        assert not target.open().data.about().settled
        left = 2 * (len(KEPT) - len(done))
        assert fill_store(target, documents(KEPT), Given(PairEncoder()), pool) == left
        assert fill_store(target, documents(KEPT), Given(PairEncoder()), pool) == 0
        anew = Target(str(tmp_path / "anew.db"), "bulk", "pairs-64", 64)
        fill_store(anew, documents(KEPT), Given(PairEncoder()), pool)
    assert found(target) == found(anew)


def test_only_what_changed_is_encoded_and_what_is_gone_is_taken_out(
    target: Target, tmp_path: Path
) -> None:
    changed = {**KEPT, "乙.txt": build_document("乙.txt", ["企业补贴取消"])}
    del changed["丁.txt"]
    anew = Target(str(tmp_path / "anew.db"), "bulk", "pairs-64", 64)
    with open_pool() as pool:
        fill_store(target, documents(KEPT), Given(PairEncoder()), pool)
        assert fill_store(target, documents(changed), Given(PairEncoder()), pool) == 1
        fill_store(anew, documents(changed), Given(PairEncoder()), pool)
        assert target.open().store.count({}) == 11
        assert found(target) == found(anew)
        with pytest.raises(InvalidOption, match=r"6 documents of another corpus.*RAG_STORE_NAME"):
            fill_store(
                target, documents({"x": build_document("x", ["企"])}), Given(PairEncoder()), pool
            )


def test_few_tasks_are_handed_out_at_once() -> None:
    drawn = 0

    def tasks() -> Iterator[tuple[int]]:
        nonlocal drawn
        for number in range(50):
            drawn += 1
            yield (number,)

    with open_pool() as pool:
        results = each_done(pool, str, tasks())
        next(results)
        assert drawn <= 4
        assert sorted(int(result) for _, result in results) != list(range(50))  # one is taken


def test_an_address_without_a_cluster_is_told_in_one_line() -> None:
    pytest.importorskip("ray", reason="the extra [ray] is not installed")
    with pytest.raises(InvalidOption, match="no Ray cluster at auto"), open_pool(2, "auto"):
        pass


def test_a_result_is_given_and_an_error_raised() -> None:
    with open_pool() as pool:
        assert result_of(pool.submit(len, "ab")) == 2
        with pytest.raises(RagError, match="missing"):
            result_of(pool.submit(refuse))
