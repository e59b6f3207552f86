"""Who pays, approves or is honoured by a sentence that names other bodies too; what an exception holds for."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from rag.roles import who_does
from rag.values import find_values
from tests.building import build_assistant

TEST = "可以委托市质量检测中心作出技术鉴定，鉴定费用由水表生产企业先行垫付，最终由责任方承担。"
SEAL = "市级国家机关的财务专用章在式样上应有所区别，经本单位负责人批准后可以刻制。"
MOVE = "所需建设资金由你们自筹解决，其他事宜请商云泽市政府和有关部门办理。"
PRIZE = "经云泽市科技奖励委员会审定，授予王小明院士、李大海研究员云泽市最高科技奖。"
OTHER = "由市水务局同意后，报市政府批准实施。"


@pytest.mark.parametrize(
    ("asked", "sentence", "who"),
    [
        ("水表鉴定费谁先出？", TEST, "水表生产企业"),
        ("水表鉴定费谁承担？", TEST, ""),  # two bear it, one after the other
        ("刻财务专用章要谁批准？", SEAL, "本单位负责人"),
        ("迁建的钱谁出？", MOVE, "由你们自筹"),
        ("云泽市最高科技奖给了谁？", PRIZE, "王小明院士、李大海研究员"),
        ("谁审定科技奖？", PRIZE, ""),
        ("方案经谁批准？", OTHER, ""),  # told by the value itself
    ],
)
def test_who_does_what_is_asked(asked: str, sentence: str, who: str) -> None:
    assert who_does(asked, sentence, find_values(sentence, "org")[-1]) == who


RULES = """云泽市水表管理办法

第一条 为加强水表管理，制定本办法。

第二条 可以委托市质量检测中心对水表作出技术鉴定，鉴定费用由水表生产企业先行垫付，最终由责任方承担。

第三条 除国家、省、市重点项目工程外，禁止在水表房内存放建材。

第四条 水表箱直径不得大于42厘米，不得小于35厘米，应当刷蓝漆。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return build_assistant(Path(tmp_path_factory.mktemp("roles")), {"rules.txt": RULES})


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("水表鉴定费谁先出？", "水表生产企业"),
        ("我们工地是市重点项目，能在水表房存放建材吗？", None),  # excepted
        ("水表箱最大能做多大，最小呢？", "42厘米；35厘米"),
        ("水表箱直径最小多少", "35厘米"),
    ],
)
def test_an_answer_tells_who_and_which_end(
    assistant: PolicyAssistant, question: str, short: str | None
) -> None:
    assert assistant.ask(question).short_answer == short


def test_what_paper_a_number_is(tmp_path: Path) -> None:
    text = "云泽市人民政府关于水表管理的通知\n\n云政发〔2022〕7号\n\n各区人民政府：\n\n一、加强水表管护。\n\n云泽市人民政府\n\n2022年3月1日\n"
    assistant = build_assistant(tmp_path, {"notice.txt": text})
    answer = assistant.ask("云政发〔2022〕7号是什么文件？哪天印发的")
    said = [s.text for s in answer.sentences]
    assert said == ["云泽市人民政府关于水表管理的通知", "2022年3月1日"]


PLAN = """云泽市数字产业集群行动计划

一、总体目标

推动数字产业与相关产业深度融合，形成公共服务平台，培育展会及赛事，推动建设一批优质直播（短视频）基地、融媒体中心。

二、工作任务

加快动漫、数字音乐、直播、短视频等重点领域发展。
"""


@pytest.mark.parametrize("question", ["谁来监督计划的落实？", "计划由谁负责解释"])
def test_who_issued_a_plan_is_not_told_to_oversee_it(tmp_path: Path, question: str) -> None:
    issued = "2024年12月29日，经市人民政府同意，云泽市工业和信息化局、云泽市文化局印发《云泽市数字产业集群行动计划》。"
    answer = build_assistant(tmp_path, {"plan.txt": PLAN + "\n" + issued}).ask(question)
    assert answer.status == "not_found"


@pytest.mark.parametrize("question", ["短视频平台的任务谁负责", "谁牵头建直播短视频基地？"])
def test_what_is_built_is_not_in_charge(tmp_path: Path, question: str) -> None:
    answer = build_assistant(tmp_path, {"plan.txt": PLAN}).ask(question)
    assert answer.short_answer is None
