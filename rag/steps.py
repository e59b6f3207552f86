"""The address that a question names: 第三项, 第五条第二款, 四、（二）的三是, the third project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rag.english import english_terms
from rag.numbering import chinese_number
from rag.terms import cut, words

NUMERAL = "[〇零一二三四五六七八九十百两0-9]{1,5}"
_STEP = re.compile(
    r"(?<![\d.])第?(?P<dots>\d{1,2}(?:\.\d{1,2}){1,3})(?![\d.%％])(?=\s?(?:节|条|款|项|部分|小节|点|段)|的?(?:内容|规定|原文|说|讲|写)|(?:是)?怎么(?:说|写|讲|规定))"
    rf"|(?P<last>最后|最末|末尾)(?:的)?一?(?P<lunit>编|章|节|条|款|项|部分|个|点|步)|(?:(?P<back>倒数)?第|(?P<head>头)(?=一[编章节条款项个点步类部]))\s?(?P<nth>{NUMERAL})\s?(?P<unit>编|章|节|条|款|项|部分|个|点|大|类|步|方面)?(?!个?(?:[娃孩宝胎月]|工作日|自然日|季度|年度|星期|小时|子女))(?![份批次届季年名期线产方人者手时责书轮位代版套档梯台辆架艘座笔家0-9一二三四五六七八九十])(?:之[一二三四五六七八九])?"
    rf"|(?<!解释)[（(](?P<paren>[一二三四五六七八九十]{{1,3}}|\d{{1,2}})[）)](?P<punit>项|款)?"
    rf"|(?<![^\s的、）)，,。；：“(])(?P<run>[一二三四五六七八九十])是(?!否|不)"
    rf"|(?<![0-9一二三四五六七八九十])(?P<han>[一二三四五六七八九十]{{1,3}})、(?=[\u4e00-\u9fff（(])"
)
_EN_STEP = re.compile(
    r"\b(?:the )?(?!first (?:two|three|half|quarter|time|year|six|nine|set|batch|round|place|prize|phase|(?:\w+ )?(?:plan|version|edition|policy|notice)))(?P<nth>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|last|\d{1,3}(?:st|nd|rd|th))\b(?P<tail>(?: (?!say\b|says\b|about\b|cover|contain|is\b|are\b|of\b|in\b)\w+){0,3})"
    r"|\b(?P<unit>article|chapter|section|part|item|clause|paragraph|project|task|point|principle|goal|number)"
    r" (?P<number>\d{1,2}(?:\.\d{1,2}){1,3}|\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|[ivx]{1,4})\b"
)
_EN_MEMBER = re.compile(
    r"\b(?:projects?|tasks?|parts?|items?|articles?|chapters?|sections?|clauses?|paragraphs?|points?|principles?"
    r"|goals?|objectives?|targets?|measures?|steps?|stages?|questions?|conditions?|requirements?|aspects?|areas?"
    r"|fields?|one|categor(?:y|ies)|types?|class|duty|safeguards?|guarantees?|reason|problem|sentence|line|action|modes?|methods?|ways?|forms?|kinds?|levels?|rules?|provisions?"
    r"|initiative|bullet)\b"
)
EN_NUMBERS = {
    word: i + 1
    for names in (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
        "one two three four five six seven eight nine ten eleven twelve",
        "i ii iii iv v vi vii viii ix x",
    )
    for i, word in enumerate(names.split())
}
DOTTED = "1.1"  # the unit of a step that names a clause by its whole label: 5.1.2
_EN_UNITS = {"article": "条", "chapter": "章", "section": "部分", "part": "部分", "paragraph": "款"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an address: the ``number``-th ``unit`` ("条", "部分", "项", or "" for any)."""

    number: int  # -1 for the last, -2 for 倒数第二
    unit: str
    text: str
    name: str = ""  # of what it is a member: 重点任务 in 第四项重点任务 or 重点任务的第四项


def read_steps(text: str, chinese: bool) -> tuple[tuple[Step, ...], str]:
    """Return the steps of an address in a question, and the question without them."""
    found: list[Step] = []
    pattern = _STEP if chinese else _EN_STEP
    for match in pattern.finditer(text):
        if not chinese and _counts_other_things(match):
            continue
        step = _step(match) if chinese else _english_step(match)
        found.append(
            replace(step, name=_name_beside(text, match) if chinese else _english_name(match))
        )
    if chinese:
        return tuple(found), pattern.sub(" ", text)
    return tuple(found), pattern.sub(
        lambda m: m.group() if _counts_other_things(m) else f" {_english_rest(m)} ", text
    )


def _counts_other_things(match: re.Match[str]) -> bool:
    """Whether an English ordinal counts no clauses: the first store, first-set equipment."""
    tail = match["tail"] or ""
    behind = match.string[match.end() : match.end() + 1]
    return bool(match["nth"]) and (behind == "-" or (bool(tail) and not _EN_MEMBER.search(tail)))


def _english_rest(match: re.Match[str]) -> str:
    """What a step leaves of the question: the fourth |project; article 6 leaves nothing."""
    if match["nth"]:
        return match["tail"] or ""
    return "" if match["unit"] in _EN_UNITS else str(match["unit"])


def _name_beside(text: str, match: re.Match[str]) -> str:
    """The nouns right after a step, else right before it: 第四项|重点任务, 重点任务|的第四项."""
    after = "".join(leading_nouns(cut(text[match.end() : match.end() + 10])))
    if len(after) > 1:
        return after
    return closing_nouns(
        re.sub(r"(?:的|里面|里|中|下面|当中|之)$", "", text[: match.start()].rstrip())
    )


def closing_nouns(text: str) -> str:
    """Return the nouns in which a text ends, joined: 提出的|重点任务."""
    names = list(leading_nouns(list(cut(text[-14:]))[::-1]))
    return "".join(names[::-1])


def leading_nouns(tagged: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield words up to the first that cannot be part of a name."""
    stop = words()["stop"]["zh"]
    for word, flag in tagged:
        if not (flag[:1] in "njlabi" or flag == "vn") or word in stop:
            return
        yield word


def _english_name(match: re.Match[str]) -> str:
    said = _english_rest(match)
    if member := _EN_MEMBER.search(said):  # the fourth |key task| promote
        said = said[: member.end()]
    return "".join(term.text for term in english_terms(said)[:2]) if said else ""


def _step(match: re.Match[str]) -> Step:
    group = match.groupdict()
    if group["dots"]:
        return _dotted(group["dots"])
    if group["last"]:
        return Step(-1, group["lunit"], match.group())
    if group["nth"]:
        way = -1 if group["back"] else 1
        return Step(way * chinese_number(group["nth"]), group["unit"] or "", match.group())
    if group["paren"]:
        return Step(chinese_number(group["paren"]), "（一）", match.group())
    if group["run"]:
        return Step(chinese_number(group["run"]), "一是", match.group())
    return Step(chinese_number(group["han"]), "一、", match.group())


def _dotted(label: str) -> Step:
    """The step to a clause whose whole label is named: 5.1.2."""
    return Step(int(label.split(".")[-1]), DOTTED, label)


def _english_step(match: re.Match[str]) -> Step:
    if "." in (match["number"] or ""):
        return _dotted(match["number"])
    word = match["nth"] or match["number"]
    number = -1 if word == "last" else EN_NUMBERS.get(word) or int(re.sub(r"\D", "", word) or 0)
    tail = (match["tail"] or "").split()
    unit = match["unit"] or next((w for w in tail if w in _EN_UNITS), "")
    return Step(number, _EN_UNITS.get(unit, ""), match.group().strip())
