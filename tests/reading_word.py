"""What the tests of Word files share: a file read as cleaned text, its lines, and a list of three levels."""

from __future__ import annotations

from rag.clean import clean
from rag.types import CleanText, SourceText
from rag.word import read_docx
from tests.wordfile import definition, level

THREE_LEVELS = definition(
    level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>'),
    level(1, "chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>'),
    level(2, "decimal", "%3."),
)


def cleaned(content: bytes) -> CleanText:
    return clean(SourceText("made.docx", read_docx(content)[0], "docx", "", "docx"))


def lines(content: bytes) -> list[str]:
    return cleaned(content).text.split("\n")
