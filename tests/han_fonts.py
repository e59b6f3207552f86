"""Whether this machine has a Chinese font: PDF files that carry none are drawn, and read, with it."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def _has_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    told = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(told.stdout.strip())


needs_han_font = pytest.mark.skipif(
    not _has_font(),
    reason="no Chinese font is installed (fonts-noto-cjk): places of unembedded letters differ",
)
