"""Files made of known texts: Word by two writers, web pages, Markdown and plain text."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

from docx import Document as new_word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from eval.known import Block, Known, rank_of
from rag.numerals import numeral
from tests.pdf_making import SIZE, wrapped
from tests.wordfile import (
    cell,
    definition,
    instance,
    level,
    paragraph,
    run,
    style,
    table,
    word_file,
)

# The numbers that Word counts: rank of eval.known, level, form, text; 条 goes on from chapter to chapter.
_COUNTED = {
    1: (1, 0, "chineseCountingThousand", "第%1章"),
    2: (1, 1, "chineseCountingThousand", "第%2节"),
    3: (1, 2, "chineseCountingThousand", "第%3条"),
    4: (2, 0, "chineseCountingThousand", "%1、"),
    5: (2, 1, "chineseCountingThousand", "（%2）"),
    6: (2, 2, "decimal", "%3."),
    7: (2, 3, "decimal", "（%4）"),
}
_WIDE = 36  # characters of a line of wrapped plain text
_TITLE_LINE = 20  # characters of a line of a title
FURNITURE = ("发布时间：2024-03-08 09:30", "来源：本网", "主办单位：澜州市人民政府办公室", "联系电话：0750-8272000")  # fmt: skip


def title_lines(title: str) -> list[str]:
    """Return a title in lines, as it is set above a document."""
    return list(wrapped(title, _TITLE_LINE * SIZE, 0))


# --- Word -------------------------------------------------------------------------------------


def word_counted(text: Known) -> bytes:
    """Return a Word file whose numbers are counted by Word: they stand in no paragraph's text.

    A number that is not the next of its list is typed, as people do.
    """
    counter = _Counter()
    body = "".join(_word_block(block, counter) for block in text.blocks)
    styles = style("T", "Title") + "".join(
        style(f"H{k}", f"heading {k}", f'<w:pPr><w:outlineLvl w:val="{k - 1}"/></w:pPr>')
        for k in range(1, 5)
    )
    lists = "".join(
        definition(*(level(at, form, says, '<w:lvlRestart w:val="0"/>' if says.endswith("条") else "")
                     for key, at, form, says in _COUNTED.values() if key == number), key=number)
        for number in (1, 2)
    )  # fmt: skip
    return word_file(body, styles=styles, numbering=lists + instance(1, 1) + instance(2, 2))


class _Counter:
    """Counts as Word does, to know which number stands next on each level of each list."""

    def __init__(self) -> None:
        self.at: dict[tuple[int, int], int] = {}

    def takes(self, block: Block) -> str:
        """Return the list properties that give the block its number; empty where they give another."""
        rank, label = rank_of(block.label)
        if rank not in _COUNTED:
            return ""
        key, at, form, says = _COUNTED[rank]
        number = self.at.get((key, at), 0) + 1
        if re.sub(r"%\d", numeral(number, form), says) != label:
            return ""
        self.at[key, at] = number
        for other, below in list(self.at):
            if other == key and below > at and (key, below) != (1, 2):
                del self.at[other, below]
        return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{key}"/></w:numPr>'


def _word_block(block: Block, counter: _Counter) -> str:
    if block.rows:
        return table(*("".join(cell(html.escape(words)) for words in row) for row in block.rows))
    if block.kind == "title":
        lines = [run(html.escape(line)) for line in title_lines(block.text)]
        return paragraph("<w:r><w:br/></w:r>".join(lines), '<w:pStyle w:val="T"/>')
    counted = counter.takes(block)
    words = html.escape(block.rest if counted else block.text)
    look = f'<w:pStyle w:val="H{len(block.path)}"/>' if block.kind == "heading" else ""
    right = '<w:jc w:val="right"/>' if block.kind == "signed" else ""
    return paragraph(words, look + counted + right)


def word_typed(text: Known) -> bytes:
    """Return a Word file written by python-docx: numbers typed, headings bold lines of the body."""
    document = new_word()
    for block in text.blocks:
        if block.rows:
            made = document.add_table(len(block.rows), len(block.rows[0]), "Table Grid")
            for row, words in zip(made.rows, block.rows, strict=True):
                for place, said in zip(row.cells, words, strict=True):
                    place.text = said
            continue
        line = document.add_paragraph()
        written = line.add_run(block.text)
        if block.kind == "title":
            line.alignment, written.font.size = WD_ALIGN_PARAGRAPH.CENTER, Pt(22)
        elif block.kind == "signed":
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        else:
            line.paragraph_format.first_line_indent = Pt(32)
        written.bold = block.kind == "heading"
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


# --- web pages --------------------------------------------------------------------------------

_HEAD = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title} - 澜州市人民政府门户网站</title>
<style>.nav li{{float:left}} table{{border-collapse:collapse}} td{{border:1px solid}}</style><script>var site="4407";function size(n){{return n>0&&n<99;}}</script></head>
<body>
"""
_ABOVE = """<div class="top"><a href="/login">登录</a> | <a href="/wza">无障碍阅读</a> | <a href="/en">English</a></div>
<div class="search"><form action="/s"><input name="q"><button>搜索</button></form>
<p>热门搜索：<a href="#">公积金</a> <a href="#">社保查询</a> <a href="#">入学积分</a></p></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/fw">办事服务</a></li>
<li><a href="/hd">互动交流</a></li><li><a href="/sj">数据开放</a></li></ul>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; <a href="/wj">文件</a></div>
"""
_BELOW = """<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a></div>
<div class="print"><a href="#">打印本页</a> <a href="#">关闭窗口</a></div>
<div class="hot"><h3>热点新闻</h3><ul><li><a href="/1">我市召开一季度经济形势分析会</a></li><li><a href="/2">全市防汛工作会议召开</a></li></ul></div>
<div class="footer"><p>{}</p><p>{}</p><p>粤ICP备05090000号 粤公网安备 44070000000000号 网站标识码：4407000001</p>
<p><a href="/about">关于我们</a> | <a href="/map">网站地图</a></p></div>
</body></html>
"""


