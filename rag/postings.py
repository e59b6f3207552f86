"""Which word stands in which text and how often: a segment of a word index, made once, never changed.

```
0.terms.npy    uint64 [terms]      the digests of the words, ascending
0.starts.npy   int64 [terms + 1]   where the postings of each begin
0.rows.npy     int32 [postings]    the texts that hold the word, ascending
0.counts.npy   uint16 [postings]   how often each holds it
0.lengths.npy  int32 [texts]       words of each text
```
All arrays stay on disk until they are read. A word is told by 64 bits of its BLAKE2b: of 10**6
words two share them with a chance of 3 in 10**8.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Segment:
    """The postings of some texts; a text is a row."""

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    def postings(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """Return the rows that hold a term, ascending, and how often each does."""
        at = int(np.searchsorted(self.terms, np.uint64(term)))
        if at == len(self.terms) or int(self.terms[at]) != term:
            return self.rows[:0], self.counts[:0]
        span = slice(int(self.starts[at]), int(self.starts[at + 1]))
        return self.rows[span], self.counts[span]

    def save(self, folder: Path, number: int) -> None:
        """Write the arrays into a folder, named after the number of the segment."""
        for field in fields(self):
            path = folder / f"{number}.{field.name}.npy"
            np.save(path, getattr(self, field.name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, number: int) -> Segment:
        """Map what ``save`` wrote. Raises OSError or ValueError when it is something else."""
        return cls(*(
            np.load(folder / f"{number}.{field.name}.npy", mmap_mode="r", allow_pickle=False)
            for field in fields(cls)
        ))  # fmt: skip


def term_of(word: str) -> int:
    """Return the digest of a word, 64 bits."""
    key = word.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest())


def segment_of(texts: Iterable[str], tokenizer: Callable[[str], list[str]]) -> Segment:
    """Return the postings of texts; memory grows with the number of their words."""
    known: dict[str, int] = {}
    words, lengths = array("i"), array("i")
    for text in texts:
        found = [known.setdefault(word, len(known)) for word in tokenizer(text)]
        words.extend(found)
        lengths.append(len(found))
    sizes = np.array(lengths, np.int32)
    terms = np.array([term_of(word) for word in known], np.uint64)
    order = np.argsort(terms)
    place = np.empty(len(terms), np.int64)
    place[order] = np.arange(len(terms))
    numbers = place[np.array(words, np.int32)] if len(words) else np.empty(0, np.int64)
    keys = numbers * len(sizes) + np.repeat(np.arange(len(sizes)), sizes)
    keys, counts = np.unique(keys, return_counts=True)
    columns, rows = np.divmod(keys, max(len(sizes), 1))
    return _grouped(terms[order], columns, rows, counts, sizes)


def merged(segments: Sequence[Segment], kept: Sequence[NDArray[np.bool_]]) -> Segment:
    """Return one segment for several, their texts one after the other, without those not kept.

    ``kept``: for each segment which of its texts stay [texts].
    """
    terms = np.unique(np.concatenate([segment.terms for segment in segments]))
    columns, rows, counts, first = [], [], [], 0
    for segment, stays in zip(segments, kept, strict=True):
        new = first + np.cumsum(stays) - 1
        there = stays[segment.rows]
        place = np.searchsorted(terms, segment.terms)
        columns.append(np.repeat(place, np.diff(segment.starts))[there])
        rows.append(new[segment.rows[there]])
        counts.append(segment.counts[there])
        first += int(stays.sum())
    lengths = np.concatenate([s.lengths[k] for s, k in zip(segments, kept, strict=True)])
    # the rows of each segment ascend and follow those of the one before
    order = np.argsort(np.concatenate(columns), kind="stable")
    every = [np.concatenate(part)[order] for part in (columns, rows, counts)]
    return _grouped(terms, every[0], every[1], every[2], lengths)


def _grouped(
    terms: NDArray[np.uint64], columns: NDArray[Any], rows: NDArray[Any], counts: NDArray[Any],
    lengths: NDArray[np.int32],
) -> Segment:  # fmt: skip
    """Return the segment of postings that are sorted by column, then row; drop terms without any."""
    found = np.bincount(columns, minlength=len(terms))
    starts = np.concatenate([[0], np.cumsum(found[found > 0])]).astype(np.int64)
    most = np.iinfo(np.uint16).max
    return Segment(
        terms[found > 0], starts, rows.astype(np.int32),
        np.minimum(counts, most).astype(np.uint16), lengths,
    )  # fmt: skip
