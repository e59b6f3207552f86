"""Questions of every kind, on the shipped page and on a made notice; the answers, not their shape."""

from datetime import date
from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.errors import InvalidOption, InvalidQuestion
from tests.asking import items, proof

NOTICE = """# 测试市关于印发《会展业奖励办法》的通知

测府〔2024〕5号

各区人民政府：

第一条 本办法所称会展企业，是指在本市注册、从事会展经营的企业。

第二条 申请奖励的会展企业应当具备下列条件：

（一）上一年度营业收入不低于一亿元；

（二）注册满三年。

第三条 奖励金额为50万元，由市商务局负责发放。

第四条 本办法自2024年5月1日起施行，有效期3年。

测试市人民政府

2024年4月20日
"""


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "办法.md").write_text(NOTICE, "utf-8")
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("notice")))


def test_a_list_has_all_items_in_order_each_with_its_own_clause(page: PolicyAssistant) -> None:
    answer = page.ask("六大重点工程是什么？", as_of=date(2025, 1, 1))
    assert answer.status == "answered"
    assert [i[:2] for i in items(answer)] == ["一是", "二是", "三是", "四是", "五是", "六是"]
    assert len({s.citations for s in answer.sentences if s.item}) == 6
    english = page.ask("what are the six key projects", as_of=date(2025, 1, 1))
    assert english.language == "en"
    assert [i.strip("“”") for i in items(english)] == items(answer)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("2025年营业收入目标是多少", "6200亿元"),
        ("2022年营收", "5728.02亿元"),
        ("何时印发", "2023年12月29日"),
        ("联系电话", "020-83133200"),
        ("What is the revenue target for 2025?", "6200亿元"),
        ("第三项重点工程是什么", "融合应用提升工程"),
    ],
)
def test_a_value_is_the_one_that_is_asked_for(
    page: PolicyAssistant, question: str, short: str
) -> None:
    answer = page.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", short)
    assert short in proof(answer)


@pytest.mark.parametrize(
    "question",
    ["公积金怎么提取", "2030年目标是多少", "深圳的计划", "How do I withdraw my housing fund?"],
)
def test_what_is_not_there_is_refused_with_the_nearest_clauses(
    page: PolicyAssistant, question: str
) -> None:
    answer = page.ask(question)
    assert answer.status == "not_found"
    assert not answer.sentences
    assert answer.nearest


def test_a_false_premise_is_set_right(page: PolicyAssistant) -> None:
    answer = page.ask("第七项重点工程是什么")
    assert answer.status == "partial"
    assert len(items(answer)) == 6
    assert any("7" in n and "6" in n for n in answer.notes)


def test_a_vague_question_is_asked_back(page: PolicyAssistant) -> None:
    answer = page.ask("目标？")
    assert answer.status == "unclear"
    assert 2 <= len(answer.choices) <= 3


def test_conditions_that_the_text_does_not_state_are_said_to_be_missing(
    page: PolicyAssistant,
) -> None:
    answer = page.ask("怎样成为链主企业")
    assert answer.status == "partial"
    assert "链主" in proof(answer)
    assert any("020-83133200" in n for n in answer.notes)


def test_an_ended_period_is_said_with_its_proof(page: PolicyAssistant) -> None:
    def said(day: date) -> list[str]:
        return [s.text for s in page.ask("四项重点任务", as_of=day).sentences if "届满" in s.text]

    assert not said(date(2025, 12, 31))
    assert len(said(date(2026, 1, 1))) == 1


def test_answers_are_deterministic(page: PolicyAssistant) -> None:
    first, second = (page.ask("针对区域发展不平衡采取什么措施") for _ in range(2))
    assert first.sentences == second.sentences
    assert "双核多点" in proof(first)


