"""The shipped encoder as a module of sentence-transformers: onnxruntime in place of torch.

Imports torch and sentence-transformers (3 s, 300 MB): only ``rag.encode`` imports this, when a
model is first needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule, Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer

_PAD = 1


class OnnxTransformer(InputModule):
    """Texts to token vectors, one text at a time, so that none depends on its neighbours.

    The int8 graph chooses one scale for everything that it is given at once: in a batch the
    longest text would change the others. Texts run side by side on ``threads`` threads instead.
    """

    def __init__(
        self, model: Path, tokenizer: Path, dimension: int, max_tokens: int, threads: int
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch does not type it
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.enable_truncation(max_tokens)
        self._dimension = dimension
        self._session = onnxruntime.InferenceSession(
            str(model), session_options(), providers=["CPUExecutionProvider"]
        )
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="encoder")

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor | Any]:
        """Return ``input_ids`` and ``attention_mask`` [texts, longest text]."""
        texts = [(prompt or "") + text for text in inputs]
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
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
        # A single question gains nothing from another thread.
        states = map(self._run, rows) if len(rows) == 1 else self._threads.map(self._run, rows)
        for i, state in enumerate(states):
            hidden[i, : lengths[i]] = state
        features["token_embeddings"] = torch.from_numpy(hidden)
        return features

    def _run(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        states: NDArray[np.float32] = self._session.run(None, {"input_ids": ids})[0][0]
        return states

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Refuse: the files are in the folder that the model was read from."""
        raise NotImplementedError("copy the folder of the encoder instead")


def session_options() -> onnxruntime.SessionOptions:
    """Return the options of every model: one thread a text."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # texts run side by side, see OnnxTransformer
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options


def onnx_sentence_transformer(
    folder: Path, config: dict[str, Any], threads: int
) -> SentenceTransformer:
    """Return the encoder of ``folder`` with pooling, normalisation and prompts, in memory."""
    dimension = int(config["hidden_size"])
    transformer = OnnxTransformer(
        folder / "model.onnx",
        folder / "tokenizer.json",
        dimension,
        int(config["max_tokens"]),
        threads,
    )
    return SentenceTransformer(
        modules=[transformer, Pooling(dimension, str(config["pooling"])), Normalize()],
        prompts=dict(config["prompts"]),
        device="cpu",
    )
