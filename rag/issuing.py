"""Who issued a document, under which number and when: 发文机关, 文号, 成文日期."""

from __future__ import annotations

import re

from rag.dates import ANY_DATE, WRITTEN_DATE
from rag.genre import TELLING
from rag.history import Step, adopted, adopters, last_made
from rag.mentions import organisations
from rag.sheet import Sheet, date_fact
from rag.types import Fact
from rag.wording import DOCUMENT_NUMBER, ORGANISATION_TAIL

_ORGANISATION = r"(?:中共)?[\u4e00-\u9fff（）“”·]{1,30}?(?:局|厅|委|委员会|部|政府|办公厅|办公室|院|会|中心|国务院|银行|电视台|广播电视台|总站|联合会|法院|检察院|总署|署)"
_ISSUING = re.compile(
    rf"((?>{_ORGANISATION}[、，和及\s]\s?){{0,15}}{_ORGANISATION})(?:近日|日前|正式|共同)?"
    r"(?:联合)?(?:制定)?(?:印发|出台|发布|公布)了?(?=[《〈“])"
)
_IN_TITLE = re.compile("关于|转发|批转|印发|对|公告|通告|令")
_ORDER = re.compile(  # on a line of its own: one in a sentence is that of another document
    r"(?<![^\n])(?:中华人民共和国)?([\u4e00-\u9fff]{2,16}?)令\s?[（(]?第\s?[\d一二三四五六七八九十百]{1,5}\s?号[）)]?(?=\s*(?:\n|$))"
)
_ALONE = re.compile(rf"[（(]?({WRITTEN_DATE})[）)]?\s*")
_COLOPHON = re.compile(rf"(?<=[\s\u3000])({WRITTEN_DATE})\s?印发(?=\s*(?:\n|$))")
_ISSUED_ON = re.compile(rf"(?:{ANY_DATE.pattern})[^。\n]{{0,200}}?印发")
_NUMBER_LINES = 12  # the number stands at the top
_HEAD_LINES = 5  # below the title, in which bodies, number and day stand
_SIGNERS = 12  # lines above a date in which signatures stand
_PERSON = re.compile(
    r"\n(?:代)?(?:总理|主席|部长|主任|局长|署长|行长|省长|市长|州长|区长|县长)[：:\s]*\S{1,3}\s?\S{1,4}$"
)
_AND_OTHERS = re.compile(r"等[\d一二三四五六七八九十]+(?:个)?(?:部门|单位)$")
_NO_ISSUER = re.compile(
    "[本该我]|.*(?:台|公司|媒体中心|传媒中心)$"
)  # 本局, 某市广播电视台: where a text comes from only
_LABELLED = re.compile("^(?:发文)?(?:文号|字号|机关|日期|单位)[:：]")
_DAY = re.compile(rf"(?:{ANY_DATE.pattern})(?:印发|发布|公布)?")
_SHORT = 60  # characters of a line that only signs
Signature = tuple[tuple[Fact, ...], Fact | None]


def document_number(sheet: Sheet, steps: tuple[Step, ...]) -> Fact | None:
    """Return the number of this very document, without blanks; never of one that it names."""
    found = (
        sheet.label("发文字号", "文号") or _number_line(sheet) or _order(sheet, steps)
    )  # fmt: skip
    return Fact(re.sub(r"\s", "", found.value), found.start, found.end) if found else None


def _number_line(sheet: Sheet) -> Fact | None:
    """Return the number that stands alone on a line of the head, or in brackets below the title."""
    text = sheet.text
    for start, end in sheet.lines[:_NUMBER_LINES]:
        found = DOCUMENT_NUMBER.search(text, start, end) if end - start <= 60 else None
        if not found:
            continue
        if start > sheet.body and (told := _line_of_facts(text[start:end])) and told[1]:
            return Fact(found[0], *found.span())
        around = text[start:end].replace(found[0], "").strip(" （()）：:文号")
        below = start == sheet.body + 1 and text[start] in "（(" and text[end - 1] in "）)"
        if len(around) <= 6 or start == sheet.title.start or below:
            return Fact(found[0], *found.span())
    return None


def _order(sheet: Sheet, steps: tuple[Step, ...]) -> Fact | None:
    """Return the number of the order that made the text law: 国务院令第684号."""
    made = adopted(steps)
    if made and made.order:
        return made.order
    head = sheet.text[: min(sheet.head_end, 1500)]
    orders = list(_ORDER.finditer(head)) if sheet.has_clauses and not steps else []
    return Fact(orders[0][0], *orders[0].span()) if len(orders) == 1 else None


def issuers(sheet: Sheet, steps: tuple[Step, ...], signed: Signature) -> tuple[Fact, ...]:
    """Return who issued the document, in the order of the text."""
    text = sheet.text
    if fact := sheet.label("发文机关", "发文机构", "发文单位"):
        return tuple(organisations(text, fact.start, fact.end))
    titled = _of_title(sheet)
    made = adopters(steps)
    if titled or made:
        return made if made and len(titled) < 2 else titled
    if below := _below_title(sheet)[0]:
        return below
    opening = min(sheet.body + 1500, len(text))
    if match := _ISSUING.search(text, sheet.body, opening):
        return tuple(organisations(text, *match.span(1)))
    order = _ORDER.search(text, 0, min(sheet.head_end, opening)) if not steps else None
    if order:
        return (Fact(order[1], *order.span(1)),)
    return signed[0] or _publisher_of_number(sheet) or _of_source(sheet)


