"""Which two versions of a document a question compares, and what of them: 2021版和2023版的营收目标有什么变化."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.dates import ANY_DATE, iso_date, period_in
from rag.diffalign import plain
from rag.naming import called, title_of
from rag.plain import language_of
from rag.query import Query
from rag.question import understand
from rag.relations import ISSUES, Relation
from rag.terms import words
from rag.types import Document

NAME_LEAST = 4  # characters of a title that tell which document it is
_KINDS = "行动计划|计划|行动方案|方案|规划|管理办法|办法|条例|规定|意见|通知|政策|解读|版本|版"
_YEAR = r"((?:19|20)\d{2})(?:\s?年?[—–~-]{1,2}(?:19|20)\d{2})?\s?年?的?"
_EN_YEAR = r"\b((?:19|20)\d{2})(?: versions?| editions?| plans?)?"
_TWO_YEARS = re.compile(
    rf"[从和与跟比]?{_YEAR}(?:(?:{_KINDS})+[到至]|(?:{_KINDS})*\s?(?:相比|对比|[和与跟及、比])+)[于，,]?\s?{_YEAR}(?:{_KINDS})"
    rf"|(?:between )?(?:the )?{_EN_YEAR} (?:and|to|versus|vs\.?) (?:the )?{_EN_YEAR}(?<=[sn])\b"
)
_OLD_AND_NEW = re.compile(
    rf"新[旧老](?:两[个份部]?)?(?:{_KINDS})|新[旧老](?!动能)(?=[\u4e00-\u9fff]{{1,8}}(?:法|条例|规定|办法|计划|方案|规划))|[和与跟比]?(?:新版[^。？]{{0,4}}旧版|旧版[^。？]{{0,4}}新版)本?|(?:前后)?两个?版本?"
    rf"|[和与跟比]?新的?(?:{_KINDS})(?:[和与跟比较]|相比|对比|比起|较之)+[^。？，]{{0,8}}?(?:[老旧原](?:来|有)?的?|暂行)(?:{_KINDS})"
    rf"|[和与跟比]?(?:[老旧原](?:来|有)?的?|暂行)(?:{_KINDS})(?:[和与跟比较]|相比|对比|比起|到)+[^。？，]{{0,8}}?新的?(?:{_KINDS})"
    r"|(?:修订|修改|调整)前后|(?:在?(?:修订|修改|调整|改动?)之?前[和与跟、以及]*(?:修订|修改|调整|改动?)?之?后)"
    r"|(?:between )?(?:the )?(?:\b(?:old|earlier|previous)(?: version| edition| plan)? (?:and|to|versus|vs\.?) (?:the )?(?:new|current)(?: versions?| editions?| plans?)?|\b(?:two|both) versions)\b"
)
_WHAT = "什么|哪些|何|啥|哪里|哪儿|多少|怎么|怎样|多大"
_CHANGED = "变化|变动|不同|不一样|区别|差别|差异|改动|修改|调整|变更"
_CHANGE = re.compile(
    rf"(?:都|主要|分别)*(?:有|做|作|发生|存在)?了?(?:{_WHAT})样?的?(?:{_CHANGED})(?:之处|的地方)?"
    r"|(?:各|分别)自?(?:(?:是|为|有|要求)?(?=多少|几|什么|多久)|(?:怎么)?规定)|(?:各自?|分别)(?:都?要求)?(?=[^，。？]{0,8}(?:多少|几))"
    r"|(?:还|都|是否|是不是)?(?:一不一样|一样|相同)(?:[吗么不]|与否)?[？?。]?$"
    rf"|的?(?:{_CHANGED})(?:之处|的地方)?(?:是|在|有|了)*(?:{_WHAT})|有?没?有?(?:{_CHANGED})(?:吗|没有)?[？?。]?$"
    rf"|(?:[改变多少]|增加|减少|提高|降低|上升|下降|新增|删除|删)[了成动掉]*(?:{_WHAT})(?:内容|条款|地方)?|怎么[改变调]\S?了?的?"
    r"|\b(?:what|how) (?:has |have |is |are |did |does |do )?(?:the )?(?=.*\b(?:chang|differ))|\b(?:has |have )?(?:changed?|changes|differs?|differences?|different)\b"
)
_ASKED_BEFORE = re.compile(".+[？?]")  # …钱要退吗？|新旧办法一样吗
_ASKS = re.compile("多少|几|多久")
_ASKED_TWICE = re.compile(f"(.*(?:{_ASKS.pattern}).*)[，,](?:{_ASKS.pattern})$")  # 奖励多少，多少
_NUMBER_OF = re.compile(r"的?(?:数量|个数|数目|家数)$")
_COMPARED = re.compile(
    r"(?:之间)?(?:相比|对比|比较)[，,]?|之间|[\s]+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\s+"
)
_AROUND = re.compile(  # 中|罚款, 在人工智能|方面; not 中|小企业, 对|外贸易, 网|上
    r"^(?:[\s，,的里]|在|对(?![外口象接标])|中(?![小央国外医型等])|关于|请问|[和与]$)+"
    r"|(?:[\s，,。？?的里了]|(?<![网线以])上|(?<![集高初其])中|方面)+$"
    r"|^(?:in|of|for|on|the|about|regarding|to)\b|\b(?:between|in|from|of|to|the)$"
)
_VERSION_OF_TITLE = re.compile(
    r"[（(【\[][^（）()【】\[\]]*(?:\d{4}|修订|修正|修改|试行|暂行|版)[^（）()【】\[\]]*[）)】\]]|(?:19|20)\d{2}\s?年?(?:版|修订|度)?|新版|暂行(?=办法|规定|条例|细则|规则)|\s"
)


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions of a document whose changes are asked for; ``matter`` asks what of, "" for all.

    ``related``: not by their titles but because the new one says that it replaces or amends the old.
    """

    question: str
    matter: str
    old: Document
    new: Document
    related: bool = False

    @property
    def alone(self) -> str:
        """What is asked where not both tell it: how much it is, else the question as it is."""
        return self.matter if _ASKS.search(self.matter) else self.question


