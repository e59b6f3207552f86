"""Questions in other words: lists by their name, documents by what they are for, English light words."""

from __future__ import annotations

import pytest

from rag import Answer, PolicyAssistant
from rag.choosing import choose_value
from rag.english import english_terms
from rag.naming import called, without_title
from rag.question import understand
from rag.refuse import absent_names, other_matter
from rag.romanised import with_han_names
from rag.vague import is_vague
from tests.building import build_document

PLAN = build_document(
    "plan.txt", ["半山镇推动动漫产业发展。"], title="澜江市动漫产业集群行动计划（2024—2027年）"
)
GOALS = "建成项目库，培育超过18家示范单位，新增15个左右设计中心"


def items(answer: Answer) -> list[str]:
    return [s.text.strip("“”") for s in answer.sentences if s.item]


@pytest.mark.parametrize(
    ("question", "first", "number"),
    [
        ("这个行动计划的目标是什么", "一是在产业规模上", 4),
        ("数字创意产业行动计划的目标是什么？", "一是在产业规模上", 4),
        ("What is the goal of the plan?", "一是在产业规模上", 4),
        ("我写汇报材料要用，麻烦把重点工程逐个列全。", "一是数字技术攻关突破工程", 6),
        ("What are the four jobs the plan sets itself under its main tasks?", "一是加快数字创意技术和设备研发创新", 4),
        ("In what areas does the last part of the plan promise support?", "统筹协调", 4),
        ("List the lines of work set out under the content creation and production project.", "强化优质内容供给能力", 4),
        ("整个文件分成哪几大块？", "总体情况", 5),
    ],
)  # fmt: skip
def test_the_list_that_is_called_so(
    page: PolicyAssistant, question: str, first: str, number: int
) -> None:
    found = items(page.ask(question))
    assert (found[0], len(found)) == (first, number)


def test_members_that_are_not_what_is_asked_for_are_left_out(page: PolicyAssistant) -> None:
    found = items(page.ask("产业链这边要遴选、培育哪几类企业？"))
    assert len(found) == 2
    assert all(item.endswith("企业") for item in found)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("2025年产业规模目标是多少", "6200亿元"),
        ("截至2022年，广东数字创意产业集群的年营收达到了什么规模？", "5728.02亿元"),
        ("2023年前三个季度全省数字创意产业创造的增加值金额是多少", "1152.44亿元"),
        ("前三季度增加值涨了多少？", "9.6%"),
        ("总目标是什么", "全球数字创意产业发展高地"),
        ("发文之前是经过谁同意的？", "省人民政府"),
        ("During what hours of the day is the office open?", "8:30-17:30"),
        ("新计划管到哪一年为止？", "2023—2025年"),
        ("Who took the lead on the earlier plan that ran from 2021?", "省工业和信息化厅"),
    ],
)
def test_the_value_in_other_words(page: PolicyAssistant, question: str, short: str) -> None:
    answer = page.ask(question)
    assert answer.short_answer == short
    assert any(short in c.quote for c in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "半导体与集成电路产业集群的行动计划有哪些重点工程？",  # another plan's
        "目前广东已经有多少个国家级工业设计中心？",  # what is to be added is no stock
        "我们的作品想进省级优质IP项目库，要交哪些材料？",  # no vague question
    ],
)
def test_what_only_looks_like_an_answer(page: PolicyAssistant, question: str) -> None:
    assert page.ask(question).status == "not_found"


def test_the_last_of_a_list_named_before(page: PolicyAssistant) -> None:
    answer = page.ask("最后一项展开讲讲。", ["重点任务有哪四项？"])
    assert answer.short_answer == "深化数字创意融合应用"


def test_what_a_document_is_called() -> None:
    assert called(understand("半导体与集成电路产业的行动计划何时印发？")) == (
        "半导体",
        "集成电路",
        "产业",
    )
    assert called(understand("旧版行动计划由谁牵头？")) == ()
    documents = {"plan.txt": PLAN}
    strange = other_matter(understand("半导体产业行动计划何时印发？"), documents)
    assert [t.text for t in strange] == ["半导体"]
    assert not other_matter(understand("动漫产业行动计划何时印发？"), documents)


