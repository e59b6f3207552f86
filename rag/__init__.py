"""Questions about Chinese policy documents, answered with the clause that proves each sentence."""

from rag.errors import RagError
from rag.pipeline import PolicyAssistant, build_index
from rag.settings import Settings
from rag.types import Answer

__all__ = ["Answer", "PolicyAssistant", "RagError", "Settings", "build_index"]
