"""What the tests of PDF share: an official document, and the paragraphs and rows that are read of one."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from rag.pdf import read_pdf
from rag.types import SourceText
from tests.pdf_making import LEFT, PITCH, RIGHT, Paper

TITLE = ("澜州市人民政府关于印发澜州市支持", "数字创意产业发展若干措施的通知")
LONG = (
    "为贯彻落实省委、省政府关于培育战略性新兴产业集群的决策部署，推动本市数字创意产业高质量发展，"
    "根据《中华人民共和国文化产业促进条例》等规定，结合本市实际，制定以下措施。"
)


def told(raw: str) -> list[str]:
    """Return the paragraphs and rows of a page, cells parted by tabs."""
    body = raw[raw.index("<body>") :]
    body = re.sub(r"<!--.*?-->|</?(?:table|html|body|tr)>|\n", "", body.replace("</tr>", "</p>"))
    body = body.replace("</td><td>", "\t").replace("<br>", "")
    parts = re.split(r"</(?:p|h1)>", re.sub(r"<(?:p|h1|td)>|</td>", "", body))
    return [html.unescape(part) for part in parts if part]


def source(content: bytes) -> SourceText:
    raw, encoding = read_pdf(content)
    return SourceText("a.pdf", raw, "pdf", "", encoding)


def paper(set_text: Callable[[Paper], None]) -> list[str]:
    """Return what is read of a PDF that ``set_text`` fills."""
    sheet = Paper()
    sheet.page()
    set_text(sheet)
    return told(read_pdf(sheet.content())[0])


def official() -> Paper:
    """Set a document as offices do: letterhead, number, title, clauses, columns, a table."""
    sheet = Paper(header="澜州市人民政府公报 2024年第3期")
    sheet.page()
    sheet.centred("澜州市人民政府文件", size=30)
    sheet.centred("澜府规〔2024〕5号")
    sheet.canvas.line(LEFT, sheet.y, RIGHT, sheet.y)
    sheet.y -= 2 * PITCH
    sheet.centred(*TITLE, size=22)
    sheet.y -= PITCH
    sheet.paragraph("各县（市、区）人民政府，市政府各部门、各直属机构：", indent=0)
    sheet.paragraph(LONG)
    sheet.paragraph("一、总体要求")
    for label in ("（一）指导思想。", "（二）基本原则。"):
        sheet.paragraph(label + LONG)
        for k in range(1, 4):
            sheet.paragraph(
                f"{k}.支持第{k}类企业，最高补贴{k}00万元，有效期至2025年12月31日。" + LONG[:40]
            )
    sheet.paragraph("二、实施办法")
    for k, number in enumerate("一二三四五", start=1):
        sheet.paragraph(
            f"第{number}条　符合条件的企业可以在每年{k}月申请。{LONG * 5}".replace("　", " ")
        )
    sheet.page()
    sheet.columns(
        [LONG, "设立规模20亿元的产业投资基金。" + LONG * 2, "首年免收数据采集费用。" + LONG]
    )
    sheet.y -= PITCH
    sheet.paragraph("三、补贴标准见下表")
    sheet.table([["档次", "年营业收入", "奖励金额"]]
                + [[f"第{k}档", f"{k}亿元以上", f"{k}0万元"] for k in range(1, 25)])  # fmt: skip
    sheet.paragraph("本措施自印发之日起施行，有效期三年。")
    sheet.right("澜州市人民政府")
    sheet.right("2024年3月6日")
    return sheet
