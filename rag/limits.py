"""The limits of the process that takes files apart: computing time of one file or page, and memory."""

from __future__ import annotations

import resource
import signal

CLOCK = 5  # times the computing time that a file may take by the clock
_armed = 0  # seconds; 0 where nothing is limited


def limit_memory(megabytes: int) -> None:
    """Let this process take so much memory (10**6 bytes), and leave no image of it when it crashes."""
    for kind, wanted in ((resource.RLIMIT_DATA, megabytes * 10**6), (resource.RLIMIT_CORE, 0)):
        _, most = resource.getrlimit(kind)
        unbound = most == resource.RLIM_INFINITY
        resource.setrlimit(kind, (wanted if unbound else min(wanted, most), most))


def limit_time(seconds: int) -> None:
    """Have this process end when so many seconds have been computed; 0 lifts the limit."""
    global _armed
    _armed = seconds
    for sign in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(sign, signal.SIG_DFL)  # which ends it even within a library
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(CLOCK * seconds)


def begin_page() -> None:
    """Give a page that takes long the time of a file; nothing happens where no time is limited."""
    if _armed:
        limit_time(_armed)
