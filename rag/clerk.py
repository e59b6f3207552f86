"""Writing the clerk's line of a document into the corpus's manifest.jsonl; all other lines stay as they are."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.errors import CorpusError
from rag.files import MANIFEST, read_manifest
from rag.manifest import sync


def write_entry(folder: Path, doc_id: str, entry: Mapping[str, Any] | None) -> None:
    """Put a line in the place of the document's own, or behind the last; None takes it out.

    The file is written aside and replaced in one step. Raises CorpusError when it cannot be read or
    written.
    """
    before = read_manifest(folder).get(doc_id)
    wanted = {"doc_id": doc_id, **entry} if entry else None
    if before == wanted:
        return
    path = folder / MANIFEST
    lines = path.read_text(encoding="utf-8-sig").split("\n") if path.is_file() else []
    kept = [line for line in lines if line.strip()]
    place = len(kept)
    if before is not None:
        place = next(n for n, line in enumerate(kept) if json.loads(line)["doc_id"] == doc_id)
        del kept[place]
    if wanted:
        kept.insert(place, json.dumps(wanted, ensure_ascii=False))
    write_aside(path, "".join(line + "\n" for line in kept))


def write_aside(path: Path, text: str) -> None:
    """Write a file aside and put it in place in one step. Raises CorpusError."""
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_text(text, encoding="utf-8", errors="replace")  # a lone half of a pair
        sync(aside)
        os.replace(aside, path)
        sync(path.parent)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise CorpusError(f"{path} cannot be written ({error.strerror}); check the rights of its "
                          "folder and make room")  from None  # fmt: skip
