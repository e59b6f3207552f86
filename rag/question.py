"""What a question asks: its kind, the value it wants, the place it names, the words it is about.

The cue words are data (``words.json``), Chinese and English side by side; this module only knows
how to read them. ``understand`` is pure: the same question and history give the same Query.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rag.numbering import chinese_number
from rag.query import CONTACT_VALUES, Language, Query, complete, leans_on_history
from rag.steps import EN_NUMBERS, NUMERAL, leading_nouns, read_steps
from rag.terms import Term, chinese_nouns, chinese_terms, cut, english_terms, words
from rag.values import measure_in

KEPT_WORDS = ("condition", "support", "definition")  # their cues reach over the subject
KINDS = ("outline", "condition", "support", "list", "why", "how", "definition", "confirm")

_COUNT = re.compile(
    rf"(?<![第0-9年月.])(?P<n>{NUMERAL})(?P<unit>大|项|个方面|方面|个部分|部分|个|条|点|类|种|家部门|部门|步|件(?=大?事|主要|重点|任务))"
    r"(?!月|亿|万|工作日|小时|人|百分点|以上|以内|左右)"
)
_WORDING = ("说法", "条款", "表述", "地方", "文字", "句子", "内容")  # of which 涉及…的说法 asks
_OF_NAMES = re.compile(
    r"[\u4e00-\u9fff](?:和|与|跟|、)[\u4e00-\u9fff]{1,10}[这那]$"
)  # 体育和教育这|两个
_EN_MEMBERS = (
    r"(?:projects?|tasks?|parts?|principles?|goals?|objectives?|targets?|measures?|fields?"
    r"|areas?|sections?|departments?|bodies|agencies|items?|conditions?|points?|aspects?|requirements?|actions?|initiatives?|categories|types|kinds|stages|steps|zones?|clusters?|guarantees?|safeguards?|goals|articles?|chapters?|cities|provinces)"
)
_EN_COUNT = re.compile(
    r"(?<!article )(?<!chapter )\b(?P<n>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
    r"(?! (?:\w+ )?(?:years?|months?|quarters?|days?|weeks?|hours?|minutes?|times|yuan|percent|million|billion))"
    rf"(?= (?:(?:\w+[ -]){{0,2}}{_EN_MEMBERS}|(?:\w+ )?[a-z]{{3,}}[^\Ws]s)\b)"
)
_EN_NOUN = re.compile(
    rf"\b(?:list|name|what are|which|what|how many) (?:all )?(?:of )?(?:the |its |their )?((?:\w+ ){{0,2}}{_EN_MEMBERS})\b"
)
_YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?!\d)(?!\s?(?:元|万|亿|家|个|人|名|项|件|平方|公里|小时|天|%|yuan|rmb|companies|people|units))"
)
_PERIOD = re.compile(
    r"((?:19|20)\d{2})\s?年?\s?(?:[—–~～至到-]{1,2}|to|and)\s?((?:19|20)\d{2})\s?年?"
)
_VERSION = re.compile(
    r"((?:19|20)\d{2})\s?年?(?:的)?(?:版|(?:发|印发|出|出台|发布)的?那?[一]?[版份个]|那[一]?[版份个]|(?:那[版份个])?(?:的)?(?:老|旧|原|新)(?:版|计划|方案|办法|政策|规定))|\b((?:19|20)\d{2}) (?:version|edition|plan)\b"
)
_FIGURE = re.compile(
    r"(?<![\d.])\d[\d,]*(?:\.\d+)?\s?(?:%|个百分点|年(?!前|上|底|度|以来)|小时|个?工作日|(?:万亿|亿|万)(?:元|家|个|项|人|名)?|元|家|所|座|件|个月|天|周岁|岁)"
    r"|\d{1,2}月\d{1,2}日|(?<![\d.])\d[\d,]*\.\d+(?![\d.])|(?<![\d.])\d{4,}(?!\d)"
)
_SINCE_WHEN = re.compile(r"\b(?:from|since|on) (?:what|which) (?:date|day)\b|\bsince when\b")
_EN_SCALE = {"trillion": 1e12, "billion": 1e9, "million": 1e6}
_EN_AMOUNT = re.compile(
    r"(?P<n>\d[\d,]*(?:\.\d+)?)[ -]?(?P<scale>trillion|billion|million)(?: yuan| rmb)?"
)
_TITLE = re.compile(r"《([^《》]{2,80})》")
_NOUN = re.compile(
    r"(?:(?:几|多少)大?[项个条类种样份]|哪些|哪几[个项类种样份条点]|哪一?[个部份张项种类款本份]|什么样的|怎样的|何种|(?<!为)(?:什么|啥))[“\"]?([\u4e00-\u9fff]{1,8}?)[”\"]?(?=[？?。的，,（(下里中]|$)"
)
_NOUN_BEFORE = re.compile(  # 突出|问题|有哪些
    r"(?<=[\u4e00-\u9fff]{2})([\u4e00-\u9fff]{2})[”\"」]?(?:都|分别|主要|一共)*(?:有|是|包括|涉及|分为)了?(?:哪些|哪几|什么|啥)"
)
_UNIT = re.compile(
    r"(?:多少|几)(家|个|人|名|位|项|件|座|所|岁|台|辆|套|条|次|场|种|倍|分|公里|平方米|亩|吨|批|份|张|支|只|部|户|棵|株|根|级|间|床|艘|架|层|度)"
)
_NUMBER = re.compile(
    r"(?:[\u4e00-\u9fff]{1,7})?[〔\[(【]\s?\d{4}\s?[〕\])】]\s?第?\s?\d{1,5}\s?号(?:文件?)?"
)
_SHORT_YEAR = re.compile(  # 到25年, 22年营收; not 交满15年
    r"(?:(?<![^\s到至在自从，,。；;])(?P<a>[12]\d|3[0-5])年(?![内以期限])"
    r"|(?<![\d.满])(?P<b>[12]\d|3[0-5])年(?=营收|营业|收入|增加值|产值|产业|目标|头|上半年|底|末|度|实现|达|前))"
)
_AFTER_YEAR = re.compile(r"(?:19|20)\d{2}\s?年?(?:之后|以后)")
_LEADING = re.compile(r"^(?:请问|关于|根据|按照|依据|那份|这份|问|看|查|在|年)+")
_HAN_DIGIT = "〇一二三四五六七八九零"
_HAN_YEAR = re.compile(r"[一二][〇零一二三四五六七八九]{3}(?=年)")
_LEAD_IN = re.compile(r"^(?:那么?|还有|然后|另外)(?=[\u4e00-\u9fff])|[呢咧](?=[？?。]?$)")
_CHATTER = re.compile(  # before the question proper: 写稿核个数：…; 现在是2026年3月了，…
    r"^[^：:，,？?]{0,10}(?:核个|核一?下|核对|核实|查一?下|查个|查查|[请想]问|问一?[下个]|确认|请教|咨询一?下|打听|写稿|写新闻|稿子)[^：:，,？?]{0,6}[：:](?=.{6})"
    r"|^(?:现在|今天|眼下|这会儿)(?:都|已经)?是?(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}[日号])?了?[，,](?=.{6})"
)
_FIRST_QUARTERS = re.compile(r"[头前]([一二两三])个?季度")
_FIRST_MONTHS = re.compile(
    r"(?<!\d)(?:1|一)月?份?\s?[—–~～至到-]{1,2}\s?(?:9|九)月份?|[头前]九个月|(?:一|1)[—–~～至到-]{1,2}(?:三|3)季度"
)
_HALF_YEAR = re.compile(r"(?<!\d)(?:1|一)月?份?\s?[—–~～至到-]{1,2}\s?(?:6|六)月份?|[头前]六个月")
_UNSURE = re.compile(r"[（(](?:我?记得|好像|印象|应该|大概|是不是)[^）)]{0,24}[）)]")
_HAN_AMOUNT = re.compile(
    r"[一二两三四五六七八九][一二三四五六七八九十百千]{0,6}(?=(?:万亿|亿|万元))"
)
_SPOKEN_AMOUNT = re.compile(r"(\d)\s?个\s?([亿万])(?!元)")  # 5个亿
EN_OUTLINE = ("en", "outline")  # its cues reach over the subject: what does … say
_CONTROL = {"Cc", "Cf", "Cs", "Co", "Cn"}


def understand(question: str, history: Sequence[str] = ()) -> Query:
    """Read a question, with the user's earlier questions (oldest first) for what it leaves out."""
    query = _read(question)
    if history and leans_on_history(query):
        return complete(query, understand(history[-1], history[:-1]))
    return query


