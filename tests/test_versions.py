"""What changed between two versions: which they are, what is asked of them, and the answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.versions import versions_asked
from tests.versions_making import NEW_PLAN, NEW_RULES, OLD_PLAN, OLD_RULES, read

OTHER = """# 澜江市入户管理办法

第一条 为规范入户管理，制定本办法。

第二条 申请入户应当在本市连续居住满3年。
"""
PLANS = {
    d.doc_id: d for d in (read("new.md", NEW_PLAN), read("old.md", OLD_PLAN), read("c.md", OTHER))
}


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("2021版和2024版的营收目标有什么变化？", "营收目标是多少？"),
        ("从2021版到2024版，营收目标有什么变化", "营收目标是多少？"),
        ("2021—2024年计划和2024—2027年计划的营收目标有什么不同", "营收目标是多少？"),
        ("新旧版本有什么变化？", ""),
        ("和旧版相比，新版计划改了什么？", ""),
        ("动漫产业行动计划新旧版本的专项资金有什么变化", "专项资金是什么？"),
        ("与2021版相比，2024版的专项资金增加了多少", "专项资金是多少？"),
        ("新旧版本的骨干企业数量有什么变化", "骨干企业有多少？"),
        ("新旧版本的结构调整任务有什么不同", "结构调整任务是什么？"),
        ("新旧版本中中小企业认定条件有什么变化", "中小企业认定条件是什么？"),
        ("新旧版本对外贸易额目标有什么变化", "对外贸易额目标是什么？"),
        ("新旧版本的专项资金一样吗？", "专项资金是什么？"),
        ("专项资金要退吗？新旧版本一样吗？", "专项资金要退吗？"),
        ("What changed between the old and the new version?", ""),
        (
            "How did the revenue target change between the 2021 and 2024 versions?",
            "What is the revenue target?",
        ),
    ],
)
def test_two_versions_are_compared_in_a_matter(question: str, matter: str) -> None:
    (asked,) = versions_asked(question, PLANS)
    assert (asked.old.doc_id, asked.new.doc_id) == ("old.md", "new.md")
    assert asked.matter == matter


@pytest.mark.parametrize(
    "question",
    [
        "2021年和2024年的营收有什么变化",  # of years, not of versions
        "2021年至2024年计划的营收有什么变化",
        "新旧动能转换有什么变化",
        "2019版和2024版的营收目标有什么变化",  # the one is not here
        "入户管理办法修订前后有什么变化",  # of which there is one version alone
        "《澜江市入户管理办法》新旧版本有什么变化",
        "新版计划的营收目标是多少",
    ],
)
def test_other_questions_compare_no_versions(question: str) -> None:
    assert versions_asked(question, PLANS) == ()


def test_versions_of_laws_are_told_apart_by_the_day_above_their_articles() -> None:
    text = "# 某某献血法\n\n1998年1月1日通过\n\n{}\n\n第一条 本法自1998年10月1日起施行，2030年1月1日止。\n"
    laws = {
        name: read(name, text.format(day))
        for name, day in (("a.md", "2024年9月13日修正"), ("b.md", "2009年6月27日修正"))
    }
    (asked,) = versions_asked("献血法2009版和2024版有什么变化", laws)
    assert (asked.old.doc_id, asked.new.doc_id) == ("b.md", "a.md")
    assert versions_asked("献血法1998版和2024版有什么变化", laws) == ()
    undated = {**laws, "b.md": read("b.md", text.format("2024年9月13日修订"))}
    assert versions_asked("献血法新旧版本有什么变化", undated) == ()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    corpus: Path = tmp_path_factory.mktemp("corpus")
    for name, text in (("old.md", OLD_PLAN), ("new.md", NEW_PLAN), ("c.md", OTHER)):
        (corpus / name).write_text(text, "utf-8")
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index")))


def test_both_sentences_are_quoted_the_older_first(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("2021版和2024版的营收目标有什么变化", as_of=date(2024, 7, 1))
    assert answer.status == "answered"
    assert answer.short_answer == "6200亿元 → 8000亿元"
    assert [c.doc_id for c in answer.citations] == ["old.md", "new.md"]
    assert [s.citations for s in answer.sentences] == [(1,), (2,)]
    assert answer.sentences[0].text.startswith("旧版：“到2024年")
    for citation in answer.citations:
        document = assistant.documents[citation.doc_id]
        assert document.text[citation.start : citation.end] == citation.quote
        assert "产业规模" in citation.clause_path[-1]


def test_what_one_version_alone_has_is_said_to_be_so(assistant: PolicyAssistant) -> None:
    added = assistant.ask("新旧版本在人工智能方面有什么变化")
    assert {c.doc_id for c in added.citations} == {"new.md"}
    assert added.notes == ("旧版中没有找到对应的内容。",)
    removed = assistant.ask("新旧两版的版权交易有什么不同？")
    assert {c.doc_id for c in removed.citations} == {"old.md"}
    assert removed.notes == ("新版中没有找到对应的内容。",)
    same = assistant.ask("两个版本的动漫产业园有什么区别")
    assert [c.doc_id for c in same.citations] == ["old.md", "new.md"]
    assert same.notes == ("所引条款在两个版本中没有不同。",)
    assert same.short_answer is None


def test_all_changes_are_told_where_no_matter_is_named(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("What changed between the old and the new version?")
    told = "\n".join(s.text for s in answer.sentences)
    assert all(figure in told for figure in ("6200亿元", "8000亿元", "最高50万元", "最高80万元"))
    assert answer.notes[0].endswith("are shown here.")
    only = assistant.ask("新版比旧版多了哪些内容？")
    assert [s.text for s in only.sentences] == [
        "新版：“（二）推动人工智能应用。鼓励企业运用人工智能技术改进动画制作流程。”"
    ]


def test_what_neither_version_says_is_refused(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("2021版和2024版对捕鱼补贴有什么变化")
    assert answer.status == "not_found"
    assert not answer.sentences
    assert answer.question == "2021版和2024版对捕鱼补贴有什么变化"


def test_of_several_documents_it_is_asked_back_which(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    corpus = tmp_path_factory.mktemp("several")
    dated = (("2015-01-01.md", OLD_RULES), ("2023-01-01.md", NEW_RULES))
    for name, text in (("old.md", OLD_PLAN), ("new.md", NEW_PLAN), *dated):
        (corpus / name).write_text(text, "utf-8")
    index = tmp_path_factory.mktemp("several-index")
    several = PolicyAssistant(Settings(corpus_dir=corpus, index_dir=index))
    answer = several.ask("新旧版本有什么变化？")
    assert answer.status == "unclear"
    assert len(answer.choices) == 2
    for choice in answer.choices:
        assert several.ask(choice).status == "answered"


def test_versions_without_a_day_above_their_articles_are_told_by_that_of_taking_effect() -> None:
    rule = "# 澜江市工匠办法{}\n\n第一条 为支持工匠，制定本办法。\n\n第二条 本办法自{}年5月1日起施行。\n"
    old, new = read("o.md", rule.format("（试行）", 2019)), read("n.md", rule.format("", 2023))
    (asked,) = versions_asked("工匠办法新旧版本有什么变化？", {d.doc_id: d for d in (new, old)})
    assert (asked.old.doc_id, asked.new.doc_id) == ("o.md", "n.md")
