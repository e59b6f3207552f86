"""Remake the README's screenshots: ``python eval/screenshots.py [--out docs] [--all]``.

Starts the page on a free port, asks, opens a citation and writes ``screenshot-*.png``. Needs
playwright (the ``dev`` extra) and Debian's chromium.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
BOX = "#question textarea"


class Shot(NamedTuple):
    """One picture: what is asked, on which screen, and which mark is opened (0: none)."""

    name: str
    questions: tuple[str, ...]
    width: int = 1280
    colours: str = "light"
    locale: str = "zh-CN"
    mark: int = 0


LIST = ("六大重点工程是什么？",)
README = (
    Shot("page", LIST, mark=4),
    Shot("refusal", ("公积金怎么提取？",)),
    Shot("english-dark", ("What are the six key projects?",), 1280, "dark", "en-US", 3),
    Shot("phone", LIST, 390, mark=4),
)
EVERY = (
    *README,
    *(
        Shot(f"{what}-{width}-{colours}-{locale[:2]}", questions, width, colours, locale, mark)
        for what, questions, mark in (
            ("start", (), 0),
            ("talk", (*LIST, "第三项呢？", "目标？"), 2),
        )
        for width in (390, 768, 1280, 1920)
        for colours in ("light", "dark")
        for locale in ("zh-CN", "en-US")
    ),
)


def take(browser: Browser, address: str, shot: Shot, out: Path) -> Path:
    """Open the page as one visitor, ask, open the mark, and write the picture."""
    height = 844 if shot.width < 600 else 860
    scheme: Any = shot.colours
    context = browser.new_context(
        viewport={"width": shot.width, "height": height}, color_scheme=scheme, locale=shot.locale
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(BOX, timeout=60_000)
    page.wait_for_timeout(1200)
    for number, question in enumerate(shot.questions):
        page.fill(BOX, question)
        page.press(BOX, "Enter")
        page.locator("#chat .answer").nth(number).wait_for(timeout=60_000)
        page.wait_for_timeout(1200)
    if shot.mark:
        page.locator("#chat .answer a.cite").nth(shot.mark - 1).click()
        page.wait_for_timeout(1000)
        page.evaluate("scrollTo(0, 0)")
        page.mouse.move(0, 0)
        page.wait_for_timeout(600)
    file = out / f"screenshot-{shot.name}.png"
    page.screenshot(path=file, full_page=shot.width < 1024)
    context.close()
    return file


def main() -> int:
    """Take the pictures and print each with its size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=PROJECT / "docs", help="folder for the pictures"
    )
    parser.add_argument(
        "--all", action="store_true", help="every width, colour scheme and language"
    )
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(PROJECT / "app.py"), "--port", str(port)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as server:
        try:
            if not server.stdout or "http" not in server.stdout.readline():
                return 2
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                for shot in EVERY if args.all else README:
                    file = take(browser, f"http://127.0.0.1:{port}/", shot, args.out)
                    print(f"{file}  {file.stat().st_size / 1000:.0f} kB")
                browser.close()
        finally:
            server.terminate()
            server.wait(20)
    return 0


if __name__ == "__main__":
    sys.exit(main())
