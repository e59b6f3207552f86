"""Encoding in shards that are kept aside, so that a run that was stopped does not begin anew.

```
index/
  encoded-5be1…/         named after the encoder; gone once the index is in place
    1f0c….npz            digests of up to 256 texts and their vectors
```
A vector is found by its text and its encoder, so it serves whatever has become of the corpus and
of the settings since. A shard is complete or is not there (``os.replace``); one that was damaged
is told by the check sums of its zip archive and is encoded again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from rag.digests import TYPE, Digests, no_digests, rows_of
from rag.encode import Encoder, Vectors
from rag.manifest import unwritable
from rag.progress import Report, TimeLeft

SHARD = 256  # texts that a kill can cost: some seconds


def encode_aside(
    texts: Mapping[bytes, str], encoder: Encoder, folder: Path, report: Report | None = None
) -> tuple[Digests, Vectors, int]:
    """Encode texts by digest; what an earlier run in this index folder had is taken from it.

    Returns digests [texts], their vectors [texts, dimension] and how many of them an earlier run
    had. Raises IndexMismatch when a shard cannot be written.
    """
    aside = folder / f"encoded-{_name(encoder)}"
    digests, vectors = _read(aside, encoder.dimension)
    needed = np.array(list(texts), TYPE)
    rows = rows_of(needed, digests)
    before = rows[rows >= 0]
    parts = [(digests[before], vectors[before])]
    # Neighbours in length share a batch, so that little is padded.
    left = sorted(needed[rows < 0].tolist(), key=lambda digest: -len(texts[digest]))
    clock = TimeLeft([len(texts[digest]) for digest in left], len(before), report)
    for start in range(0, len(left), SHARD):
        some = left[start : start + SHARD]
        made = encoder.encode_passages([texts[digest] for digest in some], clock.after(start))
        parts.append((np.array(some, TYPE), made))
        _write(aside, *parts[-1])
    return np.concatenate([d for d, _ in parts]), np.concatenate([v for _, v in parts]), len(before)


def remove_shards(folder: Path) -> None:
    """Remove what runs of any encoder left in an index folder."""
    for aside in folder.glob("encoded-*"):
        shutil.rmtree(aside, ignore_errors=True)


def _name(encoder: Encoder) -> str:
    made_by = f"{encoder.fingerprint} {encoder.dimension}"
    return hashlib.sha256(made_by.encode()).hexdigest()[:12]


def _read(aside: Path, dimension: int) -> tuple[Digests, Vectors]:
    digests, vectors = [no_digests()], [np.empty((0, dimension), np.float32)]
    for path in sorted(aside.glob("*.npz")):
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as shard:
                one, rows = shard["digests"], shard["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            continue
        if one.dtype == TYPE and rows.shape == (len(one), dimension):
            digests.append(one)
            vectors.append(rows)
    return np.concatenate(digests), np.concatenate(vectors)


def _write(aside: Path, digests: Digests, vectors: Vectors) -> None:
    path = aside / f"{uuid.uuid4().hex}.npz"
    part = path.with_suffix(".part")
    try:
        aside.mkdir(exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, digests=digests, vectors=vectors)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise unwritable(aside.parent, error) from error
