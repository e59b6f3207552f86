"""A notice that tells whom to call, where to go, who gets what and who leads which figure of a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant
from rag.lists import enumerations
from tests.building import build_assistant

NOTICE = """# 珩溪市人民政府办公室关于推进老年助餐服务的通知

珩政办发〔2025〕12号

各县（市、区）人民政府：

现就推进老年助餐服务有关事项通知如下。

一、服务标准

60至79周岁老年人每餐补贴2元，80周岁以上老年人每餐补贴4元。

助餐机构现场评审得分低于70分的，不予认定。

全市每3年组织开展一次助餐满意度调查。

为独居、空巢的80周岁以上老年人免费安装智能烟感、门磁、红外感应等设备。

二、保障措施

各县（市、区）应当在本通知印发后60日内制定实施细则，报市民政局备案。

在桐川、柳屏设立中央厨房。

三、年度指标

| 指标 | 2025年 | 2026年 | 2027年 | 牵头单位 |
|---|---|---|---|---|
| 社区老年食堂（个） | 120 | 160 | 210 | 市商务局 |
| 老年大学学位（万个） | 2.6 | 3.2 | 4.0 | 市教育局 |

四、联系方式

可拨打服务热线12399，或者到珩溪市养老服务中心大厅（珩溪市望潮区锦帆路218号二楼）咨询，联系人：助餐专窗，电话0594-6830551。

技术支持：市养老信息研究院，400-0180-662；

珩溪市人民政府办公室

2025年3月6日
"""


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    texts = {"notice.md": NOTICE}
    return build_assistant(tmp_path_factory.mktemp("service"), texts)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("八十多岁的老人每餐补贴多少钱？", "4元"),
        ("我母亲今年67岁，每餐补贴多少钱？", "2元"),
        ("助餐服务热线是多少？", "12399"),
        ("珩溪市养老服务中心大厅地址", "珩溪市望潮区锦帆路218号二楼"),
        ("2027年老年大学学位这个指标由哪个单位牵头？", "市教育局"),
        ("2027年社区老年食堂要达到多少个？", "210个"),
        ("助餐机构评审要多少分才能认定？", "70分"),
        ("助餐满意度调查多少年搞一次？", "每3年"),
        ("县里的实施细则要多久之内拿出来？", "60日内"),
        ("How much is the subsidy per meal for an 83-year-old?", "4元"),
    ],
)
def test_short_answers(notice: PolicyAssistant, question: str, short: str) -> None:
    assert notice.ask(question).short_answer == short


def test_who_gets_something_is_not_what_they_get(notice: PolicyAssistant) -> None:
    answer = notice.ask("给独居老人免费安装的智能设备有哪些？")
    assert [s.text for s in answer.sentences if s.item] == ["智能烟感", "门磁", "红外感应"]


def test_what_is_done_at_places_is_none_of_them() -> None:
    sentence = "二是在墨西哥、波兰设立公共海外仓。"
    assert ("墨西哥", "波兰") in [made.texts(sentence) for made in enumerations(sentence)]


def test_whom_to_call_for_help_is_no_footer_of_a_page(notice: PolicyAssistant) -> None:
    assert "400-0180-662" in notice.documents["notice.md"].text


def test_a_place_is_found_by_any_reading_of_its_name(notice: PolicyAssistant) -> None:
    query = notice.match("How much is the meal subsidy for a 70-year-old in Hengxi?").query
    assert "珩溪" in [t.text for t in query.terms]  # 珩 is read hang in other words


def test_a_call_for_projects_asks_for_no_telephone(notice: PolicyAssistant) -> None:
    query = notice.match("How many projects does the 2026 call for proposals support?").query
    assert query.value == "count"


def test_where_to_go_is_told_with_its_address(tmp_path: Path) -> None:
    text = "珩溪市概念验证中心申报通知\n\n推荐单位于7月18日前将纸质申报书送至市科技局政务服务窗口（云阳路66号A座102室）。\n"
    assistant = build_assistant(tmp_path, {"call.txt": text})
    short = assistant.ask("概念验证中心的纸质申报书送到哪里？").short_answer or ""
    assert "云阳路66号A座102室" in short


def test_the_column_of_a_question_behind_another(notice: PolicyAssistant) -> None:
    before = "2027年社区老年食堂要达到多少个？"
    assert notice.ask("那牵头单位呢？", [before]).short_answer == "市商务局"
