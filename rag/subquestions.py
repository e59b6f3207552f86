"""Questions that ask two things at once: 哪一天印发的，文号多少？

The whole question is answered as any other. Then each part that asks for a value is asked by itself, in the
conversation of the parts before it: a value, or a list of so many, that the answer does not show yet is added with
its proof, and a value that the documents do not tell is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from rag.coordinated import apart_of, both_of, english_both_of, lists_of, side_by_side
from rag.plain import language_of, numbered_whole
from rag.query import ACT_ASKED, Query, asks_which
from rag.question import understand
from rag.restating import (
    QUESTION_WORDS,
    ask_part,
    elliptic,
    is_elsewhere,
    is_left_out,
    restated_parts,
    rules_the_rest,
    tells_kind,
)
from rag.tables import CELL
from rag.terms import words
from rag.together import added, bare, in_turn, of_the_same, without
from rag.types import Answer
from rag.values import find_values
from rag.verify import BOTH

HOW_MANY = re.compile(r"多少|\bhow (?:many|much)\b", re.I)
MOST = 4  # parts that are asked by themselves
# asked for in so many words: 几个 and 谁 stand in what only tells of the asker, too
VALUES = (
    "document_number",
    "phone",
    "address",
    "postcode",
    "email",
    "money",
    "percent",
    "date",
    "duration",
    "validity",
)
PLACES = ("phone", "address", "postcode", "email", "hours")  # of one body, whatever else is said
NUMBERS = ("count", "money", "percent")
NAMED = VALUES[:7]  # that it is said of when the documents do not tell them
_WHETHER = re.compile("有没有|有没|要不要|有无|是否有|是否需要|提没提")
_APART = re.compile(r"[？?；;]\s*$")
_ANOTHER = re.compile(r"\s*(?:另外|还有|此外|顺便|再问|再请问)")  # begins a question of its own
_BREAK = re.compile(
    r"(?<=[，；;？?。！!])|(?<=多少、)|(?<=多少[钱元家个人]、)|(?<=、)(?=(?:什么时候|什么地方|什么时间|多少|哪|谁|怎么|几))|(?<=、)(?=[\u4e00-\u9fff]{2,4}了多少)|(?<=\D,)|(?<=,)(?!\d)|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])"
)
_ASKS = re.compile(rf"{QUESTION_WORDS}|(?P<v>[\u4e00-\u9fff])不(?P=v)|[吗呢么][？?。！!，,；;]*$")
_SO_MANY = re.compile("[晚迟拖早过][\u4e00-\u9fff]{0,2}了?几[天个月]")  # 房租晚交|几天|，…
_EN_BREAK = re.compile(r"(?<=[?;])\s+|,? and (?=(?:what|which|who|when|where|why|how)\b)", re.I)
_EN_ASKS = re.compile(
    r"\b(?:what|which|who|whom|when|where|why|how|is|are|do|does|can|must|may)\b", re.I
)


@dataclass(slots=True)
class _Told:
    """What is told so far: the answer, and of each part its short answer or what it misses."""

    whole: Answer
    short: dict[int, str | None] = field(default_factory=dict)
    missed: dict[int, str] = field(default_factory=dict)


def answer_each(question: str, ask: Callable[[str, str], Answer]) -> Answer:
    """Answer a question, and each part of one that asks several things.

    ``ask`` answers a part after the parts before it, "" for none.
    """
    if apart := apart_of(question):
        return answer_apart(apart, ask)
    answer = ask(question, "")
    lists = lists_of(question)
    if lists and (both := answer_lists(answer, lists, ask)) is not answer:
        return both
    each = side_by_side(question)
    if len(parts := each or parts_of(question)) == 1:
        return answer
    return answer_parts(answer, parts, ask, every=bool(each))


def parts_of(question: str) -> list[str]:
    """Return the parts of a question that each ask something, in order; one where it asks one thing.

    What asks nothing belongs to the part behind it, or at the end to the last: 我们是动漫企业，|能申请吗.
    """
    chinese, question = language_of(question) == "zh", numbered_whole(question)
    if two := _two_values(both_of(question) if chinese else english_both_of(question)):
        return two
    asks = _ASKS if chinese else _EN_ASKS
    parts, open_part = [], ""
    for piece in (_BREAK if chinese else _EN_BREAK).split(question):
        open_part += piece if chinese else f" {piece}"
        if asks.search(_SO_MANY.sub("", piece)):
            parts.append(open_part.strip())
            open_part = ""
    if open_part.strip() and parts:
        parts[-1] += open_part
    return parts or [question]


def answer_parts(
    whole: Answer, parts: Sequence[str], ask: Callable[[str, str], Answer], every: bool = False
) -> Answer:
    """Return the answer with what its parts add; ``ask`` answers a part after the parts before it.

    An answer that was refused as a whole becomes that of the parts which the documents tell. ``every``
    part is asked, and said of when it is not told, where they were asked for side by side.
    """
    if _tells_cells(whole, parts):
        return whole
    refused, told = whole.status in ("not_found", "unclear"), _Told(whole)
    apart = any(map(_APART.search, parts[:-1])) or any(map(_ANOTHER.match, parts[1:]))
    every = every or whole.status == "unclear"
    every_part = every or not refused or apart or any(map(elliptic, parts[1:]))
    asked = [understand(p, parts[:i] and ["".join(parts[:i])]) for i, p in enumerate(parts[:MOST])]
    at_once = [
        every_part or _asks_value(query, part) or bool(_WHETHER.search(part))
        for query, part in zip(asked, parts, strict=False)
    ]
    # what asks for no value is asked where the documents tell something else that is asked
    for i in sorted(range(len(asked)), key=lambda i: not at_once[i]):
        if at_once[i] or told.whole.sentences:
            _take(told, asked, parts, i, ask, every, refused)
    values = [short for _, short in sorted(told.short.items()) if short]
    whole = told.whole
    of_none = not refused and whole.short_answer not in values
    if values and (len(values) == len(parts) or of_none):
        whole = replace(whole, short_answer=in_turn(values))
    return without(whole, [told.missed[i] for i in sorted(told.missed)])


def _take(
    told: _Told, asked: Sequence[Query], parts: Sequence[str], i: int,
    ask: Callable[[str, str], Answer], every: bool, refused: bool,
) -> None:  # fmt: skip
    """Ask one part and take what it adds, or that it is missed; ``every``, ``refused`` as in ``answer_parts``."""
    whole, query, part = told.whole, asked[i], parts[i]
    leans = query.follow_up and query.value not in PLACES
    if whole.status == "not_found" and (leans or (i and _names_nothing(query))):
        told.missed[i] = bare(part)  # what it leans on is not told
        return
    of_part = ask_part(whole, parts, i, ask)
    if not (every or refused) and is_elsewhere(whole, of_part):
        told.short[i] = whole.short_answer
        return
    own = "" if query.years else elliptic(part)
    if own and (of_part.status == "not_found" or is_left_out(whole, of_part, part)):
        if not rules_the_rest(whole):
            told.missed[i] = own  # what is shown says nothing of it
        return
    outright = of_part.short_answer or any(s.item for s in of_part.sentences)
    outright = outright or any(map(elliptic, parts[1:]))  # what refused the whole is that half
    if of_part.status == "answered" and (outright or whole.sentences):
        new = of_part if every or refused else of_the_same(whole, of_part)
        told.whole = added(whole, new, first=i == 0)
        by_itself = _has_value_of_its_own(query, part) or _is_in_full(told.whole, query, parts, i)
        of_whole = whole.short_answer == of_part.short_answer  # the whole answered this part
        told.short[i] = of_part.short_answer if by_itself or of_whole else None
    elif of_part.status == "partial" and refused and not whole.sentences:
        told.whole = replace(of_part, question=whole.question)
    elif of_part.status == "partial" and _asks_value(query, part) and whole.sentences:
        shown, notes = added(whole, of_part, first=False), (*whole.notes, *of_part.notes)
        told.whole = replace(shown, status="partial", notes=tuple(dict.fromkeys(notes)))
    elif every or refused or _is_missed(whole, of_part, part):
        told.missed[i] = bare(part)


def _is_in_full(whole: Answer, query: Query, parts: Sequence[str], i: int) -> bool:
    """Whether the value of a part is told by the part in full, and is not one that the whole tells already."""
    asks = query.value and whole.status == "answered" and not tells_kind(whole, query)
    return bool(asks and restated_parts(parts, i))


def _tells_cells(whole: Answer, parts: Sequence[str]) -> bool:
    """Whether an answer is a row of a table with a cell for each part: 56；毕业生；1200."""
    told = (whole.short_answer or "").split(BOTH)
    row = any(CELL in c.quote for c in whole.citations)
    return row and whole.status == "answered" and len(told) == len(parts) > 1


def answer_apart(parts: Sequence[str], ask: Callable[[str, str], Answer]) -> Answer:
    """Return what is told of each of two things, one after the other; ``ask`` as for ``answer_parts``."""
    told = [ask(part, "".join(parts[:i])) for i, part in enumerate(parts)]
    found = [answer for answer in told if answer.sentences]
    if not found:
        return told[0]
    both = replace(found[0], short_answer=None)
    for answer in found[1:]:
        both = added(both, answer, first=False)
    missed = [bare(part) for part, answer in zip(parts, told, strict=True) if not answer.sentences]
    return without(both, missed)


def answer_lists(
    whole: Answer, lists: Sequence[tuple[str, str]], ask: Callable[[str, str], Answer]
) -> Answer:
    """Return the lists (name, question) one after the other, if each is told under its name; else the whole."""
    told = [ask(question, "") for _, question in lists]
    for answer, (name, _) in zip(told, lists, strict=True):
        has_items = answer.status == "answered" and any(s.item for s in answer.sentences)
        if not has_items or name not in answer.sentences[0].text:
            return whole
    both = replace(told[0], question=whole.question, short_answer=None)
    for answer in told[1:]:
        both = added(both, answer, first=False)
    return both


def _two_values(parts: list[str]) -> list[str]:
    """Return the parts where each asks for a value of another kind: 联系电话和地址是什么."""
    asked = [understand(part).value for part in parts]
    return parts if len(set(asked)) == len(asked) > 1 and set(asked) <= {*VALUES, "org"} else []


def _has_value_of_its_own(query: Query, part: str) -> bool:
    """Whether a part asks for a value and says itself of what: its short answer is none of another part."""
    alone = understand(part)
    known = query.value in (*PLACES, "validity", "place", "city", "frequency") or query.fact
    said = alone.years or elliptic(part) or ACT_ASKED.search(part)
    own = known or said or any(not t.optional for t in alone.terms)
    return query.count > 0 or bool(query.value and own)


def _is_missed(whole: Answer, of_part: Answer, part: str) -> bool:
    """Whether the answer lacks what a part asks: a value of its kind, or that of which it asks if there is any.

    有没有学历要求 is missed where neither the documents nor what is shown speak of it.
    """
    kind = understand(part).value
    shown = " ".join(c.quote for c in whole.citations)
    if kind in (*NAMED, "frequency") and not find_values(shown, kind):
        return True
    if of_part.status != "not_found" or not _WHETHER.search(part):
        return False
    nouns = [t for t in understand(part).terms if t.noun and not t.optional]
    return bool(nouns) and not nouns[0].credit(shown)


def _names_nothing(query: Query) -> bool:
    """Whether a part says neither of what nor of which document it asks: 收到多少条反馈，|采纳了多少."""
    known = query.fact or query.value in PLACES or query.years or query.titles
    loose = (*words()["generic"], "封顶", "上限", "下限")
    named = any((t.noun or t.name) and t.text not in loose for t in query.terms)
    return not known and query.value in NUMBERS and not named


def _asks_value(query: Query, part: str) -> bool:
    """Whether a part asks for a value, or for a list of so many, in so many words."""
    how_many = bool(query.fact) or bool(HOW_MANY.search(part))
    some = query.value == "count" and any(t.noun and not t.optional for t in query.terms)
    told = query.value in VALUES or bool(query.value and how_many) or query.count > 0
    return told or some or asks_which(query)  # 新增几个中心; 靠哪个工程解决
