"""Which text a vector was made from: what is found by it need not be encoded again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Digests = NDArray[np.bytes_]  # [texts], 16 bytes each

TYPE = np.dtype("S16")


def digests_of(texts: Sequence[str]) -> Digests:
    """Return the BLAKE2b digest of each text [len(texts)], 128 bits long: no two texts share one."""
    found = [hashlib.blake2b(text.encode(), digest_size=TYPE.itemsize).digest() for text in texts]
    return np.array(found, TYPE)


def no_digests() -> Digests:
    """Return the digests of no text."""
    return np.empty(0, TYPE)


def rows_of(wanted: Digests, have: Digests) -> NDArray[np.int64]:
    """Return where each digest stands in ``have`` [len(wanted)], -1 where it does not."""
    if not len(have):
        return np.full(len(wanted), -1, np.int64)
    order = np.argsort(have, kind="stable")
    at = np.minimum(np.searchsorted(have, wanted, sorter=order), len(have) - 1)
    rows = order[at]
    return np.where(have[rows] == wanted, rows, -1).astype(np.int64)
