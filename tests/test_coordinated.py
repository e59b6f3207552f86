"""What is asked of several things side by side becomes a question for each of them."""

from __future__ import annotations

import pytest

from rag.coordinated import apart_of, both_of, side_by_side


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("2022年和2025年的营收分别是多少", ["2022年的营收是多少", "2025年的营收是多少"]),
        ("2022年度、2023年度补贴多少", ["2022年补贴多少", "2023年补贴多少"]),
        ("What was the revenue in 2020 and 2022?", ["What was the revenue in 2020?", "What was the revenue in 2022?"]),
        ("第一、第三项重点工程分别是什么", ["第一项重点工程是什么", "第三项重点工程是什么"]),
        ("第二部分和第三部分讲什么", ["第二部分讲什么", "第三部分讲什么"]),
        ("个人和单位各罚多少", ["个人罚多少", "单位罚多少"]),
        ("我们是动漫企业，奖励和补贴分别有多少", ["我们是动漫企业，奖励有多少", "我们是动漫企业，补贴有多少"]),
        ("工业企业、高校和医院分别怎么申请", ["工业企业怎么申请", "高校怎么申请", "医院怎么申请"]),
        ("省工业和信息化厅和省文化和旅游厅分别负责什么", ["省工业和信息化厅负责什么", "省文化和旅游厅负责什么"]),
        ("2021年和2023年的目标有什么变化", []),
        ("2020年和2022年一共多少", []),
        ("四项重点任务是什么", []),
        ("各地怎么做", []),
        ("奖励和补贴有哪些", []),
    ],
)  # fmt: skip
def test_each_thing_is_asked_by_itself(question: str, each: list[str]) -> None:
    assert side_by_side(question) == each


def test_two_things_may_be_asked_with_one_verb() -> None:
    assert both_of("联系电话和地址是什么？") == ["联系电话是什么", "地址是什么"]
    assert both_of("联系电话是什么") == []


def test_what_is_said_behind_the_second_is_asked_of_both() -> None:
    assert apart_of("东州和西州对冷链车的补贴标准有什么不同？") == [
        "东州对冷链车的补贴是怎么规定的？",
        "西州对冷链车的补贴是怎么规定的？",
    ]
    assert apart_of("救助站和养老院有什么区别")[0] == "救助站是怎么规定的？"
    assert apart_of("临时救助和对低保户的救助有什么区别")[0] == "临时救助是怎么规定的？"
