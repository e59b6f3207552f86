"""Files made of known texts: what is in them is read back, and what is wrong is counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.formats import PAPERS, WRITERS, main, make, read, report
from eval.known import known, known_texts
from tests.han_fonts import needs_han_font

TEXT = known("a", "澜州市财政局关于支持企业发展有关事项的通知", (
    "各区财政局：",
    "一、总体要求",
    "（一）工作目标。到2026年，全市规模以上企业达到3000家，研究开发费用占营业收入的比例达到百分之三。",
    "（二）基本原则。坚持市场主导、政府引导，统筹安排各类专项资金，提高资金使用效益。",
    "二、主要任务",
    "1.支持企业上市。对首次公开发行股票的企业，给予500万元一次性奖励。",
    "2.支持技术改造。按设备投资额的百分之十给予补助，最高1000万元。",
    "澜州市财政局",
    "2025年3月14日",
))  # fmt: skip
PATHS = [
    ("一、",),
    ("一、", "（一）"),
    ("一、", "（二）"),
    ("二、",),
    ("二、", "1."),
    ("二、", "2."),
]


def test_a_known_text_tells_its_numbers_and_signature() -> None:
    assert [block.path for block in TEXT.blocks if block.path] == PATHS
    assert [block.kind for block in TEXT.blocks[-2:]] == ["signed", "signed"]
    assert TEXT.blocks[2].kind == "heading"


@needs_han_font
def test_every_digital_format_is_read_back_whole(tmp_path: Path) -> None:
    samples = make([TEXT], tmp_path, [*WRITERS, *PAPERS], 0)
    readings = read(samples, tmp_path)
    assert len(readings) == len(WRITERS) + len(PAPERS)
    for reading in readings:
        assert reading.errors == 0, reading
        assert reading.levels == (len(PATHS), len(PATHS)), reading
        assert reading.titles == (1, 1), reading
        assert reading.paragraphs == (10, 10), reading
    assert "| pdf-gazette | 1 |" in report(readings)


def test_what_is_not_read_right_is_counted(tmp_path: Path) -> None:
    sample, = make([TEXT], tmp_path, ["markdown"], 0)  # fmt: skip
    (tmp_path / sample.name).write_text("# 关于别的事的通知\n\n一、总体要求\n\n没有。\n", "utf-8")
    reading, = read([sample], tmp_path)  # fmt: skip
    assert reading.accuracy < 0.2
    assert (reading.levels, reading.extra, reading.titles) == ((1, 6), 0, (0, 1))
    assert "below the bar" in report([reading])


def test_a_file_that_is_not_read_counts_as_all_wrong(tmp_path: Path) -> None:
    good, bad = make([TEXT, replace(TEXT, name="b")], tmp_path, ["word-typed"], 0)
    (tmp_path / bad.name).write_bytes(b"PK")
    assert [r.accuracy for r in read([good, bad], tmp_path)] == [1.0, 0.0]


def test_texts_of_a_bench_have_their_title_joined(tmp_path: Path) -> None:
    folder = tmp_path / "gov" / "statecouncil_2018_2019"
    folder.mkdir(parents=True)
    head = "标题：国务院关于做好普查工作的通知\n发文机关：国务院\n\n"
    (folder / "01_a.txt").write_text(
        f"{head}国务院关于\n做好普查工作的通知\n一、对象\n全体。\n", "utf-8"
    )
    (folder / "02_b.txt").write_text(f"{head}另一个题目\n正文。\n", "utf-8")
    (text,) = known_texts(tmp_path)
    assert text.text == "国务院关于做好普查工作的通知\n一、对象\n全体。"


def test_a_folder_without_texts_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["formats", "--bench", str(tmp_path), "--out", str(tmp_path)])
    assert main() == 2
    assert capsys.readouterr().err.count("\n") == 1
