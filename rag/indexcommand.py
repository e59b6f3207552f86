"""The command ``python -m rag index``: brings the index up to date and says what became of the files."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from rag.built import Built
from rag.encode import load_encoder
from rag.errors import InvalidOption
from rag.indexing import build_index
from rag.intake import report_lines
from rag.pools import open_pool
from rag.progress import ProgressLine
from rag.settings import PROJECT, settings_for
from rag.types import FileReport


def run(options: argparse.Namespace) -> int:
    """Bring the index up to date; print what became of the files and what changed.

    Raises RagError.
    """
    settings = settings_for(
        options.corpus or (PROJECT / "corpus" if options.index else None), options.index
    )
    with ProgressLine() as progress, open_pool(options.workers, options.ray) as pool:
        built = build_index(
            settings, load_encoder(settings.encoder), progress, rebuild=options.rebuild, pool=pool
        )
    for line in report_lines(built.index.files, built.changes(), full=options.verbose):
        print(line, file=sys.stderr)
    if options.report:
        _write_report(options.report, built)
    print(built.summary(settings.index_dir))
    return 0


def _write_report(path: Path, built: Built) -> None:
    files, changes = built.index.files, built.changes()
    gone = [FileReport(name) for name in sorted(changes.keys() - {file.doc_id for file in files})]
    rows = [{**asdict(file), "change": changes.get(file.doc_id, "")} for file in [*files, *gone]]
    try:
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    except OSError as error:
        raise InvalidOption(
            f"cannot write {path} ({error.strerror}): give --report a file you may write"
        ) from error
