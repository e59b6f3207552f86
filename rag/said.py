"""What a question says in so many words: titles, numbers, years, steps, and what is left of it then."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.counted import count_of, counted, figures_of
from rag.numbering import chinese_number
from rag.plain import language_of, normalise, plainly
from rag.query import Language
from rag.steps import Step, read_steps

_YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?!\d)(?!\s?(?:元|万|亿|家|个|人|名|项|件|平方|公里|小时|天|%|yuan|rmb|companies|people|units))"
)
_PERIOD = re.compile(
    r"((?:19|20)\d{2})\s?年?\s?(?:[—–~～至到-]{1,2}|to|and)\s?((?:19|20)\d{2})\s?年?"
)
_VERSION = re.compile(
    r"到(?:19|20)\d{2}年?的新?(?:计划|方案|规划)|((?:19|20)\d{2})\s?年?(?:的)?(?:版|(?:发|印发|出|出台|发布)的?那?[一]?[版份个]|那[一]?[版份个]|(?:那[版份个])?(?:的)?(?:老|旧|原|新)(?:版|计划|方案|办法|政策|规定))|\b((?:19|20)\d{2}) (?:version|edition|plan)\b"
)
_TITLE = re.compile(r"《([^《》]{2,80})》")
_NUMBER = re.compile(
    r"(?:(?:(?!废止|替代|取代|[了的被把由是和与止])[\u4e00-\u9fff]){1,7})?[〔\[(【]\s?\d{4}\s?[〕\])】]\s?第?\s?\d{1,5}\s?号(?:文件?)?"
)
_SHORT_YEAR = re.compile(  # 到25年, 22年营收; not 交满15年
    r"(?:(?<![^\s到至在自从，,。；;：:])(?P<a>[12]\d|3[0-5])年(?![内以期限级])"
    r"|(?<![\d.满])(?P<b>[12]\d|3[0-5])年(?=营收|营业|收入|一共|总共|全年|增加值|产值|产业|目标|头|上半年|底|末|度|实现|达|前))"
)
FIVE_YEARS = re.compile(  # 十四五, not 十四五年
    "(?<![一二三四五六七八九十百])(?P<plan>十[一二三四五六七八九])五(?!年|[个家项条万亿])"
)
_FIVE_YEARS_END = re.compile(rf"[“”\"]?{FIVE_YEARS.pattern}[“”\"]?(?:规划|时期|期)?末")
# the third five-year plan, of 1966—1970, and each since end five times their number after it
_PLANS_FROM = 1955
_AFTER_YEAR = re.compile(r"(?:19|20)\d{2}\s?年?(?:之后|以后)")
_LEADING = re.compile(r"^(?:请问|关于|根据|按照|依据|那份|这份|问|看|查|在|年)+")
_LOCATES = re.compile(  # 古桥日在|第几条; not 哪条任务
    r"(?:[，,]?(?:这事?|这个)?(?:写|规定|说)?[是在])?(?:第几|哪一?)[条款章](?:里|中)?"
    r"(?:(?:有|是)?(?:规定|讲|说|写|提|管|明确)(?:这事|这个|到|过|了|的){0,2}|(?=的|[？?。，,]|$))"
    r"|\b(?:in |under )?which (?:article|clause|provision|chapter)\b"
)
_SENDER = re.compile(r"(?<=[厅局委署])(?=发(?:的|出|了|布))")  # 省工信厅|发的
_LEAD_IN = re.compile(r"^(?:那么?|还有|然后|另外)(?=[\u4e00-\u9fff])|[呢咧](?=[？?。]?$)")


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of a question that are read by their form; ``rest`` is lower case and without them."""

    text: str
    language: Language
    plain: str
    rest: str
    titles: tuple[str, ...]
    numbers: tuple[str, ...]
    period: tuple[str, ...]
    version: str
    steps: tuple[Step, ...]
    count: int
    counted: str
    years: tuple[str, ...]
    figures: tuple[str, ...]
    locates: str


def read_said(question: str) -> Said:
    """Read what a question says in so many words."""
    text = _FIVE_YEARS_END.sub(lambda m: f"{last_year(m['plan'])}年底", normalise(question))
    language = language_of(text)
    plain = plainly(text)
    rest = _SENDER.sub(" ", _LEAD_IN.sub("", plain.lower()))
    rest = _SHORT_YEAR.sub(lambda m: f"20{m['a'] or m['b']}年", rest)
    titles = tuple(_TITLE.findall(rest))
    numbers = tuple(_LEADING.sub("", re.sub(r"\s|文件?$", "", n)) for n in _NUMBER.findall(rest))
    rest = _NUMBER.sub(" ", _TITLE.sub(" ", rest))
    period = _PERIOD.search(rest)
    rest = _PERIOD.sub(" ", rest)
    version = _VERSION.search(rest)
    rest = _VERSION.sub(" ", rest)
    steps, rest = read_steps(rest, language == "zh")
    of = counted(rest, language)
    count, rest = count_of(rest, language)
    years = tuple(dict.fromkeys(_YEAR.findall(_AFTER_YEAR.sub(" ", rest)) or _YEAR.findall(rest)))
    figures = figures_of(without_years(rest), language)
    locates = ""
    if located := _LOCATES.search(rest):
        locates = rest[: located.end()]
        rest, plain = _LOCATES.sub(" ", rest), _LOCATES.sub("", plain)
    return Said(
        text, language, plain, rest, titles, numbers,
        period=period.groups() if period else (),
        version=next(filter(None, version.groups()), "") if version else "",
        steps=steps, count=count, counted=of if count else "", years=years, figures=figures, locates=locates,
    )  # fmt: skip


def last_year(plan: str) -> int:
    """Return the last year of a five-year plan: 2025 of the one that is called 十四."""
    return _PLANS_FROM + 5 * chinese_number(plan)


def without_years(text: str) -> str:
    """Return a text without the years it names."""
    return _YEAR.sub(" ", text)
