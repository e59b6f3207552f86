"""The words of a sentence that name what a question asks for: a title, a body, an object.

What has a type of its own (figures, dates, telephones) is found by ``rag.values``; here are the
things that only the question names: 哪个平台, 叫什么名字, 打造成什么.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.lists import lead_end
from rag.query import Query
from rag.terms import cut, make_term, words
from rag.wording import LABEL

_SEGMENT = re.compile(r"[^，,。；;：:！？!?\n]+")
_TITLE = re.compile(r"《[^《》]{2,80}》")
_EITHER = re.compile(
    r"(?:[是叫为]|属于)[“\"]?(?P<a>[\u4e00-\u9fff]{2,8}?)[”\"]?的?，?还是[“\"]?(?P<b>[\u4e00-\u9fff]{2,8}?)[”\"]?(?:的|呢|[？?。]|$)"
)
_PROBLEMS = ("问题", "毛病", "短板", "困难", "不足")
_QUOTED = re.compile(r"“([^“”]{2,20})”")
_VERB = re.compile(
    r".*?(?:形成|打造|建成|建设|成为|实现|达到|构建|采用|实行|遵循|坚持|解决|破解)(?:一批|一个|了)?"
)
_OBJECT = re.compile(
    r"(?P<verb>[\u4e00-\u9fff]{2})(?!为什么|为啥|为何)(?:成|为|出|到)?(?:一个)?(?:什么|啥|哪一?个)(?!样的[^？?。，,]{2})"  # 什么样的|项目库 names it
)
_ASKS_NAME = re.compile(
    r"全称|全名|叫(?:什么|啥)|名称(?:是|叫)|(?:什么|啥)名字|\bfull (?:name|title)\b|\bcalled\b"
)
SYSTEMS = ("平台", "系统", "程序", "品牌")
_NAMED_SYSTEM = re.compile(r"“[^“”]+”[^“”]{0,8}$")  # 登录|“惠企通”平台
SHORT_TITLE = 8  # 《行动计划》 is what a text calls its subject for short
_ASKS_WORDING = re.compile(r"叫法|说法|提法|表述|怎么叫")
_IN_FRONT = re.compile(rf"^(?:{LABEL.pattern}|[：:，,、；;。\s])+")
_BEHIND = re.compile(r"(?:等|(?<=[\u4e00-\u9fff”])的)(?P<tail>[\u4e00-\u9fff]{2,14})$")
_DOES = re.compile("(承办|主办|协办|负责|承担|牵头|审批|批准)$")
_WITH_QUOTED = re.compile(r"“([^“”]{2,24})$")
_MAKING = ("打造", "建成", "建设", "培育", "形成", "成为")
_AGAINST = re.compile(
    r"(?:针对|紧盯|面对|围绕解决|聚焦)(?P<v>[^，。；：]{3,40}?)(?:等)?(?:突出|现实|主要)?(?:问题|短板|难题|瓶颈)"
)
_SOLVES = re.compile(r"着力(?P<v>(?:解决|破解)[^，。；：]{2,24}(?:问题|难题|瓶颈))")
_REASON = re.compile(  # 这样安排是为了|阻断…; |为避免老人长时间排队|，; 主要是|防止…; 是因为|…
    r"(?:是|系)(?:因为|由于)(?P<because>[^，。；]{4,40})|(?:目的|初衷|用意)(?:是|在于)(?:为了?)?(?P<aim>[^，。；]{4,40})"
    r"|(?:(?:就|主要|正)?是)为了?(?P<so>[^，。；]{4,40})|(?:主要|正|就)是(?P<lest>(?:防止|避免|考虑)[^，。；]{3,40})"
    r"|(?:^|(?<=[，。；：:]))(?P<first>(?:为了?)?(?:避免|防止|防范)[^，。；]{4,40})(?=，)"
    r"|是由(?P<by>[^，。；]{2,40}?)所?(?:造成|引起|引发|导致)的?"
)
_MODAL = re.compile(r"^.*(?:应当|可以|必须|需要|不得)")
_SAID = re.compile(  # what the question itself says; 十分之二以上|的
    r"(?:等)?(?:突出)?(?:问题|的?总目标|的目标|的?任务)$|(?<=[上下年月日天个倍%％])的$"
)
_NOT_LEADING = "vpdcurz"  # jieba's tags of words that do not begin a name
_IN_QUOTES = re.compile("“([\u4e00-\u9fff]{3,12})”")  # a name that the text quotes
_ASKS_PAPER = re.compile("(?:什么|哪种|啥)(?:证|文件|许可)")


def short_phrase(query: Query, sentence: str) -> str | None:
    """Return the words of ``sentence`` that name what is asked, verbatim; None when none do."""
    tail = query.noun[-2:]
    if title := asked_title(query, sentence):
        return title
    if "why" in query.kinds or query.noun in _PROBLEMS:
        return problem(sentence)
    titled = tail in words()["document_words"] or tail[-1:] == "表"
    if titled and (title := title_in(query, sentence)):
        return title
    forms = (query.noun, *make_term(query.noun).alternatives) if query.noun else ()
    for form in forms if not query.kinds & {"list", "how"} else ():
        if phrase := named_phrase(sentence, form):
            return phrase
    called = _QUOTED.search(query.text) if _ASKS_WORDING.search(query.text) else None
    if called and (phrase := named_phrase(sentence, called[1])):
        return phrase
    asked = _OBJECT.search(query.text)
    return _object(sentence, asked["verb"]) if asked else None


def one_of_two(question: str, sentence: str) -> str | None:
    """Return which of two things a sentence names, where a question asks so: 工业设计中心是|国家级|还是省级.

    Where it names both, that which stands before what is asked about; None where neither does.
    """
    asked = _EITHER.search(question)
    if not asked:
        return None
    named = [asked[side] for side in ("a", "b") if asked[side] in sentence]
    of = re.split("[，,]", question[: asked.start()])[-1][:2]
    before = [name for name in named if of and f"{name}{of}" in sentence]
    told = before if len(named) > 1 else named
    return told[0] if len(told) == 1 else None


def makes_into(query: Query, sentence: str) -> bool:
    """Whether a question asks into what something is made, by a verb that a sentence has with its object."""
    asked = _OBJECT.search(query.text)
    return bool(asked and asked["verb"] in _MAKING and _object(sentence, asked["verb"]))


def problem(sentence: str) -> str | None:
    """Return why something is done: 针对|内容原创能力不足|问题, 是为了|阻断传播; None where no reason is named."""
    if found := _AGAINST.search(sentence) or _SOLVES.search(sentence):
        return found["v"]
    told = _REASON.search(sentence)
    return told[told.lastgroup] if told and told.lastgroup else None


def asked_title(query: Query, sentence: str) -> str | None:
    """Return the title in 《》 that a sentence gives to what a question asks the name of, or None."""
    return title_in(query, sentence) if _ASKS_NAME.search(query.text) else None


def title_in(query: Query, sentence: str) -> str | None:
    """Return the title in 《》, not named by the question, that shares most with it, or None."""
    found = [t for t in _TITLE.findall(sentence) if t.strip("《》").lower() not in query.titles]
    long = [t for t in found if not re.search(rf"简称[：:“]?{re.escape(t)}", sentence)]
    found = [t for t in long or found if len(t) > SHORT_TITLE] or found
    if query.earlier and len(found) > 1:
        found = found[-1:]
    return max(found, key=lambda t: sum(x.credit(t.lower()) for x in query.terms), default=None)


def named_phrase(sentence: str, noun: str) -> str | None:
    """Return the words of a sentence that end in the noun asked for: 怎样的格局 -> …梯次发展的…格局."""
    tail = noun[-2:]
    for match in _SEGMENT.finditer(sentence):
        segment = match.group()
        if (at := segment.rfind(tail)) < 0:
            continue
        segment = segment[: at + len(tail)]
        verb = _VERB.match(segment[: -len(noun)])
        start = verb.end() if verb else lead_end(segment, 0, len(segment) - len(noun))
        phrase = without_lead(_MODAL.sub("", segment[start:]))
        phrase = _SAID.sub("", phrase) if noun[-2:] in ("问题", "目标") else phrase
        phrase = trimmed(phrase, noun) if noun[-2:] == "格局" else phrase
        opened = sentence[max(0, sentence.find(phrase) - 1) : sentence.find(phrase)] == "“"
        phrase = "“" + phrase if opened and "”" in phrase else phrase
        phrase = _whole_name(phrase, sentence)
        if tail in SYSTEMS and (named := _NAMED_SYSTEM.search(phrase)):
            phrase = named.group()
        return phrase if len(phrase) > len(noun) else None
    return None


def said_of(text: str) -> str:
    """Return words without what the question itself says of them: 发展高地|总目标."""
    return _SAID.sub("", text) or text


def trimmed(text: str, asked: str) -> str:
    """Return words without a label or a mark in front, and without what the question says behind 的 or 等.

    （三）|国土资源行政部门; “双核多点”、梯次发展|的数字创意产业发展格局 where it asks for 什么样的发展格局.
    """
    text = _IN_FRONT.sub("", text)
    if text[:1] in "（(" and not re.search("[）)]", text):
        text = text[1:]
    behind = _BEHIND.search(text)
    if behind and behind["tail"][-2:] in asked:
        text = text[: behind.start()]
    does = _DOES.search(text)
    if does and does[1] in asked and len(text) - len(does[1]) > 2:
        text = text[: does.start()]
    named = _WITH_QUOTED.search(text)
    return named[1] if named and text.count("“") > text.count("”") else text


def _object(sentence: str, verb: str) -> str | None:
    """Return what follows a verb in its clause: 打造|全球数字创意产业发展高地."""
    for match in _SEGMENT.finditer(sentence):
        segment = match.group()
        if (at := segment.find(verb)) >= 0:
            rest = re.sub(r"^(?:成为|成|为|出|了)?(?:一批|一个)?", "", segment[at + len(verb) :])
            quoted = _QUOTED.match(rest)
            phrase = quoted.group() if quoted else _SAID.sub("", rest)
            return phrase if 2 <= len(phrase) <= 40 else None
    return None


@lru_cache(maxsize=512)
def without_lead(text: str) -> str:
    """Return a name without the verbs and prepositions in front of it: 登录|广东省…平台."""
    at = 0
    for word, flag in cut(text):
        leads = (flag[:1] in _NOT_LEADING and flag != "vn") or (
            word == "“" and "”" not in text[at:]
        )
        if not leads or at + len(word) > len(text) - 2:
            break
        at += len(word)
    return text[at:]


def _whole_name(text: str, sentence: str) -> str:
    """Return the name in “” of which a text is a part: 双核|多点; the text where it is of none."""
    named = (q for q in _IN_QUOTES.findall(sentence) if text in q)
    return next(named, text) if len(text) > 1 else text


def titled(text: str, sentence: str, asked: str) -> str:
    """Return the title alone where a paper is asked for, else what is pointed at with the end of its title.

    什么证 of 由国家机构发给《产品销售许可证: 《产品销售许可证》.
    """
    title = re.search(r"《[^《》]+$", text)
    whole = text + "》" if title and text + "》" in sentence else text
    whole = _whole_name(whole, sentence)
    inner = re.search(r"《[^《》]+》$", whole)
    return inner.group() if inner and _ASKS_PAPER.search(asked) else whole
