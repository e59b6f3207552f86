"""Typed values in a sentence: money, counts, percentages, dates, durations, bodies, telephones.

Each value keeps its span, so that the short answer is verbatim and its figure can be proved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.terms import Term, cut, make_term, words

_HAN_NUM = "(?<![一二三四五六七八九十百千万亿零〇两])[一二三四五六七八九十百千两][一二三四五六七八九十百千万亿零〇两]{0,9}"
_NUM = rf"(?<![\d.])(?:\d[\d,]*(?:\.\d+)?|{_HAN_NUM})"
_BOUND = r"(?:不低于|不少于|不超过|不高于|不得超过|不得低于|不得少于|超过|少于|低于|高于|至少|最高|最低|最多|约)?"
_AFTER = r"(?:左右|以上|以下|以内|上下)?"
_COUNTED = (
    r"(?:家|个|项|人|名|件|户|所|座|次|场|种|篇|套|处|台|辆|批|岁|周岁|分(?!之)|倍|平方米|立方米|平方公里|公顷|亩|公里|海里|毫米|厘米|米|分贝|吨|千克|"
    r"公斤|千瓦|千瓦时|学时|课时|条|款|类|部|张|份|期|届|级)"
)

_HAN_SHARE = "百分之[一二三四五六七八九十百零点]+"


def _range(unit: str) -> str:
    """1万元以上10万元以下: one amount between two bounds."""
    return rf"{_NUM}\s?{unit}以上(?:\d[\d,]*(?:\.\d+)?|{_HAN_NUM})\s?{unit}以下"


_GOVERNMENTS = (  # 市、县（市、区）人民政府民政部门; 省、自治区、直辖市人民政府
    r"(?:(?:省级|省|自治区|直辖市|设区的市|市|县级|县|区|乡)(?:[（(][市区县旗、]+[）)])?、)+(?:自治区|直辖市|设区的市|市|县|区|乡|镇|街道)?"
    r"(?:[（(][市区县旗、]+[）)])?(?:级以上)?(?:地方)?(?:各级)?人民政府(?:[\u4e00-\u9fff]{2,8}?(?:部门|机构))?"
)
PATTERNS: dict[str, str] = {
    "money": rf"{_range('(?:万|亿)?元')}|{_BOUND}(?:人民币)?{_NUM}\s?(?:多)?(?:万亿|千亿|百亿|亿|千万|百万|万|千|百)?(?:元|美元|港元|港币)(?:/[\u4e00-\u9fff]{{1,3}})?{_AFTER}",
    "percent": rf"{_range('[%％]')}|{_HAN_SHARE}以上{_HAN_SHARE}以下|{_BOUND}(?:\d[\d,]*(?:\.\d+)?\s?(?:%|％|‰|个百分点)|[一二三四五六七八九十百千万]{{1,3}}分之[一二三四五六七八九十百点零\d.]+){_AFTER}",
    "date": r"(?<![—–～-])(?<!年至)(?<!\d至)(?<!\d)\d{4}\s?年(?:前[一二三]季度|[上下]半年|第[一二三四]季度|(?:底|初|末)(?:之?前)?|\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日|[上中下]旬|(?:底|初|末)(?:之?前)?)?)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|(?:每年)?\d{1,2}\s?月\s?\d{1,2}\s?日(?:当周)?|(?:每年)?\d{1,2}\s?月(?:[底初末]|[上中下]旬)(?:之?前)?|[一二]〇[〇一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日",
    "duration": rf"(?<!月)(?!(?:19|20)\d{{2}}\s?年){_BOUND}{_NUM}\s?(?:年|个月|个工作日|工作日|个小时|小时|日|天|周|个星期|分钟)多?{_AFTER}(?:内)?",
    "frequency": r"每(?:隔)?(?:[一二三四五六七八九十两\d]{1,3})?个?(?:年|半年|季度|学期|月|周|星期|日|天)(?:度)?(?:[^，。；]{0,6}[一二三四五六七八九十两\d]+次)?",
    "count": rf"{_range('倍')}|{_BOUND}{_NUM}\s?(?:万|亿|多|余)?{_COUNTED}{_AFTER}",
    "phone": r"(?:电话|热线|传真)(?:号码)?[：:]\s*(?P<v>[\d(（][\d\-—()（） 、]{5,}\d)|(?<!\d)(?:0\d{2,3}-\d{5}(?!\d)|\(?0\d{2,3}\)?[-— ]?\d{7,8}(?:-\d{1,5})?|1[3-9]\d{9}|(?:400|800)-?\d{3}-?\d{4}|12\d{3})(?!\d)",
    "postcode": r"(?<=邮编[：:])\s?\d{6}|(?<=邮政编码[：:])\s?\d{6}",
    "hours": r"(?:(?:办公|上班|工作|营业|受理|服务|开放)时间[：:\s]*)(?P<v>[^。；\s，][^。；\n]*)",
    "address": r"(?:地址|地点)[：:\s]*(?P<v>[^。；\n]+?)(?=\s*(?:邮编|邮政编码|电话|办公时间|联系|[。；\n]|$))",
    "document_number": r"[\u4e00-\u9fff]{1,10}[〔\[（(【]\d{4}[〕\]）)】]\s?第?\d{1,5}号|(?:[\u4e00-\u9fff]{2,16})?令[（(]?第?\s?\d{1,5}\s?号|第\s?\d{1,5}\s?号(?:令|公告)",
    "source": r"来源[：:]\s*(?P<v>\S+)",
    "publisher": r"(?:主办单位|主办|承办单位)[：:]\s*(?P<v>\S+)",
    "org": rf"{_GOVERNMENTS}|" + r"(?:[\u4e00-\u9fff（）()]{0,14}?[\u4e00-\u9fff])(?:人民政府|领导小组|委员会|办公室|管理局|工作组|部门|法院|检察院|财政厅|机关|中心|机构|执法局|法庭|协会|学会|集团|大学|银行|公司|厅|局(?!面|部|限)|部(?!分|位|署|长)|委(?!托|员|派)|办(?![法理公事学案])|署(?!名)|院(?!校|长)|台(?!账|阶|风))(?:主要)?(?:负责人|负责同志)?(?![\u4e00-\u9fff]*(?:门户|网站))",
}  # fmt: skip
_COMPILED = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}
_FALLBACK = {
    "": ("money", "percent", "count"),
    "count": ("count", "money", "percent"),
    "money": ("money",),
    "duration": ("duration",),
    "percent": ("percent",),
    "validity": ("duration", "date"),
}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?年?(?!\s?[—–-]\s?(?:19|20)?\d)")
_PART_OF_YEAR = re.compile(
    r"\d{4}年?(前[一二三]季度|[上下]半年|第?[一二三四]季度|\d{1,2}月(?!\s?\d{1,2}\s?日|[底初末起前])|1[-—]\d{1,2}月)"
)
_UNITS = {"个": "个家项人名件所座种", "家": "家个", "人": "人名位", "名": "人名位", "位": "人名位"}
_NOT_OF_NAME = re.compile(
    r"[个由向对经的在自起将被后内是等报请应可把从于年月日]|左右|会同|以及|根据|按照|委托|依法|(?<![共业房源展化])[和与及](?!国|信息|城乡|社会|改革|计划|医疗)"
)
_ONE = re.compile(r"一(?![倍十百千万亿])")
_ANY_BODY = re.compile(r"有关|相关|各|其他|下级|上级")
_MOST = re.compile(
    r"最[多长高大晚迟](?!生活|工资)|上限|\b(?:longest|maximum|at most|up to|latest)\b"
)
_LEAST = re.compile(r"最[低少小短早](?!生活|工资)|下限|\b(?:shortest|minimum|at least)\b")
_UPPER = re.compile(r"^(?:最[多长高大])?(?:不得|不)?(?:超过|高于|多于)|^最[多长高大]")
_LOWER = re.compile(r"^(?:最[低少短])?(?:不得|不)?(?:低于|少于)|^最[低少短]|^至少")
_PART_ASKED = re.compile(
    r"季度|半年|月|quarter|half|month|january|february|march|april|\bmay\b|june|july|august|september"
    r"|october|november|december", re.IGNORECASE
)  # fmt: skip
READ_WEIGHT, READ_LEAST = 8.0, -12.0  # of the reader's log chance, against characters between
_BREAK = re.compile(r"[，,；;、。：:]")


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value: ``text`` stands verbatim at ``start:end`` of the sentence it was found in."""

    kind: str
    text: str
    start: int
    end: int
    year: str = ""  # the year the sentence ties it to; "" where it names none
    part_of_year: str = ""  # 前三季度, 上半年: it is not the year's own figure


