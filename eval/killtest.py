"""Kill ``python -m rag index`` at random moments and look at what the next start finds.

An index of some texts is built, the corpus is changed, the command is started and killed
(SIGKILL); then the folder has to hold the old index or the new one, whole: every file as its
manifest says, no passage lost or doubled. Completed, it has to be the index that a full rebuild
makes elsewhere. Also: a first build that is killed between its shards, files that may not grow (a
full disk without root: RLIMIT_FSIZE), a folder that may not be written to.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from eval.killbench import Bench, Remembering, copy_texts, data_folders, processor_seconds, shards
from eval.provenance import commit, machine
from eval.run import writable
from rag.encode import load_encoder
from rag.errors import RagError
from rag.index import Index
from rag.shards import SHARD

LIMITS = (2_000, 50_000, 400_000, 1_500_000)  # bytes that a file may have on the full disk
MOMENTS = (("any", True), ("writing", False), ("any", False), ("encoding", True))  # new text?


def killed(child: subprocess.Popen[str], wait: Callable[[], bool], delay: float) -> bool:
    """Kill a child ``delay`` seconds after ``wait`` has come true; whether it had not ended before."""
    while child.poll() is None and not wait():
        sleep(0.002)
    sleep(delay)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    return child.returncode == -signal.SIGKILL


def kill_first_build(bench: Bench, new: Index) -> dict[str, Any]:
    """Kill the first build twice between its shards and let it end; return what it encoded."""
    settings = bench.settings
    total = len(set(new.digests.tolist()))
    last = total // SHARD  # whole shards
    kept = []
    for least in sorted(bench.chance.sample(range(1, last), min(2, last - 1))):
        killed(bench.start(), lambda: len(shards(settings)) >= least, bench.chance.uniform(0, 0.5))  # noqa: B023  # called at once
        if bench.state(None, new) != "none":
            bench.faults["an index before its time"] += 1
        kept.append(len(shards(settings)))
    out, error = bench.start().communicate()
    resumed = f"{kept[-1] * SHARD} of them before the last run was stopped" if kept else ""
    if resumed not in out:
        print(out, error, file=sys.stderr)
        bench.faults["not resumed"] += 1
    bench.complete(new)
    return {
        "texts": total,
        "shards_at_kill": kept,
        "line": out.strip().replace(str(bench.root), ""),
    }


def kill_updates(bench: Bench, kills: int, old: Index) -> tuple[Index, dict[str, Any]]:
    """Kill so many updates; return the last index and what was found after each."""
    settings, seen, left = bench.settings, Counter[str](), Counter[str]()
    done, ended = 0, 0
    while done < kills:
        moment, new_text = MOMENTS[done % len(MOMENTS)]
        bench.change(new_text)
        new, child = bench.expected(), bench.start()
        if moment == "any":
            until = bench.chance.uniform(0, bench.seconds[new_text])
            hit = killed(child, lambda: processor_seconds(child.pid) >= until, 0)  # noqa: B023  # called at once
        elif moment == "encoding":
            hit = killed(child, lambda: bool(shards(settings)), bench.chance.uniform(0, 0.1))
        else:
            hit = killed(
                child, lambda: len(data_folders(settings)) > 1, bench.chance.uniform(0, 0.1)
            )
        found = bench.state(old, new)
        if hit:
            seen[f"{moment}: {found}"] += 1
            left["half-written or old data"] += len(data_folders(settings)) > 1
            left["shards"] += bool(shards(settings))
        done, ended = done + hit, ended + (not hit)
        bench.complete(new)
        old = new
        print(f"\r{done}/{kills} kills", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return old, {"kills": done, "ended_before_the_kill": ended,
                 "found": dict(sorted(seen.items())), "left_behind": dict(left)}  # fmt: skip


def fill_disk(bench: Bench, old: Index) -> tuple[Index, list[dict[str, Any]]]:
    """Update where no file may have more than so many bytes; return the last index and each end."""
    ends = []
    for limit in LIMITS:
        bench.change()
        new = bench.expected()
        child = bench.start(limit)
        _, error = child.communicate()
        found = bench.state(old, new)
        line = (error.strip().splitlines() or [""])[-1].replace(str(bench.root), "")
        refused = line.startswith("error: ") and "make room" in line and "Traceback" not in error
        if (child.returncode, found, refused) not in ((2, "old", True), (0, "new", False)):
            bench.faults["full disk"] += 1
        ends.append({"bytes": limit, "exit": child.returncode, "index": found, "line": line})
        bench.complete(new)
        old = new
    return old, ends


def refuse_writing(bench: Bench, old: Index) -> dict[str, Any]:
    """Update an index in a folder that may not be written to."""
    if os.geteuid() == 0:
        return {"skipped": "the user is root, whom no right to write is denied"}
    bench.change()
    new = bench.expected()
    bench.settings.index_dir.chmod(0o555)
    try:
        child = bench.start()
        _, error = child.communicate()
    finally:
        bench.settings.index_dir.chmod(0o755)
    found = bench.state(old, new)
    if (child.returncode, found, "cannot be written" in error) != (2, "old", True):
        bench.faults["read-only folder"] += 1
    return {"exit": child.returncode, "index": found, "line": error.strip()}


def run(corpus: Path, kills: int, seed: int) -> dict[str, Any]:
    """Run all cases; return counts. Raises InvalidOption when there are too few documents."""
    chance, started = random.Random(seed), perf_counter()
    root = Path(tempfile.mkdtemp(prefix="killtest-"))
    try:
        bench = Bench(root, chance, Remembering(load_encoder()))
        copy_texts(corpus, bench.settings.corpus_dir, chance)
        old = bench.expected()
        first = kill_first_build(bench, old)
        old, updates = kill_updates(bench, kills, bench.measure())
        old, full = fill_disk(bench, old)
        read_only = refuse_writing(bench, old)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    used = sum(
        taken.ru_utime + taken.ru_stime
        for taken in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    return {
        "seed": seed, "commit": commit(), **machine(),
        "minutes": round((perf_counter() - started) / 60, 1), "processor_minutes": round(used / 60, 1),
        "processor_seconds_of_an_update": [round(taken, 1) for taken in bench.seconds.values()],
        "passages": len(old.passages),
        "first_build": first, "updates": updates, "full_disk": full, "read_only": read_only,
        "faults": dict(bench.faults), "right": not bench.faults.total(),
    }  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the test and write its report; return 1 when something was wrong, 2 for bad options."""
    parser = argparse.ArgumentParser(prog="python -m eval.killtest", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder to take documents from")
    parser.add_argument("--kills", type=int, default=60, help="updates to kill (60)")
    parser.add_argument("--seed", type=int, default=1, help="of moments and changes (1)")
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    arguments = parser.parse_args(argv)
    try:
        writable(arguments.out.parent)
        report = run(arguments.corpus, arguments.kills, arguments.seed)
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    text = json.dumps(report, ensure_ascii=False, indent=1)
    arguments.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0 if report["right"] else 1


if __name__ == "__main__":
    sys.exit(main())
