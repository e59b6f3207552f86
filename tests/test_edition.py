"""What is said of the second census is no answer about the third."""

from __future__ import annotations

import pytest

from rag.edition import other_edition, other_year
from rag.question import understand
from tests.building import build_assistant, build_document

TITLE = "关于调整第二次全国污染源普查领导小组组成人员的通知"
TEXT = "组 长：韩明远 副省长"


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("第三次全国污染源普查领导小组组长是谁", ("第三次", "第二次")),
        ("第二次全国污染源普查领导小组组长是谁", None),
        ("第三次会议由谁主持", None),  # of no census
        (
            "Who heads the group for the Third National Pollution Source Census?",
            ("Third", "第二次"),
        ),
        ("Who heads the group for the Second National Pollution Source Census?", None),
        ("What is the third task?", None),
    ],
)
def test_which_of_several_times(question: str, other: tuple[str, str] | None) -> None:
    document = build_document("a.txt", [TITLE, TEXT])
    assert other_edition(understand(question), document) == other


AWARDS = "国务院关于2018年度国家科学技术奖励的决定"


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("2019年度国家最高科学技术奖授予了谁", ("2019年", "2018年")),
        ("2018年度国家最高科学技术奖授予了谁", None),
        ("我2019年买的房子能申请吗", None),  # what the asker did
        ("2016年国家科学技术奖励有哪些", None),  # the text speaks of it
    ],
)
def test_a_document_of_one_year_tells_of_no_other(
    question: str, other: tuple[str, str] | None
) -> None:
    document = build_document("a.txt", [AWARDS, "授予甲国家最高科学技术奖。2016年授予乙。"])
    assert other_year(understand(question), document) == other


def test_the_answer_says_which_it_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = {"census.txt": f"{TITLE}\n\n{TEXT}\n\n办公室设在省生态环境厅。\n"}
    assistant = build_assistant(tmp_path_factory.mktemp("census"), texts)
    answer = assistant.ask("第三次全国污染源普查领导小组组长是谁")
    assert answer.status == "not_found"
    assert any("“第二次”" in note for note in answer.notes)