Fit = Callable[[Value], float | None]


def find_values(sentence: str, kind: str) -> tuple[Value, ...]:
    """Return the values of a kind in a sentence, in order; "" finds figures of every kind."""
    found: list[Value] = []
    for name in _FALLBACK.get(kind, (kind,)):
        for match in _COMPILED[name].finditer(sentence):
            start, end = match.span("v") if match.groupdict().get("v") else match.span()
            text = sentence[start:end].rstrip()
            end = start + len(text)
            plain = name == "org" and "、" not in text
            text = _body_name(text) if plain else text.lstrip(" ")
            start = end - len(text) if sentence[start:end].endswith(text) else start
            taken = any(v.start < end and start < v.end for v in found)
            vague = name == "count" and _ONE.match(text)  # 一批, 一个: no number of things
            if text and not taken and not vague and not _is_ordinal(sentence, start):
                year, part = (
                    _year_of(sentence, start) if name not in ("date", "phone") else ("", "")
                )
                found.append(Value(name, text, start, start + len(text), year, part))
    return _joined(sentence, sorted(found, key=lambda v: v.start))


def _joined(sentence: str, values: list[Value]) -> tuple[Value, ...]:
    """Join bodies that stand without a gap: they are one (国务院|交通运输主管部门)."""
    found: list[Value] = []
    for value in values:
        if found and value.kind == found[-1].kind == "org" and found[-1].end == value.start:
            first = found.pop()
            text = sentence[first.start : value.end]
            value = Value("org", text, first.start, value.end, first.year, first.part_of_year)
        found.append(value)
    return tuple(found)


