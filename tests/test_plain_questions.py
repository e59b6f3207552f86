"""Plain questions: what for, how many of what, at most, each, by list members, by another's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import PolicyAssistant, Settings
from rag.aligned import respective
from rag.asked import beyond_title
from rag.bare import bare
from rag.choosing import choose_value
from rag.phrases import problem, trimmed
from rag.plain import plainly
from rag.question import understand
from rag.vague import is_vague
from rag.values import find_values
from tests.building import build_document

DOG_RULES = """青澜市养犬管理条例

第一章 总则

第一条 为了规范养犬行为，保障公民人身安全，制定本条例。

第二章 养犬规范

第八条 居民养犬的，每户限养一只。

第九条 禁止携犬进入下列场所：

（一）国家机关办公场所、医疗机构诊疗场所；

（二）图书馆、博物馆等公共文化体育场所；

（三）除出租车以外的公共交通工具。

第三章 法律责任

第十五条 违反本条例规定，有下列行为之一的，由公安机关责令改正，处五百元以上二千元以下罚款：

（一）居民饲养烈性犬的；

（二）居民养犬超过每户限养数量的。

第十六条 公安机关应当每半年向社会公布一次养犬管理情况。
"""
SUPPORT = """栖河区促进冷链物流业发展扶持办法

第一章 总则

第一条 为了促进本区冷链物流业发展，制定本办法。

第二章 扶持标准

第五条 对新购置新能源冷藏车的企业，按下列标准给予一次性补助：

（一）总质量4.5吨以下的轻型车，每辆2万元；

（二）总质量4.5吨至12吨的中型车，每辆4万元；

（三）总质量12吨以上的重型车，每辆7万元。

第六条 对新建产地冷库的农民专业合作社，按每立方米120元给予补助，单个主体最高不超过30万元。

第七条 对年度冷链业务收入首次突破5000万元、1亿元、3亿元的企业，分别给予20万元、50万元、120万元的一次性奖励。

