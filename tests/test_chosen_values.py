"""Values that are told beside others: the day and not the year, an age, several days, who holds an office."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.choosing import choose_value
from rag.question import understand
from rag.steps import read_steps
from rag.values import find_values

NOTICE = """岚溪市人才公寓申报指南

一、看房

现场看房时间为10月18日、10月25日9时至16时，需提前一天电话预约。

二、条件

硕士研究生申报人年龄不超过40周岁，本科生申报人年龄不超过35周岁。

三、选房

12月6日在新区政务服务中心三楼大厅现场选房，按A类、B类、C类、D类顺序进行，同一类别的通过摇号确定先后。

四、名词

本指南所称申请人，是指签订劳动合同的在职职工，申请人可以委托他人代办。

本指南所称“专家楼”，是指面积在一百平方米以上的三居室。
"""


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("notice")
    (folder / "docs").mkdir()
    (folder / "docs" / "notice.txt").write_text(NOTICE, encoding="utf-8")
    return PolicyAssistant(Settings(corpus_dir=folder / "docs", index_dir=folder / "index"))


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("人才公寓哪几天可以去看房？", "10月18日、10月25日"),
        ("指南里的“申请人”指的是谁？", "签订劳动合同的在职职工"),
        ("指南说的“专家楼”是什么样的房子？", "面积在一百平方米以上的三居室"),
        ("本科生申报人才公寓，年龄不能超过多大？", "35周岁"),
    ],
)
def test_short_answers(notice: PolicyAssistant, question: str, short: str) -> None:
    answer = notice.ask(question)
    assert answer.short_answer is not None
    assert answer.short_answer.removeprefix("不超过") == short


def test_a_hall_is_no_body_that_decides(notice: PolicyAssistant) -> None:
    short = notice.ask("选房时同一类的人谁先谁后怎么定？").short_answer
    assert short is None or "大厅" not in short


def test_the_day_is_asked_for_not_the_year_that_is_told() -> None:
    sentence = "2024年度配额应于2025年11月30日17时前足额清缴。"
    asked = "2024年度的配额最晚什么时候清缴"
    query = understand(asked)
    found = choose_value(sentence, "date", query.terms, query.years, asked=asked)
    assert found is not None
    assert found.text.startswith("2025年11月30日")


def test_who_holds_an_office() -> None:
    sentence = "职工方首席协商代表由企业工会主席担任。"
    asked = "首席协商代表由谁来当"
    found = choose_value(sentence, "org", understand(asked).terms, (), asked=asked)
    assert found is not None
    assert found.text == "企业工会主席"
    assert not [v for v in find_values(sentence, "person_name") if "担" in v.text]


def test_amounts_of_blood() -> None:
    sentence = "每次献血量一般为二百毫升，最多不得超过四百毫升；两次献血间隔期不得少于六个月。"
    asked = "一次顶多能抽多少"
    found = choose_value(sentence, "count", understand(asked).terms, (), asked=asked)
    assert found is not None
    assert found.text.endswith("四百毫升")


@pytest.mark.parametrize("said", ["生第二个娃产假延长多少天", "第三个月起停发吗", "第二个工作日"])
def test_ordinals_of_children_and_months_are_no_address(said: str) -> None:
    assert read_steps(said, chinese=True)[0] == ()


def test_ordinals_of_clauses_still_are() -> None:
    assert [s.number for s in read_steps("第二个工程和第三个方面", chinese=True)[0]] == [2, 3]


def test_of_which_sections_it_consists(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    text = "河南省黄河工程管理条例\n\n第一章 总则\n\n第一条 为了加强黄河工程的管理，制定本条例。\n\n第二章 堤防管理\n\n第二条 堤防由河务部门管理。\n\n第三章 河道工程管理\n\n第三条 河道工程由专人看护。\n"
    (tmp_path / "docs" / "river.txt").write_text(text, encoding="utf-8")
    other = PolicyAssistant(Settings(corpus_dir=tmp_path / "docs", index_dir=tmp_path / "index"))
    answer = other.ask("What chapters does the Henan Yellow River works regulation consist of?")
    items = [s.text.strip("“”") for s in answer.sentences if s.item]
    assert items == ["第一章 总则", "第二章 堤防管理", "第三章 河道工程管理"]


@pytest.mark.parametrize(
    ("sentence", "kind", "asked", "short"),
    [
        ("每年11月1日至次年5月31日为本市森林防火期。", "date", "森林防火期是几月几号到几月几号", "每年11月1日至次年5月31日"),
        ("主要道路，在每年六月一日到十月一日期间不得挖掘。", "date", "主要道路哪段时间不让挖", "每年六月一日到十月一日"),
        ("还享有在船舶上每工作2个月不少于5日的年休假。", "duration", "每干满2个月年休假几天", "不少于5日"),
        ("国务院电力管理部门可以会同国务院有关部门制定实施细则。", "org", "实施细则由谁牵头制定", "国务院电力管理部门"),
    ],
)  # fmt: skip
def test_value_that_is_meant(sentence: str, kind: str, asked: str, short: str) -> None:
    query = understand(asked)
    found = choose_value(sentence, kind, query.terms, (), unit=query.unit, asked=asked)
    assert found is not None
    assert found.text == short


PLAN = """桐川县低空经济行动计划（2024—2026年）

