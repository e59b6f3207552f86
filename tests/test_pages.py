"""Pages of paper: where each begins in the cleaned text, and what a citation says of it."""

from __future__ import annotations

from rag.clean import clean
from rag.document import read_document
from rag.draft import make_citation
from rag.pages import mark, page_of, page_starts
from rag.render import citation_text, to_json
from rag.types import Answer, SourceText

TEXT = (
    f"<html><head><title>岚溪市扶持办法</title></head><body>\n<h1>{mark(1)}岚溪市扶持办法</h1>\n"
    f"<p>第一条 为了扶持企业，制定本办法。</p>\n<p>第二条 每家补助{mark(2)}二十万元。</p>\n"
    f"<p>{mark(3)}第三条 本办法自印发之日起施行。</p>\n{mark(4)}</body></html>\n"
)


def made(form: str = "pdf") -> SourceText:
    return SourceText("a.pdf", TEXT, form, "0" * 64, "pdf")  # type: ignore[arg-type]


def test_each_page_begins_at_its_first_character() -> None:
    cleaned = clean(made())
    starts = page_starts(TEXT, cleaned)
    assert len(starts) == 4
    assert [cleaned.text[at : at + 4] for at in starts] == ["岚溪市扶", "二十万元", "第三条 ", ""]
    assert page_of(TEXT, TEXT.index("二十")) == 2


def test_citation_tells_the_page() -> None:
    document = read_document(made())
    at = document.text.index("第二条")
    cited = make_citation(document, (at, at + 8), 1)
    assert cited.page == 1
    assert "，第1页，“第二条" in citation_text(cited)
    later = document.text.index("第三条")
    assert make_citation(document, (later, later + 3), 1).page == 3
    answer = Answer(question="", status="answered", citations=(cited,))
    assert to_json(answer)["citations"][0]["page"] == 1


def test_a_document_without_pages_has_none() -> None:
    document = read_document(made("html"))
    cited = make_citation(document, (0, 3), 1)
    assert document.pages == ()
    assert cited.page == 0
    assert "页" not in citation_text(cited)
    assert to_json(Answer(question="", status="answered", citations=(cited,)))["citations"][0]["page"] is None  # fmt: skip
