"""The reader: does this sentence answer this question?

A cross-encoder that reads the question and a sentence with its title and clause path together and
gives one number s. "None of these" has the number 0, so that 1 - 1 / (1 + sum of exp(s)) is the
chance that one of several sentences answers (see ``training.train_reader``). It also says where in
the text a short answer begins and ends.
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.encode import SHIPPED
from rag.errors import ModelUnavailable
from rag.types import PATH_MARK

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SHIPPED_READER = Path(__file__).resolve().parent / "weights" / "reader"
TITLE_CHARS, PATH_CHARS, LONG_PATH, SENTENCE_CHARS = 24, 40, 48, 180
MAX_TOKENS, QUESTION_TOKENS = 256, 80  # of a pair; of the question in it
KEPT = 5_000  # readings in memory
MAX_SPAN = 40  # characters of a short answer
_BOS, _EOS = 0, 2  # <s>, </s>


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of one text: ``score``, and the log chances of a short answer's ends.

    ``offsets`` are the characters of each token of the text, ``starts`` and ``ends`` [tokens] the
    log chance that the answer begins or ends with it; empty where the reader gives none.
    """

    score: float
    offsets: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    starts: tuple[float, ...] = field(default=(), repr=False)
    ends: tuple[float, ...] = field(default=(), repr=False)

    def fit(self, start: int, end: int) -> float | None:
        """Return the log chance that ``text[start:end]`` is the short answer; None if not read."""
        first = next((i for i, (_, b) in enumerate(self.offsets) if b > start), None)
        last = next((i for i, (_, b) in enumerate(self.offsets) if b >= end), None)
        return None if first is None or last is None else self.starts[first] + self.ends[last]

    def span(self, start: int, most: int = MAX_SPAN) -> tuple[int, int, float] | None:
        """Return the likeliest short answer from character ``start`` on, as (start, end, log chance)."""
        best: tuple[float, int, int] | None = None
        for i, (a, _) in enumerate(self.offsets):
            if a < start:
                continue
            for j in range(i, len(self.offsets)):
                b = self.offsets[j][1]
                if b - a > most:
                    break
                found = (self.starts[i] + self.ends[j], a, b)
                best = found if best is None or found[0] > best[0] else best
        return (best[1], best[2], best[0]) if best else None


class Ranker(Protocol):
    """Reads a question and each of several sentences: a score above 0, it answers."""

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """Return a reading of each text, as ``reader_text`` writes it."""


def reader_text(title: str, path: Sequence[str], sentence: str, introduction: str = "") -> str:
    """Return a sentence as the reader sees it: title, path and introduction in front, cut to fit.

    Of a long path the ends are kept: the nearest heading tells most of what a sentence is about, the
    first which document it is of. Of one whose end the sentence says itself, the beginning.
    """
    parts = [p for p in path if p]
    said = bool(parts) and parts[-1] in sentence
    while not said and len(parts) > 1 and len(PATH_MARK.join(parts)) > LONG_PATH:
        parts.pop(1 if len(parts) > 2 else 0)
    where = PATH_MARK.join(parts)[: PATH_CHARS if said else LONG_PATH]
    about = title.find("关于")
    title = title[about:] if about > TITLE_CHARS // 2 else title  # 甲局 乙局|关于…的通知
    head = f"《{title[:TITLE_CHARS]}》" if title else ""
    intro = f"（{introduction}）" if introduction else ""
    return f"{head}{where}{intro}：{sentence[:SENTENCE_CHARS]}"


Offsets = tuple[tuple[int, int], ...]


def pair_ids(tokenizer: Tokenizer, question: str, text: str) -> tuple[list[int], int, Offsets]:
    """Return ``<s> question </s></s> text </s>`` as token ids, at most MAX_TOKENS.

    Also where the text begins among them, and the characters of each of its tokens.
    """
    asked = tokenizer.encode(question, add_special_tokens=False).ids[
        -QUESTION_TOKENS:
    ]  # what is asked stands last
    told = tokenizer.encode(text, add_special_tokens=False)
    kept = MAX_TOKENS - len(asked) - 4
    ids = [_BOS, *asked, _EOS, _EOS, *told.ids[:kept], _EOS]
    return ids, len(asked) + 3, tuple(told.offsets[:kept])


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

        from rag.onnx_texts import session_options

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
        self._known: OrderedDict[bytes, Reading] = OrderedDict()

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """Return a reading of each text; what was read before is remembered."""
        keys = [
            hashlib.blake2b(f"{question}\0{t}".encode(), digest_size=16).digest() for t in texts
        ]
        known = {key: self._known[key] for key in keys if key in self._known}
        new = [i for i, key in enumerate(keys) if key not in known]
        new.sort(key=lambda i: -len(texts[i]))  # the longest first: no thread waits for another
        found = self._threads.map(lambda i: self._read(question, texts[i]), new)
        read = dict(zip((keys[i] for i in new), found, strict=True))
        self._known.update(read)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return [(known | read)[key] for key in keys]

    def _read(self, question: str, text: str) -> Reading:
        row, first, offsets = pair_ids(self._tokenizer, question, text)
        ids = np.array([row], np.int64)
        score, spans = self._session.run(["score", "spans"], {"input_ids": ids})
        logs = _log_softmax(spans[0, first : first + len(offsets)])
        starts, ends = (tuple(map(float, logs[:, side])) for side in (0, 1))
        return Reading(float(score[0, 0]), offsets, starts, ends)


def _log_softmax(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the log chances of each column [rows, columns]."""
    shifted = values - values.max(0, initial=-1e9)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(0)), np.float32)


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

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """Return a reading of each text, without spans."""
        from torch.nn import Identity

        if not texts:
            return []
        pairs = [(question, text) for text in texts]
        return [Reading(float(s)) for s in self._model.predict(pairs, activation_fn=Identity())]


def load_reader(name: str = "", threads: int = 2) -> Ranker:
    """Return the shipped reader for "", else the CrossEncoder at a path or of a hub name.

    Raises ModelUnavailable.
    """
    return StockReader(name) if name else OnnxReader(threads=threads)
