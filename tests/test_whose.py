"""A figure, a body or a place of something else than is asked for is no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from tests.building import build_assistant


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return PolicyAssistant(Settings(index_dir=tmp_path_factory.mktemp("index")))


@pytest.mark.parametrize(
    "question",
    [
        "游戏产业营收2025年达到多少？",  # no document has the thing
        "动漫产业营收目标是多少",  # named elsewhere, without a figure
        "制造业营收目标多少",
        "工业设计中心的营业收入目标",
        "What is the 2025 revenue target for the animation industry?",
        "数字创意产业从业人数达到多少",  # another quantity
        "数字创意产业利润目标",
        "What is the profit target for the digital creative industry?",
        "谁来负责监督落实",
        "由谁负责评估实施情况",
        "文件提出建三个重点创新平台，都在哪？",
        "2021版和2023版的营收目标有什么变化",  # one of them is here
        "2023年前三季度营收增速多少",  # that of 增加值 is told
        "省级工业设计中心要新增几个",  # 国家级 ones are
        "省级数字创意产业园要建几个",
        "全国版权示范城市要建几个",
        "How many jobs will be created by 2025?",
        "游戏产业在计划里提到了吗",
        "计划里有没有提到电竞",
        "广州在计划里是什么定位",  # only the address has it
        "数字创意企业能拿多少补贴？",  # 6200亿元 is granted to nobody
        "省体育局承担哪些任务",  # it is only told that it issued the plan with others
        "对评选结果不服可以申请行政复议吗",
    ],
)
def test_what_is_told_of_something_else_is_refused(shipped: PolicyAssistant, question: str) -> None:
    answer = shipped.ask(question)
    assert answer.status == "not_found"
    assert answer.short_answer is None


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("数字创意产业营收目标是多少", "6200亿元"),
        ("2025年全省数字创意产业营收要冲到多少？", "6200亿元"),
        ("三年计划收官时，整个行业营收起码得超过多少", "6200亿元"),
        ("2022年的营业收入是多少", "5728.02亿元"),
        ("What revenue did the cluster record back in 2020?", "5135亿元"),
        ("谁牵头印发原来的行动计划", "省工业和信息化厅"),
        ("行动计划实施期多久", "2023—2025年"),
    ],
)
def test_what_is_told_of_it_is_answered(
    shipped: PolicyAssistant, question: str, short: str
) -> None:
    answer = shipped.ask(question)
    assert answer.status == "answered"
    assert answer.short_answer == short


def test_a_figure_says_what_is_meant(shipped: PolicyAssistant) -> None:
    answer = shipped.ask("6200亿元是什么目标")
    assert answer.status == "answered"
    assert "营业收入突破6200亿元" in answer.sentences[0].text


def test_a_share_that_is_not_told_is_said_not_to_be(shipped: PolicyAssistant) -> None:
    answer = shipped.ask("2022年比2020年增长了百分之几")  # the text has both amounts
    assert answer.status == "partial"
    assert answer.short_answer is None
    assert any("百分之几" in note for note in answer.notes)


def test_a_figure_beside_the_one_asked_for_is_no_answer(tmp_path: Path) -> None:
    text = (
        "云山市数字产业集群行动方案（2026—2027年）\n一、目标\n到2027年，集群营业收入达到2500亿元，出口额达到300亿元，"
        "规模以上企业达到520家，省级以上创新平台达到18个。\n"
    )
    assistant = build_assistant(tmp_path, {"a.txt": text})
    assert assistant.ask("到2027年集群营业收入达到多少？").short_answer == "2500亿元"
    assert assistant.ask("到2027年集群出口额达到多少？").short_answer == "300亿元"
    assert assistant.ask("到2027年集群利润目标是多少？").status == "not_found"
    assert assistant.ask("到2027年集群从业人数目标是多少？").status == "not_found"


def test_an_amount_by_another_name_is_the_amount(tmp_path: Path) -> None:
    text = "云山市贷款贴息办法\n第一条 贴息贷款单笔金额不超过1000万元，年利率不高于5%。\n第二条 本办法自2026年1月1日起施行。\n"
    assistant = build_assistant(tmp_path, {"a.txt": text})
    question = "What is the maximum amount of a single loan that can receive the interest subsidy?"
    assert "1000万元" in (assistant.ask(question).short_answer or "")


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return build_assistant(
        tmp_path_factory.mktemp("fines"),
        {
            "machines.md": """# 澜江市农业机械安全办法

第一条 拖拉机、联合收割机操作人员在作业过程中未随身携带操作证件的，处50元以上100元以下罚款。

第二条 改装、拆除农业机械安全设施的，处200元以上500元以下罚款。

第三条 禁止机动车辆在坝顶通行，但执行紧急任务的消防车、救护车除外。

第四条 有下列情形之一的，取消三年内申报资格，追回已拨付的资金：

（一）提供虚假材料骗取专项资金的；

（二）擅自改变资金用途的。
"""
        },
    )


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("未随身携带操作证件罚多少？", "50元以上100元以下"),
        ("拆除农业机械安全设施罚多少钱", "200元以上500元以下"),
        ("把有毛病的拖拉机租给别人用，罚多少？", None),
        ("收割机喷漆喷错颜色罚多少", None),
    ],
)
def test_the_fine_of_another_deed_is_no_answer(
    rules: PolicyAssistant, question: str, short: str | None
) -> None:
    assert rules.ask(question).short_answer == short


def test_what_is_excepted_gets_no_short_answer(rules: PolicyAssistant) -> None:
    answer = rules.ask("救护车能不能在坝顶上通行？")
    assert answer.short_answer is None
    assert "救护车除外" in answer.sentences[0].text


def test_what_follows_from_a_case_is_shown_with_it(rules: PolicyAssistant) -> None:
    answer = rules.ask("提供虚假材料骗取专项资金会怎么处理？")
    assert "追回已拨付的资金" in answer.sentences[0].text
    assert "虚假材料" in answer.sentences[1].text


CARDS = """# 云泽市人才登记办法

第一条 为规范人才登记，制定本办法。

第二条 经审核通过的，凭登记卡到派出所办理登记。

第三条 《人才证》的有效期为四年。

第四条 本办法自印发之日起施行，有效期5年。
"""


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("登记卡有效期是几个月？", None),
        ("人才证管几年？", "四年"),
        ("人才登记办法有效期多久？", "5年"),
    ],
)
def test_how_long_a_card_is_valid_is_not_how_long_the_text_is(
    tmp_path: Path, question: str, short: str | None
) -> None:
    assert build_assistant(tmp_path, {"登记.md": CARDS}).ask(question).short_answer == short
