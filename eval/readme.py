"""Keeps the README honest: its example answers and its results table are what the program gives.

``python -m eval.readme [--results RESULTS.json]`` rewrites what stands between the marks
``<!-- examples -->`` … ``<!-- end -->`` and, when results are given, ``<!-- results -->`` … . Of the folder of mixed
files (eval.mixed) it rewrites ``<!-- mixed -->`` where text recognition is not installed, else ``<!-- scan -->``.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from eval.mixed import write_files
from rag import PolicyAssistant, Settings
from rag.indexcommand import run
from rag.load import recognises_text
from rag.render import to_text

README = Path(__file__).resolve().parent.parent / "README.md"
AS_OF = date(2025, 6, 30)  # a day within the plan's period, so that the examples stay as they are
QUESTIONS = (
    "六大重点工程是什么？",
    "2025年营业收入目标是多少？",
    "怎样成为“链主”企业？",
    "深圳市的数字创意产业计划什么时候发布？",
    "Which departments jointly issued the plan?",
)
MIXED = "mixed"  # the block of the folder of mixed files without text recognition, and with it
SCAN = "scan"
MIXED_QUESTIONS = {
    MIXED: ("申请奖励要提交哪些材料？", "骗取补贴的怎么处理？", "80周岁以上老年人每餐补贴多少？"),
    SCAN: ("停车首小时收费多少？",),
}
SETS = ("tune", "report", "elsewhere")
SHOWN = {
    "status_accuracy": "status right",
    "list_completeness": "list completeness",
    "character_f1": "short answer, character F1",
    "citation_validity": "citation validity",
    "citation_recall": "citation recall",
    "refusal_precision": "refusal precision",
    "refusal_recall": "refusal recall",
}


def examples(assistant: PolicyAssistant) -> str:
    """Return the example questions with the program's own answers, as Markdown."""
    return _blocks(assistant, QUESTIONS, "")


def _blocks(assistant: PolicyAssistant, questions: Sequence[str], options: str) -> str:
    blocks = (
        f'```console\n$ python -m rag ask "{q}"{options} --as-of {AS_OF}\n'
        f"{to_text(assistant.ask(q, as_of=AS_OF)).strip()}\n```"
        for q in questions
    )
    return "\n\n".join(blocks)


def mixed_block() -> str:
    """Return which of the two blocks of mixed files this installation can make."""
    return SCAN if recognises_text() else MIXED


def mixed_examples(folder: Path) -> str:
    """Return what the program makes of a folder of mixed files, written into ``folder``, as Markdown."""
    corpus, index = folder / "mixed", folder / "mixed-index"
    write_files(corpus)
    told = io.StringIO()
    options = argparse.Namespace(corpus=corpus, index=index, rebuild=False, verbose=True, report=None, workers=1, ray="")  # fmt: skip
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        run(options)
    said = told.getvalue().replace(str(folder), "build").strip()
    said = re.sub(r"(?m)^encoding .*\n", "", said)  # how far it is, where the machine is slow
    given = " --corpus build/mixed --index build/mixed-index"
    head = (
        f"```console\n$ python -m eval.mixed --out build/mixed\n4 files in build/mixed\n"
        f"$ python -m rag index{given} --verbose\n{said}\n```"
    )
    assistant = PolicyAssistant(Settings(corpus_dir=corpus, index_dir=index))
    return f"{head}\n\n{_blocks(assistant, MIXED_QUESTIONS[mixed_block()], given)}"


def replace_block(text: str, name: str, block: str) -> str:
    """Put ``block`` between the marks of a name; raises ValueError when the marks are missing."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"README has no block {name}")
    return pattern.sub(lambda m: m.group(1) + block + "\n" + m.group(2), text, count=1)


def results_table(results: dict[str, Any]) -> str:
    """Return a Markdown table of the sets of an evaluation run, with its provenance below."""
    sections = [results["sections"][name] for name in SETS if name in results["sections"]]
    head = ["measure", *(f"{s['name']} (n {s['n']})" for s in sections)]
    rows = [head, ["---"] * len(head)]
    for key, label in SHOWN.items():
        rows.append([label, *(_figure(s["metrics"].get(key)) for s in sections)])
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return table + "\n\n" + _origin(results["provenance"])


def _figure(estimate: dict[str, Any] | None) -> str:
    if not estimate:
        return "–"
    return f"{estimate['mean']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"


def _origin(provenance: dict[str, Any]) -> str:
    shown: Iterable[tuple[str, Any]] = (
        (k, v) for k, v in provenance.items() if isinstance(v, str | int)
    )
    return "Provenance: " + ", ".join(f"{k} {str(v)[:24]}" for k, v in shown) + "."


def main() -> int:
    """Rewrite the README's blocks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, help="results.json of an evaluation run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:  # an index of this code, whatever lies about
        assistant = PolicyAssistant(Settings(index_dir=Path(folder) / "index"))
        text = replace_block(README.read_text("utf-8"), "examples", examples(assistant))
        text = replace_block(text, mixed_block(), mixed_examples(Path(folder)))
    if options.results:
        results = json.loads(options.results.read_text("utf-8"))
        text = replace_block(text, "results", results_table(results))
    README.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
