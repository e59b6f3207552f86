"""A question as understood, and how one that leans on an earlier question is completed by it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from rag.steps import Step
from rag.terms import Term, make_term, words

Language = Literal["zh", "en"]
# what stands in lines of page facts: the words around it only say whose it is
CONTACT_VALUES = ("phone", "address", "postcode", "hours", "source", "publisher")
OWN_FACT = (
    *CONTACT_VALUES,
    "document_number",
    "validity",
)  # asked of a document, whatever was asked before
# kinds of questions that a few words do not answer
STORIES = frozenset(("list", "why", "outline", "condition", "support", "definition"))
APPROVAL = re.compile(r"同意|批准|审议|点.?头|approv")  # who approves is not who issues
ACT_ASKED = re.compile(  # what was done with the document, which is no fact of its own
    r"(?:哪一?[年月天日]|几[月号年]|什么时候|啥时候|何时|时间)[^，。？?]{0,4}?(通过|修订|修正|批准)"
)
PARTS = ("部分", "章", "板块", "环节", "步骤", "阶段")
_BESIDES = re.compile(r"除了?([\u4e00-\u9fff]{2,16}?)(?:以外|之外|外|[，,])")
_FOLLOW = re.compile(
    r"^(?:那么?|还有|然后|另外|再|接着|它|其(?![他它中余实])|该|这个|这|此|上面|刚才)|(?:呢|咧)[？?。]?$|(?:它|这一?条|上述|前面|刚才)"
    r"|^第[一二三四五六七八九十\d]{1,3}个(?!部分|重点|工程|任务|目标|原则|问题)"
)
_AND_THAT = re.compile("[呢咧][？?。]?$")
_PRONOUN = re.compile(
    r"它|其(?![他它中余实])|(?<!应)该|这一?[项条个]|\bit\b|\bits\b|\bthis one\b|\bthat one\b"
)
_BESIDE = re.compile(
    r"(?P<back>上|前)(?:面)?一(?:[项个条款章点步块]|部分)|(?<!最)[下后](?:面)?一(?:[项个条款章点步块]|部分)|(?:后面|接着)[的]?(?:那个|那项|那条)|\bright after (?:it|that)\b|\bthe one after\b|\bnext (?:one|item|project|task|part|principle)\b|(?P<last>\bprevious (?:one|item|project|task|part|principle)\b)"
)
_ORDINAL = re.compile(
    r"第(?P<nth>[一二三四五六七八九十\d]{1,3})(?P<unit>[编章节条款项个点类步]|部分|方面)?"
)
_EN_FOLLOW = re.compile(
    r"^(?:and|what about|how about|then|also|so)\b|\b(?:it|its|they|them|that one|those|this one|the same)\b"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood."""

    text: str
    language: Language
    plain: str = ""  # the text as it is compared: without small talk, times as documents write them
    kinds: frozenset[str] = frozenset()
    value: str = ""  # phone, date, org, money, ...; "" where no value is asked for
    terms: tuple[Term, ...] = ()
    steps: tuple[Step, ...] = ()
    count: int = 0  # 六大… -> 6
    years: tuple[str, ...] = ()
    period: tuple[str, ...] = ()  # of a plan: 2023—2025年 -> ("2023", "2025")
    version: str = ""  # the year that a version is named by: 2021版, 2021年的老计划
    figures: tuple[str, ...] = ()  # figures the question itself states
    titles: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # document numbers 文号 that the question names
    counted: str = ""  # what the count is of: 五大任务 -> 任务
    noun: str = ""  # what is to be listed: 哪些行业 -> 行业
    unit: str = ""  # 多少家 -> 家
    measure: str = ""  # the quantity whose value is asked for: 营业收入
    fact: str = ""  # issued, published, effective: which date or body of a document is meant
    asker: bool = False  # speaks of itself: 我们是…
    earlier: bool = False  # speaks of an earlier version: 更早那一版, the previous plan
    locates: str = (
        ""  # asks where something stands, and the words before that: 依据的是民法典|第几条
    )
    mentions: bool = False  # asks for all that is said of something: 涉及农业的说法
    points: bool = False  # at the document it is asked of: 这个计划的…
    follow_up: bool = False
    before: str = ""  # the earlier questions that complete a follow-up

    @property
    def head(self) -> tuple[Term, ...]:
        """The last words of the question's own: in Chinese what is asked stands last."""
        own = [t for t in self.terms if t.noun and not t.optional]
        named_by_type = own and own[-1].text in words()["type_nouns"]  # a percentage is a 比例
        return tuple(own[-1:]) if self.language == "zh" and not named_by_type else ()


