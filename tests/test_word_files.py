"""Whole Word files: bad ones are refused with a reason, old and strict ones read, good ones become documents."""

from __future__ import annotations

import random
import re
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from rag.clean import clean
from rag.intake import read_corpus
from rag.load import load_file
from rag.settings import Settings
from rag.word import read_doc, read_docx
from tests.cleaning import marked
from tests.reading_word import THREE_LEVELS, cleaned, lines
from tests.wordfile import (
    cell,
    definition,
    instance,
    level,
    numbered,
    paragraph,
    style,
    table,
    word_file,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _archive(name: str, content: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no Word file"),
        ("第一条".encode(), "no Word file"),
        (_archive("a.xml", b"<a/>"), "damaged, or no Word file"),
        (_archive("word/document.xml", bytes(5_000_000)), "too large when unpacked"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted with a password"),
        (word_file(paragraph(" ")), "no text in it"),
        (word_file("<w:p>"), "damaged"),
    ],
)
def test_bad_file_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_docx(content)


def test_entities_are_not_expanded() -> None:
    good = word_file(paragraph("正文") + "<w:p><w:r><w:t>LOL</w:t></w:r></w:p>")
    parts = {}
    with zipfile.ZipFile(BytesIO(good)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name).decode()
    declared = '<!DOCTYPE d [<!ENTITY a "炸"><!ENTITY b "&a;&a;">]><w:document'
    parts["word/document.xml"] = (
        parts["word/document.xml"].replace("<w:document", declared, 1).replace("LOL", "x&b;y")
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    assert "炸" not in read_docx(packed.getvalue())[0]


def _reason(content: bytes) -> str:
    """Return why a file is refused; empty when it is read."""
    try:
        read_docx(content)
    except ValueError as error:
        return str(error)
    return ""


def test_mutated_files_raise_nothing_but_value_error() -> None:
    body = numbered("甲") + table(cell("乙") + cell("丙")) + paragraph("丁。")
    good = word_file(body, numbering=THREE_LEVELS + instance(), styles=style("1", "heading 1"))
    chance = random.Random(5)
    reasons = []
    for _ in range(60):
        content = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.3:
            del content[chance.randrange(len(content)) :]
        reasons.append(_reason(bytes(content)))
    assert not any("\n" in reason for reason in reasons)
    assert sum(bool(reason) for reason in reasons) > 20


def test_senseless_values_are_read_as_nothing() -> None:
    chance = random.Random(7)
    junk = ["", "-1", "0", "9", "99999999999", "x", "²", "%9%1", "1e3"]
    merged = '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'
    body = numbered("甲") + table(cell("乙", merged), cell("", "<w:vMerge/>") + cell("丙"))
    body += paragraph("丁", '<w:pStyle w:val="1"/><w:outlineLvl w:val="2"/>')
    numbering = THREE_LEVELS + instance(
        overrides='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    )
    styles = style("1", "heading 1", '<w:basedOn w:val="1"/>')

    def spoiled(markup: str) -> str:
        return re.sub(
            r'(w:(?:val|ilvl|numId|abstractNumId|styleId)=)"[^"]*"',
            lambda m: f'{m[1]}"{chance.choice(junk)}"' if chance.random() < 0.4 else m[0],
            markup,
        )

    for _ in range(60):
        content = word_file(spoiled(body), numbering=spoiled(numbering), styles=spoiled(styles))
        page, _ = read_docx(content)
        assert all(text in page for text in "甲丙丁")


def test_relation_to_a_missing_part_is_passed_over() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    missing = f'<Relationship Id="r9" Type="{kind}" Target="NULL"/>'
    assert lines(word_file(paragraph("正文。"), missing)) == ["正文。"]


def test_strict_variant_is_read() -> None:
    strict = BytesIO()
    with (
        zipfile.ZipFile(
            BytesIO(word_file(numbered("正文。"), numbering=THREE_LEVELS + instance()))
        ) as old,
        zipfile.ZipFile(strict, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, re.sub(
                rb"http://schemas\.openxmlformats\.org/(wordprocessingml|officeDocument)/2006/",
                rb"http://purl.oclc.org/ooxml/\1/", old.read(name),
            ))  # fmt: skip
    assert lines(strict.getvalue()) == ["一、正文。"]


@pytest.mark.parametrize("depth", [80, 200, 3000])
def test_deep_nesting_is_read_or_refused(depth: int) -> None:
    body = "<w:tbl><w:tr><w:tc>" * depth + paragraph("底") + "</w:tc></w:tr></w:tbl>" * depth
    assert _reason(word_file(body)) in ("", "damaged, or no Word file")


def test_old_format_is_refused_without_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "old.doc").write_bytes(OLE + bytes(100))
    (tmp_path / "a.txt").write_text("第一条 支持企业。", encoding="utf-8")
    _, files = read_corpus(Settings(corpus_dir=tmp_path))
    assert [line for file in files for line in file.problems()] == [
        "skipped old.doc: old Word format (.doc), which needs LibreOffice (soffice) to be read; "
        "save it as .docx in Word, WPS or LibreOffice, or take it out"
    ]


def _program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_old_format_is_converted_where_libreoffice_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new.docx").write_bytes(word_file(paragraph("转换后的正文。")))
    _program(tmp_path, f'cp {tmp_path}/new.docx "$6/old.docx"', monkeypatch)
    assert "转换后的正文。" in read_doc(OLE + b"old")[0]
    assert "转换后的正文。" in read_docx(OLE + b"old")[0]  # an old file with the new ending
    _program(tmp_path, "exit 1", monkeypatch)
    with pytest.raises(ValueError, match="could not convert"):
        read_doc(OLE + b"old")


def test_new_format_with_the_old_ending_is_read() -> None:
    assert "正文" in read_doc(word_file(paragraph("正文")))[0]


# --- end to end -------------------------------------------------------------------------------


def test_file_saved_by_python_docx_is_read_in_order() -> None:
    made = docx.Document()
    made.core_properties.title = "动漫产业扶持办法说明"
    made.add_paragraph("动漫产业扶持办法说明")
    made.add_heading("适用范围", 1)
    made.add_paragraph("本办法适用于企业，不适用于个人。")
    grid = made.add_table(1, 2)
    grid.cell(0, 0).text, grid.cell(0, 1).text = "等级", "金额"
    bold = made.add_paragraph()
    bold.add_run("附则").bold = True
    made.add_paragraph("本办法自发布之日起施行，有效期三年。")
    made.sections[0].header.paragraphs[0].text = "页眉"
    content = BytesIO()
    made.save(content)
    text = cleaned(content.getvalue())
    assert text.text.split("\n") == [
        "动漫产业扶持办法说明", "适用范围", "本办法适用于企业，不适用于个人。", "等级\t金额", "附则",
        "本办法自发布之日起施行，有效期三年。",
    ]  # fmt: skip
    assert (marked(text, "title"), marked(text, "bold")) == (["动漫产业扶持办法说明"], ["附则"])


def test_corpus_with_a_good_and_a_broken_file(tmp_path: Path) -> None:
    numbering = definition(
        level(0, "chineseCountingThousand", "第%1条", '<w:suff w:val="space"/>'),
        level(1, "chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>'),
    )
    body = paragraph("某市动漫产业扶持办法", '<w:pStyle w:val="T"/>')
    body += numbered("为支持动漫产业发展，制定本办法。") + numbered(
        "申请补贴的企业应当符合下列条件："
    )
    body += numbered("在本市注册；", 1) + numbered("年营业收入超过1000万元。", 1)
    body += numbered("补贴上限为50万元。")
    good = word_file(body, numbering=numbering + instance(), styles=style("T", "Title"))
    (tmp_path / "办法.docx").write_bytes(good)
    (tmp_path / "坏.docx").write_bytes(good[: len(good) // 2])
    documents, files = read_corpus(Settings(corpus_dir=tmp_path))
    assert [document.doc_id for document in documents] == ["办法.docx"]
    assert [line for file in files for line in file.problems()] == [
        "skipped 坏.docx: no Word file; save it as .docx in Word, WPS or LibreOffice, or take it out"
    ]
    document = documents[0]
    assert document.facts.title.value == "某市动漫产业扶持办法"
    tree = [(clause.depth, clause.label) for clause in document.clauses if clause.label]
    assert tree == [(1, "第一条"), (1, "第二条"), (2, "（一）"), (2, "（二）"), (1, "第三条")]
    found = next(clause for clause in document.clauses if clause.label == "（二）")
    assert document.text[found.start : found.end] == "（二）年营业收入超过1000万元。"


def test_offsets_lead_into_the_page_that_was_made(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word_file(paragraph("补贴&amp;奖励50万元。")))
    source = load_file(tmp_path / "a.docx", "a.docx")
    text = clean(source)
    assert text.text == "补贴&奖励50万元。"
    assert source.raw[text.raw_offset(3) :].startswith("奖励50万元")
