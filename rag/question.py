"""What a question asks: its kind, the value it wants, the place it names, the words it is about.

The cue words are data (``words.json``), Chinese and English side by side; this module only knows
how to read them. ``understand`` is pure: the same question and history give the same Query.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rag.background import without_background
from rag.counted import EN_MEMBERS, FIGURE, count_of, counted, figures_of
from rag.english import english_terms
from rag.plain import language_of, normalise, plain_number, plainly
from rag.query import CONTACT_VALUES, Language, Query, complete, leans_on_history, restated
from rag.steps import read_steps
from rag.terms import Term, chinese_nouns, chinese_terms, cut, make_term, words
from rag.unit_asked import unit_asked
from rag.values import measure_in

KEPT_WORDS = ("condition", "support", "definition")  # their cues reach over the subject
KINDS = ("outline", "condition", "support", "list", "why", "how", "definition", "confirm")

_WORDING = ("说法", "条款", "表述", "地方", "文字", "句子", "内容")  # of which 涉及…的说法 asks
_EN_NOUN = re.compile(
    rf"\b(?:list|name|what are|which|what|how many) (?:all )?(?:of )?(?:the |its |their )?((?:\w+ ){{0,2}}{EN_MEMBERS})\b"
)
_YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?!\d)(?!\s?(?:元|万|亿|家|个|人|名|项|件|平方|公里|小时|天|%|yuan|rmb|companies|people|units))"
)
_PERIOD = re.compile(
    r"((?:19|20)\d{2})\s?年?\s?(?:[—–~～至到-]{1,2}|to|and)\s?((?:19|20)\d{2})\s?年?"
)
_VERSION = re.compile(
    r"到(?:19|20)\d{2}年?的新?(?:计划|方案|规划)|((?:19|20)\d{2})\s?年?(?:的)?(?:版|(?:发|印发|出|出台|发布)的?那?[一]?[版份个]|那[一]?[版份个]|(?:那[版份个])?(?:的)?(?:老|旧|原|新)(?:版|计划|方案|办法|政策|规定))|\b((?:19|20)\d{2}) (?:version|edition|plan)\b"
)
_SAYS_ABOUT = re.compile(r"\b(?:says?|said|mentions?) (?:anything )?(?:about|on|regarding) \w+")
_NUMBER_OF = re.compile(  # 重点工程|总数是多少
    r"([\u4e00-\u9fff]{2,6})(?:的)?(?:总数|个数)(?:是|有|为)?(?:多少|几)"
)
_CASE = re.compile("情形|情况|行为|条件")  # 哪些|情形|人才公寓要…
_DOES = re.compile("(?<=..)(?:管|负责|来管|主抓)$")  # 归哪个重点工程|管
_ONLINE = re.compile("网上(?=申报|申请|办|提交|填|报名|预约|缴|查|受理)")
_WHICH_THING = re.compile(r"which (?!(?:\w+ )?(?:requirements?|conditions?|criteria|one)\b)\w+ ?")
_MEANS_WHOM = re.compile(r"指(?:的是|代)?谁")
_SINCE_WHEN = re.compile(r"\b(?:from|since|on) (?:what|which) (?:date|day)\b|\bsince when\b")
_TITLE = re.compile(r"《([^《》]{2,80})》")
_NOUN = re.compile(
    r"(?:(?:几|多少)大?[项个条类种样份]|哪些|哪几[个项类种样份条点]|哪一?[个部份张项种类款本份]|什么样的|怎样的|何种|(?<!为)(?:什么|啥))[“\"]?([\u4e00-\u9fff]{1,8}?)[”\"]?(?=[？?。的，,（(下里中]|$)"
)
_NOUN_THEN = re.compile(  # 哪些技术|要用来…
    r"(?:哪些|哪[几二三四五六七八九十][个项类种条点])([\u4e00-\u9fff]{2,20})"
)
_TAKEN_AS = re.compile(r"以(?:哪|什么|啥|何)[^为，,]{0,8}为([\u4e00-\u9fff]{2,8})")
_NOUN_BEFORE = re.compile(  # 突出|问题|有哪些
    r"(?<=[\u4e00-\u9fff]{2})([\u4e00-\u9fff]{2})[”\"」]?(?:都|分别|主要|一共)*(?:有|是|包括|涉及|分为)了?(?:哪些|哪[几两二三四五六七八九十]|什么|啥)"
)
_NUMBER = re.compile(
    r"(?:[\u4e00-\u9fff]{1,7})?[〔\[(【]\s?\d{4}\s?[〕\])】]\s?第?\s?\d{1,5}\s?号(?:文件?)?"
)
_SHORT_YEAR = re.compile(  # 到25年, 22年营收; not 交满15年
    r"(?:(?<![^\s到至在自从，,。；;：:])(?P<a>[12]\d|3[0-5])年(?![内以期限])"
    r"|(?<![\d.满])(?P<b>[12]\d|3[0-5])年(?=营收|营业|收入|增加值|产值|产业|目标|头|上半年|底|末|度|实现|达|前))"
)
_AFTER_YEAR = re.compile(r"(?:19|20)\d{2}\s?年?(?:之后|以后)")
_WHEN_CLAUSE = re.compile(  # when a station is moved, |how long …
    r"^when [^,?]{5,80}, (?=(?:how|what|who|which|where|can|must|do|does|is|are|will|may)\b)"
)
_CALLED = {"名字", "名称", "叫法"}  # 六个工程的|名字
_NAMES_ASKED = re.compile("列[出举全给]|名称|名字|一[条项个样]一[条项个样]")
_LEADING = re.compile(r"^(?:请问|关于|根据|按照|依据|那份|这份|问|看|查|在|年)+")
_LOCATES = re.compile(  # 古桥日在|第几条; not 哪条任务
    r"(?:[，,]?(?:这事?|这个)?(?:写|规定|说)?[是在])?(?:第几|哪一?)[条款章](?:里|中)?"
    r"(?:(?:有|是)?(?:规定|讲|说|写|提|管|明确)(?:这事|这个|到|过|了|的){0,2}|(?=的|[？?。，,]|$))"
    r"|\b(?:in |under )?which (?:article|clause|provision|chapter)\b"
)
_SENDER = re.compile(r"(?<=[厅局委署])(?=发(?:的|出|了|布))")  # 省工信厅|发的
_LEAD_IN = re.compile(r"^(?:那么?|还有|然后|另外)(?=[\u4e00-\u9fff])|[呢咧](?=[？?。]?$)")
_QUOTED = re.compile('[“"「]([\u4e00-\u9fff]{2,8})[”"」]')
EN_OUTLINE = ("en", "outline")  # its cues reach over the subject: what does … say


def understand(question: str, history: Sequence[str] = ()) -> Query:
    """Read a question, with the user's earlier questions (oldest first) for what it leaves out."""
    query = _read(question)
    if history and leans_on_history(query):
        before = understand(history[-1], history[:-1])
        if whole := restated(query, before):
            return replace(_read(whole), follow_up=True)
        return complete(query, before)
    return query


