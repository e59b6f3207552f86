"""The vector of each sentence of the documents, made with the index: which sentences are near a question."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.types import Document
from rag.units import Unit, units_of

ROWS, FIRST = "sentences.npy", "sentences.json"


@dataclass(frozen=True)
class SentenceVectors:
    """``rows`` [sentences, dimension] in float16, each of length 1; the sentences of a document
    follow each other from row ``first[doc_id]`` on."""

    rows: NDArray[np.float16]
    first: Mapping[str, int]

    def cosines(self, vector: NDArray[np.float32], units: Sequence[Unit]) -> NDArray[np.float32]:
        """Return the cosine of a question's vector with each sentence [units]."""
        at = [self.first[unit.document.doc_id] + unit.number for unit in units]
        return np.asarray(self.rows[at].astype(np.float32) @ vector, np.float32)

    def save(self, folder: Path) -> None:
        """Write both parts into a folder."""
        np.save(folder / ROWS, self.rows, allow_pickle=False)
        (folder / FIRST).write_text(json.dumps(dict(self.first)), encoding="utf-8")

    @staticmethod
    def load(folder: Path) -> SentenceVectors:
        """Read what ``save`` wrote; the rows stay on disk until they are asked for."""
        rows = np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)
        return SentenceVectors(rows, json.loads((folder / FIRST).read_text(encoding="utf-8")))


def sentence_texts(documents: Sequence[Document]) -> tuple[list[str], dict[str, int]]:
    """Return the sentences of all documents as they are encoded, and the first row of each."""
    texts: list[str] = []
    first: dict[str, int] = {}
    for document in documents:
        first[document.doc_id] = len(texts)
        texts += [unit.quote for unit in units_of(document)]
    return texts, first
