"""What may stand behind the options of the command line; a fault is told in one line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import InvalidOption
from rag.filters import FILTERS
from rag.types import Document


def read_number(most: int) -> Callable[[str], int]:
    """Return a reader of a whole number, 1 to ``most``."""

    def read(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to {most}")
        return int(text)

    return read


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


def add_index_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``index`` takes: how much is made anew, what is told of it, and who encodes."""
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="build it anew, taking nothing from the earlier index",
    )
    parser.add_argument("--verbose", action="store_true", help="print a line for every file")
    parser.add_argument(
        "--report", type=Path, metavar="FILE.json", help="write what became of every file"
    )
    parser.add_argument(
        "--workers", type=read_number(256), default=1, metavar="N", help="processes that encode"
    )
    parser.add_argument("--ray", default="", metavar="ADDRESS",
                        help="encode on a Ray cluster: auto, its address, or local with N workers")  # fmt: skip


def add_question_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``ask`` and ``search`` take: one question or a file, and how the answer is shown."""
    parser.add_argument("question", nargs="?", help="the question")
    parser.add_argument(
        "--batch", type=Path, metavar="QUESTIONS.jsonl", help='lines of {"id", "question"}'
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE.jsonl", help="where the answers of a batch go"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--top-k", type=read_number(200), metavar="N", help="how many passages are retrieved"
    )
    parser.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE",
                        help=f"only documents with this value: {', '.join(FILTERS)}")  # fmt: skip


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