def normalise(question: str) -> str:
    """Return the question with full-width forms made plain, control characters and runs of blanks gone."""
    text = unicodedata.normalize("NFKC", question)
    text = "".join(" " if c in "\n\r\t" else c for c in text if c in "\n\r\t" or not _is_control(c))
    return re.sub(r"\s+", " ", text).strip()


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in _CONTROL


def language_of(text: str) -> Language:
    """Return "en" for a question with Latin words and hardly a Han character, else "zh"."""
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    latin = len(re.findall(r"[A-Za-z]{2,}", text))
    return "en" if latin > han else "zh"


@lru_cache(maxsize=256)
def _cue(group: str, name: str, language: Language) -> re.Pattern[str]:
    return re.compile("|".join(words()[group][name][language]), re.IGNORECASE)


def _read(question: str) -> Query:
    text = normalise(question)
    language = language_of(text)
    plain = plainly(text)
    rest = _LEAD_IN.sub("", plain.lower())
    rest = _SHORT_YEAR.sub(lambda m: f"20{m['a'] or m['b']}年", rest)
    titles = tuple(_TITLE.findall(rest))
    numbers = tuple(_LEADING.sub("", re.sub(r"\s|文件?$", "", n)) for n in _NUMBER.findall(rest))
    rest = _NUMBER.sub(" ", _TITLE.sub(" ", rest))
    period = _PERIOD.search(rest)
    rest = _PERIOD.sub(" ", rest)
    version = _VERSION.search(rest)
    rest = _VERSION.sub(" ", rest)
    steps, rest = read_steps(rest, language == "zh")
    counted = _counted(rest, language)
    count, rest = _count(rest, language)
    years = tuple(dict.fromkeys(_YEAR.findall(_AFTER_YEAR.sub(" ", rest)) or _YEAR.findall(rest)))
    figures = _figures(_YEAR.sub(" ", rest), language)
    unit = _UNIT.search(rest)
    noun = _noun_asked(rest) if language == "zh" else _english_noun(rest)
    kinds = {kind for kind in KINDS if _cue("kinds", kind, language).search(rest)}
    mentions = any(re.search(cue, rest) for cue in words()["mentions"][language])
    value = next((v for v in words()["values"] if _cue("values", v, language).search(rest)), "")
    noun = "" if mentions and noun in _WORDING else noun
    kinds -= {"list"} if mentions and not (noun or count) else set()
    if "why" in kinds:
        kinds -= {"condition", "support"}  # why new requirements: reasons, not conditions
    if value == "validity" and "why" in kinds:
        value = ""  # why it was replaced before it ended
    if value == "validity" and language == "en" and figures:
        value = "date"  # which period does the 9.6% refer to
    fact = _document_fact(rest, language)
    if value == "validity" and _SINCE_WHEN.search(rest):
        value, fact = "date", "effective"  # from what date has it been in force
    asker = any(role in rest for role in words()["roles"]) or bool(
        re.search(r"\b(?:we|our|us|my|i)\b", rest) and language == "en"
    )
    topic = _without_cues(rest, language, kinds, value)
    if language == "en":
        topic = _recase(topic, text)  # capitals tell names
    if titles and "definition" in kinds:
        topic += " " + " ".join(titles)
    terms = english_terms(topic) if language == "en" else chinese_terms(topic)
    terms = _without_background(terms, text.lower())
    if any(len(t.text) > 1 and not t.optional for t in terms):
        terms = tuple(replace(t, optional=t.optional or t.slight) for t in terms)
    if mentions:
        terms = tuple(replace(t, optional=t.optional or t.text in _WORDING) for t in terms)
    if pointers := _pointers(rest):
        told = tuple(t for t in terms if t.text not in pointers)
        terms = told if any(not t.optional for t in told) else terms
    terms += tuple(_number_term(plain_number(n)) for n in numbers)
    if value in CONTACT_VALUES:
        terms = tuple(replace(t, optional=not t.name) for t in terms)
    if not terms and (count or "list" in kinds):
        terms = chinese_nouns(topic)  # 五大部分: the counted word is all there is
    return Query(
        text=text, plain=plain, language=language, kinds=frozenset(kinds), value=value, terms=terms, steps=steps,
        count=count, years=years, figures=figures, titles=titles, numbers=numbers, fact=fact,
        asker=asker, points=bool(pointers),
        mentions=mentions,
        earlier=any(re.search(cue, rest) for cue in words()["earlier"][language]),
        period=period.groups() if period else (),
        version=next(filter(None, version.groups()), "") if version else "",
        counted=counted if count else "", noun=noun, measure=_measure(rest, terms),
        unit=unit.group(1) if unit else _day_asked(rest, value) or _english_unit(rest),
    )  # fmt: skip


