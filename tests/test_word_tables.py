"""Tables of Word files: merged cells, frames that are no table, rows that are deleted."""

from __future__ import annotations

from tests.cleaning import marked
from tests.reading_word import cleaned, lines
from tests.wordfile import cell, paragraph, table, word_file


def test_merged_cells_say_what_a_reader_understands() -> None:
    def merged(kind: str) -> str:
        return f'<w:vMerge w:val="{kind}"/>'

    body = paragraph("上文。") + table(
        cell("补贴标准", '<w:gridSpan w:val="2"/>') + cell("备注"),
        cell("企业", merged("restart")) + cell("50万元") + cell("一次"),
        cell("", "<w:vMerge/>") + cell("30万元") + cell("每年"),
        cell("个人")
        + cell(table(cell("内") + cell("表")))
        + cell(paragraph("甲") + paragraph("乙")),
    )
    text = cleaned(word_file(body + paragraph("下文。")))
    assert text.text.split("\n") == [
        "上文。", "补贴标准\t备注", "企业\t50万元\t一次", "企业\t30万元\t每年", "个人\t内 表\t甲 乙", "下文。",
    ]  # fmt: skip
    assert len(marked(text, "table_row")) == 4


def test_table_that_holds_nearly_all_text_hides_nothing_else() -> None:
    rows = [cell(f"第{n}项") + cell("说明文字，比正文长得多，占去全文。" * 9) for n in range(9)]
    body = paragraph("关于补贴的通知") + table(*rows) + paragraph("以上，请执行。")
    found = lines(word_file(body))
    assert (found[0], found[-1]) == ("关于补贴的通知", "以上，请执行。")


def test_frame_of_one_cell_is_no_table_and_deleted_rows_are_gone() -> None:
    body = table(cell(paragraph("第一段。") + paragraph("第二段。")))
    body += "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>" + cell("删") + "</w:tr></w:tbl>"
    assert lines(word_file(body)) == ["第一段。", "第二段。"]
