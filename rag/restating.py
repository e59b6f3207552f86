"""Parts of a question that say only half of what they ask: 大专学历加几分？|本科呢？ is 本科加几分.

What a part leaves out stands in the one before it: what is asked of its own matter (加几分), or the matter of
which it asks something (家庭医生推进会|哪天开的，|多少人参加？).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from rag.query import ACT_ASKED, Query
from rag.question import understand
from rag.tables import CELL
from rag.terms import Term, cut
from rag.types import Answer
from rag.values import find_values

QUESTION_WORDS = (
    "多少|几[个项条家年月天号类种大部级岁次层点时分名块]|第几|什么|啥|哪|谁(?!要是|如果|若|家|敢|想)|怎么|怎样|如何|咋"
    "|为何|何时|何地|是否|能否|可否|可不可以|有没有|多[大长久高远宽]"
)
_ASKED = re.compile(QUESTION_WORDS)
_TOLD = re.compile(  # 最多能|罚|多少
    rf"(?:达到|实现|加|罚|给|发|补贴?|奖励?|领|交|报|要|有|是|算|收|免|减|办)?(?:{QUESTION_WORDS}).*$"
)
_EXTREME = re.compile("最[大小高低多少长短早晚快慢]")
_HOW_MUCH = re.compile(  # what is to be done within 多久内 is another thing of another deed
    rf".{{0,6}}?(?:{QUESTION_WORDS})(?:钱|元|时间|[天日年]|个?月|个?工作日)?(?:之?内|以内)?"
)
_WHETHER = re.compile(
    "(?:能|可以|会|要|有|算|是|需要)[^，,；;]*[吗么]|(?P<v>[\u4e00-\u9fff])不(?P=v)"
)
_LOOSE = re.compile(
    "(?:[，,、；;的是由在从要得给发有能被把向到需应交]|需要|应当|可以|最多|最高|至少|一共|总共|分别|各)+$"
)
_ELLIPTIC = re.compile(
    "^(?:那么?|还有|另外|此外|以及|至于|换成|如果是)?(?P<own>[^，,；;？?]{2,16}?)(?:方面|的)?呢[？?。！!]*$"
)
_THE_REST = re.compile(
    "(?:其他|其它|其余)(?!条件|材料|要求|事项|规定|有关|相关|部门|单位|机关|情形|情况|法律|费用|方式|行为|证明|资料)(?:的|[\u4e00-\u9fff]{2})"
    "|除[^，。；]{1,20}外，"
)
_STOPS = "，,；;？?。！! "
LEAST = 3  # characters of a matter


def restated_parts(parts: Sequence[str], i: int) -> str:
    """Return the ``i``-th part of a question in full; "" where nothing is to be taken from another part."""
    if not i:
        return ""
    if own := elliptic(parts[i]):
        if _EXTREME.fullmatch(own) and (other := _EXTREME.search(parts[i - 1])):
            return parts[i - 1].replace(other.group(), own)  # 最大能做多大，|最小呢
        asked = _TOLD.search(parts[i - 1].strip(_STOPS))
        done = _thing(parts[i - 1]) if _is_deed(own) else ""
        how_much = _HOW_MUCH.match(asked.group()) if asked and done else asked
        return done + own + how_much.group() if how_much else ""
    matter = _matter(parts[0])
    return matter + parts[i] if len(matter) >= LEAST else ""


def _is_deed(text: str) -> bool:
    """Whether words only say what is done: 租出去, of no thing of their own."""
    flags = [flag[0] for _, flag in cut(text)]
    return "v" in flags and "n" not in flags


def _thing(part: str) -> str:
    """The nouns with which a part begins, of which another says only what is done: 船|卖掉多久内注销, 租出去呢."""
    return "".join(w for w, _ in takewhile(lambda said: said[1].startswith("n"), cut(part)))


def elliptic(part: str) -> str:
    """Return the other matter that a part names, leaving out what is asked of it: 志愿服务|呢？ "" for none."""
    found = _ELLIPTIC.match(part.strip())
    return found["own"] if found and not _ASKED.search(found["own"]) else ""


def ask_part(
    whole: Answer, parts: Sequence[str], i: int, ask: Callable[[str, str], Answer]
) -> Answer:
    """Return the answer to a part as it stands, or in full where that says more of what the part names.

    ``ask`` answers a part after the parts before it. Asked in full is a part that names another matter, one
    that names none, and one that alone is not answered, or only from another document than the whole.
    """
    part, full = parts[i], restated_parts(parts, i)
    query, before = understand(part), "".join(parts[:i])
    if not full or query.years:
        return ask(part, before)
    if own := elliptic(part):
        both = (ask(full, ""), ask(part, before))
        return max(both, key=lambda answer: _says(answer, own))
    bare = not query.fact and not any(t.noun or t.name for t in query.terms)
    if (
        bare
        and query.value
        and not tells_kind(whole, query)
        and (again := ask(full, "")).status == "answered"
    ):
        return again
    of_part = ask(part, before)
    fits = of_part.status == "answered" and not is_of_another(whole, of_part)
    nouns = [t for t in query.terms if (t.noun or t.name) and t.text != query.measure]
    named = bool(ACT_ASKED.search(part)) or not all(t.credit(_shown(whole)) for t in nouns)
    if fits and bare and _is_read_with(whole, of_part, parts[:i], query):
        return replace(of_part, short_answer=whole.short_answer)
    if fits and (named or not query.value or _quotes(of_part) & _quotes(whole)):
        return of_part
    again = ask(full, "")
    told = bool(query.fact) or not is_unsaid(again, part)
    fits = again.status in ("answered", "partial") and told
    return again if fits and not is_of_another(whole, again) else of_part


def _is_read_with(whole: Answer, of_part: Answer, before: Sequence[str], query: Query) -> bool:
    """Whether the whole question tells the value of a part that names nothing: only this part asks for such a one.

    占地1500平方米属于什么型，最多补多少: what is asked first is left out where the latter is asked by itself.
    """
    alone = not any(understand(part).value == query.value for part in before)
    same = _quotes(of_part) & _quotes(whole)
    return alone and bool(same) and tells_kind(whole, query)


def _quotes(answer: Answer) -> set[str]:
    return {c.quote for c in answer.citations}


def tells_kind(whole: Answer, query: Query) -> bool:
    """Whether the short answer to the whole question is a value of the kind that a part asks for."""
    return bool(whole.short_answer and query.value and find_values(whole.short_answer, query.value))


def is_unsaid(answer: Answer, part: str) -> bool:
    """Whether an answer shows none of the words that a part of the question has of its own."""
    own, shown = _own_terms(part), _shown(answer)
    return bool(own) and not any(t.credit(shown) for t in own)


def is_left_out(whole: Answer, answer: Answer, part: str) -> bool:
    """Whether the answer to an elliptic part says nothing of what it names.

    Of what is only done (租出去呢), the text may speak in other words (出租): there another quote tells of it.
    """
    other = {c.quote for c in answer.citations} - {c.quote for c in whole.citations}
    own = elliptic(part)
    told = _EXTREME.fullmatch(own) or (other and _is_deed(own))
    return is_unsaid(answer, part) and not told


def rules_the_rest(answer: Answer) -> bool:
    """Whether an answer shows what is ruled of all others, too: 其他岗位."""
    return any(CELL not in c.quote and _THE_REST.search(c.quote) for c in answer.citations)


def is_elsewhere(whole: Answer, part: Answer) -> bool:
    """Whether what a part is about stands in another part, or in another document than the whole."""
    return part.status == "unclear" or is_of_another(whole, part)


def is_of_another(whole: Answer, part: Answer) -> bool:
    """Whether a part was answered from another document than the whole question."""
    known = {c.doc_id for c in whole.citations}
    return bool(known and part.citations) and part.citations[0].doc_id not in known


def _says(answer: Answer, own: str) -> float:
    """How much of a matter an answer shows: its name, or else the share of its words."""
    if answer.status not in ("answered", "partial"):
        return -1.0
    shown, terms = _shown(answer), _own_terms(own)
    if own.lower() in shown:
        return 2.0
    return sum(t.credit(shown) for t in terms) / len(terms) if terms else 0.0


def _own_terms(text: str) -> list[Term]:
    return [t for t in understand(text).terms if not t.optional]


def _shown(answer: Answer) -> str:
    """The quotes of an answer and the headings above them."""
    return " ".join(t for c in answer.citations for t in (c.quote, *c.clause_path)).lower()


def _matter(part: str) -> str:
    """What a part asks something of: 家庭医生推进会 of 家庭医生推进会哪天开的."""
    at = _ASKED.search(part) or _WHETHER.search(part)
    return _LOOSE.sub("", part[: at.start()]).strip(_STOPS) if at else ""
