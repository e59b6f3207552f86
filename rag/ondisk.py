"""Items that stay on disk, one a line, and are read when they are asked for."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, overload

import numpy as np

Item = TypeVar("Item")


class Lines(Sequence[Item]):
    """The lines of a file, each parsed anew whenever it is asked for.

    The file is mapped: it may be replaced or removed meanwhile. Equal to any sequence that has
    equal items.
    """

    def __init__(self, path: Path, parse: Callable[[str], Item]) -> None:
        """Map the file and look where its lines end. Raises OSError."""
        self._parse = parse
        with path.open("rb") as file:
            filled = path.stat().st_size > 0
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if filled else b""
        ends = np.flatnonzero(np.frombuffer(self._bytes, np.uint8) == ord("\n")) + 1
        self._starts = np.concatenate([[0], ends])

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | Sequence[Item]:
        if isinstance(at, slice):
            return tuple(self[i] for i in range(*at.indices(len(self))))
        number = range(len(self))[at]  # IndexError, and numbers from the end
        return self._parse(self._bytes[self._starts[number] : self._starts[number + 1]].decode())

    def __iter__(self) -> Iterator[Item]:
        return (self[i] for i in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(
            mine == its for mine, its in zip(self, other, strict=True)
        )  # fmt: skip

    __hash__ = None  # type: ignore[assignment]  # as of a list
