"""How exactly each format is read: files made of known texts, read back by the program's own loader.

``python -m eval.formats --bench DIR --out DIR [--only FORMAT …] [--scans N]`` makes the files below ``OUT/files``
(one folder a format), reads them as ``python -m rag index`` does, and writes ``formats.md`` and ``formats.json``: for
each format the share of characters that are right (1 - edit distance / length, blanks left out), of paragraphs and
table rows that are whole, of numbered clauses (一、 （一） 1.) that stand in their place, and of pages told right.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from eval import madefiles, madepapers
from eval.known import Known, known_texts, rank_of
from eval.provenance import commit
from eval.run import writable
from rag.errors import RagError
from rag.intake import read_corpus
from rag.load import recognises_text
from rag.settings import Settings
from rag.types import Document

DIGITAL, SCANNED = 0.995, 0.97  # the bars for characters
_SCANS = 12  # documents of which scans are made
_SCAN_PAGES = 2
WRITERS: dict[str, tuple[str, Callable[[Known], bytes]]] = {
    "word-counted": (".docx", madefiles.word_counted),
    "word-typed": (".docx", madefiles.word_typed),
    "html-site": (".html", madefiles.web_page),
    "html-plain": (".html", madefiles.plain_page),
    "markdown": (".md", madefiles.markdown),
    "text-utf8": (".txt", madefiles.plain_text),
    "text-gb18030-wrapped": (".txt", madefiles.wrapped_text),
}
PAPERS = {"pdf-office": madepapers.office_paper, "pdf-gazette": madepapers.gazette_paper}
PICTURES = ("scan-pdf", "scan-png", "scan-jpg")
FORMATS = (*WRITERS, *PAPERS, "pdf-printed", *PICTURES)


@dataclass(frozen=True, slots=True)
class Sample:
    """A made file: what is in it, and on which page each block begins where it has pages."""

    format: str
    name: str  # of the file
    text: Known
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a file was read right; each pair is (right, of how many)."""

    format: str
    name: str
    errors: int  # edit distance in characters
    characters: int
    paragraphs: tuple[int, int]
    rows: tuple[int, int]
    levels: tuple[int, int]
    extra: int  # numbered clauses that there are none of
    titles: tuple[int, int]
    pages: tuple[int, int]
    refused: str = ""

    @property
    def accuracy(self) -> float:
        """The share of characters that are right."""
        return 1 - self.errors / max(self.characters, 1)


# --- making -----------------------------------------------------------------------------------


def make(texts: Sequence[Known], folder: Path, only: Sequence[str], scans: int) -> list[Sample]:
    """Write the files of the formats in ``only``, a folder for each; return what is in them."""
    made = [*_digital(texts, folder, only)]
    if "pdf-printed" in only:
        with madepapers.printer() as printed:
            for text in texts if printed else ():
                assert printed is not None
                made.append(_write(folder, "pdf-printed", ".pdf", text, printed(text)))
    scanned = scans and set(only) & set(PICTURES)
    for number, text in enumerate(_some(texts, scans) if scanned else []):
        made += _scanned(text, folder, only, number)
    return made


