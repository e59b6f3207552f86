"""Two versions of a document side by side: as text for the terminal, and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from rag.diff import Diff, Difference, FigureChange, Kind, Side
from rag.diffalign import plain
from rag.render import printable
from rag.types import PATH_MARK

Language = Literal["zh", "en"]
SHOWN: tuple[Kind, ...] = ("reworded", "added", "removed", "moved")
CONTEXT = 24  # characters shown beside a change, in the terminal
LONGEST = 160  # characters of a clause that stands in one version only, in the terminal
LABELS = {
    "zh": {
        "figures": "数字变化", "reworded": "修改", "added": "新增", "removed": "删除", "moved": "移动",
        "unchanged": "未变", "old": "旧", "new": "新", "none": "（无）", "text": "正文",
        "offsets": "第 {}–{} 字", "same": "两个版本没有不同。", "title": "版本对比", "clauses": "{} 条",
    },
    "en": {
        "figures": "Figures changed", "reworded": "Reworded", "added": "Added", "removed": "Removed",
        "moved": "Moved", "unchanged": "Unchanged", "old": "old", "new": "new", "none": "(none)",
        "text": "Text", "offsets": "characters {}–{}", "same": "The two versions do not differ.",
        "title": "Two versions compared", "clauses": "{} clauses",
    },
}  # fmt: skip
_ARTICLE = re.compile(r"第[^条]{1,9}条")


def diff_to_json(diff: Diff) -> dict[str, Any]:
    """Return what ``diff --json`` prints, ready for json.dumps; clauses that did not change are counted only.

    A side is null where the clause, or the figure, stands in the other version only. ``changed`` are
    the offsets of the words that differ, into the document of that side.
    """
    return {
        "old": {"doc_id": diff.old.doc_id, "title": diff.old.facts.title.value},
        "new": {"doc_id": diff.new.doc_id, "title": diff.new.facts.title.value},
        "counts": counts(diff),
        "differences": [
            {"kind": c.kind, "moved": c.moved, "old": _side_row(c.old), "new": _side_row(c.new)}
            for c in diff.clauses
            if c.kind != "unchanged"
        ],
        "figures": [
            {"kind": f.kind, "old": _side_row(f.old), "new": _side_row(f.new)} for f in diff.figures
        ],
    }


def counts(diff: Diff) -> dict[str, int]:
    """Return how many clauses of each kind there are, and how many figures changed."""
    kinds: tuple[Kind, ...] = (*SHOWN, "unchanged")
    return {kind: len(diff.of(kind)) for kind in kinds} | {"figures": len(diff.figures)}


def _side_row(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "doc_id": side.doc_id, "clause_path": list(side.clause_path), "start": side.start, "end": side.end,
        "quote": side.quote, "changed": [list(span) for span in side.changed],
    }  # fmt: skip


def diff_to_text(diff: Diff, language: Language = "zh") -> str:
    """Return a comparison for a terminal: counts, figures, then the clauses by what became of them.

    Inside a clause ``[-gone-]`` and ``{+come+}``; stretches that stayed are cut short.
    """
    labels = LABELS[language]
    head = [
        f"{labels[which]}：{printable(document.facts.title.value)}（{document.doc_id}）"
        for which, document in (("old", diff.old), ("new", diff.new))
    ]
    blocks = ["\n".join([*head, summary(diff, language)])]
    if diff.figures:
        lines = [f"  {line}" for line in figure_lines(diff, language)]
        blocks.append("\n".join([labels["figures"], *lines]))
    for kind in SHOWN:
        if lines := list(_clause_lines(diff, kind, language)):
            blocks.append("\n".join([labels[kind], *lines]))
    return "\n\n".join(blocks if len(blocks) > 1 else [*blocks, labels["same"]])


def summary(diff: Diff, language: Language) -> str:
    """Return the counts on one line."""
    return " · ".join(f"{LABELS[language][name]} {n}" for name, n in counts(diff).items())


def figure_lines(diff: Diff, language: Language) -> Iterator[str]:
    """Yield a line for each figure that changed: clause, before → after, where both stand."""
    for figure in diff.figures:
        told = [
            printable(side.quote) if side else LABELS[language]["none"]
            for side in (figure.old, figure.new)
        ]
        yield f"{where(figure, language)}：{' → '.join(told)}{_offsets(figure, language)}"


def where(change: Difference | FigureChange, language: Language) -> str:
    """Return the clause of a change, as it is called before and after where that differs."""
    names = [place_of(side, language) for side in (change.old, change.new) if side]
    return " → ".join({plain(name): name for name in names}.values())


def place_of(side: Side, language: Language) -> str:
    """Return the path of a clause; of an article, whose number tells all, from there."""
    path = side.clause_path
    start = next((i for i, name in enumerate(path) if _ARTICLE.match(name)), 0)
    return printable(PATH_MARK.join(path[start:])) or LABELS[language]["text"]


def _offsets(change: Difference | FigureChange, language: Language) -> str:
    labels = LABELS[language]
    told = [
        f"{labels[name]} {labels['offsets'].format(side.start, side.end)}"
        for name, side in (("old", change.old), ("new", change.new))
        if side
    ]
    return f"（{'，'.join(told)}）"


def _clause_lines(diff: Diff, kind: Kind, language: Language) -> Iterator[str]:
    if kind == "moved":
        yield from (f"  {line}" for line in _moved_lines(diff, language))
        return
    for clause in diff.of(kind):
        yield f"  {where(clause, language)}{_offsets(clause, language)}"
        side = clause.new or clause.old
        if kind == "reworded":
            yield "      " + _marked(diff, clause)
        elif side:
            yield "      " + _on_a_line(side.quote, LONGEST)


def _moved_lines(diff: Diff, language: Language) -> Iterator[str]:
    """One line for each run of clauses that moved together: 第九条–第十二条 → 第十条–第十三条."""
    run: list[Difference] = []
    for clause in diff.of("moved"):
        if run and not (_follows(diff.old.text, run[-1].old, clause.old)
                        and _follows(diff.new.text, run[-1].new, clause.new)):  # fmt: skip
            yield _run_line(run, language)
            run = []
        run.append(clause)
    if run:
        yield _run_line(run, language)


def _follows(text: str, first: Side | None, second: Side | None) -> bool:
    """Whether a clause stands right behind another."""
    if first is None or second is None or second.start < first.end:
        return False
    return not text[first.end : second.start].strip()


def _run_line(run: Sequence[Difference], language: Language) -> str:
    ends: list[str] = []
    for sides in ([c.old for c in run if c.old], [c.new for c in run if c.new]):
        names = dict.fromkeys(place_of(side, language) for side in (sides[0], sides[-1]))
        span = LABELS[language]["offsets"].format(sides[0].start, sides[-1].end)
        ends.append(f"{'–'.join(names)}（{span}）")
    return " → ".join(ends)


def _marked(diff: Diff, clause: Difference) -> str:
    """The new words of a clause with those that went and came, as ``pieces`` gives them."""
    parts: list[str] = []
    told = list(pieces(diff, clause))
    for i, (gone, come, stayed) in enumerate(told):
        if gone or come:
            parts.append((f"[-{gone}-]" if gone else "") + (f"{{+{come}+}}" if come else ""))
        before, after = CONTEXT * (i > 0), CONTEXT * (i + 1 < len(told))
        if len(stayed) > before + after + 1:
            stayed = stayed[:before] + "…" + stayed[len(stayed) - after :]
        parts.append(stayed)
    return _on_a_line("".join(parts))


def pieces(diff: Diff, clause: Difference) -> Iterator[tuple[str, str, str]]:
    """Yield a clause that was reworded as runs of (gone, come, stayed), the last in its new words."""
    if not (clause.old and clause.new):
        return
    starts = [new[0] for _, new in clause.edits]
    yield "", "", diff.new.text[clause.new.start : starts[0] if starts else clause.new.end]
    for (old, new), until in zip(clause.edits, [*starts[1:], clause.new.end], strict=True):
        gone, come = diff.old.text[slice(*old)], diff.new.text[slice(*new)]
        yield gone, come, diff.new.text[new[1] : until]


def _on_a_line(text: str, longest: int | None = None) -> str:
    line = " ".join(printable(text).split())
    return line if longest is None or len(line) <= longest else line[:longest] + "…"
