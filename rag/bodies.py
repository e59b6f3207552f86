"""Which body of a sentence is the one that is asked for: who approved, who was consulted, who leads what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.aligned import alike, contrast, done_by
from rag.values import Value

_ASKS_APPROVAL = re.compile(r"(?:谁|哪|什么).{0,10}(?:同意|批准|审定|点.?头|approv)|同意|批准")
_APPROVED = re.compile(r"同意|批准|审定|审议")
_ASKS_CONSULTED = re.compile(r"(?:征求|听取|征集|问过|问了|听过|听了).{0,12}(?:意见|建议)")
_CONSULTED = re.compile(r"(?:征求|听取|征集)了?(?P<v>[^，,。；;]{2,24}?)的?(?:意见|建议)")
_DOES = "由[^，,。；;]{2,20}(?:牵头|负责|主管)"
_RUN = re.compile(rf"{_DOES}[，,；;、][^，,。；;由]{{2,16}}{_DOES}")
_ACT = re.compile(
    "(?:联合|共同|具体|统一)?(主办|承办|协办|牵头|解释|审核|审批|验收|监管|发放|拨付|受理|运营|初审|复审|评审|认定|建设|承建|编制|起草)"
)
_DUTY = re.compile(
    "(?:具体|统一)?(?:负责|承担|主管|牵头)(?P<what>[^；。]{2,}?)(?=，[^，；。]{2,14}(?:负责|承担|主管|牵头)|[；。]|$)"
)
_BY = re.compile(
    "^(?P<of>[^，。]{2,30}?)由(?P<v>[^，,。；;、]{2,24}?)(?P<act>批准|审批|审定|签发|签署|决定|发布|负责|组织|主持|受理|办理|处理|执行|启动|备案|核准|核发|实施)"
)
_BREAK = re.compile(r"[，,；;、。：:]")


def consulted(sentence: str, asked: str) -> Value | None:
    """Return whose opinions were asked for: 充分征求|省有关部门和各地级以上市|的意见."""
    told = _CONSULTED.search(sentence) if _ASKS_CONSULTED.search(asked) else None
    return Value("org", told["v"], told.start("v"), told.end("v")) if told else None


def approver(sentence: str, asked: str, values: Sequence[Value]) -> Value | None:
    """Return the body whose approval is asked for and told: 经|省人民政府|同意."""
    if not _ASKS_APPROVAL.search(asked):
        return None
    asked_for = _APPROVED.findall(asked.replace("点头", "同意").replace("点的头", "同意"))
    other: Value | None = None
    for value in values:
        behind = sentence[value.end : value.end + 3]
        told = sentence[: value.start].endswith(("经", "报")) and _APPROVED.match(behind)
        if told and (not asked_for or told.group() == asked_for[-1]):
            return value
        other = other or (value if told else None)
    return other


def of_case(sentence: str, asked: str) -> Value | None:
    """Return who acts in the case that is asked for, body or post, where a sentence tells of each: 蓝色…由科长签发；红色…由|局长|签发."""
    told, at = [], 0
    for part in re.split("[；;]", sentence):
        if found := _BY.match(part):
            told.append(
                (found["of"], Value("org", found["v"], at + found.start("v"), at + found.end("v")))
            )
        at += len(part) + 1
    said = contrast(alike(asked.lower()), [of.lower() for of, _ in told])
    best = max(said, default=0)
    return told[said.index(best)][1] if len(told) > 1 and best and said.count(best) == 1 else None


def told_of_others(sentence: str, values: Sequence[Value], asked: str) -> bool:
    """Whether a sentence tells in a run who does what, and nothing of what is asked.

    骨干工程由甲牵头，产地仓工程由乙牵头, where 数字工程 is asked: the name of none begins so.
    """
    if not _RUN.search(sentence):
        return False
    before = (_BREAK.split(sentence[: v.start])[-1].removesuffix("由") for v in values)
    return not any(len(subject) > 1 and subject[:2].lower() in asked for subject in before)


def of_run(sentence: str, values: Sequence[Value], asked: str) -> Value | None:
    """Return the body of several that does what is asked: 甲银行、乙银行分别负责城区、北部三县|的贷款; 甲主办、乙|承办."""
    told = ((v, _ACT.match(sentence, v.end)) for v in values)
    doing = [v for v, act in told if act and act[1] in asked]
    if len(values) > 1 and len(doing) == 1:
        return doing[0]
    does = done_by(sentence, values) or _duties(sentence, values)
    said = contrast(alike(asked), [name.lower() for name in does.values()])
    best = max(said, default=0)
    return values[list(does)[said.index(best)]] if best and said.count(best) == 1 else None


def _duties(sentence: str, values: Sequence[Value]) -> dict[int, str]:
    """Return for the places of bodies what each is in charge of: 甲局负责|家庭收入核对；乙局负责|资金."""
    found: dict[int, str] = {}
    for i, value in enumerate(values):
        if duty := _DUTY.match(sentence, value.end):
            found[i] = duty["what"]
    return found if len(found) > 1 else {}
