"""Values told apart by their place: 甲、乙分别为1、2."""

import pytest

from rag.aligned import contrast, own_words, respective
from rag.choosing import choose_value
from rag.question import understand
from rag.values import find_values

CERTIFICATES = (
    "对取得eVTOL型号合格证（TC）并在本市投产的企业，给予一次性2000万元奖励；"
    "对取得大型无人驾驶航空器型号合格证的，给予600万元奖励。"
)

AWARDS = "对新评定的甲级、乙级、丙级民宿，分别奖励30万元、15万元、6万元；对闲置农房改造的，每户最高12万元。"


@pytest.mark.parametrize(
    ("sentence", "question", "kind", "value"),
    [
        (AWARDS, "评上丙级民宿奖多少钱？", "money", "6万元"),
        (AWARDS, "乙级民宿奖多少钱？", "money", "15万元"),
        (
            "在一级及以下、二级、三级医疗机构就医的，支付比例分别为75%、65%、55%。",
            "在二级医院看病，支付比例是多少？",
            "percent",
            "65%",
        ),
        (
            "定时投放的小区由现有的412个增加到900个。",
            "定时投放的小区要增加到多少个？",
            "count",
            "900个",
        ),
        (
            "智算中心由北岚云计算公司承建。",
            "北岚的智算中心是哪家公司承建的？",
            "company",
            "北岚云计算公司",
        ),
        (
            "垃圾处理费按下列标准执行：居民住户每月9元；机关每人3元；餐饮企业每桶45元。",
            "餐饮企业的垃圾处理费是多少？",
            "money",
            "45元",
        ),
        (
            "审核时限由3个工作日压缩至1个工作日。",
            "审核时限原来是几个工作日？",
            "duration",
            "3个工作日",
        ),
        (
            "处方自开具之日起3日内有效，一次处方量不超过7天。",
            "处方几天内有效？",
            "validity",
            "3日内",
        ),
        (
            "2020年、2021年、2022年，主营业务收入分别为318亿元、402亿元和496亿元。",
            "2021年主营业务收入多少亿？",
            "money",
            "402亿元",
        ),
        (
            "2020年至2022年，营业收入依次为273亿元、341亿元、388亿元，2023年预计达到450亿元。",
            "2022年营业收入多少亿？",
            "money",
            "388亿元",
        ),
        (
            "二维动画按每分钟2000元、三维动画按每分钟4000元给予奖励。",
            "三维动画一分钟奖多少钱？",
            "money",
            "4000元",
        ),
        (
            "票房达到3000万元、1亿元、5亿元的，分别给予100万元、300万元、800万元奖励。",
            "电影票房过了5个亿，奖励多少钱？",
            "money",
            "800万元",
        ),
        (
            "组织20家以上、40家以上、60家以上企业参展的，分别给予10万元、20万元、35万元。",
            "我们组织45家企业参展，奖励多少钱？",
            "money",
            "20万元",
        ),
    ],
)
def test_the_value_that_belongs_to_what_is_asked(
    sentence: str, question: str, kind: str, value: str
) -> None:
    query = understand(question)
    asked = " ".join((query.text, *query.figures))
    found = choose_value(sentence, kind, query.terms, query.years, asked=asked)
    assert found is not None
    assert found.text == value


def test_a_run_has_as_many_values_as_names() -> None:
    values = find_values(AWARDS, "money")
    assert respective(AWARDS, values) == {0: "甲级", 1: "乙级", 2: "丙级"}
    short = "对甲级、乙级、丙级民宿，分别奖励30万元、15万元。"
    assert respective(short, find_values(short, "money")) == {}


def test_words_that_others_have_too_tell_nothing() -> None:
    sentence = "国家级平台奖励50万元，省级平台奖励20万元。"
    names = own_words(sentence, find_values(sentence, "money"))
    assert contrast("平台奖励多少", names) == [0, 0]
    first, second = contrast("省级平台奖励多少", names)
    assert second > first == 0


@pytest.mark.parametrize(
    ("question", "sentence", "value"),
    [
        (
            "按摩师拿到中级职称奖多少钱？",
            "按摩人员取得初级、中级、高级职称的，分别奖励2000元、3000元和5000元。",
            "3000元",
        ),
        (
            "技能类的计划是多少人？",
            "全市计划为6万人，其中学历类3.2万人、技能类1.6万人、创业类0.7万人。",
            "1.6万人",
        ),
        ("全市计划是多少人？", "全市计划为6万人，其中学历类3.2万人、技能类1.6万人。", "6万人"),
        (
            "技师补贴多少钱？",
            "高级技师、技师分别给予2万元、1万元补贴。",
            "1万元",
        ),
        (
            "去重点县的特派员一年补助几万？",
            "个人特派员每人每年2万元，服务重点县的每人每年3万元；",
            "3万元",
        ),
        (
            "低保家庭加固最多补多少？",
            "按每平方米600元补助，每户最高5万元；属于低保家庭的，每户最高8万元。",
            "最高8万元",
        ),
        ("eVTOL型号合格证奖励多少？", CERTIFICATES, "2000万元"),
    ],
)
def test_a_part_or_a_case_has_the_value_of_its_own(
    question: str, sentence: str, value: str
) -> None:
    query = understand(question)
    chosen = choose_value(
        sentence, query.value, query.terms, (), unit=query.unit, asked=query.plain
    )
    assert chosen is not None
    assert chosen.text == value


def test_the_whole_name_of_a_part_outweighs_where_the_reader_points() -> None:
    query = understand("eVTOL型号合格证奖励多少？")
    pointed = {"2000万元": -10.0, "600万元": -0.5}
    chosen = choose_value(
        CERTIFICATES,
        query.value,
        query.terms,
        (),
        fit=lambda value: pointed.get(value.text),
        asked=query.plain,
    )
    assert chosen is not None
    assert chosen.text == "2000万元"
