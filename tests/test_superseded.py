"""A clause that a later document amends is answered by its new words, from the day that these have effect."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings

MEASURE = """澜溪市茶园改造专项资金管理办法

澜溪市财政局　澜溪市农业农村局　2024年3月8日印发　文号：澜财规〔2024〕6号

第一条 本办法所称专项资金，用于低产茶园改造和加工设备更新。

第二条 对低产茶园改造，按每亩800元给予补助，单个主体每年最高20万元；对加工设备更新，按购置额的30%给予补助，单个主体每年最高50万元。

第三条 专家评审组人数不少于5人，评审结果公示7个工作日。

第四条 县级财政可以给予配套支持，配套比例不超过市级补助的40%。

第六条 申报主体应当具备下列条件：

（一）在本市登记注册满1年；

（二）茶园面积不少于30亩，每年获补助的茶园不超过3处。

第七条 受补助的主体五年内不得迁出本市。

第八条 补助资金在验收后30日内拨付。
未通过验收的，整改期不超过60日。

第九条 有下列情形之一的，追回补助：
（一）茶园荒废超过2年的；
（二）虚报面积超过3亩的。

第十条 本办法自2024年4月1日起施行，有效期至2026年3月31日。
"""
AMENDMENT = """澜溪市财政局 澜溪市农业农村局关于修改《澜溪市茶园改造专项资金管理办法》部分条款的通知

澜财规〔2025〕19号

各县财政局、农业农村局：

决定对《澜溪市茶园改造专项资金管理办法》（澜财规〔2024〕6号）部分条款作如下修改：

一、将第二条修改为：“对低产茶园改造，按每亩1000元给予补助，单个主体每年最高25万元；对加工设备更新，按购置额的35%给予补助，单个主体每年最高60万元。”

二、将第三条中的“人数不少于5人”修改为“人数不少于7人”。

三、删去第四条中的“配套比例不超过市级补助的40%”。

四、将第六条第（一）项“在本市登记注册满1年”修改为“在本市登记注册满6个月”，第（二）项中的“不超过3处”修改为“不超过5处”。

五、删去第七条。此后条文序号作相应调整。

六、将第八条第二款修改为：“未通过验收的，整改期不超过90日。”

七、删去第九条第（一）项。

八、将第十条中的“有效期至2026年3月31日”修改为“有效期至2028年12月31日”。

本通知自2025年7月1日起施行。

澜溪市财政局
澜溪市农业农村局
2025年6月12日
"""
BEFORE, NOW, AFTER = date(2025, 1, 10), date(2026, 11, 1), date(2029, 2, 1)


@pytest.fixture(scope="module")
def fund(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("amended")
    (folder / "docs").mkdir()
    for name, text in {"measure": MEASURE, "amendment": AMENDMENT}.items():
        (folder / "docs" / f"{name}.txt").write_text(text, encoding="utf-8")
    return PolicyAssistant(Settings(corpus_dir=folder / "docs", index_dir=folder / "index"))


@pytest.mark.parametrize(
    ("question", "before", "now"),
    [
        ("评审组至少几个人？", "5人", "7人"),
        ("评审结果公示多久？", "7个工作日", "7个工作日"),
        ("茶园改造专项资金管理办法有效期到哪天？", "2026年3月31日", "2028年12月31日"),
        ("加工设备更新按购置额的百分之多少补助？", "30%", "35%"),
        ("低产茶园改造每亩补助多少？", "800元", "1000元"),
        ("每年获补助的茶园最多几处？", "3处", "5处"),
        ("未通过验收的，整改期最多多少日？", "60日", "90日"),
        ("补助资金在验收后多少日内拨付？", "30日内", "30日内"),
    ],
)
def test_the_new_words_hold_from_their_day(
    fund: PolicyAssistant, question: str, before: str, now: str
) -> None:
    assert fund.ask(question, as_of=BEFORE).short_answer == before
    assert fund.ask(question, as_of=NOW).short_answer == now


def test_the_new_words_come_first_with_their_proof_and_the_old_ones_below(
    fund: PolicyAssistant,
) -> None:
    answer = fund.ask("评审组至少几个人？", as_of=NOW)
    first = answer.sentences[0]
    cited = {c.n: c for c in answer.citations}
    assert "不少于7人" in first.text
    assert cited[first.citations[0]].doc_id == "amendment.txt"
    assert any("不少于5人" in s.text for s in answer.sentences[1:])
    assert "已被后来的文件修改" in answer.sentences[-1].text


def test_the_term_cited_is_the_new_one(fund: PolicyAssistant) -> None:
    measure = [
        [c.valid_until for c in fund.ask("评审组至少几个人？", as_of=day).citations if c.doc_id == "measure.txt"]
        for day in (BEFORE, NOW)
    ]  # fmt: skip
    assert measure == [["2026-03-31"], ["2028-12-31"]]


def test_what_is_deleted_is_told_to_be(fund: PolicyAssistant) -> None:
    answer = fund.ask("县级财政配套比例最高多少？", as_of=NOW)
    assert answer.short_answer is None
    assert "删去" in answer.sentences[0].text
    assert "已被后来的文件删去" in answer.sentences[-1].text


def test_an_article_that_is_deleted_whole_is_told_to_be(fund: PolicyAssistant) -> None:
    answer = fund.ask("受补助的主体几年内不得迁出？", as_of=NOW)
    assert answer.short_answer is None
    assert answer.sentences[0].text.startswith("五、删去第七条")
    assert fund.ask("受补助的主体几年内不得迁出？", as_of=BEFORE).short_answer == "五年内"


@pytest.mark.parametrize(
    ("question", "deleted"),
    [("茶园荒废超过几年追回补助？", True), ("虚报面积超过几亩追回补助？", False)],
)
def test_only_the_part_that_is_named_is_changed(
    fund: PolicyAssistant, question: str, deleted: bool
) -> None:
    answer = fund.ask(question, as_of=NOW)
    assert answer.status == "answered"
    assert any("删去第九条第（一）项" in s.text for s in answer.sentences) is deleted


def test_the_documents_are_told_apart_by_their_kinds(fund: PolicyAssistant) -> None:
    assert fund.ask("修改通知的文号是多少？").short_answer == "澜财规〔2025〕19号"
    assert fund.ask("办法的文号是多少？").short_answer == "澜财规〔2024〕6号"
    assert fund.ask("修改通知从哪天起施行？").short_answer == "2025年7月1日"


def test_one_document_alone_is_asked_without_the_others(fund: PolicyAssistant) -> None:
    answer = fund.ask("评审组至少几个人？", as_of=NOW, filters={"doc_id": "measure.txt"})
    assert {c.doc_id for c in answer.citations} == {"measure.txt"}


def test_a_measure_is_not_over_while_its_term_is_prolonged(fund: PolicyAssistant) -> None:
    assert "measure.txt" not in fund.force(NOW).ends
    end = fund.force(AFTER).ends["measure.txt"]
    assert (end.document.doc_id, end.values) == ("amendment.txt", {"period": "2028年12月31日"})


def test_a_line_of_facts_below_the_title_tells_bodies_number_and_day(fund: PolicyAssistant) -> None:
    facts = fund.documents["measure.txt"].facts
    assert facts.document_number is not None
    assert facts.issued is not None
    assert [f.value for f in facts.issuers] == ["澜溪市财政局", "澜溪市农业农村局"]
    assert (facts.document_number.value, facts.issued.value) == ("澜财规〔2024〕6号", "2024-03-08")
