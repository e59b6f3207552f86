"""What a sentence that has a fitting value tells something else of: another thing, level or quantity, body, place or version."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.choosing import GIVEN, is_same_quantity
from rag.classes import is_of_another_kind
from rag.evidence import HELD
from rag.marked import is_of_another_mark
from rag.places import Place, credits, pointed
from rag.premise import MANY
from rag.query import APPROVAL, Query
from rag.reading import introduction
from rag.roles import names_no_doer
from rag.tables import CELL, rows_of
from rag.terms import make_term, words
from rag.values import Value, find_values, measure_in
from rag.versions import compares_years

FIGURES = ("", "count", "money", "percent")
# For each language the reader's number below which a sentence is not taken to mean a thing in other words, and
# the weight of the nouns that name one, or of the English word that does.
UNLIKELY = {"zh": -3.0, "en": -1.0}
NAMING = {"zh": 0.6, "en": 1.2}
BODIES = ("org", "person", "person_name")
UNLIKELY_BODY, SPEAKS_OF = -2.0, 0.35  # the reader's number, and the share of the question's words
FOREIGN_PLACE = -6.0  # the reader's number of a sentence about another place
_WHERE = re.compile(
    r"(?:都|建|设|放|落|坐落|位于|安排|布局)在?(?:哪儿|哪里|哪(?=[？?]|$)|什么地方)"
)
_ROLES = "中标|施工单位|监理单位|承建|供货"
_ROLE = re.compile(
    rf"(?:哪一?[家个]|谁)[^，。？]{{0,6}}?({_ROLES})|({_ROLES})(?:的|方|单位)?(?:是|有|为)?(?:谁|哪)"
)
_POST = re.compile(r"([科处局厅院校站所股]长|主任|书记|经理|市长|县长|区长)(?:是|叫|姓)")
_HOW_MANY = r"几|多少|\bhow many\b"
_REMEDY = re.compile("复议|诉讼|仲裁|听证|国家赔偿")
_DUTIES = re.compile(
    "[厅局委部台办院会]?(?:在[^，。]{1,6}[里中])?(?:负责|承担|分管|主管)(?:的|些)?(?:什么|哪些|哪几)|职责|分工|任务分配"
)
_ISSUED_WITH = re.compile("印发|发布|制定")
_DUTY = re.compile("负责|承担|职责|分工|指导|监督|协调|落实")
_BATCH = re.compile("第[二三四五六七八九十\\d]{1,2}[批期轮届]")
_QUALITY = re.compile(
    "(?P<of>收入|学历|年龄|户籍|社保|注册资本|资产|信用|从业年限|工作年限|营收|纳税)(?:上)?(?:有|要|需|是)?(?:什么|哪些|怎样的?|啥)?(?:条件|要求|限制|门槛)"
)
_PER_UNIT = re.compile(
    "(?:一|每)个?(?P<unit>平方米|平米|平方|亩|吨|公里|头|只|株|度|小时)(?:[^，。？]{0,6})(?:多少|几)"
)
_AN_ADDRESS = re.compile("地址|地点|位于|地处|设在|[路街巷道]|[0-9０-９]号|楼")
_BRACKET = re.compile("[（(]")
_GRANTED = re.compile(r"补贴|补助|资助|奖励|奖金|津贴|\b(?:subsid|grants?\b|rewards?\b|bonus)")
_GRANTS = re.compile(r"[补奖贴助]|给予|扶持|支持|发放|拨付|安排|减免|经费|资金|标准")
_WHOLE = re.compile("[全整各本我]")  # 全省, 整个: not one thing among others
_COUNTED = re.compile("多少([\u4e00-\u9fff]{2})")  # 带动了多少|就业
RATES = ("增速", "增长率", "增幅", "占比", "比重", "比例")
A_LEVEL = re.compile("(?:国家|省|市|县|区|乡镇|世界)级")
_LEVEL = re.compile(rf"(?P<level>{A_LEVEL.pattern})(?P<of>[\u4e00-\u9fff]{{2,8}})")
_LEVELS = rf"(?P<levels>(?:{A_LEVEL.pattern}(?:[、和及或与]|以上)?)+)"  # before what they are of
_CLAUSE = re.compile(r"[，,。；;：]")


def is_unlike(query: Query, best: Place) -> bool:
    """Whether a sentence tells of something else than is asked, though it has a value of the kind asked for."""
    return (
        _is_of_another(query, best)
        or is_of_another_mark(query, best)
        or _tells_no_body(query, best)
        or names_no_doer(query, best)
        or _holds_no_post(query, best)
        or _is_other_row(query, best)
        or _gives_nothing(query, best)
        or _tells_no_place(query, best)
        or _is_of_another_remedy(query, best)
        or _tells_no_duty(query, best)
        or _is_of_another_batch(query, best)
        or _lacks_quality(query, best)
        or is_of_another_kind(query, best)
        or _names_who_is_in_contacts(query, best)
        or _is_not_per_unit(query, best)
        or (compares_years(query.plain) and (best.reader or 0.0) < 0.0)
    )


def _is_of_another(query: Query, best: Place) -> bool:
    """Whether a quantity is asked for, and a sentence tells that of another thing, or another quantity.

    数字创意产业营业收入突破6200亿元 tells neither 动漫产业|营收 nor 数字创意产业|利润. A figure that the question
    itself gives is set right instead.
    """
    told = query.figures or query.kinds & {"why", "confirm"} or query.follow_up
    if query.value not in FIGURES or told:
        return False
    if _is_of_another_level(query, best) or _is_rate_of_another(query, best):
        return True
    amount = best.value is not None and "元" in best.value.text
    counted = _COUNTED.findall(query.plain) if amount and query.value == "count" else ()
    if any(t.text in counted and t.credit(best.unit.text) < HELD for t in query.terms):
        return True
    if not query.measure:
        return query.value == "count" and not best.unit.header and _is_of_another_thing(query, best)
    if not _is_quantity(query.measure):
        return False
    if amount and query.measure.endswith("人数"):
        return True  # an amount is no number of people
    figures = find_values(best.unit.quote, query.value)
    another = _is_another_quantity(query, best, figures)
    return bool(figures) and (another or _is_of_another_thing(query, best))


def _is_of_another_level(query: Query, best: Place) -> bool:
    """Whether a thing of one level is asked for, and the sentence has that of another: 国家级|工业设计中心 for 省级."""
    asked = {(m["level"], m["of"]) for m in _LEVEL.finditer(query.plain)}
    if len(asked) != 1:
        return False
    level, of = asked.pop()
    said, unit = best.unit.quote, best.unit
    if "condition" in query.kinds:  # whose they are, the headings tell
        said = f"{said} {unit.path} {unit.clause.heading} {unit.title}"
    told = re.finditer(_LEVELS + re.escape(of[:4]), said)
    levels = [found["levels"] for found in told]
    if not levels and best.value is not None and not best.unit.header:
        levels = A_LEVEL.findall(_clause_of(best.value, best.unit.quote).replace("全国", "国家级"))
    return bool(levels) and not any(level in found for found in levels)


def _is_rate_of_another(query: Query, best: Place) -> bool:
    """Whether the rate of one quantity is asked for, and the sentence has that of another: 增加值|增速 for 营收."""
    if query.measure not in RATES:
        return False
    own = measure_in(query.plain[: query.plain.rfind(query.measure)])
    behind = re.finditer(re.escape(query.measure), best.unit.quote)
    told = [measure_in(_CLAUSE.split(best.unit.quote[: m.start()])[-1]) for m in behind]
    return bool(own and told) and all(t and not is_same_quantity(t, own) for t in told)


def _is_quantity(measure: str) -> bool:
    """Whether a word is a quantity of a thing: 营收, but not 标准, 规模, or what is given: 补贴."""
    loose = {*words()["amounts"], *words()["type_nouns"]}
    return bool(measure) and measure not in loose and not GIVEN.fullmatch(measure)


def _tells_no_body(query: Query, best: Place) -> bool:
    """Whether it is asked who does something, and a sentence that names a body hardly speaks of it."""
    unlikely = best.reader is not None and best.reader < UNLIKELY_BODY
    approved = APPROVAL.search(query.plain.lower())  # not said of the matter, but of the document
    issued = query.fact in ("issued", "published") or approved
    return query.value in BODIES and not issued and unlikely and best.coverage < SPEAKS_OF


def _holds_no_post(query: Query, best: Place) -> bool:
    """Whether it is asked who holds a post or has a part, and the sentence names none: 信息化推进科：周敏 is no 科长."""
    if query.value not in BODIES:
        return False
    if role := _ROLE.search(query.plain):
        return (role[1] or role[2]) not in best.unit.text
    asked = _POST.search(query.plain)
    return asked is not None and not re.search(rf"{asked[1]}|负责人|领导", best.unit.text)


def _is_other_row(query: Query, best: Place) -> bool:
    """Whether a question names a row of the table by its first cell, and the best row is another: A类 has no value, E类 has."""
    if not best.unit.header or query.value not in ("money", "count", "percent", "duration"):
        return False
    document, asked = best.unit.document, query.plain.lower()
    rows = rows_of(document, best.unit.start)[1:]
    labels = (_label(document.text[slice(*row)]) for row in rows)
    named = [label for label in labels if len(label) > 1 and label in asked]
    return len(named) == 1 and _label(best.unit.quote) != named[0]


def _label(row: str) -> str:
    """The first cell of a row, without what stands in brackets behind it, in small letters."""
    return _BRACKET.split(row.split(CELL)[0].strip().lower())[0]


def _gives_nothing(query: Query, best: Place) -> bool:
    """Whether it is asked how much is granted, and nothing is where the amount stands: 营业收入突破|6200亿元 is no 补贴."""
    if query.value not in ("money", "percent") or not _GRANTED.search(query.plain.lower()):
        return False
    unit = best.unit
    above = (*unit.header, unit.around) if unit.header else ()
    said = " ".join((unit.text, unit.path, unit.title, introduction(unit), *above))
    return not _GRANTS.search(said)


def _tells_no_place(query: Query, best: Place) -> bool:
    """Whether it is asked where something stands, and a sentence names no place: 建成|省级优质IP项目库."""
    if query.value == "address" and best.unit.clause.scheme != "facts":
        foreign = best.reader is not None and best.reader < FOREIGN_PLACE
        return foreign and not _AN_ADDRESS.search(best.unit.text)
    asked = _WHERE.search(query.plain.lower())
    if not asked or query.locates or query.count >= MANY or (best.reader or 0.0) >= 0.0:
        return False  # of 50个中心 it is said first that they are not so many
    return not any(find_values(best.unit.quote, kind) for kind in ("city", "address"))


def _tells_no_duty(query: Query, best: Place) -> bool:
    """Whether the duties of a body are asked for, and it is only told that it issued something with others."""
    asked = _DUTIES.search(query.plain)
    return bool(asked and _ISSUED_WITH.search(best.unit.text) and not _DUTY.search(best.unit.text))


def _is_of_another_batch(query: Query, best: Place) -> bool:
    """Whether a batch or term is asked for of which the document never speaks: 第二批 of a notice on the 第一批."""
    asked = _BATCH.search(query.plain)
    return asked is not None and asked.group() not in best.unit.document.text


def _lacks_quality(query: Query, best: Place) -> bool:
    """Whether conditions of one kind are asked for, and those that are told are of others: 收入|条件."""
    asked = _QUALITY.search(query.plain)
    around = f"{best.unit.text} {best.unit.around} {best.unit.path}"
    return asked is not None and not make_term(asked["of"]).credit(around)


def _is_not_per_unit(query: Query, best: Place) -> bool:
    """Whether an amount for each of a unit is asked for, and the text around a sentence has no such unit: 一平米|补多少."""
    asked = _PER_UNIT.search(query.plain)
    if query.value != "money" or not asked:
        return False
    unit = "平" if asked["unit"].startswith("平") else asked["unit"]
    return unit not in f"{best.unit.text} {best.unit.around} {' '.join(best.unit.header)}"


def _names_who_is_in_contacts(query: Query, best: Place) -> bool:
    """Whether a place is asked about that a document has in its contact lines alone: 广州 of 地址：广州市…."""
    if query.value or query.language == "en":
        return False
    document = best.unit.document
    lines = [document.text[c.start : c.end] for c in document.clauses if c.scheme == "facts"]
    for name in (t.text for t in query.terms if t.name and not t.optional):
        said = sum(line.count(name) for line in lines)
        if said and said == document.text.count(name):
            return True
    return False


def _is_of_another_remedy(query: Query, best: Place) -> bool:
    """Whether a remedy is asked for by its name, and the text around a sentence speaks of none so called: 行政复议."""
    asked = _REMEDY.search(query.plain)
    return asked is not None and asked.group() not in best.unit.text + best.unit.around


def _is_of_another_thing(query: Query, best: Place) -> bool:
    """Whether the sentence does not name a thing that the question names, and the reader sees nothing alike in it."""
    if best.reader is None or best.reader >= UNLIKELY[query.language]:
        return False
    held, asked = credits(query, best.unit), _clause_asked(query)
    if query.language == "zh" and not query.measure:  # what is counted
        return any(t in query.head and c < HELD for t, c in zip(query.terms, held, strict=True))
    missing = [
        t.weight
        for t, credit in zip(query.terms, held, strict=True)
        if credit < HELD and (t.noun or t.said) and not t.optional
        if t.text != query.measure and (t.said or t.text) in asked and not _WHOLE.match(t.text)
    ]
    weight = sum(missing) if query.language == "zh" else max(missing, default=0.0)
    return weight >= NAMING[query.language]


def _clause_of(value: Value, quote: str) -> str:
    """The part of a sentence between two marks in which a value stands."""
    at = value.start
    return _CLAUSE.split(quote[:at])[-1] + _CLAUSE.split(quote[at:])[0]


def _clause_asked(query: Query) -> str:
    """The clause of a question that names the quantity, or asks how many, all of it where none does: 写材料要个数：|产值是多少."""
    clauses = _CLAUSE.split(query.plain.lower().replace(":", "："))
    asks = re.compile(re.escape(query.measure) or _HOW_MANY)
    return next((c for c in clauses if asks.search(c)), query.plain.lower())


def _is_another_quantity(query: Query, best: Place, figures: Sequence[Value]) -> bool:
    """Whether the figure to which the reader points is of a quantity that the sentence names, another than the one asked for.

    Where it points at none, and none was found to fit, whether all are.
    """
    measure, quote = query.measure, best.unit.quote
    if any(m in quote.lower() for m in (measure, *make_term(measure).alternatives)):
        return False
    text = pointed(best)[0]
    at = quote.find(text)
    meant = [v for v in figures if text and v.start < at + len(text) and at < v.end]
    if not meant and best.value is None:
        meant = list(figures)
    named = [measure_in(_CLAUSE.split(quote[: v.start])[-1]) for v in meant]
    return bool(named) and all(_is_quantity(n) and not is_same_quantity(n, measure) for n in named)
