"""What the reader sees of a sentence beside it: its list's introduction, the year told above it."""

from __future__ import annotations

from pathlib import Path

from rag.document import read_document
from rag.load import load_file
from rag.reading import as_read, introduction, read_from
from rag.types import Document
from rag.units import Unit, units_of

PLAN = """测试市数据产业行动方案

现将有关事项通知如下：

一、主要目标

到2027年，力争实现以下目标：

（一）产业规模达到500亿元。

（二）新增园区12个，其中2028年前投用3个。

二、保障

各区应当安排专人负责。
"""


def document_of(tmp_path: Path) -> Document:
    (tmp_path / "方案.txt").write_text(PLAN, "utf-8")
    return read_document(load_file(tmp_path / "方案.txt", "方案.txt"))


def unit_with(document: Document, words: str) -> Unit:
    return next(u for u in units_of(document) if words in u.quote)


def test_an_item_is_read_with_the_sentence_that_announces_it(tmp_path: Path) -> None:
    document = document_of(tmp_path)
    scale = unit_with(document, "产业规模")
    assert introduction(scale) == "到2027年，力争实现以下目标"
    assert "到2027年" in as_read(scale)
    assert as_read(scale)[read_from(scale) :] == scale.quote


def test_the_introduction_of_the_whole_document_is_none_of_its_sentences(tmp_path: Path) -> None:
    document = document_of(tmp_path)
    assert introduction(unit_with(document, "安排专人")) == ""


def test_a_year_told_by_the_item_before_holds_for_the_next(tmp_path: Path) -> None:
    text = "测试方案\n\n一、目标\n\n一是在规模上，提出到2026年达到9亿元；二是在创新上，新增15个中心；三是在人才上，2030年前培养5000人。\n"
    (tmp_path / "甲.txt").write_text(text, "utf-8")
    document = read_document(load_file(tmp_path / "甲.txt", "甲.txt"))
    assert "2026年" in introduction(unit_with(document, "15个中心"))
    assert "2026年" not in introduction(unit_with(document, "5000人"))
