"""Questions in traditional characters, for documents in simplified ones: 領取失業保險金 is 领取失业保险金."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from rag.errors import InvalidQuestion
from rag.plain import normalise

if TYPE_CHECKING:
    from opencc import OpenCC


def checked(question: str, most: int, holds: Callable[[str], bool]) -> str:
    """Return a question in plain form and in the characters of the documents (``holds``: see below).

    Raises InvalidQuestion when there is nothing to read in it, or more than ``most`` characters.
    """
    text = simplified(normalise(question), holds)
    if not any(c.isalnum() for c in text):
        raise InvalidQuestion(
            "the question is empty: type what you want to know about the documents"
        )
    if len(text) > most:
        raise InvalidQuestion(f"the question has {len(text)} characters: shorten it to {most}")
    return text


def simplified(text: str, holds: Callable[[str], bool]) -> str:
    """Return a text in simplified characters, as it is where the documents write it in traditional ones.

    ``holds`` tells whether the documents have a pair of characters. Characters that simplified texts
    have too (后, 里, 干) are left alone where no other tells that a text is in traditional ones: those
    are none of GB 2312, the character set of simplified texts.
    """
    if _is_simplified(text):
        return text
    made: str = _converter().convert(text)
    if len(made) != len(text):
        return made
    changed = [i for i, (a, b) in enumerate(zip(text, made, strict=True)) if a != b]
    pairs = {text[k : k + 2] for i in changed for k in (i - 1, i) if 0 <= k < len(text) - 1}
    pairs = {pair for pair in pairs if pair.isalpha()}
    return text if 2 * sum(map(holds, pairs)) > len(pairs) else made


def _is_simplified(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
