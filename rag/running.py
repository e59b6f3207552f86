"""A long piece of work in a thread of its own, and what it reports while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import TypeVar

from rag.progress import Report

Result = TypeVar("Result")
_LOOK = 0.1  # seconds between two looks whether the work is done


def reported(work: Callable[[Report], Result]) -> Generator[str, None, Result]:
    """Do the work, yield the newest line that it reports, and return what it returns.

    It goes on to its end when nobody takes its lines any more. Raises what the work raises.
    """
    lines: SimpleQueue[str] = SimpleQueue()
    pool = ThreadPoolExecutor(1, thread_name_prefix="editing")
    try:
        future = pool.submit(work, lines.put)
        while not future.done():
            try:
                line = lines.get(timeout=_LOOK)
                while not lines.empty():
                    line = lines.get()
                yield line
            except Empty:
                continue
        return future.result()
    finally:
        pool.shutdown(wait=False)
