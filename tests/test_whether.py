"""Whether something holds: of two benefits at once, a heavier penalty, a term not yet reached; no amount for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.ownfigure import term_of_case
from rag.question import understand
from rag.whether import is_no_answer

GUIDE = """岚溪市企业吸纳就业补贴申报指南（2025年度）

第一条 本指南适用于在岚溪市登记注册的企业。

第二条 申请企业应当同时具备下列条件：

（一）在岚溪市登记注册满2年，具有独立法人资格；

（二）依法为职工缴纳社会保险。

第三条 对购买雇主责任险的企业，按实际保费的40%给予补贴。

第四条 招用残疾职工的，补贴最高额度在5万元基础上上浮20%；招用退役军人的，补贴额度上浮10%。同时符合两项以上的，按最高一项执行。
"""
RULES = """松浦区公园管理裁量基准

第一条 未经许可采摘公园花卉、果实的，处200元以上1000元以下罚款。

第二条 有下列情形之一的，应当从重处罚：

（一）一年内因同类行为受过两次以上处罚的；

（二）在古树名木保护区内实施的。

第三条 65周岁以上老年人免收普通展馆门票。
"""
READING = """《岚溪市企业吸纳就业补贴办法》政策解读

一、已经领了省级补贴，还能申请市级补贴吗？

答：可以。“不重复享受”仅指本市同类补贴，不含省级补贴。
"""
OLD = """岚溪市企业吸纳就业补贴办法

第一条 本办法自2020年1月1日起施行，有效期3年。

第二条 对招用职工的企业给予补贴。
"""
PLAN = """岚溪市茶产业发展行动计划（2026—2028年）

一、主要目标
到2028年，茶产业综合产值达到35亿元，培育超过18家省级示范茶园，新增15个左右茶叶加工中心。

二、规模以上茶企
本计划所称规模以上茶企，是指年加工干茶200吨以上的茶叶加工企业。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("desk")
    (folder / "docs").mkdir()
    texts = {"guide": GUIDE, "rules": RULES, "reading": READING, "old": OLD, "plan": PLAN}
    for name, text in texts.items():
        (folder / "docs" / f"{name}.txt").write_text(text, encoding="utf-8")
    return PolicyAssistant(Settings(corpus_dir=folder / "docs", index_dir=folder / "index"))


@pytest.mark.parametrize(
    ("question", "short", "said"),
    [
        ("招用的是残疾职工又是退役军人，额度能上浮30%吗", "按最高一项执行", "上浮20%"),
        ("我公司在岚溪登记注册才8个月，能申请2025年的就业补贴吗", "在岚溪市登记注册满2年", "满2年"),
        ("买了雇主责任险的企业能不能申请补贴", None, "按实际保费的40%"),
        ("我爸70岁看精品展馆能免门票吗", None, "免收普通展馆门票"),
        (
            "我在古树保护区里未经许可采摘了公园花卉和果实，会从重处罚吗",
            None,
            "应当从重处罚",
        ),
        ("企业拿了省级的补贴还能再拿市里的吗", None, "仅指本市同类补贴"),
    ],
)
def test_what_tells_whether_it_holds(
    desk: PolicyAssistant, question: str, short: str | None, said: str
) -> None:
    answer = desk.ask(question)
    told = " ".join(s.text for s in answer.sentences)
    assert said in told
    assert answer.short_answer == short


def test_whether_the_asker_is_one_of_those_spoken_of_is_by_conditions(
    desk: PolicyAssistant,
) -> None:
    answer = desk.ask("我们茶园算不算省级示范茶园？")
    assert (answer.status, answer.short_answer) == ("partial", None)
    assert any("没有写明" in note and "示范茶园" in note for note in answer.notes)
    told = desk.ask("我们厂一年加工干茶260吨，算不算规模以上茶企？")
    assert told.status == "answered"
    assert "200吨以上" in told.sentences[0].text


def test_the_penalty_is_told_with_what_makes_it_heavier(desk: PolicyAssistant) -> None:
    answer = desk.ask("我在古树保护区里未经许可采摘了公园花卉和果实，会从重处罚吗？罚多少？")
    told = " ".join(s.text for s in answer.sentences)
    assert "应当从重处罚" in told
    assert answer.short_answer == "200元以上1000元以下"


@pytest.mark.parametrize(
    ("question", "short", "none"),
    [
        ("个体户能申请补贴吗", "30%", True),
        ("我公司能不能算示范单位", "18家左右", True),
        ("能补贴30%吗", "40%", False),
        ("能补贴多少，能申请吗", "40%", False),
        ("看专家门诊能免费吗", "免收普通门诊诊查费", True),
        ("看普通门诊能免费吗", "免收普通门诊诊查费", False),
    ],
)
def test_an_amount_does_not_tell_whether(question: str, short: str, none: bool) -> None:
    assert is_no_answer(understand(question), short) is none


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("我公司注册才8个月，能报吗", "（一）登记注册满1年，具有法人资格。", "登记注册满1年"),
        ("我公司注册才8个月，能报吗", "登记注册满1年，连续纳税满2年。", None),
        ("注册要满几年", "登记注册满1年。", None),
        ("我公司拖了8个月，能报吗", "逾期满1年的，不予受理。", None),
    ],
)
def test_the_term_that_who_asks_has_to_reach(
    question: str, sentence: str, told: str | None
) -> None:
    assert term_of_case(understand(question), sentence) == told
