"""What amends a measure: it is told to end with it, and which clauses it changes is told by their numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag import PolicyAssistant
from tests.building import build_assistant

RULES = """# 澜江市文创园区管理办法

澜政发〔2018〕9号

第三条 对获评的文创园区，给予20万元奖励。

第五条 园区运营单位应当每季度报送运营情况。

第九条 本办法自2018年6月1日起施行，有效期5年。
"""
AMENDING = """# 澜江市人民政府关于修改《澜江市文创园区管理办法》的决定

澜政发〔2019〕3号

经研究，决定对《澜江市文创园区管理办法》作如下修改：

一、将第三条修改为：“对获评的文创园区，给予30万元奖励。”

二、删去第四条第（二）项。

三、增加一条，作为第八条：“园区评估依照第七条的规定进行，修改评估结果的应当公示。”

本决定自2019年5月1日起施行。
"""
OVER, HOLDS = date(2024, 6, 1), date(2020, 1, 1)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    texts = {"rules.md": RULES, "new.md": AMENDING}
    return build_assistant(Path(tmp_path_factory.mktemp("amended")), texts)


def test_what_amends_a_measure_is_told_to_end_with_it(page: PolicyAssistant) -> None:
    question = "获评文创园区奖励多少钱？"
    answer = page.ask(question, as_of=OVER)
    assert answer.short_answer == "30万元"
    proof = answer.citations[answer.sentences[-1].citations[0] - 1]
    assert (proof.doc_id, proof.quote) == ("rules.md", "有效期5年")
    assert "new.md" not in page.force(OVER).ends  # it goes before what it amends
    assert page.force(HOLDS).end_told_of("new.md") is None


@pytest.mark.parametrize(
    "question",
    [
        "澜江市文创园区管理办法哪几条被修改过？",
        "文创园区管理办法修改了哪些条款",
        "文创园区管理办法2019年改了什么",
        "文创园区管理办法修改前后有什么变化？",
    ],
)
def test_which_clauses_were_changed_is_told_by_their_numbers(
    page: PolicyAssistant, question: str
) -> None:
    answer = page.ask(question, as_of=HOLDS)
    assert answer.short_answer == "第三条；第四条第（二）项；第八条"
    assert "30万元" not in "".join(s.text for s in answer.sentences)
    same = page.ask("文创园区管理办法哪些条款没有修改？", as_of=HOLDS)
    assert same.short_answer != answer.short_answer


@pytest.mark.parametrize(
    "question",
    ["获评文创园区的奖励修改前后各是多少？", "获评的文创园区奖励多少，修改前和修改后分别是多少"],
)
def test_what_a_measure_said_before_and_after_is_told_side_by_side(
    page: PolicyAssistant, question: str
) -> None:
    answer = page.ask(question, as_of=HOLDS)
    assert answer.short_answer == "20万元 → 30万元"
    assert [(c.doc_id, "奖励" in c.quote) for c in answer.citations] == [
        ("rules.md", True),
        ("new.md", True),
    ]


def test_a_matter_that_only_one_of_both_tells_is_asked_as_any(page: PolicyAssistant) -> None:
    question = "园区运营单位多久报送一次运营情况，修改前后各是多久？"
    answer = page.ask(question, as_of=HOLDS)
    assert (answer.status, answer.short_answer) == ("answered", "每季度")
    assert [c.doc_id for c in answer.citations] == ["rules.md"]


def test_of_two_measures_that_were_both_amended_none_is_taken(tmp_path: Path) -> None:
    other = {"b.md": RULES.replace("文创", "创业"), "c.md": AMENDING.replace("文创", "创业")}
    both = build_assistant(tmp_path, {"rules.md": RULES, "new.md": AMENDING, **other})
    named = both.ask("获评创业园区的奖励修改前后各是多少？", as_of=HOLDS)
    assert [c.doc_id for c in named.citations] == ["b.md", "c.md"]
    assert named.short_answer == "20万元 → 30万元"
    unnamed = both.ask("获评园区的奖励修改前后各是多少？", as_of=HOLDS)
    assert "→" not in (unnamed.short_answer or "")


def test_which_documents_speak_of_a_matter_is_told_by_their_titles(page: PolicyAssistant) -> None:
    answer = page.ask("有哪些文件涉及文创园区奖励？", as_of=OVER)
    named = [s.text for s in answer.sentences if s.item]
    assert named == [
        "澜江市人民政府关于修改《澜江市文创园区管理办法》的决定",
        "澜江市文创园区管理办法",
    ]
    assert any("有效期5年" in s.text for s in answer.sentences)
    over = page.ask("哪些文件提到了运营情况？", as_of=OVER)
    assert [s.text for s in over.sentences if s.item] == ["澜江市文创园区管理办法"]
