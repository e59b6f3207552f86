"""English prose that is on every machine with this environment: manuals, licences, docstrings."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Iterator
from pathlib import Path

_PROSE = {".md", ".rst", ".txt"}
_PROSE_NAMES = ("METADATA", "LICENSE", "NOTICE", "COPYING", "AUTHORS")
_LARGEST = 2_000_000  # bytes; beyond that a file is data, not prose


def installed_text() -> Iterator[str]:
    """Yield the English text of the standard library and of the installed packages, by file.

    Prose files and licences are given whole, Python files by their docstrings.
    """
    folders = {sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")}
    for folder in sorted(folders):
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix == ".py":
                yield docstrings(path)
            elif _is_prose(path):
                yield path.read_text(encoding="utf-8", errors="ignore")


def _is_prose(path: Path) -> bool:
    named = path.suffix in _PROSE or path.name.startswith(_PROSE_NAMES)
    return named and path.is_file() and path.stat().st_size <= _LARGEST


def docstrings(path: Path) -> str:
    """Return all docstrings of a Python file, one after the other; "" when it does not parse."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError):
        return ""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = (ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, kinds))
    return "\n".join(text for text in found if text)
