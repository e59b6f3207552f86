"""What a question takes for granted against what the place says: its figures and its direction."""

from __future__ import annotations

import re

from rag.draft import Draft
from rag.places import Place
from rag.query import Query
from rag.terms import words
from rag.values import find_values, says_figure


def check_direction(draft: Draft, place: Place) -> None:
    """Say so where the question speaks of a fall and the text of a rise, or the reverse."""
    query = draft.query
    if not (query.measure or query.figures):
        return  # only a quantity falls or rises
    asked, said = _direction(query.text.lower()), _direction(place.unit.text)
    if {asked[:1], said[:1]} == {("down",), ("up",)}:
        draft.status = "partial"
        draft.note("premise_direction", said=said[1])


def _direction(text: str) -> tuple[str, ...]:
    """Return ("up" or "down", the word that says so); empty where a text says both or neither."""
    for measure in words()["measures"]:  # 增加值 does not say that it rises
        text = text.replace(measure, "") if measure.startswith("增加") else text
    found = [
        (way, word)
        for way, cues in words()["directions"].items()
        for word in cues
        if (re.search(rf"\b{word}", text) if word.isascii() else word in text)
    ]
    return found[0] if len({way for way, _ in found}) == 1 else ()


def wrong_figure(query: Query, place: Place) -> str:
    """Return the figure that the question states of the text and the text does not give, else "".

    A figure is wrong where no document says it while the place gives others, or where the place
    gives none of the figures stated. What the asker tells of themselves is no such figure.
    """
    said = place.unit.text
    stated = [f for f in query.figures if not f.endswith("岁")]
    others = any(find_values(said, kind) for kind in ("", "duration", "date"))
    if not stated or query.asker or not others:
        return ""
    unheard = [f for f in stated if not says_figure(place.unit.document.text, f)]
    if unheard or not any(says_figure(said, f) for f in stated):
        return (unheard or stated)[0]
    return ""
