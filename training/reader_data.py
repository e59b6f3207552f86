"""Groups of one question and sentences, some of which answer it: what the reader learns from.

``python -m training.reader_data --out GROUPS.jsonl [--squad FILE...] [--stard FILE --laws DIR]
[--written FILE --bench DIR] [--pages FOLDER...]`` writes one JSON object a line::

    {"source": "stard", "document": "...", "question": "...",
     "right": ["《title》path：sentence"], "wrong": ["...", ...], "span": "the short answer"}

``span`` is left out where no words of the right sentence are the answer by themselves.
``right`` is empty where nothing in the group answers: "not here" is an outcome that is learned.
Wrong sentences are hard ones: neighbours of the right one, what BM25 finds for the question, or what
the program itself does (``training.page_data``).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from rag.chunk import sentences
from rag.clean import clean
from rag.document import read_document
from rag.lexical import LexicalIndex
from rag.load import load_file
from rag.rank import MAX_SPAN, reader_text
from rag.reading import as_read
from rag.settings import PROJECT
from rag.structure import parse_clauses
from rag.types import Document
from rag.units import units_of
from training.everyday import load_everyday
from training.page_data import everyday_groups, page_groups

WRONG = 4  # wrong sentences in a group
FEW = 2  # in one of an encyclopaedia: its paragraph is no hard neighbour
FOUND = 12  # how deep BM25 is asked for them
Group = dict[str, Any]


def main() -> None:
    """Write the groups of every source that was given."""
    options = _arguments()
    chance = random.Random(options.seed)
    groups: list[Group] = []
    for path in options.squad:
        groups += squad_groups(path, chance)
    if options.stard:
        groups += stard_groups(options.stard, options.laws, options.law_files, chance)
    if options.written:
        groups += written_groups(options.written, options.bench)
    for folder in options.pages if options.everyday else ():
        asked = load_everyday(for_reader=True)
        groups += everyday_groups(folder, options.cache, options.bench, asked, options.everyday)
    for folder in options.pages if not options.everyday else ():
        groups += page_groups(folder, options.cache, options.bench, options.questions)
    chance.shuffle(groups)
    if options.held:
        _write([g for g in groups if is_held_out(g["document"])], options.held)
        groups = [g for g in groups if not is_held_out(g["document"])]
    _write(groups, options.out)


def is_held_out(document: str) -> bool:
    """Whether a document is one of the tenth that is only measured on, by a hash of its name."""
    return int(hashlib.sha256(document.encode()).hexdigest(), 16) % 10 == 0


def _write(groups: Sequence[Group], path: Path) -> None:
    with path.open("w", encoding="utf-8") as out:
        for group in groups:
            out.write(json.dumps(group, ensure_ascii=False) + "\n")
    answered = sum(bool(g["right"]) for g in groups)
    print(f"{len(groups)} groups, {answered} with an answer -> {path}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--held", type=Path, help="a second file, for the groups of documents that are held out"
    )
    parser.add_argument("--squad", type=Path, nargs="*", default=[], help="files in SQuAD format")
    parser.add_argument("--stard", type=Path, help="questions.train.jsonl of STARD")
    parser.add_argument("--laws", type=Path, help="folder of laws: where wrong articles come from")
    parser.add_argument("--law-files", type=int, default=700, help="law files that are read")
    parser.add_argument("--written", type=Path, help="training/written.jsonl")
    parser.add_argument("--bench", type=Path, help="the folder its documents lie in")
    parser.add_argument(
        "--pages", type=Path, nargs="*", default=[], help="training/pages/*, laws/*"
    )
    parser.add_argument(
        "--questions", default="*.jsonl", help="files of their questions, for instance near.jsonl"
    )
    parser.add_argument(
        "--everyday", type=int, default=0, metavar="N",
        help="instead of their own: N everyday questions that each folder does not answer",
    )  # fmt: skip
    parser.add_argument(
        "--cache", type=Path, default=PROJECT / "build" / "pages", help="their indexes"
    )
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def squad_groups(path: Path, chance: random.Random) -> Iterator[Group]:
    """Yield a group a question: the sentences of its paragraph, right where the answer stands.

    Answers are found by their text, not by the offset that the file gives: 2 % of those are wrong.
    """
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            context = paragraph["context"]
            parts = [context[a:b] for a, b in sentences(context)]
            for asked in paragraph["qas"]:
                answers = [a["text"] for a in asked["answers"] if a["text"]]
                right = [p for p in parts if any(a in p for a in answers)][:1]
                wrong = [p for p in parts if not any(a in p for a in answers)]
                impossible = bool(asked.get("is_impossible")) or not answers
                if not (right or impossible) or len(wrong) < 2:
                    continue
                title = article.get("title", "")
                span = next((a for a in answers if a in right[0]), "") if right else ""
                yield {
                    "source": path.stem, "document": title, "question": asked["question"],
                    "right": [] if impossible else [reader_text(title, (), p) for p in right],
                    "wrong": [
                        reader_text(title, (), p)
                        for p in chance.sample(wrong, min(FEW, len(wrong)))
                    ],
                    **({"span": span} if span and not impossible else {}),
                }  # fmt: skip


def stard_groups(path: Path, laws: Path, law_files: int, chance: random.Random) -> Iterator[Group]:
    """Yield a group a lay question: the articles that answer it, and others that BM25 finds."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    pool: dict[str, None] = {}
    right: list[list[str]] = []
    for row in rows:
        texts = [
            reader_text("", (name,), " ".join(t.split())) for name, t in row["articles"].items()
        ]
        right.append(texts)
        pool.update(dict.fromkeys(texts))
    files = sorted(laws.rglob("*.md"))
    for file in chance.sample(files, min(law_files, len(files))):
        pool.update(dict.fromkeys(_articles(file)))
    texts = list(pool)
    index = LexicalIndex.build(texts)
    for row, good in zip(rows, right, strict=True):
        wrong = [t for t in _found(index, row["question"], texts) if t not in good]
        yield {"source": "stard", "document": row["id"], "question": row["question"],
               "right": good[:3], "wrong": wrong[:WRONG]}  # fmt: skip


