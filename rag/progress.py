"""How far a long run is: one line with what is done, what there is, and the time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from itertools import accumulate

Report = Callable[[str], None]  # takes one line for the user

_EVERY = 30.0  # seconds between two lines where they are not written over each other
_OVERHEAD = 16  # characters: what a text costs beside its length


class TimeLeft:
    """Reports how far the encoding is; long texts count for more than short ones.

    ``lengths`` are the characters of the texts in the order in which they will be done; ``before``
    counts texts that were done in an earlier run.
    """

    def __init__(self, lengths: Sequence[int], before: int, report: Report | None) -> None:
        self._work = list(accumulate((n + _OVERHEAD for n in lengths), initial=0))
        self._before = before
        self._report = report
        self._started = time.monotonic()

    def after(self, start: int) -> Callable[[int, int], None] | None:
        """Return an encoder's ``progress`` for texts of which the first is number ``start``."""
        report = self._report
        if report is None:
            return None

        def progress(done: int, _: int) -> None:
            at, total = start + done, len(self._work) - 1
            seconds = time.monotonic() - self._started
            left = seconds * (self._work[-1] - self._work[at]) / max(self._work[at], 1)
            report(
                f"encoding {self._before + at}/{self._before + total} texts, {in_words(left)} left"
            )

        return progress


def in_words(seconds: float) -> str:
    """Return a length of time as one reads it: ``40 s``, ``12 min``, ``3 h 05 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"


class ProgressLine:
    """Prints lines on standard error: over each other on a terminal, else one in a while.

    Leaving it ends the line that stands on the terminal.
    """

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._open = False

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open:
            print(file=sys.stderr)

    def __call__(self, line: str) -> None:
        """Show a line."""
        now = time.monotonic()
        if sys.stderr.isatty():
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
            self._open = True
        elif now - self._last >= _EVERY:
            print(line, file=sys.stderr, flush=True)
            self._last = now
