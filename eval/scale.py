"""``make bench-scale``: time and memory from 1,000 passages to a whole folder, and 1.5 million vectors.

``python -m eval.scale --laws DIR --cache DIR`` runs stages, each in a process of its own
(scalestages.py), prints every figure beside its bar and writes JSON and a page with the curves. What
was encoded and the index stay in the cache; a run that was stopped goes on from there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval import scalestages as stages
from eval.bench import Row, table
from eval.plots import growth_plot
from eval.provenance import commit, libraries, machine
from eval.run import OUT, writable
from rag.errors import InvalidOption, RagError
from rag.settings import PROJECT

SIZES = (1_000, 10_000, 1_000_000)  # passages of the folder; the last: all there are
SYNTHETIC = 1_500_000
Figures = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Run all stages, or one for ``--stage``; return 0, or 2 for what the user can mend."""
    parser = argparse.ArgumentParser(prog="python -m eval.scale", description=__doc__)
    parser.add_argument("--laws", type=Path, required=True, help="folder of documents")
    parser.add_argument("--cache", type=Path, required=True, help="folder for vectors and indexes")
    parser.add_argument("--out", type=Path, default=OUT / "scale.json", help="JSON file to write")
    parser.add_argument("--encode-seconds", type=float, default=600, help="most time for encoding")
    parser.add_argument("--queries", type=int, default=200, help="searches timed at each size")
    parser.add_argument("--answers", type=int, default=60, help="answers timed")
    parser.add_argument("--sample", type=int, default=200, help="documents read, passages encoded")
    parser.add_argument(
        "--synthetic", type=int, default=SYNTHETIC, help="repeated vectors; 0: none"
    )
    parser.add_argument(
        "--stages",
        default="",
        help="run only these, e.g. read,serve:1000; the others stay as --out has them",
    )
    parser.add_argument("--stage", default="", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    try:
        if not options.laws.is_dir():
            raise InvalidOption(f"{options.laws} is no folder: give the folder of the documents")
        if options.stage:
            print(json.dumps(_stage(options.stage, options)))
            return 0
        return _run(options, sys.argv[1:] if argv is None else argv)
    except RagError as error:
        print(error, file=sys.stderr)
        return 2


def _stage(name: str, options: argparse.Namespace) -> Figures:
    """Run one stage; a number behind a colon is its size."""
    kind, _, number = name.partition(":")
    laws, cache, size = options.laws, options.cache, int(number or 0)
    if kind not in {"size", "serve", "synthetic", "read", "vectors", "build", "encode", "answer"}:
        raise InvalidOption(f"there is no stage {name!r}")
    if kind == "size":
        return stages.size_stage(cache, size)
    if kind == "serve":
        return stages.serve_stage(cache, size, options.queries)
    if kind == "synthetic":
        return stages.synthetic_stage(cache, size, options.queries)
    return {
        "read": lambda: stages.read_stage(laws, options.sample),
        "vectors": lambda: stages.vectors_stage(laws, cache, options.encode_seconds),
        "build": lambda: stages.build_stage(laws, cache),
        "encode": lambda: stages.encode_stage(cache, options.sample),
        "answer": lambda: stages.answer_stage(laws, cache, options.answers),
    }[kind]()


def _run(options: argparse.Namespace, arguments: Sequence[str]) -> int:
    writable(options.out.parent)
    options.cache.mkdir(parents=True, exist_ok=True)
    names = ["read", "vectors", "build", "encode", "answer"]
    names += [f"{kind}:{size}" for size in SIZES for kind in ("size", "serve")]
    names += [f"synthetic:{options.synthetic}"] if options.synthetic else []
    found = _earlier(options.out) if options.stages else {}
    for name in options.stages.split(",") if options.stages else names:
        found[name] = _in_own_process(name, arguments)
        print(name, json.dumps(found[name]), flush=True)
        _write(options.out, found)
    if not options.stages:
        stages.clean(options.cache)
    print(
        table(rows(found)) if set(names) <= found.keys() | {"vectors"} else "",
        f"written: {options.out}",
        sep="\n",
    )
    return 0


def _earlier(out: Path) -> Figures:
    try:
        found: Figures = json.loads(out.read_text(encoding="utf-8"))["measured"]
    except (OSError, ValueError, KeyError):
        return {}
    return found


def _in_own_process(name: str, arguments: Sequence[str]) -> Figures:
    command = [sys.executable, "-m", "eval.scale", *arguments, "--stage", name]
    before = machine()["load"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or str(done.returncode)).splitlines()[-1]
        raise RagError(f"the stage {name} failed: {last}")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return {**figures, "load_before": before}


def rows(found: Mapping[str, Any]) -> list[Row]:
    """Return the figures that have a bar; rates as milliseconds, since a bar is a most."""
    read, encode, build, answer = (found[n] for n in ("read", "encode", "build", "answer"))
    largest = found[f"serve:{SIZES[-1]}"]
    start = answer["start_to_first_answer"]
    n, asked = largest["search"]["n"], answer["answer"]["n"]
    return [
        Row(
            "reading a passage, cpu",
            1000 / read["passages_per_cpu_second"],
            "ms",
            read["passages"],
            0.5,
        ),
        Row(
            "encoding beside the bare session",
            1 / encode["ratio_cpu"],
            "x",
            encode["passages"],
            1.25,
        ),
        Row("indexing, peak memory", build["peak_gb"], "GB", 1, 3.0),
        Row("start to first answer, clock", start["wall"], "s", 1, 10.0),
        Row("start to first answer, cpu", start["cpu"], "s", 1, 10.0),
        Row("search p95, clock", largest["search"]["wall_p95_ms"], "ms", n, 60.0),
        Row("search p95, cpu", largest["search"]["cpu_p95_ms"], "ms", n, 60.0),
        Row("nearest ten that are missed", 1 - largest["recall_at_10"], "", n, 0.01),
        Row("answer p95, clock", answer["answer"]["wall_p95_ms"], "ms", asked, 600.0),
        Row("answer p95, cpu", answer["answer"]["cpu_p95_ms"], "ms", asked, 600.0),
        Row("serving, peak memory", answer["memory_gb"], "GB", 1, 1.5),
    ]


def _write(out: Path, found: Figures) -> None:
    said = {"provenance": {"commit": commit(), "libraries": libraries(), **machine()},
            "measured": found, "computed": "nothing: formulas are in docs/scale.md"}  # fmt: skip
    out.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    plots = growth(found)
    if plots:
        page = "<!doctype html><meta charset='utf-8'><title>scale</title>" + "".join(plots)
        out.with_suffix(".html").write_text(page + "\n", encoding="utf-8")


def growth(found: Mapping[str, Any]) -> list[str]:
    """Return plots of time and memory over the number of passages, of the sizes measured so far."""
    serve = [f for name, f in found.items() if name.startswith("serve:")]
    size = [f for name, f in found.items() if name.startswith("size:")]
    more = [f for name, f in found.items() if name.startswith("synthetic:")]
    if len(serve) < 2 or len(size) < 2:
        return []
    dense = [(f["passages"], f["dense"]["cpu_p95_ms"]) for f in serve]
    dense += [(f["vectors"], f["dense"]["cpu_p95_ms"]) for f in more]
    vectors = [(f["passages"], f["vectors_cpu"]) for f in size]
    vectors += [(f["vectors"], f["vectors_cpu"]) for f in more]
    of_serve = {
        "search p95": [(f["passages"], f["search"]["cpu_p95_ms"]) for f in serve],
        "nearest vectors p95": dense,
        "words p95": [(f["passages"], f["words"]["cpu_p95_ms"]) for f in serve],
    }
    return [
        growth_plot(of_serve, "Processor time of a search, by passages", "ms"),
        growth_plot(
            {"BM25": [(f["passages"], f["bm25_cpu"]) for f in size], "vectors": vectors},
            "Processor time of making the index, encoding left out", "s",
        ),
        growth_plot({"serving": [(f["passages"], f["memory_gb"]) for f in serve]},
                    "Peak memory, all documents open", "GB"),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
