"""Whether a group is in: the sentence that leaves it out, or rules for it, before what holds for others."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Answer, PolicyAssistant, Settings

GUIDE = """岚溪市企业吸纳就业补贴申报指南

第一条 本指南适用于在岚溪市登记注册的企业。劳务派遣公司、个体工商户不在补贴范围内。

第二条 对新吸纳高校毕业生的企业，每招用一人给予2000元补贴，单个企业每年最高50万元。

第三条 对购买雇主责任险的企业，按实际保费的40%给予补贴。

第四条 有下列情形之一的，不予受理补贴申请：

（一）停业整顿企业；

（二）提供虚假材料的。
"""
READING = """《岚溪市企业吸纳就业补贴申报指南》政策解读

一、补贴给谁？

招用职工的企业可以申请，民办非企业单位暂不纳入。
"""
RULES = """松浦区图书馆读者服务规则

第一条 借书证押金100元。外籍读者的借阅另行规定。

第二条 读者应当连续借阅满6个月方可申请家庭借书证。在校学生应当连续借阅满3个月。

第三条 预约座位的读者可以提前入馆，考研学生应当连续预约满10个月方可申请固定座位，其他读者应当满2个月。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("desk")
    (folder / "docs").mkdir()
    for name, text in (("guide", GUIDE), ("reading", READING), ("rules", RULES)):
        (folder / "docs" / f"{name}.txt").write_text(text, encoding="utf-8")
    return PolicyAssistant(Settings(corpus_dir=folder / "docs", index_dir=folder / "index"))


def _told(answer: Answer) -> tuple[str | None, str]:
    return answer.short_answer, " ".join(s.text for s in answer.sentences)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("我们是劳务派遣公司，招了一批高校毕业生，能不能申请吸纳就业补贴", "不在补贴范围内"),
        ("我是开个体工商户的，买了雇主责任险能拿保费补贴吗", "不在补贴范围内"),
        ("停业整顿企业招了高校毕业生能申请补贴吗", "不予受理补贴申请"),
        ("我们是民办非企业单位，招了高校毕业生能拿补贴吗", "暂不纳入"),
        ("我们是民办非企业单位，买了雇主责任险，能拿保费补贴吗", "暂不纳入"),
        ("外籍读者能办借书证吗，押金多少", "另行规定"),
    ],
)
def test_a_group_that_is_left_out(desk: PolicyAssistant, question: str, said: str) -> None:
    short, told = _told(desk.ask(question))
    assert short == said
    assert said in (short or "")
    assert said in told
    assert not any(figure in told for figure in ("2000元", "40%", "100元"))


def test_where_somebody_worked_is_not_who_asks(desk: PolicyAssistant) -> None:
    _, told = _told(desk.ask("我们招的高校毕业生原来在劳务派遣公司上班，企业能申请补贴吗"))
    assert "2000元" in told


def test_what_is_ruled_for_a_group_goes_before_what_is_ruled_for_all(desk: PolicyAssistant) -> None:
    answer = desk.ask("我是在校学生，连续借阅了8个月，能申请家庭借书证吗")
    assert answer.short_answer == "在校学生应当连续借阅满3个月"
    assert answer.sentences[0].text.startswith("在校学生")
