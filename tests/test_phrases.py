"""Short answers that only the question names, lists inside sentences, and what names a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.lists import enumerations, is_body
from rag.phrases import problem, short_phrase, titled, without_lead
from rag.question import understand
from rag.steps import read_steps
from rag.values import find_values, says_year

NOTICE = """# 某市教育局关于印发校车管理办法的通知

某教规字〔2031〕7号

一、主要任务

（一）登记校车。学校应当登录广东省校车管理平台登记。

（二）培训司机。根据《某省校车安全规定》，司机每年培训两次。

二、附则

本办法自2031年5月1日起施行。
"""
OTHER = """# 某市卫生局关于食堂检查的通知

某卫字〔2030〕3号

食堂每月检查一次，由市卫生局负责。
"""


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    corpus: Path = tmp_path_factory.mktemp("corpus")
    (corpus / "校车.md").write_text(NOTICE, "utf-8")
    (corpus / "食堂.md").write_text(OTHER, "utf-8")
    return PolicyAssistant(Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("index")))


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("要在哪个平台登记", "学校应当登录广东省校车管理平台登记。", "广东省校车管理平台"),
        ("依据的规定叫什么名字", "根据《某省校车安全规定》，每年培训。", "《某省校车安全规定》"),
        ("要打造成什么", "围绕打造全国校车示范区，提出目标。", "全国校车示范区"),
        ("为什么要登记", "学校应当登录广东省校车管理平台登记。", None),
    ],
)
def test_short_answers_are_words_of_the_sentence(
    question: str, sentence: str, expected: str | None
) -> None:
    assert short_phrase(understand(question), sentence) == expected


def test_a_name_begins_after_its_verb() -> None:
    assert without_lead("登录广东省某某服务平台") == "广东省某某服务平台"
    assert without_lead("管理平台") == "管理平台"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("以有色金属冶炼、石油开采、电镀等行业为重点。", ("有色金属冶炼", "石油开采", "电镀")),
        (
            "侨眷包括：配偶，父母，子女及其配偶，以及兄弟姐妹。",
            ("配偶", "父母", "子女及其配偶", "兄弟姐妹"),
        ),
        ("由农业农村部、工业和信息化部牵头的机制。", ("农业农村部", "工业和信息化部")),
    ],
)
def test_items_end_at_words(sentence: str, expected: tuple[str, ...]) -> None:
    assert enumerations(sentence)[0].texts(sentence) == expected


def test_bodies_are_told_from_other_items() -> None:
    assert is_body("省工业和信息化厅")
    assert not is_body("营商环境")
    assert [v.text for v in find_values("方案报送生态环境部。", "org")] == ["生态环境部"]


def test_an_end_of_a_period_is_not_a_year_by_itself() -> None:
    assert not says_year("行动计划（2021—2025年）", "2021")
    assert says_year("2021年营业收入", "2021")


def test_the_list_beside_a_step_is_kept_as_its_name() -> None:
    assert read_steps("第四项重点任务要促进什么", True)[0][0].name == "重点任务"
    assert read_steps("主要任务的第二项是什么", True)[0][0].name.endswith("任务")


def test_what_askers_tell_of_themselves_is_not_required() -> None:
    query = understand("我们是德国的一家校车公司，想了解有关情况，校车司机培训能得到什么支持？")
    optional = {term.text for term in query.terms if term.optional}
    assert "德国" in optional
    assert "司机" not in optional


def test_a_document_number_names_the_document(notices: PolicyAssistant) -> None:
    answer = notices.ask("某卫字〔2030〕3号文规定食堂多久检查一次")
    assert {c.doc_id for c in answer.citations} == {"食堂.md"}


def test_an_item_is_found_by_the_name_of_its_list(notices: PolicyAssistant) -> None:
    answer = notices.ask("校车管理办法主要任务的第二项是什么")
    assert answer.short_answer == "培训司机"


def test_a_rise_is_not_reported_as_a_fall(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.md").write_text(
        "# 校车年报\n\n2030年，全市校车行业营业收入同比增长12%，新增线路30条。\n\n安全事故为零。\n",
        "utf-8",
    )
    assistant = PolicyAssistant(Settings(corpus_dir=tmp_path / "c", index_dir=tmp_path / "i"))
    answer = assistant.ask("2030年校车行业营业收入同比下降多少？")
    assert answer.status == "partial"
    assert any("增长" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("国家机构发给《产品销售许可证", "审查合格后发什么证？", "《产品销售许可证》"),
        ("国家机构发给《产品销售许可证", "谁发？", "国家机构发给《产品销售许可证》"),
        ("国家机构", "审查合格后发什么证？", "国家机构"),
    ],
)
def test_a_title_is_whole_and_alone_where_a_paper_is_asked_for(
    text: str, asked: str, found: str
) -> None:
    sentence = "经审查合格的单位，由国家机构发给《产品销售许可证》。"
    assert titled(text, sentence, asked) == found


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("这样安排是为了阻断病毒在场内的循环传播。", "阻断病毒在场内的循环传播"),
        ("部分食堂座位少，为避免老人长时间排队，按照接待能力限量取号。", "为避免老人长时间排队"),
        ("采取分期拨付，主要是防止“重建设、轻运营”，避免大棚闲置。", "防止“重建设、轻运营”"),
        ("房屋开裂主要是由浅源地震造成的。", "浅源地震"),
        ("申请人应当提交材料。", None),
    ],
)
def test_a_reason_in_so_many_words(sentence: str, reason: str | None) -> None:
    assert problem(sentence) == reason
