"""A figure of the asker within the bound of a case of the text: it is no wrong figure, and what is laid down is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.ownfigure import is_own_figure, told_of_case
from rag.question import understand

RULES = """松浦区图书馆读者服务规则

第一条 年满6周岁的居民凭身份证免费办理借书证。

第二条 图书借期30日。逾期超过15日的，暂停借阅资格3个月。

第三条 损坏图书价值500元以上的，应当报馆长办公会决定赔偿办法。

第四条 承办活动的企业，活动收入中门票占比超过60%的，按演出业标准收取场地费。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("library")
    (folder / "docs").mkdir()
    (folder / "docs" / "rules.txt").write_text(RULES, encoding="utf-8")
    return PolicyAssistant(Settings(corpus_dir=folder / "docs", index_dir=folder / "index"))


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("书逾期20天了，会暂停借阅吗", "暂停借阅资格3个月"),
        ("弄坏一本600元的书，是不是要馆长办公会决定", "报馆长办公会决定赔偿办法"),
        ("我们活动门票占比70%，场地费按演出业标准还是普通标准", "按演出业标准收取场地费"),
    ],
)
def test_what_is_laid_down_for_the_case_of_a_figure(
    library: PolicyAssistant, question: str, short: str
) -> None:
    answer = library.ask(question)
    assert (answer.status, answer.short_answer, answer.notes) == ("answered", short, ())


@pytest.mark.parametrize("question", ["逾期超过30日才暂停借阅，对吗", "借期是60日吗"])
def test_a_figure_that_the_text_should_have_is_set_right(
    library: PolicyAssistant, question: str
) -> None:
    answer = library.ask(question)
    assert answer.status == "partial"
    assert answer.notes


@pytest.mark.parametrize(
    ("asked", "figure", "own"),
    [
        ("罚12万要集体讨论吗", "12万", True),
        ("罚5万要集体讨论吗", "5万", False),
        ("罚款要达到12万才集体讨论吗", "12万", False),
        ("罚12万以上集体讨论吗", "12万", False),
    ],
)
def test_a_figure_within_a_bound_is_the_askers(asked: str, figure: str, own: bool) -> None:
    assert is_own_figure(asked, figure, "处以10万元以上罚款的，应当集体讨论决定。") is own


def test_what_several_cases_lay_down_is_not_told() -> None:
    sentence = "逾期超过15日的，暂停借阅；逾期超过20日的，取消借书证。"
    assert told_of_case(understand("书逾期30天会怎么样"), sentence) is None
    assert told_of_case(understand("书逾期18天会怎么样"), sentence) == "暂停借阅"
