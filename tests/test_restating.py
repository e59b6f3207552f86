"""Parts of a question that say only half, classes that are told apart, members that no document has."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from rag.question import understand
from rag.restating import elliptic, restated_parts, tells_kind
from tests.building import build_assistant

RULES = """青岚市海上安全管理办法
青岚市人民政府
第一章 奖励
第一条 海上救助奖励分别为：A类船员5万元，B类船员3万元。
第二条 渔业合作社每年可以领取安全设备补贴2万元，补贴应当在每年6月30日前申请。
第二章 处罚
第三条 海事站可以实施警告、五百元以下罚款的行政处罚。
第四条 海事大队可以实施警告、五千元以下罚款的行政处罚。
第三章 重点领域
第五条 重点支持海水养殖、海上旅游、海洋工程等重点领域发展。
第六条 渔民按照城镇职工基本养老保险的规定在海事服务站办理转移。
渔船转让的，应当自转让之日起十五日内注销登记。渔船出租、出借的，应当自出租、出借之日起五日内将信息报送海事站。
第四章 推进会
第七条 2025年3月7日，青岚市召开海上安全推进会。各区海事机构共88人到会。
"""


@pytest.mark.parametrize(
    ("parts", "full"),
    [
        (["大专学历加几分？", "本科呢？"], "本科加几分"),
        (["生态要达到啥目标，", "另外竞争力方面呢？"], "竞争力达到啥目标"),
        (["推进会哪天开的，", "多少人参加？"], "推进会多少人参加？"),
        (["领失业金期间生孩子有补助吗，", "什么时候申请"], "领失业金期间生孩子什么时候申请"),
        (["船卖掉多久内注销登记？", "租出去呢？"], "船租出去多久内"),
        (["多少钱？", "谁给？"], ""),
    ],
)
def test_what_a_part_leaves_out_stands_before_it(parts: list[str], full: str) -> None:
    assert restated_parts(parts, 1) == full


def test_a_question_of_its_own_is_not_elliptic() -> None:
    assert elliptic("那志愿服务呢？") == "志愿服务"
    assert not elliptic("什么时候呢？")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("harbour")
    return build_assistant(folder, {"办法.txt": RULES})


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("海事站最多能罚多少？海事大队呢？", "五百元；五千元以下"),
        ("渔船转让多久内注销登记？租出去呢？", "十五日内；五日内"),
        ("海上安全推进会哪天开的，多少人到会？", "2025年3月7日；88人"),
        ("B类船员救助奖励多少", "3万元"),
    ],
)
def test_short_answers(harbour: PolicyAssistant, question: str, short: str) -> None:
    assert harbour.ask(question).short_answer == short


def test_a_value_of_the_kind_that_a_part_asks_for_is_told_already(harbour: PolicyAssistant) -> None:
    answer = harbour.ask("海事站最多能罚多少？")
    assert tells_kind(answer, understand("能罚多少钱"))
    assert not tells_kind(answer, understand("几天办完"))


def test_another_matter_of_which_nothing_is_told_is_named(harbour: PolicyAssistant) -> None:
    answer = harbour.ask("海事站最多能罚多少？税务局呢？")
    assert answer.status == "partial"
    assert any("税务局" in note for note in answer.notes)


def test_a_value_of_one_class_is_none_of_another(harbour: PolicyAssistant) -> None:
    assert harbour.ask("C类船员救助奖励多少").status == "not_found"


def test_the_insurance_of_one_group_is_none_of_another(harbour: PolicyAssistant) -> None:
    assert harbour.ask("渔民的职工养老保险在哪里办转移？").status == "answered"
    assert harbour.ask("渔民的城乡居民养老保险在哪里办转移？").status == "not_found"


def test_a_member_that_no_document_has_is_named(harbour: PolicyAssistant) -> None:
    answer = harbour.ask("电竞算不算重点领域？")
    assert answer.status in ("partial", "not_found")
    assert any("电竞" in note for note in answer.notes)


def test_a_question_in_traditional_characters(harbour: PolicyAssistant) -> None:
    answer = harbour.ask("漁業合作社每年可以領取多少安全設備補貼？")
    assert (answer.short_answer, answer.question[:2]) == ("2万元", "漁業")


HIRING = """2025年招聘公告

一、成绩
总成绩＝笔试×40%＋试讲×60%（教师岗位）；总成绩＝笔试×50%＋面试×50%（其他岗位）。

二、证件
办理工牌的，交身份证和两张照片。
首次办牌不收费，补办工牌收取工本费12元。

三、机构
镇里设立种子服务中心，核定编制8名。
"""


@pytest.fixture(scope="module")
def hiring(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return build_assistant(tmp_path_factory.mktemp("hiring"), {"hire.txt": HIRING})


def test_one_half_is_told_where_the_other_says_only_of_what(hiring: PolicyAssistant) -> None:
    answer = hiring.ask("教师岗位总成绩怎么算，会计呢？")
    assert (answer.status, answer.notes) == (
        "answered",
        (),
    )  # 其他岗位 are ruled in the same breath
    assert "试讲" in answer.citations[0].quote


def test_a_half_that_asks_for_no_value_is_told_too(hiring: PolicyAssistant) -> None:
    answer = hiring.ask("办工牌要带啥材料，补办工牌要多少钱？")
    shown = "".join(c.quote for c in answer.citations)
    assert "照片" in shown
    assert "12元" in shown


def test_who_is_named_nowhere_is_said_to_be_missing(hiring: PolicyAssistant) -> None:
    answer = hiring.ask("种子服务中心核定多少编制，主任是谁")
    assert answer.status == "partial"
    assert any("主任是谁" in note for note in answer.notes)


LAW = """# 青岚市合作社办法

2011年3月25日 青岚市第三届人民代表大会常务委员会第二十三次会议通过

2022年7月22日 青岚市第五届人民代表大会常务委员会第三十五次会议修订）

<!-- INFO END -->

第一条 为支持合作社，制定本办法。

第二条 市农业部门主管合作社工作。

第三条 本办法自2022年9月1日起施行。
"""


def test_when_the_old_one_was_passed_is_told_beside_when_the_new_one_holds(tmp_path: Path) -> None:
    answer = build_assistant(tmp_path, {"law.md": LAW}).ask(
        "合作社办法新修订的从哪天开始实施？老的是哪年通过的？"
    )
    assert answer.short_answer == "2022年9月1日；2011年3月25日"


JOBS = """青岚市港务站招聘公告

一、招聘岗位
岗位代码\t岗位名称\t人数\t专业要求\t其他条件
G01\t造价审核\t5\t工程造价\t最低服务期5年
G02\t水质检测\t2\t环境工程\t无

二、报名时间为2024年5月6日至10日。
"""


def test_a_column_called_other_conditions_rules_nothing_of_others(tmp_path: Path) -> None:
    answer = build_assistant(tmp_path, {"jobs.txt": JOBS}).ask(
        "造价审核岗最低服务年限几年？记者岗呢？"
    )
    assert (answer.status, answer.short_answer) == ("partial", "5年")
    assert "没有查到：记者岗。" in answer.notes
