"""The clause tree: schemes, levels, runs inside a paragraph, references, and its properties."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.check_laws import broken_tree, check, law_files
from rag.clean import clean
from rag.load import load_file
from rag.numbering import chinese_number
from rag.structure import parse_clauses
from rag.types import Clause, CleanText, Document, Fact, Facts, Mark

PROJECT = Path(__file__).resolve().parent.parent
BENCH = Path(os.environ.get("BENCH", PROJECT.parent / "shared" / "bench"))


def cleaned(*lines: str, title: bool = False, headings: dict[str, int] | None = None) -> CleanText:
    text = "\n".join(lines)
    marks = [
        Mark(text.index(line), text.index(line) + len(line), "heading", level)
        for line, level in (headings or {}).items()
    ]
    if title:
        marks.append(Mark(0, len(lines[0]), "title", 1))
    return CleanText("d", text, ((0, 0, len(text)),), tuple(marks))


def tree(*lines: str, title: bool = False, headings: dict[str, int] | None = None) -> Document:
    text = cleaned(*lines, title=title, headings=headings)
    return Document("d", "", text.text, text.runs, Facts(Fact("")), parse_clauses(text))


def names(document: Document) -> list[str]:
    """Return each named clause as its path."""
    return [" › ".join(document.path(c.id)) for c in document.clauses if c.id and c.name]


def clause(document: Document, name: str) -> Clause:
    return next(c for c in document.clauses if c.name == name)


def test_levels_come_from_numbers_not_from_heading_tags() -> None:
    document = tree(
        "一、背景", "为了发展。", "二、内容", "（一）目标。到2025年达到一百亿元。", "三、组织",
        headings={"一、背景": 3, "二、内容": 2, "三、组织": 3},
    )  # fmt: skip
    assert names(document) == ["一、背景", "二、内容", "二、内容 › （一）目标", "三、组织"]


def test_numbering_restarts_below_each_parent() -> None:
    document = tree(
        "第一章 总则", "第一条 有下列情形的，予以支持：", "（一）甲；", "（二）乙。",
        "第二条 一般规定。", "（一）丙。", "第二章 附则", "第三条 自公布之日起施行。",
    )  # fmt: skip
    assert names(document) == [
        "第一章总则",
        "第一章总则 › 第一条",
        "第一章总则 › 第一条 › （一）",
        "第一章总则 › 第一条 › （二）",
        "第一章总则 › 第二条",
        "第一章总则 › 第二条 › （一）",
        "第二章附则",
        "第二章附则 › 第三条",
    ]


def test_paragraphs_of_an_article_are_numbered_and_nameless() -> None:
    document = tree(
        "第七条 申请应当提交下列文件：", "（一）申请书；", "（二）判断书。", "申请书应当记明：",
        "（一）姓名；", "（二）请求。", "第八条 只有一款。",
    )  # fmt: skip
    seventh, eighth = clause(document, "第七条"), clause(document, "第八条")
    paragraphs = document.children(seventh.id)
    assert [(c.scheme, c.number, c.label) for c in paragraphs] == [("款", 1, ""), ("款", 2, "")]
    assert [len(document.children(c.id)) for c in paragraphs] == [2, 2]
    assert document.text[paragraphs[0].start : paragraphs[0].own_end].strip() == (
        "申请应当提交下列文件："
    )
    assert not document.children(eighth.id)


def test_article_with_a_title_and_a_later_insertion() -> None:
    document = tree(
        "第一百二十条 【组织罪】组织的，处罚。", "第一百二十条之一 资助的，处罚。",
        "第一百二十一条（适用范围）", "本条适用。",
    )  # fmt: skip
    articles = [c for c in document.clauses if c.scheme == "条"]
    assert [(c.label, c.number, c.heading) for c in articles] == [
        ("第一百二十条", 120, "组织罪"),
        ("第一百二十条之一", 120, ""),
        ("第一百二十一条", 121, "适用范围"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "依照第三条的规定处理，第一章规定的除外。",
        "第三条规定的情形，按本条第二款办理。",
        "第五条第二款的规定适用于前款。",
        "本办法第十二条（一）、（二）项所列事项。",
        "全省统一是目标，第二是关键。",
        "其中2.5亿元用于补助，1.5亿元用于奖励。",
        "一、二年级学生与三年级学生。",
    ],
)
def test_references_and_counts_are_no_headings(line: str) -> None:
    document = tree("第一条 为了规范，制定本办法。", "第二条 适用于本市。", line)
    assert names(document) == ["第一条", "第二条"]


def test_run_inside_a_paragraph_needs_its_beginning_and_its_sequence() -> None:
    document = tree(
        "四项内容：一是规模上，达到百亿元；二是培育企业。重视龙头。三是人才，引进。后文。"
    )
    items = [c for c in document.clauses if c.scheme == "一是"]
    assert [(c.label, c.number, c.heading) for c in items] == [
        ("一是", 1, "规模上"), ("二是", 2, "培育企业"), ("三是", 3, "人才，引进"),
    ]  # fmt: skip
    assert document.text[items[0].start : items[0].end] == "一是规模上，达到百亿元；"
    assert document.text[items[2].start : items[2].end] == "三是人才，引进。后文。"
    parent = document.clauses[items[0].parent]
    assert document.text[parent.start : parent.own_end] == "四项内容："
    assert not names(tree("二是培育企业，三是引进人才。"))
    assert not names(tree("一是培育企业，没有下文。"))


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("首先，加强领导；其次，落实责任；最后，总结经验。", ["首先", "其次", "最后"]),
        ("原因有二。其一，资金不足；其二，人才短缺。", ["其一，", "其二，"]),
        ("第一，抓生产；第二，抓安全；第三，抓质量。", ["第一，", "第二，", "第三，"]),
        ("包括：（一）甲方案；（二）乙方案。", ["（一）", "（二）"]),
        ("材料：1.身份证；2.户口簿；3.申请表。", ["1.", "2.", "3."]),
        ("要点：①安全；②质量。", ["①", "②"]),
        ("第一部分“总体情况”，阐述现状。第二部分“目标”，提出指标。", ["第一部分", "第二部分"]),
    ],
)
def test_every_kind_of_run(line: str, labels: list[str]) -> None:
    found = [c for c in tree(line).clauses if c.label]
    assert [c.label for c in found] == labels
    assert [c.number for c in found] == list(range(1, len(labels) + 1))


def test_nested_runs() -> None:
    document = tree(
        "措施：一是扶持，包括（1）补贴；（2）贷款。二是服务，包括（1）培训；（2）咨询。"
    )
    labels = [c.label for c in document.clauses if c.label]
    assert labels == ["一是", "（1）", "（2）", "二是", "（1）", "（2）"]
    assert document.path(document.clauses[-1].id)[0].startswith("二是")


def test_decimal_numbers_of_an_emergency_plan() -> None:
    document = tree(
        "1 总则", "1.1 目的", "为了安全。", "1.2 范围", "本市。", "2 组织", "2.1 指挥部"
    )
    assert names(document)[:4] == ["1总则", "1总则 › 1.1目的", "1总则 › 1.2范围", "2组织"]


def test_signature_annex_and_carried_document_stand_outside_the_last_item() -> None:
    document = tree(
        "通知如下：", "一、加强领导。各地要高度重视。", "二、抓好落实。各部门要协同。",
        "某某市人民政府", "2024年1月2日", "某某市发展工作方案", "一、总体要求", "坚持稳中求进。",
        "附件1", "名单如下。",
    )  # fmt: skip
    assert clause(document, "二、抓好落实").end < document.text.index("某某市人民政府")
    assert "某某市发展工作方案 › 一、总体要求" in names(document)
    assert clause(document, "附件1").depth == 1


def test_title_and_facts() -> None:
    text = cleaned("某办法", "来源：本网", "一、目的", "为了发展。", title=True)
    text = CleanText("d", text.text, text.runs, (*text.marks, Mark(4, 9, "facts")))
    root, facts, first = parse_clauses(text)
    assert (root.scheme, root.heading, root.head_end) == ("root", "某办法", 3)
    assert (facts.scheme, text.text[facts.start : facts.end]) == ("facts", "来源：本网")
    assert first.name == "一、目的"


def test_shipped_page() -> None:
    path = sorted((PROJECT / "corpus").glob("*.txt"))[0]
    text = clean(load_file(path, path.name))
    document = Document(path.name, "", text.text, text.runs, Facts(Fact("")), parse_clauses(text))
    below = {
        c.name: [child.label for child in document.children(c.id) if child.label]
        for c in document.clauses
    }
    assert below["（三）重点工程"] == ["一是", "二是", "三是", "四是", "五是", "六是"]
    assert len(below["（二）重点任务"]) == len(below["（一）工作目标"]) == 4
    assert below["二、《行动计划》编制原则和考虑"] == ["一是", "二是", "三是", "四是"]
    assert below["三、《行动计划》主要内容"][::4] == ["第一部分", "第五部分"]
    assert document.path(clause(document, "五是产业集聚发展工程").id) == (
        "四、政策核心点解读", "（三）重点工程", "五是产业集聚发展工程",
    )  # fmt: skip
    assert clause(document, "相关文档").depth == 1
    assert not list(broken_tree(document))


_PIECES = st.sampled_from(
    ["第一条", "第二条 ", "第三章 总则", "一、", "二、", "（一）", "（二）", "1.", "2.", "1 ", "1.1 ", "①",
     "一是", "二是", "首先", "其次，", "附件1", "2024年1月2日", "市政府", "短行", "。", "；", "：", "\n", " ",
     "这是一句相当长的话，它说明了一件事情，并且还要再说明另外一件事情以便超过六十个字的限度，这样才算是很长的一段。"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join), st.booleans())
def test_any_text_gives_a_sound_tree(text: str, marked: bool) -> None:
    size = len(text)
    marks = (Mark(size // 3, size // 2, "heading", 2), Mark(size // 2, size, "bold"))
    source = CleanText("d", text, ((0, 0, size),), marks if marked else ())
    clauses = parse_clauses(source)
    assert not list(broken_tree(Document("d", "", text, source.runs, Facts(Fact("")), clauses)))


@pytest.mark.parametrize(
    "piece", ["（一）", "一是甲；", "1.", "第一部分，", "一", "《（", "1.1 章\n", "甲\n"]
)
def test_time_stays_linear(piece: str) -> None:
    """16 times the text takes about 16 times the work of the processor, not 256 times."""

    def work(size: int) -> float:
        text = piece * (size // len(piece))
        began = time.process_time()
        parse_clauses(CleanText("d", text, ((0, 0, len(text)),)))
        return time.process_time() - began

    small = max(work(20_000), work(20_000), 0.01)
    assert work(320_000) < 64 * small


def test_chinese_numbers() -> None:
    values = {
        "一百二十": 120,
        "十": 10,
        "二十一": 21,
        "一千零五": 1005,
        "二〇": 20,
        "12": 12,
        "": 0,
    }
    assert {text: chinese_number(text) for text in values} == values


def test_a_sample_of_the_laws() -> None:
    folder = BENCH / "laws"
    if not folder.is_dir():
        pytest.skip("the folder of laws is not there")
    paths = law_files(folder)[7::23]
    tally = check(folder, paths)
    assert tally.documents > 100
    assert tally.article_lines > 4000
    assert not tally.broken
    # A few files run articles together in one line, which the line-based count cannot see.
    assert all(n > 0 for labels in tally.differences.values() for n in labels.values())
    assert len(tally.differences) <= 2


def test_a_document_number_marked_as_heading_is_none() -> None:
    number = "禾政发〔2024〕8号"
    text = cleaned(
        "关于促进油茶产业发展的实施意见",
        number,
        "一、总体要求",
        "坚持新造与低改并重。",
        title=True,
        headings={number: 2},
    )
    clauses = parse_clauses(text)
    first = next(c for c in clauses if c.heading == "总体要求")
    assert first.depth == 1
    assert all(c.heading != number for c in clauses)
