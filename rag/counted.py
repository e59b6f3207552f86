"""Numbers in a question: how many things it speaks of and what they are, the figures it states."""

from __future__ import annotations

import re

from rag.english import english_terms
from rag.numbering import chinese_number
from rag.query import Language
from rag.steps import EN_NUMBERS, NUMERAL, closing_nouns, leading_nouns
from rag.terms import cut

_COUNT = re.compile(
    rf"(?<![第0-9年月.])(?P<n>{NUMERAL})(?P<unit>大|项|个方面|方面|个部分|部分|个(?!字|词)|条|点|类|种|家部门|部门|步|件(?=大?事|主要|重点|任务|大活|差事)|[招把摊桩样处层块道股宗](?![理法办地置次级]))"
    r"(?!月|亿|万|工作日|小时|人|百分点|以上|以内|左右)"
)
_OF_NAMES = re.compile(
    r"[\u4e00-\u9fff](?:和|与|跟|、)[\u4e00-\u9fff]{1,10}[这那]$"
)  # 体育和教育这|两个
_OF_NO_THING = re.compile(  # 我公司去年裁了|4个, 晚上|十点
    "(?:[裁招雇请聘买租生养卖拿开换退辞丢][了过]|晚上?|早上?|[上下中]午|凌晨|傍晚|夜里|半夜)$"
)
_NAMES = re.compile(
    r"[\u4e00-\u9fff](?:和|与|跟|、)[\u4e00-\u9fff]{1,10}[这那]$"
)  # 体育和教育这|两个
_OF_DAY = re.compile("(?:晚上?|早上?|[上下中]午|凌晨|傍晚|夜里|半夜)$")  # 晚上|十点
_OF_ASKER = re.compile("[裁招雇请聘买租生养卖拿开换退辞丢][了过]$")  # 我公司去年裁了|4个
_NAMES = re.compile("的?(?:名字|名称|叫法)")  # 六个工程|名字分别叫啥
_ASKED_BEHIND = re.compile("(?:都|分别|主要|一共|总共|不是)*(?:有|是|包括|分为|共)了?哪?$")
EN_MEMBERS = (
    r"(?:projects?|tasks?|parts?|principles?|goals?|objectives?|targets?|measures?|fields?"
    r"|areas?|sections?|departments?|bodies|agencies|items?|conditions?|points?|aspects?|requirements?|actions?|initiatives?|technologies|attachments|annexes|channels|subsidies|methods|ways|circumstances|situations|reasons|priorities|qualifications|materials|categories|types|kinds|stages|steps|zones?|clusters?|guarantees?|safeguards?|goals|jobs?|articles?|chapters?|cities|provinces)"
)
_EN_COUNT = re.compile(
    r"(?<!article )(?<!chapter )\b(?P<n>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
    r"(?! (?:\w+ )?(?:years?|months?|quarters?|days?|weeks?|hours?|minutes?|times|yuan|percent|million|billion))"
    rf"(?= (?:(?:\w+[ -]){{0,2}}{EN_MEMBERS}|(?:\w+ )?[a-z]{{3,}}[^\Ws]s)\b)"
)
FIGURE = re.compile(
    r"(?<![\d.])\d[\d,]*(?:\.\d+)?\s?(?:%|个百分点|年(?!前|上|底|度|以来)|小时|个?工作日|(?:万亿|亿|万)(?:元|家|个|项|人|名)?|元|家|所|座|件|户|套|亩|辆|架次|人次|(?<=\d\d)个(?!月|工作日|百分点|小时|星期|重点|部分|方面|字)|个月|天|周岁|岁)"
    r"|\d{1,2}月\d{1,2}日|(?<![\d.])\d[\d,]*\.\d+(?![\d.])|(?<![\d.])\d{4,}(?!\d)"
)
_EN_PREMISE = re.compile(  # the |30| national centres promised
    r"\b(?:the|those|all|adds?|adding|promis\w+|plans?|builds?|building|sets?) (?:about |some |over )?(\d{2,3})(?![\d.,%-]|(?:st|nd|rd|th)\b)"
    r"(?! (?:\w+ )?(?:years?|months?|days?|hours?|percent|yuan|million|billion|questions|articles|chapters))"
)
_EN_SCALE = {"trillion": 1e12, "billion": 1e9, "million": 1e6}
_EN_AMOUNT = re.compile(
    r"(?P<n>\d[\d,]*(?:\.\d+)?)[ -]?(?P<scale>trillion|billion|million)(?: yuan| rmb)?|(?P<all>\d[\d,]*(?:\.\d+)?)[ -]?(?:yuan|rmb)\b"
)


def count_of(text: str, language: Language) -> tuple[int, str]:
    """Return how many things a question speaks of, 0 for none, and the question without that number."""
    match = _counting(text, language)
    if not match or _OF_NAMES.search(text[: match.start()]):
        return 0, text
    return _number(match["n"]), text[: match.start()] + " " + text[match.end() :]


def _counting(text: str, language: Language) -> re.Match[str] | None:
    """The first number of things in a question: not the one of 这一条里的|两个|工程."""
    found = (_COUNT if language == "zh" else _EN_COUNT).finditer(text)
    of_it = (m for m in found if not _OF_NO_THING.search(text[: m.start()]))
    return next((m for m in of_it if 2 <= _number(m["n"]) <= 60), None)


def _number(words_or_digits: str) -> int:
    return EN_NUMBERS.get(words_or_digits) or chinese_number(words_or_digits)


def counted(text: str, language: Language) -> str:
    """Return the noun behind a count: 五大|重点任务, four |key projects| (in Chinese).

    Where there is none, the noun before it: 重点任务|有哪四项.
    """
    match = _counting(text, language)
    if not match:
        return ""
    behind = text[match.end() : match.end() + 24]
    if language == "en":
        found = english_terms(" ".join(re.findall(r"\w+", behind)[:2]))
        return found[-1].text if found else ""
    if name := "".join(leading_nouns(cut(_NAMES.split(behind[:8])[0]))):
        return name
    before = _ASKED_BEHIND.sub("", text[: match.start()])
    return closing_nouns(before) if before != text[: match.start()] else ""


def figures_of(text: str, language: Language) -> tuple[str, ...]:
    """Return the figures that a question states, with their units, as Chinese texts write them."""
    if language == "en":
        text = _EN_AMOUNT.sub(_chinese_amount, text)
    found = [re.sub(r"[\s,]", "", f) for f in FIGURE.findall(text)]
    if language == "en" and re.match(
        r"\s*(?:why|where|when|who|is|are|was|were|did|does|do|has|have|with|given)\b", text
    ):
        # a premise, and no unit stands behind its figure: why … 50 new centres
        found += re.findall(r"(?<![\d.,])\d{2,3}(?![\d.,%]|(?:st|nd|rd|th)\b)", text)
    elif language == "en":
        found += _EN_PREMISE.findall(text)
    return tuple(dict.fromkeys(found))


def _chinese_amount(match: re.Match[str]) -> str:
    """Return an English amount as Chinese texts count: 620 billion yuan -> 6200亿元."""
    said = match["n"] or match["all"]
    number = float(said.replace(",", "")) * _EN_SCALE.get(match["scale"], 1.0)
    scales = ((1e8, "亿"), (1e4, "万"), (1.0, ""))
    size, unit = next((s for s in scales if number >= s[0]), (1.0, ""))
    return f"{number / size:.10g}{unit}元"
