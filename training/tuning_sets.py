"""The sets of questions that are used for nothing but tuning, and who answers each.

They are eval/dev.jsonl and eval/dev_*.jsonl, the tune halves of the gold sets, and those on three sets of
invented pages; the reader has learned from none of them. ``told_sets`` are more of these, of people who tell their case.
``libraries`` asks the same questions of some
hundred documents at once.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from eval.corpora import copied_corpus, read_paths, settings_for
from eval.gold import GoldQuestion, load_gold
from eval.refusal import OTHERWISE
from rag import PolicyAssistant
from rag.settings import PROJECT
from rag.types import Evidence
from training.everyday import load_everyday, unanswered

FITTED_PAGES = ("1", "2", "8")  # the other sets only measure
TOLD = ("pages/48", "pages/49", "pages/51", "laws/25", "laws/26")  # in training/
EVAL = PROJECT / "eval"
ELSEWHERE = {  # set: its file in eval/, the list of its documents beside it
    "dev elsewhere": "dev_elsewhere",
    "dev offices": "dev_offices",
    "dev laws": "dev_laws",
    "dev gov": "dev_gov",
    "dev statutes": "dev_statutes",
    "dev regulations": "dev_regulations",
    "dev acts": "dev_acts",
    "gold elsewhere tune": "gold_elsewhere",
}
HALVES = (  # sets whose documents are in the one library and not in the other
    ("dev elsewhere", "dev offices", "dev statutes", "dev acts", "1", "2"),
    ("dev laws", "dev gov", "dev regulations", "8"),
)
FOREIGN = 16  # questions of other sets that each set is asked
EVERYDAY = 10  # everyday questions that each set is asked
GENERIC = (*OTHERWISE, "contact", "follow_up", "validity", "date")  # asked of any document
TELLING = 1.0  # weight of a word that a foreign question has to have, so that it is no other's

Q = TypeVar("Q")
Stranger = tuple[str, str]  # set, question


def sets_parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of what ``fitted_sets`` needs: the other documents, a cache, those left out."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--bench", type=Path, required=True, help="folder of the other documents")
    parser.add_argument("--cache", type=Path, default=PROJECT / "build" / "decision")
    parser.add_argument(
        "--without", default="gov/guangzhou_2026", help="start of the paths that are left out"
    )
    return parser


def fitted_sets(
    bench: Path, cache: Path, without: str
) -> Iterator[tuple[str, PolicyAssistant, list[GoldQuestion]]]:
    """Yield each set of questions that is used for tuning, by name, with who answers it."""
    cache.mkdir(parents=True, exist_ok=True)
    shipped = PolicyAssistant()
    yield "dev", shipped, load_gold(EVAL / "dev.jsonl")
    yield "dev topics", shipped, load_gold(EVAL / "dev_topics.jsonl")
    yield "gold tune", shipped, _tune(load_gold(EVAL / "gold.jsonl"))
    for name, file in ELSEWHERE.items():
        other = _assistant(bench, _paths(file, without), cache / file)
        yield name, other, _questions(file, without)
    for folder in (EVAL / "pages" / name for name in FITTED_PAGES):
        pages = PolicyAssistant(settings_for(folder / "documents", None, cache))
        name = "/".join(folder.relative_to(PROJECT).parts)
        yield name, pages, load_gold(folder / "questions.jsonl")
        yield f"{name}/topics", pages, load_gold(folder / "topics.jsonl")


def told_sets(
    bench: Path, cache: Path
) -> Iterator[tuple[str, PolicyAssistant, list[GoldQuestion]]]:
    """Yield the sets of people in a situation that are kept for the decision, as ``fitted_sets`` does."""
    for name in TOLD:
        folder = PROJECT / "training" / name
        asked = load_gold(folder / "questions.jsonl")
        yield f"training/{name}", folder_assistant(folder, cache, bench), asked


def folder_assistant(folder: Path, cache: Path, bench: Path | None = None) -> PolicyAssistant:
    """Return who answers on the ``documents/`` of a folder, or on those below ``bench`` that its
    ``documents.txt`` names. The index is put below ``cache``."""
    corpus = folder / "documents"
    if bench is not None and (listing := folder / "documents.txt").is_file():
        corpus = copied_corpus(bench, read_paths(listing), cache / folder.parent.name / folder.name)
    return PolicyAssistant(settings_for(corpus, None, cache))


def libraries(
    bench: Path, cache: Path, without: str
) -> Iterator[tuple[str, PolicyAssistant, list[GoldQuestion], list[Stranger]]]:
    """Yield two large corpora: name, who answers, questions on its documents, those on documents that it lacks.

    Each has the documents of one half of the sets, and those that the reader has learned from, about
    which nothing is asked.
    """
    filling = [*PROJECT.glob("training/laws/*/documents.txt")]
    laws = sorted({p for file in filling for p in read_paths(file) if not p.startswith(without)})
    for number, names in enumerate(HALVES, 1):
        files = [ELSEWHERE[n] for n in names if n in ELSEWHERE]
        pages = [n for n in names if n not in ELSEWHERE]
        paths = [*laws, *(p for file in files for p in _paths(file, without))]
        corpus = copied_corpus(bench, dict.fromkeys(paths), cache / f"library{number}")
        for folder in (*PROJECT.glob("training/pages/*"), *(EVAL / "pages" / n for n in pages)):
            into = corpus / folder.parent.parent.name / folder.name
            shutil.copytree(folder / "documents", into)
        questions = [q for file in files for q in _questions(file, without)]
        for name in pages:
            questions += load_gold(EVAL / "pages" / name / "questions.jsonl")
        told = [q for q in questions if "answered" in q.status and not q.history]
        inside = (*names[: len(files)], *(f"eval/pages/{n}" for n in pages))
        strangers = [(of, q) for of, q in foreign_questions() if of not in inside]
        assistant = PolicyAssistant(settings_for(corpus, None, cache))
        yield f"library {number}", assistant, told, strangers


def foreign_questions() -> list[Stranger]:
    """Return (set, question) of the answered questions on several documents that stand for themselves."""
    files = {
        name: EVAL / f"{file}.jsonl" for name, file in ELSEWHERE.items() if file != "gold_elsewhere"
    }
    for name in FITTED_PAGES:
        files[f"eval/pages/{name}"] = EVAL / "pages" / name / "questions.jsonl"
    return [
        (name, q.question)
        for name, file in files.items()
        for q in load_gold(file)
        if not q.history and "answered" in q.status and q.kind not in GENERIC
    ]


def foreign(
    name: str, assistant: PolicyAssistant, strangers: Sequence[Stranger], most: int = FOREIGN
) -> Iterator[Evidence]:
    """Yield the evidence for ``most`` questions of other sets, chosen by a hash, the same in every run."""
    others = [q for of, q in strangers if not name.startswith(of)]
    found = 0
    for asked in sorted(others, key=lambda q: hashlib.sha256((name + q).encode()).hexdigest()):
        match = assistant.match(asked)
        telling = any(t.weight >= TELLING for t in match.query.terms if not t.optional)
        if telling and match.evidence:
            found += 1
            yield match.evidence
        if found == most:
            return


def everyday(
    name: str, assistant: PolicyAssistant, most: int = EVERYDAY,
    wanted: Callable[[str], bool] = lambda _: True,
) -> Iterator[Evidence]:  # fmt: skip
    """Yield the evidence for ``most`` everyday questions that the documents do not answer and no reader learned from."""
    of = [e for e in load_everyday(for_reader=False) if wanted(e.question)]
    for asked in unanswered(of, name, assistant)[:most]:
        if evidence := assistant.match(asked.question).evidence:
            yield evidence


def spread(questions: Sequence[Q], most: int) -> Sequence[Q]:
    """Return at most so many of the questions, evenly from all over the list."""
    step = max(1, -(-len(questions) // most))
    return questions[::step]


def _paths(file: str, without: str) -> list[str]:
    return [p for p in read_paths(EVAL / f"{file}_docs.txt") if not p.startswith(without)]


def _questions(file: str, without: str) -> list[GoldQuestion]:
    questions = load_gold(EVAL / f"{file}.jsonl")
    chosen = questions if file.startswith("dev") else _tune(questions)
    return [q for q in chosen if not _rests_on(q, without)]


def _assistant(bench: Path, paths: list[str], cache: Path) -> PolicyAssistant:
    return PolicyAssistant(settings_for(copied_corpus(bench, paths, cache), None, cache))


def _rests_on(question: GoldQuestion, without: str) -> bool:
    return any(span.doc_id.startswith(without) for piece in question.evidence for span in piece)


def _tune(questions: list[GoldQuestion]) -> list[GoldQuestion]:
    return [q for q in questions if q.split == "tune"]
