"""Papers of one office as they come: bodies and number below the title, tables in plain text, grades, an old and a new rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from tests.building import build_assistant

RULE = """临江县渔业扶持资金管理办法

临江县水产局  临江县财政局
临水规〔2024〕3号
2024年5月6日

各乡镇人民政府：
    第一条 为促进渔业发展，制定本办法。
    第二条 新建冷库200立方米以上的，按每立方米150元补助，最高不超过20万元。
    第三条 省级示范渔场奖励9万元，市级示范渔场奖励6万元，县级示范渔场奖励3万元。
    第四条 县级示范渔场的申报条件
    （一）登记注册满两年；
    （二）养殖面积不少于30亩。
    第五条 评审结果公示7个工作日。对公示结果有异议的，可以在公示期内提出，县水产局应当在5个工作日内答复。
    第六条 县水产局养殖管理股负责补助的组织实施，联系电话0571-66321150；县财政局农业股负责资金调度，联系电话0571-66321160。
    第七条 养殖大户，是指养殖面积在50亩以上的个人。
    第八条 本办法自2024年6月1日起施行，有效期五年。《临江县渔业扶持资金管理暂行办法》（临水〔2020〕8号）同时废止。
"""
OLD = """临江县渔业扶持资金管理暂行办法

临江县水产局
临水〔2020〕8号
2020年3月2日

各乡镇人民政府：
    第一条 为促进渔业发展，制定本暂行办法。
    第二条 县级渔业龙头企业奖励4万元。
    第三条 省级示范渔场奖励5万元，市级示范渔场奖励3万元，县级示范渔场奖励1万元。
    第四条 本暂行办法自2020年4月1日起施行，有效期三年。
"""
NOTICE = """关于组织申报2025年度县级示范渔场的通知

临江县水产局
临水〔2025〕5号
2025年3月3日

各乡镇人民政府：
    现就申报工作通知如下。
    一、申报程序
    申报主体于2025年4月20日前将材料报送所在乡镇办公室。
    二、育苗计划
    2024年新建育苗中心4个，2025年新建6个，2026年新建5个。
附件1
2025年度推荐名额分配表
乡镇\t示范渔场（家）\t示范合作社（家）
东门镇\t3\t1
石塘镇\t6\t4
附件2
主要指标
指标 | 2023年基数 | 2024年 | 2025年
机械化率（%） | 48 | 55 | 62
良种覆盖率（%） | 70 | 74 | 79
"""
LIST = """临江县2024年度渔业补助公示

    现将拟补助名单公示如下。
序号\t乡镇\t申报主体\t核定面积（亩）\t补助标准（元/亩）\t补助金额（元）
1\t东门镇\t东门镇丰水水产专业合作社\t210\t100\t21000
2\t石塘镇\t金穗渔场\t98\t80\t7840
"""
NEWS = """我县召开渔业机械化现场会

来源：临江县融媒体中心
2024年10月17日

    10月16日，全县渔业机械化现场会在东门镇丰水水产服务中心召开。
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    texts = {
        "办法.txt": RULE,
        "暂行.txt": OLD,
        "通知.txt": NOTICE,
        "公示.txt": LIST,
        "新闻.txt": NEWS,
    }
    return build_assistant(Path(tmp_path_factory.mktemp("office")), texts)


def test_bodies_number_and_day_below_the_title_are_facts(office: PolicyAssistant) -> None:
    facts = office.documents["办法.txt"].facts
    assert [f.value for f in facts.issuers] == ["临江县水产局", "临江县财政局"]
    assert facts.issued
    assert facts.issued.value == "2024-05-06"
    assert office.documents["新闻.txt"].facts.issuers == ()  # no headline, no source


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("石塘镇示范渔场推荐名额有几个？", "6家"),
        ("石塘镇示范合作社推荐名额是多少", "4家"),
        ("2025年机械化率要达到多少", "62%"),  # parted by bars, the year names the column
        ("丰水水产合作社补助金额是多少", "21000元"),  # called shortly; not the 补助标准
        ("东门镇丰水水产专业合作社补助标准是多少", "100元/亩"),
        ("丰水水产合作社拟补多少钱", "21000元"),
        ("盖一个500立方米的冷库能补多少", "每立方米150元"),
        ("市级示范渔场奖励多少", "6万元"),
        ("养殖补助归哪个股室管，电话多少？", "县水产局养殖管理股；0571-66321150"),
        ("资金调度归哪个股室管，电话多少？", "县财政局农业股；0571-66321160"),
        ("三年一共要新建多少个育苗中心？", "4个；6个；5个"),
        ("What is the deadline for submitting the application materials?", "2025年4月20日前"),
        ("县级示范渔场奖励新旧办法有什么变化", "1万元 → 3万元"),
    ],
)
def test_short_answers(office: PolicyAssistant, question: str, short: str) -> None:
    assert office.ask(question).short_answer == short


