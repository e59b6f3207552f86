"""Persons, posts, companies and places by name."""

import pytest

from rag.named import companies, persons, places, posts


def texts(sentence: str, spans: list[tuple[int, int]]) -> list[str]:
    return [sentence[a:b] for a, b in spans]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("由常务副区长韩立峰任组长，办公室设在区住建局。", ["韩立峰"]),
        ("市长 陆鹤年", ["陆鹤年"]),
        ("解读人：能源处处长 顾明阳", ["顾明阳"]),
        ("联系人：市商务局 沈若琳，0578-2233019", ["沈若琳"]),
        ("最后，区卫生健康局局长唐德成作出重要指示：", ["唐德成"]),
        ("成立了以华中科技大学刘广润院士为组长的专家组", ["刘广润"]),
        ("由分管副省长任召集人的联席会议制度。", []),
        ("各级主任高度重视，组长由省长担任。", []),
    ],
)
def test_persons(sentence: str, names: list[str]) -> None:
    assert texts(sentence, persons(sentence)) == names


def test_a_post_is_who_holds_an_office() -> None:
    sentence = "成立工作专班，由省科技厅厅长担任组长。"
    assert texts(sentence, posts(sentence)) == ["省科技厅厅长"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("由望江国有资本投资公司牵头组建基金", ["望江国有资本投资公司"]),
        ("以北陵机床集团为龙头", ["北陵机床集团"]),
        ("由梧海再生资源集团有限公司运营", ["梧海再生资源集团有限公司"]),
        ("委托海誉会计师事务所开展专项审核", ["海誉会计师事务所"]),
        ("遴选一批“链主”企业，培育骨干企业，委托第三方机构核查", []),
    ],
)
def test_companies(sentence: str, names: list[str]) -> None:
    assert texts(sentence, companies(sentence)) == names


def test_places() -> None:
    sentence = "以广州、深圳为双核，会址永久落户鹭汀市"
    assert texts(sentence, places(sentence)) == ["广州", "深圳", "鹭汀市"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("引导企业充分发挥粤港澳大湾区地理优势", ["粤港澳大湾区"]),
        ("借鉴有关省市经验", []),
        ("建设文旅融合发展示范区", ["文旅融合发展示范区"]),
    ],
)
def test_a_place_begins_at_a_word_and_without_what_is_done_with_it(
    sentence: str, names: list[str]
) -> None:
    assert texts(sentence, places(sentence)) == names