def web_page(text: Known) -> bytes:
    """Return a web page as a city's site gives it: headings bold, menus, links and a footer around it."""
    facts = f'<div class="info"><span>{FURNITURE[0]}</span> <span>{FURNITURE[1]}</span> <span>字号：大 中 小</span></div>'
    lines = "".join(_web_line(block, "p") for block in text.blocks[1:])
    title = html.escape(text.blocks[0].text)
    article = f'<div class="article"><div class="t">{title}</div>{facts}<div id="zoom">\n{lines}</div></div>\n'
    return (_HEAD.format(title=title) + _ABOVE + article + _BELOW.format(*FURNITURE[2:])).encode()


def plain_page(text: Known) -> bytes:
    """Return a web page of nothing but the document, its headings marked as such (h1 to h5)."""
    title = html.escape(text.blocks[0].text)
    lines = "".join(_web_line(block, "h") for block in text.blocks)
    return (_HEAD.format(title=title) + f"<main>\n{lines}</main></body></html>\n").encode()


def _web_line(block: Block, heading: str) -> str:
    words = html.escape(block.text)
    if block.rows:
        rows = ("".join(f"<td><p>{html.escape(c)}</p></td>" for c in row) for row in block.rows)
        return (
            "<table><tbody>" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</tbody></table>\n"
        )
    if block.kind == "title":
        return f"<h1>{words}</h1>\n"
    if block.kind == "heading":
        tag = f"h{len(block.path) + 1}"
        return (
            f"<{tag}>{words}</{tag}>\n" if heading == "h" else f"<p><strong>{words}</strong></p>\n"
        )
    look = ' style="text-align:right"' if block.kind == "signed" else ' style="text-indent:2em"'
    return f"<p{look}>{words}</p>\n"


# --- text -------------------------------------------------------------------------------------


def markdown(text: Known) -> bytes:
    """Return Markdown: headings by #, tables by |."""
    return "\n\n".join(_markdown_blocks(text)).encode()


def _markdown_blocks(text: Known) -> Iterator[str]:
    for block in text.blocks:
        words = re.sub(r"([\\`*_#|<>])", r"\\\1", block.text)
        if block.rows:
            head, *rows = (f"| {' | '.join(row)} |" for row in block.rows)
            yield "\n".join([head, "|" + " --- |" * len(block.rows[0]), *rows])
        elif block.kind in ("title", "heading"):
            yield "#" * (len(block.path) + 1) + " " + words
        else:
            yield words


def plain_text(text: Known) -> bytes:
    """Return UTF-8 text, a line for each paragraph."""
    return text.text.encode()


def wrapped_text(text: Known) -> bytes:
    """Return GB18030 text with DOS line ends, indented, its lines broken at a fixed width."""
    lines: list[str] = []
    for block in text.blocks:
        if block.rows:
            lines += ["\t".join(row) for row in block.rows]
        elif block.kind == "title":
            lines += ["　" * 4 + line for line in title_lines(block.text)] + [""]
        else:
            said = ("　" * 20 if block.kind == "signed" else "　　") + block.text
            lines += [said[at : at + _WIDE] for at in range(0, len(said), _WIDE)]
    return "\r\n".join(lines).encode("gb18030")
