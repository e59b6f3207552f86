"""Whose rule it is: what a document of one place says is no answer to a question about another.

``regions.json`` has the provinces and their cities of the first level, as in GB/T 2260 (2007), without 省, 市 and
the like. A rule of a province holds in its cities, a national one everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from rag.query import Query, besides_of
from rag.terms import Term
from rag.types import Document
from rag.units import lower_text

NATIONAL = "全国"
_KIND = re.compile(r"(?<=..)(?:特别行政区|[\u4e00-\u9fff]{0,4}自治[区州]|[省市])$")
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2,3}[区县]")
_NO_DISTRICT = re.compile(
    r"(?:[社园小地城市郊辖片校景库灾矿厂牧林山疫营专老新外内各本我全该]|保护|示范|开发|试验|合作|功能|自治|自贸|居住|保税|高新|经开|工业|集聚|服务|管理|行政)[区县]$|^(?:各|本|我|全|该|在)"
)
_WITHOUT = r"\b(?:outside|besides|except|apart from|other than)\b"
_ORIGIN = r"(?:从|来自|除了?|不在|去|到|往|回|与|和|跟|同|对)(?:[\u4e00-\u9fff]{2,3}[省市])?$"
_OF_ASKER = re.compile(
    r"^(?:[省市]|自治区)?(?:的?(?:人|户口|户籍|籍|老乡|老家|学历|牌照|牌|车|身份证|学校|大学|以外|之外|那边)|来|回来|考|毕业|读|念|等|、|和|与|及|到|至|以外)"
)
_EN_ORIGIN = re.compile(
    r"\b(?:from|to|outside|besides|except|than|with|leaving|and|or)\s+(?:the\s+)?$"
)


def other_region(query: Query, document: Document) -> tuple[str, ...]:
    """Return the places a question is about where a document is the rule of others and names none of them.

    () where it is national, holds there too, or tells no place; where they are only said of the asker (我是湖南人).
    """
    asked = _places_of_rule(query)
    here = document.facts.region
    if query.follow_up or not asked or (here is not None and here.value == NATIONAL):
        return ()
    text = lower_text(document)
    if any(_bare(t.text) in text or not _conflicts(t.text, document) for t in asked):
        return ()
    return tuple(t.text for t in asked)


def is_of_other_place(query: Query, document: Document) -> bool:
    """Whether a question is about a place where what holds in that of a document does not, named there or not."""
    here = document.facts.region
    national = here is not None and here.value == NATIONAL
    return not national and any(_conflicts(t.text, document) for t in _places_of_rule(query))


def _places_of_rule(query: Query) -> list[Term]:
    """The places that a question is about: not those that it only says of the asker."""
    return [t for t in query.terms if not t.optional and _is_place(t) and _is_of_rule(query, t)]


def is_of(document: Document, places: Sequence[str]) -> bool:
    """Whether a document is, by its title or its region, one of these places."""
    here = document.facts.region
    said = document.facts.title.value + (here.value if here else "")
    return any(_bare(place) in said for place in places)


def holds_in(document: Document, place: str) -> bool:
    """Whether a document is the rule of the province in which a city lies, so that it holds there unsaid."""
    here = document.facts.region
    known = _provinces_of().get(_bare(place))
    return here is not None and known is not None and _bare(here.value) == known


def is_left_out(query: Query, term: Term) -> bool:
    """Whether a name is said to be left out: 除了深圳, a city outside Guangzhou and Shenzhen."""
    besides = besides_of(query)
    if besides and term.text in besides.text:
        return True
    said = re.escape(term.said or term.text)
    return bool(re.search(rf"{_WITHOUT}[^,.?]{{0,24}}\b{said}", query.text.lower()))


def is_where(query: Query, term: Term) -> bool:
    """Whether a place is where something is done, 我在杭州…, and not whose rule is asked for, 杭州的条例."""
    said = re.escape((term.said or term.text).lower())
    where = rf"\bin {said}\b" if query.language == "en" else rf"在[\u4e00-\u9fff]{{0,2}}{said}"
    return bool(re.search(where, query.text.lower()))


def is_joined(query: Query, term: Term) -> bool:
    """Whether a name is cut from two words: 血站|和县医院 names no 和县."""
    return term.text[0] in "和与及" and bool(
        re.search(rf"[\u4e00-\u9fff]{re.escape(term.text)}", query.plain)
    )


def _is_place(term: Term) -> bool:
    """Whether a word names a province, a city or a district."""
    known, bare = _provinces_of(), _bare(term.text)
    return bare in known or (
        bool(_DISTRICT.fullmatch(term.text)) and not _NO_DISTRICT.search(term.text)
    )


def _conflicts(place: str, document: Document) -> bool:
    """Whether what holds here does not hold in a place."""
    title, here = document.facts.title.value, document.facts.region
    if _bare(place) not in _provinces_of():
        own = [d for d in _DISTRICT.findall(title) if not _NO_DISTRICT.search(d)]
        return any(d[-1] == place[-1] for d in own)
    return here is not None and _apart(_bare(place), _bare(here.value))


def _apart(one: str, other: str) -> bool:
    """Whether neither of two places, of which the first is known, holds the other."""
    provinces = _provinces_of()
    if other not in provinces:
        return one in provinces and provinces[one] != one  # a city, of a place that is no known one
    if provinces[one] != provinces[other]:
        return True
    return one != other and provinces[one] not in (one, other)


def _is_of_rule(query: Query, term: Term) -> bool:
    """Whether a place is that of the rule, not of the asker: 在杭州怎么办 is, 我是杭州人 is not."""
    said = (term.said or term.text).lower()
    text = query.text.lower()
    at = text.find(said)
    if at < 0:
        return True
    before, behind = text[:at], text[at + len(said) :]
    if query.language == "en":
        return not _EN_ORIGIN.search(before)
    return not (re.search(_ORIGIN, before) or _OF_ASKER.match(behind))


def _bare(place: str) -> str:
    """A place without what it is: 广东省 is 广东."""
    return _KIND.sub("", place)


@lru_cache(maxsize=1)
def _provinces_of() -> Mapping[str, str]:
    """The province of each known province and city."""
    known = json.loads(files("rag").joinpath("regions.json").read_text("utf-8"))
    return {place: province for province, cities in known.items() for place in (province, *cities)}
