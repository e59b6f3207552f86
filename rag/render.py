"""Answer -> JSON, terminal text, Markdown: the same sentences and marks, never another wording; hits -> JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Any

from rag.explain import Explanation
from rag.types import PATH_MARK, Answer, Citation, Hit, Sentence

STATUS_NAMES = {
    "zh": {
        "answered": "已回答",
        "partial": "部分回答",
        "not_found": "文件中没有",
        "unclear": "请说清楚",
    },
    "en": {
        "answered": "Answered",
        "partial": "Partly answered",
        "not_found": "Not in the documents",
        "unclear": "Please be more precise",
    },
}

RECOGNISED = {"scanned": "扫描件文字识别", "unsure": "扫描件文字识别，此处不清，请核对原件"}

LABELS = {
    "zh": {
        "remark": "注意：",
        "proof": "依据",
        "nearest": "最接近的条款",
        "choices": "您想问的是",
        "valid_until": "有效期至 {}",
        "offsets": "第 {}–{} 字",
    },
    "en": {
        "remark": "Note:",
        "proof": "Proof",
        "nearest": "Nearest clauses",
        "choices": "Did you mean",
        "valid_until": "valid until {}",
        "offsets": "characters {}–{}",
    },
}


def answer_text(answer: Answer) -> str:
    """Return the answer's sentences with ``[n]`` after each; items and remarks stand on lines of their own.

    Where nothing could be said about the documents, it is the notes that are returned.
    """
    if not answer.sentences:
        return "\n".join(answer.notes)
    space = " " if answer.language == "en" else ""
    lines: list[str] = []
    for is_item, group in in_groups(answer, answer.sentences):
        marked = [sentence.text + marks(sentence) for sentence in group]
        lines.extend(marked if is_item else [space.join(marked)])
    return "\n".join(lines)


def in_groups(
    answer: Answer, sentences: Sequence[Sentence]
) -> Iterator[tuple[bool, list[Sentence]]]:
    """Yield the sentences that stand together, and whether they are items; remarks stand by themselves."""
    remark = LABELS[answer.language]["remark"]
    for (is_item, _), group in groupby(
        sentences, key=lambda s: (s.item, s.text.startswith(remark))
    ):
        yield is_item, list(group)


def marks(sentence: Sentence) -> str:
    """Return the sentence's citation marks, e.g. ``[1][3]``."""
    return "".join(f"[{n}]" for n in sentence.citations)


def to_json(answer: Answer, id: str | None = None) -> dict[str, Any]:
    """Return the row that ``ask --json`` prints and ``ask --batch`` writes, ready for json.dumps.

    ``notes``, ``nearest`` and ``choices`` are there always, empty where there are none; ``id``
    only when one is given.
    """
    row: dict[str, Any] = {} if id is None else {"id": id}
    return row | {
        "question": answer.question,
        "status": answer.status,
        "answer": answer_text(answer),
        "short_answer": answer.short_answer,
        "citations": [_citation_row(c) for c in answer.citations],
        "notes": list(answer.notes),
        "nearest": [_citation_row(c) for c in answer.nearest],
        "choices": list(answer.choices),
        "language": answer.language,
        "elapsed_ms": round(answer.elapsed_ms, 1),
    }


def _citation_row(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "doc_id": citation.doc_id,
        "title": citation.title,
        "clause_path": list(citation.clause_path),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "source": citation.source,
        "valid_until": citation.valid_until,
        "issuer": citation.issuer,
        "document_number": citation.document_number,
        "published": citation.published,
        "page": citation.page or None,
        "recognised": citation.recognised or None,
    }


def to_text(answer: Answer) -> str:
    """Return the answer for a terminal: status, sentences with marks, notes, then each quote."""
    labels = LABELS[answer.language]
    blocks = [f"【{STATUS_NAMES[answer.language][answer.status]}】"]
    if answer.short_answer:
        blocks[0] += f" {printable(answer.short_answer)}"
    if answer.sentences:
        blocks.append(printable(answer_text(answer)))
    blocks.extend(printable(note) for note in answer.notes)
    if answer.choices:
        blocks.append(
            "\n".join([labels["choices"], *(f"  - {printable(c)}" for c in answer.choices)])
        )
    for label, citations in (("proof", answer.citations), ("nearest", answer.nearest)):
        if citations:
            blocks.append(
                "\n".join([labels[label], *(_text_citation(c, labels) for c in citations)])
            )
    return "\n\n".join(blocks)


