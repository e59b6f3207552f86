"""The figure of who asks lies in one of the bands of a text, and that says which value is theirs."""

from __future__ import annotations

import math

import pytest

from rag.apart import told_by_figure
from rag.bands import amounts, band_of, of_own_band, within
from rag.choosing import choose_value
from rag.question import understand
from rag.spoken import spoken
from rag.terms import chinese_terms

MEALS = "60至79周岁老年人每餐补贴2元，80周岁以上老年人每餐补贴4元。"
LEAVE = "已满1年不满10年的，年休假5天；已满10年不满20年的，年休假10天；已满20年的，年休假15天。"
VILLAGE = (
    "人数不足五百人的村，代表人数不少于三十人；人数在五百人以上不足一千人的村，代表人数不少于四十人；"
    "人数在一千人以上的村，代表人数不少于五十人。"
)
SALES = "首年营业收入达到3000万元、1亿元、5亿元的，分别给予30万元、100万元、300万元奖励。"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("八十多岁的爷爷", "85岁"),
        ("我今年六十八了", "68岁"),
        ("首年卖了一个多亿", "1.5亿元"),
        ("投了三千多万", "3500万元"),
        ("两百来平的店", "200平方米"),
        ("贷款超过五年", "超过5年"),
        ("村里八百来口人", "800人"),
        ("用了两百来吨水", "200立方米"),
        ("一个人能拿多少", ""),
        ("第一年能拿多少", ""),
    ],
)
def test_figures_as_one_speaks_are_written_as_texts_do(said: str, written: str) -> None:
    assert spoken(said, "zh") == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("an ordinary 83-year-old resident", "83岁"),
        ("a loan longer than five years", "超过5年"),
        ("we have 30 employees", "30人"),
        ("I am 67 and live alone", "67岁"),
        ("within 5 km of the port", "不足5公里"),
        ("a seven-seat aircraft", "7座"),
    ],
)
def test_english_figures_too(said: str, written: str) -> None:
    assert spoken(said, "en") == written


@pytest.mark.parametrize(
    ("name", "band"),
    [
        ("60至79周岁本市户籍老年人每餐补贴", (60, 79, "岁")),
        ("，80周岁以上每餐补贴", (80, math.inf, "岁")),
        ("从业人员10人以上50人以下的，每家", (10, 50, "人")),
        ("首套房5年以内（含）年利率", (-math.inf, 5, "年")),
        ("3万—6万元（含3万元，不含6万元）", (30000, 60000 - 1e-6, "元")),
        ("3000元（不含3000元）以下的", (-math.inf, 3000 - 1e-6, "元")),
        ("每家企业", None),
    ],
)
def test_band_of(name: str, band: tuple[float, float, str] | None) -> None:
    assert band_of(name) == band


def test_below_a_bound_does_not_hold_the_bound() -> None:
    assert within("100平方米", ["不足100平方米的，处", "100平方米以上的，处"]) == [1]


def test_no_band_is_chosen_where_all_or_none_hold_the_figure() -> None:
    assert within("20年", ["满5年的，", "满10年的，"]) is None
    assert within("20元", ["满5年的，", "不满5年的，"]) is None


def test_sentences_of_one_band_each() -> None:
    items = ["不足10人的，每家补5万元。", "10人以上的，每家补8万元。", "一年一次，每家3万元。"]
    assert of_own_band("12人", items) == [1]


@pytest.mark.parametrize(
    ("sentence", "kind", "asked", "value"),
    [
        (MEALS, "money", "八十多岁的爷爷每餐补贴多少", "4元"),
        (MEALS, "money", "我妈63岁，每餐补贴多少", "2元"),
        (LEAVE, "duration", "工作了12年，年休假几天", "10天"),
        (LEAVE, "duration", "工作二十五年，年休假几天", "15天"),
        (VILLAGE, "count", "我们村八百来口人，代表有几个", "不少于四十人"),
        (SALES, "money", "首年卖了一个多亿，奖励多少", "100万元"),
    ],
)
def test_value_of_the_band(sentence: str, kind: str, asked: str, value: str) -> None:
    said = f"{asked} {spoken(asked, 'zh')}"
    chosen = choose_value(sentence, kind, chinese_terms(asked), (), asked=said)
    assert chosen is not None
    assert chosen.text == value
    assert told_by_figure(sentence, kind, said)