def _body_name(text: str) -> str:
    """Cut from the front of a body's name what belongs to the sentence: 五日内向作出裁定的|人民法院."""
    at, start = 0, 0
    for word, flag in cut(text):
        foreign = _NOT_OF_NAME.search(text, at, at + len(word))
        at += len(word)
        if at < len(text) and (
            flag[:1] in "pudfr"
            or (foreign and (foreign.group() == word or flag[:1] in "pucdfrvmqt"))
        ):
            start = at
    found = text[start:]
    for word, flag in cut(found):
        if flag not in ("v", "t", "m", "q") or len(found) - len(word) < 2:
            break
        found = found[len(word) :]
    return found


def _is_ordinal(sentence: str, start: int) -> bool:
    return sentence[max(0, start - 1) : start] in ("第", ".", "-") and start > 0


def _year_of(sentence: str, position: int) -> tuple[str, str]:
    """The last year named before a value within its sentence is the year of the value."""
    before = list(_YEAR.finditer(sentence, 0, position))
    if not before:
        return "", ""
    part = _PART_OF_YEAR.match(sentence, before[-1].start())
    return before[-1].group(1), part.group(1) if part else ""


def choose_value(
    sentence: str,
    kind: str,
    terms: Sequence[Term],
    years: Sequence[str],
    context: str = "",
    measure: str = "",
    unit: str = "",
    fit: Fit | None = None,
) -> Value | None:
    """Return the value that the sentence ties to the asked words and years, or None.

    A value of another year is never chosen; one without a year only where ``context`` (the text
    around the sentence) names an asked year. Nor one of another ``measure`` (增加值 when 营业收入 is
    asked). Among the rest the one nearest after the last of the
    asked words wins, a break (，；、) between them counting as distance; ``fit`` is what the reader
    says of each (the log chance that it is the answer), which counts as nearness too.
    """
    values = find_values(sentence, kind)
    if years:
        near = any(year in context for year in years)
        values = tuple(
            v for v in values if v.year in years or _in(v, years) or (near and not v.year)
        )
    if measure:
        values = tuple(v for v in values if _is_of(sentence, v, measure))
    if unit:
        values = tuple(
            v
            for v in values
            if any(u in v.text for u in _UNITS.get(unit, (unit,) if unit == "小时" else unit))
        )
    elif measure and kind == "count":  # 规模多大 is not answered by 四项
        values = tuple(v for v in values if v.kind != "count" or v.text[-1] not in "项个条种类")
    if not values:
        return None
    low = sentence.lower()
    own = [t for t in terms if not t.optional and t.find(low) >= 0]
    terms = own or terms
    figures = [low.find(t.text) for t in terms if t.text[0].isdigit() and t.text in low]
    if kind == "date" and figures:  # a date governs what follows it, up to the next date
        before = [v for v in values if v.end <= min(figures)]
        return before[-1] if before else values[0]
    anchors = [(at + len(t.text), t.weight) for t in terms for at in _places(t, low)]
    if not anchors:
        first = max(values, key=lambda v: (_pointed(v, fit), -v.start))
        return first if len(values) == 1 or kind not in ("", "count") else None
    return min(
        values, key=lambda v: (_distance(low, v, anchors, terms) - _pointed(v, fit), v.start)
    )


