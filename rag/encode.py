"""Texts to vectors: the encoder that is shipped, or any sentence-transformers model in its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from rag.onnx_texts import OnnxTexts

SHIPPED = Path(__file__).resolve().parent / "weights" / "e5-small"
_FILES = ("model.onnx", "tokenizer.json", "config.json")
Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

_BATCH = 32  # texts between two reports of progress; vectors do not depend on it


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


class ShippedEncoder:
    """The int8 encoder: passages through sentence-transformers, questions without importing it.

    Both run the same tokenizer and the same session, ``texts``; a test holds them together.
    """

    def __init__(
        self, texts: OnnxTexts, config: dict[str, Any], fingerprint: str, threads: int
    ) -> None:
        self.texts = texts  # the bare session
        self._config = config
        self._threads = threads
        self.fingerprint = fingerprint
        self.dimension = int(config["hidden_size"])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, [len(texts), dimension]."""
        prompt = self._config["prompts"]["query"]
        rows = [self.texts.mean(prompt + text) for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), self.dimension)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of passages, [len(texts), dimension]."""
        return self.sentences.encode_passages(texts, progress)

    @cached_property
    def sentences(self) -> SentenceEncoder:
        """The same model as a ``SentenceTransformer``, whose import takes 3 s and 300 MB."""
        from rag.onnx_module import onnx_sentence_transformer

        model = onnx_sentence_transformer(self.texts, self._config, self._threads)
        return SentenceEncoder(model, self.fingerprint)


def load_encoder(name: str = "", max_threads: int = 2) -> Encoder:
    """Return the shipped encoder for "", else the model at a local path or of a hub name.

    ``max_threads`` bounds the threads of the shipped encoder. A local path and the shipped
    encoder never touch the network. Raises ModelUnavailable.
    """
    return _load_stock(name) if name else load_shipped(max_threads=max_threads)


def load_shipped(folder: Path = SHIPPED, max_threads: int = 2) -> ShippedEncoder:
    """Return the int8 encoder in ``folder``; raises ModelUnavailable when a file is missing."""
    digest = hashlib.sha256()
    for file in _FILES:
        path = folder / file
        if not path.is_file():
            raise ModelUnavailable(
                f"the encoder's file {path} is missing: restore it from the repository, or "
                "rebuild it with python -m training.build_encoder"
            )
        digest.update(path.read_bytes())
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf

    from rag.onnx_texts import OnnxTexts

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    try:
        texts = OnnxTexts(
            folder / "model.onnx", folder / "tokenizer.json", int(config["max_tokens"])
        )
    except (Fail, InvalidGraph, InvalidProtobuf) as error:
        raise ModelUnavailable(
            f"the encoder in {folder} is damaged: restore it from the repository"
        ) from error
    fingerprint = f"e5-small-int8:{digest.hexdigest()[:16]}"
    return ShippedEncoder(texts, config, fingerprint, max_threads)


def _load_stock(name: str) -> Encoder:
    local = Path(name).expanduser()
    # Importing sentence-transformers takes 3 s, so it waits until a model is needed.
    from sentence_transformers import SentenceTransformer

    if local.is_dir() and not any((local / f).is_file() for f in ("modules.json", "config.json")):
        raise ModelUnavailable(f"the folder {name} holds no sentence-transformers model")
    try:
        model = SentenceTransformer(
            str(local) if local.is_dir() else name, device="cpu", local_files_only=local.is_dir()
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailable(
            f"the encoder {name!r} cannot be loaded ({type(error).__name__}): give a folder with a "
            "sentence-transformers model, a hub name that can be reached, or nothing for the "
            "encoder that is shipped"
        ) from error
    return SentenceEncoder(model, f"{local.name}:{_weights_digest(model)}")


def _weights_digest(model: SentenceTransformer) -> str:
    """Name a model by its weights and prompts, so that another place on disk changes nothing."""
    digest = hashlib.sha256(json.dumps(model.prompts, sort_keys=True).encode())
    for name, values in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(values.detach().cpu().contiguous().float().numpy().tobytes())
    return digest.hexdigest()[:16]
