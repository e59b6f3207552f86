"""Who is signed in: random tokens in memory, and few tries for who guesses a password.

The token is a cookie that scripts cannot read and that other sites' requests do not carry (HttpOnly,
SameSite=Strict). Each action asks ``editor_of`` again: an editor who was taken off the list or has
another password now is signed out at once. A restart signs everybody out.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import cookie_parser

from rag.editors import LONGEST_NAME, password_fits, read_editors
from rag.errors import InvalidOption

COOKIE = "rag_editor"
LASTS = 12 * 3600  # seconds that one may stay signed in
WINDOW = 15 * 60  # seconds over which failed tries are counted
_TRIES = {"address": 5, "name": 30}  # failed ones, of a network address and for a name


@dataclass(frozen=True, slots=True)
class _SignedIn:
    name: str
    stored: str  # the hash of the password at that time
    until: float


class SignIns:
    """The editors who are signed in to one server."""

    def __init__(self, file: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.file = file
        self._clock = clock
        self._open: dict[str, _SignedIn] = {}
        self._failed: dict[tuple[str, str], list[float]] = {}
        self._lock = threading.Lock()

    def is_set_up(self) -> bool:
        """Tell whether there is anybody who may sign in; a file that cannot be read has nobody."""
        return bool(self._editors())

    def wait(self, name: str, address: str) -> int:
        """Return the seconds until this may be tried; 0: now."""
        with self._lock:
            return self._wait(name, address)

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Return a new token; empty where name and password do not fit, or who tries has to ``wait``."""
        editors = self._editors()
        with self._lock:  # one hash at a time: each takes 32 MB
            if self._wait(name, address):
                return ""
            if password_fits(editors, name, password):
                now = self._clock()
                self._open = {t: one for t, one in self._open.items() if one.until > now}
                token = secrets.token_urlsafe(32)
                self._open[token] = _SignedIn(name, editors[name], now + LASTS)
                self._failed.pop(("address", address), None)
                return token
            for key in _keys(name, address):
                self._failed.setdefault(key, []).append(self._clock())
            return ""

    def sign_out(self, token: str) -> None:
        """Forget a token."""
        with self._lock:  # ``sign_in`` puts another table in place
            self._open.pop(token, None)

    def editor_of(self, headers: Mapping[str, str]) -> str:
        """Return the name of who sent a request with these headers (names in small letters); empty
        where nobody is signed in, or the request comes from a page of another origin."""
        found = self._open.get(token_of(headers)) if own_page(headers) else None
        if found is None or found.until <= self._clock():
            return ""
        return found.name if self._editors().get(found.name) == found.stored else ""

    def _editors(self) -> dict[str, str]:
        try:
            return read_editors(self.file)
        except InvalidOption:
            return {}

    def _wait(self, name: str, address: str) -> int:
        now = self._clock()
        recent = {
            key: [at for at in times if at > now - WINDOW] for key, times in self._failed.items()
        }
        self._failed = {key: times for key, times in recent.items() if times}
        waits = [0]
        for key in _keys(name, address):
            times, most = self._failed.get(key, []), _TRIES[key[0]]
            if len(times) >= most:
                waits.append(int(times[-most] + WINDOW - now) + 1)
        return max(waits)


def _keys(name: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("address", address), ("name", name[:LONGEST_NAME])


def token_of(headers: Mapping[str, str]) -> str:
    """Return the token among the cookies; empty without one."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def own_page(headers: Mapping[str, str]) -> bool:
    """Tell whether a request comes from this server's own page: browsers name its origin.

    SameSite counts other ports and hosts of the same domain as the same site; this does not. A proxy
    has to pass the Host header on.
    """
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
