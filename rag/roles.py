"""Who does what is asked, by the word that stands at them: 鉴定费用由|机动车维修经营者|先行垫付, 经|本单位领导|批准.

A sentence may name other bodies too, and the first of them is not the one that pays, approves or is honoured.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from rag.places import SURE, Place
from rag.query import Query
from rag.values import Value

_ROLES = (  # what is asked, and what a text says of who does it
    (
        re.compile(
            "谁(?:来|先|负责)*(?:出|掏|付|垫|给钱|承担|负担|买单)|(?:钱|费用?|经费|资金)[由归让]谁"
        ),
        "垫付|承担|负担|支付|自筹|支出|列支|出资",
    ),
    (
        re.compile("[经由让找]?谁(?:来|负责)*(?:批准|审批|核准|同意|批(?!评)|点头)"),
        "批准|审批|核准|同意",
    ),
)
DOUBTED = -1.0  # the reader's number of a sentence that hardly answers
_IN_CHARGE_ASKED = re.compile("牵头|负责|主管|主抓|承办|[谁哪][^，。？]{0,4}管")
_IN_CHARGE = re.compile("由|牵头|负责|主管|责任|会同|组织|承办|主办|管理|实施|办理|[：:]")
_OVERSEES = re.compile("解释|监督|督办|督查|督导|督促|监管|考核|审计|验收|检查|巡查")
_WHO_ACTS = re.compile(r"谁(?!的|可以|能|有|会|要|需|符合)|\bwho\b")
_MADE = re.compile(  # 新增15个左右|国家级工业设计中心: it is made, and makes nothing
    "(?:建设|打造|建成|建立|建好|创建|培育|引进|设立|新增|新建|遴选|认定)[^，,。；;：:由]{0,24}$"
)
_OF_BODIES = re.compile("资源|力量|意见|经费")  # 整合|省有关部门|资源
_ASKS_FIRM, _FIRM = re.compile("哪一?[家个](?:公司|企业)"), re.compile("公司|集团|企业|厂$|行$")
_BY = "(?:由|经(?![营济过费常理验办]))"
_WHO = rf"{_BY}(?P<who>(?:(?!{_BY})[^，,。；;、]){{2,20}}?)(?:先行|自行|统一|分别|共同|审核|予以)*"
_FIRST = "先"
_OF_NO_NAME = re.compile("^(?:你|我|他)")  # 由你们自筹: the letter tells to whom it is written
AWARD = 4  # characters by which an award is named
_HONOURED = re.compile("(?:给了?|授予|颁给|发给|评给)了?谁|谁(?:获得|获|拿|得|评上)")
_HONOURS = re.compile("授予(?P<who>[^，,。；;“”]{2,40})")


def names_no_doer(query: Query, best: Place) -> bool:
    """Whether it is asked who leads or is in charge, and a sentence of which the reader doubts says so of nobody.

    建设融媒体中心 does not make that the one who is in charge of short videos. Nor is who oversees or
    interprets a plan told by a sentence that speaks of neither. And what is made is not who makes it.
    """
    if best.value and _ASKS_FIRM.search(query.plain) and not _FIRM.search(best.value.text):
        return True  # 哪家公司: a 服务中心 is none
    if query.value != "org" or best.reader is None:
        return False
    told = best.unit.quote
    overseen = _OVERSEES.search(query.plain) and not _OVERSEES.search(told)
    if overseen and best.reader < SURE:
        return True
    if best.value and best.reader < SURE and _WHO_ACTS.search(query.plain.lower()):
        before = told[: best.value.start]
        beside = _MADE.search(before) or _OF_BODIES.match(told, best.value.end)
        if beside and not _IN_CHARGE.search(before):
            return True
    asks = _IN_CHARGE_ASKED.search(query.plain) and best.reader < DOUBTED
    return bool(asks) and not _IN_CHARGE.search(told)


def who_does(asked: str, sentence: str, value: Value) -> str:
    """Return who pays, approves or is honoured by a sentence, where ``value`` names another body.

    "" where that is not told.
    """
    if value.kind not in ("org", "person", "person_name"):
        return ""
    for question, does in _ROLES:
        if not question.search(asked):
            continue
        if re.match(does, sentence[value.end :]):
            return ""  # 经文化部门同意，报|同级人民政府|批准: the value is who does it
        found = list(re.finditer(f"{_WHO}(?:{does})", sentence))
        if _FIRST in asked:
            found = [m for m in found if _FIRST in m.group()] or found
        if len(found) == 1 and value.text not in found[0]["who"]:
            nameless = _OF_NO_NAME.match(found[0]["who"])
            return found[0].group() if nameless else found[0]["who"]
    return _honoured(asked, sentence)


def _honoured(asked: str, sentence: str) -> str:
    """To whom an award is given that a question names: 授予|甲院士、乙院士|国家最高科学技术奖."""
    if not _HONOURED.search(asked):
        return ""
    for found in _HONOURS.finditer(sentence):
        award = SequenceMatcher(None, found["who"], asked, autojunk=False).find_longest_match()
        if award.a > 1 and award.size >= AWARD:
            return found["who"][: award.a]
    return ""
