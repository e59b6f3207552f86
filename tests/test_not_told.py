"""What the page does not tell: a number that is only "some", a topic that it never names."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.contacts import contact_for, contact_of
from rag.question import understand
from rag.refuse import strange_words
from rag.vague import is_vague
from tests.building import build_assistant


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return PolicyAssistant(Settings(index_dir=tmp_path_factory.mktemp("index")))


@pytest.mark.parametrize(
    "question",
    [
        "要遴选多少家“链主”企业？",
        "培育多少家专精特新企业",
        "专精特新企业要培育几家",  # the verb stands last, as if it were counted
        "培育多少个有国际影响力的展会",
        "融媒体中心要建几个",  # 一批优质直播（短视频）基地、|融媒体中心
    ],
)
def test_some_are_not_given_a_number(assistant: PolicyAssistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "partial"
    assert answer.short_answer is None
    assert any("一批" in note for note in answer.notes)
    assert "一批" in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "number"),
    [("新增多少家国家级工业设计中心", "15个左右"), ("有几项重点工程", "6项"), ("全国版权示范单位超过多少家", "18家")],
)  # fmt: skip
def test_a_number_that_is_told_is_told(
    assistant: PolicyAssistant, question: str, number: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert number in (answer.short_answer or "")


@pytest.mark.parametrize("question", ["电竞方面有哪些举措", "氢能这块怎么安排？"])
def test_a_topic_that_no_document_names_is_refused(
    assistant: PolicyAssistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_found"
    assert any(question[:2] in note for note in answer.notes)


@pytest.mark.parametrize("question", ["动漫方面有哪些举措", "元宇宙领域有什么安排"])
def test_a_topic_that_is_named_is_answered(assistant: PolicyAssistant, question: str) -> None:
    assert assistant.ask(question).status == "answered"


@pytest.mark.parametrize(
    "question",
    ["How many enterprises made up the cluster?", "How many industry parks will be built by 2025?"],
)
def test_an_amount_of_money_is_no_number_of_things(
    assistant: PolicyAssistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status != "answered"
    assert answer.short_answer is None


def test_a_number_of_things_asked_for_in_english_is_told(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("How many new national industrial design centres will there be?")
    assert (answer.status, answer.short_answer) == ("answered", "15个左右")


@pytest.mark.parametrize(
    ("line", "whom"),
    [
        ("咨询电话：县水利局供水管理科，0573-5521890。", "县水利局供水管理科 0573-5521890"),
        ("咨询电话：0573-5521890。", "青禾县人民政府办公室 0573-5521890"),
        ("办卡到公交IC卡服务中心，电话（0573-5521890）。", "青禾县人民政府办公室 0573-5521890"),
        ("机关纪委电话：0573-5521890。", "青禾县人民政府办公室"),
        ("监督举报电话：0573-5521890。", "青禾县人民政府办公室"),
        ("申报咨询：0573-5521890；技术咨询：0573-5521891。", "青禾县人民政府办公室"),
    ],
)
def test_whom_to_ask(tmp_path: Path, line: str, whom: str) -> None:
    text = (
        "青禾县人民政府办公室关于农村供水的通知\n\n各乡镇：\n\n一、加强管护。\n\n"
        f"{line}\n\n青禾县人民政府办公室\n\n2024年3月1日\n"
    )
    (document,) = build_assistant(tmp_path, {"notice.txt": text}).documents.values()
    assert contact_of(document) == whom


def test_nobody_is_sent_to_the_office_of_another_place(tmp_path: Path) -> None:
    text = "长沙市支持航线若干措施\n\n第一条 对新开货运航线，给予30万元奖励。\n\n长沙市人民政府办公室\n\n2024年3月1日\n"
    (document,) = build_assistant(tmp_path, {"measures.txt": text}).documents.values()
    asked = "{}开通夜间载人航线补贴多少？".format
    assert contact_for(understand(asked("长沙市")), document) == "长沙市人民政府办公室"
    assert contact_for(understand(asked("郴州市")), document) == ""


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("双核多点指的是什么", "双核多点"),
        ("“专精特新”企业是什么意思", "‘专精特新’企业"),
        ('What does "chain leader" mean?', "chain leader"),
    ],
)
def test_what_is_not_defined_is_called_as_the_question_does(
    assistant: PolicyAssistant, question: str, called: str
) -> None:
    assert any(f"“{called}”" in note for note in assistant.ask(question).notes)


def test_a_number_of_tasks_is_none_of_jobs(assistant: PolicyAssistant) -> None:
    question = "How many jobs will the digital creative industry action plan create by 2025?"
    assert assistant.ask(question).status == "not_found"


def test_a_verb_names_no_other_plan(assistant: PolicyAssistant) -> None:
    assert assistant.ask("为什么要重新制定行动计划").status == "answered"


@pytest.mark.parametrize(
    "question", ["听说计划要建8个国家级工业设计中心，是吗？", "要新增20个国家级工业设计中心吗"]
)
def test_a_wrong_number_of_just_that_is_set_right(
    assistant: PolicyAssistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.short_answer) == ("partial", "15个左右")


def test_what_kind_of_a_thing_is_told_by_the_words_before_it(assistant: PolicyAssistant) -> None:
    assert assistant.ask("计划要建设什么样的IP项目库？").short_answer == "省级优质"


@pytest.mark.parametrize(("question", "vague"), [("一次最多献多少毫升", False), ("罚多少元", True)])
def test_an_amount_of_some_measure_names_what_is_meant(question: str, vague: bool) -> None:
    assert is_vague(understand(question), (), documents=3) is vague


def test_characters_that_only_stand_side_by_side_are_no_missing_word() -> None:
    terms = understand("居民医保在二院看普通门诊多少钱").terms
    strange = strange_words([t for t in terms if t.text in ("院看", "门诊")])
    assert strange == ["门诊"]


@pytest.mark.parametrize(
    "question", ["短视频平台的任务谁负责", "哪个部门牵头建设数字文化贸易平台？"]
)
def test_what_is_built_is_not_in_charge(assistant: PolicyAssistant, question: str) -> None:
    assert assistant.ask(question).status == "not_found"
