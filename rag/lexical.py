"""BM25 over Chinese: what counts as a word, and the index of those words.

Chinese has no spaces, so a run of Han characters is indexed by its character bigrams. What a
reader takes for one word survives whole: figures, bare and with their unit (``6200亿元``),
document numbers (``国发〔2018〕39号``), Latin words (``5g``, ``covid-19``).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

Tokenizer = Callable[[str], list[str]]

K1 = 0.6  # how soon the repetition of a word stops to count
B = 0.4  # how much a long passage is held against it

# Where the letters of a document number (国发, 粤府办, 工信部联电子) begin in running text has no
# mark, so each of their endings of 2 to 8 characters makes a word.
STEM_CHARS = range(2, 9)

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_UNIT = (
    r"[十百千万亿兆]*[多余]?(?:个?百分点|%|‰|平方公里|平方米|立方米|公里|人民币|美元|港元|欧元|元|公斤|千克|吨"
    r"|米|亩|公顷|人次|人|名|家|户|个工作日|个月|个|项|件|条|款|章|届|次|批|台|辆|套|座|所|期|年|季度|月|日"
    r"|天|周|小时|时|分钟|分|秒|周岁|岁|级|类|倍|成|号|度|千瓦时|千瓦)"
)
_WORD = re.compile(
    r"(?P<number>[〔\[【(](?P<year>\d{4})[〕\]】)]\s?第?(?P<serial>\d+)\s?号)"
    rf"|(?P<figure>(?<![a-z0-9])\d+(?:,\d{{3}})*(?:\.\d+)?(?![a-z0-9]|\.\d))(?=(?P<unit>{_UNIT})?)"
    rf"|(?P<latin>(?:\d+\.)?(?:(?![{_HAN}])[^\W_])+(?:[-.+&'_][a-z0-9]+)*)"
    rf"|(?P<han>[{_HAN}]+)"
)
_STEM = re.compile(rf"[{_HAN}]*$")
_PART = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")


def tokenize(text: str) -> list[str]:
    """Return the words of a text in order, case and full-width forms made equal (NFKC)."""
    return tokenize_with(text, _bigrams)


def words_of(
    query: str, extra_terms: Sequence[str] = (), tokenizer: Tokenizer = tokenize
) -> list[str]:
    """Return the words of a query and of the terms that stand beside it."""
    return [word for part in (query, *extra_terms) for word in tokenizer(part)]


def tokenize_with(text: str, cut_han: Tokenizer) -> list[str]:
    """Cut a text into words; ``cut_han`` cuts its runs of Han characters."""
    text = unicodedata.normalize("NFKC", text).lower()
    words: list[str] = []
    for match in _WORD.finditer(text):
        if match["han"]:
            words += cut_han(match["han"])
        elif match["figure"]:
            words += _figure(match["figure"].replace(",", ""), match["unit"] or "")
        elif match["latin"]:
            words += _latin(match["latin"])
        else:
            stem = _STEM.search(text, max(0, match.start() - STEM_CHARS[-1]), match.start())
            words += _document_number(stem[0] if stem else "", match["year"], match["serial"])
    return words


def _bigrams(run: str) -> list[str]:
    """Return the overlapping pairs of characters of a run; a lone character is its own word."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _figure(value: str, unit: str) -> list[str]:
    return [value, value + unit] if unit else [value]


def _latin(word: str) -> list[str]:
    """Return a Latin word whole, and its parts where it is compound (``covid-19``)."""
    parts = _PART.findall(word)
    return [word, *parts] if len(parts) > 1 else [word]


def _document_number(stem: str, year: str, serial: str) -> list[str]:
    number = f"〔{year}〕{serial}号"
    stems = [stem[-n:] for n in STEM_CHARS if n <= len(stem)]
    return [number, f"{serial}号", *(s + number for s in stems)]


@dataclass(frozen=True)
class LexicalIndex:
    """BM25 (Lucene's variant) of a list of texts; scores come back in the order of the texts."""

    bm25: bm25s.BM25
    size: int
    tokenizer: Tokenizer = tokenize

    @classmethod
    def build(
        cls, texts: Iterable[str], *, tokenizer: Tokenizer = tokenize, k1: float = K1, b: float = B
    ) -> LexicalIndex:
        """Index the texts in one pass; memory grows with the number of their words."""
        vocabulary: dict[str, int] = {}
        # the empty word, in no query, stands in a text without words: bm25s divides by lengths
        ids = [
            [vocabulary.setdefault(word, len(vocabulary)) for word in tokenizer(text) or [""]]
            for text in texts
        ]
        if not ids:
            vocabulary[""] = 0
        bm25 = bm25s.BM25(k1=k1, b=b, method="lucene")
        bm25.index((ids or [[0]], vocabulary), create_empty_token=False, show_progress=False)
        return cls(bm25, len(ids), tokenizer)

    def scores(self, query: str, extra_terms: Sequence[str] = ()) -> NDArray[np.float32]:
        """Return the BM25 score of each text, 0 where no word is shared; shape (size,).

        ``extra_terms`` are searched as if they stood in the query.
        """
        return self.scores_of(words_of(query, extra_terms, self.tokenizer))

    def scores_of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 score of each text for the words of a query; shape (size,)."""
        ids = self.bm25.get_tokens_ids(list(words))
        if not ids:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self.bm25.get_scores_from_ids(ids), dtype=np.float32)[: self.size]

    def reach(self, query: str, extra_terms: Sequence[str] = ()) -> float:
        """Return what no text's score for the query exceeds: the sum of its words' idf.

        Lucene's idf, ln(1 + (N - df + 0.5) / (df + 0.5)); words in no text count with df 0.
        """
        return self.reach_of(words_of(query, extra_terms, self.tokenizer))

    def reach_of(self, words: Sequence[str]) -> float:
        """Return what no text's score for the words of a query exceeds."""
        ends = self.bm25.scores["indptr"]
        total = 0.0
        for word in words:
            column = self.bm25.vocab_dict.get(word)
            found = 0 if column is None else int(ends[column + 1] - ends[column])
            total += math.log(1 + (self.size - found + 0.5) / (found + 0.5))
        return total

    def save(self, folder: Path) -> None:
        """Write the arrays (npy), the vocabulary and the parameters (JSON) into a new folder."""
        folder.mkdir()
        self.bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """Read what ``save`` wrote; the arrays stay on disk until they are needed.

        Raises OSError, ValueError or KeyError when the files are not what ``save`` wrote.
        """
        bm25 = bm25s.BM25.load(folder, mmap=True, show_progress=False)
        return cls(bm25, size)
