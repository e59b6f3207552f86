"""A shipped model and its tokenizer under onnxruntime alone: no torch, no sentence-transformers.

A question is encoded from here, so that ``python -m rag ask`` never waits for the 3 s and 300 MB
that sentence-transformers takes to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer


class OnnxTexts:
    """Texts to token ids to token vectors, one text at a time.

    The int8 graph chooses one scale for everything that it is given at once: in a batch the
    longest text would change the others.
    """

    def __init__(self, model: Path, tokenizer: Path, max_tokens: int) -> None:
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.enable_truncation(max_tokens)
        self._session = onnxruntime.InferenceSession(
            str(model), session_options(), providers=["CPUExecutionProvider"]
        )

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, cut to ``max_tokens``."""
        return [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]

    def states(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the token vectors [tokens, dimension] of one text's ids [1, tokens]."""
        states: NDArray[np.float32] = self._session.run(None, {"input_ids": ids})[0][0]
        return states

    def mean(self, text: str) -> NDArray[np.float32]:
        """Return the mean of a text's token vectors at length 1, [dimension]."""
        mean = self.states(np.array(self.ids([text]), np.int64)).mean(axis=0)
        unit: NDArray[np.float32] = mean / np.linalg.norm(mean)
        return unit


def session_options() -> onnxruntime.SessionOptions:
    """Return the options of every model: one thread a text, several texts side by side."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options