def versions_asked(
    question: str, documents: Mapping[str, Document], relations: Sequence[Relation] = ()
) -> tuple[Versions, ...]:
    """Return the two versions that a question compares; several where it does not tell of which document.

    None where it compares none, or none that are here. Texts of other titles that ``relations`` tie
    together are compared in a matter that is named, no more.
    """
    low = question.lower() if language_of(question) == "en" else question
    said = _compared(low)
    if said is None:
        return ()
    years = sorted(filter(None, said.groups())) if said.re is _TWO_YEARS else []
    rest = _matter(low, said.group())
    asked = _ASKED_BEFORE.match(low, 0, low.index(said.group()))
    query = understand(f"{rest}是什么？" if language_of(question) == "zh" else f"what is {rest}?")
    names, valued = called(query), "多少" in low
    found: list[tuple[float, Versions]] = []
    alike = [(*pair, False) for group in _groups(documents) if (pair := _pair(group, years))]
    tied = {} if years else _tied(documents, relations)
    known = {(old.doc_id, new.doc_id) for old, new, _ in alike}
    others = [(*pair, True) for ids, pair in tied.items() if ids not in known]
    for old, new, related in (*alike, *others):
        title = f"{title_of(new)} {title_of(old)}" if related else title_of(new)
        named = not query.titles or any(plain(t) in plain(title) for t in query.titles)
        if named and all(name in title for name in names):
            fit = sum(t.weight * t.credit(title) for t in query.terms)
            matter = asked.group() if asked else _question(rest, query, new, valued)
            if matter or not related:
                found.append((fit, Versions(question, matter, old, new, related)))
    best = max((fit for fit, _ in found), default=0.0)
    return tuple(versions for fit, versions in found if fit == best)


def compares_years(question: str) -> bool:
    """Whether a question asks how the versions of two years differ: 2021版和2023版的营收目标有什么变化."""
    said = _compared(question.lower())
    return said is not None and said.re is _TWO_YEARS


def _compared(text: str) -> re.Match[str] | None:
    """The words that name two versions, where the rest asks what has changed."""
    said = _TWO_YEARS.search(text) or _OLD_AND_NEW.search(text)
    return said if said and _CHANGE.search(text.replace(said.group(), " ")) else None


