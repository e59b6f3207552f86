"""What may stand behind the options of the command line; a fault is told in one line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

from rag.errors import InvalidOption


def read_count(text: str) -> int:
    """Read a number of passages, 1 to 200."""
    if not text.isdigit() or not 1 <= int(text) <= 200:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 200")
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
