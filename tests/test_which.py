"""Where in a document something stands, asked for by article and chapter."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.question import understand
from rag.refuse import absent_topic

RULES = """云川市古桥保护规定

第一章 总则

第一条 为了加强古桥保护，根据有关法律、法规，制定本规定。

第二条 每年10月的第三个星期六为古桥日。

第二章 保护措施

第三条 列入名录的古桥，应当自公布之日起六十日内设置保护标志。认养古桥的期限不少于三年，认养人可以在保护标志上署名。

第四条 因施工造成古桥损坏的，依据民法典第一千一百六十五条的规定承担侵权责任。

第三章 法律责任

第五条 违反本规定，在桥体上刻划、涂污的，处二百元以上一千元以下罚款。

第六条 市古桥保护中心位于云川市文昌路55号二楼；北岸工作站位于创智街109号一楼。
"""


def assistant_of(text: str, folders: pytest.TempPathFactory) -> PolicyAssistant:
    corpus: Path = folders.mktemp("corpus")
    (corpus / "text.md").write_text(text, "utf-8")
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=folders.mktemp("index")))


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return assistant_of(RULES, tmp_path_factory)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("哪一条规定了古桥日？", "第二条"),
        ("认养期限在第几条？", "第三条"),
        ("Which article deals with 认养?", "第三条"),
        ("在桥体上刻划的罚款写在哪一章？", "第三章 法律责任"),
        ("施工弄坏古桥承担侵权责任，依据的是民法典第几条？", "第一千一百六十五条"),
        ("古桥日是每年哪一天？", "每年10月的第三个星期六"),
        ("北岸工作站在什么地方？", "创智街109号一楼"),
    ],
)
def test_where_it_stands(rules: PolicyAssistant, question: str, short: str) -> None:
    answer = rules.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", short)
    assert any(short in c.quote for c in answer.citations)


def test_what_no_document_has_stands_nowhere(rules: PolicyAssistant) -> None:
    missing = absent_topic(understand("哪条讲桥上灯光"), rules.documents, None)
    assert [t.text for t in missing] == ["灯光"]
    assert absent_topic(understand("哪条讲刻划桥体"), rules.documents, None) == ()
    assert rules.ask("哪条讲桥上灯光").status == "not_found"


QUESTIONS = """# 云川市人才公寓政策问答

问：人才公寓是什么？
答：指政府筹集、租给新来云川工作的毕业生的住房。

问：什么时候报名？
答：报名截止时间为2025年3月14日17时。

## 退出

有下列情形之一的，应当在30日内腾退：（一）在本市购买住房的；（二）转租、转借的；（三）连续空置3个月以上的。
"""


@pytest.fixture(scope="module")
def flats(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    return assistant_of(QUESTIONS, tmp_path_factory)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("报名最晚几号几点？", "2025年3月14日17时"),
        ("报名最晚几号？", "2025年3月14日"),
        ("人才公寓是什么意思？", "政府筹集、租给新来云川工作的毕业生的住房"),
    ],
)
def test_questions_and_their_answers(flats: PolicyAssistant, question: str, short: str) -> None:
    assert flats.ask(question).short_answer == short


def test_a_list_is_asked_for_with_a_figure_of_its_introduction(flats: PolicyAssistant) -> None:
    answer = flats.ask("哪些情形人才公寓要30天内搬走")
    assert answer.status == "answered"
    assert [s.text[:6] for s in answer.sentences if s.item] == [
        "（一）在本市",
        "（二）转租、",
        "（三）连续空",
    ]