def _publisher_of_number(sheet: Sheet) -> tuple[Fact, ...]:
    """Return who published the document, where its number 文号 names them too: 岚|民|发 of 岚州市民政局."""
    number, publisher = sheet.label("发文字号", "文号"), sheet.label("发布机构", "发布单位")
    if not number or not publisher or "〔" not in number.value:
        return ()
    own = re.sub("[发办规字函市县区省]", "", number.value.split("〔")[0])
    named = own and all(c in publisher.value for c in own)
    return tuple(organisations(sheet.text, publisher.start, publisher.end)) if named else ()


def _of_source(sheet: Sheet) -> tuple[Fact, ...]:
    """Return the bodies from which a page has its text, where its line 来源 names nothing but bodies."""
    if not (source := sheet.source):
        return ()
    named = tuple(organisations(sheet.text, source.start, source.end))
    bodies = [fact.value for fact in named if not _NO_ISSUER.match(fact.value)]
    return named if bodies == re.findall(r"[^\s、，,；;]+", source.value) else ()


def _of_title(sheet: Sheet) -> tuple[Fact, ...]:
    """Return the bodies that a title begins with: 某局、某厅|关于…."""
    title = sheet.title
    if title.start < 0:
        return ()
    for match in _IN_TITLE.finditer(title.value):
        if match.start() == 0 or "《" in title.value[: match.start()]:
            return ()
        found = tuple(organisations(sheet.text, title.start, title.start + match.start()))
        if found:
            return found
        if match[0] == "关于":
            return ()
    return ()


def _below_title(sheet: Sheet) -> Signature:
    """Return the bodies and the day that stand on lines of their own between the title and the text, with or around the 文号."""
    bodies: list[Fact] = []
    day: Fact | None = None
    numbered = False
    for start, end in [line for line in sheet.lines if line[0] > sheet.title.start][:_HEAD_LINES]:
        line = sheet.text[start:end]
        names = re.split(r"[\s、]+", line.strip())
        if ANY_DATE.fullmatch(line.strip("（()） ")):
            day = day or date_fact(ANY_DATE.search(sheet.text, start, end))
        elif DOCUMENT_NUMBER.fullmatch(line.strip("（()） ")):
            numbered = True
        elif (told := _line_of_facts(line)) and told[0]:
            bodies += organisations(sheet.text, start, end)
            day = day or date_fact(ANY_DATE.search(sheet.text, start, end))
            numbered = numbered or bool(told[1])
        elif all(ORGANISATION_TAIL.search(n) and not _NO_ISSUER.match(n) for n in names):
            bodies += organisations(sheet.text, start, end)
        else:
            break
    if not bodies or not (day or numbered):
        return (), None
    return tuple(bodies), day


def _line_of_facts(line: str) -> tuple[list[str], list[str]] | None:
    """Return the bodies and the numbers of a line that holds nothing but bodies, days and numbers; else None.

    某省财政厅　某省工业和信息化厅　2024年8月26日印发　文号：某财规〔2024〕9号
    """
    pieces = [_LABELLED.sub("", p) for p in re.split(r"[\s|｜]+", line.strip("（()） "))]
    numbers = [p for p in pieces if DOCUMENT_NUMBER.fullmatch(p)]
    days = [p for p in pieces if _DAY.fullmatch(p)]
    bodies = [p for p in pieces if ORGANISATION_TAIL.search(p) and not _NO_ISSUER.match(p)]
    kinds = (numbers, days, bodies)
    whole = len(numbers) + len(days) + len(bodies) == len(pieces)
    return (bodies, numbers) if whole and sum(map(bool, kinds)) > 1 else None


def signature(sheet: Sheet) -> Signature:
    """Find the signatures and the date line below them; a letter may bear the date alone."""
    alone: Fact | None = None
    for i, (start, end) in enumerate(sheet.lines):
        date = ANY_DATE.fullmatch(sheet.text, start, end)
        of_page = start in sheet.fact_starts
        if not date or i < 2 or (of_page and not _ALONE.fullmatch(date[0])):
            continue
        signers: list[Fact] = []
        for s, e in reversed(sheet.lines[max(0, i - _SIGNERS) : i]):
            signs = _AND_OTHERS.sub("", sheet.text[s:e])
            other = s == sheet.title.start or "：" in signs  # 来源：某中心
            if e - s > _SHORT or other or not ORGANISATION_TAIL.search(signs):
                break
            signers = [*organisations(sheet.text, s, s + len(signs)), *signers]
        if signers:
            return tuple(signers), date_fact(date)
        before = sheet.text[: start - 1]
        if not (alone or of_page) and (before.endswith(("。", "。）")) or _PERSON.search(before)):
            alone = date_fact(date)
    return (), alone


def issued(
    sheet: Sheet, kind: Fact | None, steps: tuple[Step, ...], signed: Signature
) -> Fact | None:
    """Return the day on which this version was made: 成文日期, of a statute the last 修正 or 修订."""
    if fact := sheet.label_date("成文日期", "成文时间", "印发日期", "发文日期"):
        return fact
    if made := last_made(steps):
        return made.date
    if told := signed[1] or _below_title(sheet)[1]:
        return told
    text, body = sheet.text, sheet.body
    below = next((line for line in sheet.lines if line[0] > body), (body, body))
    if found := _ALONE.fullmatch(text, *below):
        return date_fact(ANY_DATE.search(text, *found.span(1)))
    if found := _COLOPHON.search(text, body):
        return date_fact(ANY_DATE.search(text, *found.span(1)))
    if kind and kind.value not in TELLING:
        return None  # the day in its opening is that of another document
    opening = _ISSUED_ON.search(text, body, min(body + 400, len(text)))
    return date_fact(ANY_DATE.match(text, opening.start())) if opening else None
