"""Which cell of a table a question asks for, and which lists and batches are those of something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from rag.best import best_place
from rag.cells import names_body, names_cell, value_in_row, with_unit
from rag.listevidence import is_of_another_application, tells_means
from rag.listplaces import lists_of
from rag.places import Place
from rag.question import understand
from rag.units import Unit, units_of
from rag.values import Value
from rag.whose import is_unlike
from tests.building import build_assistant

TEXT = """临江县公租房2025年第一批配租公示

现将2025年第一批配租对象公示如下，申请时间为3月20日至3月24日。
一、租赁补贴
申请租赁补贴，应当提交下列材料：
（一）租赁补贴申请表；
（二）租赁合同。
对无法通过电子证照、数据共享、实地走访等方式核实的人员，应当现场审查。
二、补助名单
序号\t申报主体\t补助标准（元/亩）\t补助金额（元）
1\t东门镇丰水水产专业合作社\t100\t21000
2\t金穗水产养殖场\t80\t7840
三、筹集任务（套、间）
区域\t2024年\t合计
东湖区\t1300\t4600
南岭区\t1100\t3900
四、培训补贴
工种\t课时\t五级（初级工）\t补贴标准\t有效期至
焊工\t40\t1400\t6000（每年）\t2027年5月31日
车工\t56\t1500\t7000（每年）\t2028年5月31日
五、服务窗口
窗口\t电话\t地址
东湖区就业服务中心\t0799-6422317\t东湖路1号
南岭区就业服务中心\t0799-6422318\t南岭路2号
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return build_assistant(Path(tmp_path_factory.mktemp("cells")), {"page.txt": TEXT})


def unit_with(page: PolicyAssistant, words: str) -> Unit:
    return next(u for u in units_of(page.documents["page.txt"]) if words in u.quote)


def place(page: PolicyAssistant, question: str, words: str) -> Place:
    """A place as words alone weigh it, with the value of its row."""
    unit = unit_with(page, words)
    value = value_in_row(understand(question), unit) if unit.header else None
    return Place(unit, 0.0, 0.5, value)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("东门镇丰水水产专业合作社补助金额是多少", True),
        ("丰水水产合作社补助金额是多少", True),  # called shortly
        ("水产合作社补助金额是多少", False),  # both rows have 水产
    ],
)
def test_a_row_is_named_by_its_cell(page: PolicyAssistant, question: str, named: bool) -> None:
    assert names_cell(understand(question), place(page, question, "丰水")) is named


@pytest.mark.parametrize(
    ("question", "words", "value"),
    [
        ("丰水水产合作社补助金额是多少", "丰水", "21000"),
        ("丰水水产合作社补助标准是多少钱", "丰水", "100"),
        ("丰水水产合作社补多少钱", "丰水", "21000"),  # an amount rather than a standard
        ("东湖区总投资多少亿元", "东湖区", None),  # 套、间 are no amount
        ("东湖区一共多少套", "东湖区", "4600"),
        ("补多少", "焊工\t", "6000（每年）"),
        ("焊工补多少钱", "焊工\t", "6000（每年）"),  # a column of what is granted, with its bracket
    ],
)
def test_the_cell_that_is_asked_for(
    page: PolicyAssistant, question: str, words: str, value: str | None
) -> None:
    found = value_in_row(understand(question), unit_with(page, words))
    assert (found.text if found else None) == value


def test_a_number_has_no_unit_of_the_name_of_its_column(page: PolicyAssistant) -> None:
    unit = unit_with(page, "焊工\t")
    at = unit.quote.index("1400")
    assert with_unit(Value("count", "1400", at, at + 4), unit) == "1400"  # not 1400初级工
    row = unit_with(page, "丰水")
    at = row.quote.index("21000")
    assert with_unit(Value("count", "21000", at, at + 5), row) == "21000元"


@pytest.mark.parametrize(
    ("question", "named"), [("东湖区就业服务中心电话", True), ("就业服务中心电话", False)]
)
def test_a_row_has_the_name_of_the_body(page: PolicyAssistant, question: str, named: bool) -> None:
    assert names_body(understand(question), unit_with(page, "东湖区就业")) is named


def test_the_name_of_a_column_says_that_a_day_is_an_end(page: PolicyAssistant) -> None:
    answer = page.ask("焊工的培训补贴什么时候到期")
    assert answer.short_answer == "2027年5月31日"


@pytest.mark.parametrize(
    ("question", "another"),
    [
        ("申请公租房要带哪些材料", True),
        ("申请租赁补贴要带哪些材料", False),
        ("要带哪些材料", False),
    ],
)
def test_materials_of_another_application(
    page: PolicyAssistant, question: str, another: bool
) -> None:
    found = next(f for f in lists_of(unit_with(page, "应当提交下列材料")) if f.clause)
    assert is_of_another_application(understand(question), found) is another


@pytest.mark.parametrize(
    ("question", "unlike"), [("第二批申请时间是哪几天", True), ("第一批申请时间是哪几天", False)]
)
def test_another_batch(page: PolicyAssistant, question: str, unlike: bool) -> None:
    found = place(page, question, "申请时间为")
    assert is_unlike(understand(question), found) is unlike


@pytest.mark.parametrize(
    ("question", "means"), [("现场审查哪些人", True), ("通过哪些方式核实", False)]
)
def test_means_are_no_list_of_those_concerned(
    page: PolicyAssistant, question: str, means: bool
) -> None:
    found = next(f for f in lists_of(unit_with(page, "电子证照")) if f.name)
    assert found.name.startswith("方式")
    assert tells_means(understand(question), found) is means


def test_the_names_of_columns_are_no_answer(page: PolicyAssistant) -> None:
    question = "补助标准怎么规定"
    names, row = (place(page, question, words) for words in ("申报主体\t", "丰水"))
    assert best_place(understand(question), [names, row]) is row
    assert best_place(understand(question), [names]) is names
