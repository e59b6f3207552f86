"""Serve the page on this machine: the address it listens on, its style files, nothing from outside."""

from __future__ import annotations

import socket

import gradio as gr
from starlette.middleware import Middleware

from rag.local_only import LocalOnly
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


def launch(blocks: gr.Blocks, host: str, port: int, share: bool = False) -> str:
    """Serve the page without blocking; return its address."""
    _, address, _ = blocks.launch(
        server_name=host, server_port=port, share=share, prevent_thread_lock=True, quiet=True,
        theme=gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS,
                             font_mono=("ui-monospace", "monospace")),
        css_paths=[CSS_FILE], favicon_path=ICON_FILE, footer_links=[], run_history=False,
        ssr_mode=False, pwa=False, show_error=False, state_session_capacity=1000,
        app_kwargs={"middleware": [Middleware(LocalOnly)]},
    )  # fmt: skip
    return str(address)
