"""A file of questions, answered in one process: the option ``--batch`` of ``ask`` and ``search``."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import InvalidOption, RagError

if TYPE_CHECKING:
    from rag.pipeline import PolicyAssistant

# What is written for a question: assistant, id, question -> a JSON object.
Row = Callable[["PolicyAssistant", str, str], dict[str, Any]]


def answer_file(
    questions: Path, out: Path | None, open_assistant: Callable[[], PolicyAssistant], row: Row
) -> int:
    """Write a row for each line {"id", "question"} of a JSON Lines file; a bad line gets one with its reason.

    Returns 0. Raises InvalidOption when the one cannot be read or the other not be written.
    """
    if not out:
        raise InvalidOption("--batch needs --out FILE.jsonl for the results")
    lines = _read(questions)
    assistant = open_assistant()
    aside = out.with_name(out.name + ".part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            for number, line in lines:
                said = _row(assistant, number, line, row)
                file.write(json.dumps(said, ensure_ascii=False) + "\n")
        os.replace(aside, out)
    except OSError as error:
        raise InvalidOption(
            f"cannot write {out} ({error.strerror}): give --out a file you may write"
        ) from error
    print(f"{len(lines)} rows in {out}")
    return 0


def _read(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InvalidOption(
            f"cannot read {path} ({reason}): give --batch a JSON Lines file"
        ) from error
    return [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def _row(assistant: PolicyAssistant, number: int, line: str, row: Row) -> dict[str, Any]:
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
    except RecursionError:
        reason = f"line {number} is not JSON (nested too deeply)"
    except RagError as error:
        reason = str(error)
    return {"id": name, "question": question, "status": "error", "error": reason}