def plainly(text: str) -> str:
    """Return a question without small talk before it, its times and amounts as documents write them."""
    text = _HAN_YEAR.sub(lambda m: "".join(str(_HAN_DIGIT.index(c) % 10) for c in m[0]), text)
    text = _FIRST_MONTHS.sub("前三季度", _CHATTER.sub("", text))
    text = _HALF_YEAR.sub("上半年", _FIRST_QUARTERS.sub(r"前\1季度", text))
    text = _HAN_AMOUNT.sub(lambda m: str(chinese_number(m[0])), text)
    return _SPOKEN_AMOUNT.sub(r"\1\2元", _UNSURE.sub("", text))


def _english_noun(text: str) -> str:
    """Return what is to be listed, in Chinese: list the main |tasks|."""
    match = _EN_NOUN.search(text)
    found = english_terms(match[1]) if match else ()
    return found[-1].text if found else ""


def _noun_asked(text: str) -> str:
    """Return what is to be named or listed: 哪些行业 -> 行业, 什么问题去的 -> 问题."""
    match = _NOUN.search(text) or _NOUN_BEFORE.search(text)
    if not match:
        return ""
    kept = ""
    for word, flag in cut(match.group(1)):
        if flag[:1] in "vdpruy" and flag != "vn" and kept:
            break
        kept += word
    return kept


