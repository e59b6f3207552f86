"""What a sentence announces, what a table row means, questions and answers as clauses."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.announced import announced, announces
from rag.document import read_document
from rag.listplaces import lists_of
from rag.load import load_file
from rag.reading import as_read
from rag.tables import cells_of, header_of, paired
from rag.types import Document
from rag.units import Unit, units_of
from tests.building import build_document


def document_of(tmp_path: Path, text: str, name: str = "通知.txt") -> Document:
    (tmp_path / name).write_text(text, "utf-8")
    return read_document(load_file(tmp_path / name, name))


def unit_with(document: Document, words: str) -> Unit:
    return next(u for u in units_of(document) if words in u.quote)


def texts(unit: Unit) -> list[str]:
    return [unit.document.text[c.start : c.end].strip() for c in announced(unit)]


PARAGRAPHS = """测试市家庭病床管理办法

一、家庭病床

本市指定机构可以设立家庭病床，由所在区卫生健康部门统一管理。

具有下列情形之一的，可以申请：

（一）肿瘤需支持治疗的；

（二）骨折后需卧床的；

（三）其他适合的。

二、费用

费用由基金支付，具体标准另行制定，并向社会公布。
"""


def test_items_after_a_paragraph_belong_to_the_sentence_that_announces_them(
    tmp_path: Path,
) -> None:
    document = document_of(tmp_path, PARAGRAPHS)
    unit = unit_with(document, "具有下列情形")
    assert announces(unit)
    assert [t[:3] for t in texts(unit)] == ["（一）", "（二）", "（三）"]
    assert not announces(unit_with(document, "可以设立家庭病床"))
    assert texts(unit_with(document, "费用由基金支付")) == []


def test_lines_without_numbers_are_items_while_they_end_in_semicolons(tmp_path: Path) -> None:
    document = document_of(
        tmp_path,
        "参保指南\n\n一、对象\n\n本指南供在本市就业的人员参考，由市社会保险经办机构负责解释。\n\n"
        "以下人员可以参加：\n\n无雇工的个体工商户；\n\n非全日制从业人员；\n\n其他灵活就业人员。\n\n"
        "由个人缴纳基本养老保险费，缴费比例另行公布。\n",
    )
    assert texts(unit_with(document, "以下人员")) == [
        "无雇工的个体工商户；",
        "非全日制从业人员；",
        "其他灵活就业人员。",
    ]


LED = """霁河市家政服务提升计划

一、编制原则

注重便民。把站点设到小区门口，居民下楼就能找到。

注重诚信。每名服务人员持码上岗，记录可以查询。

二、重点任务

健全培训体系
依托职业院校每年培训家政服务员三千人次，考核合格后发给证书。

拓展服务站点
在每个街道设立一处家政服务站，周末照常开门。

三、附则

本计划自印发之日起施行。具体事项由市商务局解释，执行中的问题请向其反映。
"""


def test_paragraphs_that_begin_with_what_they_are_about_are_items_of_their_heading(
    tmp_path: Path,
) -> None:
    document = document_of(tmp_path, LED)
    names = [item.names() for item in lists_of(unit_with(document, "编制原则"))]
    assert names == [("注重便民", "注重诚信")]
    assert lists_of(unit_with(document, "附则")) == ()


def test_paragraphs_that_begin_with_the_same_word_are_items_of_what_announces_them(
    tmp_path: Path,
) -> None:
    document = document_of(
        tmp_path,
        "规划说明\n\n一、考虑\n\n编制中做到三个注重：\n\n注重全链，把回收和利用连起来。\n\n"
        "注重高值，从卖废料到卖材料。\n\n注重集聚，零散加工点进园区。\n\n按程序报批后印发。\n",
    )
    (found,) = lists_of(unit_with(document, "三个注重"))
    assert [name[:4] for name in found.names()] == ["注重全链", "注重高值", "注重集聚"]


def test_headings_without_numbers_are_items_of_the_heading_above(tmp_path: Path) -> None:
    document = document_of(tmp_path, LED)
    (found,) = lists_of(unit_with(document, "重点任务"))
    assert found.names() == ("健全培训体系", "拓展服务站点")
    assert "考核合格" in document.text[slice(*found.items[0].proof)]


def test_a_question_is_the_heading_of_its_answer(tmp_path: Path) -> None:
    document = document_of(
        tmp_path,
        "转型券政策问答\n\n问：哪些企业可以申领？\n\n答：要同时满足两个条件：\n\n（1）正常经营1年以上；\n\n"
        "（2）营业收入500万元以上。\n\n问：有效期多长？\n\n答：自发放之日起180天内有效。\n",
    )
    heads = [c.heading for c in document.clauses if c.label == "问："]
    assert heads == ["哪些企业可以申领？", "有效期多长？"]
    answer = unit_with(document, "180天")
    assert "问：有效期多长？" in document.path(answer.clause.id)
    assert len(announced(unit_with(document, "两个条件"))) == 2


ROWS = ["奖补按下表执行。", "类别\t整机\t部件", "国内首台\t300万元\t90万元"]


def test_a_row_is_read_with_the_names_of_its_columns() -> None:
    document = build_document("通知.html", ROWS)
    row = unit_with(document, "300万元")
    assert row.header == ("类别", "整机", "部件")
    assert paired(row.quote, row.header) == "国内首台，整机300万元，部件90万元"
    assert "部件90万元" in as_read(row)
    assert [row.quote[a:b] for a, b in cells_of(row.quote)] == ["国内首台", "300万元", "90万元"]
    first = unit_with(document, "类别")
    assert header_of(document, first.start) == ()


@pytest.mark.parametrize(("row", "header"), [("甲\t1元", ("a", "b", "c")), ("甲", ())])
def test_a_row_of_another_width_stays_as_it_is(row: str, header: tuple[str, ...]) -> None:
    assert paired(row, header) == row


def test_items_of_an_ordered_list_without_numbers_stand_below_the_clause_that_announces_them(
    tmp_path: Path,
) -> None:
    page = (
        "<html><body><h1>测试市加装电梯办法</h1><p>一、申请</p><p>（五）申请的，应当具备下列条件：</p>"
        "<ol><li>房屋未被列入征收计划；</li><li>房屋不属于危险房屋；</li><li>分摊方案已经签订。</li></ol>"
        "<p>（六）以单元为单位提出，应当由业主表决。</p></body></html>"
    )
    document = document_of(tmp_path, page, "办法.html")
    unit = unit_with(document, "应当具备下列条件")
    assert texts(unit) == ["房屋未被列入征收计划；", "房屋不属于危险房屋；", "分摊方案已经签订。"]


def test_a_heading_that_counts_what_it_names_is_a_list(tmp_path: Path) -> None:
    text = (
        "测试市文旅计划\n\n一、总体要求\n\n坚持以文塑旅。\n\n二、重点工程\n\n"
        "（八）组织实施“古驿复兴”“百村百戏”“冰雪倍增”三大工程。“古驿复兴”工程修复遗址17处。\n\n"
        "（九）强化保障。成立工作专班，按月调度。\n"
    )
    unit = unit_with(document_of(tmp_path, text), "组织实施")
    (found,) = [one for one in lists_of(unit) if one.clause is None]
    assert [name.strip("“”") for name in found.names()][1:] == ["百村百戏", "冰雪倍增"]
    assert found.stated == 3
