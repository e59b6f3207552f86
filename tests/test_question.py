"""What a question asks, read from its words."""

import pytest

from rag.plain import language_of, normalise
from rag.query import Query
from rag.question import understand


@pytest.mark.parametrize(
    ("question", "count", "value", "steps"),
    [
        ("六大重点工程是什么", 6, "", []),
        ("第三项重点工程是什么", 0, "", [(3, "项")]),
        ("第五条第二款的原文", 0, "", [(5, "条"), (2, "款")]),
        ("四、（二）的三是什么内容", 0, "", [(4, "一、"), (2, "（一）"), (3, "一是")]),
        ("最后一项重点工程", 0, "", [(-1, "项")]),
        ("由谁印发的", 0, "org", []),
        ("2022年营业收入是多少", 0, "count", []),
        ("我公司去年裁了4个，能享受稳岗返还吗", 0, "", []),
        ("基础分一样怎么排名", 0, "", []),
        ("排名第几", 0, "rank", []),
        ("How much of the premium is refunded to firms?", 0, "percent", []),
        ("联系电话", 0, "phone", []),
        ("what are the six key projects", 6, "", []),
        ("what is the third key project", 0, "", [(3, "")]),
    ],
)
def test_kind_of_value_and_address(
    question: str, count: int, value: str, steps: list[tuple[int, str]]
) -> None:
    query = understand(question)
    assert (query.count, query.value) == (count, value)
    assert [(s.number, s.unit) for s in query.steps] == steps


def test_years_and_figures_are_told_apart() -> None:
    query = understand("2025年营收目标是8000亿元吗")
    assert query.years == ("2025",)
    assert query.figures == ("8000亿元",)
    assert "confirm" in query.kinds
    assert understand("22年营收").years == ("2022",)


def texts(query: Query, *, optional: bool) -> set[str]:
    return {t.text for t in query.terms if t.optional is optional}


def test_a_follow_up_takes_what_it_leaves_out_from_the_question_before() -> None:
    third = understand("第三项呢？", ["第二项重点工程是什么"])
    assert [(s.number, s.unit) for s in third.steps] == [(3, "项")]
    assert texts(third, optional=False) == {"重点", "工程"}
    revenue = understand("那营业收入呢？", ["2025年产业规模目标是多少"])
    assert revenue.years == ("2025",)
    assert "规模" in texts(revenue, optional=True)
    assert "收入" in texts(revenue, optional=False)


def test_a_full_question_does_not_lean_on_the_conversation() -> None:
    query = understand("公积金怎么提取", ["六大重点工程是什么"])
    assert not query.follow_up
    assert "公积金" in texts(query, optional=False)


def test_normalise_makes_plain_and_drops_controls() -> None:
    assert normalise("２０２５年\u200b\n 目标\x00？") == "2025年 目标?"


@pytest.mark.parametrize(("text", "language"), [("What is the 目标", "en"), ("IP是什么", "zh")])
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_words_that_only_point_at_the_document_are_no_subject() -> None:
    assert texts(understand("行动计划的主要目标是什么"), optional=False) == {"目标"}
    assert understand("这份通知什么时候施行").points
    assert texts(understand("人才培养计划有哪些"), optional=False) >= {"计划"}


@pytest.mark.parametrize(
    ("question", "before", "whole"),
    [
        ("2025年的呢？", "2024年旅游总收入目标是多少？", "2025年旅游总收入目标是多少?"),
        ("那第二项呢？", "重点任务的第一项讲什么？", "重点任务的第二项讲什么?"),
    ],
)
def test_a_follow_up_of_a_year_or_number_alone_is_the_earlier_question_with_it(
    question: str, before: str, whole: str
) -> None:
    asked = understand(question, [before])
    assert asked.text == whole
    assert asked.follow_up
    assert asked.before == ""


def test_the_last_one_is_not_the_next_one() -> None:
    assert understand("最后一项呢？", ["第二项重点工程是什么？"]).steps[-1].number == -1
    assert understand("后一项呢？", ["第二项重点工程是什么？"]).steps[-1].number == 3


