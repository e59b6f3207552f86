"""The command ``python -m rag index``: builds the index and reports on the files of the corpus."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rag.encode import load_encoder
from rag.errors import IndexMismatch, InvalidOption
from rag.intake import report_lines
from rag.pipeline import build_index, open_index
from rag.settings import PROJECT, settings_for
from rag.types import FileReport


def run(options: argparse.Namespace) -> int:
    """Build the index unless it is up to date; print what became of the files.

    Raises RagError.
    """
    settings = settings_for(
        options.corpus or (PROJECT / "corpus" if options.index else None), options.index
    )
    encoder = load_encoder(settings.encoder)
    state = "up to date"
    try:
        if options.rebuild:
            raise IndexMismatch("a new index is asked for")
        index = open_index(settings, encoder)
    except IndexMismatch:
        index = build_index(settings, encoder, _progress)
        state = "built"
    for line in report_lines(index.files, full=options.verbose):
        print(line, file=sys.stderr)
    if options.report:
        _write_report(options.report, index.files)
    print(
        f"{state}: {len(index.documents)} documents, {len(index.passages)} passages in {settings.index_dir}"
    )
    return 0


def _write_report(path: Path, files: Sequence[FileReport]) -> None:
    try:
        path.write_text(
            json.dumps([asdict(file) for file in files], ensure_ascii=False, indent=1), "utf-8"
        )
    except OSError as error:
        raise InvalidOption(
            f"cannot write {path} ({error.strerror}): give --report a file you may write"
        ) from error


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        print(f"\rencoding {done}/{total} passages", end=end, file=sys.stderr, flush=True)
