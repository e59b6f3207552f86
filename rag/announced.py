"""The clauses that a sentence announces: …应当具备下列条件： and the items that follow it.

They are its children in the clause tree, or, where a paragraph (款, 段) stands between a heading and
its items, the run of clauses after that paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from rag.types import Clause, Document
from rag.units import Unit, units_of

LABELLED = frozenset(
    ("编", "章", "节", "条", "部分", "一、", "（一）", "1.", "（1）", "①", "一是", "首先", "第一，")
)
PLAIN = frozenset(("款", "段"))
FAR = 3000  # characters within which a list of conditions stands below its introduction
SHORT_LINE = 120  # a longer paragraph without a number is no item of a list
_LED = re.compile(r"[^，,。；;：:！？!?\s]{3,14}[。：:]\s?(?=\S)")  # 加强统筹协调。成立…
LED_LEAST = 3  # of such paragraphs among others
_SAYS_SO = re.compile(r"下列|以下|如下")


def items_of(document: Document, clause: Clause) -> tuple[Clause, ...]:
    """Return the children of a clause that carry numbers."""
    return tuple(c for c in document.children(clause.id) if c.scheme in LABELLED)


def announces(unit: Unit) -> bool:
    """Whether a sentence announces clauses: it ends in ：, or says 下列, and clauses follow."""
    ends = unit.quote.rstrip().endswith(("：", ":"))
    return (ends or bool(_SAYS_SO.search(unit.quote))) and bool(announced(unit))


def announcer(unit: Unit) -> Unit | None:
    """Return the sentence that announces the clause of a unit as one of its items, or None."""
    above = [u for u in units_of(unit.document) if unit.start - FAR < u.start < unit.start]
    for other in reversed(above):
        if announces(other) and any(c.start <= unit.start < c.end for c in announced(other)):
            return other
    return None


def announced(unit: Unit) -> tuple[Clause, ...]:
    """Return the clauses that stand below a sentence as its items; none where it ends no clause."""
    document, clause = unit.document, unit.clause
    if unit.end < clause.own_end - 2 or clause.scheme == "root":
        return ()
    if items := items_of(document, clause):
        return items
    if unit.is_heading and (run := _led_run(document, document.children(clause.id))):
        return run
    says_so = _SAYS_SO.search(unit.quote) or unit.quote.rstrip().endswith(("：", ":"))
    if says_so and (below := document.children(clause.id)):
        return _plain_run(document, below)
    if not says_so or clause.scheme not in PLAIN:
        return ()
    siblings = [c for c in document.children(clause.parent) if c.start >= clause.end]
    return (
        _labelled_run(document, siblings)
        or _plain_run(document, siblings)
        or _alike_run(document, siblings)
    )


def _labelled_run(document: Document, siblings: list[Clause]) -> tuple[Clause, ...]:
    """The numbered clauses right after a paragraph; the first of them may have lost its number."""
    if siblings and siblings[0].scheme in PLAIN and (rest := items_of(document, siblings[0])):
        if rest[0].number == 2:
            return (replace(siblings[0], end=siblings[0].own_end), *rest)
        return ()
    run: list[Clause] = []
    for clause in siblings:
        if clause.scheme not in LABELLED or (run and clause.scheme != run[0].scheme):
            break
        run.append(clause)
    return tuple(run)


def _led_run(document: Document, children: Sequence[Clause]) -> tuple[Clause, ...]:
    """Headings without numbers, or paragraphs that each begin with what they are about."""
    heads = tuple(c for c in children if c.scheme == "heading")
    if len(heads) > 1:
        return heads
    plain = [c for c in children if c.scheme in PLAIN]
    led = tuple(c for c in plain if _LED.match(document.text, c.start, c.end))
    if len(led) >= LED_LEAST or 1 < len(led) == len(plain):
        return led
    return _alike_run(document, plain)


def _alike_run(document: Document, siblings: Sequence[Clause]) -> tuple[Clause, ...]:
    """Paragraphs that all begin with the same word: 注重以用为先，… 注重以人为本，…."""
    first = document.text[siblings[0].start : siblings[0].start + 2] if siblings else ""
    run = takewhile(
        lambda c: c.scheme in PLAIN and document.text.startswith(first, c.start), siblings
    )
    found = tuple(run)
    return found if len(found) > 1 else ()


def _plain_run(document: Document, siblings: Sequence[Clause]) -> tuple[Clause, ...]:
    """Lines that end in ；, and the one after them that ends in 。."""
    run: list[Clause] = []
    for clause in siblings:
        line = document.text[clause.start : clause.end].rstrip()
        if clause.scheme not in PLAIN or len(line) > SHORT_LINE:
            break
        run.append(clause)
        if not line.endswith(("；", ";")):
            break
    return tuple(run) if len(run) > 1 else ()