@lru_cache(maxsize=256)
def _cue(group: str, name: str, language: Language) -> re.Pattern[str]:
    return re.compile("|".join(words()[group][name][language]), re.IGNORECASE)


def _read(question: str) -> Query:
    text = normalise(question)
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
    figures = figures_of(_YEAR.sub(" ", rest), language)
    noun = _noun_asked(rest) if language == "zh" else _english_noun(rest)
    located = _LOCATES.search(rest)
    locates = ""
    if located:
        locates = rest[: located.end()]
        rest, plain = _LOCATES.sub(" ", rest), _LOCATES.sub("", plain)
    kinds = {kind for kind in KINDS if _cue("kinds", kind, language).search(rest)}
    mentions = any(re.search(cue, rest) for cue in words()["mentions"][language])
    asked = _WHEN_CLAUSE.sub("", rest)
    value = _value_asked(asked, language)
    if locates:  # 由谁公布|在第几条: where that stands
        value, noun, kinds = "", "", set()
    noun = "" if mentions and noun in _WORDING else noun
    kinds -= {"list"} if mentions and not (noun or count) else set()
    if "why" in kinds:
        kinds -= {"condition", "support"}  # why new requirements: reasons, not conditions
    if language == "en" and _WHICH_THING.match(rest):
        kinds -= {"condition"}  # which strategy sets new requirements
    if language == "en" and _SAYS_ABOUT.search(rest):
        kinds -= {"outline"}  # what does it say about vehicles
    if value == "validity" and "why" in kinds:
        value = ""  # why it was replaced before it ended
    if value == "validity" and language == "en" and figures:
        value = "date"  # which period does the 9.6% refer to
    if value == "count" and "list" in kinds and _NAMES_ASKED.search(rest):
        value = ""  # 几大工程的名称列给我: their names, not their number
    if value == "org" and _MEANS_WHOM.search(rest):
        value = ""  # “申请人”指的是谁: what the word means
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
    terms = without_background(terms, text.lower())
    if any(len(t.text) > 1 and not t.optional for t in terms):
        terms = tuple(replace(t, optional=t.optional or t.slight) for t in terms)
    if mentions:
        where = (*_WORDING, *words()["document_words"])
        terms = tuple(replace(t, optional=t.optional or t.text in where) for t in terms)
    if pointers := _pointers(rest):
        told = tuple(t for t in terms if t.text not in pointers)
        terms = told if any(not t.optional for t in told) else terms
    terms += tuple(_number_term(plain_number(n)) for n in numbers)
    terms += _quoted_terms(rest, terms)
    if value in CONTACT_VALUES:
        terms = tuple(replace(t, optional=not t.name) for t in terms)
    measure = _measure(rest, terms)
    beside = {a for a in words()["amounts"] if a != measure} if measure else set()
    beside |= _CALLED if count else set()
    terms = tuple(replace(t, optional=t.optional or t.text in beside) for t in terms)
    if not terms and (count or "list" in kinds):
        terms = chinese_nouns(topic)  # 五大部分: the counted word is all there is
    return Query(
        text=text, plain=plain, language=language, kinds=frozenset(kinds), value=value, terms=terms, steps=steps,
        count=count, years=years, figures=figures, titles=titles, numbers=numbers, fact=fact,
        asker=asker, points=bool(pointers),
        mentions=mentions, locates=locates,
        earlier=any(re.search(cue, rest) for cue in words()["earlier"][language]),
        period=period.groups() if period else (),
        version=next(filter(None, version.groups()), "") if version else "",
        counted=of if count else "", noun=noun, measure=measure,
        unit=unit_asked(rest, value),
    )  # fmt: skip


