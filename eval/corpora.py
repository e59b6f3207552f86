"""The corpora that questions are asked on: the shipped one, a given one, copies of other files."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from rag.errors import InvalidOption
from rag.settings import Settings


def settings_for(corpus: Path | None, index: Path | None, cache: Path) -> Settings:
    """Return the settings for a corpus and an index folder, each with its default.

    A corpus of the user's own without an index folder gets one below ``cache``, so that it never
    takes the place of the shipped index.
    """
    values: dict[str, Path] = {}
    if corpus is not None:
        if not corpus.is_dir():
            raise InvalidOption(f"{corpus} is no folder; give the documents' folder with --corpus")
        values["corpus_dir"] = corpus
        name = hashlib.sha256(str(corpus.resolve()).encode("utf-8")).hexdigest()[:12]
        values["index_dir"] = cache / name / "index"
    if index is not None:
        values["index_dir"] = index
    return Settings(**values)  # type: ignore[arg-type]  # pydantic-settings types its own options


def read_paths(listing: Path) -> list[str]:
    """Read a list of document paths, one a line. Raises InvalidOption."""
    try:
        lines = listing.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidOption(f"cannot read the list of documents {listing}: {error}") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def copied_corpus(source: Path, doc_ids: Iterable[str], cache: Path) -> Path:
    """Copy documents into a corpus folder below ``cache`` under the same relative paths.

    The copy is made anew each time: a document that changed must change the index. Raises
    InvalidOption, naming the first file that is not there.
    """
    target = cache / "elsewhere" / "corpus"
    shutil.rmtree(target, ignore_errors=True)
    for doc_id in doc_ids:
        origin = source / doc_id
        if not origin.is_file():
            raise InvalidOption(f"{origin} is missing; give the folder that holds it (--elsewhere)")
        place = target / doc_id
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, place)
    return target
