"""Which documents have the same text: one that was posted on several sites, with other furniture.

Texts are compared as sets of shingles, runs of ``SHINGLE`` letters and digits (Broder 1997: resemblance
and containment). Documents that share enough of the shingles whose hash is a multiple of ``SAMPLED``
are compared whole. They have the same text when what differs between the first and the last shingle
that they share is little and holds neither figures nor negations: those make another version.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.types import Document, Facts

SHINGLE = 9  # characters
SAMPLED = 16  # one of so many shingles tells which documents to compare
COMMON = 20  # documents that have a shingle beyond which it tells nothing
SHARED = 0.7  # of the sampled shingles of the shorter text, from which two texts are compared
WITHIN = 0.85  # share of the shorter text that is in the longer one
WITHIN_LONGER = 0.5  # and of the longer one in the shorter: an article that quotes a notice is none
SHORTEST = 80  # letters of a text that is compared
CHANGED = 0.02  # share of letters that may differ inside: a typing error, a caption
_TELLS = re.compile(r"[\d〇零一二三四五六七八九十百千万亿两不未非无禁]")
_LETTERS = re.compile(r"[^\W_]+")
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters and digits of a text, and the hash of the shingle that begins at each."""

    text: str
    hashes: Hashes


def same_texts(documents: Mapping[str, Document]) -> dict[str, tuple[str, ...]]:
    """Return for each document that has its text in common with others these others, in order."""
    letters = {name: _letters(_body(d)) for name, d in documents.items()}
    groups = {name: {name} for name in documents}
    for one, other in _candidates(letters):
        if groups[one] is groups[other] or _differ(documents[one].facts, documents[other].facts):
            continue
        if _is_same(letters[one], letters[other]):
            groups[one] |= groups[other]
            for name in groups[other]:
                groups[name] = groups[one]
    return {name: tuple(sorted(group - {name})) for name, group in groups.items() if len(group) > 1}


def _body(document: Document) -> str:
    """The text behind the title without lines of page facts: source, day of publication, telephone."""
    at, kept = max(document.facts.title.end, 0), []
    for clause in document.clauses:
        if clause.scheme == "facts" and clause.start >= at:
            kept.append(document.text[at : clause.start])
            at = clause.end
    return "".join((*kept, document.text[at:]))


def _letters(text: str) -> _Letters:
    """Hash all shingles at once: a polynomial of their code points, mixed (xorshift-multiply)."""
    plain = "".join(_LETTERS.findall(text)).lower()
    codes = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - SHINGLE + 1
    if count < SHORTEST - SHINGLE + 1:
        return _Letters(plain, np.empty(0, np.uint64))
    hashes = np.zeros(count, dtype=np.uint64)
    for at in range(SHINGLE):
        hashes = hashes * np.uint64(0x100000001B3) + codes[at : at + count]
    hashes ^= hashes >> np.uint64(33)
    hashes *= np.uint64(0xFF51AFD7ED558CCD)
    return _Letters(plain, hashes ^ (hashes >> np.uint64(33)))


def _candidates(letters: Mapping[str, _Letters]) -> list[tuple[str, str]]:
    """The pairs of documents that share enough of their sampled shingles."""
    sampled = {
        name: np.unique(of.hashes[of.hashes % np.uint64(SAMPLED) == 0]).tolist()
        for name, of in letters.items()
    }
    having: dict[int, list[str]] = defaultdict(list)
    for name, hashes in sampled.items():
        for value in hashes:
            having[value].append(name)
    rare: Counter[str] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    for names in having.values():
        if len(names) > COMMON:
            continue
        rare.update(names)
        shared.update((a, b) for i, a in enumerate(names) for b in names[i + 1 :])
    return [
        pair for pair, count in shared.items() if count >= SHARED * min(rare[name] for name in pair)
    ]


def _differ(one: Facts, other: Facts) -> bool:
    """Whether what two documents say of themselves tells them apart."""
    names = ("document_number", "issued", "effective", "valid_until", "period")
    told = ((getattr(one, name), getattr(other, name)) for name in names)
    return any(a and b and a.value != b.value for a, b in told)


def _is_same(one: _Letters, other: _Letters) -> bool:
    shorter, longer = sorted((one, other), key=lambda letters: len(letters.text))
    return all(
        _is_within(a, b, least)
        for a, b, least in ((shorter, longer, WITHIN), (longer, shorter, WITHIN_LONGER))
    )


def _is_within(one: _Letters, other: _Letters, least: float) -> bool:
    """Whether enough of a text is in another, and nothing that matters of its inner part is not."""
    held = np.isin(one.hashes, other.hashes)
    places = np.flatnonzero(held)
    if not len(places) or len(places) < least * len(held):
        return False
    first, last = int(places[0]), int(places[-1])
    # a shingle that is not held ends in the changed letters, or begins in them
    edges = np.flatnonzero(np.diff(np.concatenate(([1], held[first : last + 1], [1])).astype(int)))
    changed = [
        one.text[first + start + SHINGLE - 1 : first + end]
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    ]
    return sum(map(len, changed)) <= CHANGED * len(one.text) and not any(
        _TELLS.search(text) for text in changed
    )
