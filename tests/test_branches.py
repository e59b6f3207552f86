"""Which value of a sentence or paragraph that rules for several cases in parallel is that of the case asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from rag.aligned import alike, whole_and_parts
from rag.apart import NOT_MEANT, telling
from rag.bands import amounts
from rag.bodies import of_case
from rag.cases import of_named_case, run_of
from rag.nowhole import added_on, is_no_whole
from rag.restating import ask_part
from rag.types import Answer, Citation, Sentence
from rag.values import find_values
from tests.building import build_assistant

RULES = """南塘县公共服务管理办法

南塘县人民政府办公室
2025年3月3日

第一条 为规范公共服务，制定本办法。
第二条 申请住房补贴的职工应当连续参保满8个月。外地参保时间可以合并计算。临时聘用人员应当连续参保满15个月。
第三条 对研发大型收割机的企业奖励90万元，对研发中型收割机的企业奖励60万元。
第四条 蓝色警报由县气象局局长签发；紫色警报由防汛指挥部副指挥长签发。
第五条 场地预订后在开场前退订的，退还全部费用，但记一次失约；开场后退订的，不予退费。
第六条 优秀教师奖励如下：
（一）一级名师，每人每年奖励5000元，名额比例不超过教师数的2%；
（二）二级名师，每人每年奖励3000元，名额比例不超过9%。
第七条 农机购置每台补贴700元。合作社在上述标准基础上每台另加90元。
第八条 推广资金中，县级承担8万元，镇级承担3万元。
第九条 场馆拆除由县文化局批准；场馆改建由县建设局批准。
第十条 年产值首次突破1亿元、3亿元的，分别给予30万元、80万元奖励，晋级补差。
"""
LADDER = "年产值首次突破1亿元、3亿元的，分别给予30万元、80万元奖励，晋级补差。"
HOUSEHOLD = "一人参保的，最高补贴4万元；两人及以上参保的，最高补贴7万元。"
RAISED = "一人参保的，由3万元提高至4万元；两人及以上参保的，由6万元提高至7万元。"
APPEAL = "街道应当在4日内答复；对答复仍有异议的，可在6日内向区局申请复查。"
TOURS = "每条航线年飞行不少于900架次的，每条补贴8万元，每家最高50万元。"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("branches")
    return build_assistant(folder, {"rules.txt": RULES})


@pytest.mark.parametrize(
    ("question", "short"),
    [
        (
            "我是临时聘用人员，连续参保满9个月，能申请住房补贴吗？",
            "临时聘用人员应当连续参保满15个月",
        ),
        ("申请住房补贴要连续参保满多久？", "8个月"),
        ("紫色警报由谁签发？", "防汛指挥部副指挥长"),
        ("蓝色警报由谁签发？", "县气象局局长"),
        ("开场前退订的场地，钱退不退？", "退还全部费用，但记一次失约"),
        ("一级名师奖励多少钱，名额比例多少", "5000元；2%"),
        ("合作社买农机，每台补贴多少？", "每台另加90元"),
        ("研发中型收割机的企业奖励多少？", "60万元"),
        ("推广资金县级承担多少、镇级承担多少", "8万元；3万元"),
        ("紫色警报谁签发发布？", "防汛指挥部副指挥长"),
        ("去年拿过1亿档的奖励，今年首次突破3亿能拿多少？", None),
        ("研发小型收割机的企业奖励多少？", None),
    ],
)
def test_the_value_is_that_of_the_case_asked_about(
    rules: PolicyAssistant, question: str, short: str | None
) -> None:
    assert rules.ask(question).short_answer == short


def test_of_things_of_other_sizes_alone_nothing_is_told(rules: PolicyAssistant) -> None:
    assert rules.ask("研发小型收割机的企业奖励多少？").status == "not_found"


@pytest.mark.parametrize(
    ("question", "meant"),
    [("我和老婆都参保，最高补多少", "7万元"), ("我和老婆只有我参保，最高补多少", "4万元")],
)
@pytest.mark.parametrize("sentence", [HOUSEHOLD, RAISED])
def test_one_or_two_persons_of_a_household(question: str, meant: str, sentence: str) -> None:
    told = telling(sentence, "count", question)
    best = max(told, key=lambda at: (told[at], at))
    assert told[best] > 0
    assert sentence[best:].startswith(meant)


def test_numbers_that_are_asked_for_are_no_cases() -> None:
    assert TOURS.index("不少于") in telling(TOURS, "count", "要求的年飞行架次是多少")
    assert "两人" not in alike("我和老婆只有我一个人参保")


def test_a_step_is_that_after_the_answer_one_is_not_content_with() -> None:
    at = APPEAL.index("4日")
    assert telling(APPEAL, "duration", "街道答复后还是不服，多久内能申请")[at] == NOT_MEANT
    assert telling(APPEAL, "duration", "街道多久答复")[at] != NOT_MEANT


def test_what_is_laid_down_for_grave_cases_is_not_meant_where_it_is_not_grave() -> None:
    fine = "逾期未改的，处二千元以上六千元以下罚款；情节严重的，处六千元以上三万元以下罚款。"
    grave = fine.index("六千元以上")
    assert telling(fine, "money", "没修，不算严重的话罚多少")[grave] == NOT_MEANT
    assert telling(fine, "money", "没修，情节严重的话罚多少")[grave] != NOT_MEANT


def test_what_is_said_of_the_whole_of_a_sum_is_said_of_its_parts() -> None:
    fund = "首期9亿元中，县级出资5亿元，镇级出资4亿元。"
    assert whole_and_parts(fund, find_values(fund, "money")) == (0, [1, 2])


def test_who_acts_is_told_part_by_part() -> None:
    sentence = "蓝色警报由科长签发；紫色警报由局长签发。"
    told = of_case(sentence, "紫色警报谁签发")
    assert told is not None
    assert told.text == "局长"
    assert of_case(sentence, "警报谁签发") is None


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("占地1500平米的算什么型", "中型站"),
        ("占地100平方米的算什么型", "小型站"),
    ],
)
def test_what_a_band_is_called(question: str, short: str) -> None:
    sentence = "面积在300平方米以下的为小型站，300平方米至2000平方米的为中型站。"
    assert of_named_case(question, sentence, "小型站") == short
    assert amounts("占地1500平米") == amounts("占地1500平方米")


@pytest.mark.parametrize(
    ("question", "run"), [("博士每月补多少", ""), ("每人每月补多少", "900元、600元")]
)
def test_a_run_is_not_told_whole_where_one_of_it_is_named(question: str, run: str) -> None:
    sentence = "引进的博士、硕士，分别给予每月900元、600元补贴。"
    assert run_of(question, sentence, find_values(sentence, "money")[0]) == run


@pytest.mark.parametrize(
    ("question", "sentence", "at", "no_whole"),
    [
        ("首次突破3亿，去年拿过1亿档的，还能拿多少", LADDER, 3, True),
        ("首次突破3亿能拿多少", LADDER, 3, False),
        ("余额只有5000怎么算", "余额不足1万元的按1万元计算。", 1, True),
        ("余额只有5000按多少算", "余额不足1万元的按1万元计算。", 1, False),
        ("余额不到多少按1万元算", "余额不足1万元的按1万元计算。", 0, False),
        ("余额怎么算", "余额不足1万元的按1万元计算。", 0, True),
    ],
)
def test_a_floor_or_a_step_is_no_whole_answer(
    question: str, sentence: str, at: int, no_whole: bool
) -> None:
    value = find_values(sentence, "money")[at]
    assert is_no_whole(value, sentence, question) == no_whole


def test_what_is_added_is_asked_for_by_itself() -> None:
    sentence = "在上述标准基础上每台另加90元。"
    value = find_values(sentence, "money")[0]
    assert added_on(value, sentence, "每台另加多少") == ""
    assert added_on(value, sentence, "每台补多少") == "每台另加90元"


def _answer(short: str, quote: str) -> Answer:
    proof = Citation(1, "a.txt", "t", (), 0, len(quote), quote, "a.txt")
    return Answer("", "answered", (Sentence(quote, (1,)),), short, (proof,))


@pytest.mark.parametrize(
    ("parts", "short"),
    [
        (["占地900平方米属于什么型，", "最多补多少钱"], "8万元"),
        (["小站最少补多少钱，", "最多补多少钱"], "3万元"),  # another part asks for money too
    ],
)
def test_what_a_part_that_names_nothing_asks_the_whole_tells(parts: list[str], short: str) -> None:
    quote = "小站补3万元，中站补8万元。"
    told = ask_part(_answer("8万元", quote), parts, 1, lambda *_: _answer("3万元", quote))
    assert told.short_answer == short


FARES = """南塘县公共汽车票价公告