@pytest.mark.parametrize(
    ("question", "age"),
    [("太奶奶今年93了，能拿多少津贴", "93岁"), ("爷爷今年75，吃一顿能便宜几块", "75岁")],
)
def test_an_age_may_be_told_without_its_unit(question: str, age: str) -> None:
    assert age in understand(question).plain


PRIZES = (
    "各工种决赛第1名奖励2万元，第2至3名各奖励1.2万元，第4至6名各奖励6000元，第7至10名各奖励2000元。"
)


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("拿个第五名能领多少", "6000元"),
        ("得了第1名奖多少", "2万元"),
        ("第十名有多少奖金", "2000元"),
    ],
)
def test_a_rank_lies_in_a_band_of_ranks(asked: str, value: str) -> None:
    chosen = choose_value(PRIZES, "money", chinese_terms(asked), (), asked=asked)
    assert chosen is not None
    assert chosen.text == value


WORKS = "总投资4.3亿元，其中争取上级补助1.6亿元、县财政安排0.9亿元、专项债券1.2亿元，其余自筹。"


def test_a_part_that_is_named_is_meant_not_the_whole() -> None:
    asked = "总投资4.3亿元里发专项债券的钱有多少"
    chosen = choose_value(WORKS, "money", chinese_terms(asked), (), measure="费用", asked=asked)
    assert chosen is not None
    assert chosen.text == "1.2亿元"


ROUTES = "市内航线年飞行不少于1000架次的，每条给予20万元补贴；跨市航线年飞行不少于500架次的，每条给予40万元补贴。"


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("要飞多少架次才有40万元补贴", "不少于500架次"),
        ("要飞多少架次才有20万元补贴", "不少于1000架次"),
    ],
)
def test_a_figure_of_the_question_says_which_part_is_meant(asked: str, value: str) -> None:
    chosen = choose_value(ROUTES, "count", chinese_terms(asked), (), asked=asked)
    assert chosen is not None
    assert chosen.text == value


def test_without_a_figure_of_the_asker_no_band_is_chosen() -> None:
    assert not told_by_figure(MEALS, "money", "老年人每餐补贴多少")


def test_what_a_company_tells_of_itself_is_not_what_it_asks() -> None:
    query = understand("动漫企业去年营收五百万，能申请哪些支持")
    assert query.asker
    assert not query.measure


TAXES = "（1）近3个年度累计纳税：1万—3万元（含1万元，不含3万元）（4分）；3万—6万元（含3万元，不含6万元）（8分）；6万元以上（12分）。"
RENTS = "月收入3000元（不含3000元）以下的每月补600元，3000元—5000元（含3000元）的每月补400元。"


@pytest.mark.parametrize(
    ("sentence", "kind", "asked", "value"),
    [
        (TAXES, "count", "交了4万块个税，加多少分", "8分"),
        (TAXES, "count", "三年纳税3万，能加几分", "8分"),
        (TAXES, "count", "缴税共6万元，计几分", "12分"),
        (RENTS, "money", "月收入正好3000元，每月补多少", "400元"),
        (RENTS, "money", "月收入2500块，每月补多少", "600元"),
    ],
)
def test_the_ends_of_bands_are_no_values(sentence: str, kind: str, asked: str, value: str) -> None:
    unit = understand(asked).unit
    chosen = choose_value(sentence, kind, chinese_terms(asked), (), unit=unit, asked=asked)
    assert chosen is not None
    assert chosen.text == value


@pytest.mark.parametrize(
    ("asked", "amount"),
    [("交了4万块个税", 40000), ("纳税10万，", 100000), ("收入300块钱", 300), ("人口10万人", None)],
)
def test_money_without_its_unit(asked: str, amount: float | None) -> None:
    assert [a for a, unit in amounts(asked) if unit == "元"] == ([amount] if amount else [])
