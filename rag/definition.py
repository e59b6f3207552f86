"""What a word means: the sentence that defines it, or that none does and where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.draft import Draft
from rag.evidence import HELD
from rag.likeness import heading_match, names_another
from rag.lists import enumerations
from rag.phrases import asked_title, title_in
from rag.places import Place
from rag.query import Query
from rag.types import Answer
from rag.units import Unit, units_of

EXPLAINED = 0.85  # a heading that fits the question this well names what is to be explained
TRUSTED = 3.0  # the reader's number of a sentence that defines what is asked, whatever it calls it
DEFINED = 0.35  # this share of the words must stand where a sentence defines something
_ABBREVIATED = re.compile(
    r"(《[^》]+》|[\u4e00-\u9fff]{4,30})[（(](?:以下|统|合)(?:统|合)?(?:简)?称[：:“《]?([^”》）)]+)"
)
_QUOTED = re.compile(r"[“\"「]([^”\"」]{2,30})[”\"」]")
_NOTED = re.compile(  # 注：临时账户指…
    r"(?:注[:：]|备注[:：]|[（(]|[一二三四五六七八九十]是)?(?P<name>[^，。；：:指]{2,16})，?指(?![导挥定标数南出示明向派])(?P<v>[^。；]{4,})"
)
_ALSO_CALLED = re.compile(  # 多项目晶圆（MPW）：指…
    r"^(?:[一二三四五六七八九十\d]{1,3}[、.．]\s?)?[^，。；：:（(]{2,20}[（(](?P<name>[A-Za-z][\w /+-]{1,30})[）)]\s?[:：，]?(?:是?指)(?P<v>[^。；]{4,})"
)
_SO_CALLED = re.compile(
    r"所[称谓]的?“?(?P<name>[^，“”。]{2,20})”?，?(?:就?是指|就是|指|是)(?P<v>[^。；]{4,})"
)
_MEMBERED = re.compile("(?:[一两二三四五六七八九十多][\u4e00-\u9fff]{1,2}){2,}")  # 一核两带多园
_MEMBER = re.compile("[一两二三四五六七八九十多][^一两二三四五六七八九十多]{1,2}")
_ANSWERED = re.compile(
    r"(?:答[:：])?\s*(?:是|就是)?指(?![导挥定标数南出示明向派])(?P<v>[^。；]{4,})"
)  # of the question above it
_LABELLED = re.compile(  # 一环：全长126公里的公路
    r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s?)?(?P<name>[^，。；：:]{1,16})[：:](?:是?指)?(?P<v>[^。；]{4,})"
)
_THAT_IS = "[“「]{}[”」](?:即|就是|是指|指)(?P<v>[^；。]{{3,}}?)(?=，[“「]|[；。]|$)"  # “两环”即…，“三区”即…
_IN_BRACKETS = (
    "[“「]{}[”」][（(](?:即|指|是指)?(?P<v>[^（）()]{{8,}})[）)]"  # “装、树、联”（安装…）
)
_UP_TO_CUE = re.compile("[\u4e00-\u9fff]{1,4}?(?=指的?是|是指|是什么|的定义|的含义|是何|是啥)")
_PLAINLY = re.compile(
    r"(?P<name>[^，。；：]{2,20}?)是(?P<v>[^。；]{6,}的(?:一种|一类)?[^。；，]{2,12})[。；，]"
)


def definition(draft: Draft, places: Sequence[Place]) -> Answer:
    """Show the sentence that defines a word, or say that none does and show where it stands."""
    best = places[0]
    if draft.query.earlier and (place := names_another(places)):
        draft.quote(place.unit.document, (place.unit.start, place.unit.end))
        draft.short_answer = title_in(draft.query, place.unit.quote)
        return draft.finish()
    if told := defined(draft, places):
        return told
    if units := _members_told(draft.query, best):
        for unit in units:
            draft.quote(unit.document, (unit.start, unit.end))
        return draft.finish()
    so_called = _SO_CALLED.search(best.unit.quote)
    if so_called and best.reader is not None and best.reader >= TRUSTED:
        draft.quote(best.unit.document, (best.unit.start, best.unit.end))
        draft.short_answer = so_called["v"]
        return draft.finish()
    if title := asked_title(draft.query, best.unit.quote):
        draft.quote(best.unit.document, (best.unit.start, best.unit.end))
        draft.short_answer = title
        return draft.finish()
    for place in places[:5]:  # what a project is, the clause of that name says
        clause = place.unit.clause
        if clause.heading and heading_match(draft.query, clause.heading) >= EXPLAINED:
            draft.quote(place.unit.document, (clause.start, clause.end))
            return draft.finish()
    for place in places[:5]:
        if items := _listed_under(draft.query, place):
            unit = place.unit
            draft.quote(unit.document, (unit.start, unit.end))
            for a, b in items:
                draft.quote(unit.document, (unit.start + a, unit.start + b), item=True)
            return draft.finish()
    draft.status = "partial"
    draft.note("no_definition", what=_named(draft.query))
    for place in [p for p in places if not p.unit.is_heading and p.coverage >= 0.8 * best.coverage][
        :2
    ]:
        draft.quote(place.unit.document, (place.unit.start, place.unit.end))
    return draft.finish()


def defined(draft: Draft, places: Sequence[Place]) -> Answer | None:
    """Show the likeliest sentence that says in so many words what the asked word means; None if none does."""
    outright = [p for p in places if _calls_so(draft.query, p)]
    for place in outright or places:
        if match := _defining(draft.query, place):
            draft.quote(place.unit.document, (place.unit.start, place.unit.end))
            draft.short_answer = match
            return draft.finish()
    return None


def _calls_so(query: Query, place: Place) -> bool:
    """Whether a sentence says 所称X，是指… of all the words that are asked."""
    told = _SO_CALLED.search(place.unit.quote)
    own = [t for t in query.terms if (t.noun or t.said) and not t.optional]
    own = [t for t in own if t.credit(place.unit.title) < HELD] or own
    return (
        told is not None and bool(own) and all(t.credit(told["name"].lower()) >= HELD for t in own)
    )


def _members_told(query: Query, best: Place) -> tuple[Unit, ...]:
    """Return the sentences that tell the members of a name one by one: “一核两带”: 一核即…；两带即…."""
    quoted = _QUOTED.search(query.text)
    if not quoted or not _MEMBERED.fullmatch(quoted[1]):
        return ()
    found: list[Unit] = []
    for member in _MEMBER.findall(quoted[1]):
        told = re.compile(rf"[“「]?{member}[”」]?(?:[:：]|即|就是|是指|指)")
        unit = next((u for u in units_of(best.unit.document) if told.search(u.quote)), None)
        if unit is None:
            return ()
        found.append(unit)
    return tuple(dict.fromkeys(found))


def _listed_under(query: Query, place: Place) -> tuple[tuple[int, int], ...]:
    """Return what a sentence lists as being what is asked: 虚拟旅游、直播电商等|新业态新模式."""
    asked = _QUOTED.search(query.text)
    for made in enumerations(place.unit.quote) if asked else ():
        if asked and made.name.startswith(asked[1]):
            return made.items
    return ()


def _defining(query: Query, place: Place) -> str | None:
    """Return what a sentence says that the asked word means; None when it defines nothing asked."""
    sentence = place.unit.quote
    quoted = _QUOTED.search(query.text)
    own = [t for t in query.terms if (t.noun or t.said) and not t.optional]
    if quoted:
        name = quoted[1].lower()
        own = [t for t in own if t.text in name or (t.said and t.said in name)] or own
    own = [t for t in own if t.credit(place.unit.title) < HELD] or own
    for match in _ABBREVIATED.finditer(sentence):
        name = match.group(2).lower()
        if any(title in (name, name.strip("《》")) for title in query.titles):
            return match.group(1)
        held = sum(t.weight for t in query.terms if t.credit(name) >= HELD)
        if held and held >= 0.5 * sum(t.weight for t in query.terms if t.noun):
            return match.group(1)
    if plain := _PLAINLY.match(sentence):
        named = plain["name"].lower()
        if all(t.credit(named) >= HELD for t in query.terms if t.noun and not t.optional):
            return plain["v"]
    if quoted and (told := re.search(_THAT_IS.format(re.escape(quoted[1])), sentence)):
        return told["v"]
    if quoted and (told := re.search(_IN_BRACKETS.format(re.escape(quoted[1])), sentence)):
        return told["v"]
    noted = _NOTED.match(sentence)
    if noted and quoted and noted["name"].strip("“”").lower() == quoted[1].lower():
        return noted["v"]
    told = _ANSWERED.match(sentence)
    above = place.unit.path + place.unit.around
    if told and own and all(t.credit(above) >= HELD for t in own):
        return told["v"]
    called = _ALSO_CALLED.match(sentence)
    if called and re.search(
        rf"(?<![a-z]){re.escape(called['name'].lower())}(?![a-z])", query.plain.lower()
    ):
        return called["v"]
    so_called = _SO_CALLED.search(sentence)
    if so_called and so_called["name"].lower() in query.plain.lower():
        return so_called["v"].split(f"，{so_called['name']}")[0]  # …全体业主，申请人可以…
    labelled = _LABELLED.match(sentence)
    if labelled and quoted and labelled["name"].strip("“”「」").lower() == quoted[1].lower():
        return labelled["v"]
    stated = re.search(r"(?:，|,)?(?:是指|系指|指的是|，指|是|包括)(?P<v>[^。；]{4,})", sentence)
    if stated and ("指" in stated.group()[:4] or "所称" in sentence[: stated.start()]):
        named = sentence[: stated.start()].lower()
        held = sum(t.weight for t in own if t.credit(named) >= HELD)
        if own and held >= DEFINED * sum(t.weight for t in own):
            return stated["v"]
    return None


def _named(query: Query) -> str:
    """What is to be defined, as the question says it: from the first of its words to the last."""
    plain = query.plain.lower()
    said = [t.said or t.text for t in query.terms if not t.optional]
    spans = [(at, at + len(word)) for word in said if (at := plain.find(word.lower())) >= 0]
    if not spans:
        return " ".join(said)
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    if rest := _UP_TO_CUE.match(query.plain, end):
        end = rest.end()  # 双核|多点|指的是什么
    named = query.plain[start:end].strip()
    return f"‘{named}" if named.count("”") > named.count("“") else named