def _value_asked(text: str, language: Language) -> str:
    """Return the kind of value that is asked for; in Chinese that of the last clause, where it has one.

    临时拉几条横幅，|得找哪个部门.
    """
    last = re.split("[，,]", text)[-1] if language == "zh" else text
    for said in dict.fromkeys((last, text)):
        for value in words()["values"]:
            if _cue("values", value, language).search(said):
                return str(value)
    return ""


def _quoted_terms(text: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return what a question quotes and of which no word is a term of its own: “两环”指什么."""
    own = [t.text for t in terms if not t.optional]
    said = (q for q in _QUOTED.findall(text) if not any(t in q for t in own))
    return tuple(make_term(q) for q in dict.fromkeys(said))


def _english_noun(text: str) -> str:
    """Return what is to be listed, in Chinese: list the main |tasks|."""
    match = _EN_NOUN.search(text)
    found = english_terms(match[1]) if match else ()
    return found[-1].text if found else ""


def _noun_asked(text: str) -> str:
    """Return what is to be named or listed: 哪些行业 -> 行业, 什么问题去的 -> 问题."""
    match = (
        _NUMBER_OF.search(text)
        or _TAKEN_AS.search(text)
        or _NOUN.search(text)
        or _NOUN_BEFORE.search(text)
        or _NOUN_THEN.search(text)
    )
    if not match:
        return ""
    if case := _CASE.match(match.group(1)):
        return case.group()
    kept = ""
    for word, flag in cut(match.group(1)):
        if flag[:1] in "vdpruy" and flag != "vn" and kept:
            break
        kept += word
    return _DOES.sub("", kept)


def _pointers(text: str) -> list[str]:
    """Return the words that only point at the document: 行动计划|的目标, 这份|通知|何时施行."""
    kinds = "|".join(w for w in words()["document_words"] if len(w) > 1 and w != "这个")
    start = rf"(?:^|[，,。？?：:])《?({kinds})》?(?=[的里中内对有是为在什何主提规包给打怎如到])"
    pointed = rf"[这那本该此][份个项篇则]?({kinds})(?!$|[？?])"
    return [*re.findall(start, text), *re.findall(pointed, text)]


def _number_term(number: str) -> Term:
    """A document number as a word, in the brackets that documents write it with."""
    others = (number.replace("〔", a).replace("〕", b) for a, b in ("[]", "［］", "()", "（）"))
    return Term(number, alternatives=tuple(others))


def _document_fact(text: str, language: Language) -> str:
    text = _ONLINE.sub(" ", text)
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
    return FIGURE.sub(" ", text) if language == "zh" else text


def _recase(topic: str, text: str) -> str:
    cases = {word.lower(): word for word in re.findall(r"[A-Za-z]+", text)}
    return re.sub(r"[a-z]+", lambda m: cases.get(m.group(), m.group()), topic)


def _keep_nouns(match: re.Match[str]) -> str:
    """What a cue of conditions or benefits leaves of the question: the words in its gaps, its nouns."""
    kept = [
        w for w in ("申请", "申报", "认定", "准入", "补贴", "奖励", "资助") if w in match.group()
    ]
    return " ".join(["", *(gap for gap in match.groups() if gap), *kept, ""])


def _measure(text: str, terms: tuple[Term, ...]) -> str:
    """Return the quantity that is asked for: of 增加值|金额 and 营收…什么|规模 the first."""
    found = measure_in(text) or measure_in(" ".join(t.text for t in terms))
    amounts = words()["amounts"]
    if found not in amounts:
        return found
    return measure_in(re.sub("|".join(amounts), " ", text)) or found
