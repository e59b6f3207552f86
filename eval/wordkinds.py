"""Other ways to cut Chinese into words, measured against the product's."""

from __future__ import annotations

import logging

import jieba

from rag.lexical import Tokenizer, tokenize, tokenize_with

jieba.setLogLevel(logging.ERROR)  # it announces its dictionary on stderr


def _jieba(run: str) -> list[str]:
    return [str(word) for word in jieba.cut_for_search(run)]


def _union(run: str) -> list[str]:
    """Return the pairs of characters and the words that are not pairs."""
    pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return pairs + [word for word in _jieba(run) if len(word) != 2 and len(run) > 1]


TOKENIZERS: dict[str, Tokenizer] = {
    "bigrams": tokenize,
    "jieba": lambda text: tokenize_with(text, _jieba),
    "union": lambda text: tokenize_with(text, _union),
}