def _without_background(terms: tuple[Term, ...], text: str) -> tuple[Term, ...]:
    """Make optional the words of what the asker tells of themselves before the question proper.

    That is every sentence but the last, and in the last one an opening clause 我们是…，.
    """
    parts = [p for p in re.split(r"(?<=[。！!？?；;])|(?<=[a-z]{3}\.)\s", text) if p and p.strip()]
    if not parts:
        return terms
    asked = next((p for p in reversed(parts) if re.search(r"[?？]", p)), parts[-1])
    opening = re.match(r".{2,80}[，,](?=.{6,})", asked)
    if opening and any(opening.group().lstrip().startswith(r) for r in words()["roles"]):
        asked = asked[opening.end() :]
    kept = tuple(t if _said(t, asked) else replace(t, optional=True) for t in terms)
    return kept if any(not t.optional for t in kept) else terms


def _pointers(text: str) -> list[str]:
    """Return the words that only point at the document: 行动计划|的目标, 这份|通知|何时施行."""
    kinds = "|".join(w for w in words()["document_words"] if len(w) > 1 and w != "这个")
    start = rf"(?:^|[，,。？?：:])《?({kinds})》?(?=[的里中内对有是为在什何主提规包给打怎如到])"
    pointed = rf"[这那本该此][份个项篇则]?({kinds})(?!$|[？?])"
    return [*re.findall(start, text), *re.findall(pointed, text)]


def _said(term: Term, text: str) -> bool:
    """Whether the words of a term stand in this part of the question."""
    return (term.said or term.text) in text


def plain_number(number: str) -> str:
    """Return a document number 文号 with brackets 〔〕, without blanks and 第, in small letters."""
    opened = re.sub(r"[\[(（【]", "〔", re.sub(r"\s|第", "", number))
    return re.sub(r"[\])）】]", "〕", opened).lower()


def _number_term(number: str) -> Term:
    """A document number as a word, in the brackets that documents write it with."""
    others = (number.replace("〔", a).replace("〕", b) for a, b in ("[]", "［］", "()", "（）"))
    return Term(number, alternatives=tuple(others))


def _count(text: str, language: Language) -> tuple[int, str]:
    match = _counting(text, language)
    if not match or _OF_NAMES.search(text[: match.start()]):
        return 0, text
    return _number(match["n"]), text[: match.start()] + " " + text[match.end() :]


