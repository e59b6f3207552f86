"""A list as the reader sees it."""

from __future__ import annotations

import re

from rag.listplaces import ListPlace
from rag.rank import reader_text
from rag.units import Unit

LONGEST_INTRO, BEHIND, MEMBER = 60, 24, 24  # characters of a list that the reader sees
_HANDED_IN = re.compile("(?:提交|提供|递交|报送|上传|携带|出示|附)$")


def list_text(unit: Unit, found: ListPlace) -> str:
    """Return a list as the reader sees it: title, path, the end of its introduction, its members."""
    document = unit.document
    text = reader_text(
        document.facts.title.value,
        document.path(unit.clause.id),
        f"{lead_of(unit, found)}：{'；'.join(member_of(n) for n in found.names())}{_behind(unit, found)}",
    )
    return " ".join(text.split())


def lead_of(unit: Unit, found: ListPlace) -> str:
    """Return the end of what introduces a list; what is handed in is 材料 to those who ask: 提交|申请表、发票."""
    if found.header:
        return found.header
    end = unit.end if found.clause else found.items[0].name[0]
    lead = unit.document.text[max(unit.start, end - LONGEST_INTRO) : end].strip(" ：:\n")
    return lead + "材料" if _HANDED_IN.search(lead) else lead


def _behind(unit: Unit, found: ListPlace) -> str:
    """What a sentence says behind a run: 等六大重点工程."""
    if found.clause or found.header:
        return ""
    last = found.items[-1].name[1]
    return unit.document.text[last : min(unit.end, last + BEHIND)]


def member_of(name: str) -> str:
    """Return a member as the reader sees it."""
    return " ".join(name.split())[:MEMBER]
