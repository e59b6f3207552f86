"""Feed mutated files to the loader: ``python -m eval.fuzz --out FILE.json [--n 2000] [--seed 7]``.

Each file has to be taken or refused with one line that says why, within the limits of the settings; nothing
may be written outside a temporary folder, and a good file among them has to be read. The exit code is
1 when something of this does not hold.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from eval.check_laws import broken_passages
from eval.mutations import Case, cases, write
from eval.provenance import commit, machine
from rag.chunk import make_passages
from rag.errors import InvalidOption, RagError
from rag.intake import read_corpus
from rag.limits import CLOCK
from rag.settings import Settings
from rag.types import Document, FileReport

BATCH = 100  # files in a folder
GOOD = "good.txt"
SLACK = 15  # seconds that a busy machine may take beyond the limit
# What a reader ought to have foreseen; it is caught, and still a fault.
_UNFORESEEN = re.compile("its reader (?:failed|crashed)")


@dataclass(slots=True)
class Tally:
    """What became of the files of one mutation."""

    files: int = 0
    taken: int = 0
    refused: int = 0
    warned: int = 0
    slowest: float = 0.0  # seconds
    reasons: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def count(self, report: FileReport) -> None:
        """Add one file."""
        self.taken += not report.reason
        self.refused += bool(report.reason)
        self.warned += bool(report.warnings)
        self.slowest = max(self.slowest, report.seconds)
        if report.reason:
            self.reasons[re.sub(r"\d[\d.]*", "#", report.reason.split(";")[0])] += 1

    def as_json(self) -> dict[str, Any]:
        """Return the counts as plain data, reasons by how often they came."""
        return {
            "files": self.files, "taken": self.taken, "refused": self.refused, "warned": self.warned,
            "slowest_seconds": round(self.slowest, 2),
            "reasons": dict(self.reasons.most_common()), "faults": self.faults,
        }  # fmt: skip


def fuzz(count: int, seed: int) -> dict[str, Any]:
    """Read ``count`` mutated files and return what became of them, by mutation."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    outside: list[str] = []
    numbered = enumerate(cases(count, seed))
    while batch := [(n, name, case) for n, (name, case) in islice(numbered, BATCH)]:
        for _, name, _ in batch:
            tallies[name].files += 1
        with tempfile.TemporaryDirectory() as place, _alone(Path(place)) as corpus:
            outside += _read(corpus, batch, tallies)
            outside += [f"left in {name}: {found}" for name in ("home", "tmp")
                        if (found := os.listdir(Path(place, name)))]  # fmt: skip
        print(f"{batch[-1][0] + 1} of {count}", file=sys.stderr)
    settings = Settings()
    return {
        "commit": commit(), "n": count, "seed": seed, "machine": machine(),
        "limits": {name: getattr(settings, name) for name in ("file_megabytes", "file_seconds", "file_memory")},
        "faults": outside + [fault for tally in tallies.values() for fault in tally.faults],
        "mutations": {name: tally.as_json() for name, tally in sorted(tallies.items())},
    }  # fmt: skip


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[Path]:
    """Give the readers a home and a place for temporary files of their own; yield a corpus folder."""
    for name in ("corpus", "home", "tmp"):
        (place / name).mkdir()
    before, tempfile.tempdir = tempfile.tempdir, str(place / "tmp")
    home, os.environ["HOME"] = os.environ.get("HOME", ""), str(place / "home")
    try:
        yield place / "corpus"
    finally:
        tempfile.tempdir, os.environ["HOME"] = before, home


def _read(
    corpus: Path, batch: Sequence[tuple[int, str, Case]], tallies: Mapping[str, Tally]
) -> list[str]:
    """Read one folder of files and count them; return what is wrong beside single files."""
    for number, _, case in batch:
        write(case, corpus, number)
    (corpus / GOOD).write_text("第一条 支持企业。", encoding="utf-8")
    before = _listing(corpus) | _listing(Path.cwd(), deep=False)
    try:
        documents, reports = read_corpus(Settings(corpus_dir=corpus))
    except Exception as error:  # the whole point is that none comes here
        return [f"files {batch[0][0]} to {batch[-1][0]}: read_corpus raised {error!r}"]
    known = {document.doc_id: document for document in documents}
    by_number: dict[str, list[FileReport]] = defaultdict(list)
    for report in reports:
        by_number[report.doc_id[:5]].append(report)
    for number, name, case in batch:
        found = by_number[f"{number:05}"]
        for report in found:
            tallies[name].count(report)
        tallies[name].faults += [
            f"{name} {number:05}: {fault}" for fault in _faults(case, found, known)
        ]
    wrong = [] if GOOD in known else ["the good file was not read"]
    changed = before ^ (_listing(corpus) | _listing(Path.cwd(), deep=False))
    return wrong + [f"written or changed: {path}" for path, *_ in sorted(changed)]


def _listing(folder: Path, deep: bool = True) -> set[tuple[str, int, int]]:
    """Return path, size and time of change of what is in a folder; links are not followed."""
    found = set()
    for parent, folders, names in os.walk(os.fsencode(folder)):
        for name in names:
            path = os.path.join(parent, name)
            state = os.lstat(path)
            found.add((os.fsdecode(path), state.st_size, state.st_mtime_ns))
        if not deep:
            folders.clear()
    return found


def _faults(
    case: Case, found: Sequence[FileReport], known: Mapping[str, Document]
) -> Iterator[str]:
    """Yield what is wrong with the way in which one file was treated."""
    if len(found) != 1:
        yield f"{len(found)} reports for one file"
    for report in found:
        if report.seconds > CLOCK * Settings().file_seconds + SLACK:
            yield f"took {report.seconds} s"
        if not report.doc_id.isprintable() and report.reason:
            yield f"the name {report.doc_id!r} cannot be shown"
        if report.reason:
            if _UNFORESEEN.search(report.reason) or not report.reason.isprintable():
                yield report.reason
            continue
        if case.refused:
            yield "was taken"
        document = known[report.doc_id]
        passages = make_passages(document, Settings().passage_chars)
        yield from broken_passages(document, passages, Settings().passage_chars)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0, 1 with faults, or 2 with one line when the user can mend it."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.fuzz", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="the report")
    parser.add_argument("--n", type=int, default=2000, help="number of files")
    parser.add_argument("--seed", type=int, default=7, help="the same files for the same number")
    given = parser.parse_args(arguments)
    try:
        report = fuzz(given.n, given.seed)
        text = json.dumps(report, ensure_ascii=False, indent=1)
        given.out.write_text(text + "\n", encoding="utf-8")
    except RagError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: {InvalidOption(f'cannot write {given.out} ({error.strerror})')}", file=sys.stderr)  # fmt: skip
        return 2
    for name, row in report["mutations"].items():
        print(f"{name}: {row['files']} files, {row['taken']} taken, {row['refused']} refused, "
              f"slowest {row['slowest_seconds']} s")  # fmt: skip
    print(f"{len(report['faults'])} faults in {given.n} files")
    return 1 if report["faults"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
