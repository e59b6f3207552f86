"""Which sentence tells whether something holds: of two benefits at once, of a heavier or lighter penalty; no amount for it; what is excepted.

三孩又买绿色建筑，能上浮40%吗 is told by 同时符合多项的，按最高一项执行; 会从重处罚吗 by an item below 应当从重处罚.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.announced import announcer
from rag.evidence import HELD
from rag.places import Place
from rag.query import Query
from rag.values import SAID_MOST, find_values

UNREAD = -3.0  # the reader's number of an item that has nothing to do with the case
_BOTH = re.compile("又|同时|叠加|累加|一起|既|加起来|两项|都符合|都满足")
_TOGETHER = re.compile(
    "同时(?:符合|满足|具备|享受|适用)|不(?:得)?(?:累加|重复|叠加)|可以?(?:累加|叠加)|就高"
)
_AT_ONCE = re.compile("同时(?:符合|满足|具备|享受|适用)[^，。；]*的，([^。；]+)")
_DEGREE = re.compile("从重|从轻|减轻|不予(?:行政)?处罚|免(?:予|于)处罚")
_CAN = re.compile("[能可][^，。？]{0,14}吗|能不能|[能可]否|可不可以")
_ASKS_FIGURE = re.compile(r"\d|多少|几|多[高大长久]|[一二三四五六七八九十百千万]+[元块成]")
AMOUNTS = ("money", "percent", "count")
_LIMIT = re.compile("^(?:不得?|最[高多]不?)超过|^最[高多]")
_EXCEPTION = re.compile(
    r"(?:(?:但|[，；])[^。；]*(?:除外|不在此限|不受此限)|除[^，。；]{2,40}?外(?=[，,]))"
)
_ONLY = re.compile("(?P<only>普通|一般|常规|指定|部分|首次|基本)(?P<of>[\u4e00-\u9fff]{2})")


def told_whether(query: Query, best: Place, places: Sequence[Place]) -> Place:
    """The sentence that tells whether two benefits go together, or a penalty is heavier, where that is asked."""
    if query.language != "zh" or query.value or "confirm" not in query.kinds:
        return best
    if degree := _DEGREE.search(query.plain):
        read = (p for p in places if (p.reader or UNREAD) > UNREAD)
        return _instead(best, next((p for p in read if _is_below(p, degree.group())), best))
    one = best.unit
    asks_both = _BOTH.search(query.plain) and one.clause.scheme != "root"
    if asks_both and not _TOGETHER.search(one.quote):
        own = (p for p in places if p.unit.document is one.document and p.unit.clause == one.clause)
        return _instead(best, next((p for p in own if _TOGETHER.search(p.unit.quote)), best))
    return best


def _instead(best: Place, told: Place) -> Place:
    """The place that tells, in the standing of the best, beside which other places are shown."""
    return replace(told, odds=best.odds, coverage=max(told.coverage, best.coverage))


def laid_down_together(query: Query, sentence: str) -> str | None:
    """Return what is laid down for who has several benefits at once: |按其中最高一项执行，不累加|; None for nothing."""
    told = _AT_ONCE.search(sentence) if _BOTH.search(query.plain) else None
    return told[1] if told and len(told[1]) <= SAID_MOST else None


def _is_below(place: Place, degree: str) -> bool:
    above = announcer(place.unit)
    return above is not None and degree in above.quote


def is_no_answer(query: Query, short: str) -> bool:
    """Whether words do not tell whether something may be done: an amount, or what holds for one kind only.

    能不能申请 is not answered by 30%, 能不能算设计中心 not by 15个左右, and 专家门诊能免吗 not by 免收|普通|门诊诊查费.
    """
    if query.language != "zh" or not _CAN.search(query.plain):
        return False
    only = (m for m in _ONLY.finditer(short) if m["of"] in query.plain)
    if any(m["only"] not in query.plain for m in only):
        return True
    amount = any(find_values(short, kind) for kind in AMOUNTS) or _LIMIT.search(short)
    return bool(amount) and not _ASKS_FIGURE.search(query.plain)


def is_excepted(query: Query, sentence: str) -> bool:
    """Whether what a question is about stands in the exception of a sentence: 禁止机动车通行，但…救护车…|除外.

    So may what the asker tells of their own case (我们是重点项目，能…吗).
    """
    excepted = " ".join(_EXCEPTION.findall(sentence.lower()))
    return any(t.noun and not t.slight and t.credit(excepted) >= HELD for t in query.terms)
