"""The stages of ``eval.scale``, each run in a process of its own so that its peak memory is its own.

Every stage returns plain figures. ``cpu`` is processor time in seconds, of this process and its
children: what the work costs however busy the machine is; ``wall`` is what the clock said.
"""

from __future__ import annotations

import random
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.scalevectors import Filling, encode_some, noised
from rag import PolicyAssistant
from rag.chunk import embedding_text
from rag.encode import ShippedEncoder, load_encoder
from rag.files import corpus_files
from rag.index import Index, load_index, make_index, save_index
from rag.indexing import build_index
from rag.intake import read_files
from rag.lexical import LexicalIndex
from rag.parts import new_part
from rag.retrieve import HybridRetriever
from rag.settings import Settings
from rag.vectors import EXACT, nearest, read_vectors, vector_index

Figures = dict[str, Any]
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def read_stage(laws: Path, documents: int) -> Figures:
    """Read and cut a sample of the files as indexing does, the reader's process included."""
    settings = Settings(corpus_dir=laws)
    files = random.Random(0).sample(corpus_files(laws, settings.file_megabytes), documents)
    passages = 0
    with timed() as figures:
        for _, document in read_files(files, {}, settings):
            passages += len(new_part(document, settings.passage_chars).passages) if document else 0
    return {"documents": documents, "passages": passages, **figures,
            "passages_per_cpu_second": passages / figures["cpu"],
            "passages_per_second": passages / figures["wall"]}  # fmt: skip


def vectors_stage(laws: Path, cache: Path, seconds: float) -> Figures:
    """Encode passages of documents in random order for some seconds; a later run goes on."""
    with timed() as figures:
        done = encode_some(laws, cache, load_encoder(), seconds)
    return {**done, **figures}


def encode_stage(cache: Path, count: int) -> Figures:
    """Encode passages with the bare session, sorted by length, and as indexing does."""
    index = load_index(cache / "index")
    texts = random.Random(1).sample(_texts(index, range(0, len(index.passages), 17)), count)
    encoder = load_encoder()
    assert isinstance(encoder, ShippedEncoder)
    encoder.encode_passages(texts[:8])
    ordered, session = sorted(texts, key=len), encoder.texts
    with ThreadPoolExecutor(2) as threads, timed() as bare:
        list(threads.map(lambda ids: session.states(np.array([ids])), session.ids(ordered)))
    with timed() as ours:
        encoder.encode_passages(texts)
    return {"passages": count, "bare_per_cpu_second": count / bare["cpu"],
            "per_cpu_second": count / ours["cpu"], "bare_per_second": count / bare["wall"],
            "per_second": count / ours["wall"], "ratio_cpu": bare["cpu"] / ours["cpu"]}  # fmt: skip


def build_stage(laws: Path, cache: Path) -> Figures:
    """Index the whole folder, encoding left out: vectors are those made before, or repeated."""
    encoder = Filling(load_encoder(), cache)
    settings = Settings(corpus_dir=laws, index_dir=cache / "index")
    with timed() as figures:
        built = build_index(settings, encoder)
    index = built.index
    return {"documents": len(index.documents), "passages": len(index.passages),
            "sentences": len(index.sentences.rows), "vectors_encoded": encoder.real,
            "vectors_filled": encoder.filled, "up_to_date": built.encoded is None, **figures,
            "disk_gb": disk_gb(cache / "index")}  # fmt: skip


def size_stage(cache: Path, size: int) -> Figures:
    """Make the index of the first passages of the whole: what that takes, and one more text in BM25."""
    whole, folder = load_index(cache / "index"), cache / f"size-{size}"
    passages = whole.passages[:size]
    texts = _texts(whole, range(len(passages)))
    vectors = np.asarray(whole.vectors.reconstruct_batch(np.arange(len(passages))), np.float32)
    with timed() as words:
        lexical = LexicalIndex.build(texts)
    with timed() as added:
        lexical.updated(np.arange(len(texts)), [(len(texts), texts[0])])
    with timed() as made:
        index = make_index(whole.recipe, whole.documents.values(), passages, vectors, lexical)
    with timed() as saved:
        save_index(replace(index, sentences=whole.sentences), folder)
    return {"passages": len(passages), "bm25_cpu": words["cpu"], "bm25_add_one_cpu": added["cpu"],
            "vectors_cpu": made["cpu"], "save_cpu": saved["cpu"],
            "exact": len(passages) <= EXACT}  # fmt: skip


def serve_stage(cache: Path, size: int, queries: int) -> Figures:
    """Open the index of some passages and search it; recall is of the ten nearest vectors."""
    with timed() as opened:
        index = load_index(cache / f"size-{size}")
        retriever = HybridRetriever(index, load_encoder())
    asked = questions(index, queries)
    search = times_of(lambda text: retriever.search(text, 10), asked)
    vectors = [retriever.encode_query(text) for text in asked]
    ids = np.arange(len(index.passages))
    figures = {"passages": len(index.passages), "open_cpu": opened["cpu"], "search": search,
               "dense": times_of(lambda v: nearest(index.vectors, v, 200), vectors),
               "words": times_of(index.lexical.scores, asked), "memory_gb": memory_gb()}  # fmt: skip
    every = np.asarray(index.vectors.reconstruct_batch(ids), np.float32)  # after memory was taken
    return {**figures, "recall_at_10": recall(index.vectors, every, vectors)}


