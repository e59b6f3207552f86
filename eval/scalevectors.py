"""Vectors for ``eval.scale``: as many real ones as there is time for, the others repeated with noise."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.digests import digests_of
from rag.encode import Encoder, Progress, Vectors
from rag.files import corpus_files
from rag.intake import read_files
from rag.parts import new_part
from rag.settings import Settings
from rag.shards import SHARD, encode_aside, vectors_aside

NOISE = 0.3  # length of the noise beside a vector of length 1


class Filling:
    """The shipped encoder for questions; passages get vectors that were made before, or repeated ones.

    A text without a vector takes that of another at random, with noise of length NOISE added.
    """

    def __init__(self, encoder: Encoder, cache: Path) -> None:
        self._encoder = encoder
        self.dimension, self.fingerprint = encoder.dimension, encoder.fingerprint
        self._chance = np.random.default_rng(0)
        shards = list(vectors_aside(cache, encoder))
        self._rows = np.concatenate(
            [np.empty((0, self.dimension), np.float32), *(v for _, v in shards)]
        )
        self._at = {d: i for i, d in enumerate(d for ds, _ in shards for d in ds.tolist())}
        self.real = self.filled = 0

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, [len(texts), dimension]."""
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of passages, [len(texts), dimension]."""
        rows = np.array([self._at.get(d, -1) for d in digests_of(texts).tolist()], np.int64)
        new = rows < 0
        self.real, self.filled = self.real + int((~new).sum()), self.filled + int(new.sum())
        rows[new] = self._chance.integers(0, len(self._rows), int(new.sum()))
        vectors = self._rows[rows]
        vectors[new] = noised(vectors[new], self._chance)
        return vectors


def noised(vectors: Vectors, chance: np.random.Generator) -> Vectors:
    """Return vectors [n, dimension] with noise of length NOISE added, at length 1."""
    noise = chance.standard_normal(vectors.shape, np.float32)
    moved = vectors + noise * np.float32(NOISE / vectors.shape[1] ** 0.5)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


def encode_some(laws: Path, cache: Path, encoder: Encoder, seconds: float) -> dict[str, int]:
    """Encode passages of documents in random order into shards in the cache until the time is up.

    Return how many vectors were there already and how many were made.
    """
    settings = Settings(corpus_dir=laws)
    files = corpus_files(laws, settings.file_megabytes)
    random.Random(0).shuffle(files)
    end, left = time.monotonic() + seconds, {}
    have = {digest for ds, _ in vectors_aside(cache, encoder) for digest in ds.tolist()}
    known, made = len(have), 0
    for _, document in read_files(files, {}, settings):
        if time.monotonic() > end:
            break
        part = new_part(document, settings.passage_chars) if document else None
        for digest in part.passage_digests.tolist() if part else ():
            if digest not in have:
                left[digest] = part.texts[digest] if part else ""
        if len(left) >= SHARD:
            made += sum(
                len(digests)
                for digests, _, before in encode_aside(left, encoder, cache)
                if not before
            )
            have.update(left)
            left = {}
    return {"vectors_before": known, "vectors_made": made}
