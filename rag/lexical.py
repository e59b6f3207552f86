"""BM25 over Chinese: what counts as a word, and the index of those words.

Chinese has no spaces, so a run of Han characters is indexed by its character bigrams. What a
reader takes for one word survives whole: figures, bare and with their unit (``6200亿元``),
document numbers (``国发〔2018〕39号``), Latin words (``5g``, ``covid-19``).
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.postings import Segment, merged, segment_of, term_of

Tokenizer = Callable[[str], list[str]]

K1 = 0.6  # how soon the repetition of a word stops to count
B = 0.4  # how much a long passage is held against it

BLOCK = 32_768  # texts of a segment: some 100 MB while it is made
MOST_SMALL = 8  # segments of less than half a block before they become one
PARAMETERS = "words.json"

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
    """BM25 (Lucene's variant) of a list of texts; scores come back in the order of the texts.

    The texts lie in segments; ``places`` says for each of a segment's texts where it stands in the
    list, -1 where it was taken out. So texts can be added and taken out without reading the others
    again, and the scores, which hang on all texts, are those of an index made at once.
    """

    segments: tuple[Segment, ...]
    places: tuple[NDArray[np.int32], ...]  # [texts] of each segment
    size: int
    k1: float = K1
    b: float = B
    tokenizer: Tokenizer = tokenize

    @classmethod
    def build(
        cls, texts: Iterable[str], *, tokenizer: Tokenizer = tokenize, k1: float = K1, b: float = B
    ) -> LexicalIndex:
        """Index the texts in one pass; memory grows with the words of BLOCK of them."""
        empty = cls((), (), 0, k1, b, tokenizer)
        numbered = enumerate(texts)
        return empty.updated(np.empty(0, np.int64), numbered)

    def updated(self, kept: NDArray[np.int64], new: Iterable[tuple[int, str]]) -> LexicalIndex:
        """Return the index of another list of texts, of which only the new ones are read.

        ``kept`` [size]: where each text stands in the new list, -1 where it does not; ``new``: the
        place and the text of each of the others. Between them every place has to come once.
        """
        moved = np.append(kept, -1).astype(np.int32)  # the last one: gone already
        segments, places = list(self.segments), [moved[p] for p in self.places]
        added = iter(new)
        while block := list(islice(added, BLOCK)):
            segments.append(segment_of((text for _, text in block), self.tokenizer))
            places.append(np.array([place for place, _ in block], np.int32))
        alive = [n for n, p in enumerate(places) if (p >= 0).any()]
        small = [n for n in alive if (places[n] >= 0).sum() < BLOCK // 2]
        if len(small) > MOST_SMALL:
            stay = [places[n] >= 0 for n in small]
            segments.append(merged([segments[n] for n in small], stay))
            places.append(np.concatenate([places[n][s] for n, s in zip(small, stay, strict=True)]))
            alive = [n for n in alive if n not in small] + [len(segments) - 1]
        return replace(
            self, segments=tuple(segments[n] for n in alive),
            places=tuple(places[n] for n in alive),
            size=sum(int((places[n] >= 0).sum()) for n in alive),
        )  # fmt: skip

    def scores(self, query: str, extra_terms: Sequence[str] = ()) -> NDArray[np.float32]:
        """Return the BM25 score of each text, 0 where no word is shared; shape (size,).

        ``extra_terms`` are searched as if they stood in the query.
        """
        return self.scores_of(words_of(query, extra_terms, self.tokenizer))

    def scores_of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 score of each text for the words of a query; shape (size,)."""
        scores = np.zeros(self.size, np.float32)
        for word, times in Counter(words).items():
            found = self._postings(word)
            weight = times * self._idf(sum(len(places) for places, _ in found))
            for places, counts in found:
                scores[places] += np.float32(weight) * counts / (counts + self._norms[places])
        return scores

    def reach(self, query: str, extra_terms: Sequence[str] = ()) -> float:
        """Return what no text's score for the query exceeds: the sum of its words' idf.

        Lucene's idf, ln(1 + (N - df + 0.5) / (df + 0.5)); words in no text count with df 0.
        """
        return self.reach_of(words_of(query, extra_terms, self.tokenizer))

    def reach_of(self, words: Sequence[str]) -> float:
        """Return what no text's score for the words of a query exceeds."""
        return sum(times * self._idf(self._found(word)) for word, times in Counter(words).items())

    def save(self, folder: Path) -> None:
        """Write the segments (npy), their places and the parameters (JSON) into a new folder."""
        folder.mkdir()
        for number, (segment, places) in enumerate(zip(self.segments, self.places, strict=True)):
            segment.save(folder, number)
            np.save(folder / f"{number}.places.npy", places, allow_pickle=False)
        told = {"segments": len(self.segments), "size": self.size, "k1": self.k1, "b": self.b}
        (folder / PARAMETERS).write_text(json.dumps(told), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what ``save`` wrote; the arrays stay on disk until they are needed.

        Raises OSError, ValueError or KeyError when the files are not what ``save`` wrote.
        """
        told = json.loads((folder / PARAMETERS).read_text(encoding="utf-8"))
        numbers = range(told["segments"])
        return cls(
            tuple(Segment.load(folder, number) for number in numbers),
            tuple(np.load(folder / f"{n}.places.npy", allow_pickle=False) for n in numbers),
            told["size"], told["k1"], told["b"],
        )  # fmt: skip

    @cached_property
    def _norms(self) -> NDArray[np.float32]:
        """What the length of each text makes of the count of a word in it [size]."""
        lengths = np.zeros(self.size, np.float32)
        for segment, places in zip(self.segments, self.places, strict=True):
            lengths[places[places >= 0]] = segment.lengths[places >= 0]
        mean = max(float(lengths.mean(dtype=np.float64)), 1e-9) if self.size else 1.0
        return (self.k1 * (1 - self.b + self.b * lengths / mean)).astype(np.float32)

    @cached_property
    def _whole(self) -> tuple[bool, ...]:
        """For each segment whether none of its texts was taken out."""
        return tuple(bool((places >= 0).all()) for places in self.places)

    def holds(self, word: str) -> bool:
        """Return whether a text holds a word of the index: a pair of characters, or what is in other letters."""
        return self._found(word) > 0

    def _found(self, word: str) -> int:
        """Return how many texts hold a word."""
        term = term_of(word)
        rows = [segment.postings(term)[0] for segment in self.segments]
        return sum(
            len(some) if whole else int((places[some] >= 0).sum())
            for some, places, whole in zip(rows, self.places, self._whole, strict=True)
        )

    def _postings(self, word: str) -> list[tuple[NDArray[np.int32], NDArray[np.float32]]]:
        """Return for each segment the places of the texts that hold a word, and how often."""
        term, found = term_of(word), []
        for segment, places in zip(self.segments, self.places, strict=True):
            rows, counts = segment.postings(term)
            at = places[rows]
            there = at >= 0
            found.append((at[there], counts[there].astype(np.float32)))
        return found

    def _idf(self, df: int) -> float:
        return math.log(1 + (self.size - df + 0.5) / (df + 0.5))
