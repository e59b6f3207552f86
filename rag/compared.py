"""The answer to what changed between two versions of a document (``versions``), from the diff of their clauses.

The matter is asked of each version by itself, as any question is; the diff says which sentence of the
one stands where that of the other stood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from rag.chunk import sentences
from rag.diff import Diff, Difference, Kind, Side, compare
from rag.diffalign import IN_PLACE, likeness, plain
from rag.diffwords import FIGURES
from rag.draft import Draft, Span, trim
from rag.question import understand
from rag.types import Answer, Document, Sentence
from rag.verify import ARROW
from rag.versions import Versions

MOST = 6  # clauses that changed, shown in one answer
OF_FIGURES = ("", "validity", *FIGURES)  # kinds of values whose change is that of a figure
LONGEST = 200  # characters shown of a clause that only one version has, where no matter is named
SAME_LEAST = 6  # characters before two values that stand for each other
NUMBER = r"\d[\d.]*"
Pair = tuple[Span | None, Span | None]  # what stands in the old version, and in the new
Concerned = tuple[Difference, Pair]
_ONLY: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"多了|新增|增加了|加了|\badded\b|\bnew in\b"), "added"),
    (re.compile(r"少了|删|取消|去掉|减少了|\bremoved\b|\bdropped\b"), "removed"),
)


def answer_changes(
    asked: Sequence[Versions], answer: Callable[[str, Document], Answer]
) -> Answer | None:
    """Return what changed, unverified: each sentence of the old version before that of the new.

    ``answer`` answers a question from one document alone. Where neither version answers the matter,
    that is the answer; where it may be about several documents, it is asked back. None where no pair,
    or more than one, of texts that are not built alike tells it twice.
    """
    if all(versions.related for versions in asked):
        told = [both for versions in asked[:MOST] if (both := _side_by_side(versions, answer))]
        return told[0] if len(told) == 1 else None
    draft = Draft(understand(asked[0].question))
    asked = [versions for versions in asked if not versions.related]
    if len(asked) > 1:
        return _which(draft, asked)
    diff, matter = compare(asked[0].old, asked[0].new), asked[0].matter
    if not matter:
        return _all(draft, diff)
    before, after = (answer(matter, document) for document in (diff.old, diff.new))
    found = list(dict.fromkeys(_concerned(diff, before, after)))
    if not found:
        return after
    changed = [one for one in found if not _same(diff, *one)]
    only = _kind_asked(draft)
    changed = ([one for one in changed if one[0].kind == only] or changed)[:MOST]
    shown = changed or found[:1]
    for _, pair in shown:
        _show(draft, diff, pair)
    if not changed:
        draft.note("versions_same")
    for at, frame in enumerate(("versions_new_only", "versions_old_only")):
        if not any(pair[at] for _, pair in shown):
            draft.note(frame)
    draft.short_answer = _short(diff, changed, before.short_answer, after.short_answer)
    if not draft.short_answer and understand(matter).value in OF_FIGURES:
        draft.short_answer = _only_figure(changed)
    return draft.finish()


def _side_by_side(asked: Versions, answer: Callable[[str, Document], Answer]) -> Answer | None:
    """What each of two texts that are not built alike says of the matter, the old one first; None unless both do."""
    before, after = (answer(asked.matter, document) for document in (asked.old, asked.new))
    old, new = (
        next((c for c in told.citations if (told.short_answer or ARROW) in c.quote), None)
        for told in (before, after)
    )
    if not (old and new and after.short_answer):
        return None
    draft = Draft(understand(asked.question))
    _show_one(draft, asked.old, (old.start, old.end), "version_old")
    _show_one(draft, asked.new, (new.start, new.end), "version_new")
    if value := _in_its_place(old.quote, new.quote, after.short_answer):
        same = value == after.short_answer
        draft.short_answer = value if same else f"{value}{ARROW}{after.short_answer}"
        if same:
            draft.note("versions_same")
    return draft.finish()


def _in_its_place(old: str, new: str, value: str) -> str | None:
    """The value that stands in an old sentence where another stands in the new one: behind the same words."""
    before = re.split("[；;。“]", new[: new.index(value)])[-1]
    form = NUMBER.join(re.escape(words) for words in re.split(NUMBER, value))
    ends = (before[at:] for at in range(len(before) - SAME_LEAST + 1))
    found = (re.search(f"{re.escape(end)}({form})", old) for end in ends)
    return next((match[1] for match in found if match), None)


def _which(draft: Draft, asked: Sequence[Versions]) -> Answer:
    """Ask back of which document."""
    draft.status = "unclear"
    draft.note("unclear")
    titles = (versions.new.facts.title.value for versions in asked[:MOST])
    return draft.finish(choices=[draft.frame("choice_versions", title=title) for title in titles])


def _short(
    diff: Diff, changed: Sequence[Concerned], old: str | None, new: str | None
) -> str | None:
    """The short answers of both versions, where they stand in sentences that stand for each other."""
    if not (old and new) or old == new:
        return None
    pairs = ((_text(diff.old, pair[0]), _text(diff.new, pair[1])) for _, pair in changed)
    told = any(old in before and new in after for before, after in pairs)
    return f"{old}{ARROW}{new}" if told else None


def _only_figure(changed: Sequence[Concerned]) -> str | None:
    """The figure that was exchanged, where it is the only one."""
    figures = [ends for clause, pair in changed for ends in _exchanged(clause, pair)]
    return ARROW.join(figures[0]) if len(changed) == len(figures) == 1 else None


def _exchanged(clause: Difference, pair: Pair) -> Iterator[tuple[str, str]]:
    """Yield the figures that were exchanged between two sentences of a clause."""
    old, new = pair
    for figure in clause.figures:
        gone, come = figure.old, figure.new
        if not (old and new and gone and come):
            continue
        if old[0] <= gone.start < old[1] and new[0] <= come.start < new[1]:
            yield gone.quote, come.quote


def _text(document: Document, span: Span | None) -> str:
    return document.text[slice(*span)] if span else ""


def _concerned(diff: Diff, before: Answer, after: Answer) -> Iterator[Concerned]:
    """Yield what the two answers cite, each with the sentence that stands for it in the other version.

    Of a list everything; else the clauses that both cite, or those of the new version, or of the old.
    """
    told = [(c, _cited(before, c.old), _cited(after, c.new)) for c in diff.clauses]
    if not any(sentence.item for answer in (before, after) for sentence in answer.sentences):
        both = [one for one in told if one[1] and one[2]]
        told = both or [one for one in told if one[2]] or told
    for clause, olds, news in told:
        if clause.old is None or clause.new is None:
            if one := olds or news:  # its heading and its sentences in one
                span = min(a for a, _ in one), max(b for _, b in one)
                yield clause, (span, None) if olds else (None, span)
            continue
        taken: list[Span | None] = []
        for new in news:
            taken.append(_partner(diff.new, new, diff.old, clause.old, olds))
            yield clause, (taken[-1], new)
        for old in olds:
            if old not in taken:
                yield clause, (old, _partner(diff.old, old, diff.new, clause.new, news))


def _cited(answer: Answer, side: Side | None) -> list[Span]:
    """The spans of a clause that an answer cites; none of a title, which only tells of validity."""
    if side is None or answer.status not in ("answered", "partial"):
        return []
    spans = ((c.start, c.end) for c in answer.citations if c.clause_path)
    return [(a, b) for a, b in spans if side.start <= a and b <= side.end]


def _partner(
    document: Document, span: Span, other: Document, side: Side, cited: Iterable[Span]
) -> Span | None:
    """The sentence of the other version's clause that is most like this one, None where none is."""
    text, known = document.text[slice(*span)], list(cited)
    spans = [*known, *sentences(side.quote, side.start)]
    likest = max(spans, key=lambda s: likeness(text, other.text[slice(*s)]))
    like = likeness(text, other.text[slice(*likest)])
    return likest if like >= IN_PLACE else next(iter(known), None)


