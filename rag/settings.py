"""All settings in one frozen object, passed as an argument; nothing else reads the environment."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import InvalidOption

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """How documents are cut, encoded and searched. ``[rebuild]`` marks what needs a new index.

    Values come from arguments, then from ``RAG_<NAME>`` in the environment. Raises
    pydantic.ValidationError for an unknown key or a number out of bounds.
    """

    model_config = SettingsConfigDict(env_prefix="RAG_", frozen=True, extra="forbid")

    corpus_dir: Path = Field(PROJECT / "corpus", description="folder with the documents")
    index_dir: Path = Field(PROJECT / "index", description="folder of the index")
    editors: Path = Field(
        PROJECT / "editors.json", description="file of those who may change documents on the page"
    )
    encoder: str = Field(
        "", description="[rebuild] local path or hub name of a sentence-transformers model; "
        "empty: the encoder that is shipped",
    )  # fmt: skip
    reader: str = Field(
        "", description="local path or hub name of a CrossEncoder of sentence-transformers; "
        "empty: the reader that is shipped",
    )  # fmt: skip
    passage_chars: int = Field(
        400, ge=50, le=2000, description="[rebuild] longest passage, in characters"
    )
    store: Literal["faiss", "milvus"] = Field(
        "faiss", description="[rebuild] where passages are kept and searched: files of this "
        "machine, or Milvus (extra [milvus])",
    )  # fmt: skip
    store_uri: str = Field(
        "", description="[rebuild] Milvus: http://user:password@host:19530/database, or a path "
        "that ends in .db for Milvus Lite; empty: milvus.db in the index folder",
    )  # fmt: skip
    store_name: str = Field(
        "policy", pattern="^[A-Za-z_][A-Za-z0-9_]{0,99}$",
        description="[rebuild] Milvus: what the names of the corpus's collections begin with",
    )  # fmt: skip
    top_k: int = Field(10, ge=1, le=200, description="hits that a search returns")
    question_chars: int = Field(2000, ge=10, le=20000, description="longest question accepted")
    file_megabytes: int = Field(
        50, ge=1, le=2000, description="largest file read, in units of 10**6 bytes"
    )
    file_seconds: int = Field(
        60, ge=1, le=3600, description="computing time that one file may take, in seconds; "
        "by the clock five times as long",
    )  # fmt: skip
    file_memory: int = Field(
        3000, ge=200, le=64000, description="most memory that reading may take, in 10**6 bytes"
    )


def settings_for(corpus: Path | None, index: Path | None) -> Settings:
    """Return the settings for the folders that a command names; None means the shipped ones.

    A corpus of its own gets an index of its own; an index alone belongs to the corpus that it was
    made from. Raises IndexMismatch when only an index is named and it cannot be read, InvalidOption
    for a value of the environment that is none.
    """
    folders: dict[str, Any] = {}
    if corpus is not None:
        key = hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:8]
        folders = {"corpus_dir": corpus, "index_dir": index or PROJECT / "index" / f"corpus-{key}"}
    elif index is not None:
        from rag.index import recipe_on_disk  # faiss: only when there is an index to read

        folders = {"corpus_dir": Path(recipe_on_disk(index).folder or index), "index_dir": index}
    try:
        return Settings(**folders)
    except ValidationError as error:
        fault = error.errors()[0]
        name = f"RAG_{fault['loc'][0]}".upper()
        raise InvalidOption(f"{name} is {fault['input']!r}: {fault['msg']}; mend it") from None
