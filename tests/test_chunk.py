"""Passages: they follow clauses, lose nothing, and are the text at their offsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.check_laws import broken_passages
from rag.chunk import LONGEST_SENTENCE, embedding_text, make_passages, sentences
from rag.structure import parse_clauses
from rag.types import CleanText, Document, Fact, Facts


def document(text: str) -> Document:
    source = CleanText("d", text, ((0, 0, len(text)),))
    return Document("d", "", text, source.runs, Facts(Fact("")), parse_clauses(source))


def test_a_short_article_is_one_passage_and_never_packed_with_the_next() -> None:
    passages = make_passages(document("第一条 目的。\n第二条 范围：\n（一）甲；\n（二）乙。"), 400)
    assert [p.text for p in passages] == ["第一条 目的。", "第二条 范围：\n（一）甲；\n（二）乙。"]
    assert [p.clause_path for p in passages] == [("第一条",), ("第二条",)]


def test_items_of_a_long_list_are_packed_behind_their_introduction() -> None:
    items = [f"（{n}）{'支持企业做大做强' * 5}。" for n in "一二三四五六"]
    passages = make_passages(document("第一条 提供下列支持：\n" + "\n".join(items)), 150)
    assert passages[0].text.startswith("第一条 提供下列支持：\n（一）")
    assert all(p.clause_path[0] == "第一条" for p in passages)
    assert len(passages) == 2


def test_short_plain_paragraphs_are_packed() -> None:
    text = "\n".join(["今天召开会议，研究部署工作。"] * 20)
    assert [len(p.text) for p in make_passages(document(text), 150)] == [149, 149]


def test_a_long_leaf_is_cut_at_sentence_ends_and_not_inside_brackets() -> None:
    text = "甲" * 30 + "（见附件。另行通知。）" + "乙" * 20 + "。" + "丙" * 30 + "。"
    first, second = make_passages(document(text), 70)
    assert first.text.endswith("乙。")
    assert second.text == "丙" * 30 + "。"


def test_a_sentence_without_end_is_cut_at_commas_and_at_last_anywhere() -> None:
    assert [len(p.text) for p in make_passages(document("甲" * 95), 40)] == [40, 40, 15]
    assert make_passages(document("甲" * 30 + "，" + "乙" * 30), 40)[0].text == "甲" * 30 + "，"


def test_encoded_text_has_title_and_path_in_front_and_the_passage_has_not() -> None:
    passage = make_passages(document("一、目标\n到2025年达到百亿元。"), 400)[0]
    assert embedding_text(passage, "某计划") == "某计划 › 一、目标\n一、目标\n到2025年达到百亿元。"
    assert passage.text == "一、目标\n到2025年达到百亿元。"


def test_sentences_keep_closing_quotes() -> None:
    text = "他说：“可以。”然后走了。\n行吗？（见《某办法。修订》）好！"
    found = [text[a - 5 : b - 5] for a, b in sentences(text, 5)]
    assert found == ["他说：“可以。”", "然后走了。", "行吗？", "（见《某办法。修订》）好！"]


def test_impossible_size_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        make_passages(document("甲"), 0)


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="甲乙一二是第条章、（）《》1.①。；，：\n \t", max_size=300),
    st.sampled_from([1, 7, 40, 400]),
)
def test_nothing_is_lost_or_repeated(text: str, size: int) -> None:
    made = document(text)
    passages = make_passages(made, size)
    assert not list(broken_passages(made, passages, size))
    assert "".join("".join(p.text.split()) for p in passages) == "".join(text.split())


def test_empty_text_has_no_passages() -> None:
    assert make_passages(document(" \n "), 10) == []


def test_a_line_without_an_end_is_cut_into_sentences_of_bearable_length() -> None:
    text = "补贴上限为50万元，" * 300 + "无" * 2500 + "。\n下一句。"
    spans = sentences(text)
    assert max(end - start for start, end in spans) <= LONGEST_SENTENCE
    assert "".join(text[start:end] for start, end in spans) == text.replace("\n", "")
    assert text[slice(*spans[0])].endswith("万元，")
    assert text[slice(*spans[-1])] == "下一句。"


def test_who_is_to_do_it_stays_with_the_sentence_that_says_what() -> None:
    text = "设置斑马线。（责任单位：市公安局、市住房城乡建设局）推广机械。(市农业局牵头)附注。（见附件一）"
    said = [text[a:b] for a, b in sentences(text)]
    assert said == [
        "设置斑马线。（责任单位：市公安局、市住房城乡建设局）",
        "推广机械。(市农业局牵头)",
        "附注。",
        "（见附件一）",
    ]
