"""Enumerations inside a sentence."""

from __future__ import annotations

import pytest

from rag.lists import enumerations


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        (
            "下列情形不适用告知承诺：曾作出虚假承诺的；近2年内受过处罚的；位于青苇河、鹭溪沿岸的。",
            ("曾作出虚假承诺的", "近2年内受过处罚的", "位于青苇河、鹭溪沿岸的"),
        ),
        (
            "建设一批产业园区，形成一批公共服务平台，培育一批展会，推动融合。",
            ("建设一批产业园区", "形成一批公共服务平台", "培育一批展会", "推动融合"),
        ),
        ("要支持建设产业园和公共服务平台等高质量载体。", ("建设产业园", "公共服务平台")),
        (
            "贯彻省委、省政府关于实体经济为本、制造业当家、新型工业化等要求。",
            ("实体经济为本", "制造业当家", "新型工业化"),
        ),
        ("提出甲工程、乙工程、丙工程等三大工程。", ("甲工程", "乙工程", "丙工程")),
    ],
)
def test_items_of_a_list_in_a_sentence(sentence: str, items: tuple[str, ...]) -> None:
    assert items in [made.texts(sentence) for made in enumerations(sentence)]


def test_days_are_no_list() -> None:
    assert enumerations("房屋开裂主要是2003年12月18日、19日所发生的地震造成的。") == ()
