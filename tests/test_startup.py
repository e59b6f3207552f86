"""Memory that was freed goes back to the system."""

from __future__ import annotations

import ctypes
import resource
from pathlib import Path

import pytest

from rag.startup import give_back_memory

STATM = Path("/proc/self/statm")
BLOCKS, SIZE = 20_000, 4_000  # below what the allocator asks the system for by itself


def resident() -> int:
    return int(STATM.read_text().split()[1]) * resource.getpagesize()


@pytest.mark.skipif(
    not (STATM.is_file() and hasattr(ctypes.CDLL(None), "malloc_trim")), reason="needs glibc"
)
def test_what_was_freed_is_given_back() -> None:
    blocks = [bytes(SIZE) for _ in range(BLOCKS)]
    last = blocks[-1]  # the end of the heap stays in use, so that it cannot shrink by itself
    blocks = []
    before = resident()
    give_back_memory()
    assert before - resident() > BLOCKS * SIZE / 2
    assert len(last) == SIZE


def test_a_library_without_it_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    give_back_memory()
