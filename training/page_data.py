"""Groups of one question on invented pages, as the program meets them: what the reader learns from.

Right are the sentences that hold the proof of an answer; wrong those that the program itself, with
the reader it has, thinks likeliest besides. The same for lists: right is one that has all members asked
for and few others, wrong are the others that the question may mean. Where nothing answers all are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.gold import GoldQuestion, load_gold
from eval.spans import clean_span
from rag import PolicyAssistant
from rag.listplaces import ListPlace
from rag.listrank import Candidate
from rag.listtext import list_text
from rag.matching import Match
from rag.places import CLOSE_READ
from rag.rank import MAX_SPAN
from rag.reading import as_read
from rag.units import Unit, units_of
from training.everyday import Everyday, unanswered
from training.fit_lists import completeness
from training.tuning_sets import folder_assistant

ALL_FILES = "*.jsonl"
WRONG = 5  # in a group
OUTSIDE = 7  # where nothing answers
WRONG_LISTS = 4
RIGHT = 4  # sentences that prove an answer without a short one
ALL, FEW = 0.99, 0.5  # a list with this share of the members asked for is right; with less wrong
OWN = 0.6  # the share of its own members that must be asked for
NO_STORY = ("vague", "address", "outline")  # not answered by what a sentence says
Group = dict[str, Any]


def page_groups(
    folder: Path, cache: Path, bench: Path | None = None, files: str = ALL_FILES
) -> Iterator[Group]:
    """Yield the groups of the questions of a folder; see ``folder_assistant``."""
    assistant = folder_assistant(folder, cache, bench)
    for asked in folder_questions(folder, files):
        if asked.kind in NO_STORY:
            continue
        found = assistant.match(asked.question, tuple(asked.history))
        question = f"{found.query.before} {found.query.plain}".strip()
        common = {"document": folder.name, "question": question}
        if told := _sentences(asked, found, assistant):
            yield {"source": "pages", **common, **told}
        if told := _lists(asked, found.lists):
            yield {"source": "lists", **common, **told}


def everyday_groups(
    folder: Path, cache: Path, bench: Path | None, everyday: Sequence[Everyday], most: int
) -> Iterator[Group]:
    """Yield the groups of ``most`` everyday questions that the documents of a folder do not answer."""
    assistant = folder_assistant(folder, cache, bench)
    for asked in unanswered(everyday, folder.as_posix(), assistant)[:most]:
        found = assistant.match(asked.question)
        close = [as_read(place.unit) for place in found.places[:OUTSIDE]]
        if close:
            question = found.query.plain.strip()
            told = {"document": folder.name, "question": question, "right": [], "wrong": close}
            yield {"source": "everyday", **told}


def folder_questions(folder: Path, files: str = ALL_FILES) -> list[GoldQuestion]:
    """Return the questions in the files of a folder whose names match."""
    return [asked for file in sorted(folder.glob(files)) for asked in load_gold(file)]


def _sentences(asked: GoldQuestion, found: Match, assistant: PolicyAssistant) -> Group | None:
    proof = proof_units(asked, assistant)
    if asked.evidence and not proof:
        return None
    close = [place.unit for place in found.places[: CLOSE_READ + len(proof)]]
    short = next(
        ((u, a) for u in proof for a in asked.short_answers if a in u.quote and len(a) <= MAX_SPAN),
        None,
    )
    right = [as_read(u) for u in ([short[0]] if short else proof[:RIGHT])]
    known = {as_read(u) for u in proof}
    wrong = [
        text
        for u in close
        if (text := as_read(u)) not in known and not any(a in u.quote for a in asked.short_answers)
    ]
    wrong = wrong[: WRONG if proof else OUTSIDE]
    return {"right": right, "wrong": wrong, **({"span": short[1]} if short else {})}


def proof_units(asked: GoldQuestion, assistant: PolicyAssistant) -> list[Unit]:
    """Return the sentences that hold the proof of an answer, in the order of its pieces."""
    found: dict[tuple[str, int], Unit] = {}
    for span in (span for piece in asked.evidence for span in piece):
        document = assistant.documents[span.doc_id]
        if place := clean_span(document, span.start, span.end):
            for u in units_of(document):
                if place[0] < u.end and u.start < place[1]:
                    found[span.doc_id, u.start] = u
    return list(found.values())


def has_all(asked: GoldQuestion, found: ListPlace) -> bool:
    """Whether a list has all members asked for and few others."""
    held, own = completeness(asked, found)
    return held >= ALL and own >= OWN


def _lists(asked: GoldQuestion, lists: Sequence[Candidate]) -> Group | None:
    read = [c for c in lists if c.found.read is not None]
    if not read or not (asked.items or asked.kind == "outside"):
        return None
    if not asked.items:
        return {"right": [], "wrong": [list_text(c.place.unit, c.found) for c in read]}
    right, wrong = [], []
    for c in lists:
        if has_all(asked, c.found):
            right.append(list_text(c.place.unit, c.found))
        elif completeness(asked, c.found)[0] < FEW:
            wrong.append(list_text(c.place.unit, c.found))
    return {"right": right[:2], "wrong": wrong[:WRONG_LISTS]} if right and wrong else None
