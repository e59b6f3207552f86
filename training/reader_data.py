"""Groups of one question and sentences, some of which answer it: what the reader learns from.

``python -m training.reader_data --out GROUPS.jsonl [--squad FILE...] [--stard FILE --laws DIR]
[--written FILE --bench DIR]`` writes one JSON object a line::

    {"source": "stard", "document": "...", "question": "...",
     "right": ["《title》path：sentence"], "wrong": ["...", ...]}

``right`` is empty where nothing in the group answers: "not here" is an outcome that is learned.
Wrong sentences are hard ones: neighbours of the right one, and what BM25 finds for the question.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.chunk import sentences
from rag.clean import clean
from rag.lexical import LexicalIndex
from rag.load import load_file
from rag.pipeline import read_document
from rag.rank import reader_text
from rag.structure import parse_clauses

WRONG = 6  # wrong sentences in a group
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
                answers = {a["text"] for a in asked["answers"] if a["text"]}
                right = [p for p in parts if any(a in p for a in answers)][:1]
                wrong = [p for p in parts if not any(a in p for a in answers)]
                impossible = bool(asked.get("is_impossible")) or not answers
                if not (right or impossible) or len(wrong) < 2:
                    continue
                title = article.get("title", "")
                yield {
                    "source": path.stem, "document": title, "question": asked["question"],
                    "right": [] if impossible else [reader_text(title, (), p) for p in right],
                    "wrong": [
                        reader_text(title, (), p)
                        for p in chance.sample(wrong, min(WRONG, len(wrong)))
                    ],
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

    The sentence with the answer is right; its neighbours, other clauses of its document and what
    BM25 finds among all clauses are wrong. A near miss (kind n) has no right sentence in its
    clause; sentences of other clauses are left out of its group, since they may answer it.
    Raises ValueError when a clause is not what it was when the questions were written.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    parts = _sentences_of(rows, bench)
    owner = {text: at for at, texts in parts.items() for text in texts}
    texts = list(owner)
    index = LexicalIndex.build(texts)
    for row in rows:
        at = (row["doc"], row["start"])
        answer = _squeezed(row["answer"])
        right = [p for p in parts[at] if answer and answer in _squeezed(p)][:1]
        if row["kind"] == "a" and not right:
            continue
        near = [p for p in parts[at] if p not in right]
        if row["kind"] == "a":
            near += [t for t in _found(index, row["question"], texts) if owner[t] != at]
        wrong = list(dict.fromkeys(near))[:WRONG]
        if wrong:
            yield {"source": "written", "document": row["doc"], "question": row["question"],
                   "right": right, "wrong": wrong}  # fmt: skip


def _sentences_of(
    rows: Sequence[Mapping[str, Any]], bench: Path
) -> dict[tuple[str, int], list[str]]:
    """Return the sentences of the clauses that rows name by document and start, as they are read."""
    documents = {
        name: read_document(load_file(bench / name, name)) for name in {r["doc"] for r in rows}
    }
    found: dict[tuple[str, int], list[str]] = {}
    for row in rows:
        document = documents[row["doc"]]
        text = document.text[row["start"] : row["end"]].strip()
        if hashlib.sha256(text.encode()).hexdigest()[:8] != row["text"]:
            raise ValueError(
                f"{row['doc']} {row['start']}: not the clause the question was written over"
            )
        clause = min(
            (c for c in document.clauses if c.start <= row["start"] and row["end"] <= c.end),
            key=lambda c: c.end - c.start,
        )
        where = document.path(clause.id)
        found[row["doc"], row["start"]] = [
            reader_text(document.facts.title.value, where, text[a:b]) for a, b in sentences(text)
        ]
    return found


def _found(index: LexicalIndex, question: str, texts: Sequence[str]) -> list[str]:
    scores = index.scores(question)
    return [texts[i] for i in scores.argsort()[::-1][:FOUND]]


def _squeezed(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    main()
