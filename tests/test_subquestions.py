"""Questions that ask two things at once: each is answered with its proof, or named as missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag import Answer, PolicyAssistant, Settings
from rag.question import understand
from rag.refuse import beside_heard
from rag.subquestions import answer_parts, parts_of
from rag.types import Citation, Sentence
from tests.building import build_assistant


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("六大重点工程是什么？", ["六大重点工程是什么？"]),
        ("针对人才短缺，采取什么措施？", ["针对人才短缺，采取什么措施？"]),
        ("哪一天印发的，文号多少？", ["哪一天印发的，", "文号多少？"]),
        ("有多少人,2025年目标6,200亿元吗", ["有多少人,", "2025年目标6,200亿元吗"]),
        ("营收目标是多少 谁印发的", ["营收目标是多少", "谁印发的"]),
        ("印发日期和文号是什么", ["印发日期是什么", "文号是什么"]),
        ("企业和个人怎么申请", ["企业和个人怎么申请"]),
        ("我们是动漫企业，能申请吗？找谁，谢谢", ["我们是动漫企业，能申请吗？", "找谁，谢谢"]),
        ("When was it issued, and who issued it?", ["When was it issued", "who issued it?"]),
        ("房租晚交几天，滞纳金多少？", ["房租晚交几天，滞纳金多少？"]),
        ("周六上不上班？办公时间呢", ["周六上不上班？", "办公时间呢"]),
        ("大专学历加几分？本科呢？", ["大专学历加几分？", "本科呢？"]),
        ("在哪天、什么地方摇号", ["在哪天、", "什么地方摇号"]),
        (
            "What is the postcode and address of the office?",
            ["What is the postcode of the office?", "What is the address of the office?"],
        ),
        ("What is planned for games and films?", ["What is planned for games and films?"]),
    ],
)
def test_a_question_falls_into_parts_that_each_ask(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return PolicyAssistant(Settings(index_dir=tmp_path_factory.mktemp("index")))


def test_two_values_are_both_proved(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("2022年营收多少，2025年目标是多少？")
    assert answer.status == "answered"
    first, second, *_ = answer.citations  # in the order in which they are asked for
    assert "5728.02亿元" in first.quote
    assert "6200亿元" in second.quote
    _sound(answer)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("地址和邮编是多少", "广州市吉祥路100号 广州市东风中路305号5号楼；510030"),
        ("计划由哪些部门印发，什么时候印发的？", None),
        ("2025年营收目标是多少？谁印发的？", None),
    ],
)
def test_each_part_is_answered(
    assistant: PolicyAssistant, question: str, short: str | None
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    if short:
        assert answer.short_answer == short
    else:
        said = " ".join(s.text for s in answer.sentences)
        assert "2023年12月29日" in said
        assert "；" in (answer.short_answer or "")
    _sound(answer)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("内容创作生产提升工程和融合应用提升工程有啥不一样", ("IP版权增值", "电商农业")),
        ("重点任务与重点工程的区别是什么", ("4项重点任务", "6项重点工程")),
    ],
)
def test_of_two_things_whose_difference_is_asked_both_are_shown(
    assistant: PolicyAssistant, question: str, told: tuple[str, str]
) -> None:
    answer = assistant.ask(question)
    said = " ".join(s.text for s in answer.sentences)
    assert answer.status == "answered"
    assert all(words in said for words in told)
    assert answer.short_answer is None
    _sound(answer)


def test_two_lists_are_both_shown(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("四项重点任务是什么？五大部分是什么？")
    said = " ".join(s.text for s in answer.sentences)
    assert said.index("大力提升创意设计水平") < said.index("第五部分")
    _sound(answer)


@pytest.mark.parametrize(
    "question", ["有哪些重点任务和重点工程", "四项重点任务和六项重点工程是什么？"]
)
def test_lists_side_by_side_are_both_shown(assistant: PolicyAssistant, question: str) -> None:
    answer = assistant.ask(question)
    items = [s.text for s in answer.sentences if s.item]
    assert [i[:2] for i in items] == [
        "一是",
        "二是",
        "三是",
        "四是",
        "一是",
        "二是",
        "三是",
        "四是",
        "五是",
        "六是",
    ]
    _sound(answer)


def test_a_name_with_and_is_one_list(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("编制原则和考虑有哪些")
    assert [s.text[:6] for s in answer.sentences if s.item] == [
        "一是注重补齐",
        "二是注重创新",
        "三是注重资源",
        "四是注重发挥",
    ]


def test_what_is_not_told_is_named(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("行动计划是哪一天印发的，文号多少？")
    assert answer.status == "partial"
    assert any("2023年12月29日" in s.text for s in answer.sentences)
    assert any("文号多少" in note for note in answer.notes)


def test_one_part_is_answered_where_the_whole_is_refused(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("2025年营业收入目标是多少，要培育多少家单项冠军？")
    assert answer.status == "partial"
    assert answer.short_answer is None
    assert any("6200亿元" in c.quote for c in answer.citations)
    assert any("单项冠军" in c.quote for c in answer.citations)
    assert any("一批" in note for note in answer.notes)  # no number of them is told


def test_figures_of_two_years_are_told_in_order(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("2025年营收目标和2022年实际营收各多少")
    assert answer.short_answer == "6200亿元；5728.02亿元"
    _sound(answer)


def test_one_of_two_things_side_by_side_is_named_as_missing(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("2025年和2030年的营收目标分别是多少")
    assert answer.status == "partial"
    assert any("6200亿元" in c.quote for c in answer.citations)
    assert any("2030年" in note for note in answer.notes)


def test_what_is_too_short_as_a_whole_is_answered_by_its_parts(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("什么时候发的，谁发的")
    assert answer.status == "answered"
    assert answer.short_answer is not None
    assert answer.short_answer.startswith("2023年12月29日；广东省工业和信息化厅、")


def test_what_is_nowhere_stays_refused(assistant: PolicyAssistant) -> None:
    assert assistant.ask("公积金怎么提取，利率多少？").status == "not_found"


def test_a_part_that_names_nothing_is_no_question_of_its_own(assistant: PolicyAssistant) -> None:
    # alone, 采纳了多少 would be told the first number there is
    assert assistant.ask("征求意见时收到多少条反馈，采纳了多少").status == "not_found"


def test_the_same_of_another_year_is_told_too(assistant: PolicyAssistant) -> None:
    assert assistant.ask("2022年营收多少？2020年呢？").short_answer == "5728.02亿元；5135亿元"


def test_another_matter_that_is_not_there_is_named(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("动漫和网络文学属于重点领域吗？游戏呢？")
    assert (answer.status, answer.notes) == ("partial", ("没有查到：游戏。",))


def test_a_part_that_is_told_in_part_is_told_where_the_whole_is_refused(
    assistant: PolicyAssistant,
) -> None:
    answer = assistant.ask("链主企业要遴选几家，谁来遴选？")
    assert answer.status == "partial"
    assert any("一批" in note for note in answer.notes)


def _sound(answer: Answer) -> None:
    numbers = {c.n for c in answer.citations}
    assert [c.n for c in answer.citations] == list(range(1, len(numbers) + 1))
    assert all(set(s.citations) <= numbers for s in answer.sentences)
    assert len({s.text for s in answer.sentences}) == len(answer.sentences)


def test_things_side_by_side_may_stand_in_two_documents(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for place, years in (("桐溪市", 3), ("南屏市", 5)):
        text = f"{place}会展奖励办法\n\n第一条 为促进会展业发展，制定本办法。\n\n第二条 本办法自2024年1月1日起施行，有效期{years}年。\n"
        (tmp_path / "docs" / f"{place}.txt").write_text(text, encoding="utf-8")
    both = PolicyAssistant(Settings(corpus_dir=tmp_path / "docs", index_dir=tmp_path / "index"))
    answer = both.ask("桐溪市会展奖励办法和南屏市会展奖励办法的有效期分别是几年？")
    assert {c.doc_id for c in answer.citations} == {"桐溪市.txt", "南屏市.txt"}
    assert "有效期3年" in answer.citations[0].quote
    _sound(answer)


def test_no_sentence_is_said_twice(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("那第三项呢，重点支持哪些行业？", ["第二项重点工程针对什么问题？"])
    said = [s.text.rstrip("。；") for s in answer.sentences]
    assert len(said) == len(set(said))
    assert "工业制造" in said
    _sound(answer)


def told(text: str) -> Answer:
    """An answer of one sentence with its proof."""
    citation = Citation(1, "rule.txt", "办法", ("第一条",), 0, len(text), text, "")
    return Answer("", "answered", (Sentence(text, (1,)),), citations=(citation,))


def test_a_part_that_leans_on_what_is_not_told_is_not_asked() -> None:
    def ask(part: str, before: str) -> Answer:
        return told("营业收入6200亿元") if "采纳" in part else Answer(part, "not_found")

    whole = Answer("", "not_found")
    assert answer_parts(whole, ["收到多少条反馈，", "采纳了多少"], ask) == whole


@pytest.mark.parametrize(
    ("part", "status"), [("有没有学历要求", "partial"), ("有没有奖励要求", "answered")]
)
def test_what_is_asked_for_and_nowhere_heard_is_said_to_be_missing(part: str, status: str) -> None:
    def ask(one: str, before: str) -> Answer:
        return told("示范渔场奖励3万元。") if "多少" in one else Answer(one, "not_found")

    whole = told("示范渔场奖励3万元。")
    answer = answer_parts(whole, ["示范渔场奖励多少，", part], ask)
    assert answer.status == status
    assert bool(answer.notes) == (status == "partial")


def test_the_value_of_another_thing_is_told_too() -> None:
    def ask(part: str, before: str) -> Answer:
        said = "舞蹈课每节30元。" if "舞蹈" in part else "书法课每节20元。"
        return replace(told(said), short_answer=said[-4:-1])

    whole = replace(told("书法课每节20元。"), short_answer="20元")
    answer = answer_parts(whole, ["书法课每节多少钱？", "舞蹈课呢？"], ask)
    assert answer.short_answer == "20元；30元"


def test_a_word_said_in_two_is_heard(tmp_path: Path) -> None:
    text = "补贴办法\n\n第一条 补贴用于租金、水、电、燃气等开支。\n"
    documents = build_assistant(tmp_path, {"rule.txt": text}).documents
    assert beside_heard(understand("补贴可以付租金和水电吗"), documents) == ""
    assert beside_heard(understand("补贴可以付租金和伙食吗"), documents) == "伙食"
