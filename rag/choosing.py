"""Which value of a sentence is the one that is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.apart import NAMED_SO, NAMED_WHOLE, NOT_MEANT, of_line, telling
from rag.bare import ENDS, LEAST, MOST, at_end
from rag.bodies import approver, consulted, of_case, of_run, told_of_others
from rag.bounds import least_of, most_of
from rag.changes import is_no_stock, of_change
from rag.terms import Term, make_term, words
from rag.unit_asked import THINGS
from rag.values import NAMED, Value, find_values, measure_in

_UNITS = {
    "个": "个家项大人名件所座种",
    "项": "项大个",
    "家": "家个",
    "人": "人名位居",
    "名": "人名位",
    "位": "人名位",
}
_ANY_BODY = re.compile(r"有关|相关|各|其他|下级|上级")
_HOW_LONG = re.compile(r"几年|多久|多长|多少年|\bhow (?:long|many years)\b")
_LENGTH = re.compile("多长(?!时间|期)")  # 狗绳|最长能有多长: 一点五米
GIVEN = re.compile(r"奖励|补贴|补助|资助|奖金|津贴|扶持")
_GIVES = re.compile(r"给予|予以|奖励?|补贴|补助|资助|发放")
READ_WEIGHT, READ_LEAST = 8.0, -12.0  # of the reader's log chance, against characters between
_BREAK = re.compile(r"[，,；;、。：:]")
_OF_THINGS = re.compile(r"[项个条种类家座件大](?:左右|以上|以下|以内|上下)?$")
NAMED_NOUN = re.compile(r"问题|目标|任务|工程|原则|措施|领域|手段|方式|条件|部门|要求|部分|方面")
BEHIND = 6  # characters behind a number that tell what it counts
_ASKS_WHO = re.compile(r"谁|\bwho\b")
_UNIT_OF_TIME = re.compile(r"(?:多少|几)个?(年|月|周|星期|工作日|小时|分钟|[天日])")
_SAME_TIME = {
    "天": "天日", "日": "天日", "周": "周星", "星期": "周星", "工作日": "日", "小时": "时", "分钟": "分",
}  # fmt: skip
_ASKS_HOLDER = re.compile(r"谁.{0,2}(?:担任|出任|兼任|当)|担任的?是谁")
_OPEN = re.compile(r"[元个家名人项件%％]以上$|^(?:不低于|不少于|至少)")
# of these what the question says is not what it asks for: 智算中心是哪家公司承建的
NOT_IN_QUESTION = ("company", "city", "place", "person_name")
_CHANGED = re.compile("(?:修改|调整|变更)[为成][:：]?“")  # what stands behind it holds
_BEFORE_CHANGE = re.compile("原来|之前|以前|[改整订]前|旧的?版")
_TERM_OF = re.compile("有效期限?(?:为|是|至|到|自[^，。]{2,16}起)?$")
_VALID = re.compile("之?内?有效")
Fit = Callable[[Value], float | None]


def choose_value(
    sentence: str,
    kind: str,
    terms: Sequence[Term],
    years: Sequence[str],
    context: str = "",
    measure: str = "",
    unit: str = "",
    fit: Fit | None = None,
    asked: str = "",
    noun: str = "",
) -> Value | None:
    """Return the value that the sentence ties to the asked words and years, or None.

    A value of another year is never chosen; one without a year only where ``context`` (the text
    around the sentence) names an asked year. Nor one of another ``measure`` (增加值 when 营业收入 is
    asked). Among the rest the one nearest after the last of the
    asked words wins, a break (，；、) between them counting as distance; ``fit`` is what the reader
    says of each (the log chance that it is the answer), which counts as nearness too, and so do words
    of the question ``asked`` that tell one value from the others (二维…、三维…).
    """
    values = _fitting(
        sentence, find_values(sentence, kind), kind, years, context, measure, unit, asked, noun
    )
    acts = kind in ("org", "person")
    if acts and (whose := of_case(sentence, asked) or consulted(sentence, asked)):
        return whose
    if not values:
        return None
    if kind == "org" and told_of_others(sentence, values, asked):
        return None
    if kind == "org" and (approved := approver(sentence, asked, values)):
        return approved
    if (kind == "org" or kind in NAMED) and (one := of_run(sentence, values, asked)):
        return one
    low = sentence.lower()
    own = [t for t in terms if not t.optional and t.find(low) >= 0]
    terms = own or terms
    figures = [low.find(t.text) for t in terms if t.text[0].isdigit() and t.text in low]
    if kind == "date" and figures:  # a date governs what follows it, up to the next date
        before = [v for v in values if v.end <= min(figures)]
        return before[-1] if before else values[0]
    anchors = [(at + len(t.text), t.weight) for t in terms for at in _places(t, low)]
    told = telling(sentence, kind, asked)
    values = tuple(v for v in values if told.get(v.start, 0) > NOT_MEANT) or values
    if not anchors:
        first = max(values, key=lambda v: (told.get(v.start, 0) + _pointed(v, fit), -v.start))
        return first if len(values) == 1 or kind not in ("", "count") else None
    named = tuple(v for v in values if told.get(v.start, 0) > 0)
    if len(named) == 1 and told[named[0].start] >= NAMED_WHOLE:
        values = named
    chosen = min(
        values,
        key=lambda v: (
            _distance(low, v, anchors, terms) - _pointed(v, fit) - told.get(v.start, 0),
            v.start,
        ),
    )
    return None if is_no_stock(sentence, chosen, asked) else chosen


def _fitting(
    sentence: str,
    values: tuple[Value, ...],
    kind: str,
    years: Sequence[str],
    context: str,
    measure: str,
    unit: str,
    asked: str,
    noun: str,
) -> tuple[Value, ...]:
    """Return the values that are of the year, quantity, thing, term, end and unit that are asked for."""
    if (new := _CHANGED.search(sentence)) and not _BEFORE_CHANGE.search(asked):
        values = tuple(v for v in values if v.start >= new.end()) or values
    if years and kind != "validity":  # 2024年的办法有效期到哪天
        values = _of_years(sentence, values, kind, years, any(y in context for y in years))
    if measure:
        told, whole = telling(sentence, kind, asked), sentence.find("其中")
        parts = {at for at, n in told.items() if n >= NAMED_SO and 0 <= whole < at}
        values = tuple(v for v in values if v.start in parts or _is_of(sentence, v, measure))
    if kind == "org" and _ASKS_WHO.search(asked):
        holder = "person" if _ASKS_HOLDER.search(asked) else "person_name"
        values = (*values, *find_values(sentence, holder))
    if kind == "phone":
        values = of_line(sentence, values, asked)
    if unit == THINGS:
        values, unit = tuple(v for v in values if v.kind == "count"), ""
    if kind == "count" and noun:
        values = _counting(sentence, values, noun)
    if kind in NOT_IN_QUESTION:
        values = tuple(v for v in values if v.text not in asked)
    if kind == "validity":
        values = tuple(v for v in values if _TERM_OF.search(sentence[: v.start])) or values
    if kind == "validity" and ENDS.search(asked):
        values = at_end(sentence, values, asked)
    elif kind == "validity":
        values = tuple(v for v in values if _VALID.match(sentence, v.end)) or values
    if kind == "validity" and _HOW_LONG.search(asked):
        values = tuple(v for v in values if v.kind == "duration") or values
    if time := _UNIT_OF_TIME.search(asked):
        own = _SAME_TIME.get(time[1], time[1])
        of_unit = (v for v in values if v.kind != "duration" or any(u in v.text for u in own))
        values = tuple(of_unit) or values
    if kind == "duration" and not values and _LENGTH.search(asked):
        values = tuple(v for v in find_values(sentence, "count") if v.text.endswith("米"))
    values = of_change(sentence, values, asked)
    if kind == "date":
        values = at_end(sentence, values, asked)
    if MOST.search(asked):
        values = most_of(sentence, values) or values
        values = tuple(v for v in values if not _OPEN.search(v.text))  # …以上 has no most
    elif LEAST.search(asked):
        values = least_of(sentence, values) or values
    if unit and not values and (one := _one_of(sentence, unit)):
        values = (one,)
    if unit:
        values = tuple(
            v
            for v in values
            if any(u in v.text for u in _UNITS.get(unit, (unit,) if unit == "小时" else unit))
        )
    elif measure and measure != "数量" and kind == "count":  # 规模多大 is not answered by 四项
        values = tuple(v for v in values if v.kind != "count" or not _OF_THINGS.search(v.text))
    return values


def _of_years(
    sentence: str, values: tuple[Value, ...], kind: str, years: Sequence[str], near: bool
) -> tuple[Value, ...]:
    """Return the values of the years that are asked for; those without a year where one is named ``near``."""
    if kind == "date":  # 2024年度配额最晚什么时候交清: the day by which, not the year told
        values = tuple(v for v in values if v.text.rstrip("年度") not in years) or values
    of_year = tuple(v for v in values if v.year in years or _in(v, years))
    if kind == "date" and not of_year and any(year in sentence for year in years):
        of_year = values
    named = kind == "org" or kind in NAMED  # who did it is not told for a year as figures are
    return of_year or tuple(v for v in values if near and (named or not v.year))


def _counting(sentence: str, values: tuple[Value, ...], noun: str) -> tuple[Value, ...]:
    """Without the numbers of other things, where a noun tells what is counted: not 四项|重点任务 for 几个工程."""
    tail = noun[-2:]
    of_noun = tuple(v for v in values if tail in _named_behind(sentence, v))
    named = NAMED_NOUN.fullmatch(tail)
    return of_noun or tuple(
        v for v in values if not (named and NAMED_NOUN.search(_named_behind(sentence, v)))
    )


def _named_behind(sentence: str, value: Value) -> str:
    """The words right behind a number, up to a mark: 6项|重点工程."""
    return re.split(r"[，,。；;、：:“”]", sentence[value.end : value.end + BEHIND])[0]


def _one_of(sentence: str, unit: str) -> Value | None:
    """Return 一所 of 至少建设|一所|…: one is a number where a least or a each is told."""
    match = re.search(
        rf"(?:至少|不少于|每|各)[^，。；]{{0,12}}?(?P<v>一{re.escape(unit)})", sentence
    )
    return Value("count", match["v"], match.start("v"), match.end("v")) if match else None


def _pointed(value: Value, fit: Fit | None) -> float:
    """How much nearer a value counts for what the reader says of it."""
    said = fit(value) if fit else None
    return 0.0 if said is None else READ_WEIGHT * max(READ_LEAST, said)


def _is_of(sentence: str, value: Value, measure: str) -> bool:
    if GIVEN.fullmatch(measure) and _GIVES.search(
        re.split("[，。；]", sentence[: value.start])[-1]
    ):
        return True  # 对收入首次突破5000万元的，|给予20万元
    if measure == "数量" and value.kind == "count":
        return True  # 新药|12个
    named = measure_in(sentence[: value.start])
    if named in words()["type_nouns"] or named == "指标":  # 上述两项|指标分别为
        return True  # 补贴标准为…: the standard of what was asked
    if measure in words()["amounts"] and measure in sentence[: value.start]:
        return True  # 在产业规模上，…营业收入突破6200亿元
    if value.kind == "percent" and f"{measure}{named}" in sentence[: value.start]:
        return True  # 增加值|增速达9.6%
    return not named or is_same_quantity(named, measure)


def is_same_quantity(named: str, measure: str) -> bool:
    """Whether two words name the same quantity: 营业收入 for 营收, 产业增加值 for 增加值."""
    return any(named in m or m in named for m in (measure, *make_term(measure).alternatives))


def _in(value: Value, years: Sequence[str]) -> bool:
    return any(year in value.text for year in years)


def _places(term: Term, text: str) -> list[int]:
    forms = [f for f in (term.text, *term.alternatives) if f in text]
    if not forms:
        at = term.find(text)
        return [at] if at >= 0 else []
    return [m.start() for m in re.finditer(re.escape(forms[0]), text)]


def _distance(
    text: str, value: Value, anchors: list[tuple[int, float]], terms: Sequence[Term]
) -> float:
    """The weighted gap from a value to the nearest mention of the asked words."""
    best = 1e9
    for end, weight in anchors:
        if end <= value.start + 1:
            to = _ruled_from(text, end, value.start)
            gap = to - end + 12.0 * len(_BREAK.findall(text, end, to))
        else:
            gap = 6.0 + (end - value.end) * 1.2 + 15.0 * len(_BREAK.findall(text, value.end, end))
        best = min(best, max(gap, 0.0) - 4.0 * weight)
    if value.kind == "org" and text[: value.start].endswith(("由", "向", "报", "经", "是")):
        best -= 15.0  # who does it, or to whom
    if value.kind == "org" and text[: value.start].endswith(("会同", "商")):
        best += 60.0  # who does it with another is meant, not the other
    if value.kind == "org" and _ANY_BODY.match(value.text):
        best += 30.0  # the one that is named comes before 有关部门
    if value.kind == "org" and any(_follows(text, value.end, t) for t in terms):
        best -= 20.0  # 经省人民政府|同意
    breaks = [m.start() for m in re.finditer("[，,；;。：:]", text)]
    inside = text[
        max((b for b in breaks if b < value.start), default=-1) + 1 : min(
            (b for b in breaks if b >= value.end), default=len(text)
        )
    ]
    return best - 8.0 * sum(t.weight * (t.credit(inside) > 0.5) for t in terms)


def _ruled_from(text: str, anchor: int, value: int) -> int:
    """Where a value begins for words before it: what a colon opens and semicolons part is ruled from the colon.

    垃圾处理费按下列标准执行：居民每户9元；餐饮企业每桶45元: both are as near to 垃圾处理费.
    """
    colon = max(text.rfind(mark, anchor, value) for mark in "：:")
    return colon + 1 if colon >= 0 and re.search("[；;]", text[colon:]) else value


def _follows(text: str, at: int, term: Term) -> bool:
    """Whether a form of a term stands right at a place."""
    return any(text.startswith(form, at) for form in (term.text, *term.alternatives))
