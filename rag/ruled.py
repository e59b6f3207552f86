"""What is ruled of one item of a list by its number: 有下列第三项至第八项情形之一的，处200元以上1000元以下罚款.

The items stand below such a sentence, above it (前款第五项) or in another article (第二十条第一项); its amount for
one item is the first behind the number of that item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.crossrefs import references
from rag.places import NEARLY, Place, value_of
from rag.query import Query
from rag.types import Clause, Document
from rag.units import Unit, units_of
from rag.values import Value, find_values

LEAD = 1.0  # log odds by which an item is clearly rather meant than another
MORE = 0.2  # share of the question's words by which it says more
UNREAD = -3.0  # the reader's number of an item of which a question does not speak
_MORE = re.compile(
    "情节|逾期|拒不|仍不|再次|造成|构成|并处|加处|可以并"
)  # on top of it, or for worse


@dataclass(frozen=True, slots=True)
class Ruling:
    """``start:end`` of a sentence, in the document, is ruled of the items that it names before."""

    items: tuple[Clause, ...]
    unit: Unit
    start: int
    end: int

    def is_of(self, unit: Unit) -> bool:
        """Whether a sentence stands in one of the items."""
        same = unit.document is self.unit.document
        return same and any(c.start <= unit.start < c.end for c in self.items)


@lru_cache(maxsize=512)
def rulings(document: Document) -> tuple[Ruling, ...]:
    """Return what the sentences of a document rule of items by number, in order."""
    return tuple(r for unit in units_of(document) for r in _rulings(unit))


def _rulings(unit: Unit) -> Iterator[Ruling]:
    """What one sentence rules: up to where it names other items, but for those that share what is ruled."""
    named, text = references(unit.document, unit.start, unit.end), unit.document.text
    for i, one in enumerate(named):
        starts = (other.start for other in named[i + 1 :])
        end = next((at for at in starts if find_values(text[one.end : at], "")), unit.end)
        yield Ruling(one.items, unit, one.end, end)


def ruled_place(query: Query, places: Sequence[Place]) -> Place | None:
    """Return the place whose sentence rules by its number of the item that is asked about, with the value for it.

    What is read of the item counts for it. Where the reader doubts which of several items is meant, the best of
    them, which has no value. None where the best place is neither such an item nor such a sentence.
    """
    top = places[0] if places else None
    item = item_of(top, places) if top and top.value else top
    if item is None or not (top and _is_read(top)) or not (ruled := _ruled(query, item, places)):
        return None
    others = (p for p in places if p.odds >= item.odds - NEARLY and p.value is None)
    told = (_ruled(query, other, places) for other in others if (top.reader or 0.0) < 0.0)
    if any(o and o.value and ruled.value and o.value.text != ruled.value.text for o in told):
        return item
    return ruled


def _ruled(query: Query, item: Place, places: Sequence[Place]) -> Place | None:
    """The place whose sentence rules of an item, with the value for it."""
    for ruling in rulings(item.unit.document):
        found = next((p for p in places if p.unit == ruling.unit), None)
        value = _value(query, ruling) if found and ruling.is_of(item.unit) else None
        if found and value and (reading := found.reading or item.reading):
            score = max(reading.score, item.reader or reading.score)
            read = replace(reading, score=score)
            return replace(found, value=value, reading=read, odds=max(found.odds, item.odds))
    return None


def item_of(best: Place, places: Sequence[Place]) -> Place | None:
    """Return the best place among the items of which a sentence rules, where one is meant.

    It is read nearly as well as the best place, or clearly better than the items of which another thing is ruled.
    """
    own = [r for r in rulings(best.unit.document) if r.unit == best.unit]
    found = [(p, r.end) for p in places if p.value is None for r in own if r.is_of(p.unit)]
    if not found:
        return None
    item, end = found[0]
    rival = next((p for p, other in found if other != end), None)
    ahead = (
        rival is None or item.odds >= rival.odds + LEAD or item.coverage >= rival.coverage + MORE
    )
    clear = ahead and item.coverage > best.coverage
    return item if clear or item.odds >= places[0].odds - NEARLY else None


def rules_of_several(place: Place) -> bool:
    """Whether a sentence rules one thing of some items, another of others: its first value is that of some."""
    return len({r.end for r in rulings(place.unit.document) if r.unit == place.unit}) > 1


def _is_read(place: Place) -> bool:
    return place.reader is not None and place.reader > UNREAD


def _value(query: Query, ruling: Ruling) -> Value | None:
    """The value that is ruled of items; none of what comes on top of it, unless that is asked for."""
    document, unit = ruling.unit.document, ruling.unit
    text = document.text[ruling.start : ruling.end]
    own = replace(unit, start=ruling.start, end=ruling.end, text=text.lower())
    value = value_of(query, own)
    if value is None:
        return None
    more = _MORE.search(text, 0, value.start)
    shift = ruling.start - unit.start
    asked = not more or more.group() in query.plain
    return replace(value, start=value.start + shift, end=value.end + shift) if asked else None
