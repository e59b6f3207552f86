"""Parts to an index: vectors are copied from the earlier one where the text is the same, else encoded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.digests import Digests, no_digests, rows_of
from rag.encode import Encoder, Vectors
from rag.index import Index, Recipe, make_index
from rag.lexical import LexicalIndex
from rag.parts import Part
from rag.progress import Report
from rag.sentences import SentenceVectors
from rag.shards import encode_aside
from rag.types import FileReport

Rows = Callable[[NDArray[np.int64]], NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Encoded:
    """How much no earlier index had, so that it was encoded."""

    passages: int = 0
    sentences: int = 0
    resumed: int = 0  # texts of both that a run that was stopped had encoded already


@dataclass(frozen=True, slots=True)
class Filled:
    """Vectors and the digests of their texts, passages before sentences; what had to be encoded."""

    passages: Vectors  # [passages, dimension]
    sentences: NDArray[np.float16]  # [sentences, dimension]
    digests: Digests  # [passages + sentences]
    encoded: Encoded


def fill_vectors(
    parts: Sequence[Part],
    earlier: Index | None,
    encoder: Encoder,
    folder: Path,
    report: Report | None = None,
) -> Filled:
    """Return the vectors of all parts, in their order; what is encoded is kept aside in ``folder``.

    ``earlier`` has to be of the same encoder. Raises IndexMismatch when the folder cannot be
    written.
    """
    of_passages = np.concatenate([no_digests(), *(part.passage_digests for part in parts)])
    of_sentences = np.concatenate([no_digests(), *(part.sentence_digests for part in parts)])
    vectors = np.zeros((len(of_passages), encoder.dimension), np.float32)
    told = np.zeros((len(of_sentences), encoder.dimension), np.float16)
    new = np.ones(len(of_passages), bool), np.ones(len(of_sentences), bool)
    if earlier is not None:
        count = len(earlier.passages)
        had = earlier.digests[:count], earlier.digests[count:]
        new = (
            _copy(vectors, rows_of(of_passages, had[0]), earlier.vectors.reconstruct_batch),
            _copy(told, rows_of(of_sentences, had[1]), earlier.sentences.rows.__getitem__),
        )
    wanted = of_passages[new[0]], of_sentences[new[1]]
    resumed = 0
    if len(wanted[0]) + len(wanted[1]):
        texts = {digest: text for part in parts for digest, text in part.texts.items()}
        missing = {digest: texts[digest] for some in wanted for digest in some.tolist()}
        into = [_Places(some, np.flatnonzero(n)) for some, n in zip(wanted, new, strict=True)]
        targets: tuple[NDArray[Any], ...] = vectors, told
        shards = encode_aside(missing, encoder, folder, report)
        for digests, made, before in shards:
            resumed += len(digests) if before else 0
            for places, target in zip(into, targets, strict=True):
                rows, at = places.of(digests)
                target[at] = made[rows]
    encoded = Encoded(int(new[0].sum()), int(new[1].sum()), resumed)
    return Filled(vectors, told, np.concatenate([of_passages, of_sentences]), encoded)


class _Places:
    """Where the vector of a text belongs: a text that stands twice has two places."""

    def __init__(self, digests: Digests, places: NDArray[np.int64]) -> None:
        order = np.argsort(digests, kind="stable")
        self._digests, self._places = digests[order], places[order]

    def of(self, digests: Digests) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return rows of ``digests`` and beside each a place for it, both [places found]."""
        low = np.searchsorted(self._digests, digests, "left")
        times = np.searchsorted(self._digests, digests, "right") - low
        rows = np.repeat(np.arange(len(digests)), times)
        at = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times) + low[rows]
        return rows, self._places[at]


def index_of(
    recipe: Recipe, parts: Sequence[Part], filled: Filled, files: Sequence[FileReport],
    earlier: Index | None = None,
) -> Index:  # fmt: skip
    """Return the index of the parts, which have to be in the order of their ``doc_id``.

    The words of what comes from the ``earlier`` index are taken over from it.
    """
    first, row = {}, 0
    for part in parts:
        first[part.document.doc_id] = row
        row += len(part.sentence_digests)
    return make_index(
        recipe,
        [part.document for part in parts],
        [passage for part in parts for passage in part.passages],
        filled.passages,
        _words(parts, earlier.lexical if earlier else LexicalIndex.build(())),
        SentenceVectors(filled.sentences, first),
        filled.digests,
        files,
    )


def _words(parts: Sequence[Part], earlier: LexicalIndex) -> LexicalIndex:
    kept, new, at = np.full(earlier.size, -1, np.int64), [], 0
    for part in parts:
        places = range(at, at + len(part.passages))
        if part.first >= 0:
            kept[part.first : part.first + len(places)] = places
        else:
            new.append((places, part))
        at += len(places)
    return earlier.updated(
        kept,
        ((n, text) for places, part in new for n, text in zip(places, part.words, strict=True)),
    )


def _copy(into: NDArray[Any], rows: NDArray[np.int64], have: Rows) -> NDArray[np.bool_]:
    """Copy the rows that are there, -1 where they are not; return which have to be made."""
    there = rows >= 0
    if there.any():
        into[there] = have(rows[there])
    return ~there