def synthetic_stage(cache: Path, size: int, queries: int) -> Figures:
    """Search repeated vectors with noise, kept in a file: what no corpus here is large enough for."""
    whole = load_index(cache / "index")
    asked = [load_encoder().encode_queries([text])[0] for text in questions(whole, queries)]
    path, chance = cache / f"synthetic-{size}.npy", np.random.default_rng(2)
    every = np.lib.format.open_memmap(path, "w+", np.float16, (size, whole.recipe.dimension))
    for start in range(0, size, 50_000):
        rows = chance.integers(0, len(whole.passages), min(50_000, size - start))
        every[start : start + len(rows)] = noised(whole.vectors.reconstruct_batch(rows), chance)
    with timed() as made:
        index = vector_index(every, np.arange(size))
    figures = {"vectors": size, "vectors_cpu": made["cpu"], "build_peak_gb": made["peak_gb"]}
    import faiss

    faiss.write_index(index, str(path.with_suffix(".faiss")))
    mapped = read_vectors(path.with_suffix(".faiss"))
    dense = times_of(lambda v: nearest(mapped, v, 200), asked)
    found = {"dense": dense, "recall_at_10": recall(mapped, every, asked),
             "disk_gb": path.with_suffix(".faiss").stat().st_size / 1e9}  # fmt: skip
    path.unlink()
    return {**figures, **found}


def answer_stage(laws: Path, cache: Path, queries: int) -> Figures:
    """Start, answer, and answer on: the whole program on the whole corpus, in one process."""
    with timed() as start:
        settings = Settings(corpus_dir=laws, index_dir=cache / "index")
        assistant = PolicyAssistant(settings, rebuild=False)
        assistant.ask("行政处罚的种类有哪些？")
    asked = questions(assistant.retriever.index, queries)
    answers = times_of(assistant.ask, asked)
    return {"start_to_first_answer": start, "answer": answers, "memory_gb": memory_gb()}


def questions(index: Index, count: int) -> list[str]:
    """Return questions about passages chosen at random, each made of a piece of its text."""
    chance, size, found = random.Random(7), len(index.passages), []
    for _ in range(count):
        passage = index.passages[chance.randrange(size)]
        title = index.documents[passage.doc_id].facts.title.value
        start = chance.randrange(max(1, len(passage.text) - 20))
        piece = "".join(passage.text[start : start + 20].split())
        found.append(f"{title[:16]}对{piece}有什么规定？")
    return found


def recall(index: Any, every: NDArray[Any], asked: Sequence[NDArray[np.float32]]) -> float:
    """Return the share of the ten nearest vectors that the index finds, over all questions.

    ``every`` [vectors, dimension]: the vector of each id. One as near as the tenth counts as it does.
    """
    vectors = np.array(asked, np.float32)
    best = np.empty((len(asked), 0), np.float32)
    for start in range(0, len(every), 50_000):
        block = np.asarray(every[start : start + 50_000], np.float32)
        best = -np.sort(-np.hstack([best, vectors @ block.T]), axis=1)[:, :10]
    found = [np.asarray(every[nearest(index, v, 10)[0]], np.float32) @ v for v in vectors]
    return float(np.mean([(f >= b[-1] - 1e-4).mean() for f, b in zip(found, best, strict=True)]))


def times_of(call: Callable[[Any], Any], inputs: Sequence[Any]) -> Figures:
    """Return milliseconds of a call over all inputs but the first: by the clock and of the processor."""
    wall, cpu = [], []
    for value in inputs:
        before = time.perf_counter(), time.process_time()
        call(value)
        wall.append(time.perf_counter() - before[0])
        cpu.append(time.process_time() - before[1])
    quantiles = {
        f"{name}_p{q}_ms": round(float(np.percentile(values[1:], q)) * 1000, 2)
        for name, values in (("wall", wall), ("cpu", cpu)) for q in (50, 95)
    }  # fmt: skip
    return {"n": len(wall) - 1, **quantiles}


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Fill in ``wall`` and ``cpu`` seconds, children included, and ``peak_gb`` of this process."""
    figures: dict[str, float] = {}
    start, before = time.perf_counter(), _cpu()
    yield figures
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / 1e9
    figures.update(
        wall=round(time.perf_counter() - start, 2), cpu=round(_cpu() - before, 2),
        peak_gb=round(peak, 2),
    )  # fmt: skip


def memory_gb() -> float:
    """Return the peak memory of this process so far, mapped files that were touched included."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / 1e9, 2)


def disk_gb(folder: Path) -> float:
    """Return what the data of an index takes on disk."""
    return round(sum(p.stat().st_size for p in folder.glob("data-*/**/*") if p.is_file()) / 1e9, 2)


def clean(cache: Path) -> None:
    """Remove the indexes that only a run of the benchmark needs."""
    for path in [*cache.glob("size-*"), *cache.glob("synthetic-*")]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _cpu() -> float:
    usage = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


def _texts(index: Index, rows: Sequence[int]) -> list[str]:
    passages = [index.passages[row] for row in rows]
    titles = {name: document.facts.title.value for name, document in index.documents.items()}
    return [embedding_text(passage, titles[passage.doc_id]) for passage in passages]
