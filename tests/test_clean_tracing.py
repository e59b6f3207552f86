"""Cleaning any text: each character is traced, time grows with the text only, public documents lose nothing."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.clean import clean
from rag.errors import CorpusError
from rag.load import load_file
from rag.types import SourceText
from tests.cleaning import BENCH, check_traced, source_of

PIECES = st.sampled_from(
    ["一、总则", "为促进消费，扩大内需", "。", "\n", "\n\n", "　　", " ", "**", "## ", "[链接](u)", "![", "|", "&gt;", "&amp",
     "<p>", "</p>", "<td>", "<tr>", "<b>", "来源：", "2024-01-02", "\t", "\r\n", "<!--", "-->", "\u200b", "首页", "（一）", "a"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["txt", "md", "html"]))
def test_any_text_is_traced(raw: str, file_format: str) -> None:
    source = source_of(raw, file_format)
    check_traced(source, clean(source))


@pytest.mark.parametrize(
    "raw",
    ["各地要加强领导，落实责任 ，做好工作。 " * 20000, "[" * 300000, "**甲" * 100000, "<!-- " * 60000,
     "<html>" + "<div>" * 60000 + "甲。", "<html>" + "<a " * 60000, "来源：\n甲\n" * 15000],
    ids=["flat", "brackets", "stars", "comments", "nested", "unclosed", "facts"],
)  # fmt: skip
def test_time_grows_with_the_text_only(raw: str) -> None:
    def seconds(text: str) -> float:
        begin = time.process_time()
        clean(source_of(text))
        return time.process_time() - begin

    quarter, whole = seconds(raw[: len(raw) // 4]), seconds(raw)
    assert whole < 0.3 + 10 * quarter
    assert whole < 4


def bench_files(pattern: str, step: int = 1) -> list[Path]:
    files = sorted(BENCH.glob(pattern))[::step]
    return [path for path in files if path.suffix in (".txt", ".md", ".html")]


@pytest.mark.skipif(not BENCH.is_dir(), reason="the public bench is not here")
@pytest.mark.parametrize(
    ("pattern", "step", "at_least"),
    [("gov/*/*", 1, 50), ("ncp/documents/*", 12, 40), ("laws/**/*.md", 60, 50)],
)
def test_public_documents_are_traced_and_clean(pattern: str, step: int, at_least: int) -> None:
    read = 0
    for path in bench_files(pattern, step):
        try:
            source = load_file(path, path.name)
        except CorpusError:
            continue
        text = clean(source)
        check_traced(source, text)
        read += 1
        assert not re.search(
            r"ICP备\d|公网安备\s?\d|扫一扫在手机打开当前页|^当前位置|^打印$|^分享$",
            text.text,
            re.MULTILINE,
        ), path.name
    assert read >= at_least


@pytest.mark.skipif(not BENCH.is_dir(), reason="the public bench is not here")
def test_laws_lose_nothing() -> None:
    read = 0
    for path in bench_files("laws/**/*.md", 90):
        raw = load_file(path, path.name).raw
        articles = re.findall(r"^第[一二三四五六七八九十百千零]+条(?=[\s　])", raw, re.MULTILINE)
        text = clean(load_file(path, path.name)).text
        lines = text.split("\n")
        assert [line.split(" ")[0] for line in lines if re.match(
            r"第[一二三四五六七八九十百千零]+条 ", line)] == articles, path.name  # fmt: skip
        kept = re.sub(r"\s|#", "", re.sub(r"<!--.*?-->|^>? ?\s*[*-] |\*\*|^[-=_*]{3,}$|^```.*$", "", raw,
                                          flags=re.MULTILINE | re.DOTALL))  # fmt: skip
        if not re.search(r"[|&\[*_<>`#]|\\", raw.replace("<!-- INFO END -->", "").replace("#", "")):
            assert re.sub(r"\s", "", text) == re.sub(r"[\u200b\ufeff]", "", kept), path.name
        read += 1
    assert read >= 30


@pytest.mark.parametrize("line", ["<!--\n", "|甲" * 100_000, "某某局 某某会 " * 20_000])
def test_what_is_never_closed_is_looked_for_once(line: str) -> None:
    raw = "第一条 支持企业。\n" + line * (40_000 if len(line) < 9 else 1)
    assert clean(SourceText("a", raw, "md", "", "utf-8")).text.startswith("第一条 支持企业。")
