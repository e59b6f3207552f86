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
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from rag.digests import TYPE, Digests
from rag.encode import Encoder, Vectors
from rag.manifest import unwritable
from rag.progress import Report, TimeLeft

SHARD = 256  # texts that a kill can cost: some seconds


def encode_aside(
    texts: Mapping[bytes, str], encoder: Encoder, folder: Path, report: Report | None = None
) -> Iterator[tuple[Digests, Vectors, bool]]:
    """Encode texts by digest; what an earlier run in this index folder had is taken from it.

    Yields shard by shard, so that memory holds no vector twice: digests, their vectors
    [digests, dimension] and whether an earlier run had made them; each text once. Raises
    IndexMismatch when a shard cannot be written.
    """
    aside = folder / f"encoded-{_name(encoder)}"
    left = set(texts)
    for digests, vectors in vectors_aside(folder, encoder):
        there = np.array([digest in left for digest in digests.tolist()], bool)
        left.difference_update(digests.tolist())
        if there.any():
            yield digests[there], vectors[there], True
    # Neighbours in length share a batch, so that little is padded.
    order = sorted(left, key=lambda digest: (-len(texts[digest]), digest))
    clock = TimeLeft([len(texts[digest]) for digest in order], len(texts) - len(order), report)
    for start in range(0, len(order), SHARD):
        some = order[start : start + SHARD]
        made = encoder.encode_passages([texts[digest] for digest in some], clock.after(start))
        shard = np.array(some, TYPE)
        _write(aside, shard, made)
        yield shard, made, False


def vectors_aside(folder: Path, encoder: Encoder) -> Iterator[tuple[Digests, Vectors]]:
    """Yield the shards that an encoder's runs have left in an index folder; damaged ones are not."""
    dimension = encoder.dimension
    for path in sorted(folder.glob(f"encoded-{_name(encoder)}/*.npz")):
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as shard:
                one, rows = shard["digests"], shard["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            continue
        if one.dtype == TYPE and rows.shape == (len(one), dimension):
            yield one, rows


def remove_shards(folder: Path) -> None:
    """Remove what runs of any encoder left in an index folder."""
    for aside in folder.glob("encoded-*"):
        shutil.rmtree(aside, ignore_errors=True)


def _name(encoder: Encoder) -> str:
    made_by = f"{encoder.fingerprint} {encoder.dimension}"
    return hashlib.sha256(made_by.encode()).hexdigest()[:12]


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
