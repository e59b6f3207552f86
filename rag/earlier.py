"""What is to be done for an index of a corpus, and what an earlier index is good for in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from rag.encode import Encoder
from rag.errors import IndexMismatch
from rag.files import CorpusFile, corpus_files, corpus_hashes, read_manifest
from rag.index import Index, Recipe, load_index
from rag.settings import Settings
from rag.stores import place_of
from rag.types import FileReport

Entries = Mapping[str, Mapping[str, Any]]  # what the corpus's manifest.jsonl says, by doc_id


@dataclass(frozen=True, slots=True)
class Work:
    """What the corpus holds beside what an earlier index has of it."""

    old: Index | None  # an index whose parts fit; None: all is made anew
    recipe: Recipe  # of the index as it has to be
    files: tuple[CorpusFile, ...]  # to be read: new and changed ones
    unchanged: tuple[str, ...]  # doc_id of those to be taken over, or to be skipped as before
    entries: Entries
    reports: tuple[FileReport, ...]  # of the files that are not read: unchanged or refused

    @property
    def is_done(self) -> bool:
        """Whether the earlier index has all there is and nothing else."""
        return self.old is not None and not self.files and self.old.recipe == self.recipe


def find_work(settings: Settings, encoder: Encoder, rebuild: bool) -> Work:
    """Compare the corpus with the index on disk; ``rebuild`` takes it for one without an index.

    Raises CorpusError when there is nothing to index.
    """
    old = None if rebuild else _earlier_index(settings, encoder)
    entries = read_manifest(settings.corpus_dir)
    known = _unchanged_hashes(old, entries) if old else {}
    files = corpus_files(settings.corpus_dir, settings.file_megabytes, entries)
    recipe = recipe_of(settings, encoder, files, entries)
    unchanged = [name for name, digest in recipe.corpus.items() if known.get(name) == digest]
    before = {report.doc_id: report for report in reversed(old.files)} if old else {}
    reports = [before[name] for name in unchanged]
    reports += [FileReport(file.doc_id, file.refusal) for file in files if file.refusal]
    return Work(
        old, replace(recipe, program=program_digest()),
        tuple(f for f in files if not f.refusal and known.get(f.doc_id) != f.digest),
        tuple(unchanged), entries, tuple(sorted(reports, key=lambda report: report.doc_id)),
    )  # fmt: skip


def recipe_of(
    settings: Settings, encoder: Encoder, files: Sequence[CorpusFile], entries: Entries
) -> Recipe:
    """Return what an index of the corpus has to be made from; ``entries``: doc_id -> the clerk's line.

    Raises CorpusError when no file may be read.
    """
    hashes = corpus_hashes(settings.corpus_dir, files)
    clerk = {name: said for name, said in _clerk_digests(entries).items() if name in hashes}
    folder = str(settings.corpus_dir.resolve())
    return Recipe(
        encoder.fingerprint, encoder.dimension, settings.passage_chars, hashes, clerk,
        place_of(settings), folder,
    )  # fmt: skip


@cache
def program_digest() -> str:
    """Return the sha256 of this program: another version may read the same file otherwise."""
    digest = hashlib.sha256()
    folder = Path(__file__).resolve().parent
    for path in sorted([*folder.glob("*.py"), *folder.glob("*.json")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _earlier_index(settings: Settings, encoder: Encoder) -> Index | None:
    """Return the index on disk if it is whole and was made alike; else None."""
    try:
        found = load_index(settings.index_dir, encoder=encoder.fingerprint)
    except IndexMismatch:
        return None
    made = found.recipe
    alike = (made.dimension, made.passage_chars) == (encoder.dimension, settings.passage_chars)
    alike &= bool(made.store) == bool(place_of(settings))  # the one has passages, the other has not
    complete = len(found.digests) == len(found.passages) + len(found.sentences.rows)
    return found if alike and complete else None


def _unchanged_hashes(index: Index, entries: Entries) -> dict[str, str]:
    """Return doc_id -> hash of the files that stay as read if they still have that hash.

    Not those of which the clerk says something else now; none when the index was made by another
    version of this program.
    """
    before, clerk = index.recipe, _clerk_digests(entries)
    if before.program != program_digest():
        return {}
    return {
        doc_id: sha256
        for doc_id, sha256 in before.corpus.items()
        if before.clerk.get(doc_id) == clerk.get(doc_id)
    }


def _clerk_digests(entries: Entries) -> dict[str, str]:
    return {
        doc_id: hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
        for doc_id, entry in entries.items()
    }
