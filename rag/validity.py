"""From when and until when a document holds, as it says itself: 施行日期, 有效期."""

from __future__ import annotations

import re

from rag.dates import ANY_DATE, chinese_number, iso_date, months_after, years_after
from rag.genre import TELLING
from rag.history import Step, in_force_since, passed, promulgated
from rag.ownwords import THIS, is_own, is_quoted, own_end, own_statements, sentence_start
from rag.sheet import Sheet, date_fact
from rag.types import Fact, Facts
from rag.wording import LABEL

_DATE = f"(?:{ANY_DATE.pattern})"
_ACTS = "(?:正式)?(?:施行|实施|执行|生效|试行)"
_ISSUE = "(?:印发|发布|公布|颁布|颁发|下发|发文|通过|签发|批准)之日"
_EFFECTIVE = re.compile(
    rf"(?:[自从]\s?)?({_DATE}|{_ISSUE})\s?(?:零时|0时)?\s?起?\s?{_ACTS}(?![的前后之]|以来)"
)
_SPAN = re.compile(r"有效期限?|试行期限?|执行期限?|实施期限?|有效|试行|施行|实施|执行|暂定")
_TO = re.compile(rf"[^。；;\n]{{0,24}}?(?:至|到)\s?({_DATE})")
_AT_ONCE_TO = re.compile(rf"\s?[，,]?\s?至\s?({_DATE})")
_COUNT = r"([\d一二两三四五六七八九十]{1,3})\s?(个月|(?:个)?年)"
_FOR = re.compile(
    rf"(?:统一|调整|延长|暂定|均)*(?:为|是|[:：])?\s?(?:自[^。；;\n，]{{2,24}}起)?(?:计算|算)?[，,]?\s?(?:为)?{_COUNT}"
)
_AT_ONCE_FOR = re.compile(rf"\s?{_COUNT}")
_PROLONGED = re.compile("重新(?:发布|公布|印发)|继续(?:有效|执行|施行|实施)|延长|延续|顺延")
_SINCE = rf"自[^，。]{{2,24}}起(?:{_ACTS})?"
_SUBJECT = re.compile(rf"(?:(?:{THIS.pattern}|《[^《》]+》)的?)?(?:{_SINCE})?|其|并")

_OF_ITSELF = re.compile(rf"{THIS.pattern}(?!施行|实施|的)")
_LAPSES = re.compile(
    rf"(?:[自从于至到]\s?)?({_DATE})\s?(?:起|止|后)?[，,]?(?:自动|自行|即行|同时)?(?:失效|废止|停止执行)"
)


def effective(
    sheet: Sheet, kind: Fact | None, steps: tuple[Step, ...], issued: Fact | None
) -> Fact | None:
    """Return the day from which the document itself holds (施行日期)."""
    if fact := sheet.label_date("施行日期", "实施日期", "生效日期"):
        return fact
    if kind and kind.value in TELLING:
        return None
    day = implied = None
    for match in own_statements(sheet, kind, _EFFECTIVE):
        if value := iso_date(match[1]):
            day = Fact(value, *match.span(1))
        elif value := _day_of_issue(match[1], steps, issued):
            implied = Fact(value, *match.span(1))
    return day or in_force_since(steps) or implied


def _day_of_issue(said: str, steps: tuple[Step, ...], issued: Fact | None) -> str | None:
    """Return the day that 自公布之日 means, where the text tells it."""
    day = issued
    if steps:
        day = passed(steps) if said.startswith("通过") else promulgated(steps)
    return day.value if day else None


def valid_until(sheet: Sheet, kind: Fact | None, since: Fact | None) -> Fact | None:
    """Return the last day on which the document holds: 有效期至…, 有效期五年, 试行两年.

    What the text says goes before a label of the page (失效日期), which often gives the day after; one that
    gives an earlier day tells that the document was ended before its term.
    """
    found = None
    if not kind or kind.value not in TELLING:
        for cue in _SPAN.finditer(sheet.text, 0, own_end(sheet, kind)):
            term = _term(sheet.text, cue, since)
            if term and _is_own_term(sheet, cue):
                found = term
        for lapse in own_statements(sheet, kind, _LAPSES) if not found else ():
            found = date_fact(ANY_DATE.search(sheet.text, *lapse.span(1)))
    label = sheet.label_date("失效日期", "废止日期")
    if found and label and label.value < found.value:
        return label
    return found or label or _last_of_label(sheet)


def _last_of_label(sheet: Sheet) -> Fact | None:
    """Return the last day of a line 有效期：2024年1月1日至2026年12月31日."""
    label = sheet.label("有效期")
    days = list(ANY_DATE.finditer(sheet.text, label.start, label.end)) if label else []
    return date_fact(days[-1]) if days else None


def _term(text: str, cue: re.Match[str], since: Fact | None) -> Fact | None:
    """Return the last day that follows a word of validity, with that word; None where none does."""
    term = cue[0].startswith(("有效", "试行期", "执行期", "实施期", "暂定"))
    until = (_TO if term else _AT_ONCE_TO).match(text, cue.end())
    if until and (day := iso_date(until[1])):
        start = cue.start() if term else until.start(1)  # 施行，至|2025年12月31日|止
        return Fact(day, start, until.end())
    counts = cue[0] not in ("有效", "施行", "实施", "执行")
    span = (_FOR if term else _AT_ONCE_FOR).match(text, cue.end()) if counts else None
    if not span or not since or not (count := chinese_number(span[1])):
        return None
    after = months_after if span[2] == "个月" else years_after
    return Fact(after(since.value, count), cue.start(), span.end())


def _is_own_term(sheet: Sheet, cue: re.Match[str]) -> bool:
    """Whether a term is the document's: not that of a licence that it names."""
    start = sentence_start(sheet.text, cue.start())
    clause = sheet.text[start : cue.start()]
    if cue[0] in ("施行", "实施", "执行", "试行"):
        return is_own(sheet, start, cue.start())
    if is_quoted(sheet.text, cue.start()):
        return False
    subject = re.split("[，,、：:]", clause)[-1].strip()
    subject = re.sub(rf"^(?:{LABEL.pattern})\s*", "", subject)
    if not _SUBJECT.fullmatch(subject):
        return False
    whole = _OF_ITSELF.match(re.sub(rf"^\s*(?:{LABEL.pattern})?\s*", "", clause))
    if whole or THIS.match(subject) or _PROLONGED.search(sheet.text, start, cue.end() + 4):
        return True
    effect = _EFFECTIVE.search(sheet.text, start, cue.start())
    if effect:
        return is_own(sheet, start, effect.start())
    return subject.endswith("》") and is_own(sheet, start, cue.start())


def last_day(facts: Facts) -> Fact | None:
    """Return the last day of a document: of its validity, else of the years that a plan covers."""
    if facts.valid_until or not facts.period:
        return facts.valid_until
    period = facts.period
    return Fact(period.value.rpartition("/")[2], period.start, period.end)
