"""Nearest vectors in faiss: exact for few, inverted lists for many, both with ids that can be removed.

Up to EXACT vectors every one is compared (IndexIDMap2 over IndexFlatIP, float32). Beyond that they
lie in LISTS * sqrt(n) lists by their nearest centre (IndexIVFScalarQuantizer, float16, not residual,
with a table from ids to places) and a search reads PROBED of the lists; docs/scale.md has the
measurements behind both numbers.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]

EXACT = 250_000  # vectors that are all compared
LISTS = 2  # times the square root of the number of vectors
PROBED = 1 / 4  # of the lists
TRAINED_ON = 40  # vectors for each centre; faiss asks for 39 and more
ROUNDS = 5  # of k-means
BLOCK = 65_536  # vectors put in at once


def vector_index(vectors: Vectors, ids: Ids, exact: int = EXACT) -> faiss.Index:
    """Return the index of vectors [n, dimension] of length 1, by id [n].

    The same vectors give the same index, whether they come from an encoder or from another index.
    """
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    count, dimension = vectors.shape
    if count <= exact:
        flat = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        flat.add_with_ids(np.ascontiguousarray(vectors, np.float32), ids)
        return flat
    index: faiss.IndexIVF = _empty_lists(
        faiss.IndexFlatIP(dimension), dimension, round(LISTS * math.sqrt(count))
    )
    index.cp.niter, index.cp.seed = ROUNDS, 1
    chosen = np.random.default_rng(1).permutation(count)[: TRAINED_ON * index.nlist]
    index.train(_rounded(vectors[np.sort(chosen)]))
    index.set_direct_map_type(faiss.DirectMap.Hashtable)  # type: ignore[attr-defined]  # not in its stubs
    for start in range(0, count, BLOCK):
        index.add_with_ids(_rounded(vectors[start : start + BLOCK]), ids[start : start + BLOCK])
    return index


def nearest(
    index: faiss.Index, vector: NDArray[np.float32], top_k: int, allowed: Ids | None = None
) -> tuple[Ids, Vectors]:
    """Return ids and inner products of the nearest vectors, best first, equal ones by id.

    ``allowed``: the only ids that may be found. So few that all can be compared are.
    """
    # a second thread gains nothing for one vector and costs milliseconds of waiting for it
    faiss.omp_set_num_threads(1)
    if allowed is not None and isinstance(index, faiss.IndexIVF) and len(allowed) <= EXACT:
        scores = np.asarray(index.reconstruct_batch(allowed), np.float32) @ vector
        ids = allowed
    else:
        found = index.search(vector[np.newaxis], top_k, params=_parameters(index, allowed))
        scores, ids = found[0][0], found[1][0]
        scores, ids = scores[ids >= 0], ids[ids >= 0]  # -1 marks an empty place
    order = np.lexsort((ids, -scores))[:top_k]
    return ids[order], scores[order]


def remove(index: faiss.Index, ids: Ids) -> None:
    """Take vectors out of an index that is in memory."""
    index.remove_ids(faiss.IDSelectorArray(ids))


def in_memory(index: faiss.Index) -> faiss.Index:
    """Return a copy that can be changed: one that is mapped from a file must not be."""
    return faiss.deserialize_index(faiss.serialize_index(index))


def read_vectors(path: Path) -> faiss.Index:
    """Read an index; the vectors stay on disk until they are searched. Raises RuntimeError."""
    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)


def _empty_lists(quantizer: faiss.Index, dimension: int, lists: int) -> Any:
    return faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, lists, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT,
        False,
    )  # fmt: skip


def _parameters(index: faiss.Index, allowed: Ids | None) -> faiss.SearchParameters | None:
    selector = {} if allowed is None else {"sel": faiss.IDSelectorBatch(allowed)}
    if isinstance(index, faiss.IndexIVF):
        probed = index.nlist if allowed is not None else max(1, round(index.nlist * PROBED))
        return faiss.SearchParametersIVF(nprobe=probed, **selector)  # type: ignore[call-arg]  # as above
    return faiss.SearchParameters(**selector) if selector else None


def _rounded(vectors: Vectors) -> Vectors:
    """Return the vectors as the lists keep them, so that a copy of a copy is the same."""
    return np.ascontiguousarray(vectors.astype(np.float16), np.float32)
