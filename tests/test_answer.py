"""Questions of every kind, on the shipped page and on a made notice; the answers, not their shape."""

import re
from datetime import date
from pathlib import Path

import pytest

from rag import Answer, PolicyAssistant, Settings
from rag.errors import InvalidOption, InvalidQuestion

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
def page(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return PolicyAssistant(Settings(index_dir=tmp_path_factory.mktemp("page")))


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "办法.md").write_text(NOTICE, "utf-8")
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("notice")))


def proof(answer: Answer) -> str:
    return "\n".join(c.quote for c in answer.citations)


def items(answer: Answer) -> list[str]:
    return [s.text for s in answer.sentences if s.item]


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


SCHEME = """# 云川省数字文化产业行动方案（2024—2027年）

云政办发〔2024〕12号

为做强数字文化产业，制定本方案。2021年、2022年、2023年，全省数字文化产业营业收入分别为318亿元、402亿元和496亿元。

一、总体目标

构建“一核两带”格局。一核：以云川市为中心的数字文化创新核。

| 指标 | 2024年 | 2026年 | 2027年 |
|---|---|---|---|
| 产业规模（亿元） | 600 | 780 | 900 |
| 规模以上企业（家） | 120 | 160 | 200 |

二、支持政策

对新认定的国家级、省级数字文化产业园区，分别给予运营单位500万元、200万元一次性奖励。申报时间为每年4月1日至4月30日。

三、组织保障

本方案由省文化和旅游厅牵头组织实施。成立工作专班，由副省长沈怀远任组长，成员单位包括省财政厅、省体育局。推广工作由云川数字传媒集团承担。

云川省人民政府办公厅

2024年3月1日
"""


@pytest.fixture(scope="module")
def scheme(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    corpus = tmp_path_factory.mktemp("scheme")
    (corpus / "方案.md").write_text(SCHEME, "utf-8")
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index")))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("2022年全省数字文化产业营业收入是多少？", "402亿元"),
        ("省级数字文化产业园区奖励多少钱？", "200万元"),
        ("2026年产业规模的目标是多少亿元？", "780亿元"),
        ("奖励什么时候截止申报？", "4月30日"),
        ("工作专班的组长是谁？", "沈怀远"),
        ("推广工作由哪家公司承担？", "云川数字传媒集团"),
        ("Who heads the task force (工作专班)?", "沈怀远"),
    ],
)
def test_values_told_apart_by_place_and_names_by_what_stands_around(
    scheme: PolicyAssistant, question: str, value: str
) -> None:
    answer = scheme.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", value)
    # a number of a table is told with the unit of its row
    assert all(part in proof(answer) for part in re.findall(r"[\d.]+|[^\d.]+", value))


@pytest.mark.parametrize("question", ["省财政厅厅长叫什么名字？", "入选园区分别在哪几个城市？"])
def test_a_name_of_the_asked_kind_is_needed(scheme: PolicyAssistant, question: str) -> None:
    assert scheme.ask(question).status == "not_found"


def test_a_body_taken_for_another_is_set_right(scheme: PolicyAssistant) -> None:
    answer = scheme.ask("省体育局牵头组织实施的数字文化产业行动方案，总体目标是什么？")
    assert answer.status == "partial"
    assert "省文化和旅游厅牵头" in proof(answer)
    right = scheme.ask("省文化和旅游厅牵头的数字文化产业行动方案，2027年规模目标是多少亿元？")
    assert right.status == "answered"


def test_the_full_title_and_what_a_label_explains(
    page: PolicyAssistant, scheme: PolicyAssistant
) -> None:
    old = page.ask("原来的那份行动计划全名叫什么？").short_answer
    assert old == "《广东省培育数字创意战略性新兴产业集群行动计划（2021—2025年）》"
    meaning = scheme.ask("“一核”指的是什么？")
    assert (meaning.status, meaning.short_answer) == (
        "answered",
        "以云川市为中心的数字文化创新核",
    )


def test_what_is_excepted_is_not_listed(page: PolicyAssistant) -> None:
    answer = page.ask("除了省工信厅，还有哪几家单位联合印发了这份行动计划？")
    assert items(answer) == [
        "中共广东省委宣传部",
        "广东省文化和旅游厅",
        "广东省广播电视台",
        "广东省体育局",
    ]


def test_a_part_by_its_number_shows_the_sentence_that_tells_of_it(page: PolicyAssistant) -> None:
    answer = page.ask("第一部分总体情况包括哪些内容？")
    assert "全省数字产业发展现状" in proof(answer)


@pytest.mark.parametrize("question", ["第二条重点任务的原文", "重点任务第二条的原文"])
def test_an_item_of_a_named_list_is_no_part_of_the_document(
    page: PolicyAssistant, question: str
) -> None:
    answer = page.ask(question)
    assert answer.short_answer == "大力提升创意设计水平"


def test_an_amount_of_support_is_no_other_amount(page: PolicyAssistant) -> None:
    answer = page.ask("数字创意企业可以申请多少贷款贴息？")
    assert (answer.status, answer.short_answer) == ("not_found", None)


def test_the_parts_of_the_plan_are_not_those_of_its_reading(page: PolicyAssistant) -> None:
    plan = page.ask("这份行动计划一共分哪几部分")
    assert items(plan) == ["总体情况", "工作目标", "重点任务", "重点工程", "保障措施"]
    reading = page.ask("这篇政策解读分成哪几块？")
    assert any(i.startswith("二、") for i in items(reading))
    section = page.ask("政策核心点解读那一节的框架是怎样的？")
    assert items(section) == ["（一）工作目标", "（二）重点任务", "（三）重点工程"]


def test_all_sentences_that_mention_something(page: PolicyAssistant) -> None:
    answer = page.ask("看看文件里涉及农业的说法", as_of=date(2025, 1, 1))
    assert len(answer.sentences) >= 3
    assert all("农业" in s.text for s in answer.sentences)


def test_words_quoted_as_the_texts_own_must_be_there(page: PolicyAssistant) -> None:
    wrong = page.ask("为什么要推动形成“三核多点”的格局？")
    assert wrong.status in ("partial", "not_found")
    assert any("三核多点" in note for note in wrong.notes)
    assert page.ask("为什么要推动形成“双核多点”的格局？").status == "answered"


def test_a_figure_of_another_measure_is_no_answer(page: PolicyAssistant) -> None:
    assert page.ask("What is the 2025 target for the value added?").status == "not_found"
    assert page.ask("听说2025年营收目标是一万亿，怎么分解？").status != "answered"


def test_reasons_come_from_the_clause_that_is_named(page: PolicyAssistant) -> None:
    assert "针对内容原创能力不足问题" in proof(page.ask("为啥要搞内容创作生产提升工程"))
    assert "难以完全满足" in proof(page.ask("旧计划还没到期，为什么要重新搞一份行动计划？"))


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
