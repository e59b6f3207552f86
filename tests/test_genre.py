"""What a title tells: kind, the document that is explained, the place."""

from __future__ import annotations

import pytest
from reading_facts import facts_of, value

BODY = "为贯彻落实决策部署，促进高质量发展，现作如下说明。\n"


@pytest.mark.parametrize(
    ("title", "kind", "explained"),
    [
        ("《某某市消费办法》政策解读", "政策解读", "某某市消费办法"),
        ("关于《某某市消费办法（试行）》的解读", "政策解读", "某某市消费办法（试行）"),
        ("一图读懂《关于推动咖啡产业发展的意见》", "政策解读", "关于推动咖啡产业发展的意见"),
        ("解读《某某市海洋规划（2024—2030年）》", "政策解读", "某某市海洋规划（2024—2030年）"),
        ("《某某市转型券管理办法》政策问答", "问答", "某某市转型券管理办法"),
        ("某某市消费管理办法政策解读", "政策解读", "某某市消费管理办法"),
        ("2025年入学政策问答", "问答", None),
        ("某某市实施《中华人民共和国邮政法》办法", "办法", None),
        ("中华人民共和国刑法修正案（四）", "修正案", None),
        ("最高人民法院关于审理抢劫案件若干问题的解释（二）", "司法解释", None),
        ("某某市绿色工厂申报指南2024年版", "指南", None),
        ("国务院办公厅关于有关问题的复函", "复函", None),
    ],
)
def test_kind_and_what_is_explained(title: str, kind: str, explained: str | None) -> None:
    facts, text = facts_of(f"# {title}\n\n{BODY}")
    assert value(facts.kind) == kind
    assert value(facts.explains) == explained
    if facts.explains:
        assert text.text[facts.explains.start : facts.explains.end] == explained


def test_a_reading_may_name_its_document_in_its_opening() -> None:
    facts, _ = facts_of("# 消费新政政策解读\n\n现就《某某市消费办法》有关内容解读如下。\n")
    assert value(facts.explains) == "某某市消费办法"


@pytest.mark.parametrize(
    ("title", "text", "place"),
    [
        ("广东省某某市民政局关于低保标准的通知", "", "某某"),
        ("广东省民政厅关于低保标准的通知", "", "广东"),
        ("2026年广州市天河区入学指引", "", "广州"),
        ("中共广州市委办公厅关于调研工作的通知", "", "广州"),
        ("国家税务总局广东省税务局关于办税的公告", "", "广东"),
        ("新疆维吾尔自治区水利厅关于用水的通知", "", "新疆"),
        ("聊城市市容条例", "", "聊城"),
        ("杭州市民用建筑节能条例", "", "杭州"),
        ("公安部关于户籍工作的通知", "", "全国"),
        ("中华人民共和国防洪法", "", "全国"),
        ("技术市场条例", "", None),
        ("大中城市公共交通条例", "", None),
        ("荣誉市民条例", "", None),
        ("保障农民工工资支付条例", "第二条 在中华人民共和国境内用工，适用本条例。\n", "全国"),
        ("创业贷款常见问题", "答：在广州市行政区域内登记注册的，可以申请。\n", "广州"),
        ("仲裁攻略", "在中华人民共和国境内的用人单位，适用该法。\n", None),
    ],
)
def test_place_of_a_rule(title: str, text: str, place: str | None) -> None:
    facts, _ = facts_of(f"# {title}\n\n第一条 {BODY}{text}")
    assert value(facts.region) == place


def test_the_place_of_the_body_that_a_page_is_from() -> None:
    facts, _ = facts_of(f"# 好消息！快来办理\n\n来源：广州市医疗保障局\n\n{BODY}")
    assert value(facts.region) == "广州"
