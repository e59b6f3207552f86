"""A fund as an office holds it: two versions of its rules, what explains them, the yearly call, the plan behind it."""

from __future__ import annotations

from datetime import date

import pytest

from rag import PolicyAssistant
from tests.building import build_assistant

NOW = date(2026, 11, 1)
NAME = "澜江市企业设备更新专项资金管理办法"


def _rules(number: str, day: str, body: str) -> str:
    return f"""# 澜江市工业和信息化局关于印发《{NAME}》的通知

{number}

各区工业和信息化局：

现将《{NAME}》印发给你们，请遵照执行。

澜江市工业和信息化局

{day}

{NAME}

第一章 总则

第一条 为规范专项资金管理，制定本办法。

第二章 支持条件和标准
{body}"""


OLD = _rules(
    "澜工信规〔2021〕3号", "2021年6月10日",
    """
第二条 专项资金支持下列方向：

（一）设备更新项目。对实际投入50万元以上的项目，按不超过实际投入额的15%给予补助。

（二）示范工厂。对获评智能制造示范工厂的企业，给予一次性奖励40万元。

第三条 本办法自2021年7月1日起施行，有效期5年。
""",
)  # fmt: skip
NEW = _rules(
    "澜工信规〔2025〕2号", "2025年3月18日",
    """
第二条 专项资金支持下列方向：

（一）设备更新项目。对实际投入30万元以上的项目，按不超过实际投入额的20%给予补助。

（二）示范工厂。对获评智能制造示范工厂的企业，给予一次性奖励90万元。

第三条 申报专项资金的企业应当同时符合下列条件：

（一）在本市登记注册，成立满1年；

（二）上一年度营业收入不低于500万元；

（三）未被列入严重失信主体名单。

停产不满15天的月份不计入停产期，满15天的按半月计入。

第四条 项目建设期一般不超过18个月。确需延期的，经市工业和信息化局批准可以延期一次。

第五条 本办法自2025年4月20日起施行，有效期至2028年4月19日。原《澜江市企业设备更新专项资金管理办法》（澜工信规〔2021〕3号）同时废止。
""",
)  # fmt: skip
READING = f"""# 《{NAME}》政策解读

来源：澜江市工业和信息化局　发布时间：2025-03-25

市工业和信息化局印发《{NAME}》（澜工信规〔2025〕2号）。现解读如下：

一、修订背景

原《{NAME}》（澜工信规〔2021〕3号）门槛偏高，支持力度偏小。

二、主要变化

设备更新项目补助比例由15%提高到20%。示范工厂的奖励标准相应提高。
"""
CALL = """# 澜江市工业和信息化局关于组织申报2026年度企业设备更新专项资金项目的通知

各区工业和信息化局：

一、申报时间

企业于2026年11月2日9:00至2026年12月11日17:00登录平台填报，逾期系统自动关闭。

二、推荐名额

区域	推荐名额（个）	牵头街道
望江区	25	石渡街道
青屏区	12	澄海街道

三、联系方式

市工业和信息化局设备科：周敏，0591-86203317；

监督举报电话：0591-86203300。
"""
PLAN = """# 澜江市设备更新三年行动计划（2025—2027年）

一、目标

指标	2025年	2026年	2027年
上云企业数（家）	4500	6000	8000

二、任务

（一）建设市级数据中心，2026年6月底前投入运行。由市大数据管理局牵头，市财政局配合。
"""


@pytest.fixture(scope="module")
def fund(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    texts = {"old.md": OLD, "new.md": NEW, "reading.md": READING, "call.md": CALL, "plan.md": PLAN}
    return build_assistant(tmp_path_factory.mktemp("fund"), texts)


@pytest.mark.parametrize(
    ("question", "short", "cited"),
    [
        ("示范工厂奖励多少？", "90万元", "new.md"),  # the nearest heading tells what of
        ("设备更新项目按多少比例补助？", "20%", "new.md"),  # the rules before what explains them
        ("2026年度专项资金申报截止时间是哪天？", "2026年12月11日", "call.md"),
        ("今年申报工作的联系电话是多少？", "0591-86203317", "call.md"),
        ("申报工作的监督举报电话是多少？", "0591-86203300", "call.md"),
        ("2026年上云企业数目标是多少家？", "6000家", "plan.md"),
        ("2025年、2026年、2027年上云企业数目标分别是多少？", "4500家；6000家；8000家", "plan.md"),
        ("数据中心由谁牵头建设，什么时候投入运行？", "市大数据管理局；2026年6月底前", "plan.md"),
        ("项目建设期最长多久，能延期吗？", "18个月", "new.md"),
        ("哪个文件废止了澜工信规〔2021〕3号？", "澜工信规〔2025〕2号", "new.md"),
        ("2021年的专项资金管理办法什么时候被废止的？", "2025年4月20日", "new.md"),
        ("市工信局设备科的科长是谁？", None, ""),
    ],
)
def test_a_value(fund: PolicyAssistant, question: str, short: str | None, cited: str) -> None:
    answer = fund.ask(question, as_of=NOW)
    assert answer.short_answer == short
    assert (answer.citations[0].doc_id if answer.citations else "") == cited


def test_a_reading_explains_the_version_whose_number_it_gives(fund: PolicyAssistant) -> None:
    (relation,) = fund.force(NOW).relations.of("reading.md", "explains")
    assert relation.target == "new.md"


def test_all_conditions_are_shown_where_one_is_met(fund: PolicyAssistant) -> None:
    answer = fund.ask("我们公司成立两年，去年营收800万，能申请专项资金吗？", as_of=NOW)
    said = " ".join(s.text for s in answer.sentences)
    assert "成立满1年" in said
    assert "不低于500万元" in said
    assert "严重失信" in said
    assert {c.doc_id for c in answer.citations} == {"new.md"}


def test_a_figure_of_a_table_stands_below_the_names_of_its_columns(fund: PolicyAssistant) -> None:
    answer = fund.ask("2026年上云企业数目标是多少家？", as_of=NOW)
    assert "2026年" in answer.citations[0].quote
    assert "6000" in answer.citations[1].quote


def test_the_two_versions_are_compared_by_other_names(fund: PolicyAssistant) -> None:
    answer = fund.ask("新办法和2021年的老办法相比，设备更新项目补助标准有什么变化？", as_of=NOW)
    said = " ".join(s.text for s in answer.sentences)
    assert "15%" in said
    assert "20%" in said


def test_a_direction_that_is_wrong_is_set_right_by_the_reading(fund: PolicyAssistant) -> None:
    answer = fund.ask("设备更新补助比例是不是降低到15%了？", as_of=NOW)
    assert answer.status == "partial"
    assert "由15%提高到20%" in answer.sentences[0].text


def test_a_case_below_a_threshold_is_no_wrong_figure(fund: PolicyAssistant) -> None:
    answer = fund.ask("只停产了10天的那个月算不算停产期？", as_of=NOW)
    assert answer.status == "answered"
    assert "不满15天" in answer.sentences[0].text
    assert not answer.notes
