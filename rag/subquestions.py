"""Questions that ask two things at once: 哪一天印发的，文号多少？

The whole question is answered as any other. Then each part that asks for a value is asked by itself, in the
conversation of the parts before it: a value, or a list of so many, that the answer does not show yet is added with
its proof, and a value that the documents do not tell is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.coordinated import both_of, english_both_of
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
    tells_kind,
)
from rag.tables import CELL
from rag.terms import words
from rag.types import Answer, Citation
from rag.values import find_values, says_value
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
_STOPS = "。；;"
_WHETHER = re.compile("有没有|有没|要不要|有无|是否有|是否需要|提没提")
_APART = re.compile(r"[？?；;]\s*$")
_ANOTHER = re.compile(r"\s*(?:另外|还有|此外|顺便|再问|再请问)")  # begins a question of its own
_BREAK = re.compile(
    r"(?<=[，；;？?。！!])|(?<=、)(?=(?:什么时候|什么地方|什么时间|多少|哪|谁|怎么|几))|(?<=\D,)|(?<=,)(?!\d)|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])"
)
_ASKS = re.compile(rf"{QUESTION_WORDS}|(?P<v>[\u4e00-\u9fff])不(?P=v)|[吗呢么][？?。！!，,；;]*$")
_SO_MANY = re.compile("[晚迟拖早过][\u4e00-\u9fff]{0,2}了?几[天个月]")  # 房租晚交|几天|，…
_EN_BREAK = re.compile(r"(?<=[?;])\s+|,? and (?=(?:what|which|who|when|where|why|how)\b)", re.I)
_EN_ASKS = re.compile(
    r"\b(?:what|which|who|whom|when|where|why|how|is|are|do|does|can|must|may)\b", re.I
)


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
    missed, refused, short = [], whole.status in ("not_found", "unclear"), []
    apart = any(map(_APART.search, parts[:-1])) or any(map(_ANOTHER.match, parts[1:]))
    every = every or whole.status == "unclear"
    for i, part in enumerate(parts[:MOST]):
        before = "".join(parts[:i])
        query = understand(part, [before] if before else [])
        leans = query.follow_up and query.value not in PLACES
        if whole.status == "not_found" and (leans or (i and _names_nothing(query))):
            missed.append(_bare(part))  # what it leans on is not told
            continue
        if refused and not (every or apart or _asks_value(query, part) or _WHETHER.search(part)):
            continue
        of_part = ask_part(whole, parts, i, ask)
        if not (every or refused) and is_elsewhere(whole, of_part):
            short.append(whole.short_answer)
            continue
        if elliptic(part) and not query.years and is_left_out(whole, of_part, part):
            missed.append(elliptic(part))  # what is shown says nothing of it
            continue
        told = of_part.short_answer or any(s.item for s in of_part.sentences)
        if of_part.status == "answered" and (told or whole.sentences):
            added = of_part if every or refused else _of_the_same(whole, of_part)
            whole = _added(whole, added, first=i == 0)
            own = _has_value_of_its_own(query, part) or _is_in_full(whole, query, parts, i)
            short.append(of_part.short_answer if own else None)
        elif of_part.status == "partial" and refused and not whole.sentences:
            whole = replace(of_part, question=whole.question)
        elif of_part.status == "partial" and _asks_value(query, part) and whole.sentences:
            shown = _added(whole, of_part, first=False)
            whole = replace(
                shown, status="partial", notes=tuple(dict.fromkeys((*whole.notes, *of_part.notes)))
            )
        elif every or refused or _is_missed(whole, of_part, part):
            missed.append(_bare(part))
    values = [value for value in short if value]
    of_none = not refused and whole.short_answer not in values
    if values and (len(values) == len(parts) or of_none):
        whole = replace(whole, short_answer=_in_turn(values))
    return _without(whole, missed)


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
        both = _added(both, answer, first=False)
    missed = [_bare(part) for part, answer in zip(parts, told, strict=True) if not answer.sentences]
    return _without(both, missed)


def _without(answer: Answer, missed: Sequence[str]) -> Answer:
    """The answer, partial with a note of each part that it does not tell."""
    if not missed or not answer.sentences:
        return answer
    frame = words()["frames"][answer.language]["missing_part"]
    notes = (frame.format(what=part) for part in missed)
    return replace(answer, status="partial", notes=(*answer.notes, *notes))


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
        both = _added(both, answer, first=False)
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


def _of_the_same(whole: Answer, part: Answer) -> Answer:
    """The answer of a part without the sentences of documents that the whole does not cite."""
    known = {c.doc_id for c in whole.citations}
    strange = {c.n for c in part.citations if c.doc_id not in known}
    kept = tuple(s for s in part.sentences if not strange.intersection(s.citations))
    citations = tuple(c for c in part.citations if c.n not in strange)
    return replace(part, sentences=kept, citations=citations)


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


def _added(whole: Answer, part: Answer, first: bool) -> Answer:
    """Add the proof of what a part asks, unless the answer shows it; what closes both stays last."""
    shown = " ".join(c.quote for c in whole.citations)
    said = {s.text.rstrip(_STOPS) for s in whole.sentences}
    unsaid = [s for s in part.sentences if s.text.rstrip(_STOPS) not in said]
    if (part.short_answer and says_value(shown, part.short_answer)) or not unsaid:
        return whole
    if whole.status in ("not_found", "unclear"):
        return replace(part, question=whole.question, short_answer=None)
    citations = list(whole.citations)
    numbers = {c.n: _number(c, citations) for c in part.citations}
    new = [replace(s, citations=tuple(numbers[n] for n in s.citations)) for s in unsaid]
    kept = list(whole.sentences)
    end = [kept.pop()] if kept and kept[-1].text == part.sentences[-1].text else []
    if first:  # items stay in their order: 一是… is shown already
        order = {s.text: i for i, s in enumerate(part.sentences)}
        items = {s.text: s.item for s in part.sentences}
        kept = [replace(s, item=items.get(s.text, s.item)) for s in kept]
        kept = sorted((*new, *kept), key=lambda s: order.get(s.text, len(order)))
    sentences = (*kept, *end) if first else (*kept, *new, *end)
    cited = dict.fromkeys(n for s in sentences for n in s.citations)
    renamed = {n: i for i, n in enumerate(cited, 1)}
    return replace(
        whole,
        sentences=tuple(
            replace(s, citations=tuple(renamed[n] for n in s.citations)) for s in sentences
        ),
        citations=tuple(
            replace(c, n=renamed[c.n])
            for c in sorted((c for c in citations if c.n in renamed), key=lambda c: renamed[c.n])
        ),
    )


def _number(citation: Citation, citations: list[Citation]) -> int:
    """Return the number of a citation among others, adding it where it is new."""
    for known in citations:
        if (known.doc_id, known.start, known.end) == (
            citation.doc_id,
            citation.start,
            citation.end,
        ):
            return known.n
    number = max((c.n for c in citations), default=0) + 1
    citations.append(replace(citation, n=number))
    return number


def _in_turn(values: Sequence[str]) -> str:
    """The values in the order of the parts, none of them twice."""
    told: list[str] = []
    for value in values:
        if not any(says_value(other, value) for other in told):
            told.append(value)
    return BOTH.join(told)


def _bare(part: str) -> str:
    return part.strip(" ，,；;？?。！!")