def _matter(text: str, said: str) -> str:
    rest, last = _COMPARED.sub("", _CHANGE.sub(" ", text.replace(said, " "))), ""
    while rest != last:
        rest, last = _AROUND.sub("", rest), rest
    return _ASKED_TWICE.sub(r"\1", rest)


def _question(rest: str, query: Query, document: Document, valued: bool) -> str:
    """The question for the matter by itself; "" where nothing but the document is named."""
    title, kinds = title_of(document), tuple(words()["document_words"])
    names = (rest[:at] for at in range(len(rest), 1, -1) if rest[:at].endswith(kinds))
    left = _AROUND.sub("", rest.removeprefix(next((name for name in names if name in title), "")))
    strange = (t for t in query.terms if not t.optional and t.text not in title)
    own = (
        strange
        if query.language == "en"
        else (t for t in strange if t.text in left and t.text not in kinds)
    )
    if not left or left in title or not (query.value or any(own)):
        return ""
    if query.language == "en":
        return f"What is the {left}?"
    if _ASKS.search(left):
        return f"{left}？"
    if number := _NUMBER_OF.search(left):  # 骨干企业|数量
        return f"{left[: number.start()]}有多少？"
    return f"{left}是多少？" if query.measure or valued else f"{left}是什么？"


def series_of(document: Document) -> str:
    """Return the title without years and version, which versions of a document share; "" for 公告."""
    title = document.facts.title.value
    issued = ISSUES.search(title)  # 某局关于印发《某办法》的通知 is a version of 某办法
    name = _VERSION_OF_TITLE.sub("", issued[1].strip("《》") if issued else title)
    return name if len(name) >= NAME_LEAST else ""


def _groups(documents: Mapping[str, Document]) -> Iterator[list[Document]]:
    """Yield the documents whose titles are the same but for years and version, each text once."""
    groups: dict[str, dict[str, Document]] = {}
    for document in documents.values():
        name = series_of(document)
        if not name:
            continue
        groups.setdefault(name, {}).setdefault(document.sha256, document)
    yield from (list(group.values()) for group in groups.values() if len(group) > 1)


def _tied(
    documents: Mapping[str, Document], relations: Sequence[Relation]
) -> dict[tuple[str, str], tuple[Document, Document]]:
    """The texts of which one replaces or amends the other, older first, by their ids.

    A notice that issues a text of its own (关于印发《某计划》的通知) stands for that text.
    """
    by_title = {title_of(document): document for document in documents.values()}
    found: dict[tuple[str, str], tuple[Document, Document]] = {}
    for relation in relations:
        old, new = documents.get(relation.target), documents.get(relation.source)
        if relation.kind not in ("replaces", "amends") or not (old and new):
            continue
        issued = ISSUES.search(title_of(new))
        new = by_title.get(issued[1].strip("《》"), new) if issued else new
        found[old.doc_id, new.doc_id] = (old, new)
    return found


def _pair(group: Iterable[Document], years: list[str]) -> tuple[Document, Document] | None:
    """The two versions of the years named, else the newest two; older first."""
    dated = sorted((day, d.doc_id, d) for d in group if (day := _day(d)))
    if years:
        dated = [one for one in dated if one[0][:4] in years]
    if len(dated) < 2 or dated[-1][0] == dated[-2][0] or (years and len(dated) != 2):
        return None
    return dated[-2][2], dated[-1][2]


def _day(document: Document) -> str:
    """The first day of the years of its title, else the last day in its name or above its first numbered clause.

    Where there is none, that on which it took effect.
    """
    title = document.facts.title.value
    if period := period_in(title):
        return period[0][:10]
    if year := re.search(r"(?:19|20)\d{2}", title):
        return f"{year.group()}-01-01"
    top = next((c.start for c in document.clauses if c.label), len(document.text))
    days = [iso_date(m.group()) for m in ANY_DATE.finditer(document.text, 0, top)]
    days += [iso_date(m.group()) for m in ANY_DATE.finditer(document.doc_id)]
    facts = document.facts
    days += [f.value for f in (facts.issued, facts.published) if f]
    effective = facts.effective.value if facts.effective else ""
    return max(filter(None, days), default=effective)
