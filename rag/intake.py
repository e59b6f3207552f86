"""The documents of a corpus folder, and for each file of it what became of it."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from queue import SimpleQueue

from rag.errors import CorpusError
from rag.files import CorpusFile, corpus_files, nothing_to_read, read_manifest
from rag.load import INSTALL_OCR
from rag.settings import Settings
from rag.types import Document, FileReport
from rag.worker import Entry, Worker

READERS = 2  # processes that read at a time
MANY = 16  # files that are worth another of them
_MOST_LINES = 20  # of a report that is not asked for in full


def read_corpus(settings: Settings) -> tuple[list[Document], list[FileReport]]:
    """Read every document of the corpus folder; one bad file never stops the rest.

    Returns the documents, sorted by ``doc_id``, and a report (without passages) for each file. Raises
    CorpusError when the folder is missing or holds no readable document, or its manifest is wrong.
    """
    entries = read_manifest(settings.corpus_dir)
    files = corpus_files(settings.corpus_dir, settings.file_megabytes, entries)
    read = list(read_files(files, entries, settings))
    documents = [document for _, document in read if document is not None]
    reports = [report for report, _ in read]
    if not documents:
        raise nothing_to_read(settings.corpus_dir, *(r.problems()[0] for r in reports[:1]))
    return documents, completed(reports, {document.doc_id: (document, 0) for document in documents})


def read_files(
    files: Iterable[CorpusFile], entries: Mapping[str, Entry], settings: Settings
) -> Generator[tuple[FileReport, Document | None]]:
    """Read files, some at a time, within the limits of the settings and with the clerk's ``entries``.

    Yields for each, in their order, what became of it, yet without passages and warnings, and the
    document, None where it was skipped.
    """
    files = list(files)
    count = min(READERS, os.cpu_count() or 1, 1 + len(files) // MANY)
    with ExitStack() as opened, ThreadPoolExecutor(count) as threads:
        free: SimpleQueue[Worker] = SimpleQueue()
        for _ in range(count):
            free.put(opened.enter_context(Worker(settings.file_seconds, settings.file_memory)))

        def read(file: CorpusFile) -> tuple[FileReport, Document | None]:
            worker = free.get()
            try:
                return _read(file, entries.get(file.doc_id), worker)
            finally:
                free.put(worker)

        yield from threads.map(read, files)


def _read(
    file: CorpusFile, entry: Entry | None, worker: Worker
) -> tuple[FileReport, Document | None]:
    started = time.perf_counter()
    document, reason = None, file.refusal
    if not reason:
        try:
            document = worker.read(file.path, file.doc_id, entry)
        except CorpusError as error:
            reason = str(error).removeprefix(f"{file.doc_id}: ")
    seconds = round(time.perf_counter() - started, 3)
    return FileReport(file.doc_id, reason, seconds=seconds), document


def completed(
    reports: Iterable[FileReport], taken: Mapping[str, tuple[Document, int]]
) -> list[FileReport]:
    """Return the reports sorted by ``doc_id``, with the number of passages and the warnings.

    ``taken``: each document and how many passages it has; whether one is there twice depends on all.
    """
    found = []
    first: dict[str, str] = {}  # doc_id by hash
    for report in sorted(reports, key=lambda report: report.doc_id):
        if not report.reason:
            document, passages = taken[report.doc_id]
            warnings = _warnings(document, first.setdefault(document.sha256, document.doc_id))
            report = replace(report, passages=passages, warnings=warnings)
        found.append(report)
    return found


def _warnings(document: Document, twin: str) -> tuple[str, ...]:
    found = []
    if document.unread:
        found.append(f"{_pages(document.unread)} scanned and not read: {INSTALL_OCR}")
    if document.scanned:
        doubts = len(document.unsure)
        seen = f", {doubts} lines not clearly seen" if doubts else ""
        found.append(f"{_pages(document.scanned)} read by text recognition{seen}")
    if not document.text.strip():
        found.append("nothing is left of it when menus and the like are taken off")
    if twin != document.doc_id:
        found.append(f"holds the same as {twin}; take one out")
    return tuple(found)


def _pages(numbers: Sequence[int]) -> str:
    """Return numbers of pages as words: page 3 is, pages 2, 4-6 are."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"pages {said} are" if len(numbers) > 1 else f"page {said} is"


def report_lines(
    reports: Sequence[FileReport], changes: Mapping[str, str], *, full: bool
) -> list[str]:
    """Return the report: all lines, or those of the first problems; then how many there are of each.

    ``changes``: what the index did with a document, by ``doc_id`` (``Built.changes``).
    """
    lines = [
        line
        for r in reports
        for line in (r.lines(changes.get(r.doc_id, "")) if full else r.problems())
    ]
    if full:
        there = {report.doc_id for report in reports}
        lines += [f"removed {doc_id}" for doc_id in sorted(changes.keys() - there)]
    elif len(lines) > _MOST_LINES:
        left = len(lines) - _MOST_LINES
        lines = [*lines[:_MOST_LINES], f"and {left} more lines: --verbose prints them all"]
    counts = Counter(
        "skipped" if r.reason else "warned" if r.warnings else "taken" for r in reports
    )
    if counts["skipped"] or counts["warned"] or full:
        taken = counts["taken"] + counts["warned"]
        lines.append(f"{len(reports)} files: {taken} taken ({counts['warned']} with a warning), "
                     f"{counts['skipped']} skipped")  # fmt: skip
    return lines
