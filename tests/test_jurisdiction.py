"""What a document of one place says is no answer to a question about another."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from rag.jurisdiction import holds_in, other_region
from rag.question import understand
from rag.types import Document
from tests.building import build_assistant, build_document

DOGS = """开封市养犬管理条例

第一条 为了规范养犬行为，根据有关法律，结合本市实际，制定本条例。

第二条 携带犬只外出不清理粪便的，处五十元以上二百元以下罚款。

第三条 本条例自2021年5月1日起施行。
"""
SCHOOLS = """2026年广州市天河区积分入学指引

一、招生计划
初中一年级设置积分入学计划460个。

二、咨询
咨询电话：020-38622512。
"""


def of(region: str, title: str, text: str = "第一条 制定本条例。") -> Document:
    return build_document("a.txt", [title, text], region=region)


@pytest.mark.parametrize(
    ("question", "region", "title", "others"),
    [
        ("深圳遛狗不捡屎罚多少", "开封", "开封市养犬管理条例", ("深圳",)),
        ("开封遛狗不捡屎罚多少", "开封", "开封市养犬管理条例", ()),
        ("杭州的信息化怎么促进", "浙江", "浙江省信息化促进条例", ()),  # it holds there
        ("杭州的信息化怎么促进", "河南", "河南省信息化促进条例", ("杭州",)),
        ("浙江的信息化怎么促进", "杭州", "杭州市信息化促进条例", ()),  # a part of it
        ("江苏的献血怎么奖励", "全国", "中华人民共和国献血法", ()),
        ("When do Tianjin's religious rules take effect?", "北京", "北京市宗教事务条例", ("天津",)),
        ("我是四川人，能申请积分入户吗", "广州", "广州市积分制入户管理办法", ()),
        ("I moved here from Sichuan, can I apply?", "广州", "广州市积分制入户管理办法", ()),
        ("越秀区的积分入学计划有多少个", "广州", "广州市天河区积分入学指引", ("越秀区",)),
        ("天河区的积分入学计划有多少个", "广州", "广州市天河区积分入学指引", ()),
        ("园区和社区怎么管", "广州", "广州市天河区积分入学指引", ()),
    ],
)
def test_whose_rule_is_asked_for(
    question: str, region: str, title: str, others: tuple[str, ...]
) -> None:
    assert other_region(understand(question), of(region, title)) == others


def test_a_place_that_the_text_names_is_not_another() -> None:
    document = of("广州", "广州市异地就医办法", "第一条 在深圳就医的，按照本办法结算。")
    assert other_region(understand("在深圳就医怎么结算"), document) == ()


def test_a_provincial_rule_holds_in_its_cities() -> None:
    assert holds_in(of("广东", "广东省版权条例"), "深圳市")
    assert not holds_in(of("广东", "广东省版权条例"), "杭州")
    assert not holds_in(of("深圳", "深圳经济特区版权条例"), "广东")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("places")
    return build_assistant(folder, {"dogs.txt": DOGS, "schools.txt": SCHOOLS})


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("深圳携带犬只外出不清理粪便罚多少钱", "not_found"),
        ("开封携带犬只外出不清理粪便罚多少钱", "answered"),
        ("越秀区2026年积分入学的初中计划有多少个", "not_found"),
        ("天河区2026年积分入学的初中计划有多少个", "answered"),
    ],
)
def test_the_answer(assistant: PolicyAssistant, question: str, status: str) -> None:
    assert assistant.ask(question).status == status


def test_it_says_whose_rule_the_nearest_is(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("越秀区2026年积分入学的初中计划有多少个")
    assert any("天河区积分入学指引》不是越秀区的" in note for note in answer.notes)
    assert answer.nearest


PLAN = """浙江省数字产业行动计划

一、目标
到2027年，数字产业营业收入达到5000亿元。
"""


def test_a_city_that_no_document_names_has_a_rule_of_its_own(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    assistant = build_assistant(tmp_path_factory.mktemp("plan"), {"plan.txt": PLAN})
    assert assistant.ask("杭州市的数字产业行动计划的营业收入目标是多少").status == "not_found"
    assert assistant.ask("在杭州，数字产业营业收入的目标是多少").status == "answered"
