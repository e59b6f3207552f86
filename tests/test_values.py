"""Typed values and the word, year and measure they belong to."""

import pytest

from rag.bare import bare
from rag.choosing import choose_value
from rag.lists import enumerations, stated_number
from rag.phrases import named_phrase
from rag.question import understand
from rag.values import enough_of_year, find_values

GROWTH = "营业收入从2020年的5135亿元增长至2022年的5728.02亿元；2023年前三季度，实现营业收入4397.46亿元、增加值1152.44亿元，增速达9.6%。"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("2022年营业收入是多少", "5728.02亿元"),
        ("2020年营收", "5135亿元"),
        ("2023年前三季度增加值是多少", "1152.44亿元"),
        ("2023年前三季度增速", "9.6%"),
        ("2021年营业收入", None),
        ("2022年增加值是多少", None),
    ],
)
def test_the_value_of_the_asked_year_and_measure(question: str, value: str | None) -> None:
    query = understand(question)
    found = choose_value(GROWTH, query.value, query.terms, query.years, "", query.measure)
    assert (found.text if found else None) == value


def test_a_part_of_a_year_is_not_the_year() -> None:
    query = understand("2023年营业收入是多少")
    found = choose_value(GROWTH, query.value, query.terms, query.years)
    assert found is not None
    assert enough_of_year("2023年营业收入是多少", found) == "前三季度"
    assert enough_of_year("2023年前三季度营业收入", found) == ""


@pytest.mark.parametrize(
    ("sentence", "kind", "texts"),
    [
        ("罚款五千元以上三万元以下", "money", ["五千元以上三万元以下"]),
        ("处虚假出资金额5%以上15%以下的罚款", "percent", ["5%以上15%以下"]),
        ("经过2年多的实践", "duration", ["2年多"]),
        ("自2022年3月1日起施行", "duration", []),
        ("部门于每年2月底前提出名单", "date", ["每年2月底前"]),
        ("每年3月5日当周为宣传周", "date", ["每年3月5日当周"]),
        ("摊贩的管理办法，由省、自治区、直辖市人民政府规定", "org", ["省、自治区、直辖市人民政府"]),
        (
            "市、县（市、区）人民政府民政部门负责管理",
            "org",
            ["市、县（市、区）人民政府民政部门"],
        ),
        ("总指挥：国家发展改革委主要负责人。", "org", ["国家发展改革委主要负责人"]),
        ("应当在七十二小时内作出", "duration", ["七十二小时内"]),
        ("值班室电话：020-83133200", "phone", ["020-83133200"]),
        ("培育一批企业，超过18家单位", "count", ["超过18家"]),
        ("五日内向作出裁定的人民法院申请", "org", ["人民法院"]),
        ("国发〔2018〕39号文件", "document_number", ["国发〔2018〕39号"]),
        ("退休费标准可以酌情提高5%—15%", "percent", ["5%—15%"]),
        ("加收1‰至3‰的违约金", "percent", ["1‰至3‰"]),
        ("追缴电费并处应交电费5倍以下的罚款", "money", ["5倍以下"]),
        ("牵引带不得超过一点五米", "count", ["不得超过一点五米"]),
        ("接待游客1.65亿人次", "count", ["1.65亿人次"]),
    ],
)
def test_values_keep_their_bounds_and_spans(sentence: str, kind: str, texts: list[str]) -> None:
    found = find_values(sentence, kind)
    assert [v.text for v in found] == texts
    assert all(sentence[v.start : v.end] == v.text for v in found)


@pytest.mark.parametrize(
    ("sentence", "items", "stated"),
    [
        (
            "提出攻关突破、创作提升、集聚发展等三大重点工程。",
            ["攻关突破", "创作提升", "集聚发展"],
            3,
        ),
        ("经同意，甲省财政厅、乙省体育局联合印发。", ["甲省财政厅", "乙省体育局"], 0),
        (
            "明确强化优质内容供给、建设资源库、推动版权增值、加强创造和登记保护等方面措施。",
            ["强化优质内容供给", "建设资源库", "推动版权增值", "加强创造和登记保护"],
            0,
        ),
        ("助力动漫、数字音乐、网络文学等重点领域发展。", ["动漫", "数字音乐", "网络文学"], 0),
    ],
)
def test_an_enumeration_has_its_items_and_number(
    sentence: str, items: list[str], stated: int
) -> None:
    (found,) = enumerations(sentence)
    assert list(found.texts(sentence)) == items
    assert found.stated == stated


@pytest.mark.parametrize(
    ("text", "number"), [("提出的6项重点工程", 6), ("四项任务", 4), ("第三十五条 下列情形", 0)]
)
def test_stated_number(text: str, number: int) -> None:
    assert stated_number(text) == number


def test_named_phrase_ends_in_the_noun() -> None:
    assert named_phrase("推动全省形成梯次发展的产业格局。", "格局") == "梯次发展"
    assert named_phrase("推动发展。", "格局") is None


def test_a_limit_that_the_question_names_is_not_said_again() -> None:
    assert bare("不得超过3年", "最多能歇几年") == "3年"
    assert bare("最长不超过15个工作日", "What is the longest it may take?") == "15个工作日"
    assert bare("超过18家", "要培育多少家") == "超过18家"


def test_the_body_that_is_named_comes_before_any_other() -> None:
    query = understand("应用场景开放清单由哪个部门发布")
    found = choose_value(
        "市科技部门应当会同有关部门定期发布应用场景开放清单。", "org", query.terms, ()
    )
    assert found is not None
    assert found.text == "市科技部门"


@pytest.mark.parametrize(
    ("kind", "sentence", "value"),
    [
        (
            "url",
            "网上服务平台（https://ggfw.example.gov.cn/gdggfw）：“社会保障”。",
            "https://ggfw.example.gov.cn/gdggfw",
        ),
        ("url", "请登录www.example.gov.cn，选择专栏。", "www.example.gov.cn"),
        ("email", "电子邮箱：abc_1@example.gov.cn。", "abc_1@example.gov.cn"),
        ("money", "给予人民币1万元至3万元奖励；", "人民币1万元至3万元"),
        ("count", "并处违法所得三至五倍的罚款。", "三至五倍"),
        ("date", "每年三月为我省全民义务植树活动月。", "每年三月"),
        ("person_name", "天河区卫生健康局罗航乐副局长传达了会议精神。", "罗航乐"),
    ],
)
def test_values_come_whole(kind: str, sentence: str, value: str) -> None:
    assert [v.text for v in find_values(sentence, kind)][:1] == [value]


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("拨打96390报修", ["96390"]),
        ("服务热线：95598", ["95598"]),
        ("拨打12345反映", ["12345"]),
        ("累计分配12860套", []),
        ("面积95000平方米，投资96390元", []),
    ],
)
def test_short_numbers_are_telephones_but_where_things_are_counted(
    sentence: str, numbers: list[str]
) -> None:
    assert [v.text for v in find_values(sentence, "phone")] == numbers