def _pointed(value: Value, fit: Fit | None) -> float:
    """How much nearer a value counts for what the reader says of it."""
    said = fit(value) if fit else None
    return 0.0 if said is None else READ_WEIGHT * max(READ_LEAST, said)


def bare(text: str, question: str) -> str:
    """Return a value without the word that makes it a limit, where the question says it: 最多几年."""
    low = question.lower()
    text = _UPPER.sub("", text) if _MOST.search(low) else text
    return _LOWER.sub("", text) if _LEAST.search(low) else text


def says_figure(text: str, figure: str) -> bool:
    """Whether a text gives a figure, as no part of a longer one: 200亿元 is not in 6200亿元.

    Small whole numbers are also found as Chinese numerals (3年, 三年).
    """
    plain = text.replace(",", "")
    if re.search(rf"(?<![\d.]){re.escape(figure)}", plain):
        return True
    match = re.match(r"(\d{1,2})(?=\D)", figure)
    if not match:
        return False
    spoken = _han(int(match[1])) + re.escape(figure[match.end() :])
    return bool(re.search(rf"(?<![一二三四五六七八九十百千]){spoken}", plain))


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    front = (digits[tens] if tens > 1 else "") + "十" if tens else ""
    return front + (digits[ones] if ones else "") if number else "零"


def measure_in(text: str) -> str:
    """Return the last measured quantity that a text names (营业收入, 增速), "" where there is none."""
    found = [(text.rfind(m) + len(m), len(m), m) for m in words()["measures"] if m in text]
    return max(found)[2] if found else ""


def _is_of(sentence: str, value: Value, measure: str) -> bool:
    named = measure_in(sentence[: value.start])
    same = {measure, *make_term(measure).alternatives}
    if named in words()["type_nouns"]:
        return True  # 补贴标准为…: the standard of what was asked
    return not named or named in same or any(named in m or m in named for m in same)


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
            gap = value.start - end + 12.0 * len(_BREAK.findall(text, end, value.start))
        else:
            gap = 6.0 + (end - value.end) * 1.2 + 15.0 * len(_BREAK.findall(text, value.end, end))
        best = min(best, max(gap, 0.0) - 4.0 * weight)
    if value.kind == "org" and text[: value.start].endswith(("由", "向", "报", "经", "是")):
        best -= 15.0  # who does it, or to whom
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


def _follows(text: str, at: int, term: Term) -> bool:
    """Whether a form of a term stands right at a place."""
    return any(text.startswith(form, at) for form in (term.text, *term.alternatives))


def says_year(text: str, year: str) -> bool:
    """Whether a text names a year by itself, not as an end of a period (2021—2025年)."""
    return bool(re.search(rf"(?<![\d—–-]){year}(?!\d|\s?年?\s?[—–-])", text))


def enough_of_year(question: str, value: Value) -> str:
    """Return the part of a year (前三季度) that a value is for when the question asks for the year."""
    if not value.part_of_year or value.part_of_year in question:
        return ""
    return "" if _PART_ASKED.search(question) else value.part_of_year
