"""Answers out of tables: cells that a question names, empty ones, rows that have a cell, places without a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from rag.bare import per_unit
from rag.best import best_place
from rag.crossing import crossed, unnamed
from rag.draft import Draft
from rag.places import Place
from rag.question import understand
from rag.subquestions import answer_parts, parts_of
from rag.tabled import of_row, tabled
from rag.tablenames import columns_named, named_in, rows_named, table_at
from rag.types import Answer
from rag.units import units_of
from rag.values import find_values
from tests.building import build_assistant

TEXT = """青河县农机补贴和养老站点一览

一、累加补贴标准（元）
机具名称\t小型\t中型\t大型（成套）\t发放批次
轮式拖拉机\t3000\t8000\t15000\t第一批
联合收割机\t4000\t9000\t22000\t第二批
水稻插秧机\t2500\t6000\t/\t第二批
注：“/”表示该档不予补贴。
贫困村购买本表机具的，补贴额提高20%。
二、养老服务站点
序号\t站点名称\t所在区\t服务项目\t评估等级\t有效期至
1\t和平里养老服务站\t城东区\t助餐、助浴\t三级\t2026年12月31日
2\t新华日间照料中心\t城东区\t助餐、日托\t四级\t2027年6月30日
3\t松岗养老服务站\t北山县\t助餐\t二级\t2026年11月30日
南溪县站点由县民政局另行公布。
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return build_assistant(Path(tmp_path_factory.mktemp("tabled")), {"page.txt": TEXT})


def near(page: PolicyAssistant, words: str) -> list[Place]:
    """The rows of the table that has these words, the one with them first, as if they had been found."""
    units = [u for u in units_of(page.documents["page.txt"]) if u.header]
    return [Place(u, 0.0, 1.0) for u in sorted(units, key=lambda u: words not in u.quote)]


def never(part: str, before: str) -> Answer:
    raise AssertionError(part)


def told(answer: Answer | None) -> tuple[str, str | None, str]:
    """What is shown below the names of the columns, the short answer, the status."""
    if answer is None:
        return "", None, "none"
    shown = " ".join(s.text.partition("\t")[0] for s in answer.sentences[1:])
    return shown, answer.short_answer, answer.status


@pytest.mark.parametrize(
    ("question", "shown", "short", "status"),
    [
        ("联合收割机中型和大型的补贴差多少", "联合收割机", "9000；22000", "partial"),
        (
            "联合收割机和轮式拖拉机小型的补贴哪个高",
            "轮式拖拉机 联合收割机",
            "4000；3000",
            "answered",
        ),
        (
            "水稻插秧机大型的补贴多少钱",
            "水稻插秧机 注：“/”表示该档不予补贴。",
            None,
            "answered",
        ),
        (
            "贫困村的轮式拖拉机中型补贴多少",
            "轮式拖拉机 贫困村购买本表机具的，补贴额提高20%。",
            None,
            "answered",
        ),
        ("联合收割机中型和大型的油耗差多少", "", None, "none"),  # of which nothing is said
        ("轮式拖拉机中型补贴多少", "", None, "none"),  # one cell: any value is told so
    ],
)
def test_cells_that_are_named(
    page: PolicyAssistant, question: str, shown: str, short: str | None, status: str
) -> None:
    answer = crossed(Draft(understand(question)), near(page, "拖拉机"))
    assert told(answer) == (shown, short, status)


def test_no_short_answer_runs_over_cells(page: PolicyAssistant) -> None:
    answer = page.ask("松岗养老服务站提供什么服务")
    assert answer.status == "answered"
    assert answer.short_answer is None


