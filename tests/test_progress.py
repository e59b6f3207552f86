"""The line that tells how far a long run is."""

from __future__ import annotations

import sys

import pytest

from rag import progress
from rag.progress import ProgressLine, TimeLeft, in_words


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(progress, "time", made)
    return made


def test_the_time_left_goes_by_length(clock: Clock) -> None:
    lines: list[str] = []
    left = TimeLeft([384, 384, 84, 84], 6, lines.append)  # and 16 for each
    first, second = left.after(0), left.after(2)
    assert first is not None
    assert second is not None
    clock.now = 40
    first(1, 2)
    first(2, 2)
    clock.now = 90
    second(1, 2)
    second(2, 2)
    assert lines == [
        "encoding 7/10 texts, 60 s left",
        "encoding 8/10 texts, 10 s left",
        "encoding 9/10 texts, 10 s left",
        "encoding 10/10 texts, 0 s left",
    ]


def test_nobody_listens() -> None:
    assert TimeLeft([1], 0, None).after(0) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (89.4, "89 s"), (90, "2 min"), (3600, "60 min"), (11100, "3 h 05 min")],
)
def test_times_are_read_easily(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_lines_come_seldom_where_nobody_looks_on(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressLine() as line:
        for second in range(100):
            clock.now = second
            line(str(second))
    assert capsys.readouterr().err.split() == ["30", "60", "90"]


def test_lines_stand_over_each_other_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with ProgressLine() as line:
        line("1/2")
        line("2/2")
    with ProgressLine():
        pass
    assert capsys.readouterr().err == "\r\x1b[K1/2\r\x1b[K2/2\n"