def _kind_asked(draft: Draft) -> Kind | None:
    """What only is asked for: 新增了哪些."""
    return next((kind for cue, kind in _ONLY if cue.search(draft.query.plain)), None)


def _all(draft: Draft, diff: Diff) -> Answer:
    """The changes that matter most, where no matter is named: figures, then clauses, then words."""
    kinds: tuple[Kind, ...] = ("added", "removed", "reworded")
    only = _kind_asked(draft)
    changed = [c for c in diff.clauses if c.kind in ((only,) if only else kinds)]
    changed = [c for c in changed if any(s and s.clause_path for s in (c.old, c.new))] or changed
    first = sorted(
        changed, key=lambda c: (not any(f.old and f.new for f in c.figures), kinds.index(c.kind))
    )
    for clause in changed:
        if clause in first[:MOST]:
            _show(draft, diff, _told(clause))
    told = {kind: len(diff.of(kind)) for kind in (*kinds, "moved")}
    draft.note("versions_counts", shown=min(MOST, len(changed)), **told)
    return draft.finish()


def _told(clause: Difference) -> Pair:
    """The sentences of a clause that hold its first change, that of a figure if there is one."""
    if clause.old is None or clause.new is None:
        return _opening(clause.old), _opening(clause.new)
    figures = ((f.old.start, f.new.start) for f in clause.figures if f.old and f.new)
    edits = ((old[0], new[0]) for old, new in clause.edits)
    at = next(chain(figures, edits))
    return _sentence(clause.old, at[0]), _sentence(clause.new, at[1])


def _opening(side: Side | None) -> Span | None:
    """The first sentences of a clause, as many as are not too long."""
    if side is None:
        return None
    ends = [end for _, end in sentences(side.quote, side.start)]
    return side.start, max((e for e in ends if e - side.start <= LONGEST), default=ends[0])


def _sentence(side: Side, position: int) -> Span:
    """The sentence of a clause at a position, the last if there is none."""
    spans = sentences(side.quote, side.start)
    return next((s for s in spans if position < s[1]), spans[-1])


def _same(diff: Diff, clause: Difference, pair: Pair) -> bool:
    """Whether two sentences say the same, whatever the number of their clause."""
    if clause.kind in ("unchanged", "moved"):
        return True
    old, new = _text(diff.old, pair[0]), _text(diff.new, pair[1])
    return plain(old) == plain(new)


def _show(draft: Draft, diff: Diff, pair: Pair) -> None:
    for document, span, frame in (
        (diff.old, pair[0], "version_old"),
        (diff.new, pair[1], "version_new"),
    ):
        if span:
            _show_one(draft, document, span, frame)


def _show_one(draft: Draft, document: Document, span: Span, frame: str) -> None:
    """Show a sentence as that of the old or of the new version."""
    span = trim(document, span)
    said = document.text[slice(*span)].replace("\n", " ")
    number = draft.cite(document, span)
    draft.sentences.append(Sentence(draft.frame(frame, said=said), (number,), True))
