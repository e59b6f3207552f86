"""A notice as offices send it out: letterhead, who is to do what in a line of its own, a table with sums."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings

NOTICE = """# 砚溪市民政局　砚溪市财政局文件

**砚民发〔2025〕7号**

## 关于做好2025年困难家庭旧房修缮工作的通知

各县区民政局、财政局：

为落实2025年民生实事，现就做好困难家庭旧房修缮工作通知如下。

### 一、修缮对象

有下列情形之一的家庭，可以申请：

1. 特困供养家庭；
2. 最低生活保障家庭。

### 二、重点任务

（一）摸清底数。组织入户调查，4月底前建立台账。

责任单位：市民政局

（二）落实资金。每户平均补助6000元。
（牵头单位：市财政局）

加装扶手，应装尽装。全年计划为60户困难老人家庭加装扶手，所需资金由市财政安排，年底前全部完成验收并建立档案。
责任单位：市残联

拆除危墙，消除隐患。年内拆除全部危墙并完成回填。
责任单位：市应急管理局；配合单位：市城管局

### 三、申报程序

（一）个人申请。由户主提出。

（二）村级评议。由村民小组评议。

（三）县级审批。由县区民政局审批。

### 四、指标分配

| 县区 | 特困户数 | 低保户数 | 合计（户） |
|---|---|---|---|
| 桐溪县 | 110 | 230 | 340 |
| 南屏区 | 60 | 150 | 210 |

### 五、说明

本通知所称旧房，包括县级住房部门认定的危房、市住房部门认定的老房和抗震不足的砖木房。

对逾期未拆除旧围墙的，处200元以上800元以下罚款。

砚溪市民政局　砚溪市财政局

2025年3月6日
"""


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("notice")
    (folder / "docs").mkdir()
    (folder / "docs" / "notice.md").write_text(NOTICE, encoding="utf-8")
    (folder / "docs" / "other.txt").write_text(
        "砚溪市公园管理办法\n\n第一条 公园每日开放时间为6时至22时。\n\n第二条 公园由市园林局主管。\n",
        encoding="utf-8",
    )
    return PolicyAssistant(Settings(corpus_dir=folder / "docs", index_dir=folder / "index"))


def test_the_title_stands_below_the_letterhead(notice: PolicyAssistant) -> None:
    facts = notice.documents["notice.md"].facts
    assert facts.title.value == "关于做好2025年困难家庭旧房修缮工作的通知"
    assert facts.document_number is not None
    assert facts.document_number.value == "砚民发〔2025〕7号"


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("砚溪市困难家庭旧房修缮通知的文号是什么？", "砚民发〔2025〕7号"),
        ("拆除危墙归谁负责？", "市应急管理局"),
        ("给困难老人家庭加装扶手归谁负责？", "市残联"),
        ("旧房修缮的底数由谁摸清？", "市民政局"),
        ("桐溪县旧房修缮总共多少户？", "340户"),
        ("南屏区低保户数是多少？", "150"),
        ("逾期未拆除旧围墙的罚多少钱？", "200元以上800元以下"),
    ],
)
def test_short_answers(notice: PolicyAssistant, question: str, short: str) -> None:
    assert notice.ask(question).short_answer == short


def test_who_is_to_do_it_is_proved_with_what_is_to_be_done(notice: PolicyAssistant) -> None:
    quote = notice.ask("建立台账由哪些单位负责？").citations[0].quote
    assert "建立台账" in quote
    assert "责任单位：市民政局" in quote


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("哪些家庭可以申请2025年的旧房修缮？", ["1. 特困供养家庭", "2. 最低生活保障家庭"]),
        ("申报旧房修缮要走哪几步？", ["（一）个人申请", "（二）村级评议", "（三）县级审批"]),
        ("旧房包括哪几种？", ["县级住房部门认定的危房", "市住房部门认定的老房", "抗震不足的砖木房"]),
    ],
)  # fmt: skip
def test_lists(notice: PolicyAssistant, question: str, items: list[str]) -> None:
    assert [s.text for s in notice.ask(question).sentences if s.item] == items


def test_a_column_that_the_table_has_not_is_no_value(notice: PolicyAssistant) -> None:
    assert notice.ask("桐溪县旧房修缮投入多少辆车？").short_answer is None


def test_who_is_meant_has_to_be_asked(notice: PolicyAssistant) -> None:
    assert notice.ask("我符合条件吗？").status == "unclear"


def test_a_table_pasted_with_tabs_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "call.txt").write_text(
        "砚溪市机器人场景揭榜通知\n\n一、支持方向\n\n各方向的名额和资助标准如下：\n\n"
        "方向\t拟支持数量（个）\t资助比例\t单个项目最高资助（万元）\n工业制造\t15\t30%\t400\n应急救援\t6\t40%\t300\n\n"
        "砚溪市工业和信息化局\t砚溪市财政局\t砚溪市科技局\n",
        encoding="utf-8",
    )
    assistant = PolicyAssistant(
        Settings(corpus_dir=tmp_path / "docs", index_dir=tmp_path / "index")
    )
    assert assistant.ask("应急救援方向单个项目最高资助多少万元？").short_answer == "300万元"
    assert assistant.ask("工业制造方向支持几个项目？").short_answer == "15个"
    text = assistant.documents["call.txt"].text
    assert "砚溪市工业和信息化局 砚溪市财政局 砚溪市科技局" in text  # one line is no table