def test_conditions_one_by_one_on_another_document(notice: PolicyAssistant) -> None:
    answer = notice.ask("会展企业申请奖励要具备什么条件？", as_of=date(2025, 1, 1))
    assert answer.status == "answered"
    assert [i[:3] for i in items(answer)] == ["（一）", "（二）"]


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("会展企业奖励多少钱", "50万元"),
        ("会展业奖励办法第三条原文", "由市商务局负责发放"),
        ("什么是会展企业", "从事会展经营的企业"),
        ("奖励由谁负责发放", "市商务局"),
    ],
)
def test_other_kinds_on_another_document(notice: PolicyAssistant, question: str, held: str) -> None:
    answer = notice.ask(question, as_of=date(2025, 1, 1))
    assert answer.status == "answered"
    assert held in proof(answer)


def test_bad_input_is_one_clear_line(page: PolicyAssistant) -> None:
    with pytest.raises(InvalidQuestion, match="empty"):
        page.ask(" \x00 ？")
    with pytest.raises(InvalidQuestion, match="shorten"):
        page.ask("目标" * 50_000)
    with pytest.raises(InvalidOption, match="doc_id, title"):
        page.ask("目标是什么", filters={"colour": "red"})


@pytest.mark.parametrize(
    ("question", "status", "short"),
    [
        ("为什么目标从6200亿元下调到5000亿元", "partial", None),
        ("着力解决卡脖子问题的是哪项工程", "answered", "数字技术攻关突破工程"),
        ("Where will the 15 design centres be located?", None, None),
        ("省工信厅在哪里办公", "answered", "广州市吉祥路100号 广州市东风中路305号5号楼"),
        ("更早那一版计划是哪一年印发的", "answered", "2020年"),
        ("什么叫产业集聚发展工程", "answered", None),
    ],
)
def test_premises_names_addresses_and_versions(
    page: PolicyAssistant, question: str, status: str | None, short: str | None
) -> None:
    answer = page.ask(question)
    assert status in (None, answer.status)
    assert answer.short_answer == short
    assert short is None or short in proof(answer)


def test_what_another_document_ends_is_ended(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    text = NOTICE.replace(
        "有效期3年。", "有效期3年。《测试市会展业扶持办法》（测府〔2019〕7号）同时废止。"
    )
    (tmp_path / "corpus" / "办法.md").write_text(text, "utf-8")
    assistant = PolicyAssistant(
        Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index")
    )
    for question in ("《测试市会展业扶持办法》现在还能用吗？", "测府〔2019〕7号文还有效吗？"):
        answer = assistant.ask(question)
        assert (answer.status, answer.short_answer) == ("answered", "同时废止")


def test_only_what_no_document_has_is_said_to_be_missing(page: PolicyAssistant) -> None:
    text = page.documents["000_7c08eb859334a227.txt"].text
    answer = page.ask("省里给链主企业发多少奖金？")
    assert answer.status == "not_found"
    assert not any("没有出现" in note and "链主" in note for note in answer.notes)
    assert "链主" in text
    unheard = page.ask("公积金怎么提取？")
    assert any("没有出现" in note and "公积金" in note for note in unheard.notes)


def test_what_is_asked_of_the_document_needs_nothing_of_the_question_before(
    page: PolicyAssistant, notice: PolicyAssistant
) -> None:
    answer = page.ask("谁印发的", ["营收目标是多少"])
    assert answer.status == "answered"
    assert answer.short_answer is not None
    assert answer.short_answer.startswith("广东省工业和信息化厅、中共广东省委宣传部")
    assert notice.ask("什么时候开始施行", ["奖励金额是多少"]).short_answer == "2024年5月1日"


def test_the_day_of_issue_is_no_day_of_taking_effect(
    page: PolicyAssistant, notice: PolicyAssistant
) -> None:
    answer = page.ask("这个计划什么时候施行")
    assert answer.status == "partial"
    assert answer.short_answer is None
    assert any("什么时候施行" in note for note in answer.notes)
    assert notice.ask("什么时候施行").short_answer == "2024年5月1日"
