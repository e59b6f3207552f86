"""From when and until when a document holds: what it says of itself, and no other date."""

from __future__ import annotations

import pytest
from reading_facts import facts_of, value

from rag.types import Fact, Facts
from rag.validity import last_day

HEAD = "某某市财政局关于印发消费办法的通知\n各区：\n现印发给你们。\n某某市财政局\n2024年1月3日\n"


def dates(sentence: str, head: str = HEAD) -> tuple[str | None, str | None]:
    facts, text = facts_of(f"{head}第一条 制定本办法。\n{sentence}\n")
    for fact in (facts.effective, facts.valid_until):
        assert fact is None or text.text[fact.start : fact.end].strip()
    return value(facts.effective), value(facts.valid_until)


@pytest.mark.parametrize(
    ("sentence", "effective", "until"),
    [
        ("第九条 本办法自2024年5月1日起施行，有效期5年。", "2024-05-01", "2029-04-30"),
        ("第九条 本办法自印发之日起施行，有效期至2026年12月31日。", "2024-01-03", "2026-12-31"),
        ("第九条 本办法自二○二四年五月一日起施行，试行期两年。", "2024-05-01", "2026-04-30"),
        ("第九条 本办法自２０２４年５月１日起试行一年。", "2024-05-01", "2025-04-30"),
        ("第九条 本办法自2024年5月1日起施行，至2026年4月30日止。", "2024-05-01", "2026-04-30"),
        ("第九条 本办法有效期自2024年5月1日起至2025年12月31日止。", None, "2025-12-31"),
        ("第九条 本办法由市财政局负责解释，自2024年5月1日起施行，有效期18个月。", "2024-05-01", "2025-10-31"),
        ("第九条 《消费办法》自2024年5月1日起实施，有效期为三年。", "2024-05-01", "2027-04-30"),
        ("九、自2024年5月1日起执行。", "2024-05-01", None),
        ("第九条 本办法自公布之日起施行，2026年10月31日自行失效。", "2024-01-03", "2026-10-31"),
        ("（此件公开发布，本通知有效期至2026年12月31日）", None, "2026-12-31"),
        ("本方案执行期至2026年12月31日，未完工项目转入下一年。", None, "2026-12-31"),
        ("本计划实施期至2027年12月31日。", None, "2027-12-31"),
        ("现将《消费办法》重新发布，有效期调整至2026年12月31日。", None, "2026-12-31"),
    ],
)  # fmt: skip
def test_what_a_document_says_of_itself(
    sentence: str, effective: str | None, until: str | None
) -> None:
    assert dates(sentence) == (effective, until)


@pytest.mark.parametrize(
    "sentence",
    [
        "第九条 《某法》自2021年1月1日起施行，按照该法执行。",
        "第九条 申请人适用自2021年1月1日起施行的新标准。",
        "第九条 将第三条修改为：“本规定自2020年1月1日起施行，有效期3年。”",
        "第九条 营业执照有效期3年以上的，可以申请；备案自准予之日起生效，有效期为10年。",
        "第九条 本办法规定的证书有效期5年。",
        "第九条 本办法第三条自2021年1月1日起施行。",
        "第九条 本通知规定的低保标准自2025年1月1日起执行，本办法中有关期限自2020年1月1日起执行。",
        "第九条 从2019年1月1日起，实施三年见习计划。",
    ],
)
def test_what_is_said_of_others(sentence: str) -> None:
    assert dates(sentence) == (None, None)


def test_an_annex_that_a_letter_passes_on_is_another_document() -> None:
    annex = "附件\n某省条例\n第一条 制定本条例。\n第二条 本条例自2001年1月1日起施行。《旧条例》同时废止。\n"
    letter = "某某市财政局关于转发某省条例的通知\n各区：\n现转发给你们。\n附件：\n1.某省条例\n某某市财政局\n2024年1月3日\n"
    facts, _ = facts_of(letter + annex)
    assert (facts.effective, facts.repeals) == (None, ())
    own, _ = facts_of(letter.replace("转发", "印发") + annex)
    assert value(own.effective) == "2001-01-01"


def test_a_reading_tells_of_the_document_it_explains() -> None:
    facts, _ = facts_of(
        "《某某市消费办法》政策解读\n某某市印发了《某某市消费办法》。\n一、施行\n本办法自2024年5月1日起施行，有效期5年。原《旧办法》同时废止。\n"
    )
    assert (facts.effective, facts.valid_until, facts.repeals) == (None, None, ())


def test_days_of_the_history_and_of_the_text() -> None:
    head = "# 某解释\n\n2005年12月14日 最高人民法院公告公布\n\n{}\n\n<!-- INFO END -->\n\n"
    told = head.format("2005年12月21日 施行")
    assert dates("第七条 本解释自公布之日起施行。", told)[0] == "2005-12-21"
    assert dates("第七条 本解释自2006年2月1日起施行。", told)[0] == "2006-02-01"
    assert dates("第七条 本解释自公布之日起施行。", head.format(""))[0] == "2005-12-14"
    revised = "# 某某市条例\n\n1994年6月1日 某某市第十届人民代表大会常务委员会第十一次会议通过\n\n"
    assert dates("第七条 本条例自公布之日起施行。", revised)[0] is None  # its day is not told
    assert dates("第七条 本条例自通过之日起施行。", revised)[0] == "1994-06-01"


def test_the_text_goes_before_the_label_of_the_page() -> None:
    facts, _ = facts_of(
        "文 号：某民规〔2025〕2号\n实施日期： 2025年06月01日\n失效日期： 2026年06月01日\n\n"
        "某某市民政局关于低保标准的通知\n各区：\n有关标准从2025年1月1日起执行。\n本通知有效期1年。\n某某市民政局\n2025年5月30日\n"
    )
    assert value(facts.effective) == "2025-06-01"
    assert value(facts.valid_until) == "2026-05-31"


def test_a_label_with_an_earlier_day_tells_that_the_document_was_ended() -> None:
    facts, _ = facts_of(
        "文 号：某府办规〔2021〕7号\n实施日期： 2021年04月16日\n失效日期： 2023年06月01日\n\n"
        "某某市人民政府办公厅关于救助工作的通知\n各区：\n本通知自印发之日起施行，有效期5年。\n2021年4月13日\n"
    )
    assert value(facts.valid_until) == "2023-06-01"


def test_a_term_in_a_label_of_the_page() -> None:
    facts, _ = facts_of(
        "有效期：2024年1月1日至2026年12月31日\n\n某某市财政局关于申报的通知\n各区：\n现通知如下。\n"
    )
    assert value(facts.valid_until) == "2026-12-31"


def test_last_day_of_a_plan_is_that_of_its_years() -> None:
    plan = Facts(Fact("t"), period=Fact("2023-01-01/2025-12-31", 3, 9))
    assert last_day(plan) == Fact("2025-12-31", 3, 9)
    term = Facts(Fact("t"), period=plan.period, valid_until=Fact("2024-06-30"))
    assert last_day(term) == Fact("2024-06-30")
    assert last_day(Facts(Fact("t"))) is None
