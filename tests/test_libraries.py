"""Other libraries beside the program's readers: what they lose and leave over is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.formats import make
from eval.known import known
from eval.libraries import PDF, main, on_city, on_made, readers

TEXT = known("a", "澜州市财政局关于支持企业的通知", ("各区财政局：", "一、对上市的企业给予500万元奖励。"))  # fmt: skip


def test_what_is_lost_and_left_over_is_a_share_of_the_text(tmp_path: Path) -> None:
    samples = make([TEXT], tmp_path, ["html-plain"], 0)
    title, *rest = (block.text for block in TEXT.blocks)
    size = len("".join([title, *rest]))

    def figures(*lines: str) -> list[float]:
        return [float(cell) for cell in on_made(lambda _: "\n".join(lines), samples, tmp_path)[:4]]

    assert figures(title, *rest) == [1, 0, 0, 1]
    assert figures(*rest) == [
        round(1 - len(title) / size, 4), round(len(title) / size, 4), 0, round(2 / 3, 3)
    ]  # fmt: skip
    assert figures(title, *rest, "打印本页")[2] == round(4 / size, 4)


def test_lines_that_three_pages_share_are_furniture(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.html", "b.html", "c.html")]
    quotes = [("a.html", ["奖励500万元"]), ("b.html", ["没有", "奖励 500"])]
    kept, mean, shared, _ = on_city(lambda path: f"首页\n奖励500万元{path.stem}", paths, quotes)
    assert (kept, mean, shared) == ("1/2", "10", "2")


def test_a_library_that_is_not_installed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(readers({("nothere", "nothere"): PDF["pypdfium2", "pypdfium2"]})) == ["own"]
    assert capsys.readouterr().err == "nothere is not installed: left out\n"


def test_a_bench_that_is_not_there_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["x", "--bench", str(tmp_path / "no"), "--out", str(tmp_path)])
    assert main() == 2
    assert capsys.readouterr().err.count("\n") == 1
