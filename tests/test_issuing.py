"""Issuers, number and day of issue: of this document, not of one that it names."""

from __future__ import annotations

import pytest
from reading_facts import facts_of, value, values


@pytest.mark.parametrize(
    ("title", "issuers"),
    [
        ("国务院、中央军委关于同意迁址新建的批复", ["国务院", "中央军委"]),
        ("国务院办公厅转发国家地震局关于加强防震减灾工作意见报告的通知", ["国务院办公厅"]),
        ("国务院办公厅对第7264号建议的答复", ["国务院办公厅"]),
        ("最高人民法院、最高人民检察院关于办理行贿案件的解释", ["最高人民法院", "最高人民检察院"]),
        ("国家机关、事业单位贯彻《国务院关于工作时间的规定》的实施办法", []),
    ],
)
def test_issuers_of_a_title(title: str, issuers: list[str]) -> None:
    facts, _ = facts_of(f"# {title}\n\n某某市人民政府：\n收到你们的请示，现答复如下。\n")
    assert values(facts.issuers) == issuers


def test_the_number_below_the_title_and_that_of_another_document() -> None:
    own = "某某市电梯补贴办法\n（某府规〔2023〕9号，2023年8月21日某某市人民政府印发）\n第一条 制定本办法。\n"
    facts, _ = facts_of(own)
    assert value(facts.document_number) == "某府规〔2023〕9号"
    assert values(facts.issuers) == ["某某市人民政府"]
    assert value(facts.issued) == "2023-08-21"
    cited = "关于《某某市电梯补贴办法》的政策解读\n根据省有关文件（甲府规〔2023〕9号）和国家要求，某某市制定了该办法。\n"
    assert facts_of(cited)[0].document_number is None


@pytest.mark.parametrize(
    ("source", "issuers"),
    [
        ("某某市医疗保障局 某某市财政局", ["某某市医疗保障局", "某某市财政局"]),
        ("市人社局、社保中心", ["市人社局", "社保中心"]),
        ("本院", []),
        ("某某市广播电视台", []),
        ("某某日报 某某市财政局", []),
    ],
)
def test_bodies_from_which_a_page_has_its_text(source: str, issuers: list[str]) -> None:
    page = "异地就医备案，快速办理！\n2023-12-14\n来源：{}\n参保人可以直接结算。\n{}"
    assert values(facts_of(page.format(source, ""))[0].issuers) == issuers
    signed = facts_of(page.format(source, "某某市卫生健康委员会\n2023年12月1日\n"))[0]
    assert values(signed.issuers) == ["某某市卫生健康委员会"]  # who signs goes before


def test_an_order_bears_the_title_below_its_letterhead() -> None:
    facts, _ = facts_of(
        "某某市人民政府令\n第57号\n《某某市住房管理办法》已经审议通过，现予公布，自2025年1月1日起施行。\n"
        "市长 韩立群\n2024年11月20日\n某某市住房管理办法\n第一条 制定本办法。\n"
    )
    assert value(facts.kind) == "办法"
    assert facts.title.value == "某某市住房管理办法"
    assert value(facts.document_number) == "某某市人民政府令第57号"
    assert values(facts.issuers) == ["某某市人民政府"]
    assert value(facts.issued) == "2024-11-20"
    assert value(facts.effective) == "2025-01-01"


def test_days_of_issue() -> None:
    joint, _ = facts_of(
        "关于做好高温天气工作的通知\n各单位：\n现通知如下。\n某某市民政局等六部门\n2026年5月20日\n"
    )
    assert values(joint.issuers) == ["某某市民政局"]
    assert value(joint.issued) == "2026-05-20"
    unsigned, _ = facts_of(
        "某某市人民政府办公厅关于印发细则的通知\n各区：\n根据2019年1月1日国务院印发的通知，现印发给你们，请遵照执行。\n"
        "二○○八年九月二十二日\n某某细则\n第一条 制定本细则。\n"
    )
    assert value(unsigned.issued) == "2008-09-22"
    colophon, _ = facts_of(
        "某某市财政局关于做好返还工作的通知\n各区：\n现通知如下。请遵照执行。\n某某市财政局办公室　　2024年6月12日印发\n"
    )
    assert value(colophon.issued) == "2024-06-12"
    old, _ = facts_of(
        "国务院关于计算工作年限的暂行规定\n\n1955年12月29日\n\n一、一律计算为工作年限。\n"
    )
    assert (value(old.issued), old.published) == ("1955-12-29", None)


def test_a_title_over_two_lines_is_whole() -> None:
    facts, _ = facts_of(
        "标题：国务院办公厅关于推行公示制度审核制度的指导意见\n发文机关：国务院办公厅\n\n"
        "国务院办公厅关于推行公示制度\n审核制度的指导意见\n各省：\n现提出以下意见。\n"
    )
    assert facts.title.value == "国务院办公厅关于推行公示制度审核制度的指导意见"
    assert value(facts.kind) == "意见"
