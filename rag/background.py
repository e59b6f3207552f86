"""What an asker tells of themselves before the question proper: 我们是做动漫的，|有什么政策."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.terms import Term, words

_BASIS = re.compile(  # 按照规划，|营收要越过多少
    r"(?:按照?|根据|依据|依照)(?:这[份个]|该|本)?(?:文件|规划|计划|行动计划|方案|政策|通知|办法|规定|条例|解读|要求)(?:的?规定|的?要求|里的?说法)?[，,]"
)
LONG_ENOUGH = 10  # characters of a question that says itself what it is about
_OF_SELF = re.compile(
    r"\s*(?:[我咱俺]|本(?:人|公司|店|厂)|朋友|同事|亲戚|邻居|听(?:人家?)?说|有人说)"
)
_REQUEST = re.compile("麻烦|请|帮|劳驾|烦请|求")  # 我写汇报要用，|麻烦把…列全


def without_background(terms: tuple[Term, ...], text: str) -> tuple[Term, ...]:
    """Make optional the words of what the asker tells of themselves before the question proper.

    That is every sentence but the last, and in the last one an opening clause 我们是…，.
    """
    parts = [p for p in re.split(r"(?<=[。！!？?；;])|(?<=[a-z]{3}\.)\s", text) if p and p.strip()]
    if not parts:
        return terms
    asked = next((p for p in reversed(parts) if re.search(r"[?？]", p)), parts[-1])
    opening = re.match(r".{2,80}[，,](?=.{6,})", asked)
    if opening and (
        any(opening.group().lstrip().startswith(r) for r in words()["roles"])
        or (_OF_SELF.match(opening.group()) and len(asked) - opening.end() >= LONG_ENOUGH)
        or _REQUEST.match(asked, opening.end())
        or _BASIS.match(opening.group())
    ):
        asked = asked[opening.end() :]
    kept = tuple(t if _stands_in(t, asked) else replace(t, optional=True) for t in terms)
    return kept if any(not t.optional for t in kept) else terms


def _stands_in(term: Term, text: str) -> bool:
    """Whether the words of a term stand in this part of the question."""
    return (term.said or term.text) in text
