"""A long piece of work in a thread of its own, and what it reports while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from rag.progress import Report

Result = TypeVar("Result")


def reported(work: Callable[[Report], Result]) -> Generator[str, None, Result]:
    """Do the work, yield the newest line that it reports, and return what it returns.

    It goes on to its end when nobody takes its lines any more. Raises what the work raises.
    """
    lines: SimpleQueue[str | None] = SimpleQueue()
    pool = ThreadPoolExecutor(1, thread_name_prefix="editing")
    future = pool.submit(work, lines.put)
    future.add_done_callback(lambda _: lines.put(None))
    pool.shutdown(wait=False)
    line: str | None = ""
    while line is not None:
        newest = line = lines.get()
        while line is not None and not lines.empty():
            line = lines.get()
            newest = line or newest
        if newest is not None:
            yield newest
    return future.result()
