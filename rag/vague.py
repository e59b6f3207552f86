"""Whether a question names too little to look for, and what is asked back then."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.draft import Draft
from rag.query import APPROVAL, CONTACT_VALUES, Query, asks_which
from rag.terms import Term, words
from rag.types import Answer, Document

_THAT_ONE = re.compile(r"^那个|来着[？?]?$")
_WHICH_OF_IT = re.compile(
    r"那个(?:要求|数字?|标准|比例|指标|东西)?[，,]?(?:是|要|有|最[高低多少])*(?:多少|几)|那个[，,].{0,10}(?:够不够|行不行|可不可以|吗)"
)
_ONLY_ASKER = re.compile(
    r"^(?:请问|那)?(?:我|我们|咱|咱们|俺)(?:们|这|的|公司|单位|企业|家|种|个|样|情况)*"
)
_MENTIONED = re.compile("提[到及]|涉及|谈到|讲到|说到|say anything|says? about|mention|cover")
A_CASE = 2.0  # weight of the words of a case that is told in sentences before the question
TOLD = 0.5  # rarer words than this of what an asker tells say what is meant


def is_vague(query: Query, subject: Sequence[Term], documents: int) -> bool:
    """Whether a question names nothing to look for: no word at all, or one common word alone.

    Among several ``documents``, neither does one that does not tell which of them it means.
    """
    own = [t for t in query.terms if not t.optional]
    if _WHICH_OF_IT.search(query.plain) and not query.follow_up:
        return True
    told = any(t.optional and not t.slight and t.weight >= TOLD for t in query.terms)
    case = sum(t.weight for t in query.terms if t.optional and not t.slight) >= A_CASE
    if documents > 1 and not (
        query.titles or query.numbers or query.follow_up or query.figures or query.count
    ):
        generic = own and all(t.text in words()["generic"] for t in own)
        if generic and not (query.steps or (told and query.asker) or case):
            return True
        about_document = query.fact or query.steps or query.value == "validity"
        if not (subject if about_document else query.terms):
            return True
    if query.fact and documents == 1 and all(t.slight for t in own):
        return False  # 什么时候发的
    if query.value == "org" and documents == 1 and APPROVAL.search(query.plain.lower()):
        return False  # 发之前是哪一级点的头
    if query.steps and not own and not query.follow_up:
        return all(s.unit in ("项", "个", "点", "大", "", "类", "步") for s in query.steps)
    dated = (query.years or (query.figures and not query.asker)) and own  # 6200亿元是什么|目标
    if query.steps or query.titles or query.numbers or query.count or query.earlier or dated:
        return False
    if not own and len(query.years) > 1 and query.value in ("money", "percent"):
        return False  # 2022年比2020年多了多少亿
    if not own and not query.follow_up and not query.figures:
        document = query.fact or query.value in (*CONTACT_VALUES, "document_number", "validity")
        listing = "list" in query.kinds and query.noun and query.noun not in words()["generic"]
        return not (document or listing or query.kinds & {"outline", "support"})
    if not own:
        return False
    if all(t.slight for t in query.terms) and query.kinds == {"confirm"} and not query.follow_up:
        return not (query.value or query.points or query.figures)  # 我这种情况能|行|吗
    valued = query.value and query.value != "validity"
    clear = query.kinds or query.figures or query.follow_up or (told and query.asker) or case
    if len(own) == 1 and own[0].slight and valued and not clear and query.unit in ("", "元"):
        return True  # 罚多少; not 献多少毫升
    if (told and query.asker) or case:
        return False  # 我们的作品想进IP项目库，要交哪些材料
    if query.follow_up:
        return False
    if _THAT_ONE.search(query.plain) or (
        "confirm" in query.kinds and _ONLY_ASKER.search(query.plain)
    ):
        return all(t.text in words()["generic"] for t in own)
    cue = bool(
        query.value
        or query.points
        or _MENTIONED.search(query.plain.lower())
        or query.kinds & {"support", "condition", "outline", "why"}
        or asks_which(query)
        or ("list" in query.kinds and query.noun and query.noun not in words()["generic"])
    )
    return len(own) == 1 and own[0].text.removeprefix("具体") in words()["generic"] and not cue


def unclear(draft: Draft, documents: Sequence[Document]) -> Answer:
    """Ask back with two or three precise questions made from the clause tree."""
    query = draft.query
    choices = [
        draft.frame("choice", name=c.heading)
        for d in documents
        for c in d.clauses[1:]
        if c.heading and c.scheme != "facts" and 2 <= len(c.heading) <= 24
        and any(t.text in c.heading.lower() or t.text in d.text[c.start : c.end].lower() for t in query.terms)
    ]  # fmt: skip
    by_name = [c for c in choices if any(t.text in c.lower() for t in query.terms)]
    picked = list(dict.fromkeys([*by_name, *choices]))[:3]
    if len(picked) < 3 and documents:
        tops = [
            c
            for c in documents[0].clauses[1:]
            if c.depth == 1 and c.heading and c.scheme != "facts"
        ]
        picked += [draft.frame("choice", name=c.heading) for c in tops]
        picked.append(draft.frame("choice_doc", title=documents[0].facts.title.value))
    draft.status = "unclear"
    draft.notes.append(draft.frame("unclear"))
    return draft.finish(choices=list(dict.fromkeys(picked))[:3])