def _counting(text: str, language: Language) -> re.Match[str] | None:
    """The first number of things in a question: not the one of 这一条里的|两个|工程."""
    found = (_COUNT if language == "zh" else _EN_COUNT).finditer(text)
    return next((m for m in found if 2 <= _number(m["n"]) <= 60), None)


def _number(words_or_digits: str) -> int:
    return EN_NUMBERS.get(words_or_digits) or chinese_number(words_or_digits)


def _counted(text: str, language: Language) -> str:
    """Return the noun behind a count: 五大|重点任务, four |key projects| (in Chinese)."""
    match = _counting(text, language)
    if not match:
        return ""
    behind = text[match.end() : match.end() + 24]
    if language == "en":
        found = english_terms(" ".join(re.findall(r"\w+", behind)[:2]))
        return found[-1].text if found else ""
    return "".join(leading_nouns(cut(behind[:8])))


def _figures(text: str, language: Language) -> tuple[str, ...]:
    if language == "en":
        text = _EN_AMOUNT.sub(_chinese_amount, text)
    found = [re.sub(r"[\s,]", "", f) for f in _FIGURE.findall(text)]
    if language == "en" and re.match(
        r"\s*(?:why|where|when|who|is|are|was|were|did|does|do|has|have)\b", text
    ):
        # a premise, and no unit stands behind its figure: why … 50 new centres
        found += re.findall(r"(?<![\d.,])\d{2,3}(?![\d.,%]|(?:st|nd|rd|th)\b)", text)
    return tuple(dict.fromkeys(found))


def _chinese_amount(match: re.Match[str]) -> str:
    """Return an English amount as Chinese texts count: 620 billion yuan -> 6200亿元."""
    number = float(match["n"].replace(",", "")) * _EN_SCALE[match["scale"]]
    unit, number = ("亿", number / 1e8) if number >= 1e8 else ("万", number / 1e4)
    return f"{number:.10g}{unit}元"


def _document_fact(text: str, language: Language) -> str:
    for fact, cues in words()["document_facts"].items():
        for cue in cues[language]:
            if cue in text if language == "zh" else re.search(rf"\b{cue}\b", text):
                return str(fact)
    return ""


def _without_cues(text: str, language: Language, kinds: set[str], value: str) -> str:
    for role in sorted(words()["roles"], key=len, reverse=True):
        text = text.replace(role, " ")
    for kind in KINDS:
        if kind in kinds and kind not in KEPT_WORDS and (language, kind) != EN_OUTLINE:
            text = _cue("kinds", kind, language).sub(" ", text)
    for kind in KEPT_WORDS:
        if kind in kinds:
            text = _cue("kinds", kind, language).sub(_keep_nouns, text)
    if value and (value == "validity" if language == "en" else value != "percent"):
        text = _cue("values", value, language).sub(" ", text)
    text = _YEAR.sub(" ", text)
    return _FIGURE.sub(" ", text) if language == "zh" else text


def _recase(topic: str, text: str) -> str:
    cases = {word.lower(): word for word in re.findall(r"[A-Za-z]+", text)}
    return re.sub(r"[a-z]+", lambda m: cases.get(m.group(), m.group()), topic)


def _keep_nouns(match: re.Match[str]) -> str:
    """What a cue of conditions or benefits leaves of the question: the words in its gaps, its nouns."""
    kept = [
        w for w in ("申请", "申报", "认定", "准入", "补贴", "奖励", "资助") if w in match.group()
    ]
    return " ".join(["", *(gap for gap in match.groups() if gap), *kept, ""])


def _day_asked(text: str, value: str) -> str:
    """Return what a date needs to have where a day is asked for: 几月几号 is not answered by 2025年."""
    day = re.search(r"几月|几号|几日|哪一?[天日]|what day|which day|what (?:is the )?date", text)
    return "月-" if day and value == "date" else ""


def _english_unit(text: str) -> str:
    match = re.search(
        r"how many (?:\w+ )?(hours|days|months|years|people|persons|companies|units|sets)", text
    )
    return {"hours": "小时", "days": "天日", "months": "月", "years": "年", "people": "人", "persons": "人",
            "companies": "家", "units": "套家", "sets": "套"}[match[1]] if match else ""  # fmt: skip


def _measure(text: str, terms: tuple[Term, ...]) -> str:
    return measure_in(text) or measure_in(" ".join(t.text for t in terms))
