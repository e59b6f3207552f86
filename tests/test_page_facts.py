"""Facts that a page tells in a table above the text, in one line below the title, or beside its counters."""

from __future__ import annotations

import pytest

from rag.clean import clean
from rag.lines import labelled
from rag.metadata import extract_facts
from rag.types import Facts, SourceText
from tests.reading_facts import facts_of, value, values

PAGE = """<html><body>
<table>
<tr><td>索引号</td><td>YL0038-2024-00159</td><td>主题分类</td><td>卫生健康、医保</td></tr>
<tr><td>发文机关</td><td>远岚市医疗保障局、远岚市财政局</td><td>成文日期</td><td>2024-11-08</td></tr>
<tr><td>文号</td><td>远医保发〔2024〕41号</td><td>有效性</td><td>有效</td></tr>
</table>
<h2>关于调整居民医保待遇标准的通知</h2>
<div class="info">发布时间：2024-11-12　来源：远岚市医疗保障局　阅读：5216　<a href="#">打印</a> <a href="#">收藏</a> <a href="#">分享</a></div>
<p>各县（市、区）医疗保障局、财政局：为健全待遇机制，现就调整待遇标准有关事项通知如下：</p>
<table>
<tr><th>名称</th><th>数量</th></tr>
<tr><td>定点医院</td><td>26家</td></tr>
</table>
<p>一、参保缴费。2025年度个人缴费标准为每人每年400元，集中缴费期为2024年11月10日至2025年2月28日。</p>
<p>二、住院待遇。一级医院起付标准为250元，支付比例为85%；二级医院起付标准为500元，支付比例为78%。</p>
</body></html>
"""


def _read(raw: str) -> tuple[Facts, str]:
    source = SourceText("page.html", raw, "html", "", "utf-8")
    text = clean(source)
    return extract_facts(text, source, None), text.text


def test_a_table_of_labels_and_values_tells_the_facts() -> None:
    facts, text = _read(PAGE)
    assert value(facts.document_number) == "远医保发〔2024〕41号"
    assert values(facts.issuers) == ["远岚市医疗保障局", "远岚市财政局"]
    assert value(facts.issued) == "2024-11-08"
    number = facts.document_number
    assert number is not None
    assert text[number.start : number.end] == "远医保发〔2024〕41号"


def test_counters_and_buttons_are_no_part_of_a_line() -> None:
    _, text = _read(PAGE)
    assert "来源：远岚市医疗保障局\n" in text
    assert "5216" not in text
    assert "收藏" not in text


def test_a_table_of_things_stays_a_table() -> None:
    _, text = _read(PAGE)
    assert "名称\t数量" in text


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("文号\t某发〔2024〕1号", "文号：某发〔2024〕1号"),
        ("文号\t成文日期", "文号\t成文日期"),
        ("地址\t电话\t邮编", "地址\t电话\t邮编"),
        ("电话\t12345", "电话\t12345"),
    ],
)
def test_only_rows_of_labels_and_values_are_lines_of_facts(row: str, line: str) -> None:
    assert labelled(row) == line


def test_a_term_is_its_day_alone() -> None:
    facts, text = facts_of(
        "某县公告\n\n第一条 给予补贴。\n\n第二条 本公告自2025年3月10日起施行，至2025年12月31日止。\n"
    )
    until = facts.valid_until
    assert until is not None
    assert text.text[until.start : until.end] == "2025年12月31日"


def test_bodies_number_and_day_in_one_line() -> None:
    facts, _ = facts_of(
        "某市专项资金管理办法\n\n某市财政局　某市农业农村局　2024年3月8日印发　文号：某财规〔2024〕6号\n\n第一条 给予补助。\n"
    )
    assert values(facts.issuers) == ["某市财政局", "某市农业农村局"]
    assert value(facts.document_number) == "某财规〔2024〕6号"
    assert value(facts.issued) == "2024-03-08"
