"""What a sentence announces, what a table row means, questions and answers as clauses."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.announced import announced, announces
from rag.load import load_file
from rag.pipeline import read_document
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
