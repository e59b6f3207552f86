"""What documents say about themselves, against labels made by hand.

``python -m eval.facts --bench DIR --out DIR [--labels FILE]`` reads the labelled documents below the bench folder,
without a manifest, and writes ``facts.json`` and ``facts.md``: for each fact the share that is exactly right, the
precision and recall of what is repealed, the number of documents wrongly told to be repealed, and every miss.

A label is one JSON object a line (``eval/facts.jsonl``)::

    {"path": "laws/….md", "split": "report", "document_number": "某规〔2023〕4号", "issuers": ["…"], "kind": "通知",
     "issued": "2023-01-02", "published": null, "effective": null, "valid_until": null, "repeals": ["…"],
     "repealed": false, "explains": null, "region": "广东"}

A key that a line leaves out is not scored there. Compared without blanks, and with one form of bracket and of
full-width sign, a region also without 省 and 市; lists in their order, ``repeals`` as a set of titles or their numbers.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.provenance import commit, file_hash
from eval.run import writable
from eval.summary import Estimate, estimate
from rag.clean import clean
from rag.errors import InvalidOption, RagError
from rag.load import load_file
from rag.metadata import extract_facts
from rag.settings import PROJECT
from rag.types import Fact, Facts
from rag.wording import DOCUMENT_NUMBER

LABELS = PROJECT / "eval" / "facts.jsonl"
ONE = ("document_number", "kind", "issued", "published", "effective", "valid_until", "explains", "region")  # fmt: skip
KEYS = ("document_number", "issuers", *ONE[1:], "repeals", "repealed")
_OF_PLACE = re.compile("(?:省|市)$")
_BRACKETS = str.maketrans("[]【】()<>《》", "〔〕〔〕（）〈〉〈〉")


@dataclass(frozen=True, slots=True)
class Told:
    """One labelled document: what it says, and what the program read out of it."""

    path: str
    split: str
    wanted: Mapping[str, Any]
    found: Mapping[str, Any]
    repealing: tuple[tuple[str, ...], ...] = ()  # of each thing repealed its title and numbers


@dataclass(frozen=True, slots=True)
class Score:
    """How often one fact is exactly right: over all, and over the documents that state it."""

    all: Estimate
    stated: Estimate | None


def plain(value: str) -> str:
    """Return a text as it is compared: no blanks, one form of brackets and signs, no 《》 around it."""
    text = "".join(unicodedata.normalize("NFKC", value).translate(_BRACKETS).split())
    return text[1:-1] if text.startswith("〈") and text.find("〉") == len(text) - 1 else text


def read_labels(path: Path) -> list[dict[str, Any]]:
    """Read the labels. Raises InvalidOption, with the line number, for a line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidOption(f"cannot read the labels {path} ({error}); give --labels") from None
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InvalidOption(f"{path} line {number} is not JSON ({error.msg})") from None
        if not isinstance(row, dict) or not isinstance(row.get("path"), str):
            raise InvalidOption(f'{path} line {number} has no "path" text')
        for key in ("issuers", "repeals"):
            if not all(isinstance(v, str) for v in _listed(row.get(key, []))):
                raise InvalidOption(f'{path} line {number}: "{key}" is no list of texts')
        rows.append(row)
    if not rows:
        raise InvalidOption(f"{path} holds no label")
    return rows


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def read_documents(bench: Path, rows: Iterable[Mapping[str, Any]]) -> list[Told]:
    """Read each labelled document. Raises CorpusError, InvalidOption when one is not there."""
    told = []
    for row in rows:
        path = bench / row["path"]
        if not path.is_file():
            raise InvalidOption(
                f"there is no {row['path']} in {bench}: give --bench the folder that has it"
            )
        source = load_file(path, row["path"])
        cleaned = clean(source)
        facts = extract_facts(cleaned, source, None)
        repealing = tuple(_names(fact, cleaned.text) for fact in facts.repeals)
        told.append(Told(row["path"], str(row.get("split", "all")), row, _found(facts), repealing))
    return told


