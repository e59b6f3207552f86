"""Known texts: official documents taken apart into blocks, from which files of every format are made.

A block knows its own number and those above it, by the fixed order of numbers in official texts
(GB/T 9704—2012, 7.3.3: 一、 （一） 1. （1）; of laws 编 章 节 条), not by the program's own parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.clean import clean
from rag.errors import InvalidOption
from rag.load import load_file

Kind = Literal["title", "heading", "text", "signed", "table"]

_HAN = "[一二三四五六七八九十百零〇]{1,7}"
_LABELS = (  # in the order in which one stands above the other
    rf"第{_HAN}编", rf"第{_HAN}章", rf"第{_HAN}节", rf"第{_HAN}条", rf"{_HAN}、", rf"[（(]{_HAN}[）)]",
    r"\d{1,2}[.．](?!\d)", r"[（(]\d{1,2}[）)]",
)  # fmt: skip
_LABEL = re.compile("|".join(f"({pattern})" for pattern in _LABELS))
_DATE = re.compile(
    r"(?:\d{4}|[一二三四五六七八九〇○零]{4})年[\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+日"
)
_LONGEST_HEADING = 40  # characters of a numbered line that is set as a heading
_LONGEST_SIGNATURE = 20
_LONGEST_TEXT = 15_000  # characters; longer laws would only take longer

LAWS = (
    "行政法规/专利代理条例", "行政法规/不动产登记暂行条例", "行政法规/个体工商户条例", "行政法规/中外合作办学条例",
    "行政法规/事业单位人事管理条例", "行政法规/互联网上网服务营业场所管理条例",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or table; ``text`` is the whole of it, a table's rows parted by line breaks."""

    kind: Kind
    text: str
    label: str = ""  # the number that begins it
    path: tuple[str, ...] = ()  # the numbers above it and its own; empty where it has none
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def rest(self) -> str:
        """What follows the number."""
        return self.text[len(self.label) :].strip()


@dataclass(frozen=True, slots=True)
class Known:
    """A document; the first block is its title."""

    name: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """All blocks, a line for each paragraph and row."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def tabled(self) -> bool:
        """Whether it holds a table."""
        return any(block.rows for block in self.blocks)


def rank_of(text: str) -> tuple[int, str]:
    """Return the rank (0 is the highest) and the number that begins a line; -1 and "" without."""
    found = _LABEL.match(text)
    return (found.lastindex - 1, found[0]) if found and found.lastindex else (-1, "")


def known(name: str, title: str, lines: Iterable[str]) -> Known:
    """Return a document of paragraphs, their numbers and headings found by their first signs."""
    blocks = [Block("title", title)]
    above: list[tuple[int, str]] = []
    for line in lines:
        rank, label = rank_of(line)
        if not label:
            blocks.append(Block("text", line))
            continue
        while above and above[-1][0] >= rank:
            above.pop()
        above.append((rank, label))
        short = len(line) <= _LONGEST_HEADING and not re.search("[。；：]", line[:-1])
        is_heading = short and line[-1] not in "；：" and not label.endswith("条")
        kind: Kind = "heading" if is_heading else "text"
        blocks.append(Block(kind, line, label, tuple(label for _, label in above)))
    return Known(name, tuple(_signed(blocks)))


def _signed(blocks: Sequence[Block]) -> Iterator[Block]:
    """Set the date of a signature, and the short line before it, apart."""
    for k, block in enumerate(blocks):
        near = [b.text for b in blocks[k : k + 2]]
        dated = any(_DATE.fullmatch(text) for text in near)
        plain = block.kind == "text" and not block.label and len(block.text) <= _LONGEST_SIGNATURE
        yield (
            Block("signed", block.text)
            if dated and plain and block.text[-1] not in "。："
            else block
        )


def known_texts(bench: Path) -> list[Known]:
    """Return the State Council's documents, some regulations and the city pages of the bench.

    Every third one has a table of its tasks added, as few of them have tables of their own.
    A document whose own title line is not that of its head is left out. Raises InvalidOption when
    the folder holds none of them.
    """
    found = [*_council(bench), *_laws(bench), *_city(bench)]
    if not found:
        raise InvalidOption(f"{bench} holds no gov/ and laws/; give --bench the folder that does")
    found = [text for text in found if len(text.text) <= _LONGEST_TEXT]
    return [text if k % 3 else _tabled(text) for k, text in enumerate(found)]


def _council(bench: Path) -> Iterator[Known]:
    for path in sorted((bench / "gov" / "statecouncil_2018_2019").glob("*.txt")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        title = head.split("\n")[0].removeprefix("标题：")
        lines = [line.strip() for line in body.split("\n") if line.strip()]
        joined, taken = "", 0
        while taken < len(lines) and len(joined) < len("".join(title.split())):
            joined += "".join(lines[taken].split())
            taken += 1
        if joined == "".join(title.split()):
            yield known(path.name[:2], title, lines[taken:])


def _laws(bench: Path) -> Iterator[Known]:
    for name in LAWS:
        folder = bench / "laws" / Path(name).parent
        for path in sorted(folder.glob(f"{Path(name).name}(*.md"))[:1]:
            head, _, body = path.read_text(encoding="utf-8").partition("<!-- INFO END -->")
            title = re.sub("^#+ *", "", head.strip().split("\n")[0])
            lines = [re.sub("^#+ *", "", line.strip()) for line in body.split("\n") if line.strip()]
            yield known(f"l{LAWS.index(name) + 1}", title, lines)


def _city(bench: Path) -> Iterator[Known]:
    """Yield the pages as the program reads them: what is known is the text, whatever page it came from."""
    for path in sorted((bench / "gov" / "guangzhou_2026").glob("*.html")):
        page = clean(load_file(path, path.name))
        facts = [mark for mark in page.marks if mark.kind == "facts"]
        title = next((page.text[m.start : m.end] for m in page.marks if m.kind == "title"), "")
        lines, at = [], 0
        for line in page.text.split("\n"):
            if line != title and not any(m.start <= at < m.end for m in facts):
                lines.append(line)
            at += len(line) + 1
        if title:
            yield known("c" + path.name.split("_")[0], title, [t for t in lines if "\t" not in t])


def _tabled(text: Known) -> Known:
    """Put a table of tasks, as plans have them, behind a document."""
    offices = ("发展改革委", "财政部、税务总局", "教育部、人力资源社会保障部", "市场监管总局")
    tasks = [re.split("[，。；：、]", block.rest)[0][:24] for block in text.blocks if block.label]
    rows = [
        (f"{k}", task, offices[k % 4], f"{2025 + k % 3}年{k % 12 + 1}月底前")
        for k, task in enumerate((task for task in tasks if len(task) >= 4), start=1)
    ]
    if len(rows) < 3:
        return text
    table = (("序号", "重点任务", "责任单位", "完成时限"), *rows[:40])
    rows_text = "\n".join("\t".join(row) for row in table)
    return Known(
        text.name, (*text.blocks, Block("text", "附件"), Block("table", rows_text, rows=table))
    )
