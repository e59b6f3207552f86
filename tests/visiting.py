"""The page in a real browser: the server, the browser, and one visitor."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag.settings import PROJECT

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
BOX = "#question textarea"
WAIT = 120_000  # ms: the machine may be busy


@contextmanager
def served(*arguments: str, **environment: str) -> Iterator[str]:
    """Serve the page with ``python app.py`` and more arguments; yields the address that it prints."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(PROJECT / "app.py"), "--port", str(port), *arguments]
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    ) as server:  # fmt: skip
        assert server.stdout
        line = server.stdout.readline()
        try:
            assert f"http://127.0.0.1:{port}/" in line, "the server printed no address"
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(20)


@contextmanager
def chromium(sync_api: Any) -> Iterator[Any]:
    """Run Debian's chromium under playwright's ``sync_api``."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """One visitor's page, with everything that it asked the network for."""

    def __init__(
        self, browser: Any, address: str, width: int = 1280, locale: str = "zh-CN"
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 844}, locale=locale, permissions=["clipboard-read", "clipboard-write"]
        )  # fmt: skip
        self.page = self.context.new_page()
        self.hosts: set[str | None] = set()
        self.errors: list[str] = []
        self.page.on("request", lambda r: self.hosts.add(urlsplit(r.url).hostname))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append("a dialog opened"))
        self.page.goto(address)
        self.page.wait_for_selector(BOX, timeout=WAIT)
        name = "政策问答" if locale == "zh-CN" else "Policy Q&A"
        self.page.wait_for_function("n => document.title === n", arg=name, timeout=WAIT)

    def ask(self, question: str) -> Any:
        """Type a question, press Enter, and return the settled answer."""
        before = self.page.locator("#chat .answer").count()
        self.page.fill(BOX, question)
        self.page.press(BOX, "Enter")
        return self.settled(before)

    def settled(self, before: int) -> Any:
        """Return the newest answer once it no longer grows."""
        answers = self.page.locator("#chat .answer")
        answers.nth(before).wait_for(timeout=WAIT)
        last = ""
        while last != (last := answers.nth(before).inner_html()):
            self.page.wait_for_timeout(400)
        return answers.nth(before)

    def marked(self) -> str:
        """The text that is highlighted as the opened quote, exactly."""
        return "".join(self.page.locator("#source mark.on").all_text_contents())

    def overflow(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))