def test_words_that_call_the_document_are_not_what_is_asked() -> None:
    query = without_title(understand("动漫产业行动计划的目标是什么"), PLAN)
    assert [t.text for t in query.terms if not t.optional] == ["目标"]
    other = understand("人才行动计划的目标是什么")
    assert without_title(other, PLAN) == other


def test_a_number_of_what_is_to_come_is_no_stock() -> None:
    terms = understand("有多少家示范单位").terms
    for asked, value in (("现在有多少家示范单位", None), ("要有多少家示范单位", "超过18家")):
        found = choose_value(GOALS, "count", terms, (), unit="家", asked=asked)
        assert (found.text if found else None) == value


def test_who_did_it_is_not_told_for_a_year_as_figures_are() -> None:
    sentence = "根据省委工作部署，2020年省工业和信息化厅牵头实施《行动计划（2021—2025年）》。"
    terms = understand("2021年开始的计划由谁牵头").terms
    found = choose_value(sentence, "org", terms, ("2021",), sentence, asked="由谁牵头")
    assert found is not None
    assert found.text == "省工业和信息化厅"


def test_light_english_words_are_no_subject() -> None:
    terms = english_terms("What happens once the three people come back and keep it going?")
    assert not {"发生", "一次", "三下五除二", "来到", "保持"} & {t.text for t in terms}


def test_a_place_of_the_dictionary_is_written_with_a_capital() -> None:
    assert "林县" not in [t.text for t in english_terms("Which lines are set out?")]
    assert "兰州" in [t.text for t in english_terms("What is the budget of Lanzhou?")]


def test_a_name_in_pinyin_that_is_also_a_word() -> None:
    document = build_document("b.txt", ["正文"], title="博宁市人才办法")
    query = with_han_names(understand("How much does Boning pay to graduates?"), [document])
    assert "博宁" in [t.text for t in query.terms]


def test_a_quantity_and_the_words_for_how_much() -> None:
    assert understand("2023年的增加值金额是多少").measure == "增加值"
    assert understand("营收达到什么规模").measure == "营收"
    assert understand("产业规模要达到多少").measure == "规模"


def test_what_is_counted_may_stand_before_its_number() -> None:
    assert understand("重点任务有哪四项？").counted == "重点任务"
    assert understand("六大重点工程是什么").counted == "重点工程"


def test_what_an_asker_tells_first_is_no_vague_question() -> None:
    query = understand("我们的作品想进优质项目库，要交哪些材料？")
    assert not is_vague(query, list(query.terms), 1)
    assert is_vague(understand("材料？"), list(understand("材料？").terms), 1)


def test_a_clause_of_time_asks_for_no_day() -> None:
    assert understand("When a station is moved, how long must both observe?").value == "duration"
    assert understand("When does the plan end?").value == "date"


def test_a_name_in_pinyin_that_only_the_text_has() -> None:
    document = build_document("c.txt", ["云朔空港枢纽投资28亿元。"], title="冷链规划")
    query = with_han_names(understand("How much goes into the Yunshuo hub?"), [document])
    assert "云朔" in [t.text for t in query.terms]


def test_a_run_of_bodies_tells_nothing_of_another_matter() -> None:
    sentence = "骨干工程由省发展改革委牵头，产地仓工程由省农业农村厅牵头。"
    for asked, body in (("产地仓工程由谁牵头", "省农业农村厅"), ("数字工程由谁牵头", None)):
        found = choose_value(sentence, "org", understand(asked).terms, (), asked=asked)
        assert (found.text if found else None) == body


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("既然七大重点工程都已完成，第一项工程是什么？", "partial"),
        ("六大重点工程里第一项是什么？", "answered"),
    ],
)
def test_a_wrong_number_beside_an_address_is_set_right(
    page: PolicyAssistant, question: str, status: str
) -> None:
    answer = page.ask(question)
    assert (answer.status, answer.short_answer) == (status, "数字技术攻关突破工程")
    assert any("7" in n and "6" in n for n in answer.notes) == (status == "partial")


