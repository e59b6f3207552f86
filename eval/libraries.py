"""The program's readers of PDFs and web pages beside well-known libraries, on the same files.

``python -m eval.libraries --bench DIR --out DIR [--gold FILE …]`` makes PDFs and web pages of known texts (as ``eval.formats``
does) below ``OUT/files`` and reads them with each library; one that is not installed is named and left out. Of the raw
city pages of the bench no clean text is known: of them it tells how much of the evidence of the questions in ``--gold`` is
kept (by raw offsets, no reader's own text), and how many characters stand in lines that three pages or more share.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rapidfuzz.distance import LCSseq, Levenshtein

from eval.formats import Sample, make, squeezed
from eval.known import known_texts
from eval.madefiles import FURNITURE
from eval.provenance import commit
from eval.run import writable
from rag.clean import clean
from rag.errors import RagError
from rag.load import load_file
from rag.settings import PROJECT

GOLD = tuple(PROJECT / "eval" / name for name in ("gold_elsewhere.jsonl", "dev_gov.jsonl"))
_CITY = "gov/guangzhou_2026"
_SHARED = 3  # pages that have a line in common: furniture
_HEADS = (
    ("made files", "reader", "right", "lost", "left over", "paragraphs", "ms a file"),
    ("raw pages", "reader", "evidence kept", "characters", "in shared lines", "ms a page"),
)


def _selectolax(module: Any, path: Path) -> str:
    tree = module.LexborHTMLParser(path.read_bytes())
    tree.strip_tags(["script", "style", "noscript"])
    return str(tree.body.text(separator="\n", strip=True))


# The package and its module, and how a file's text is got from it.
Libraries = dict[tuple[str, str], Callable[[Any, Path], str]]
PDF: Libraries = {
    ("pypdfium2", "pypdfium2"): lambda m, path: "\n".join(page.get_textpage().get_text_range() for page in m.PdfDocument(path)),
    ("pdfplumber", "pdfplumber"): lambda m, path: "\n".join(page.extract_text() for page in m.open(path).pages),
    ("pdfminer.six", "pdfminer.high_level"): lambda m, path: str(m.extract_text(path)),
    ("pypdf", "pypdf"): lambda m, path: "\n".join(page.extract_text() for page in m.PdfReader(path).pages),
}  # fmt: skip
HTML: Libraries = {
    ("trafilatura", "trafilatura"): lambda m, path: m.extract(path.read_bytes()) or "",
    ("selectolax", "selectolax.lexbor"): _selectolax,
}
KINDS = ("pdf-office", "pdf-gazette", "html-site")
Reader = Callable[[Path], str]
Quotes = list[tuple[str, list[str]]]  # the page, and the words at each place that proves the same


def readers(libraries: Libraries) -> dict[str, Reader]:
    """Return the program's own reader and those of the libraries that are installed, by name and version."""
    found: dict[str, Reader] = {"own": lambda path: clean(load_file(path, path.name)).text}
    for (package, name), read in libraries.items():
        try:
            module = import_module(name)
        except ImportError:
            print(f"{package} is not installed: left out", file=sys.stderr)
            continue
        found[f"{package} {version(package)}"] = partial(read, module)
    return found


def timed(read: Reader, paths: Sequence[Path]) -> tuple[list[str], str]:
    """Return the texts of files and the milliseconds of processor time for each."""
    began = time.process_time()
    texts = [read(path) for path in paths]
    return texts, f"{(time.process_time() - began) / len(paths) * 1000:.0f}"


def on_made(read: Reader, samples: Sequence[Sample], folder: Path) -> tuple[str, ...]:
    """Return the figures of a reader on made files: shares of all characters, and of paragraphs."""
    texts, spent = timed(read, [folder / sample.name for sample in samples])
    total: Counter[str] = Counter()
    for sample, text in zip(samples, texts, strict=True):
        lines = [line for line in text.split("\n") if not line.strip().startswith(FURNITURE)]
        wanted, found = squeezed(sample.text.text), squeezed("".join(lines))
        common = LCSseq.similarity(wanted, found)
        blocks = Counter(squeezed(b.text) for b in sample.text.blocks if not b.rows)
        total.update(
            size=len(wanted), errors=Levenshtein.distance(wanted, found), lost=len(wanted) - common,
            left=len(found) - common, blocks=blocks.total(),
            whole=(blocks & Counter(map(squeezed, lines))).total(),
        )  # fmt: skip
    wrong, lost, left = (total[key] / total["size"] for key in ("errors", "lost", "left"))
    whole = total["whole"] / total["blocks"]
    return f"{1 - wrong:.4f}", f"{lost:.4f}", f"{left:.4f}", f"{whole:.3f}", spent


def on_city(read: Reader, paths: Sequence[Path], quotes: Quotes) -> tuple[str, ...]:
    """Return the figures of a reader on the raw pages, characters a page."""
    texts, spent = timed(read, paths)
    plain = {path.name: squeezed(text) for path, text in zip(paths, texts, strict=True)}
    lines = [{squeezed(line) for line in text.split("\n")} for text in texts]
    pages = Counter(line for each in lines for line in each)
    left = sum(len(line) * count for line, count in pages.items() if count >= _SHARED)
    kept = sum(any(quote in plain[name] for quote in places) for name, places in quotes)
    mean = sum(map(len, plain.values())) / len(paths)
    return f"{kept}/{len(quotes)}", f"{mean:,.0f}", f"{left / len(paths):,.0f}", spent


def evidence(bench: Path, gold: Iterable[Path]) -> Quotes:
    """Return what proves answers on the city pages."""
    rows = [json.loads(line) for path in gold for line in path.read_text("utf-8").splitlines()]
    quotes = []
    for places in (places for row in rows for places in row.get("evidence", ())):
        doc_id = places[0]["doc_id"]
        if doc_id.startswith(_CITY) and doc_id.endswith(".html"):
            raw = load_file(bench / doc_id, doc_id).raw
            spans = [raw[p["start"] : p["end"]] for p in places if p["doc_id"] == doc_id]
            plain = [squeezed(html.unescape(re.sub("<[^>]*>", "", span))) for span in spans]
            quotes.append((Path(doc_id).name, plain))
    return quotes


def main() -> int:
    """Make the files, read them with each library, and write ``libraries.md``."""
    parser = argparse.ArgumentParser(prog="python -m eval.libraries", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, help="holds gov/ and laws/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--gold", type=Path, nargs="*", default=GOLD, help="with evidence")
    options = parser.parse_args()
    try:
        out = writable(options.out)
        samples = make(known_texts(options.bench), out / "files", KINDS, 0)
        quotes = evidence(options.bench, options.gold)
    except (RagError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    city = sorted((options.bench / _CITY).glob("*.html"))
    pdf, web = readers(PDF), readers(HTML)
    rows: list[tuple[str, ...]] = [_HEADS[0], ("---",) * len(_HEADS[0])]
    for kind, by_name in zip(KINDS, (pdf, pdf, web), strict=True):
        of = [sample for sample in samples if sample.format == kind]
        for name, read in by_name.items():
            rows.append((f"{kind} (n {len(of)})", name, *on_made(read, of, out / "files")))
    rows += [(), _HEADS[1], ("---",) * len(_HEADS[1])]
    for name, read in web.items() if city else ():
        rows.append((f"city (n {len(city)})", name, *on_city(read, city, quotes)))
    table = "\n".join(f"| {' | '.join(row)} |" if row else "" for row in rows)
    (out / "libraries.md").write_text(f"{table}\n\nCommit {commit()}.\n", "utf-8")
    print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
