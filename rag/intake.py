"""The documents of a corpus folder, and for each file of it what became of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from rag.errors import CorpusError
from rag.files import corpus_files, nothing_to_read, read_manifest
from rag.load import INSTALL_OCR
from rag.settings import Settings
from rag.types import Document, FileReport
from rag.worker import Worker

_MOST_LINES = 20  # of a report that is not asked for in full


def read_corpus(settings: Settings) -> tuple[list[Document], list[FileReport]]:
    """Read every document of the corpus folder; one bad file never stops the rest.

    Returns the documents, sorted by ``doc_id``, and a report (without passages) for each file. Raises
    CorpusError when the folder is missing or holds no readable document, or its manifest is wrong.
    """
    files = corpus_files(settings.corpus_dir, settings.file_megabytes)
    manifest = read_manifest(settings.corpus_dir)
    documents: list[Document] = []
    reports: list[FileReport] = []
    first: dict[str, str] = {}  # doc_id by hash
    with Worker(settings.file_seconds, settings.file_memory) as worker:
        for file in files:
            started = time.perf_counter()
            reason, warnings = file.refusal, tuple[str, ...]()
            if not reason:
                try:
                    document = worker.read(file.path, file.doc_id, manifest.get(file.doc_id))
                except CorpusError as error:
                    reason = str(error).removeprefix(f"{file.doc_id}: ")
                else:
                    documents.append(document)
                    twin = first.setdefault(document.sha256, file.doc_id)
                    warnings = _warnings(document, twin)
            seconds = round(time.perf_counter() - started, 3)
            reports.append(FileReport(file.doc_id, reason, 0, warnings, seconds))
    if not documents:
        raise nothing_to_read(settings.corpus_dir, *(r.problems()[0] for r in reports[:1]))
    return documents, reports


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


def report_lines(reports: Sequence[FileReport], *, full: bool) -> list[str]:
    """Return the report: all lines, or those of the first problems; then how many there are of each."""
    lines = [line for r in reports for line in (r.lines() if full else r.problems())]
    if not full and len(lines) > _MOST_LINES:
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
