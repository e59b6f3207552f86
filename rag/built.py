"""What the making of an index came to: what changed, and what had to be encoded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rag.assemble import Encoded
from rag.earlier import Work
from rag.index import Index
from rag.manifest import Stamp


@dataclass(frozen=True, slots=True)
class Built:
    """An index that is in place, and what was done for it."""

    index: Index
    stamp: Stamp | None  # of its manifest
    work: Work
    encoded: Encoded | None = None  # None: nothing was written

    def changes(self) -> dict[str, str]:
        """Return for each document whether it was ``added``, ``changed``, ``removed`` or ``kept``."""
        before, now = _states(self.work.old), _states(self.index)
        return {
            doc_id: "removed" if doc_id not in now
            else "added" if doc_id not in before
            else "kept" if before[doc_id] == now[doc_id] else "changed"
            for doc_id in sorted(before.keys() | now.keys())
        }  # fmt: skip

    def count(self) -> dict[str, int]:
        """Return how many documents were ``added``, ``changed``, ``removed`` and ``kept``."""
        found = Counter(self.changes().values())
        return {change: found[change] for change in ("added", "changed", "removed", "kept")}

    def summary(self, folder: Path) -> str:
        """Return one line for the user."""
        size = f"{len(self.index.documents)} documents, {sum(file.passages for file in self.index.files)} passages"
        if self.encoded is None:
            return f"up to date: {size} in {folder}"
        done, resumed = self.encoded, self.encoded.resumed
        before = f", {resumed} of them before the last run was stopped" if resumed else ""
        changes = ", ".join(f"{number} {sort}" for sort, number in self.count().items())
        return (
            f"{'updated' if self.work.old else 'built'}: {size} in {folder} ({changes}; "
            f"{done.passages} passages and {done.sentences} sentences encoded{before})"
        )


def _states(index: Index | None) -> dict[str, str]:
    """Return what decides of each document: its hash and what the clerk says of it."""
    if index is None:
        return {}
    corpus, clerk = index.recipe.corpus, index.recipe.clerk
    return {doc_id: corpus[doc_id] + clerk.get(doc_id, "") for doc_id in index.documents}
