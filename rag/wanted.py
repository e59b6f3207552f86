"""What a question wants: its kind, the kind of value, the noun of what is to be listed, the fact of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.counted import EN_MEMBERS
from rag.cues import cue
from rag.english import english_terms
from rag.query import Language
from rag.said import Said
from rag.terms import cut, words

KINDS = ("outline", "condition", "support", "list", "why", "how", "definition", "confirm")

WORDING = ("说法", "条款", "表述", "地方", "文字", "句子", "内容")  # of which 涉及…的说法 asks
_EN_NOUN = re.compile(
    rf"\b(?:list|name|what are|which|what|how many) (?:all )?(?:of )?(?:the |its |their )?((?:\w+ ){{0,2}}{EN_MEMBERS})\b"
)
_SAYS_ABOUT = re.compile(r"\b(?:says?|said|mentions?) (?:anything )?(?:about|on|regarding) \w+")
_NUMBER_OF = re.compile(  # 重点工程|总数是多少
    r"([\u4e00-\u9fff]{2,6})(?:的)?(?:总数|个数)(?:是|有|为)?(?:多少|几)"
)
_CASE = re.compile("情形|情况|行为|条件")  # 哪些|情形|人才公寓要…
_DOES = re.compile("(?<=..)(?:管|负责|来管|主抓)$")  # 归哪个重点工程|管
_ONLINE = re.compile("网上(?=申报|申请|办|提交|填|报名|预约|缴|查|受理)")
_NAMED_SO = re.compile("实施(?:细则|方案|意见|办法|条例|规定|计划|指南)")  # documents
_WHICH_THING = re.compile(r"which (?!(?:\w+ )?(?:requirements?|conditions?|criteria|one)\b)\w+ ?")
_MEANS_WHOM = re.compile(r"指(?:的是|代)?谁")
_WHICH_WAY = re.compile(
    "^(?!.*(?:多少|几|什么|哪)).*\\d.*按[^，。？\\d]{2,16}还是[^，。？\\d]{2,}$"
)
_BY_SHARE = re.compile(r"(?:[上下]浮|[上下]调|提高|增加|降低|减[少免])了?(?:到)?\d[\d.]*[%％]")
_SINCE_WHEN = re.compile(r"\b(?:from|since|on) (?:what|which) (?:date|day)\b|\bsince when\b")
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
_WHEN_CLAUSE = re.compile(  # when a station is moved, |how long …
    r"^when [^,?]{5,80}, (?=(?:how|what|who|which|where|can|must|do|does|is|are|will|may)\b)"
)
_AT_LATEST = re.compile("最[晚迟]")
_HANDED_IN = re.compile("准备|交|带|提供|递|报")  # 要准备哪些东西
_NAMES_ASKED = re.compile("列[出举全给]|名称|名字|一[条项个样]一[条项个样]")
_TAIL = re.compile(  # typed into a search box: 低空监视雷达 布设|数量
    r"(?:(?P<count>数量|个数|家数|台数|套数|户数|人数|名额)|(?P<percent>比例|占比|比重|增速|增幅)"
    r"|(?P<money>金额|额度|奖金|罚款|罚金|罚则)|(?P<duration>时限|期限)|(?P<date>日期|时间))(?:目标|标准|上限|下限)?\s*$"
)
_OUTCOME = "后果"  # 有什么后果 asks for no list
_ANY_LIMIT = re.compile(
    "(?:占比|比例|比重|率|金额|额度|费用|收入|资本)上?(?:有没有|有无|是否有|有)(?:什么|啥)?(?:要求|限制|规定|门槛)"
)
PAPER = re.compile(  # how long a card is valid, not the text: 入户|卡|有效期几个月
    "(?P<of>[卡证照]|证书|证明|凭证|批件|批文|资格|资质|称号|检测报告)[》”]?的?(?:有效期|有效时间|时效|能?管|能?用)(?:[是为有]|[多几])"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted; ``value`` and ``noun`` are "" where no value and no list is asked for."""

    kinds: frozenset[str]
    value: str
    noun: str
    fact: str
    mentions: bool