南塘县交通运输局
2024年11月20日

| 线路类型 | 现行票价（2024年12月31日及以前） | 调整后票价（2025年1月1日起） |
|---|---|---|
| 普通线路 | 1元 | 1.5元 |
| 空调线路 | 3元 | 3元 |
"""


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("坐普通线路要多少钱？", "1元；1.5元"),
        ("普通线路调整后多少钱？", "1.5元"),
        ("坐空调线路要多少钱？", "3元"),
    ],
)
def test_a_row_of_before_and_after_a_change(tmp_path: Path, question: str, short: str) -> None:
    assert build_assistant(tmp_path, {"fares.md": FARES}).ask(question).short_answer == short


WARNINGS = """云泽市气象局关于印发《云泽市沙尘天气应急响应措施》的通知

各区人民政府，市沙尘天气应急指挥部各成员单位：
《云泽市沙尘天气应急响应措施》已经市人民政府同意，现印发给你们，请认真组织实施。

一、预警分级
沙尘天气预警由低到高分为黄色、橙色、红色三级，分别对应Ⅲ级、Ⅱ级、Ⅰ级应急响应。

二、预警发布与解除
黄色预警由市气象局局长批准发布；橙色预警由市沙尘天气应急指挥部副总指挥批准发布；红色预警由总指挥（市长）批准发布。

三、Ⅲ级响应措施
暂停户外施工。
"""


def test_who_acts_in_the_case_named_is_told_where_the_reader_points_at_another(
    tmp_path: Path,
) -> None:
    assistant = build_assistant(tmp_path, {"warnings.txt": WARNINGS})
    answer = assistant.ask("橙色预警谁批准发布？")
    assert answer.short_answer == "市沙尘天气应急指挥部副总指挥"
