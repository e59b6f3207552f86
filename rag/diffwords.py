"""What changed inside a clause that stands in both versions: its words, its figures.

A figure, date or amount (``values``) is one word here, so that 5% -> 6% is one change; blanks, the
width of characters and the numbers of items inside an article are none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.diffalign import plain
from rag.draft import Span
from rag.terms import cut
from rag.values import find_values

FIGURES = ("money", "percent", "date", "duration", "frequency", "count")
ISLAND = 4  # characters that stay between two changes, each as long at least: those are one change
REWRITTEN = 16  # characters beside its figures from which a run is written anew: which took whose place is not known
_ITEM = re.compile(
    r"(?<![^\s])[（(][一二三四五六七八九十]{1,3}[）)]"
)  # the number of an item of a list
_REFERENCE = re.compile(r"[条款]$")  # 前两款: no figure


@dataclass(frozen=True, slots=True)
class Word:
    """A word at ``start:end`` of a text; ``text`` is how it is compared, ``kind`` that of a figure."""

    text: str
    start: int
    end: int
    kind: str = ""


Run = tuple[int, int, int, int]  # words of the old text, and of the new, by number
Exchange = tuple[Word | None, Word | None]  # figures of a kind, the old and the new


@dataclass(frozen=True, slots=True)
class Edit:
    """Words that were exchanged; one side may have none, and is empty where they would stand."""

    old: Span
    new: Span
    figures: tuple[Exchange, ...]


def edits_of(old: str, new: str) -> tuple[Edit, ...]:
    """Return what makes ``new`` of ``old``, in order; spans are offsets into the two texts."""
    before, after = tuple(words_of(old)), tuple(words_of(new))
    found: list[Edit] = []
    for runs in _changed(before, after):
        (i, _, j, _), (_, to_i, _, to_j) = runs[0], runs[-1]
        spans = _span(before, i, to_i), _span(after, j, to_j)
        if not any(word.kind for word in (*before[i:to_i], *after[j:to_j])):
            spans = _shortened(old, new, *spans)
        found.append(Edit(*spans, _exchanged([(before[a:b], after[c:d]) for a, b, c, d in runs])))
    return tuple(found)


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text in order, blanks left out."""
    items = (Word("（）", m.start(), m.end()) for m in _ITEM.finditer(text))
    at = 0
    for whole in sorted((*figures_in(text), *items), key=lambda w: w.start):
        yield from _cut(text, at, whole.start)
        yield whole
        at = whole.end
    yield from _cut(text, at, len(text))


def figures_in(text: str) -> list[Word]:
    """Return the figures, dates and amounts of a text in order; of two that overlap, the earlier and longer."""
    found = [
        Word(plain(v.text), v.start, v.end, v.kind)
        for kind in FIGURES
        for v in find_values(text, kind)
        if not _REFERENCE.search(v.text)
    ]
    found.sort(key=lambda w: (w.start, -w.end))
    kept: list[Word] = []
    for word in found:
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept


def _cut(text: str, start: int, end: int) -> Iterator[Word]:
    for word, _ in cut(text[start:end]):
        if same := plain(word):
            yield Word(same, start, start + len(word))
        start += len(word)


def _changed(old: Sequence[Word], new: Sequence[Word]) -> list[list[Run]]:
    """The runs of words that differ; those between which hardly anything stays are together."""
    match = SequenceMatcher(None, [w.text for w in old], [w.text for w in new], autojunk=False)
    found: list[list[Run]] = []
    for tag, *run in match.get_opcodes():
        if tag == "equal":
            continue
        runs = [(run[0], run[1], run[2], run[3])]
        while found and _length(old[found[-1][-1][1] : runs[0][0]]) <= min(
            ISLAND, _size(old, new, found[-1]), _size(old, new, runs)
        ):
            runs = found.pop() + runs
        found.append(runs)
    return found


def _size(old: Sequence[Word], new: Sequence[Word], runs: Sequence[Run]) -> int:
    """The characters of runs that are together, on the side that has more."""
    (i, _, j, _), (_, to_i, _, to_j) = runs[0], runs[-1]
    return max(_length(old[i:to_i]), _length(new[j:to_j]))


def _length(words: Iterable[Word]) -> int:
    return sum(len(word.text) for word in words)


def _span(words: Sequence[Word], start: int, end: int) -> Span:
    if start == end:  # nothing stands here
        at = words[start].start if start < len(words) else words[-1].end if words else 0
        return at, at
    return words[start].start, words[end - 1].end


def _shortened(old: str, new: str, gone: Span, come: Span) -> tuple[Span, Span]:
    """Without what one side has and the other only adds to: of 或者股东大会决议 -> 决议 the end stays."""
    before, after = old[slice(*gone)], new[slice(*come)]
    shared = min(len(before), len(after))
    if before[:shared] == after[:shared]:
        return (gone[0] + shared, gone[1]), (come[0] + shared, come[1])
    if before[len(before) - shared :] == after[len(after) - shared :]:
        return (gone[0], gone[1] - shared), (come[0], come[1] - shared)
    return gone, come


def _exchanged(runs: Iterable[tuple[Sequence[Word], Sequence[Word]]]) -> tuple[Exchange, ...]:
    """The figures that were exchanged: one by one where a kind has as many on both sides of a run.

    Those with which both sides begin, right behind what stays, took each other's place, whatever is written behind them.
    """
    pairs: list[Exchange] = []
    gone, come = list[Word](), list[Word]()
    for at, (old, new) in enumerate(runs):
        if at == 0 and old and new and old[0].kind and old[0].kind == new[0].kind:
            pairs.append((old[0], new[0]))
            old, new = old[1:], new[1:]
        anew = any(_length(w for w in side if not w.kind) > REWRITTEN for side in (old, new))
        lost, won = _without(old, new), _without(new, old)
        for kind in FIGURES:
            before, after = [w for w in lost if w.kind == kind], [w for w in won if w.kind == kind]
            if len(before) == len(after) and not anew:
                pairs += zip(before, after, strict=True)
            else:
                gone += before
                come += after
    alone: list[Exchange] = [(word, None) for word in _without(gone, come)]
    return (*pairs, *alone, *((None, word) for word in _without(come, gone)))


def _without(words: Sequence[Word], others: Sequence[Word]) -> list[Word]:
    """The figures among some words, without as many of each as stand among others."""
    left, kept = Counter(w.text for w in others if w.kind), list[Word]()
    for word in words:
        if not word.kind:
            continue
        if left[word.text] > 0:
            left[word.text] -= 1
        else:
            kept.append(word)
    return kept
