"""Two stores side by side: the same passages and questions, what each finds and how long it takes.

``python -m eval.stores --ncp DIR --out DIR [--uri URI] [--limit N]`` encodes the documents of ncp
once (kept in ``DIR/vectors``), puts them into the faiss store and into Milvus (Milvus Lite in
``DIR/milvus.db``, or a server), asks the dev questions and writes ``stores.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from eval.ncp import chosen_rows
from eval.provenance import commit
from eval.retrieval import build
from eval.summary import estimate, latency
from rag.bulk import Given, fill_store
from rag.encode import Encoder, Progress, Vectors, load_encoder
from rag.errors import RagError
from rag.faissstore import FaissStore
from rag.index import Index, make_index
from rag.lexical import LexicalIndex, words_of
from rag.milvusdocuments import Target, entries_of
from rag.pools import open_pool
from rag.progress import ProgressLine
from rag.retrieve import HybridRetriever
from rag.store import Entry, Ranked, Store
from rag.types import Hit

DEPTH = 100  # passages; ten documents may need more than ten passages
SIDES = ("faiss", "milvus")


class _Encoded:
    """An encoder that has encoded already."""

    def __init__(self, encoder: Encoder, texts: Sequence[str], vectors: Vectors) -> None:
        self.dimension, self.fingerprint = encoder.dimension, encoder.fingerprint
        self.encode_queries = encoder.encode_queries
        self._vectors = dict(zip(texts, vectors, strict=True))

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return np.array([self._vectors[text] for text in texts], np.float32)


def both_stores(
    index: Index, entries: Mapping[str, Sequence[Entry]], encoder: Encoder, target: Target
) -> dict[str, Store]:
    """Return both stores, filled with the same passages under the same ids."""
    every = [entry for some in entries.values() for entry in some]
    nothing = np.empty((0, encoder.dimension), np.float32)
    faiss = FaissStore(make_index(index.recipe, [], [], nothing, LexicalIndex.build([])))
    faiss.add(every, encoder.encode_passages([entry.words for entry in every]))
    with open_pool() as pool, ProgressLine() as report:
        fill_store(target, entries, Given(encoder), pool, report)
    return {"faiss": faiss, "milvus": target.open().store}


class Comparison:
    """Asks questions of both stores and keeps scores and times."""

    def __init__(self, index: Index, stores: Mapping[str, Store], encoder: Encoder) -> None:
        self._index, self._stores, self._encoder = index, stores, encoder
        self._retrievers = {
            side: HybridRetriever(index, encoder, store) for side, store in stores.items()
        }
        self._scores: dict[str, list[float]] = {}
        self._times: dict[str, list[float]] = {}

    def ask(self, row: dict[str, Any]) -> None:
        """Ask a question of ncp: dense, dense with a filter, words, and all as the product fuses them."""
        question = row["question"]
        vector, terms = self._encoder.encode_queries([question])[0], words_of(question)
        facts = self._index.documents[row["doc_id"]].facts
        narrow = {"kind": facts.kind.value} if facts.kind else {"doc_id": row["doc_id"]}
        searches: dict[str, Callable[[Store], Ranked]] = {
            "dense": lambda store: store.dense(vector, 10, {}),
            "dense, filtered": lambda store: store.dense(vector, 10, narrow),
            "words": lambda store: store.lexical(terms, 10, {}),
        }
        for name, search in searches.items():
            one, other = (
                self._timed(f"{name}, {side}", search, self._stores[side]).ids.tolist()
                for side in SIDES
            )
            self._add(f"same ten: {name}", set(one) == set(other))
            self._add(f"same ten, same order: {name}", one == other)

        def fused(retriever: HybridRetriever) -> list[Hit]:
            return retriever.hits(vector, question, DEPTH)

        right, found = {row["doc_id"], *row["also_in"]}, {}
        for side in SIDES:
            hits = self._timed(f"fused, {side}", fused, self._retrievers[side])
            found[side] = list(dict.fromkeys(hit.passage.doc_id for hit in hits))[:10]
            self._add(f"document hit@10, {side}", not right.isdisjoint(found[side]))
        self._add("same ten documents, same order", found["faiss"] == found["milvus"])

    def figures(self) -> dict[str, Any]:
        """Return shares with intervals, and times."""
        return {
            "metrics": {name: asdict(estimate(values)) for name, values in self._scores.items()},
            "latency_ms": {name: asdict(latency(values)) for name, values in self._times.items()},
        }

    def _add(self, name: str, score: bool) -> None:
        self._scores.setdefault(name, []).append(float(score))

    def _timed(self, name: str, search: Callable[[Any], Any], store: Any) -> Any:
        started = perf_counter()
        found = search(store)
        self._times.setdefault(name, []).append((perf_counter() - started) * 1000)
        return found


def run(folder: Path, out: Path, uri: str, limit: int) -> dict[str, Any]:
    """Measure; raises RagError."""
    encoder = load_encoder()
    index, texts = build(folder / "documents", encoder, 400, out / "vectors")
    known = _Encoded(encoder, texts, index.vectors.reconstruct_n(0, len(texts)))
    of_document: dict[str, list[Any]] = {doc_id: [] for doc_id in index.documents}
    for passage in index.passages:
        of_document[passage.doc_id].append(passage)
    entries = {
        name: entries_of(index.documents[name], passages) for name, passages in of_document.items()
    }
    where = uri or str(out / "milvus.db")
    target = Target(where, "eval_stores", encoder.fingerprint, encoder.dimension)
    stores = both_stores(index, entries, known, target)
    rows = chosen_rows(folder / "questions.dev.jsonl", limit)
    comparison = Comparison(index, stores, encoder)
    with ProgressLine() as report:
        for number, row in enumerate(rows, 1):
            comparison.ask(row)
            report(f"{number} of {len(rows)} questions")
    for store in stores.values():
        store.close()
    return {
        "commit": commit(), "encoder": encoder.fingerprint, "n": len(rows),
        "documents": len(index.documents), "passages": len(texts),
        "milvus": "server" if "://" in where else "Milvus Lite", **comparison.figures(),
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0, or 2 with one line on stderr when the user can mend it."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.stores", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--ncp", type=Path, required=True, help="folder of the ncp benchmark")
    parser.add_argument("--out", type=Path, required=True, help="folder for what is made")
    parser.add_argument("--uri", default="", help="a Milvus server; default: Milvus Lite in --out")
    parser.add_argument("--limit", type=int, default=10**6, help="most questions")
    given = parser.parse_args(arguments)
    try:
        results = run(given.ncp, given.out, given.uri, given.limit)
        text = json.dumps(results, ensure_ascii=False, indent=1)
        (given.out / "stores.json").write_text(text + "\n", encoding="utf-8")
    except (RagError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
