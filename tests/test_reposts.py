"""The same text with other furniture is one; another figure, article or day makes another version."""

from __future__ import annotations

import pytest
from relations_making import CORPUS, PLAN_2023
from versions_making import NEW_RULES, OLD_RULES, read

from rag.reposts import same_texts
from rag.types import Document


def docs(**texts: str) -> dict[str, Document]:
    return {f"{name}.md": read(f"{name}.md", text) for name, text in texts.items()}


def test_a_repost_is_found_among_other_documents() -> None:
    same = same_texts({name: read(name, text) for name, text in CORPUS.items()})
    assert same == {"plan2023.md": ("repost.md",), "repost.md": ("plan2023.md",)}


def test_three_posts_are_one_group_whatever_stands_around_them() -> None:
    around = "# 临湖区转发市级文件\n\n来源：临湖区　发布时间：2023-10-10\n\n" + PLAN_2023.replace(
        "# ", ""
    )
    broken = PLAN_2023.replace("，", "， ").replace("请认真贯彻执行", "请认真贯彻落实")
    same = same_texts(docs(a=PLAN_2023, b=around, c=broken, d=NEW_RULES))
    assert same == {"a.md": ("b.md", "c.md"), "b.md": ("a.md", "c.md"), "c.md": ("a.md", "b.md")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("最高50万元", "最高80万元"),  # a figure
        ("三、保障措施", "（四）推动区域协同。支持各区共建创意走廊。\n\n三、保障措施"),  # a clause
        ("支持企业开展", "不支持企业开展"),  # a negation
        ("2023年10月1日起", "2023年12月1日起"),  # the day of effect
        ("澜工信〔2023〕15号", "澜工信〔2023〕16号"),
    ],
)
def test_what_differs_in_substance_is_another_version(old: str, new: str) -> None:
    assert PLAN_2023.count(old) == 1
    assert same_texts(docs(a=PLAN_2023, b=PLAN_2023.replace(old, new))) == {}


def test_what_is_quoted_or_short_or_only_alike_is_not_the_same() -> None:
    quoting = "# 评论\n\n" + "这份计划值得一读，各区正在研究如何落实，企业反响热烈。" * 30
    article = quoting + "\n\n" + PLAN_2023.partition("一、工作目标")[2]
    assert same_texts(docs(a=PLAN_2023, b=article)) == {}
    assert same_texts(docs(a="# 公告\n\n放假三天。\n", b="# 公告\n\n放假三天。\n")) == {}
    assert same_texts(docs(a=OLD_RULES, b=NEW_RULES)) == {}
    assert same_texts({}) == {}
