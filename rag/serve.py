"""Serve the page on this machine: the address it listens on, its style files, nothing from outside."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import gradio as gr
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from rag.local_only import LocalOnly
from rag.manage import CSS_FILE as MANAGE_CSS
from rag.page import CSS_FILE, ICON_FILE

FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


def port_is_free(host: str, port: int) -> bool:
    """Return whether the address can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def launch(
    blocks: gr.Blocks, host: str, port: int, routes: Sequence[BaseRoute], share: bool = False
) -> str:
    """Serve the page, and ``routes`` before Gradio's own, without blocking; return its address."""
    _, address, _ = blocks.launch(
        server_name=host, server_port=port, share=share, prevent_thread_lock=True, quiet=True,
        theme=gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS,
                             font_mono=("ui-monospace", "monospace")),
        css_paths=[CSS_FILE, MANAGE_CSS], favicon_path=ICON_FILE, footer_links=[], run_history=False,
        ssr_mode=False, pwa=False, show_error=False, state_session_capacity=1000,
        app_kwargs={"middleware": [Middleware(LocalOnly)], "routes": list(routes)},
    )  # fmt: skip
    return str(address)