def test_a_name_within_a_longer_one_is_not_said(page: PolicyAssistant) -> None:
    table = table_at(page.documents["page.txt"], TEXT.index("轮式拖拉机"))
    assert table is not None
    assert rows_named("大型轮式拖拉机", table) == [0]
    assert rows_named("收割机的补贴", table) == [1]  # by the end of its name
    assert named_in("电焊工的补贴", ["焊工", "电焊工"]) == [1]
    assert named_in("高级技师和技师", ["技师", "高级技师"]) == [1, 0]
    assert columns_named("成套的和小型的", table) == [3, 1]
    longer = table_at(page.documents["page.txt"], TEXT.index("1\t和平里"))
    assert longer is not None
    assert rows_named("松岗养老服务站", longer) == [2]
    assert rows_named("新华日间照料评了几级", longer) == [1]  # called shortly


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("大型的补贴多少钱", "answered"),  # of all machines
        ("大型的购机贷款补贴多少钱", "not_found"),  # another one
        ("插秧机大型的补贴多少钱", "none"),
        ("补贴多少钱", "none"),
    ],
)
def test_a_column_of_no_row(page: PolicyAssistant, question: str, status: str) -> None:
    places = near(page, "拖拉机")
    answer = unnamed(Draft(understand(question)), places[0], places)
    assert told(answer)[2] == status
    if answer and status == "answered":
        assert len(answer.sentences) == 4
        assert answer.short_answer is None


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("城东区有哪些养老服务站点", ["和平里养老服务站", "新华日间照料中心"]),
        ("哪些站点提供日托", ["新华日间照料中心"]),
        ("三级的站点有哪些", ["和平里养老服务站"]),
        ("城东区有哪些站点提供助浴", ["和平里养老服务站"]),
        ("有哪些站点", []),  # no cell is named: the list is told elsewhere
        ("城东区有哪些公园", []),
    ],
)
def test_rows_that_have_a_cell(page: PolicyAssistant, question: str, names: list[str]) -> None:
    answer = tabled(Draft(understand(question)), near(page, "和平里"))
    assert [s.text for s in answer.sentences if s.item] == names if answer else not names


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("松岗养老服务站评了几级？有效期到什么时候？", "二级；2026年11月30日"),
        ("新华日间照料中心在哪个区，评估等级是什么？", None),  # the first part names no column
        ("养老服务站评了几级？有效期到什么时候？", None),  # two are called so
    ],
)
def test_each_part_asks_a_cell_of_one_row(
    page: PolicyAssistant, question: str, short: str | None
) -> None:
    answer = tabled(Draft(understand(question)), near(page, "松岗"))
    assert (answer.short_answer if answer else None) == short
    if answer:  # it is not asked again for each part
        assert answer_parts(answer, parts_of(question), never) is answer


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("南溪县养老站点评几级", "南溪县站点由县民政局另行公布。"),
        ("北山县养老站点评几级", ""),
        ("全县养老站点评几级", ""),
    ],
)
def test_a_place_without_a_row(page: PolicyAssistant, question: str, shown: str) -> None:
    places = near(page, "松岗")
    answer = of_row(Draft(understand(question)), places[0], places)
    assert (answer.sentences[0].text if answer and answer.sentences else "") == shown


ITEMS = """落户加分办法

指标\t内容及分值\t备注
学历\t1. 本科以上学历（30分）。
2. 专科（含高职）（20分）。
3. 高中（10分）。\t取最高分
专利\t发明专利每项按20分/（人数）计算。\t近五年
"""


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("大专学历加几分", "2. 专科"),
        ("本科学历加几分", "本科以上"),
        ("博士学历加几分", "本科以上"),  # no item has it
        ("学历加几分", "本科以上"),
    ],
)
def test_the_item_that_has_what_is_named(tmp_path: Path, question: str, words: str) -> None:
    documents = build_assistant(tmp_path, {"items.txt": ITEMS}).documents
    query = understand(question)
    units = [u for u in units_of(documents["items.txt"]) if "分）" in u.quote]
    places = [Place(u, 0.0, 0.5, find_values(u.quote, "count")[0], odds=-u.number) for u in units]
    best = best_place(query, places)
    assert best is not None
    assert words in best.unit.quote


