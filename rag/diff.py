"""What changed between two versions of a document, clause by clause, each side at its exact offsets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.diffalign import Part, Spot, align, in_order, parts_of
from rag.diffwords import Edit, edits_of
from rag.draft import Span
from rag.types import Document

Kind = Literal["reworded", "added", "removed", "moved", "unchanged"]


@dataclass(frozen=True, slots=True)
class Side:
    """A stretch of one version: ``document.text[start:end] == quote``."""

    doc_id: str
    clause_path: tuple[str, ...]
    start: int
    end: int
    quote: str
    changed: tuple[Span, ...] = ()  # offsets into the document of the words that differ


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure, date or amount that was exchanged in a clause; a side is None where it has none."""

    kind: str  # money, percent, date, duration, ... (``values``)
    old: Side | None
    new: Side | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A clause and what became of it. Of one that was added there is no old side, and so on.

    ``moved``: it has another number, or stands elsewhere among the clauses of both versions.
    ``edits`` are offsets into the documents, old and new.
    """

    kind: Kind
    old: Side | None
    new: Side | None
    moved: bool = False
    edits: tuple[tuple[Span, Span], ...] = ()
    figures: tuple[FigureChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """Two versions and all their clauses, in the order of the new one; what was removed stands where it stood."""

    old: Document
    new: Document
    clauses: tuple[Difference, ...]

    def of(self, kind: Kind) -> tuple[Difference, ...]:
        """Return the clauses of one kind."""
        return tuple(c for c in self.clauses if c.kind == kind)

    @property
    def figures(self) -> tuple[FigureChange, ...]:
        """The figures, dates and amounts that changed in clauses that both have; those of one side alone come last."""
        found = (figure for clause in self.clauses for figure in clause.figures)
        return tuple(sorted(found, key=lambda f: f.old is None or f.new is None))


@lru_cache(maxsize=8)
def compare(old: Document, new: Document) -> Diff:
    """Compare two versions clause by clause. The same documents always give the same result."""
    before, after = parts_of(old), parts_of(new)
    partners = align(before, after)
    fixed = set(in_order(partners))
    clauses: list[Difference] = []
    for i, j in _rows(partners, len(before), len(after)):
        if i is None or j is None:
            gone = None if i is None else side(old, before[i].start, before[i].end)
            come = None if j is None else side(new, after[j].start, after[j].end)
            clauses.append(Difference("removed" if come is None else "added", gone, come))
        else:
            clauses.append(_both(old, new, before[i], after[j], (i, j) in fixed))
    return Diff(old, new, tuple(clauses))


def side(document: Document, start: int, end: int, changed: Sequence[Span] = ()) -> Side:
    """Return a stretch of a document with the path of its clause."""
    path = document.path(document.clause_at(start).id)
    return Side(document.doc_id, path, start, end, document.text[start:end], tuple(changed))


def _rows(
    partners: Mapping[int, int], old: int, new: int
) -> Iterator[tuple[int | None, int | None]]:
    """Yield all clauses by their indices, old and new; one that was removed follows the one it followed."""
    taken, after = set(partners.values()), dict[int, list[int]]()
    last = -1
    for i in range(old):
        if i in taken:
            last = i
        else:
            after.setdefault(last, []).append(i)
    yield from ((i, None) for i in after.get(-1, ()))
    for j in range(new):
        yield partners.get(j), j
        yield from ((i, None) for i in after.get(partners.get(j, -2), ()))


def _both(old: Document, new: Document, before: Part, after: Part, in_place: bool) -> Difference:
    moved = not in_place or before.clause.label != after.clause.label
    shift = before.start + len(before.clause.label), after.start + len(after.clause.label)
    edits = (
        edits_of(old.text[shift[0] : before.end], new.text[shift[1] : after.end])
        if before.text != after.text
        else ()
    )
    if not edits:
        kind: Kind = "moved" if moved else "unchanged"
        sides = side(old, before.start, before.end), side(new, after.start, after.end)
        return Difference(kind, *sides, moved)
    spans = tuple((_at(edit.old, shift[0]), _at(edit.new, shift[1])) for edit in edits)
    figures = tuple(f for edit in edits for f in _figures(old, new, edit, shift))
    return Difference(
        "reworded",
        side(old, before.start, before.end, [a for a, _ in spans if a[0] < a[1]]),
        side(new, after.start, after.end, [b for _, b in spans if b[0] < b[1]]),
        moved, spans, figures,
    )  # fmt: skip


def _at(span: Span, shift: int) -> Span:
    return span[0] + shift, span[1] + shift


def _figures(old: Document, new: Document, edit: Edit, shift: Spot) -> Iterator[FigureChange]:
    for gone, come in edit.figures:
        kind = (gone or come).kind  # type: ignore[union-attr]  # never both without
        yield FigureChange(
            kind,
            side(old, gone.start + shift[0], gone.end + shift[0]) if gone else None,
            side(new, come.start + shift[1], come.end + shift[1]) if come else None,
        )