def test_an_ordinal_of_things_is_no_clause(page: PolicyAssistant) -> None:
    assert page.ask("公积金贷款买第二套房首付比例是多少？").status == "not_found"


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("上一版（2021—2025年）行动计划是哪一年印发的？", "2020年"),
        ("Whose approval did the five agencies have before they issued the plan?", "省人民政府"),
        ("When was this interpretation put up on the department's website?", "2024-01-02"),
    ],
)
def test_other_facts_of_the_document(page: PolicyAssistant, question: str, short: str) -> None:
    assert page.ask(question).short_answer == short


def test_a_name_that_is_left_out_is_not_missing() -> None:
    documents = {"plan.txt": PLAN}
    outside = understand("Would a city outside Shenzhen get support?")
    assert not absent_names(outside, documents)
    inside = understand("Would a city like Shenzhen get support?")
    assert [t.text for t in absent_names(inside, documents)] == ["深圳"]


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("How many points does a bachelor's degree earn?", "学士学位"),
        ("Does the Disabled Persons' Federation pay?", "残疾人联合会"),
        ("When does market-regulation supervision end?", "市场监管"),
        ("Who runs the centre?", "中心"),
        ("Which organisation pays?", "组织"),
    ],
)
def test_genitives_compounds_and_british_spelling_are_known(question: str, term: str) -> None:
    terms = english_terms(question)
    assert any(term in (t.text, *t.alternatives) for t in terms)


def test_a_compound_of_a_letter_is_one_word() -> None:
    assert [t.text for t in english_terms("rules on x-widgets")][-1] == "x-widgets"


def test_phrases_that_end_in_a_small_word_are_known() -> None:
    terms = {
        t.said: t.text
        for t in english_terms("Who signed off on it and did they crack down on fakes")
    }
    assert terms["signed off on"] == "批准"
    assert terms["crack down on"] == "打击"


def test_how_it_is_asked_is_no_term() -> None:
    assert [t.text for t in english_terms("no more than five schools touched on")] == ["学校"]


@pytest.mark.parametrize(
    "question",
    [
        "这个行动计划替代了以前的哪个文件",
        "上一版叫什么名字",
        "which plan does it replace?",
        "在哪个文件的基础上调整形成的",
    ],
)
def test_the_version_before_is_named_with_the_sentence_that_tells_of_it(
    page: PolicyAssistant, question: str
) -> None:
    answer = page.ask(question)
    assert answer.short_answer == "《广东省培育数字创意战略性新兴产业集群行动计划（2021—2025年）》"
    assert "牵头印发" in answer.citations[0].quote


@pytest.mark.parametrize("place", ["Beijing", "Chengdu", "Hubei"])
def test_a_place_of_which_no_document_speaks_is_no_word_that_sounds_alike(
    page: PolicyAssistant, place: str
) -> None:
    answer = page.ask(f"What is the plan of {place}?")  # Beijing is no 背景
    assert answer.status == "not_found"


@pytest.mark.parametrize(
    "question", ["2020年到2022年营收增长了多少", "2022年营收比2020年增长了多少"]
)
def test_a_growth_that_is_not_told_is_answered_from_what_to_what(
    page: PolicyAssistant, question: str
) -> None:
    assert page.ask(question).short_answer == "从2020年的5135亿元增长至2022年的5728.02亿元"


def test_who_wrote_it_is_not_told(page: PolicyAssistant) -> None:
    assert page.ask("政策解读是谁写的").status == "not_found"


def test_whom_to_call_in_english(page: PolicyAssistant) -> None:
    assert page.ask("Who do I call for more details?").short_answer == "020-83133200"


@pytest.mark.parametrize("topic", ["esports", "kindergartens", "wine"])
def test_a_topic_in_english_of_which_no_document_speaks(page: PolicyAssistant, topic: str) -> None:
    answer = page.ask(f"What support is there for {topic}?")
    assert answer.status == "not_found"
    assert page.ask("What support is there for animation companies?").status == "answered"
