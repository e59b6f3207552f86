"""The shipped encoder as a module of sentence-transformers: onnxruntime in place of torch.

Imports torch and sentence-transformers (3 s, 300 MB): only ``rag.encode`` imports this, when
passages are first encoded.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule, Normalize
from sentence_transformers.sentence_transformer.modules import Pooling

from rag.onnx_texts import OnnxTexts

_PAD = 1


class OnnxTransformer(InputModule):
    """Texts to token vectors, one text at a time on each of ``threads`` threads."""

    def __init__(self, texts: OnnxTexts, dimension: int, threads: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch does not type it
        self._texts = texts
        self.tokenizer = texts.tokenizer
        self._dimension = dimension
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="encoder")

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor | Any]:
        """Return ``input_ids`` and ``attention_mask`` [texts, longest text]."""
        rows = self._texts.ids([(prompt or "") + text for text in inputs])
        ids = np.full((len(rows), max(map(len, rows))), _PAD, np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}

    def forward(
        self, features: dict[str, torch.Tensor | Any], **_: Any
    ) -> dict[str, torch.Tensor | Any]:
        """Add ``token_embeddings`` [texts, longest text, dimension]."""
        ids = features["input_ids"].numpy()
        lengths = features["attention_mask"].sum(dim=1).tolist()
        hidden = np.zeros((*ids.shape, self._dimension), np.float32)
        rows = [ids[i : i + 1, :length] for i, length in enumerate(lengths)]
        for i, state in enumerate(self._threads.map(self._texts.states, rows)):
            hidden[i, : lengths[i]] = state
        features["token_embeddings"] = torch.from_numpy(hidden)
        return features

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Refuse: the files are in the folder that the model was read from."""
        raise NotImplementedError("copy the folder of the encoder instead")


def onnx_sentence_transformer(
    texts: OnnxTexts, config: dict[str, Any], threads: int
) -> SentenceTransformer:
    """Return the shipped encoder with pooling, normalisation and prompts, in memory."""
    dimension = int(config["hidden_size"])
    return SentenceTransformer(
        modules=[
            OnnxTransformer(texts, dimension, threads),
            Pooling(dimension, str(config["pooling"])),
            Normalize(),
        ],
        prompts=dict(config["prompts"]),
        device="cpu",
    )
