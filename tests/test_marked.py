"""What a question marks off from its like by a size, a grade, a title, a deed, a case or a number."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.bands import is_out_of_case
from rag.ownfigure import misquoted

PLAN = """岚溪市感知器件产业行动计划（2025—2027年）

一、重点工程
建设8英寸中试线1条，年服务能力达到4万片，总投资11.6亿元。

二、绩效评价
评价结果分为“优”“良”“差”。评价结果为“差”的县区，下一年度推荐名额减少20%。

三、名词解释
多项目晶圆（MPW）：指将多个芯片设计放在同一片晶圆上流片，按面积分摊费用。
"""
RULES = """岚溪市厨余垃圾管理办法

第三条 厨余垃圾产生单位应当安装油水分离器。

第四条 未建立台账的，处3000元以下罚款。

第五条 运输过程中滴漏、撒落厨余垃圾的，处5000元以上5万元以下罚款。
"""
CARE = """岚溪市居民医保待遇通知

一、市外就医
（一）经市内三级医院办理转诊手续到市外住院的，支付比例为55%。
（二）未办理转诊手续自行到市外住院的，支付比例为45%。

二、稳岗返还
（一）裁员率不高于5.5%的企业，可以申请稳岗返还。
（二）参保职工30人（含）以下的企业，裁员率放宽至不高于20%，可以申请稳岗返还。
（三）有下列情形之一的，不予返还：
1.被列入严重失信主体名单的；
2.被认定为“僵尸企业”的；
3.2024年度存在欠缴失业保险费的。
"""
SCHOOLS = """岚溪县2026年招生工作方案

一、招生计划
全县小学一年级计划招生4620人，班级105个。其中城区小学一年级计划招生2250人。

二、改造计划
结合老旧小区改造，2025年完成312个老旧小区，2026年完成268个。

三、总成绩
总成绩=笔试成绩×40%+面试成绩×60%。总成绩相同的，面试成绩高者优先。

四、改造内容
基础类包括供水、排水、供电；完善类包括加装电梯、照明、停车设施。

五、申报材料
个人：身份证、购机发票、付款凭证；
合作社：营业执照、购机发票、对公账户。
"""
DECISION = """岚溪市人民政府关于废止和修改部分文件的决定

一、对《岚溪市犬类管理办法》的部分条款予以修改。

二、下列文件予以废止：
1.岚溪市暂住登记办法（岚政发〔2006〕12号），废止理由：与《居住证暂行条例》不一致
2.岚溪市托管机构登记办法（岚政办发〔2017〕64号），废止理由：试行期满
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("marked")
    (folder / "docs").mkdir()
    texts = {"plan": PLAN, "rules": RULES, "care": CARE, "decision": DECISION, "schools": SCHOOLS}
    for name, text in texts.items():
        (folder / "docs" / f"{name}.txt").write_text(text, encoding="utf-8")
    return PolicyAssistant(Settings(corpus_dir=folder / "docs", index_dir=folder / "index"))


@pytest.mark.parametrize(
    "question",
    [
        "6英寸中试线一年能服务多少片？",
        "评价结果为“优”的县区，下一年度推荐名额增加多少？",
        "饭店没装油水分离器，按厨余垃圾管理办法罚多少钱？",
        "《岚溪市犬类管理办法》废止的理由是什么？",
    ],
)
def test_what_is_told_of_another_is_no_answer(papers: PolicyAssistant, question: str) -> None:
    answer = papers.ask(question)
    assert (answer.status, answer.sentences) == ("not_found", ())


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("8英寸中试线一年能服务多少片？", "4万片"),
        ("评价结果为“差”的县区推荐名额减少多少？", "20%"),
        ("没建台账罚多少钱？", "3000元以下"),
        ("没办转诊去市外住院，能报几成？", "45%"),
        ("办了转诊去市外住院，能报几成？", "55%"),
        ("小学一年级总共招多少人？", "4620人"),
    ],
)
def test_what_is_told_of_the_thing_itself_is(
    papers: PolicyAssistant, question: str, short: str
) -> None:
    assert papers.ask(question).short_answer == short


def test_a_word_explained_by_its_abbreviation(papers: PolicyAssistant) -> None:
    answer = papers.ask("MPW是什么意思？")
    assert answer.status == "answered"
    assert (answer.short_answer or "").startswith("将多个芯片设计放在同一片晶圆上")


def test_the_case_of_smaller_firms_is_not_that_of_larger_ones(papers: PolicyAssistant) -> None:
    answer = papers.ask("我们参保120人，裁员率要控制在多少才能申请稳岗返还？")
    assert "5.5%" in answer.sentences[0].text


def test_a_figure_of_another_year_is_set_right(papers: PolicyAssistant) -> None:
    answer = papers.ask("为什么2025年要完成268个老旧小区？")
    assert answer.status == "partial"
    assert any("268个" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("question", "first"),
    [("个人申报要交哪些材料？", "身份证"), ("合作社申报要交哪些材料？", "营业执照")],
)
def test_a_list_is_that_for_who_is_named(
    papers: PolicyAssistant, question: str, first: str
) -> None:
    items = [s.text for s in papers.ask(question).sentences if s.item]
    assert items[:1] == [first]


def test_a_run_is_that_of_what_is_named(papers: PolicyAssistant) -> None:
    items = [s.text for s in papers.ask("完善类包括哪些内容？").sentences if s.item]
    assert items == ["加装电梯", "照明", "停车设施"]


def test_how_it_is_counted_is_told_by_the_formula(papers: PolicyAssistant) -> None:
    assert papers.ask("总成绩怎么算？").short_answer == "总成绩=笔试成绩×40%+面试成绩×60%"


def test_a_number_before_a_year_is_a_label(papers: PolicyAssistant) -> None:
    items = [s.text for s in papers.ask("哪些情形不予返还？").sentences if s.item]
    assert len(items) == 3
    assert items[2].startswith("3.2024年度")


@pytest.mark.parametrize(
    ("asked", "sentence", "told"),
    [
        ("公示60日后才能注销，从哪天起算", "公示30日后，可以申请注销", "60日"),
        ("公示30日后从哪天起算", "公示30日后，可以申请注销", ""),
        ("满60日后从哪天起算", "公示30日后，可以申请注销", ""),
    ],
)
def test_a_number_given_for_another(asked: str, sentence: str, told: str) -> None:
    assert misquoted(asked, sentence) == told


def test_a_figure_outside_the_case_a_sentence_is_for() -> None:
    sentence = "参保职工30人（含）以下的企业，裁员率放宽至不高于20%。"
    assert is_out_of_case("参保120人的公司", sentence)
    assert not is_out_of_case("参保20人的公司", sentence)
    assert not is_out_of_case("参保的公司", sentence)
