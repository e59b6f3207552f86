"""Groups of one question for a list and lists, one of which it means: what the reader learns from.

Right is the list that has all members asked for and few others; wrong are the lists that BM25 finds
for the question besides, and one of the same document by chance. Where a question for a list has no
answer, or is no question for one of these, all lists are wrong.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.gold import GoldQuestion, load_gold
from rag.lexical import LexicalIndex
from rag.listplaces import ListPlace, are_parts, lists_of
from rag.listrank import list_text
from rag.load import load_corpus
from rag.pipeline import read_document
from rag.question import understand
from rag.units import Unit, units_of
from training.fit_lists import completeness

WRONG = 5  # lists in a group that are not meant
ALL, FEW = 0.99, 0.5  # a list with this share of the members asked for is right; with less wrong
OWN = 0.6  # the share of its own members that must be asked for
Group = dict[str, Any]


def list_groups(folder: Path, seed: int) -> Iterator[Group]:
    """Yield a group a list question on invented pages: ``documents/``, ``questions.jsonl``."""
    chance = random.Random(seed)
    sources, _ = load_corpus(folder / "documents")
    every = {
        list_text(unit, found): (unit, found)
        for source in sources
        for unit in units_of(read_document(source))
        for found in lists_of(unit)
        if not (found.clause and are_parts(found))
    }
    lists = list(every.values())
    texts = [list_text(unit, found) for unit, found in lists]
    index = LexicalIndex.build(texts)
    for asked in load_gold(folder / "questions.jsonl"):
        nowhere = asked.kind == "outside" and "list" in understand(asked.question, ()).kinds
        if asked.history or not (asked.items or nowhere):
            continue
        right, wrong = _told_apart(asked, lists)
        if asked.items and not right:
            continue
        order = [int(i) for i in index.scores(asked.question).argsort()[::-1]]
        chosen = [i for i in order if i in wrong][: WRONG if right else WRONG + 1]
        beside = [i for i in wrong - {*chosen} if _same_document(lists, i, right or chosen)]
        chosen += chance.sample(sorted(beside), min(1, len(beside)))
        yield {"source": "lists", "document": folder.name, "question": asked.question,
               "right": [texts[i] for i in right[:2]], "wrong": [texts[i] for i in chosen]}  # fmt: skip


def _told_apart(
    asked: GoldQuestion, lists: Sequence[tuple[Unit, ListPlace]]
) -> tuple[list[int], set[int]]:
    """Return the lists that a question means, and those that it does not mean."""
    if not asked.items:
        return [], set(range(len(lists)))
    documents = {span.doc_id for piece in asked.evidence for span in piece}
    right, wrong = [], set()
    for i, (unit, found) in enumerate(lists):
        held, own = completeness(asked, found)
        if held >= ALL and own >= OWN and unit.document.doc_id in documents:
            right.append(i)
        elif held < FEW:
            wrong.add(i)
    return right, wrong


def _same_document(
    lists: Sequence[tuple[Unit, ListPlace]], one: int, others: Sequence[int]
) -> bool:
    return any(lists[one][0].document is lists[i][0].document for i in others)
