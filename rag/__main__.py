"""The command line: ``python -m rag index | ask | search | docs | diff | eval | show | editor | doctor``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.batch import answer_file
from rag.errors import InvalidOption, RagError
from rag.options import (
    add_diff_arguments,
    add_editor_arguments,
    add_index_arguments,
    add_question_arguments,
    known_document,
    read_day,
    read_filters,
)
from rag.progress import ProgressLine
from rag.startup import collect_seldom, leave

if TYPE_CHECKING:
    from rag.explain import Explanation
    from rag.pipeline import PolicyAssistant
    from rag.types import Answer, Hit


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

    add_index_arguments(
        _command(commands, "index", _index, "bring the index of a corpus folder up to date")
    )
    ask = _command(commands, "ask", _ask, "answer a question, or a file of questions")
    search = _command(commands, "search", _search, "find passages; retrieval only")
    for sub in (ask, search):
        add_question_arguments(sub)
    search.add_argument("--explain", action="store_true",
                        help="show the evidence for each passage and its best sentence")  # fmt: skip
    show = _command(commands, "show", _show, "print the cleaned text of a document, exactly")
    show.add_argument("doc_id", metavar="DOC_ID")
    docs = _command(commands, "docs", _docs, "list the documents and how they relate")
    docs.add_argument("doc_id", nargs="*", metavar="DOC_ID", help="only these; all unless given")
    docs.add_argument("--json", action="store_true", help="print JSON")
    for sub in (ask, docs):
        sub.add_argument("--as-of", type=read_day, metavar="YYYY-MM-DD",
                         help="judge validity on this day")  # fmt: skip
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

    def answered(assistant: PolicyAssistant, question: str) -> Answer:
        return assistant.ask(question, (), options.as_of, filters, options.top_k)

    if options.batch:

        def row(assistant: PolicyAssistant, name: str, question: str) -> dict[str, Any]:
            return to_json(answered(assistant, question), name)

        return answer_file(options.batch, options.out, partial(_assistant, options), row)
    answer = answered(_assistant(_with_question(options)), options.question)
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

        return answer_file(options.batch, options.out, partial(_assistant, options), row)
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
