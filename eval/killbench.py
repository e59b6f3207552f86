"""The bench of killtest.py: a corpus that changes, its index, and what the index has to be."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rag.encode import Encoder, Progress, Vectors
from rag.errors import IndexMismatch, InvalidOption
from rag.index import Index, load_index
from rag.indexing import build_index
from rag.settings import PROJECT, Settings

DOCUMENTS = 16
LARGEST = 15_000  # bytes of a document: the corpus is small so that many kills take minutes
KINDS = (".txt", ".md", ".html")  # a line more at their end leaves them readable


class Remembering:
    """An encoder that encodes no text twice, for what is expected."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Any] = {}
        self.dimension, self.fingerprint = encoder.dimension, encoder.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, [len(texts), dimension]."""
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors of passages, [len(texts), dimension]."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            vectors = self._encoder.encode_passages(new, progress)
            self._known.update(zip(new, vectors, strict=True))
        return np.array([self._known[text] for text in texts], np.float32)


@dataclass
class Bench:
    """A corpus that changes, its index, and what was seen so far."""

    root: Path
    chance: random.Random
    encoder: Encoder
    seconds: dict[bool, float] = field(default_factory=dict)  # of processor time that an update
    # takes which is not disturbed, with new text and without
    edits: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def settings(self) -> Settings:
        """The settings of the index that is killed."""
        return Settings(corpus_dir=self.root / "corpus", index_dir=self.root / "index")

    def expected(self) -> Index:
        """Return the index of the corpus as it is now, made from nothing in another folder."""
        aside = self.settings.model_copy(update={"index_dir": self.root / "expected"})
        return build_index(aside, self.encoder, rebuild=True).index

    def start(self, limit: int = 0) -> subprocess.Popen[str]:
        """Start the command; ``limit``: bytes that a file which it writes may have."""

        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        settings = self.settings
        command = [sys.executable, "-m", "rag", "index", "--corpus", str(settings.corpus_dir)]
        return subprocess.Popen(
            [*command, "--index", str(settings.index_dir)], cwd=PROJECT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limited if limit else None,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip

    def measure(self) -> Index:
        """Let an update with new text and one without end; return the index after them."""
        for new_text in (True, False):
            self.change(new_text)
            new, before = self.expected(), resource.getrusage(resource.RUSAGE_CHILDREN)
            self.start().communicate()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            self.seconds[new_text] = taken
            self.complete(new)
        return new

    def change(self, new_text: bool = True) -> None:
        """Change one to three documents; without ``new_text`` by name only: nothing to encode."""
        corpus, aside = self.settings.corpus_dir, self.root / "removed"
        aside.mkdir(exist_ok=True)
        files = sorted(corpus.iterdir())
        for path in self.chance.sample(files, self.chance.randint(1, 3)):
            self.edits += 1
            gone, kind = sorted(aside.iterdir()), self.chance.random()
            if new_text and kind < 0.3 and gone:
                gone[0].rename(corpus / gone[0].name)
            elif new_text:
                with path.open("a", encoding="utf-8") as file:
                    file.write(f"\n第{self.edits}次修订：补贴标准调整为{self.edits * 7}万元。\n")
            elif kind < 0.5 and len(files) > DOCUMENTS // 2 + 3:
                path.rename(aside / path.name)
            else:
                path.rename(corpus / f"{self.edits:03}-{path.name[-20:]}")

    def state(self, old: Index | None, new: Index) -> str:
        """Return which index is on disk, "none" where there is none; count what is wrong with it."""
        folder = self.settings.index_dir
        if old is None and not (folder / "manifest.json").exists():
            return "none"
        try:
            found = load_index(folder)  # checks the hash of every file
        except IndexMismatch as error:
            print(error, file=sys.stderr)
            self.faults["damaged"] += 1
            return "damaged"
        for name, index in (("old", old), ("new", new)):
            if index is not None and same(found, index):
                return name
        nearer = new if found.recipe == new.recipe or old is None else old
        have, wanted = Counter(found.passages), Counter(nearer.passages)
        self.faults["passages lost"] += (wanted - have).total()
        self.faults["passages doubled or foreign"] += (have - wanted).total()
        self.faults["neither old nor new"] += 1
        return "neither"

    def complete(self, new: Index) -> None:
        """Build to the end, as the next start does; count it where that is not the new index."""
        build_index(self.settings, self.encoder)
        if self.state(None, new) != "new":
            self.faults["not completed"] += 1
        left = {path.name.partition("-")[0] for path in self.settings.index_dir.iterdir()}
        if left != {".lock", "manifest.json", "data"} or len(data_folders(self.settings)) != 1:
            self.faults["leftovers"] += 1


def same(one: Index, other: Index) -> bool:
    """Whether two indexes are equal: documents, passages, vectors, words."""
    ids = np.arange(len(one.passages))
    return (
        (one.recipe, one.documents, one.passages)
        == (other.recipe, other.documents, other.passages)
        and np.array_equal(one.vectors.reconstruct_batch(ids), other.vectors.reconstruct_batch(ids))
        and np.array_equal(one.sentences.rows, other.sentences.rows)
        and one.sentences.first == other.sentences.first
        and np.array_equal(one.digests, other.digests)
        and np.array_equal(one.lexical.scores("补贴标准是什么"), other.lexical.scores("补贴标准是什么"))
    )  # fmt: skip


def data_folders(settings: Settings) -> list[Path]:
    """Return the data folders of an index, one of them in force."""
    return list(settings.index_dir.glob("data-*"))


def shards(settings: Settings) -> list[Path]:
    """Return the shards that a run has kept aside."""
    return list(settings.index_dir.glob("encoded-*/*.npz"))


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process and those it started have taken so far: a clock that
    no load makes slower.

    Fields 4 and 14 to 17 of ``/proc/PID/stat`` (proc(5)), the latter in ticks, those of children that
    have ended included; infinite once the process is gone.
    """
    ticks, there = 0, False
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        itself = path.parent.name == str(pid)
        there = there or itself
        if itself or fields[1] == str(pid):
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK") if there else float("inf")


def copy_texts(source: Path, corpus: Path, chance: random.Random) -> None:
    """Copy some small documents of a folder into a new corpus. Raises InvalidOption for too few."""
    files = [p for p in sorted(source.rglob("*")) if p.suffix in KINDS]
    small = [p for p in files if p.stat().st_size <= LARGEST]
    if len(small) < DOCUMENTS:
        raise InvalidOption(f"{source} has {len(small)} small documents, {DOCUMENTS} are needed")
    corpus.mkdir()
    for number, path in enumerate(chance.sample(small, DOCUMENTS)):
        (corpus / f"{number:02}{path.suffix}").write_bytes(path.read_bytes())
