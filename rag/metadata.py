"""What a document says about itself: title, kind, issuers, 文号, dates, validity, contacts, relations.

Each fact carries the span of the cleaned text that proves it. What the clerk's manifest says
wins (corrections.py); what neither says stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rag.corrections import corrected
from rag.dates import iso_date, period_in
from rag.genre import amends, explains, forwards, kind, region
from rag.history import read_history
from rag.issuing import document_number, issued, issuers, signature
from rag.mentions import addresses, phones, related
from rag.repeals import repealed, repeals
from rag.sheet import Sheet, date_fact, read_sheet
from rag.types import CleanText, Fact, Facts, SourceText
from rag.validity import effective, valid_until
from rag.wording import DATE

# A day in figures alone below the title is that of the page; 1955年12月29日 is the document's own.
_PAGE_DATE = re.compile(
    r"([12]\d{3}[-/.]\d{1,2}[-/.]\d{1,2})(?:\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
)


def extract_facts(
    clean: CleanText, source: SourceText, manifest_entry: Mapping[str, Any] | None
) -> Facts:
    """Return what the text and the manifest say; a fact that neither states stays empty.

    Raises CorpusError when the manifest gives a value that cannot be one.
    """
    return corrected(_facts(read_sheet(clean, source)), clean, manifest_entry or {})


def _facts(sheet: Sheet) -> Facts:
    steps, signed = read_history(sheet), signature(sheet)
    told = kind(sheet.title)
    issuing = issuers(sheet, steps, signed)
    made = issued(sheet, told, steps, signed)
    since = effective(sheet, told, steps, made)
    return Facts(
        title=sheet.title,
        kind=told,
        document_number=document_number(sheet, steps),
        issuers=issuing,
        publisher=sheet.label("主办单位", "主办", "发布机构", "发布单位"),
        source=sheet.source or _address(sheet),
        published=_published(sheet),
        issued=made,
        effective=since,
        period=_period(sheet.title),
        valid_until=valid_until(sheet, told, since),
        repeals=repeals(sheet, told),
        repealed=repealed(sheet, steps),
        explains=explains(sheet, told),
        amends=amends(sheet),
        forwards=forwards(sheet),
        region=region(sheet, told, issuing),
        phones=tuple(phones(sheet.text, sheet.lines)),
        addresses=tuple(addresses(sheet.text, sheet.lines)),
        related=tuple(related(sheet.text, sheet.lines, sheet.title, sheet.fact_starts)),
    )


def _published(sheet: Sheet) -> Fact | None:
    if fact := sheet.label_date(
        "发布时间", "发布日期", "发表时间", "公布日期", "公开日期", "时间", "日期"
    ):
        return fact
    for start, end in (line for line in sheet.lines[:8] if line[0] in sheet.fact_starts):
        if (found := DATE.match(sheet.text, start, end)) and found.end() < end:
            return date_fact(found)  # 2025年08月27日 09:15 |来源：市公安局
    after = [line for line in sheet.lines if line[0] >= sheet.body][:4]
    for start, end in after:
        if found := _PAGE_DATE.fullmatch(sheet.text, start, end):
            return date_fact(found)
    if stated := sheet.meta("PubDate"):
        value = iso_date(stated)
        return Fact(value) if value else None
    return None


def _period(title: Fact) -> Fact | None:
    found = period_in(title.value)
    if not found:
        return None
    value, start, end = found
    base = title.start
    return Fact(value, base + start, base + end) if base >= 0 else Fact(value)


def _address(sheet: Sheet) -> Fact | None:
    found = re.match(r"(?:Title:.*\s+)?URL Source:\s*(\S+)", sheet.raw[:2000])
    url = found[1] if found else sheet.meta("Url")
    return Fact(url) if url else None
