"""What may stand behind the options of the command line; a fault is told in one line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import InvalidOption
from rag.types import Document


def read_count(text: str) -> int:
    """Read a number of passages, 1 to 200."""
    if not text.isdigit() or not 1 <= int(text) <= 200:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 200")
    return int(text)


def read_workers(text: str) -> int:
    """Read a number of workers, 1 to 256."""
    if not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 256")
    return int(text)


def read_day(text: str) -> date:
    """Read a day, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day: write YYYY-MM-DD") from None


def read_filters(pairs: Sequence[str]) -> dict[str, str]:
    """Read KEY=VALUE pairs. Raises InvalidOption."""
    for pair in pairs:
        if "=" not in pair:
            raise InvalidOption(f"--filter {pair}: write KEY=VALUE, for example kind=通知")
    return dict(pair.split("=", 1) for pair in pairs)


def known_document(documents: Mapping[str, Document], doc_id: str) -> Document:
    """Return a document of the index. Raises InvalidOption for one that it does not have."""
    if doc_id in documents:
        return documents[doc_id]
    known = ", ".join(sorted(documents)[:5])
    raise InvalidOption(f"no document {doc_id} in the index; it has {len(documents)}: {known}")


def add_diff_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``diff`` takes: two documents, and how the differences are shown."""
    parser.add_argument("old", metavar="DOC_A", help="the older version, as search names it")
    parser.add_argument("new", metavar="DOC_B", help="the newer version")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write both, side by side, as one page"
    )
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the labels")


def add_editor_arguments(commands: Any, run: Callable[[argparse.Namespace], int]) -> None:
    """Add the command ``editor``: what to do, and whom with."""
    text = "say who may change the documents on the page"
    parser = commands.add_parser("editor", help=text, description=text)
    parser.add_argument("action", choices=("add", "remove", "list"), help="what to do")
    parser.add_argument("name", nargs="?", default="", help="whom; add again: another password")
    parser.set_defaults(run=run)
