"""Starting and ending a command quickly, for who asks one question and waits; memory given back on the way.

torch, transformers and sentence-transformers make millions of objects while they are imported and
hardly any cycle among them: looking for cycles at every 700th takes a tenth of the start. Taking 4,500
modules apart at the end takes a second in which nothing is closed that the system would not close.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

_EVERY = 100_000  # objects made between two looks for cycles; Python's own is 700


def collect_seldom() -> None:
    """Look for cycles of dead objects seldom. Memory is freed as before where there are none."""
    gc.set_threshold(_EVERY, 50, 100)


def give_back_memory() -> None:
    """Return to the system what was freed; glibc keeps it, some 200 MB once thousands of documents were compared.

    Does nothing where the C library has no ``malloc_trim``.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def leave(code: int) -> NoReturn:
    """End the process at once, with all output written."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # the reader of the output is gone
        pass
    os._exit(code)
