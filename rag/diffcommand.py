"""The command ``python -m rag diff``: two documents of the index compared, as text, JSON or a page."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from rag.diff import Diff, compare
from rag.diffpage import diff_to_html
from rag.diffrender import Language, diff_to_json, diff_to_text
from rag.errors import InvalidOption
from rag.options import known_document
from rag.types import Document


def run(documents: Mapping[str, Document], options: argparse.Namespace) -> int:
    """Compare ``options.old`` with ``options.new`` and print, or write, what differs; returns 0.

    Raises InvalidOption for an unknown document, the same one twice, a file that cannot be written.
    """
    old, new = (known_document(documents, doc_id) for doc_id in (options.old, options.new))
    if old is new:
        raise InvalidOption(f"{old.doc_id} is given twice: give the older version, then the newer")
    diff = compare(old, new)
    if options.html:
        _write(diff, options.html, options.lang)
        print(f"both versions are in {options.html}", file=sys.stderr)
    if options.json:
        print(json.dumps(diff_to_json(diff), ensure_ascii=False, indent=1))
    elif not options.html:
        print(diff_to_text(diff, options.lang))
    return 0


def _write(diff: Diff, path: Path, language: Language) -> None:
    try:
        path.write_text(diff_to_html(diff, language), encoding="utf-8", newline="\n")
    except OSError as error:
        raise InvalidOption(
            f"cannot write {path} ({error.strerror}): give --html a file you may write"
        ) from error
