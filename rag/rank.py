"""The reader: does this sentence answer this question?

A cross-encoder that reads the question and a sentence with its title and clause path together and
gives one number s. "None of these" has the number 0, so that 1 - 1 / (1 + sum of exp(s)) is the
chance that one of several sentences answers (see ``training.train_reader``).
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.encode import SHIPPED
from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SHIPPED_READER = Path(__file__).resolve().parent / "weights" / "reader"
TITLE_CHARS, PATH_CHARS, SENTENCE_CHARS = 24, 40, 180
MAX_TOKENS, QUESTION_TOKENS = 256, 80  # of a pair; of the question in it
KEPT = 50_000  # scores in memory
_BOS, _EOS = 0, 2  # <s>, </s>


class Ranker(Protocol):
    """Gives a number to a question and each of several sentences: above 0, it answers."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a number for each text, as ``reader_text`` writes it."""


def reader_text(title: str, path: Sequence[str], sentence: str) -> str:
    """Return a sentence as the reader sees it: title and path in front, all cut to fit."""
    where = " › ".join(p for p in path if p)
    head = f"《{title[:TITLE_CHARS]}》" if title else ""
    return f"{head}{where[:PATH_CHARS]}：{sentence[:SENTENCE_CHARS]}"


def pair_ids(tokenizer: Tokenizer, question: str, text: str) -> list[int]:
    """Return ``<s> question </s></s> text </s>`` as token ids, at most MAX_TOKENS."""
    asked = tokenizer.encode(question, add_special_tokens=False).ids[
        -QUESTION_TOKENS:
    ]  # what is asked stands last
    told = tokenizer.encode(text, add_special_tokens=False).ids
    return [_BOS, *asked, _EOS, _EOS, *told[: MAX_TOKENS - len(asked) - 4], _EOS]


def chance_of_answer(scores: Sequence[float]) -> float:
    """Return the chance, 0 to 1, that one of the scored sentences answers."""
    total = sum(math.exp(min(s, 30.0)) for s in scores)
    return total / (1.0 + total)


class OnnxReader:
    """The shipped reader: int8, one pair at a time on each of ``threads`` threads.

    Raises ModelUnavailable when a file is missing or damaged.
    """

    def __init__(self, folder: Path = SHIPPED_READER, threads: int = 2) -> None:
        import onnxruntime
        from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf
        from tokenizers import Tokenizer

        from rag.onnx_module import session_options

        files = (folder / "model.onnx", SHIPPED / "tokenizer.json")  # the encoder's pieces
        if missing := next((f for f in files if not f.is_file()), None):
            raise ModelUnavailable(
                f"the reader's file {missing} is missing: restore it from the repository"
            )
        self._tokenizer = Tokenizer.from_file(str(files[1]))
        try:
            self._session = onnxruntime.InferenceSession(
                str(files[0]), session_options(), providers=["CPUExecutionProvider"]
            )
        except (Fail, InvalidGraph, InvalidProtobuf) as error:
            raise ModelUnavailable(
                f"the reader in {folder} is damaged: restore it from the repository"
            ) from error
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        self._known: OrderedDict[bytes, float] = OrderedDict()

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a number for each text; what was read before is remembered."""
        keys = [
            hashlib.blake2b(f"{question}\0{t}".encode(), digest_size=16).digest() for t in texts
        ]
        known = {key: self._known[key] for key in keys if key in self._known}
        new = [i for i, key in enumerate(keys) if key not in known]
        found = self._threads.map(lambda i: self._score(question, texts[i]), new)
        read = dict(zip((keys[i] for i in new), found, strict=True))
        self._known.update(read)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return [(known | read)[key] for key in keys]

    def _score(self, question: str, text: str) -> float:
        ids = np.array([pair_ids(self._tokenizer, question, text)], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        return float(self._session.run(None, feed)[0][0, 0])


class StockReader:
    """Any ``CrossEncoder`` of sentence-transformers, run by torch; its logits are the numbers."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        local = Path(name).expanduser().is_dir()
        try:
            self._model = CrossEncoder(name, device="cpu", local_files_only=local, num_labels=1)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelUnavailable(
                f"the reader {name!r} cannot be loaded ({type(error).__name__}): give a folder or "
                "hub name of a CrossEncoder, or nothing for the reader that is shipped"
            ) from error

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a number for each text."""
        from torch.nn import Identity

        if not texts:
            return []
        pairs = [(question, text) for text in texts]
        return [float(s) for s in self._model.predict(pairs, activation_fn=Identity())]


def load_reader(name: str = "", threads: int = 2) -> Ranker:
    """Return the shipped reader for "", else the CrossEncoder at a path or of a hub name.

    Raises ModelUnavailable.
    """
    return StockReader(name) if name else OnnxReader(threads=threads)
