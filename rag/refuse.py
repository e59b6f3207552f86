"""When not to answer: what is asked is not in the documents; what is said then."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.contacts import contact_for
from rag.draft import Draft, make_citation, trim
from rag.evidence import HELD, RARE
from rag.jurisdiction import holds_in, is_joined, is_left_out, is_where
from rag.naming import called
from rag.places import SURE, Place, credits
from rag.query import Query
from rag.terms import Term, is_known, make_term, words
from rag.types import Answer, Citation, Document
from rag.units import Unit, text_with

_VERBAL = re.compile(r"(?:ing|ed)$")
_ASKS_MENTION = re.compile(
    "(?:有没有|是否|有无|是不是)(?:[提说讲写谈][到及过]|涉及|出现)|[提说讲写谈][到及过]了?(?:吗|没有?(?=[？?。]|$))|[提说讲写谈]没[提说讲写谈]|(?:涉及|出现)[^，。]{0,12}吗"
)
_TOPIC = re.compile(
    r"(?P<topic>[\u4e00-\u9fff“”]{2,10}?)(?:这一?块|方面|领域|行业|产业(?=的?(?:扶持|支持|补贴|政策|优惠|奖励)))(?:有|的|是|怎|能|可|会|享|呢|具体)"
)
_SAID_OF = re.compile(  # 游戏|产业怎么说, 讲|游戏|产业的部分
    r"(?P<topic>[\u4e00-\u9fff“”]{2,10}?)(?:领域|行业|产业)?"
    r"(?:(?:是|都)?(?:怎么|咋)[说讲写](?:的|了)?$|[说讲写]了(?:什么|啥|哪些)|的(?:部分|章节|段落|内容)(?:$|在))"
)
_ANY_RULES = re.compile(
    r"(?:有没有|有无|是否有)(?P<topic>[\u4e00-\u9fff“”、A-Za-z]{2,20}?)(?:规定|条款|说法|要求|政策|内容|安排|措施)(?=[吗呢么？?]|$)"
)
_EN_TOPIC = re.compile(  # what support is there for |kindergartens
    r"\b(?:develop|support|promote|about|on|for|towards?|cover|mention|regulate|encourage|boost|address)\s+"
    r"(?:the |any |its )?(?P<topic>[a-z][a-z -]{2,40}?)(?: at all| in it| here| dealt with| covered| mentioned| handled| regulated)?(?: (?:in|under) [\w' -]*(?:regulations?|rules?|measures?|law|plan|notice|documents?))?[?.]?$",
    re.IGNORECASE,
)
_RUN_ON = re.compile("[\u4e00-\u9fff][看付交领拿收发补罚办去来给做用买卖住]")  # 二|院看, 几|折付
EN_TELLING = 0.6  # weight of an English word that tells of a topic
FEW = 2  # words that name what is looked for, not tell of it: 哪条讲代孕
MENTIONED = 0.6  # weight of a noun that may be what is asked to be mentioned
TELLING = 1.0  # weight of a word that tells of a topic
OTHER = 0.5  # more than this share of the words that call a document is foreign: it is another
NAMED_SUBJECT = 0.6  # below this, conditions of what the text does not name are not its subject
FOREIGN_READING = -6.0  # the reader's number of a sentence that has nothing to do with it
ASKER_FLOOR = 0.25  # who asks what they may get tells more of themselves than of the text
_BELONGS = "(?:企业|行业|产业|领域)?(?:算不算|算是|算|是不是|属不属于|属于|在不在|列没列入|列入)"  # one of several, or not


def missing_terms(query: Query, unit: Unit) -> tuple[Term, ...]:
    """Return the words of the question itself that the unit and its surroundings do not hold."""
    held = credits(query, unit)
    return tuple(t for t, c in zip(query.terms, held, strict=True) if c < HELD and not t.optional)


def unheard_terms(query: Query, unit: Unit, documents: Mapping[str, Document]) -> tuple[Term, ...]:
    """Return those of the missing terms that no document has: only of them it is said that they are not there."""
    missing = missing_terms(query, unit)
    return tuple(t for t in missing if not _heard(t, documents))


def absent_names(query: Query, documents: Mapping[str, Document]) -> tuple[Term, ...]:
    """Return the names (places, bodies) in the question that no document mentions."""
    return tuple(
        t for t in query.terms
        if t.name and not t.optional and not (query.language == "en" and _is_common(query, t))
        and not is_left_out(query, t)
        and not is_joined(query, t)
        and not _heard(t, documents)
        and not (is_where(query, t) and any(holds_in(d, t.text) for d in documents.values()))
    )  # fmt: skip


def _is_common(query: Query, term: Term) -> bool:
    """Whether an English word is no name: no Chinese stands for it, or it is written small."""
    said = term.said or term.text
    return term.text.isascii() or f"{said[:1].upper()}{said[1:]}" not in query.text


def other_matter(query: Query, documents: Mapping[str, Document]) -> tuple[Term, ...]:
    """Return the nouns by which a question calls a document and that no document has, where they are most of them.

    半导体与集成电路产业集群的|行动计划 is another one than that of 数字创意产业集群.
    """
    nouns = [make_term(word) for word in called(query)]
    strange = [t for t in nouns if not _heard(t, documents)]
    total = sum(t.weight for t in nouns)
    return tuple(strange) if sum(t.weight for t in strange) > OTHER * total else ()


def absent_topic(
    query: Query, documents: Mapping[str, Document], best: Place | None
) -> tuple[Term, ...]:
    """Return the words of the topic that a question names as such, where no document has any: 电竞|方面有哪些举措.

    So for each noun where it is asked whether it is mentioned: 有没有提到|电竞. Of a few words for which a place is asked (哪一条讲|代孕) those that no document has. Where it is asked
    whether there are rules at all (有没有关于烟草|广告|的规定), what they would be about, unless the reader is sure.
    """
    if query.locates:
        own = [t for t in query.terms if not t.optional]
        unheard = [t for t in own if t.noun and t.weight >= RARE and not _heard(t, documents)]
        return tuple(unheard) if len(own) <= FEW else ()
    named = _TOPIC.search(query.plain)
    if query.follow_up:
        return ()
    if "confirm" in query.kinds and _ASKS_MENTION.search(query.plain):
        nouns = (t for t in query.terms if t.noun and not t.optional and t.weight >= MENTIONED)
        if strange := tuple(t for t in nouns if not _heard(t, documents)):
            return strange
    said = _SAID_OF.search(query.plain.rstrip("？?。"))
    if said and best and (best.reader or 0.0) < 0.0:
        own = [
            t for t in query.terms if t.noun and t.weight >= MENTIONED and t.text in said["topic"]
        ]
        if own and not any(_heard(t, documents) for t in own):
            return tuple(own)
    if "confirm" in query.kinds and best and (best.reader or 0.0) < 0.0:
        head = query.head[-1:]  # 能不能|养狗
        if head and all(t.noun and t.weight >= TELLING and not _heard(t, documents) for t in head):
            return head
    if named is None:
        return () if best and (best.reader or 0.0) >= SURE else _head_unheard(query, documents)
    own = [t for t in query.terms if t.text in named["topic"] and not t.optional]
    heard = any(t.weight < TELLING or _heard(t, documents) for t in own)
    return () if heard else tuple(own)


def _head_unheard(query: Query, documents: Mapping[str, Document]) -> tuple[Term, ...]:
    """The last noun of what rules are asked for (有没有关于烟草|广告|的规定), where no document has it."""
    asked = _ANY_RULES.search(query.plain)
    nouns = [
        t for t in query.terms
        if asked and t.noun and not t.optional and t.weight >= EN_TELLING and t.text in asked["topic"]
    ]  # fmt: skip
    return () if not nouns or _heard(nouns[-1], documents) else (nouns[-1],)


def absent_english_topic(
    query: Query, documents: Mapping[str, Document], best: Place | None
) -> tuple[Term, ...]:
    """Return the words of the topic of an English question, where no document has what any of them stands for.

    What the reader is sure of is there in other words.
    """
    named = _EN_TOPIC.search(query.text) if query.language == "en" and not query.value else None
    if named is None or query.follow_up or (best is not None and (best.reader or 0.0) >= SURE):
        return ()
    topic = named["topic"].lower()
    own = [t for t in query.terms if not t.optional and t.weight >= EN_TELLING and t.said]
    own = [t for t in own if t.said.lower() in topic]
    strange = not any(t.text.isascii() or _heard(t, documents) for t in own)
    return tuple(own) if strange else ()


def _heard(term: Term, documents: Mapping[str, Document]) -> bool:
    return any(_mentions(document, term) for document in documents.values())


def _mentions(document: Document, term: Term) -> bool:
    forms = (term.text, *term.alternatives)
    low = text_with(document, *forms)
    return term.credit(low) >= HELD or any(
        len(f) > 2 and f[-1] in "省市区县" and f[:-1] in low for f in forms
    )


def concerns(query: Query, place: Place) -> bool:
    """Whether a place speaks of what somebody asks the conditions or benefits of.

    Then the answer shows it and says that the text states none, instead of refusing.
    """
    missing = missing_terms(query, place.unit)
    if any(t.name and not _mentions(place.unit.document, t) for t in missing):
        return False
    if place.coverage < NAMED_SUBJECT and (place.reader or 0.0) < FOREIGN_READING:
        return False
    named = place.coverage >= NAMED_SUBJECT or not any(t in missing for t in query.head)
    return place.coverage >= ASKER_FLOOR and ("condition" not in query.kinds or named)


def not_found(draft: Draft, places: Sequence[Place], missing: Sequence[Term] = ()) -> Answer:
    """Say that the documents do not answer, what they do not mention, what is nearest, whom to ask."""
    draft.status = "not_found"
    draft.short_answer = None
    draft.sentences.clear()
    draft.citations.clear()
    draft.notes.insert(0, draft.frame("not_found"))
    if named := strange_words(missing):
        draft.note("missing", terms="、".join(named))
    document = places[0].unit.document if places else None
    if document and (who := contact_for(draft.query, document)):
        draft.note("contact", who=who)
    return draft.finish(nearest=nearest(places))


def strange_words(missing: Sequence[Term]) -> list[str]:
    """The names and nouns among missing terms, as the question says them: not 认定, 比例."""
    missing = [t for t in missing if not t.text.startswith("每")]
    missing = [t for t in missing if len(t.text) > 1 or not t.text.isascii()]  # A|级
    missing = [t for t in missing if is_known(t.text) or not _RUN_ON.fullmatch(t.text)]
    things = (t for t in missing if t.name or t.noun or (t.said and not _VERBAL.search(t.said)))
    measures = words()["measures"]
    return list(dict.fromkeys(t.said or t.text for t in things if t.text not in measures))


def beside_heard(query: Query, documents: Mapping[str, Document]) -> str:
    """A noun that no document has and that a question names beside one that they have. "" for none.

    动漫和|电竞|都在重点领域里吗; |电竞|算不算重点领域.
    """
    nouns = [t for t in query.terms if t.noun and not t.optional and t.weight >= MENTIONED]
    for term in nouns:
        own = re.escape(term.text)
        named = re.search(rf"[和与、及跟同]{own}|{own}[和与、及跟同]|{own}{_BELONGS}", query.plain)
        strange = named and not _heard(term, documents) and not _is_said_apart(term, documents)
        if strange and any(_heard(t, documents) for t in nouns):
            return term.text
    return ""


def _is_said_apart(term: Term, documents: Mapping[str, Document]) -> bool:
    """Whether a document has the two characters of a word one after the other: 水、电 is 水电."""
    apart = "、".join(term.text)
    return len(term.text) == 2 and any(apart in text_with(d, apart) for d in documents.values())


def nearest(places: Sequence[Place], limit: int = 3) -> tuple[Citation, ...]:
    """Return the clauses nearest to the question, numbered from 1."""
    found: list[Citation] = []
    for place in places:
        unit = place.unit
        if unit.is_heading:
            continue
        found.append(
            make_citation(
                unit.document, trim(unit.document, (unit.start, unit.end)), len(found) + 1
            )
        )
        if len(found) == limit:
            break
    return tuple(found)
