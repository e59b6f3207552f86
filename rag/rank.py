"""The reader: does this sentence answer this question?"""

from __future__ import annotations

from collections.abc import Sequence

TITLE_CHARS, PATH_CHARS, SENTENCE_CHARS = 40, 60, 220


def reader_text(title: str, path: Sequence[str], sentence: str) -> str:
    """Return a sentence as the reader sees it: title and path in front, all cut to fit."""
    where = " › ".join(p for p in path if p)
    head = f"《{title[:TITLE_CHARS]}》" if title else ""
    return f"{head}{where[:PATH_CHARS]}：{sentence[:SENTENCE_CHARS]}"