def read_wanted(said: Said) -> Wanted:
    """Read what a question wants from its cue words."""
    rest, language = said.rest, said.language
    mentions = any(re.search(c, rest) for c in words()["mentions"][language])
    if said.locates:  # 由谁公布|在第几条: where that stands
        return Wanted(frozenset(), "", "", _document_fact(rest, language), mentions)
    noun = _noun_asked(rest) if language == "zh" else _english_noun(rest)
    kinds = {kind for kind in KINDS if cue("kinds", kind, language).search(rest)}
    value = _value_asked(_WHEN_CLAUSE.sub("", rest), language)
    noun = "" if noun == _OUTCOME or (mentions and noun in WORDING) else noun
    kinds -= {"list"} if mentions and not (noun or said.count) else set()
    kinds = _one_of_kinds(kinds, rest, language)
    value = _one_value(value, kinds, said)
    if not (value or kinds or mentions) and (tail := _TAIL.search(rest)):
        value = tail.lastgroup or ""
    fact = _document_fact(rest, language)
    if value == "validity" and _SINCE_WHEN.search(rest):
        value, fact = "date", "effective"  # from what date has it been in force
    return Wanted(frozenset(kinds), value, noun, fact, mentions)


def _one_of_kinds(kinds: set[str], rest: str, language: Language) -> set[str]:
    """Leave out the kinds whose cues stand in a question of another kind."""
    if _OUTCOME in rest:
        kinds = kinds - {"list"}
    if "why" in kinds:
        kinds = kinds - {"condition", "support"}  # why new requirements: reasons, not conditions
    if language == "en" and _WHICH_THING.match(rest):
        kinds = kinds - {"condition"}  # which strategy sets new requirements
    if language == "en" and _SAYS_ABOUT.search(rest):
        kinds = kinds - {"outline"}  # what does it say about vehicles
    return kinds


def _one_value(value: str, kinds: set[str], said: Said) -> str:
    """Return the kind of value that is meant, "" where its cue stands in a question for something else."""
    if value in ("percent", "money") and _ANY_LIMIT.search(said.rest):
        return ""  # 研发费用占比|有要求吗
    if value == "validity" and PAPER.search(said.rest):
        return "duration"
    if value == "validity" and "why" in kinds:
        return ""  # why it was replaced before it ended
    if value == "validity" and said.language == "en" and said.figures:
        return "date"  # which period does the 9.6% refer to
    if value == "count" and "list" in kinds and _NAMES_ASKED.search(said.rest):
        return ""  # 几大工程的名称列给我: their names, not their number
    if value in ("percent", "money") and _WHICH_WAY.search(said.rest):
        return ""  # 占比60%，按全部营收还是折算: one of two ways
    if value == "money" and "confirm" in kinds and _BY_SHARE.search(said.rest):
        return ""  # 额度能上浮40%吗: no amount
    if value == "org" and _MEANS_WHOM.search(said.rest):
        return ""  # “申请人”指的是谁: what the word means
    return value


def _value_asked(text: str, language: Language) -> str:
    """Return the kind of value that is asked for; in Chinese that of the last clause, where it has one.

    临时拉几条横幅，|得找哪个部门.
    """
    last = re.split("[，,]", text)[-1] if language == "zh" else text
    for said in dict.fromkeys((last, text)):
        for value in words()["values"]:
            if cue("values", value, language).search(said):
                return str(value)
    return ""


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
    if kept.endswith("东西") and _HANDED_IN.search(text):
        return "材料"
    return _DOES.sub("", kept)


def _document_fact(text: str, language: Language) -> str:
    if _AT_LATEST.search(text):
        return ""  # 最晚什么时候公布: a duty, not what was done with the document
    text = _NAMED_SO.sub(" ", _ONLINE.sub(" ", text))
    for fact, cues in words()["document_facts"].items():
        for word in cues[language]:
            if word in text if language == "zh" else re.search(rf"\b{word}\b", text):
                return str(fact)
    return ""