def test_of_long_items_one_noun_does_not_tell(tmp_path: Path) -> None:
    first = "1. 达到退休年龄时最后参保地在省内，且在省内参保的累计缴费年限满10年的，向最后参保地的经办机构提出申请，由该机构按照规定办理手续并支付。"
    text = f"转移办法\n\n一、办理\n{first}\n2. 最后参保地在外省且当地缴费满8年的，在当地办理。\n"
    documents = build_assistant(tmp_path, {"items.txt": text}).documents
    units = [u for u in units_of(documents["items.txt"]) if "年的" in u.quote]
    places = [
        Place(u, 0.0, 0.5, find_values(u.quote, "duration")[0], odds=-u.number) for u in units
    ]
    best = best_place(understand("外省转来的，最后参保地在省内要交满多少年"), places)
    assert best is not None
    assert best.unit.quote.startswith("1.")


@pytest.mark.parametrize(
    ("question", "told"),
    [("发明专利每项几分", "20分/（人数）"), ("按人数每项几分", "20分")],
)
def test_a_number_is_told_with_what_parts_it(question: str, told: str) -> None:
    sentence = "发明专利每项按20分/（人数）计算。"
    assert per_unit(find_values(sentence, "count")[0], sentence, question) == told


def test_by_how_much_a_cell_grew_is_to_be_worked_out(tmp_path: Path) -> None:
    text = "票价公告\n\n一、票价（元）\n线路\t2023年票价\t2024年票价\n江北线\t2\t3\n江南线\t4\t4\n"
    line = build_assistant(tmp_path, {"fare.txt": text})
    answer = line.ask("江北线2024年票价多少，比2023年涨了多少？")
    assert answer.status == "partial"
    assert any("差额" in note for note in answer.notes)


AWARDS = """清溪市专项资金拟支持项目

序号\t企业名称\t所在区\t项目名称\t拟支持金额（万元）
1\t清溪远帆科技有限公司\t东城区\t传感器检测\t300
2\t清溪远帆科技有限公司\t东城区\t芯片封装\t100
3\t清溪金穗农机有限公司\t南湖区\t播种机改造\t20
4\t清溪明灯科技有限公司\t东城区\t灯具检测\t50

申报材料如下：
类别\t受理部门\t专项材料\t咨询电话
维修改造\t市住建局\t竣工验收报告\t0731-88660001
设备更新\t市工信局\t采购合同、发票\t0731-88660002
"""
FINES = """清溪市食品处罚基准

违法行为\t从轻\t一般\t从重
经营超过保质期的食品\t罚款5000元以上2万元以下\t罚款2万元以上3万元以下\t罚款3万元以上5万元以下
经营无标签的食品\t罚款5000元以上1万元以下\t罚款1万元以上3万元以下\t罚款3万元以上5万元以下
未建立进货查验记录制度\t罚款5000元以上1.8万元以下\t罚款1.8万元以上3万元以下\t罚款3万元以上4万元以下
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    texts = {"awards.txt": AWARDS, "fines.txt": FINES}
    return build_assistant(Path(tmp_path_factory.mktemp("awards")), texts)


@pytest.mark.parametrize(
    ("question", "shown", "short"),
    [
        ("清溪远帆公司两个项目一共拟支持多少钱？", "1 2", None),  # no total is told
        ("东城区的项目一共拟支持多少钱？", "1 2 4", None),
        ("远帆公司的两个项目总共拟支持多少钱？", "1 2", None),
        ("清溪金穗公司拟支持多少钱？", "3", "20万元"),
        ("申报设备更新类还要交什么？", "设备更新", "采购合同、发票"),
        (
            "卖过期食品一般情节罚多少钱，从轻呢？",
            "经营超过保质期的食品",
            "罚款2万元以上3万元以下；罚款5000元以上2万元以下",
        ),
    ],
)
def test_rows_of_one_name_and_what_is_asked_of_them(
    pages: PolicyAssistant, question: str, shown: str, short: str | None
) -> None:
    answer = pages.ask(question)
    assert told(answer)[:2] == (shown, short)
    assert bool(answer.notes) == (short is None)