2021年县发展改革局牵头印发《桐川县低空经济行动计划（2021—2023年）》，取得成效。

在校门口设置限速标志。（责任单位：县公安局、县住房城乡建设局和县教育局）

培训飞手五百人。（责任单位：县人力资源社会保障局）
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("plan")
    (folder / "docs").mkdir()
    (folder / "docs" / "plan.txt").write_text(PLAN, encoding="utf-8")
    return PolicyAssistant(Settings(corpus_dir=folder / "docs", index_dir=folder / "index"))


def test_all_bodies_of_the_task_are_told(plan: PolicyAssistant) -> None:
    answer = plan.ask("校门口设限速标志由哪个部门负责？")
    assert answer.short_answer == "县公安局、县住房城乡建设局和县教育局"


def test_who_issued_an_earlier_version_is_not_who_leads_this_one(plan: PolicyAssistant) -> None:
    assert plan.ask("这个计划由谁牵头？").short_answer != "县发展改革局"
    assert plan.ask("上一版计划是谁牵头印发的？").short_answer == "县发展改革局"


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("企业年产值首次突破2亿元、6亿元、12亿元的，分别奖励10万元、30万元、80万元。", "年产值过了6亿，奖多少？", "30万元"),
        ("票房达到3000万元、1亿元的，分别奖励20万元、90万元。", "票房过了一个亿，奖励多少？", "90万元"),
        ("主导制定国际标准、国家标准、行业标准的企业，分别奖励90万元、40万元、15万元。", "主导制定国家标准奖励多少？", "40万元"),
        ("在本市租房的甲类、B类、C类人才，租房补贴分别为每月3000元、2000元和900元。", "B级人才一个月租房补贴多少钱？", "2000元"),
        ("按完成Ⅰ期、Ⅱ期临床试验，分别给予最高300万元、700万元奖励。", "新药做完二期临床，最多奖多少？", "700万元"),
        ("已备案的，支付比例降低5个百分点；未备案的，支付比例降低15个百分点。", "没备案，支付比例降低多少？", "15个百分点"),
        ("2020年消费比重为54.8%，自给率为61%；2021年，上述两项指标分别为53.6%和63%。", "2021年自给率是多少？", "63%"),
        ("教学名师100名、技能工作室80个，省财政分别给予5万元、20万元支持。", "技能工作室省里给多少支持？", "20万元"),
        ("2022年底、2023年底累计筹集3200套、5100套。", "2023年底一共筹了多少套？", "5100套"),
        ("拖拉机按马力补贴：20马力以下1000元，50至80马力5800元。", "20马力以下的拖拉机，能拿几个钱？", "1000元"),
        ("市住建局主管公租房；市民政局负责家庭财产核对；市财政局负责资金保障。", "家庭财产由哪个部门去查？", "市民政局"),
        ("按期权费的50%给予补助，汇率避险资金由岱宁市融资担保公司运作。", "汇率避险资金由哪家公司运作？", "岱宁市融资担保公司"),
        ("居民每立方米0.95元，非居民每立方米1.4元。", "非居民用水一方是多少钱？", "1.4元"),
        ("举报电话为0852-8890 127。", "打哪个举报电话？", "0852-8890 127"),
        ("2028年能耗较2024年下降18%。", "2028年能耗下降多少？", "18%"),
        ("到2026年，营业收入达到780亿元，获批新药12个。", "2026年 获批新药 数量目标", "12个"),
        ("布设监视雷达32部，实现300米以下空域全覆盖。", "监视雷达 布设数量", "32部"),
        ("公园绿地面积应当不少于公园陆地总面积的65%。", "绿地面积占陆地总面积多少？", "65%"),
        ("数字化率由2021年的31%提高到58%。", "2021年数字化率是多少？", "31%"),
        ("甲江银行、乙江银行分别负责城区、南部两县的贷款发放。", "南部两县的贷款归哪家银行放？", "乙江银行"),
        ("博览会由市商务局主办、桐埠会展集团承办。", "博览会由哪家单位承办？", "桐埠会展集团"),
        ("市财政局负责资金保障，市消防救援支队负责消防安全指导。", "消防安全由谁指导？", "市消防救援支队"),
        ("申报时间为2026年5月15日9时至6月30日17时。", "申报什么时候截止？", "2026年5月15日9时至6月30日17时"),
        ("网上填报自3月16日开始，4月17日18时截止。", "网上填报最晚到哪天？", "4月17日"),
        ("网上填报自3月16日开始，4月17日18时截止。", "网上填报从哪天开始？", "3月16日"),
    ],
)  # fmt: skip
def test_the_value_of_the_case_that_is_asked_for(
    sentence: str, question: str, expected: str
) -> None:
    query = understand(question)
    value = choose_value(
        sentence, query.value, query.terms, query.years, asked=query.plain.lower(), unit=query.unit
    )
    assert value is not None
    assert value.text == expected
