"""The command line: ``python -m rag index | ask | search | docs | diff | eval | show | editor | doctor``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import InvalidOption, RagError
from rag.options import (
    add_diff_arguments,
    add_editor_arguments,
    known_document,
    read_count,
    read_day,
    read_filters,
    read_workers,
)
from rag.progress import ProgressLine
from rag.startup import collect_seldom, leave

if TYPE_CHECKING:
    from rag.explain import Explanation
    from rag.pipeline import PolicyAssistant
    from rag.types import Hit


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, or 2 with one line on standard error when the user has to act."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except RagError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("stopped; nothing half-written was left", file=sys.stderr)
        return 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        self.exit(2, f"error: {' '.join(message.split())}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m rag", description=__import__("rag").__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    index = _command(commands, "index", _index, "bring the index of a corpus folder up to date")
    index.add_argument(
        "--rebuild",
        action="store_true",
        help="build it anew, taking nothing from the earlier index",
    )
    index.add_argument("--verbose", action="store_true", help="print a line for every file")
    index.add_argument(
        "--report", type=Path, metavar="FILE.json", help="write what became of every file"
    )
    index.add_argument(
        "--workers", type=read_workers, default=1, metavar="N", help="processes that encode"
    )
    index.add_argument(
        "--ray",
        default="",
        metavar="ADDRESS",
        help="encode on a Ray cluster: auto, its address, or local with N workers",
    )
    ask = _command(commands, "ask", _ask, "answer a question, or a file of questions")
    search = _command(commands, "search", _search, "find passages; retrieval only")
    for sub in (ask, search):
        sub.add_argument("question", nargs="?", help="the question")
        sub.add_argument(
            "--batch", type=Path, metavar="QUESTIONS.jsonl", help='lines of {"id", "question"}'
        )
        sub.add_argument(
            "--out", type=Path, metavar="FILE.jsonl", help="where the answers of a batch go"
        )
        sub.add_argument("--json", action="store_true", help="print JSON")
        sub.add_argument(
            "--top-k", type=read_count, default=None, metavar="N", help="how many passages"
        )
        sub.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE",
                         help="only documents with this value: doc_id, title, kind, issuer, document_number, year")  # fmt: skip
    search.add_argument(
        "--explain",
        action="store_true",
        help="show the evidence for each passage and its best sentence",
    )
    show = _command(commands, "show", _show, "print the cleaned text of a document, exactly")
    show.add_argument("doc_id", metavar="DOC_ID")
    docs = _command(commands, "docs", _docs, "list the documents and how they relate")
    docs.add_argument("doc_id", nargs="*", metavar="DOC_ID", help="only these; all unless given")
    docs.add_argument("--json", action="store_true", help="print JSON")
    for sub in (ask, docs):
        sub.add_argument(
            "--as-of",
            type=read_day,
            default=None,
            metavar="YYYY-MM-DD",
            help="judge validity on this day",
        )
    text = "compare two versions of a document, clause by clause"
    add_diff_arguments(_command(commands, "diff", _diff, text))
    add_editor_arguments(commands, _editor)
    _command(commands, "doctor", _doctor, "check the installation and say how to mend it")
    _evaluation(commands)
    return parser


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder with the documents")
    parser.add_argument("--index", type=Path, metavar="DIR", help="folder of the index")
    parser.set_defaults(run=run)
    return parser


def _evaluation(commands: Any) -> None:
    text = "score the answers against gold questions"
    parser: argparse.ArgumentParser = commands.add_parser("eval", help=text, description=text)
    try:
        from eval.run import add_arguments
        from eval.run import main as run
    except ModuleNotFoundError as error:
        reason = f"eval needs the project folder and its extra packages ({error.name} is missing): run `make install`"

        def refuse(_: argparse.Namespace) -> int:
            raise InvalidOption(reason)

        parser.set_defaults(run=refuse)
        return
    add_arguments(parser)
    parser.set_defaults(run=run)


def _assistant(options: argparse.Namespace) -> PolicyAssistant:
    from rag.pipeline import PolicyAssistant
    from rag.settings import settings_for

    settings = settings_for(options.corpus, options.index)
    with ProgressLine() as line:
        return PolicyAssistant(settings, rebuild=options.index is None, report=line)


def _index(options: argparse.Namespace) -> int:
    from rag.indexcommand import run

    return run(options)


def _ask(options: argparse.Namespace) -> int:
    from rag.render import to_json, to_text

    filters = read_filters(options.filter)
    if options.batch:

        def row(assistant: PolicyAssistant, name: str, question: str) -> dict[str, Any]:
            return to_json(assistant.ask(question, as_of=options.as_of, filters=filters), name)

        return _batch(options, row)
    assistant = _assistant(_with_question(options))
    answer = assistant.ask(options.question, as_of=options.as_of, filters=filters)
    print(
        json.dumps(to_json(answer), ensure_ascii=False, indent=1)
        if options.json
        else to_text(answer)
    )
    return 0


def _search(options: argparse.Namespace) -> int:
    from rag.explain import explanation_lines
    from rag.render import hits_to_json

    filters = read_filters(options.filter)

    def found(assistant: PolicyAssistant, question: str) -> tuple[list[Hit], list[Explanation]]:
        hits = assistant.search(question, options.top_k, filters)
        return hits, assistant.explain(question, hits, filters) if options.explain else []

    if options.batch:

        def row(assistant: PolicyAssistant, name: str, question: str) -> dict[str, Any]:
            return {"id": name, "hits": hits_to_json(*found(assistant, question))}

        return _batch(options, row)
    hits, explained = found(_assistant(_with_question(options)), options.question)
    if options.json:
        print(json.dumps(hits_to_json(hits, explained), ensure_ascii=False, indent=1))
        return 0
    for rank, hit in enumerate(hits, 1):
        passage = hit.passage
        print(
            f"{rank}. {passage.doc_id} › {' › '.join(passage.clause_path)} [{passage.start}:{passage.end}] {hit.score:.4f}"
        )
        print("   " + passage.text.replace("\n", "\n   "))
        for line in explanation_lines(explained[rank - 1]) if explained else ():
            print("     " + line)
    return 0


def _with_question(options: argparse.Namespace) -> argparse.Namespace:
    if not options.question or not options.question.strip():
        raise InvalidOption(
            f'there is no question: python -m rag {options.command} "六大重点工程是什么？", or --batch FILE --out FILE'
        )
    return options


def _batch(
    options: argparse.Namespace, row: Callable[[PolicyAssistant, str, str], dict[str, Any]]
) -> int:
    """Answer a file of questions in one process; a bad line gets a row with its reason."""
    if not options.out:
        raise InvalidOption("--batch needs --out FILE.jsonl for the results")
    lines = list(_read_batch(options.batch))
    assistant = _assistant(options)
    aside = options.out.with_name(options.out.name + ".part")
    try:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            for number, line in lines:
                file.write(
                    json.dumps(_batch_row(assistant, number, line, row), ensure_ascii=False) + "\n"
                )
        os.replace(aside, options.out)
    except OSError as error:
        raise InvalidOption(
            f"cannot write {options.out} ({error.strerror}): give --out a file you may write"
        ) from error
    print(f"{len(lines)} rows in {options.out}")
    return 0


def _read_batch(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InvalidOption(
            f"cannot read {path} ({reason}): give --batch a JSON Lines file"
        ) from error
    yield from ((n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())


def _batch_row(
    assistant: PolicyAssistant,
    number: int,
    line: str,
    row: Callable[[PolicyAssistant, str, str], dict[str, Any]],
) -> dict[str, Any]:
    name, question = str(number), ""
    try:
        entry = json.loads(line)
        if isinstance(entry, dict) and "id" in entry:
            name = str(entry["id"])
        if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
            raise InvalidOption(
                f'line {number} is not of the form {{"id": "...", "question": "..."}}'
            )
        question = entry["question"]
        return row(assistant, name, question)
    except json.JSONDecodeError as error:
        reason = f"line {number} is not JSON ({error.msg})"
    except RagError as error:
        reason = str(error)
    return {"id": name, "question": question, "status": "error", "error": reason}


def _show(options: argparse.Namespace) -> int:
    document = known_document(_assistant(options).documents, options.doc_id)
    sys.stdout.buffer.write(document.text.encode("utf-8"))
    sys.stdout.flush()
    return 0


def _docs(options: argparse.Namespace) -> int:
    from rag.docscommand import run

    return run(_assistant(options).force(options.as_of), options)


def _diff(options: argparse.Namespace) -> int:
    from rag.diffcommand import run

    return run(_assistant(options).documents, options)


def _editor(options: argparse.Namespace) -> int:
    from rag.editorcommand import run

    return run(options)


def _doctor(options: argparse.Namespace) -> int:
    from rag.doctor import checks, report

    return report(checks(options.corpus, options.index))


if __name__ == "__main__":
    collect_seldom()
    leave(main())