第十二条 本办法自2025年8月1日起施行，有效期五年。
"""


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    corpus: Path = tmp_path_factory.mktemp("corpus")
    (corpus / "dogs.txt").write_text(DOG_RULES, encoding="utf-8")
    (corpus / "support.txt").write_text(SUPPORT, encoding="utf-8")
    return PolicyAssistant(
        Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("other-index"))
    )


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("一共安排了几个重点工程？", "六大"),
        ("提出了几项重点任务？", "四项"),
        ("为什么要设深化交流合作工程？", "需求不足、人才短缺"),
        ("Why does the plan include the fifth key project?", "区域发展不平衡、产业结构不尽合理"),
        ("人居环境设计是在哪一项重点任务里提到的？", "大力提升创意设计水平"),
        ("Which key project addresses weak demand and the shortage of talent?", "深化交流合作工程"),
        ("产业集聚发展工程要推动全省形成什么样的发展格局？", "“双核多点”、梯次发展"),
        ("原创内容做得不够，靠哪个工程来补？", "内容创作生产提升工程"),
        ("这个文件发之前是哪一级点的头？", "省人民政府"),
        ("搞产业集聚工程是冲着什么问题去的？", "区域发展不平衡、产业结构不尽合理"),
    ],
)  # fmt: skip
def test_short_answers_on_the_page(page: PolicyAssistant, question: str, short: str) -> None:
    answer = page.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", short)


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("到2025年增加值的目标定的是多少？", "not_found"),  # only that of the revenue is told
        ("广东数字创意产业在全国排第几？", "not_found"),
        ("那个指标要求是多少来着？", "unclear"),
        ("我们公司能申请吗？", "unclear"),
        ("申报截止日期是哪天？", "not_found"),
        ("听说要新增50个国家级工业设计中心，是真的吗？", "partial"),
        ("我们做数字音乐，看到说2023年前三季度产业增加值增速有12%，是不是这样？", "partial"),
        ("Since the plan promises about 30 new national design centres, which target says so?", "partial"),
    ],
)  # fmt: skip
def test_what_the_page_does_not_say(page: PolicyAssistant, question: str, status: str) -> None:
    assert page.ask(question).status == status


def test_a_follow_up_that_only_names_another_thing(page: PolicyAssistant) -> None:
    before = "全国版权示范单位、园区要培育多少家？"
    assert page.ask("国家级工业设计中心呢？", [before]).short_answer == "15个左右"


def test_why_the_earlier_plan_was_redone(page: PolicyAssistant) -> None:
    quotes = [c.quote for c in page.ask("好好的老计划干嘛要改？").citations]
    assert any("原有发展策略和措施已难以完全满足" in quote for quote in quotes)


def test_a_list_inside_an_addressed_english_task(page: PolicyAssistant) -> None:
    question = (
        "In which fields does the fourth key task promote the innovative use of digital technology?"
    )
    told = " ".join(s.text for s in page.ask(question).sentences)
    assert all(field in told for field in ("文化旅游", "智慧农业", "会展"))


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("居民在青澜养了烈性犬，公安会罚多少钱？", "五百元以上二千元以下"),
        ("栖河区的农民合作社盖产地冷库，封顶能补多少钱？", "30万元"),
        ("栖河区冷链企业年度冷链业务收入首次突破1亿元，奖励多少？", "50万元"),
        ("栖河区的冷链扶持办法管几年？", "有效期五年"),
    ],
)
def test_values_on_other_pages(other: PolicyAssistant, question: str, short: str) -> None:
    answer = other.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", short)


def test_the_member_that_a_fine_is_for_is_cited_too(other: PolicyAssistant) -> None:
    quotes = [c.quote for c in other.ask("居民在青澜养了烈性犬，公安会罚多少钱？").citations]
    assert any("烈性犬" in quote for quote in quotes)
    assert any("五百元以上二千元以下" in quote for quote in quotes)


def test_each_of_several_is_shown_with_its_value(other: PolicyAssistant) -> None:
    answer = other.ask("栖河区购置新能源冷藏车，轻型、中型、重型各补多少？")
    told = [s.text for s in answer.sentences if s.item]
    assert [t[-4:].rstrip("；。") for t in told] == ["辆2万元", "辆4万元", "辆7万元"]


def test_places_that_a_list_names(other: PolicyAssistant) -> None:
    told = [s.text for s in other.ask("青澜哪些地方不让带狗进去？").sentences if s.item]
    assert len(told) == 3


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("青澜的公安是不是每三年向社会公布一次养犬管理情况？", "每三年"),
        ("栖河区合作社新建产地冷库每立方米补200元，什么条件能拿？", "200元"),
    ],
)
def test_a_figure_that_the_text_has_otherwise(
    other: PolicyAssistant, question: str, figure: str
) -> None:
    answer = other.ask(question)
    assert answer.status == "partial"
    assert any(figure in note for note in answer.notes)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("针对内容原创能力不足问题，明确强化供给。", "内容原创能力不足"),
        ("紧盯区域发展不平衡、产业结构不尽合理等问题，采取措施。", "区域发展不平衡、产业结构不尽合理"),
        ("围绕产业链提出措施，着力解决“卡脖子”问题。", "解决“卡脖子”问题"),
        ("支持建设产业园。", None),
    ],
)  # fmt: skip
def test_problem_against_which_something_is_done(sentence: str, said: str | None) -> None:
    assert problem(sentence) == said


@pytest.mark.parametrize(
    ("text", "asked", "short"),
    [
        ("（三）国土资源行政部门", "由哪个部门盯着", "国土资源行政部门"),
        ("新型工业化等国家战略", "是哪项国家战略", "新型工业化"),
        ("新型工业化等国家战略", "靠什么", "新型工业化等国家战略"),
        ("6月15日登录“绿色制造公共服务平台", "在哪个平台填", "绿色制造公共服务平台"),
    ],
)
def test_words_without_what_the_question_says(text: str, asked: str, short: str) -> None:
    assert trimmed(text, asked) == short


@pytest.mark.parametrize(
    ("text", "question", "short"),
    [
        ("200元至3000元", "每个月起码要交多少", "200元"),
        ("200元至3000元", "每个月最多能交多少", "3000元"),
        ("200元至3000元", "每个月交多少", "200元至3000元"),
        ("不超过30万元", "封顶补多少", "30万元"),
    ],
)
def test_ends_of_a_range(text: str, question: str, short: str) -> None:
    assert bare(text, question) == short


def test_numbers_of_another_thing_are_not_chosen() -> None:
    sentence = "提出加快研发创新、提升设计水平等四项重点任务。"
    assert choose_value(sentence, "count", (), (), noun="重点工程") is None
    found = choose_value(sentence, "count", (), (), noun="重点任务")
    assert found is not None
    assert found.text == "四项"


def test_names_of_a_run_that_are_amounts() -> None:
    sentence = "对收入首次突破5000万元、1亿元、3亿元的企业，分别给予20万元、50万元、120万元的奖励。"
    values = find_values(sentence, "money")
    assert list(respective(sentence, values).values()) == ["5000万元", "1亿元", "3亿元"]


def test_english_months_are_quarters() -> None:
    plain = plainly("How fast did it grow in Jan–Sep 2023")
    assert plain == "How fast did it grow in first three quarters of 2023"


def test_what_moves_another_thing_is_no_change_of_a_text() -> None:
    assert plainly("产业带动了多少就业") == "产业带动了多少就业"
    assert plainly("哪几块内容动过") == "哪几块内容调整过"


@pytest.mark.parametrize("said", ["计划头一部分写了些啥", "计划第一部分写了些啥"])
def test_the_first_part_in_other_words(said: str) -> None:
    (step,) = understand(said).steps
    assert (step.number, step.unit) == (1, "部分")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("青澜市第26届运动会，申办经费谁出？", "申办经费谁出?"),
        ("申办经费由谁出?", "申办经费由谁出?"),
        ("青澜市第26届运动会什么时候开?", "青澜市第26届运动会什么时候开?"),
    ],
)
def test_the_reader_is_asked_without_the_document_s_name(question: str, asked: str) -> None:
    title = "关于同意以青澜市名义申办第26届运动会的复函"
    document = build_document("a.txt", ["申办经费由省人民政府承担。"], title=title)
    assert beyond_title(understand(question), document) == asked


def test_who_tells_of_their_own_case_is_not_vague() -> None:
    assert not is_vague(understand("我们是桐屿的中型企业，绿色工厂评了92分，能奖多少钱？"), (), 1)
    assert is_vague(understand("罚多少？"), (), 1)
    assert is_vague(understand("公积金那个最高是多少？"), (), 1)