def _some(texts: Sequence[Known], number: int) -> Sequence[Known]:
    """Return every so many of the documents, so that they are of all kinds; all for 0."""
    return texts[:: max(1, len(texts) // number)][:number] if number else texts


def _digital(texts: Sequence[Known], folder: Path, only: Sequence[str]) -> Iterator[Sample]:
    for kind, (ending, writer) in WRITERS.items():
        for text in texts if kind in only else ():
            yield _write(folder, kind, ending, text, writer(text))
    for kind, paper in PAPERS.items():
        for text in texts if kind in only else ():
            if not (text.tabled and kind == "pdf-gazette"):
                made = paper(text)
                yield _write(folder, kind, ".pdf", text, made.content, made.pages)


def _scanned(text: Known, folder: Path, only: Sequence[str], seed: int) -> Iterator[Sample]:
    if "scan-pdf" in only:
        part = madepapers.head_of(text, _SCAN_PAGES)
        made = madepapers.office_paper(part)
        content = madepapers.picture_pdf(madepapers.scans(made.content, seed))
        yield _write(folder, "scan-pdf", ".pdf", part, content, made.pages)
    part = madepapers.head_of(text, 1)
    for kind, ending, form in (("scan-png", ".png", "PNG"), ("scan-jpg", ".jpg", "JPEG")):
        if kind in only:
            picture = madepapers.scans(madepapers.office_paper(part).content, seed)[0]
            yield _write(folder, kind, ending, part, madepapers.picture_file(picture, form))


def _write(
    folder: Path, kind: str, ending: str, text: Known, content: bytes, pages: tuple[int, ...] = ()
) -> Sample:
    (folder / kind).mkdir(parents=True, exist_ok=True)
    name = f"{kind}/{text.name}{ending}"
    (folder / name).write_bytes(content)
    return Sample(kind, name, text, pages)


# --- measuring --------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    """Return a text without blanks."""
    return "".join(text.split())


def measure(sample: Sample, document: Document) -> Reading:
    """Compare a document with what is in its file."""
    lines = [line for line in document.text.split("\n") if not line.startswith(madefiles.FURNITURE)]
    blocks = sample.text.blocks
    wanted, found = squeezed(sample.text.text), squeezed("".join(lines))
    plain = Counter(squeezed(line) for line in lines if "\t" not in line)
    texts = Counter(squeezed(block.text) for block in blocks if not block.rows)
    rows: Counter[object] = Counter(_cells(row) for block in blocks for row in block.rows)
    told: Counter[object] = Counter(_cells(line.split("\t")) for line in lines if "\t" in line)
    if not told:  # plain text has no cells
        every = (row for block in blocks for row in block.rows)
        rows = Counter(squeezed("".join(_cells(row))) for row in every)
        told = Counter(squeezed(line) for line in lines)
    paths = [block.path for block in blocks if block.path]
    clauses = list(_paths(document))
    level = _in_order(paths, clauses)
    title = squeezed(document.facts.title.value) == squeezed(blocks[0].text)
    return Reading(
        sample.format, sample.name, Levenshtein.distance(wanted, found), len(wanted),
        ((plain & texts).total(), texts.total()), ((rows & told).total(), rows.total()),
        (level, len(paths)), len(clauses) - level, (int(title), 1), _pages(sample, document),
    )  # fmt: skip


def _cells(row: Iterable[str]) -> tuple[str, ...]:
    return tuple(squeezed(cell) for cell in row)


def _paths(document: Document) -> Iterator[tuple[str, ...]]:
    """Yield the numbers of each numbered clause that begins a line, from the top down."""
    for clause in document.clauses:
        begins = clause.start == 0 or document.text[clause.start - 1] == "\n"
        if begins and rank_of(clause.label)[1]:
            path, at = [], clause.id
            while at > 0:
                label = rank_of(document.clauses[at].label)[1]
                path += [label] if label else []
                at = document.clauses[at].parent
            yield tuple(reversed(path))


def _in_order(wanted: Sequence[tuple[str, ...]], found: Sequence[tuple[str, ...]]) -> int:
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def _pages(sample: Sample, document: Document) -> tuple[int, int]:
    """Return of how many paragraphs the page is right, of those that were found."""
    right = of = at = 0
    starts: dict[str, list[int]] = {}
    for line in document.text.split("\n"):
        starts.setdefault(squeezed(line), []).append(at)
        at += len(line) + 1
    for block, page in zip(sample.text.blocks, sample.pages, strict=False):
        places = starts.get(squeezed(block.text), [])
        if places and not block.rows:
            of += 1
            right += document.page_at(places.pop(0)) == page
    return right, of


def read(samples: Sequence[Sample], folder: Path) -> list[Reading]:
    """Read the made files as an index does; a file that is not read has all its characters wrong."""
    documents, reports = read_corpus(Settings(corpus_dir=folder))
    found = {document.doc_id: document for document in documents}
    reasons = {report.doc_id: report.reason for report in reports}
    readings = []
    for sample in samples:
        if sample.name in found:
            readings.append(measure(sample, found[sample.name]))
        else:
            size = len(squeezed(sample.text.text))
            nothing = (0, 0)
            readings.append(Reading(sample.format, sample.name, size, size, nothing, nothing, nothing, 0,
                                    (0, 1), nothing, reasons[sample.name]))  # fmt: skip
    return readings


# --- reporting --------------------------------------------------------------------------------


def report(readings: Sequence[Reading]) -> str:
    """Return a Markdown table of the formats; what misses its bar is marked."""
    head = ("format", "files", "characters", "right", "lowest", "paragraphs", "rows", "levels", "extra", "titles", "pages")  # fmt: skip
    lines = [head, ("---",) * len(head)]
    for kind in FORMATS:
        of = [reading for reading in readings if reading.format == kind]
        if not of:
            continue
        size = sum(reading.characters for reading in of)
        right = 1 - sum(reading.errors for reading in of) / size
        low = "" if right >= (SCANNED if kind in PICTURES else DIGITAL) else " (below the bar)"
        lines.append((
            kind, str(len(of)), f"{size:,}", f"{right:.4f}{low}", f"{min(r.accuracy for r in of):.4f}",
            _share(r.paragraphs for r in of), _share(r.rows for r in of), _share(r.levels for r in of),
            str(sum(r.extra for r in of)), _share(r.titles for r in of), _share(r.pages for r in of),
        ))  # fmt: skip
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _share(pairs: Iterable[tuple[int, int]]) -> str:
    right, of = map(sum, zip(*pairs, strict=True))
    return f"{right}/{of}" if of else "–"


def main() -> int:
    """Make the files, read them, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m eval.formats", description=__doc__)
    parser.add_argument(
        "--bench", type=Path, required=True, help="folder that holds gov/ and laws/"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=FORMATS, default=FORMATS, metavar="FORMAT")
    parser.add_argument("--texts", type=int, default=0, help="so many documents instead of all")
    parser.add_argument("--scans", type=int, default=_SCANS, help="documents that are scanned")
    options = parser.parse_args()
    try:
        out = writable(options.out)
        texts = _some(known_texts(options.bench), options.texts)
        shutil.rmtree(out / "files", ignore_errors=True)
        samples = make(texts, out / "files", options.only, options.scans)
        if not recognises_text():
            print(
                "the extra [ocr] is not installed: scans are not read (make ocr)", file=sys.stderr
            )
            samples = [sample for sample in samples if sample.format not in PICTURES]
        readings = read(samples, out / "files")
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    table = report(readings)
    (out / "formats.md").write_text(f"{table}\nCommit {commit()}.\n", "utf-8")
    (out / "formats.json").write_text(
        json.dumps([asdict(r) | {"accuracy": r.accuracy} for r in readings], ensure_ascii=False, indent=1),
        "utf-8",
    )  # fmt: skip
    print(table, end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
