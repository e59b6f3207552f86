"""Which clause of one version is which of another: by their words, in place or moved.

Clauses whose pairs of characters agree are matched first, wherever they stand (Dice coefficient over
sets of pairs, greedily from the likest); then what is left between the same neighbours, at less; then
articles that are left and of which the one is nearly whole in the other.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.draft import trim
from rag.types import Clause, Document

ANYWHERE = 0.6  # Dice coefficient from which two clauses are the same, wherever they stand
IN_PLACE = 0.35  # and from which they are where both stand between the same neighbours
WITHIN = 0.7  # share of the shorter one from which it is in the longer one
WITHIN_LEAST = 16  # pairs of characters that it must have for that
SAME_LABEL = 0.05  # what the same number adds: it decides between clauses that are as like
SAME_TEXT = 0.1  # and the same text, since figures are left out of what is compared
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]")
_NUMBER = re.compile(r"[\d.,]+|[〇零一二三四五六七八九十百千万亿两]+")
Spot = tuple[int, int]  # the number of a clause in the one version, and in the other


@dataclass(frozen=True, slots=True)
class Part:
    """What is compared as one: an article with all its paragraphs, of another clause its own text.

    ``text`` is what follows the label, as ``plain`` gives it; ``document.text[start:end]`` has both.
    """

    clause: Clause
    start: int
    end: int
    text: str


def plain(text: str) -> str:
    """Return a text without blanks and with full-width forms made plain: neither is a difference."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def parts_of(document: Document) -> tuple[Part, ...]:
    """Return the parts of a document in order; they do not overlap, and none is blank."""
    return tuple(_parts(document))


def _parts(document: Document) -> Iterator[Part]:
    reached = 0
    for clause in document.clauses:
        if clause.start < reached:
            continue  # inside an article
        whole = clause.scheme == "条"
        start, end = trim(document, (clause.start, clause.end if whole else clause.own_end))
        reached = clause.end if whole else reached
        if text := plain(document.text[start + len(clause.label) : end]):
            yield Part(clause, start, end, text)


def align(old: Sequence[Part], new: Sequence[Part]) -> dict[int, int]:
    """Return the index in ``old`` of each index in ``new`` that has a partner there; one each.

    The same parts give the same pairs. Time: about that of counting the pairs of characters shared.
    """
    shared = _shared(old, new)
    likes = {spot: like for spot, (like, _) in shared.items() if like >= IN_PLACE}
    ranked = sorted(likes, key=lambda s: (-likes[s], _distance(s, old, new), s))
    found: dict[int, int] = {}
    _take(found, (s for s in ranked if likes[s] >= ANYWHERE))
    fixed = in_order(found)
    befores, afters = [i for i, _ in fixed], [j for _, j in fixed]
    _take(found, (s for s in ranked if bisect_left(befores, s[0]) == bisect_left(afters, s[1])))
    within = {
        (i, j): share
        for (i, j), (_, share) in shared.items()
        if share >= WITHIN and old[i].clause.scheme == new[j].clause.scheme == "条"
    }
    _take(found, sorted(within, key=lambda s: (-within[s], _distance(s, old, new), s)))
    return found


def likeness(one: str, other: str) -> float:
    """Return how much two texts are alike, 0 to 1, by their pairs of characters (Dice coefficient)."""
    first, second = _pairs(plain(one)), _pairs(plain(other))
    return 2 * len(first & second) / (len(first) + len(second))


def _take(found: dict[int, int], ranked: Iterable[Spot]) -> None:
    taken = set(found.values())
    for i, j in ranked:
        if i not in taken and j not in found:
            found[j] = i
            taken.add(i)


def _shared(old: Sequence[Part], new: Sequence[Part]) -> dict[Spot, tuple[float, float]]:
    """How like two clauses are, and which share of the shorter one is in the longer one."""
    grams, holders = [_pairs(part.text) for part in old], defaultdict[str, list[int]](list)
    for i, own in enumerate(grams):
        for pair in own:
            holders[pair].append(i)
    found: dict[Spot, tuple[float, float]] = {}
    for j, part in enumerate(new):
        own, shared = _pairs(part.text), Counter[int]()
        for pair in own:
            shared.update(holders.get(pair, ()))
        for i, count in shared.items():
            least = min(len(own), len(grams[i]))
            like, label = 2 * count / (len(own) + len(grams[i])), old[i].clause.label
            if like >= IN_PLACE or count >= WITHIN * least:
                like += SAME_LABEL * bool(label and label == part.clause.label)
                like += SAME_TEXT * (old[i].text == part.text)
                found[i, j] = like, count / least if least >= WITHIN_LEAST else 0.0
    return found


def _pairs(text: str) -> frozenset[str]:
    """The pairs of characters of a text, all numbers alike: a clause with another figure is the same clause."""
    text = _NUMBER.sub("0", text)
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset((text,))


def _distance(spot: Spot, old: Sequence[Part], new: Sequence[Part]) -> float:
    """How far apart two clauses stand in their versions, from 0 to 1."""
    return abs(spot[0] / len(old) - spot[1] / len(new))


def in_order(found: dict[int, int]) -> list[Spot]:
    """Return the most pairs that stand in the same order in both, as (old, new); the others were moved."""
    ends: list[int] = []  # the lowest end of a run of each length (patience sorting)
    runs: list[tuple[Spot, int]] = []  # each pair and the one before it in its run
    tops: list[int] = []
    for j in sorted(found):
        at = bisect_left(ends, found[j])
        runs.append(((found[j], j), tops[at - 1] if at else -1))
        ends[at:], tops[at:] = [found[j], *ends[at + 1 :]], [len(runs) - 1, *tops[at + 1 :]]
    kept: list[Spot] = []
    at = tops[-1] if tops else -1
    while at >= 0:
        spot, at = runs[at]
        kept.append(spot)
    return kept[::-1]
