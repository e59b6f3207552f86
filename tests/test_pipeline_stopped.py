"""A build that was stopped goes on: shards that are kept, damaged or of another encoder, and a full disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from rag import Settings, shards
from rag.errors import IndexMismatch
from rag.index import load_index
from rag.indexing import build_index
from rag.manifest import MANIFEST
from tests.changing import CountingEncoder, assert_as_rebuilt, build, write


def test_a_run_that_was_stopped_goes_on(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD", 4)
    _, all_texts = build(settings, rebuild=True)
    shutil.rmtree(settings.index_dir)
    stopped = CountingEncoder(stop_after=14)
    with pytest.raises(KeyboardInterrupt):
        build_index(settings, stopped)
    assert len(stopped.texts) == 12
    assert not (settings.index_dir / MANIFEST).exists()
    write(settings.corpus_dir, "e.txt", 70)  # the corpus need not wait
    built, texts = build(settings)
    assert not set(texts) & set(stopped.texts)
    assert set(texts) | set(stopped.texts) >= set(all_texts)
    assert built.encoded is not None
    assert built.encoded.resumed == 12
    assert "12 of them before the last run was stopped" in built.summary(settings.index_dir)
    assert not list(settings.index_dir.glob("encoded-*"))
    assert_as_rebuilt(settings, tmp_path)


def test_a_shard_that_is_damaged_is_encoded_again(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD", 4)
    with pytest.raises(KeyboardInterrupt):
        build_index(settings, CountingEncoder(stop_after=12))
    cut, flipped, _ = sorted(settings.index_dir.glob("encoded-*/*.npz"))
    cut.write_bytes(cut.read_bytes()[:-30])
    content = bytearray(flipped.read_bytes())
    content[len(content) // 2] ^= 1
    flipped.write_bytes(content)
    built, _ = build(settings)
    assert built.encoded is not None
    assert built.encoded.resumed == 4
    assert_as_rebuilt(settings, tmp_path)


def test_shards_of_another_encoder_are_not_used(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD", 4)
    with pytest.raises(KeyboardInterrupt):
        build_index(settings, CountingEncoder(stop_after=12))
    monkeypatch.setattr(CountingEncoder, "fingerprint", "other")
    built, _ = build(settings)
    assert built.encoded is not None
    assert built.encoded.resumed == 0
    assert not list(settings.index_dir.glob("encoded-*"))


def test_a_full_disk_while_encoding_is_one_line(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings)
    write(settings.corpus_dir, "b.txt", 99)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(IndexMismatch, match=r"No space left on device.*make room"):
        build(settings)
    assert not list(settings.index_dir.rglob("*.part"))
    assert len(load_index(settings.index_dir).documents) == 4