def test_a_number_alone_is_of_what_was_counted_before() -> None:
    asked = understand("那第二项呢，往哪使劲？", ["第一项重点任务做什么？"])
    assert [(s.number, s.name) for s in asked.steps] == [(2, "重点任务")]


def test_a_follow_up_that_says_more_keeps_both() -> None:
    assert understand("那2025年的补贴呢？", ["2024年营收目标是多少？"]).before


def test_what_is_quoted_is_asked_for_where_no_word_of_it_is() -> None:
    assert "两环" in texts(understand("规划里的“两环”指什么？"), optional=False)


@pytest.mark.parametrize(
    ("question", "noun"),
    [("哪些新兴技术要用来赋能多元领域", "新兴技术"), ("哪些行业受益？", "行业")],
)
def test_what_is_listed_ends_where_the_verb_begins(question: str, noun: str) -> None:
    assert understand(question).noun == noun


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("领导问六个工程分别叫什么", ""),
        ("分管领导叫什么名字", "person_name"),
        ("这份计划是哪五家单位一块儿发的？", "org"),
        ("修订时征求了哪些方面的意见？", "org"),
    ],
)
def test_who_is_asked_for(question: str, value: str) -> None:
    assert understand(question).value == value


def test_the_next_one_counts_from_the_step_before() -> None:
    after = understand("下一项呢？", ["第二项重点工程是什么"])
    assert [(s.number, s.unit) for s in after.steps] == [(3, "项")]
    before = understand("上一项呢？", ["第二项重点工程是什么"])
    assert [s.number for s in before.steps] == [1]


def test_the_words_between_the_parts_of_a_cue_stay() -> None:
    query = understand("我在运营一个文创园区，省里对这类园区有什么支持方向？")
    assert "园区" in texts(query, optional=False) | texts(query, optional=True)
    assert "support" in query.kinds


def test_another_version_and_its_period_are_read() -> None:
    assert understand("之前那份计划是哪一年出台的").earlier
    assert understand("2021—2025年的计划是什么时候印发的").period == ("2021", "2025")
    assert not understand("计划是什么时候印发的").earlier


def test_a_verb_of_one_character_is_no_subject_beside_others() -> None:
    assert texts(understand("靠哪些手段协调区域发展"), optional=True) == {"靠"}


def test_names_given_by_the_question_are_no_count() -> None:
    assert understand("体育和教育这两个领域，文件提了什么").count == 0
    assert understand("这六大重点工程是什么").count == 6


def test_spoken_amounts_become_figures() -> None:
    assert understand("目标是一万亿吗").figures == ("1万亿",)
    assert understand("百千万工程是什么").figures == ()


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("does it qualify for the 400,000 yuan subsidy", "40万元"),
        ("is the fine of 500 yuan right", "500元"),
        ("the fund of 2 billion yuan", "20亿元"),
    ],
)
def test_amounts_in_yuan_become_figures(question: str, figure: str) -> None:
    assert figure in understand(question).figures


def test_a_typing_error_is_the_word_that_was_meant() -> None:
    assert texts(understand("targets of the industy"), optional=False) == texts(
        understand("targets of the industry"), optional=False
    )


def test_a_follow_up_remembers_the_whole_conversation() -> None:
    query = understand("增速呢？", ("2023年前三季度营收是多少？", "增加值呢？"))
    assert "前三季度" in query.before


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("这个岗位最低服务年限几年？", "duration"),
        ("计划的实施年限是多少", "validity"),
        ("登记卡有效期几个月", "duration"),
        ("办法有效期多久", "validity"),
        ("申报对研发费用占比有要求吗？", ""),
        ("研发费用占比是多少？", "percent"),
    ],
)
def test_what_value_is_wanted(question: str, value: str) -> None:
    assert understand(question).value == value


def test_what_follows_is_no_list() -> None:
    query = understand("提前搬走有什么后果？")
    assert (query.kinds, query.noun) == (frozenset({"how"}), "")