@pytest.mark.parametrize(
    "question",
    [
        "市级示范渔场的申报条件是什么？",  # told of another level
        "对评审结果不服可以申请行政复议吗，多长时间内？",
        "渔业技术员培训报名在哪里报？",  # the meeting was held somewhere
        "2025年度第二批示范渔场什么时候申报？",  # no batch is spoken of
        "县级示范渔场要什么收入条件",  # conditions, but none of that kind
    ],
)
def test_what_is_told_of_something_near_is_refused(office: PolicyAssistant, question: str) -> None:
    assert office.ask(question).status == "not_found"


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("养殖大户是怎么界定的？另外培训报名在哪里报？", "另外培训报名在哪里报"),
        ("县级示范渔场奖励多少，有没有学历要求？", "有没有学历要求"),
    ],
)
def test_a_part_that_is_not_told_is_named(
    office: PolicyAssistant, question: str, missing: str
) -> None:
    answer = office.ask(question)
    assert answer.status == "partial"
    assert answer.sentences
    assert any(missing in note for note in answer.notes)


def test_what_only_a_repealed_rule_grants_is_not_granted_now(office: PolicyAssistant) -> None:
    answer = office.ask("县级渔业龙头企业现在能拿多少奖励？")
    assert answer.status == "partial"
    assert answer.notes[0] == "现行文件中没有查到这一内容，所引的是已不再有效的文件。"


def test_a_page_is_asked_of_its_issuer(office: PolicyAssistant) -> None:
    notes = office.ask("示范渔场的评审专家有几名？").notes
    assert any("可向临江县水产局" in note for note in notes)


def test_a_document_is_known_by_its_short_number(office: PolicyAssistant) -> None:
    assert office.ask("2020年的8号文还执行吗").short_answer == "同时废止"


def test_grades_do_not_contradict_each_other(office: PolicyAssistant) -> None:
    assert not any("各文件数字不同" in note for note in office.ask("市级示范渔场奖励多少").notes)


def test_materials_for_another_application_are_no_answer(tmp_path: Path) -> None:
    texts = {
        "细则.txt": "临江县租赁补贴实施细则\n\n第一条 为规范租赁补贴发放，制定本细则。\n第二条 申请租赁补贴，应当提交下列材料：\n（一）租赁补贴申请表；\n（二）租赁合同。\n",
        "办法.txt": "临江县公租房管理办法\n\n第一条 为规范公租房管理，制定本办法。\n第二条 申请人应当向街道办事处提出申请，提交下列材料：\n（一）公租房申请表；\n（二）收入申报书。\n",
    }
    answer = build_assistant(tmp_path, texts).ask("申请公租房要带哪些材料？")
    assert [s.text[3:] for s in answer.sentences if s.item] == ["公租房申请表", "收入申报书"]


def test_an_amount_for_each_of_a_unit_is_told_with_it(office: PolicyAssistant) -> None:
    assert office.ask("示范渔场一亩补多少").status == "not_found"


def test_a_complaints_line_is_found_in_what_explains_a_rule(tmp_path: Path) -> None:
    texts = {
        "办法.txt": "临江县公租房管理办法\n\n第一条 为规范公租房管理，制定本办法。\n第二条 全县已分配公租房12860套。\n",
        "解读.txt": "《临江县公租房管理办法》政策解读\n\n一、主要内容\n公租房实行轮候。\n咨询电话：0571-66123000；监督举报电话：0571-66123880\n",
    }
    asked = build_assistant(tmp_path, texts)
    assert asked.ask("投诉举报公租房问题打哪个电话？").short_answer == "0571-66123880"
    assert asked.ask("公租房电梯坏了找谁修").status == "not_found"
