"""``make bench``: cold start, warm answer times, memory, and the encoder's speed, each with its bar.

Cold start and peak memory are those of a fresh ``python -m rag ask``; the warm times are those of
one process that answers the gold questions, and its peak memory is the one held to the bar.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from eval.gold import load_gold
from eval.provenance import commit, corpus_hash, libraries, machine
from eval.run import GOLD, OUT, writable
from eval.score import Assistant, run_asks
from eval.summary import latency
from rag import PolicyAssistant, Settings
from rag.errors import RagError
from rag.settings import PROJECT

COLD_RUNS = 5
QUESTION = "这份文件的主要目标是什么？"
COLD_SECONDS = 8.0
WARM_P95_MS = 400.0
MEMORY_GB = 1.2


@dataclass(frozen=True, slots=True)
class Row:
    """One measured value and what it may be at most; ``bar`` None where nothing is required."""

    name: str
    value: float
    unit: str
    n: int
    bar: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the value keeps to its bar."""
        return None if self.bar is None else self.value <= self.bar


def cold_start(index: Path, runs: int = COLD_RUNS) -> list[Row]:
    """Time ``python -m rag ask`` from start to exit, the index being there already.

    Raises RagError with the command's own line when it fails.
    """
    command = [sys.executable, "-m", "rag", "ask", QUESTION, "--json", "--index", str(index)]
    seconds, processor = [], []
    for _ in range(runs):
        start, before = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        seconds.append(perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if done.returncode != 0:
            raise RagError(f"python -m rag ask failed: {done.stderr.strip() or done.returncode}")
    peak = after.ru_maxrss * _RSS_UNIT / 1e9
    return [
        Row("cold start of rag ask, median", statistics.median(seconds), "s", runs, COLD_SECONDS),
        Row("cold start of rag ask, slowest", max(seconds), "s", runs),
        # What it costs however busy the machine is.
        Row("processor time of rag ask, median", statistics.median(processor), "s", runs),
        Row("peak memory of rag ask", peak, "GB", runs, MEMORY_GB),
    ]


def warm_answers(assistant: Assistant, gold: Path) -> list[Row]:
    """Time every gold question in this process, after one that is not counted."""
    times = latency(run_asks(assistant, load_gold(gold)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / 1e9
    return [
        Row("warm answer, p50", times.p50, "ms", times.n),
        Row("warm answer, p95", times.p95, "ms", times.n, WARM_P95_MS),
        Row("peak memory of one process", peak, "GB", times.n, MEMORY_GB),
    ]


# Linux counts the resident set in KiB, macOS in bytes.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def encoder_bench() -> tuple[dict[str, Any] | None, str]:
    """Run the encoder's own benchmark in a process of its own; return its JSON and its output."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "encoder.json"
        command = [sys.executable, "-m", "eval.bench_encoder", "--out", str(out)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        if done.returncode != 0 or not out.is_file():
            last = (done.stderr.strip() or "no output").splitlines()[-1]
            return None, f"encoder benchmark failed: {last}"
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return found, done.stdout.strip()


def table(rows: Sequence[Row]) -> str:
    """Return the rows as text, each value beside its bar."""
    lines = []
    for row in rows:
        bar = (
            "" if row.bar is None else f"<= {row.bar:g} {row.unit}  {'ok' if row.met else 'MISSED'}"
        )
        lines.append(f"{row.name:<34} {row.value:>9.2f} {row.unit:<3} n {row.n:<5} {bar}".rstrip())
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Run all benchmarks, print them, write them; return 0, or 2 for what the user can mend."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__)
    parser.add_argument("--gold", type=Path, default=GOLD, help="questions for the warm times")
    parser.add_argument("--out", type=Path, default=OUT / "bench.json", help="JSON file to write")
    parser.add_argument("--no-encoder", action="store_true", help="leave the encoder out")
    arguments = parser.parse_args(argv)
    try:
        return _run(arguments)
    except RagError as error:
        print(error, file=sys.stderr)
        return 2


def _run(arguments: argparse.Namespace) -> int:
    writable(arguments.out.parent)
    settings = Settings()
    before = machine()
    command = [sys.executable, "-m", "rag", "ask", QUESTION, "--index", str(settings.index_dir)]
    subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)  # builds a stale index
    # First, while this process is small: a child's peak memory counts from that of its parent.
    rows = cold_start(settings.index_dir)
    assistant = PolicyAssistant(settings)
    rows += warm_answers(assistant, arguments.gold)
    encoder, said = (None, "encoder: left out") if arguments.no_encoder else encoder_bench()
    busy = f"load of the machine (1, 5, 15 min): {before['load']}; {before['cpus']} processors"
    print(table(rows), busy, said, sep="\n")
    report = {
        "provenance": {"commit": commit(), "corpus": corpus_hash(assistant.documents),
                       "libraries": libraries(), **before},
        "rows": [{**asdict(row), "met": row.met} for row in rows],
        "encoder": encoder,
    }  # fmt: skip
    text = json.dumps(report, ensure_ascii=False, indent=1)
    arguments.out.write_text(text + "\n", encoding="utf-8")
    print(f"written: {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
