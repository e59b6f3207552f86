"""What is ruled of one item of a list by its number: the amount is that of the group of the item."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from tests.building import build_assistant

WATER = """云泽市城市供水管理办法

第一条 为加强城市供水管理，制定本办法。

第二条 市水务部门主管城市供水工作。

第三条 用户应当自收到缴费通知之日起十五日内缴纳水费。

第四条 违反本办法规定，有下列第（一）项、第（二）项行为之一的，处1000元以下罚款；有第（三）项至第（五）项行为之一的，处5000元以上2万元以下罚款：
（一）擅自开启消火栓取水的；
（二）在供水管道上方堆放物料的；
（三）私自安装水泵抽水的；
（四）将自备水源与公共管网连通的；
（五）毁坏水表铅封的。

第五条 供水企业不得有下列行为：
（一）无故停水；
（二）超标准收取水费；
（三）拒绝用户查验水表。
有前款第（一）项行为的，处三万元罚款；有前款第（二）项、第（三）项行为的，处八千元罚款。

第六条 本办法自2021年5月1日起施行。
"""
DOGS = """云泽市养犬管理条例

第一条 为规范养犬行为，制定本条例。

第二条 禁止下列行为：
（一）遛犬不牵绳；
（二）饲养烈性犬；
（三）遗弃犬只；
（四）组织斗犬。

第三条 违反本条例第二条第一项规定的，由城管部门处二百元罚款；违反第二条第二项规定的，没收犬只，处三千元罚款；违反第二条第三项、第四项规定的，处一千元罚款。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder = Path(tmp_path_factory.mktemp("ruled"))
    return build_assistant(folder, {"water.txt": WATER, "dogs.txt": DOGS})


@pytest.mark.parametrize(
    ("question", "short", "item"),
    [
        ("偷偷开消火栓取水罚多少？", "1000元以下", "（一）擅自开启消火栓取水的；"),
        ("弄坏水表铅封罚款多少", "5000元以上2万元以下", "（五）毁坏水表铅封的。"),
        ("供水公司无故停水罚多少？", "三万元", "（一）无故停水；"),  # told below the items
        ("养烈性犬罚多少钱", "三千元", "（二）饲养烈性犬；"),  # in another article
        ("遗弃狗罚多少？", "一千元", "（三）遗弃犬只；"),
    ],
)
def test_the_amount_is_that_of_the_group_of_the_item(
    assistant: PolicyAssistant, question: str, short: str, item: str
) -> None:
    answer = assistant.ask(question)
    assert answer.short_answer == short
    assert item in [citation.quote for citation in answer.citations]


def test_no_amount_is_told_where_no_item_is_meant(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("违反供水办法罚多少？")
    assert answer.short_answer is None
    assert "1000元以下" in answer.citations[0].quote
