"""Questions about Chinese policy documents, answered with the clause that proves each sentence."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from rag.errors import RagError
from rag.types import Answer

if TYPE_CHECKING:
    from rag.indexing import build_index
    from rag.pipeline import PolicyAssistant
    from rag.settings import Settings

__all__ = ["Answer", "PolicyAssistant", "RagError", "Settings", "build_index"]

# Loaded when they are asked for: the process that takes files apart (worker.py) needs none of them.
_LATER = {
    "PolicyAssistant": "rag.pipeline",
    "Settings": "rag.settings",
    "build_index": "rag.indexing",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_LATER[name]), name)
