"""What the making of an index came to: what changed, and what had to be encoded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.assemble import Encoded
from rag.earlier import Work
from rag.index import Index
from rag.manifest import Recipe, Stamp, differences


@dataclass(frozen=True, slots=True)
class Built:
    """An index that is in place, and what was done for it."""

    index: Index
    stamp: Stamp | None  # of its manifest
    work: Work
    encoded: Encoded | None = None  # None: nothing was written

    def count(self) -> dict[str, int]:
        """Return how many documents were ``added``, ``changed``, ``removed`` and ``kept``."""
        old = self.work.old
        before, now = _states(old.recipe) if old else {}, _states(self.work.recipe)
        found = differences(before, now)
        added, changed, removed = (len(found[sort]) for sort in ("new", "changed", "gone"))
        kept = len(now) - added - changed
        return {"added": added, "changed": changed, "removed": removed, "kept": kept}

    def summary(self, folder: Path) -> str:
        """Return one line for the user."""
        size = f"{len(self.index.documents)} documents, {len(self.index.passages)} passages"
        if self.encoded is None:
            return f"up to date: {size} in {folder}"
        done, resumed = self.encoded, self.encoded.resumed
        before = f", {resumed} of them before the last run was stopped" if resumed else ""
        changes = ", ".join(f"{number} {sort}" for sort, number in self.count().items())
        return (
            f"{'updated' if self.work.old else 'built'}: {size} in {folder} ({changes}; "
            f"{done.passages} passages and {done.sentences} sentences encoded{before})"
        )


def _states(recipe: Recipe) -> dict[str, str]:
    """Return what decides of each document: its hash and what the clerk says of it."""
    return {
        doc_id: sha256 + recipe.clerk.get(doc_id, "") for doc_id, sha256 in recipe.corpus.items()
    }
