"""Texts to vectors: the encoder that is shipped, or any sentence-transformers model in its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SHIPPED = Path(__file__).resolve().parent / "weights" / "e5-small"
Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

_BATCH = 32


class Encoder(Protocol):
    """Turns texts into vectors of length 1, so that an inner product is a cosine."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Same string, same vectors: names the model and its weights."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, [len(texts), dimension]."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of passages, [len(texts), dimension].

        ``progress`` is called with (passages done, passages in all).
        """


class SentenceEncoder:
    """An Encoder on top of a sentence-transformers model."""

    def __init__(self, model: SentenceTransformer, fingerprint: str) -> None:
        self._model = model
        self.fingerprint = fingerprint
        self.dimension = int(model.get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, [len(texts), dimension]."""
        return self._encode(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of passages, [len(texts), dimension]."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        # Neighbours in length share a batch, so that little is padded.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._encode(self._model.encode_document, [texts[i] for i in batch])
            if progress is not None:
                progress(start + len(batch), len(texts))
        return vectors

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors = encode(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)


def load_encoder(name: str = "", max_threads: int = 2) -> Encoder:
    """Return the shipped encoder for "", else the model at a local path or of a hub name.

    ``max_threads`` bounds the threads of the shipped encoder. Raises ModelUnavailable.
    """
    if name:
        return _load_stock(name)
    return _load_shipped(max_threads)


def _load_stock(name: str) -> Encoder:
    from sentence_transformers import SentenceTransformer

    path = Path(name)
    try:
        model = SentenceTransformer(name, device="cpu", local_files_only=path.is_dir())
    except (OSError, ValueError) as error:
        raise ModelUnavailable(f"the encoder {name!r} cannot be loaded: {error}") from error
    return SentenceEncoder(model, f"{name}")


def _load_shipped(max_threads: int) -> Encoder:
    import onnxruntime
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import InputModule, Normalize
    from sentence_transformers.sentence_transformer.modules import Pooling
    from tokenizers import Tokenizer

    class OnnxTransformer(InputModule):
        def __init__(self) -> None:
            super().__init__()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            self._session = onnxruntime.InferenceSession(
                str(SHIPPED / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self.tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
            self.tokenizer.enable_truncation(512)
            self._pool = ThreadPoolExecutor(max_threads)

        def preprocess(self, inputs: Any, prompt: str | None = None, **_: Any) -> dict[str, Any]:
            rows = [(prompt or "") + text for text in inputs]
            ids = [e.ids for e in self.tokenizer.encode_batch(rows)]
            width = max(map(len, ids))
            out = torch.ones((len(ids), width), dtype=torch.int64)
            mask = torch.zeros_like(out)
            for row, values in enumerate(ids):
                out[row, : len(values)] = torch.tensor(values)
                mask[row, : len(values)] = 1
            return {"input_ids": out, "attention_mask": mask}

        def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
            ids, mask = features["input_ids"].numpy(), features["attention_mask"].numpy()

            def one(row: int) -> NDArray[np.float32]:
                n = int(mask[row].sum())
                feed = {"input_ids": ids[row : row + 1, :n], "attention_mask": mask[row : row + 1, :n]}
                return self._session.run(None, feed)[0][0]

            hidden = np.zeros((*ids.shape, 384), np.float32)
            for row, states in enumerate(self._pool.map(one, range(len(ids)))):
                hidden[row, : len(states)] = states
            features["token_embeddings"] = torch.from_numpy(hidden)
            return features

        def save(self, output_path: str, *_: Any, **__: Any) -> None:
            raise NotImplementedError

    digest = hashlib.sha256()
    for file in ("model.onnx", "tokenizer.json"):
        path = SHIPPED / file
        if not path.is_file():
            raise ModelUnavailable(f"{path} is missing: fetch the repository again")
        digest.update(path.read_bytes())
    model = SentenceTransformer(
        modules=[OnnxTransformer(), Pooling(384, "mean"), Normalize()],
        prompts={"query": "query: ", "document": "passage: "},
        device="cpu",
    )
    return SentenceEncoder(model, f"e5-small-int8:{digest.hexdigest()[:16]}")
