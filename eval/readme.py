"""Keeps the README honest: its example answers and its results table are what the program gives.

``python -m eval.readme [--results RESULTS.json]`` rewrites what stands between the marks
``<!-- examples -->`` … ``<!-- end -->`` and, when results are given, ``<!-- results -->`` … .
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from rag import PolicyAssistant, Settings
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
    blocks = (
        f'```console\n$ python -m rag ask "{q}" --as-of {AS_OF}\n'
        f"{to_text(assistant.ask(q, as_of=AS_OF)).strip()}\n```"
        for q in QUESTIONS
    )
    return "\n\n".join(blocks)


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
    if options.results:
        results = json.loads(options.results.read_text("utf-8"))
        text = replace_block(text, "results", results_table(results))
    README.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