def _text_citation(citation: Citation, labels: dict[str, str]) -> str:
    place = PATH_MARK.join((citation.title, *citation.clause_path, *paper(citation)))
    where = labels["offsets"].format(citation.start, citation.end)
    until = (
        f"，{labels['valid_until'].format(citation.valid_until)}" if citation.valid_until else ""
    )
    quote = printable(citation.quote).replace("\n", "\n      ")
    return (
        f"  [{citation.n}] {printable(place)}（{citation.doc_id} {where}{until}）\n      “{quote}”"
    )


def printable(text: str) -> str:
    """Return the text with control characters taken out, so that no document drives a terminal."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t\u3000\xa0")


def to_markdown(answer: Answer) -> str:
    """Return the answer as Markdown in which every character of text and documents is literal."""
    labels = LABELS[answer.language]
    status = f"**{STATUS_NAMES[answer.language][answer.status]}**"
    if answer.short_answer:
        status += f" · {escape_markdown(answer.short_answer)}"
    blocks = [status]
    for is_item, group in in_groups(answer, answer.sentences):
        texts = [escape_markdown(s.text) + escape_markdown(marks(s)) for s in group]
        blocks.append("\n".join(f"- {t}" for t in texts) if is_item else " ".join(texts))
    blocks.extend(f"> {escape_markdown(note)}" for note in answer.notes)
    if answer.choices:
        blocks.append(f"{labels['choices']}")
        blocks.append("\n".join(f"- {escape_markdown(choice)}" for choice in answer.choices))
    for label, citations in (("proof", answer.citations), ("nearest", answer.nearest)):
        if citations:
            blocks.append(f"**{labels[label]}**")
            blocks.extend(f"{c.n}\\. {escape_markdown(citation_text(c))}" for c in citations)
    return "\n\n".join(blocks) + "\n"


MARKDOWN_ANYWHERE = re.compile(r"([\\`*_\[\]<>~$&|])")
MARKDOWN_AT_START = re.compile(r"^(\d*)([#+\-.)=])")


def escape_markdown(text: str) -> str:
    """Return the text so that Markdown shows it literally, on one line."""
    line = MARKDOWN_ANYWHERE.sub(r"\\\1", " ".join(text.split()))
    return MARKDOWN_AT_START.sub(r"\1\\\2", line)


def citation_text(citation: Citation) -> str:
    """Return a citation as staff paste it: 《标题》（文号），发文机关，日期，条款，第3页，“原文”.

    A part that the document does not state is left out. A title that has its own 《》 (an
    interpretation of a document) keeps them and gets no second pair.
    """
    title = citation.title if "《" in citation.title else f"《{citation.title}》"
    if citation.document_number:
        title += f"（{citation.document_number}）"
    where = (place(citation.clause_path), *paper(citation))
    parts = (title, citation.issuer, chinese_date(citation.published), *where)
    return "，".join(part for part in (*parts, f"“{citation.quote}”") if part)


def place(clause_path: Iterable[str]) -> str:
    """Return a clause path on one line."""
    return PATH_MARK.join(clause_path)


def paper(citation: Citation) -> tuple[str, ...]:
    """Return the page of paper of a citation, as it is cited, and whether its text was recognised in
    a picture; nothing where there is no paper."""
    page = (f"第{citation.page}页",) if citation.page else ()
    return (*page, RECOGNISED[citation.recognised]) if citation.recognised else page


def chinese_date(iso: str) -> str:
    """Return ``2024-01-02`` as ``2024年1月2日``; anything else comes back as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.year}年{day.month}月{day.day}日"


def hits_to_json(hits: Sequence[Hit], explained: Sequence[Explanation]) -> list[dict[str, Any]]:
    """Return hits as JSON, each with its explanation where there are any."""
    told = [{"explain": asdict(one)} for one in explained] or [{}] * len(hits)
    return [_hit_row(hit) | more for hit, more in zip(hits, told, strict=True)]


def _hit_row(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {"doc_id": passage.doc_id, "start": passage.start, "end": passage.end, "text": passage.text,
            "score": round(hit.score, 6), "clause_path": list(passage.clause_path)}  # fmt: skip
