"""``python -m rag eval``: ask the gold questions, score the answers, write the reports."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.compare import compare, load_results
from eval.corpora import copied_corpus, read_paths, settings_for
from eval.gold import GoldQuestion, load_gold
from eval.ncp import run_ncp
from eval.provenance import commit, corpus_hash, file_hash, libraries, machine
from eval.report import to_html, to_markdown, to_terminal
from eval.results import to_results
from eval.score import run_questions
from rag import PolicyAssistant, Settings
from rag.errors import IndexMismatch, InvalidOption
from rag.index import recipe_on_disk
from rag.settings import PROJECT

GOLD = PROJECT / "eval" / "gold.jsonl"
GOLD_ELSEWHERE = PROJECT / "eval" / "gold_elsewhere.jsonl"
ELSEWHERE_DOCUMENTS = PROJECT / "eval" / "gold_elsewhere_docs.txt"
OUT = PROJECT / "build" / "eval"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m rag eval``."""
    parser.add_argument("--gold", type=Path, default=GOLD, help="gold questions (JSON lines)")
    parser.add_argument("--corpus", type=Path, help="documents (default: the shipped corpus)")
    parser.add_argument("--index", type=Path, help="index folder")
    parser.add_argument("--out", type=Path, default=OUT, help="where the reports go")
    parser.add_argument("--against", type=Path, metavar="RESULTS.json", help="an earlier run")
    parser.add_argument("--split", choices=("tune", "report", "all"), default="all")
    parser.add_argument(
        "--elsewhere", type=Path, metavar="BENCH_DIR", help="also ask eval/gold_elsewhere.jsonl; "
        "the folder that holds the documents of eval/gold_elsewhere_docs.txt",
    )  # fmt: skip
    parser.add_argument("--ncp", type=Path, metavar="DIR", help="also score the ncp benchmark")
    parser.add_argument(
        "--ncp-limit", type=int, default=649, metavar="N",
        help="at most N answerable and N unanswerable questions of ncp (default 649)",
    )  # fmt: skip


def main(arguments: argparse.Namespace) -> int:
    """Run the evaluation; return the exit code. Raises RagError for what the user can mend."""
    before = load_results(arguments.against) if arguments.against else None
    questions = of_split(load_gold(arguments.gold), arguments.split)
    out = writable(arguments.out)
    settings = settings_for(arguments.corpus, arguments.index, out / "cache")
    assistant = PolicyAssistant(settings)
    results = run_questions(assistant, questions)
    hashes = {"gold": file_hash(arguments.gold), "corpus": corpus_hash(assistant.documents)}
    if arguments.elsewhere:
        other = elsewhere_assistant(arguments.elsewhere, out / "cache")
        wanted = of_split(load_gold(GOLD_ELSEWHERE), arguments.split)
        results += run_questions(other, wanted, "elsewhere")
        hashes["gold_elsewhere"] = file_hash(GOLD_ELSEWHERE)
        hashes["corpus_elsewhere"] = corpus_hash(other.documents)
    ncp = _ncp(arguments.ncp, arguments.ncp_limit, out / "cache") if arguments.ncp else None
    report = to_results(results, provenance(settings, hashes, arguments.split, len(results)), ncp)
    if before is not None:
        report["against"] = asdict(compare(before, report))
    write(report, out)
    print(to_terminal(report))
    print(f"\nwritten: {out}/results.json, report.md, report.html")
    return 0


def of_split(questions: Sequence[GoldQuestion], split: str) -> list[GoldQuestion]:
    """Return the questions of one half, or all. Raises InvalidOption when none is left."""
    chosen = [q for q in questions if split in ("all", q.split)]
    if not chosen:
        raise InvalidOption(f"no gold question in the half {split!r}; try --split all")
    return chosen


def writable(folder: Path) -> Path:
    """Make the output folder and check that it takes files. Raises InvalidOption."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise InvalidOption(f"cannot write to {folder} ({error.strerror}); give --out") from error


def provenance(settings: Settings, hashes: dict[str, str], split: str, n: int) -> dict[str, Any]:
    """Return what a reader needs to trust or repeat the figures."""
    return {
        "commit": commit(),
        "split": split,
        "n": n,
        "hashes": hashes,
        "encoder": encoder_fingerprint(settings),
        "settings": {"passage_chars": settings.passage_chars, "encoder": settings.encoder},
        "libraries": libraries(),
        **machine(),
    }


def encoder_fingerprint(settings: Settings) -> str:
    """Return the fingerprint of the encoder that made the index, as its manifest says."""
    try:
        return recipe_on_disk(settings.index_dir).encoder
    except IndexMismatch:
        return "unknown"


def write(report: dict[str, Any], out: Path) -> None:
    """Write ``results.json``, ``report.md`` and ``report.html``."""
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False)
    (out / "results.json").write_text(text + "\n", encoding="utf-8")
    (out / "report.md").write_text(to_markdown(report), encoding="utf-8")
    (out / "report.html").write_text(to_html(report), encoding="utf-8")


def elsewhere_assistant(bench: Path, cache: Path) -> PolicyAssistant:
    """Return who answers on the documents of ``eval/gold_elsewhere_docs.txt``. Raises InvalidOption."""
    corpus = copied_corpus(bench, read_paths(ELSEWHERE_DOCUMENTS), cache)
    return PolicyAssistant(settings_for(corpus, None, cache))


def _ncp(folder: Path, limit: int, cache: Path) -> dict[str, Any]:
    assistant = PolicyAssistant(settings_for(folder / "documents", None, cache))
    return run_ncp(assistant, folder, limit)