def besides_of(query: Query) -> Term | None:
    """Return what a list is asked for without: 除了|省工信厅|，还有哪几家."""
    match = _BESIDES.search(query.text)
    return make_term(match[1].lower(), abbreviation=True) if match else None


def leans_on_history(query: Query) -> bool:
    """Whether a question is understood only with the one before it: 那营业收入呢？"""
    if _BESIDE.search(query.text.lower()):
        return True
    own = [t for t in query.terms if not (t.optional or t.slight)]
    if query.language == "en":
        bare = (
            not own and bool(query.steps) and not query.steps[-1].unit
        )  # what is the third one about
        return bare or (bool(_EN_FOLLOW.search(query.text.lower())) and len(own) <= 3)
    leaning = bool(_FOLLOW.search(query.text))
    valueless = not (query.kinds or query.value)
    and_that = valueless and bool(_AND_THAT.search(query.text))  # 国家级工业设计中心|呢
    return (
        and_that
        or (leaning and len(own) <= 3)
        or (not own and bool(query.steps or query.years or query.value))
    )


def restated(query: Query, before: Query) -> str:
    """Return the earlier question with another year or number, where a follow-up says only that: 2025年的呢？

    "" where it says more, or the earlier one has none to be exchanged.
    """
    if any(not t.optional for t in query.terms) or query.kinds or query.figures:
        return ""
    if query.value not in ("", "count", before.value):  # 2022年的是多少 asks for no other value
        return ""
    if len(query.years) == len(before.years) == 1 and not query.steps:
        return before.text.replace(before.years[0], query.years[0])
    if len(query.steps) == 1 and before.steps and not query.years:
        said = _ORDINAL.search(query.text)
        earlier = list(_ORDINAL.finditer(before.text))
        if said and earlier and said["unit"] in (None, earlier[-1]["unit"]):
            at = earlier[-1].span("nth")
            return before.text[: at[0]] + said["nth"] + before.text[at[1] :]
    return ""


def complete(query: Query, before: Query) -> Query:
    """Complete an elliptical question: what it says itself wins, the rest comes from before."""
    own = {t.text for t in query.terms}
    # 谁印发的: of the document, whatever was asked of it before
    of_document = bool(query.fact) and all(t.optional or t.slight for t in query.terms)
    bare_step = bool(query.steps or query.years or query.value) and not query.terms
    inherited = tuple(
        replace(t, optional=not bare_step or of_document or query.value in CONTACT_VALUES)
        for t in before.terms
        if t.text not in own
    )
    kinds = query.kinds or (before.kinds if not query.value else frozenset())
    if (beside := _BESIDE.search(query.text.lower())) and before.steps:
        step = before.steps[-1]
        way = -1 if beside["back"] or beside["last"] else 1
        query = replace(query, steps=(*before.steps[:-1], replace(step, number=step.number + way)))
    if query.steps and before.steps and not query.steps[-1].name:  # 那第二项呢，重点往哪使劲
        step = replace(query.steps[-1], name=before.steps[-1].name)
        query = replace(query, steps=(*query.steps[:-1], step))
    if query.steps and not query.kinds:
        kinds -= {"list"}  # the second of a list is one clause
    return replace(
        query, terms=inherited + query.terms, kinds=kinds,
        value=query.value or (before.value if not query.kinds else ""),
        years=query.years or (() if query.steps or of_document else before.years),
        titles=query.titles or before.titles, numbers=query.numbers or before.numbers,
        fact=query.fact or ("" if query.value in OWN_FACT or ACT_ASKED.search(query.plain) else before.fact),
        count=query.count or (before.count if query.steps else 0),
        counted=query.counted or ((before.counted or before.noun) if query.steps else ""),
        steps=query.steps or (before.steps if _PRONOUN.search(query.text.lower()) else ()),
        measure=query.measure or ("" if of_document else before.measure), unit=query.unit or ("" if query.value else before.unit),
        earlier=query.earlier or before.earlier, period=query.period or before.period,
        version=query.version or before.version,
        asker=query.asker or before.asker, follow_up=True,
        before="" if of_document else f"{before.before} {before.plain}".strip(),
    )  # fmt: skip


def asks_list(query: Query) -> bool:
    """Whether a question asks for a list by its words."""
    parts = query.value == "count" and query.noun in PARTS  # 共几个部分
    return bool(query.kinds & {"list", "condition"} or query.count or parts)


def asks_which(query: Query) -> bool:
    """Whether one of several is asked for: 属于哪一项工程; not 六个工程分别叫啥."""
    if query.count and "分别" in query.plain:
        return False
    return bool(query.locates) or any(
        re.search(cue, query.text.lower()) for cue in words()["which_item"][query.language]
    )
