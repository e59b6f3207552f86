"""The words that a question is about: what is left of it without its cues, as terms."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.background import without_background
from rag.counted import FIGURE
from rag.cues import cue
from rag.english import english_terms
from rag.plain import plain_number
from rag.query import CONTACT_VALUES, Language
from rag.said import FIVE_YEARS, Said, last_year, without_years
from rag.terms import Term, chinese_nouns, chinese_terms, make_term, words
from rag.values import measure_in
from rag.wanted import KINDS, WORDING, Wanted

KEPT_WORDS = ("condition", "support", "definition")  # their cues reach over the subject
_CALLED = {"名字", "名称", "叫法"}  # 六个工程的|名字
_GIVEN_ASKED = re.compile(
    "(?:[奖补罚赔给拿领](?:金|款|钱)?(?:到|了|个)?|奖励|补贴|补助|资助)(?:多少|几)"
)
_QUOTED = re.compile('[“"「]([\u4e00-\u9fff]{2,8})[”"」]')
EN_OUTLINE = ("en", "outline")  # its cues reach over the subject: what does … say


def read_topic(said: Said, wanted: Wanted) -> tuple[tuple[Term, ...], str]:
    """Return the terms of a question and the quantity that it asks for, "" where it asks for none."""
    text = _without_cues(said.rest, said.language, wanted.kinds, wanted.value)
    if said.language == "en":
        text = _recase(text, said.text)  # capitals tell names
    if said.titles and "definition" in wanted.kinds:
        text += " " + " ".join(said.titles)
    terms = english_terms(text) if said.language == "en" else chinese_terms(text)
    terms = _weighed(without_background(terms, said.text.lower()), said, wanted)
    terms += tuple(_number_term(plain_number(n)) for n in said.numbers)
    terms += _quoted_terms(said.rest, terms)
    terms += _five_years(said.rest, terms)
    if wanted.value in CONTACT_VALUES:
        terms = tuple(replace(t, optional=not t.name) for t in terms)
    measure = _measure(said.rest, terms)
    beside = {a for a in words()["amounts"] if a != measure} if measure else set()
    beside |= _CALLED if said.count else set()
    terms = tuple(replace(t, optional=t.optional or t.text in beside) for t in terms)
    if not terms and (said.count or "list" in wanted.kinds):
        terms = chinese_nouns(text)  # 五大部分: the counted word is all there is
    return terms, measure


def _weighed(terms: tuple[Term, ...], said: Said, wanted: Wanted) -> tuple[Term, ...]:
    """Make optional what only points at the document or tells how it is worded."""
    if any(len(t.text) > 1 and not t.optional for t in terms):
        terms = tuple(replace(t, optional=t.optional or t.slight) for t in terms)
    if wanted.mentions:
        where = (*WORDING, *words()["document_words"])
        terms = tuple(replace(t, optional=t.optional or t.text in where) for t in terms)
    if pointers := pointers_in(said.rest):
        told = tuple(t for t in terms if t.text not in pointers)
        terms = told if any(not t.optional for t in told) else terms
    return terms


def _quoted_terms(text: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return what a question quotes and of which no word is a term of its own: “两环”指什么."""
    own = [t.text for t in terms if not t.optional]
    said = (q for q in _QUOTED.findall(text) if not any(t in q for t in own))
    return tuple(make_term(q) for q in dict.fromkeys(said))


def _five_years(text: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return a five-year plan that is named without quotes, by its years too: 十四五规划, 2021—2025."""
    named = FIVE_YEARS.search(text)
    if named is None or any("五" in t.text for t in terms):
        return ()
    last = last_year(named["plan"])
    return (replace(make_term(named.group()), alternatives=(f"{last - 4}—{last}",)),)


def pointers_in(text: str) -> list[str]:
    """Return the words that only point at the document: 行动计划|的目标, 这份|通知|何时施行."""
    kinds = "|".join(w for w in words()["document_words"] if len(w) > 1 and w != "这个")
    start = rf"(?:^|[，,。？?：:])《?({kinds})》?(?=[的里中内对有是为在什何主提规包给打怎如到])"
    pointed = rf"[这那本该此][份个项篇则]?({kinds})(?!$|[？?])"
    return [*re.findall(start, text), *re.findall(pointed, text)]


def _number_term(number: str) -> Term:
    """A document number as a word, in the brackets that documents write it with."""
    others = (number.replace("〔", a).replace("〕", b) for a, b in ("[]", "［］", "()", "（）"))
    return Term(number, alternatives=tuple(others))


def _without_cues(text: str, language: Language, kinds: frozenset[str], value: str) -> str:
    for role in sorted(words()["roles"], key=len, reverse=True):
        text = text.replace(role, " ")
    for kind in KINDS:
        if kind in kinds and kind not in KEPT_WORDS and (language, kind) != EN_OUTLINE:
            text = cue("kinds", kind, language).sub(" ", text)
    for kind in KEPT_WORDS:
        if kind in kinds:
            text = cue("kinds", kind, language).sub(_keep_nouns, text)
    if value and (value == "validity" if language == "en" else value != "percent"):
        text = cue("values", value, language).sub(" ", text)
    if language == "en" and value in ("duration", "date"):
        text = re.sub(r"\bdeadlines?\b", " ", text)  # the documents say 前, not 截止
    text = without_years(text)
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
    if _GIVEN_ASKED.search(text) and measure_in(text) not in words()["amounts"]:
        return ""  # 营收过5亿，奖|多少: what is given, not what it is given for
    found = measure_in(text) or measure_in(" ".join(t.text for t in terms))
    amounts = words()["amounts"]
    if found not in amounts:
        return found
    return measure_in(re.sub("|".join(amounts), " ", text)) or found
