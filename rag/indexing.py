"""An index of the corpus as it is now: opened, or brought up to date by what changed.

files -> load, clean, metadata, structure (a process of its own) -> passages -> encode -> index
"""

from __future__ import annotations

from dataclasses import replace

from rag.assemble import fill_vectors, index_of
from rag.built import Built
from rag.earlier import Work, find_work, recipe_of
from rag.encode import Encoder
from rag.files import corpus_files, nothing_to_read, read_manifest
from rag.index import Index, load_index, locked, save_index, tidy
from rag.intake import completed, read_files
from rag.manifest import manifest_stamp
from rag.parts import earlier_parts, new_part
from rag.pools import Pool
from rag.progress import Report
from rag.settings import Settings
from rag.stores import is_filled, put_in_store, shared_encoder


def build_index(
    settings: Settings, encoder: Encoder, report: Report | None = None, *,
    rebuild: bool = False, pool: Pool | None = None,
) -> Built:  # fmt: skip
    """Bring the index on disk up to date with the corpus; only what changed is read and encoded.

    ``pool`` encodes; None: this process does. The index is the one that ``rebuild`` makes, which
    takes nothing from an earlier one. A run that is stopped loses at most one shard of vectors
    (shards.py). Raises CorpusError when there is nothing to index, IndexMismatch when the folder
    cannot be written, StoreUnavailable and InvalidOption as ``open_store`` does.
    """
    while True:
        stamp = manifest_stamp(settings.index_dir)
        work = find_work(settings, encoder, rebuild)
        if work.old and work.is_done and is_filled(settings, work.old):
            tidy(settings.index_dir)
            return Built(replace(work.old, files=work.reports), stamp, work)
        with locked(settings.index_dir, report):
            if manifest_stamp(settings.index_dir) == stamp:  # no other process was quicker
                return _build(work, settings, encoder, report, pool)


def _build(
    work: Work, settings: Settings, encoder: Encoder, report: Report | None, pool: Pool | None
) -> Built:  # fmt: skip
    parts = earlier_parts(work.old, work.unchanged) if work.old else {}
    reports = list(work.reports)
    for found, document in read_files(work.files, work.entries, settings):
        reports.append(found)
        if document is not None:
            parts[document.doc_id] = new_part(document, settings.passage_chars)
    if not parts:
        raise nothing_to_read(settings.corpus_dir, *(r.problems()[0] for r in reports[:1]))
    ordered = [parts[doc_id] for doc_id in sorted(parts)]
    stored = 0
    if work.recipe.store:
        ordered, taken, stored = put_in_store(ordered, settings, encoder, pool, report)
    else:
        taken = {part.document.doc_id: (part.document, len(part.passages)) for part in ordered}
    shared = shared_encoder(settings, encoder, pool)
    filled = fill_vectors(ordered, work.old, shared, settings.index_dir, report)
    index = index_of(work.recipe, ordered, filled, completed(reports, taken), work.old)
    save_index(index, settings.index_dir)
    encoded = replace(filled.encoded, passages=filled.encoded.passages + stored)
    return Built(index, manifest_stamp(settings.index_dir), work, encoded)


def open_index(settings: Settings, encoder: Encoder) -> Index:
    """Load the index, checked against the corpus as it is now, or against the encoder alone when
    the corpus folder is gone. Raises CorpusError, IndexMismatch."""
    if settings.corpus_dir.is_dir():
        entries = read_manifest(settings.corpus_dir)
        files = corpus_files(settings.corpus_dir, settings.file_megabytes, entries)
        expected = recipe_of(settings, encoder, files, entries)
        return load_index(settings.index_dir, expected)
    return load_index(settings.index_dir, encoder=encoder.fingerprint)
