"""Which clauses of a measure were changed, by the words of what amends it: 第三条；第六条第（一）项.

The new text itself is no part of the answer: it stands in quotation marks behind what is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.draft import Draft, Span
from rag.force import Force
from rag.types import Answer, Document
from rag.units import units_of
from rag.verify import BOTH

_DONE = "修改|修订|修正|改动|改|调整|变动|变更|删[去除掉]|新增|增加|(?<![变改运行启推])动(?=了)"
_CLAUSES = "(?:哪[些几一]|第几)(?:[个项处])?(?:条款|条文|条|款|项|内容|地方|规定)"
_ASKED = re.compile(
    rf"{_CLAUSES}[^，。？]{{0,6}}?(?:{_DONE})|(?:{_DONE})(?:[过了到的]|涉及){{0,2}}(?:[^，。？]{{2,24}}的)?{_CLAUSES}"
    r"|(?:修[改订正]|改|调整)了(?:些)?(?:什么|啥|哪里|哪儿|哪些)(?:东西)?[？?]?$"
    r"|(?:修[改订正]|调整)前后[^，。？]{0,6}(?:什么|啥|哪些|哪里)(?:变化|变动|不同|区别|不一样)"
)
_NOT = re.compile(rf"(?:没有?|未|不)(?:被|做|作|再)?(?:{_DONE})")
_STEP = r"第[（(]?[一二三四五六七八九十百零〇\d]+[）)]?[条款项目章节](?:之[一二三四五六七八九十])?"
_CLAUSE = rf"(?:{_STEP})+"
_CHANGES = re.compile(  # 将|第三条|修改为, 删去|第四条, 增加一条，作为|第八条
    rf"(?:{_CLAUSE})(?:[、和及与](?:{_CLAUSE}))*"
)
_VERB = re.compile("(?:修改|修订|改|调整|变更|合并)[为成]?|删[去除]|增加|新增|废止|作为")
_INTRO = re.compile("(?:作|做)[^。]{0,6}(?:修改|修订|修正|调整)|(?:修改|修订|调整)如下")
_TEXT_OF = re.compile(r"“[^”]*”|「[^」]*」")
_STATEMENT = re.compile(r"[^。；;\n]+")


def amended(draft: Draft, ranked: Sequence[Document], force: Force) -> Answer | None:
    """Answer which clauses were changed where that is asked; None where it is not, or nothing amends what is meant."""
    asked = draft.query.plain
    if not _ASKED.search(asked) or _NOT.search(asked):
        return None
    for document in ranked:
        found: list[str] = []
        for amending in _amending(document, force):
            changes = list(_changes(amending))
            if changes and (intro := _intro(amending)):
                draft.quote(amending, intro)
            for span, names in changes:
                draft.quote(amending, span, item=True)
                found.append(names)
        if found:
            draft.short_answer = BOTH.join(dict.fromkeys(found))
            return draft.finish()
    return None


def _amending(document: Document, force: Force) -> list[Document]:
    """The documents that amend this one alone, or this one where it amends another alone."""
    relations, own = force.relations, document.doc_id
    if relations.to(own, "amends"):
        return [force.documents[name] for name in relations.amending(own)]
    return [document] if len(relations.of(own, "amends")) == 1 else []


def _changes(document: Document) -> Iterator[tuple[Span, str]]:
    """Yield where a text says of a clause that it is changed, and the number of that clause."""
    hidden = _TEXT_OF.sub(lambda m: "“" + "＿" * (len(m.group()) - 2) + "”", document.text)
    for statement in _STATEMENT.finditer(hidden):
        said = statement.group()
        clause, verb = _CHANGES.search(said), _VERB.search(said)
        if not clause or not verb or said[: clause.start()].endswith("》"):
            continue
        end = max(clause.end(), verb.end())
        yield (statement.start(), statement.start() + end), clause.group()


def _intro(document: Document) -> Span | None:
    """The sentence that announces the changes: 现对《…》部分条款|作如下修改."""
    found = (u for u in units_of(document) if _INTRO.search(u.quote))
    return next(((u.start, u.end) for u in found), None)
