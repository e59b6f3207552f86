"""Where a figure comes from: commit, corpus, model, gold file, machine."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rag.settings import PROJECT
from rag.types import Document

LIBRARIES = (
    "sentence-transformers",
    "transformers",
    "torch",
    "onnxruntime",
    "faiss-cpu",
    "jieba",
    "langchain-core",
    "numpy",
    "ir_measures",
    "rouge-score",
)


def commit() -> str:
    """Return the commit of the project, with ``+changes`` where files differ from it.

    "uncommitted" where there is no commit or no git.
    """
    head = _git("rev-parse", "--verify", "HEAD")
    if not head:
        return "uncommitted"
    return head + ("+changes" if _git("status", "--porcelain") else "")


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(PROJECT), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def corpus_hash(documents: Mapping[str, Document]) -> str:
    """Return one SHA-256 over the names and the contents' hashes of all documents."""
    lines = (f"{doc_id}\t{document.sha256}\n" for doc_id, document in sorted(documents.items()))
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def libraries() -> dict[str, str]:
    """Return the versions of the libraries that bear on the figures, where installed."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, str]:
    """Return what bears on times: system, processor count, and how busy it was."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": str(os.cpu_count()),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "date": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
