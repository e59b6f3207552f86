"""What a document says of itself, told apart from what it quotes, passes on or says of others.

A sentence is a document's own when it names it (本办法, 本通知, its title), or when it names nothing at
all (自印发之日起施行), and does not stand in a quotation or in an annex that only goes with a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.genre import MORE_KINDS
from rag.issuing import signature
from rag.sheet import Sheet
from rag.types import Fact
from rag.wording import KINDS, LABEL, NUMERAL

_KINDS = "|".join(sorted({*KINDS, *MORE_KINDS, "文件"} - {"令", "说明"}, key=len)[::-1])
THIS = re.compile(
    rf"本(?![\u4e00-\u9fff]{{1,6}}(?:规定的|所称|确定的|明确的|中))[\u4e00-\u9fff]{{0,4}}?(?:{_KINDS})(?!第(?:{NUMERAL}|\d)+[条款项章])(?!修[正订改]前)"
)
_STOP = re.compile(r"[。\n；;]")
_LONGEST = 600  # characters looked back for the beginning of a sentence
_ISSUED_HERE = re.compile("现(?:将|予|予以)?[^。\n]{0,80}(?:公布|发布|印发|颁布)")
_NAMES_NOTHING = re.compile(
    rf"(?:{LABEL.pattern}|(?:以上|上述)(?:规定|政策|措施|标准|决定)|[\s　，,])*"
)
_ENACTS = re.compile("印发|公布|发布|颁布|施行|实施")
_LETTERS = ("通知", "函", "批复", "复函", "答复", "意见", "通报", "公告", "通告", "报告", "决定")
_ANNEX = re.compile(
    r"附(?:件|表|录)?\s?[\d一二三四五六七八九十]{0,2}\s?[:：]?$|附[件录][\d一二三四五六七八九十]{0,2}\s?[:：]\S"
)


def own_statements(
    sheet: Sheet, kind: Fact | None, pattern: re.Pattern[str]
) -> Iterator[re.Match[str]]:
    """Yield the first match in each sentence that the document says of itself."""
    last = -1
    for match in pattern.finditer(sheet.text, 0, own_end(sheet, kind)):
        start = sentence_start(sheet.text, match.start())
        if start != last and is_own(sheet, start, match.start()):
            last = start
            yield match


def sentence_start(text: str, at: int) -> int:
    """Return where the sentence begins in which the character at ``at`` stands."""
    found = first = max(0, at - _LONGEST)
    for stop in _STOP.finditer(text, first, at):
        found = stop.end()
    return found


def is_quoted(text: str, at: int) -> bool:
    """Whether a place lies between quotation marks, or in a paragraph that one opens."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return before.count("“") > before.count("”") or before.lstrip().startswith("“")


def is_own(sheet: Sheet, start: int, at: int) -> bool:
    """Whether what stands at ``at``, in the sentence from ``start``, is said of the document itself."""
    if is_quoted(sheet.text, at):
        return False
    clause = sheet.text[start:at]
    subject = clause.rstrip("自从，, 、\u3000")
    if subject.endswith("》"):
        name = subject[subject.rfind("《") + 1 : -1]
        return name in sheet.title.value or f"称《{name}》" in sheet.text
    return bool(
        THIS.search(clause) or _ISSUED_HERE.search(clause) or _NAMES_NOTHING.fullmatch(clause)
    )


def own_end(sheet: Sheet, kind: Fact | None) -> int:
    """Return where the document's own text ends: before the annex that a letter only passes on."""
    title = sheet.title.value
    enacts = _ENACTS.search(title) and "转发" not in title
    if not kind or kind.value not in _LETTERS or enacts:
        return len(sheet.text)
    signed = signature(sheet)[1]
    own = max(sheet.body, signed.end if signed else 0)  # a list of annexes stands above it
    for start, end in sheet.lines:
        if start > own and _ANNEX.match(sheet.text, start, end):
            return start
    return len(sheet.text)