def _articles(file: Path) -> Iterator[str]:
    cleaned = clean(load_file(file, file.name))
    for clause in parse_clauses(cleaned):
        if clause.scheme == "条":
            text = " ".join(cleaned.text[clause.start : clause.end].split())
            yield reader_text(file.stem.split("(")[0], (clause.label,), text)


def written_groups(path: Path, bench: Path) -> Iterator[Group]:
    """Yield a group a question that was written over a clause of a document below ``bench``.

    The sentence with the answer is right. Wrong are its neighbours in the clause and what BM25
    finds in the whole document, headings and introductions too, as the program meets them when it
    is asked. A near miss (kind n) has no right sentence in its clause; of other clauses only
    headings are in its group, since other sentences may answer it. Raises ValueError when a clause
    is not what it was when the questions were written.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    by_document: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_document.setdefault(row["doc"], []).append(row)
    for name, asked in by_document.items():
        yield from _document_groups(read_document(load_file(bench / name, name)), asked)


def _document_groups(document: Document, rows: Sequence[Mapping[str, Any]]) -> Iterator[Group]:
    units = units_of(document)
    texts = [as_read(unit) for unit in units]
    index = LexicalIndex.build(texts)
    for row in rows:
        text = document.text[row["start"] : row["end"]].strip()
        if hashlib.sha256(text.encode()).hexdigest()[:8] != row["text"]:
            raise ValueError(
                f"{row['doc']} {row['start']}: not the clause the question was written over"
            )
        own = [i for i, u in enumerate(units) if u.start < row["end"] and row["start"] < u.end]
        answer = _squeezed(row["answer"])
        right = [i for i in own if answer and answer in _squeezed(units[i].quote)][:1]
        if row["kind"] == "a" and not right:
            continue
        found = [int(i) for i in index.scores(row["question"]).argsort()[::-1][:FOUND]]
        others = [i for i in found if i not in own and (right or units[i].is_heading)]
        wrong = [
            i for i in _alternately([i for i in own if i not in right], others)
            if not (answer and answer in _squeezed(units[i].quote))
        ][:WRONG]  # fmt: skip
        if wrong:
            short = {"span": row["answer"]} if right and len(answer) <= MAX_SPAN else {}
            yield {"source": "written", "document": row["doc"], "question": row["question"],
                   "right": [texts[i] for i in right], "wrong": [texts[i] for i in wrong], **short}  # fmt: skip


def _alternately(one: Sequence[int], other: Sequence[int]) -> list[int]:
    pairs = zip_longest(one, other)
    return [i for pair in pairs for i in pair if i is not None]


def _found(index: LexicalIndex, question: str, texts: Sequence[str]) -> list[str]:
    scores = index.scores(question)
    return [texts[i] for i in scores.argsort()[::-1][:FOUND]]


def _squeezed(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    main()
