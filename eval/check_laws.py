"""Check clause trees and passages on a folder of laws: ``python -m eval.check_laws LAWS_DIR``.

Every line that begins with 第X条 in the raw file must be one clause; offsets, nesting and coverage
must be exact. Writes the counts as JSON; the exit code is 1 when a property is broken.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.chunk import make_passages
from rag.clean import clean
from rag.load import load_file
from rag.structure import parse_clauses
from rag.types import Document, Fact, Facts, Passage

# The oracle knows nothing of schemes or levels: a line, its blanks and Markdown, then 第X条.
_ARTICLE_LINE = re.compile(
    r"^[\s#*>]*(第[〇零一二三四五六七八九十百千两\d]+条(?:之[一二三四五六七八九十]+)?)", re.M
)


@dataclass(slots=True)
class Tally:
    """What was counted over a folder, and what was wrong."""

    documents: int = 0
    article_lines: int = 0
    articles: int = 0
    clauses: int = 0
    passages: int = 0
    seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")
    schemes: Counter[str] = field(default_factory=Counter)
    differences: dict[str, Any] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the counts as plain data, the differences at most fifty."""
        return {
            "documents": self.documents,
            "article_lines": self.article_lines,
            "articles": self.articles,
            "clauses": self.clauses,
            "passages": self.passages,
            "broken_properties": len(self.broken),
            "broken": self.broken[:50],
            "documents_with_differences": len(self.differences),
            "differences": dict(list(self.differences.items())[:50]),
            "schemes": dict(self.schemes.most_common()),
            "seconds_structure_and_passages": round(self.seconds, 2),
            "ms_per_document": round(1000 * self.seconds / max(self.documents, 1), 2),
            "slowest_ms": round(1000 * self.slowest[0], 1),
            "slowest": self.slowest[1],
        }


def law_files(folder: Path) -> list[Path]:
    """Return the laws of a folder, sorted: its Markdown files but for indexes and readmes."""
    paths = sorted(folder.rglob("*.md"))
    return [path for path in paths if not path.name.startswith("_") and path.stem != "README"]


def read_document(path: Path, folder: Path) -> Document:
    """Return a law with its clause tree; its facts are left out."""
    source = load_file(path, path.relative_to(folder).as_posix())
    cleaned = clean(source)
    clauses = parse_clauses(cleaned)
    title = Fact(clauses[0].heading)
    return Document(source.doc_id, source.sha256, cleaned.text, cleaned.runs, Facts(title), clauses)


def article_differences(raw: str, document: Document) -> dict[str, int]:
    """Return by label how many more (or fewer) clauses there are than article lines."""
    expected = Counter(_ARTICLE_LINE.findall(raw))
    found = Counter("".join(c.label.split()) for c in document.clauses if c.scheme == "条")
    return {k: found[k] - expected[k] for k in found | expected if found[k] != expected[k]}


def broken_tree(document: Document) -> Iterator[str]:
    """Yield what is wrong with a clause tree; nothing when it is sound."""
    clauses, text = document.clauses, document.text
    if (clauses[0].start, clauses[0].end) != (0, len(text)):
        yield "the root does not span the text"
    last_end = [c.own_end for c in clauses]
    for i, clause in enumerate(clauses):
        if clause.id != i or (i and not 0 <= clause.parent < i):
            yield f"clause {i}: wrong id or parent"
            continue
        # The title may stand below other lines, so the root's head may lie beyond its own text.
        if i and not clause.start <= clause.head_end <= clause.own_end <= clause.end:
            yield f"clause {i}: offsets out of order"
        head = text[clause.start : clause.head_end]
        if (i and not head.startswith(clause.label)) or clause.heading not in head:
            yield f"clause {i}: label or heading not verbatim"
        if i == 0:
            continue
        parent = clauses[clause.parent]
        if clause.depth != parent.depth + 1 or clause.end > parent.end:
            yield f"clause {i}: not inside its parent"
        if clause.start < last_end[parent.id]:
            yield f"clause {i}: overlaps its sibling"
        last_end[parent.id] = clause.end
        if text[clause.start : clause.end] != text[clause.start : clause.end].strip():
            yield f"clause {i}: blanks at an end"


def broken_passages(document: Document, passages: list[Passage], max_chars: int) -> Iterator[str]:
    """Yield what is wrong with passages: offsets, length, order, place, coverage."""
    text, at = document.text, 0
    for passage in passages:
        if (
            passage.text != text[passage.start : passage.end]
            or passage.text != passage.text.strip()
        ):
            yield f"passage at {passage.start}: text does not match its offsets"
        if not 0 < len(passage.text) <= max_chars:
            yield f"passage at {passage.start}: {len(passage.text)} characters"
        if text[at : passage.start].strip() or passage.start < at:
            yield f"passage at {passage.start}: text before it is lost or repeated"
        at = passage.end
        clause = document.clauses[passage.clause_id]
        if not clause.start <= passage.start <= passage.end <= clause.end:
            yield f"passage at {passage.start}: outside its clause"
        if passage.clause_path != document.path(clause.id):
            yield f"passage at {passage.start}: wrong path"
    if text[at:].strip():
        yield "text after the last passage is lost"


def check(folder: Path, paths: list[Path], max_chars: int = 400) -> Tally:
    """Parse each file, compare with the oracle and test the properties."""
    tally = Tally()
    for path in paths:
        document = read_document(path, folder)
        cleaned = clean(load_file(path, document.doc_id))
        began = time.perf_counter()
        parse_clauses(cleaned)
        passages = make_passages(document, max_chars)
        took = time.perf_counter() - began
        tally.seconds += took
        tally.slowest = max(tally.slowest, (took, document.doc_id))
        raw = path.read_text("utf-8", "replace")
        tally.documents += 1
        tally.article_lines += len(_ARTICLE_LINE.findall(raw))
        tally.articles += sum(c.scheme == "条" for c in document.clauses)
        tally.clauses += len(document.clauses)
        tally.passages += len(passages)
        tally.schemes.update(c.scheme for c in document.clauses)
        differences = article_differences(raw, document)
        if differences:
            tally.differences[document.doc_id] = differences
        problems = [*broken_tree(document), *broken_passages(document, passages, max_chars)]
        tally.broken += [f"{document.doc_id}: {problem}" for problem in problems]
    return tally


def main(arguments: list[str] | None = None) -> int:
    """Run the check from the command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.check_laws", description=__doc__)
    parser.add_argument("laws", type=Path, help="folder of laws in Markdown")
    parser.add_argument("--out", type=Path, help="write the counts to this JSON file as well")
    parser.add_argument("--max-chars", type=int, default=400, help="longest passage")
    parser.add_argument("--every", type=int, default=1, help="take every N-th file only")
    options = parser.parse_args(arguments)
    if not options.laws.is_dir():
        print(f"{options.laws} is no folder: give the folder of the laws", file=sys.stderr)
        return 2
    paths = law_files(options.laws)[:: max(options.every, 1)]
    tally = check(options.laws, paths, options.max_chars)
    report = json.dumps(tally.as_json(), ensure_ascii=False, indent=2)
    print(report)
    if options.out:
        options.out.write_text(report + "\n", "utf-8")
    return 1 if tally.broken or not tally.documents else 0


if __name__ == "__main__":
    sys.exit(main())