def _found(facts: Facts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in ONE:
        fact: Fact | None = getattr(facts, key)
        found[key] = fact.value if fact else None
    return found | {
        "issuers": [fact.value for fact in facts.issuers],
        "repeals": [fact.value for fact in facts.repeals],
        "repealed": facts.repealed is not None,
    }


def _names(fact: Fact, text: str) -> tuple[str, ...]:
    """Return what one repealed document may be called: its title, and the numbers that go with it."""
    numbers = (m[0] for m in DOCUMENT_NUMBER.finditer(text[fact.start : fact.end]))
    return tuple(plain(name) for name in (fact.value, *numbers))


def is_right(told: Told, key: str) -> bool:
    """Whether a fact of a document is exactly as the label says."""
    if key == "repeals":
        right, recalled = hits(told)
        return all(right) and all(recalled)
    wanted, found = _compared(told.wanted[key]), _compared(told.found[key])
    if key == "region" and wanted and found:
        return bool(_OF_PLACE.sub("", wanted) == _OF_PLACE.sub("", found))
    return bool(wanted == found)


def hits(told: Told) -> tuple[list[bool], list[bool]]:
    """Return of each thing told to be repealed whether it is, and of each labelled whether it is told."""
    wanted = [plain(name) for name in told.wanted["repeals"]]
    right = [any(name in wanted for name in names) for names in told.repealing]
    told_of = {name for names in told.repealing for name in names}
    return right, [name in told_of for name in wanted]


def _compared(value: Any) -> Any:
    if isinstance(value, list):
        return [plain(item) for item in value]
    return plain(value) if isinstance(value, str) else value


def measure(told: Sequence[Told]) -> dict[str, Any]:
    """Return the figures of a set of documents, ready for JSON."""
    facts: dict[str, Any] = {}
    for key in KEYS:
        scored = [t for t in told if key in t.wanted]
        if scored:
            stated = [float(is_right(t, key)) for t in scored if t.wanted[key]]
            facts[key] = asdict(Score(
                estimate([float(is_right(t, key)) for t in scored]), estimate(stated) if stated else None
            ))  # fmt: skip
    pairs = [hits(t) for t in told if "repeals" in t.wanted]
    right = [float(hit) for found, _ in pairs for hit in found]
    recalled = [float(hit) for _, wanted in pairs for hit in wanted]
    false = [t.path for t in told if t.found["repealed"] and t.wanted.get("repealed") is False]
    return {
        "n": len(told),
        "facts": facts,
        "repeals_precision": asdict(estimate(right)) if right else None,
        "repeals_recall": asdict(estimate(recalled)) if recalled else None,
        "false_repealed": false,
    }


def misses(told: Iterable[Told]) -> list[dict[str, Any]]:
    """List each fact that is not as the label says."""
    return [
        {"path": t.path, "fact": key, "wanted": t.wanted[key], "found": t.found[key]}
        for t in told
        for key in KEYS
        if key in t.wanted and not is_right(t, key)
    ]


def to_markdown(report: Mapping[str, Any]) -> str:
    """Return the figures and the misses as tables."""
    lines = [
        "# Facts of documents", "",
        f"Commit {report['commit']}, labels {report['labels'][:12]}. In brackets: 95 % bootstrap interval.",
    ]  # fmt: skip
    for name, figures in report["sets"].items():
        lines += ["", f"## {name} (n {figures['n']})", "",
                  "| fact | n | exactly right | n stated | right where stated |", "|---" * 5 + "|"]  # fmt: skip
        for key, score in figures["facts"].items():
            stated = score["stated"]
            lines.append(
                f"| {key} | {score['all']['n']} | {_figure(score['all'])} "
                f"| {stated['n'] if stated else 0} | {_figure(stated)} |"
            )
        precision, recall = figures["repeals_precision"], figures["repeals_recall"]
        lines += ["", f"Repeals: precision {_figure(precision)} (n {precision['n'] if precision else 0} told), "
                  f"recall {_figure(recall)} (n {recall['n'] if recall else 0} labelled).",
                  f"Falsely told to be repealed: {len(figures['false_repealed'])}."]  # fmt: skip
    lines += [
        "",
        f"## Misses ({len(report['misses'])})",
        "",
        "| document | fact | label | found |",
        "|---" * 4 + "|",
    ]
    for miss in report["misses"]:
        cells = (miss["path"], miss["fact"], _cell(miss["wanted"]), _cell(miss["found"]))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _figure(score: Mapping[str, float] | None) -> str:
    return f"{score['mean']:.3f} [{score['low']:.3f}, {score['high']:.3f}]" if score else "-"


def _cell(value: Any) -> str:
    text = "；".join(value) if isinstance(value, list) else str(value if value is not None else "-")
    return re.sub(r"\s+", " ", text).replace("|", "\\|") or "-"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0, or 2 with one line on stderr when the user can mend it."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.facts", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--bench", type=Path, required=True, help="folder that holds the labelled documents")  # fmt: skip
    parser.add_argument("--labels", type=Path, default=LABELS, help="labels (eval/facts.jsonl)")
    parser.add_argument("--out", type=Path, required=True, help="folder for facts.json and facts.md")  # fmt: skip
    given = parser.parse_args(arguments)
    try:
        writable(given.out)
        told = read_documents(given.bench, read_labels(given.labels))
    except RagError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    splits = sorted({t.split for t in told})
    sets = {"all": measure(told)}
    if len(splits) > 1:
        sets |= {split: measure([t for t in told if t.split == split]) for split in splits}
    report = {
        "commit": commit(),
        "labels": file_hash(given.labels),
        "sets": sets,
        "misses": misses(told),
    }
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (given.out / "facts.json").write_text(text + "\n", encoding="utf-8")
    (given.out / "facts.md").write_text(to_markdown(report), encoding="utf-8")
    print(to_markdown(report), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
