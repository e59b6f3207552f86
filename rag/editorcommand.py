"""The command ``python -m rag editor``: who may change the documents on the page."""

from __future__ import annotations

import argparse
import getpass
import sys

from rag.editors import add_editor, read_editors, remove_editor
from rag.errors import InvalidOption
from rag.settings import settings_for


def run(options: argparse.Namespace) -> int:
    """Add or remove an editor, or list them; the password comes from the terminal or from one line of
    standard input. Raises InvalidOption."""
    file = settings_for(None, None).editors
    if options.action == "list":
        print("\n".join(sorted(read_editors(file))) or f"nobody may change documents ({file})")
        return 0
    if not options.name:
        raise InvalidOption(f"whom? python -m rag editor {options.action} NAME")
    if options.action == "add":
        add_editor(file, options.name, _password())
    else:
        remove_editor(file, options.name)
    print(
        f"{options.name}: {'may' if options.action == 'add' else 'may no longer'} change documents ({file})"
    )
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    try:
        password = getpass.getpass("password 密码: ")
        again = getpass.getpass("again 再输入一次: ")
    except EOFError:
        raise InvalidOption("no password was typed; run it again") from None
    if again != password:
        raise InvalidOption("the two passwords differ; try again")
    return password
