"""Facts: each value with the span that proves it, nothing guessed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from reading_facts import facts_of, value, values

from rag.clean import clean
from rag.dates import chinese_number, iso_date, period_in, years_after
from rag.errors import CorpusError
from rag.files import read_manifest
from rag.load import load_file
from rag.metadata import extract_facts
from rag.types import CleanText, Fact, Facts

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "corpus" / "000_7c08eb859334a227.txt"
BENCH = Path(os.environ.get("BENCH", PROJECT.parent / "shared" / "bench"))


_OF_TERM = re.compile(
    "第?[一二三四五六七八九十]+届|中华人民共和国"
)  # what an issuer is named without


@pytest.fixture(scope="module")
def page() -> tuple[Facts, CleanText]:
    source = load_file(PAGE, PAGE.name)
    text = clean(source)
    return extract_facts(text, source, None), text


def test_page_states_its_facts(page: tuple[Facts, CleanText]) -> None:
    facts, _ = page
    assert value(facts.kind) == "政策解读"
    assert values(facts.issuers) == [
        "广东省工业和信息化厅", "中共广东省委宣传部", "广东省文化和旅游厅", "广东省广播电视台", "广东省体育局",
    ]  # fmt: skip
    assert value(facts.publisher) == "广东省工业和信息化厅"
    assert value(facts.source) == "本网原创稿"
    assert value(facts.published) == "2024-01-02"
    assert value(facts.issued) == "2023-12-29"
    assert value(facts.period) == "2023-01-01/2025-12-31"
    assert facts.valid_until is None  # the years of a plan are its period
    assert value(facts.explains) == "广东省培育数字创意战略性新兴产业集群行动计划（2023—2025年）"
    assert value(facts.region) == "广东"
    assert (facts.repeals, facts.repealed) == ((), None)
    assert values(facts.phones) == ["020-83133200"]
    assert values(facts.addresses) == ["广州市吉祥路100号 广州市东风中路305号5号楼"]
    assert facts.document_number is None
    assert facts.effective is None
    assert values(facts.related)[0] == "广东省培育数字创意战略性新兴产业集群行动计划（2023—2025年）"
    assert values(facts.related)[-1].endswith("行动计划（2023—2025年）的通知")
    assert "行动计划" not in values(facts.related)  # a short name only


def test_page_facts_stand_in_its_text(page: tuple[Facts, CleanText]) -> None:
    facts, text = page
    for fact in (facts.title, *facts.issuers, facts.publisher, facts.source, *facts.phones,
                 *facts.addresses, *facts.related):  # fmt: skip
        assert fact is not None
        assert text.text[fact.start : fact.end] == fact.value
    assert facts.issued is not None
    assert text.text[facts.issued.start : facts.issued.end] == "2023年12月29日"
    assert facts.period is not None
    assert text.text[facts.period.start : facts.period.end] == "2023—2025年"


def test_manifest_of_the_page_agrees_with_it(page: tuple[Facts, CleanText]) -> None:
    facts, text = page
    source = load_file(PAGE, PAGE.name)
    entry = read_manifest(PAGE.parent)[PAGE.name]
    stated = extract_facts(text, source, entry)
    assert stated.title == facts.title
    assert stated.issuers == facts.issuers
    assert (stated.published, stated.issued) == (facts.published, facts.issued)
    assert stated.source == Fact("广东省工业和信息化厅网站")
    assert set(stated.related) <= set(facts.related)


NOTICE = """某某市财政局
某某市商务局
关于印发促进消费办法的通知
某财规〔2024〕3号
各区人民政府，各有关单位：
现将《促进消费办法》印发给你们，请认真贯彻执行。执行中遇到的问题，请径向市商务局反映。
某某市财政局
某某市商务局
2024年3月14日
促进消费办法
第一条 为促进消费，根据《中华人民共和国预算法》和《关于扩大内需的意见》（以下简称《意见》），制定本办法。
第二条 申请人的营业执照有效期3年以上的，可以申请补贴；证书自2020年1月1日起生效的，按新标准执行。
第三条 本办法自2024年5月1日起施行，有效期5年。
联系人：张三，联系电话：0123-4567890、4567891，手机13912345678。
地址：某某市中山路1号；邮编：510000
"""


def test_notice_states_its_facts() -> None:
    facts, text = facts_of(NOTICE)
    assert value(facts.title) == "某某市财政局 某某市商务局关于印发促进消费办法的通知"
    assert value(facts.kind) == "通知"
    assert value(facts.document_number) == "某财规〔2024〕3号"
    assert values(facts.issuers) == ["某某市财政局", "某某市商务局"]
    assert value(facts.issued) == "2024-03-14"
    assert value(facts.effective) == "2024-05-01"
    assert value(facts.valid_until) == "2029-04-30"
    assert facts.valid_until is not None
    assert text.text[facts.valid_until.start : facts.valid_until.end] == "有效期5年"
    assert values(facts.phones) == ["0123-4567890", "4567891", "13912345678"]
    assert values(facts.addresses) == ["某某市中山路1号"]
    assert values(facts.related) == ["促进消费办法", "中华人民共和国预算法", "关于扩大内需的意见"]
    assert (facts.published, facts.period, facts.publisher, facts.source) == (None,) * 4


def test_header_fields_are_read() -> None:
    facts, _ = facts_of(
        "标题：国务院关于促进就业的意见\n发文机关：国务院\n发文字号：国发〔2018〕39号\n"
        "来源：http://www.gov.cn/a.htm\n\n国务院关于促进\n就业的意见\n国发〔2018〕39号\n"
        "各省、自治区、直辖市人民政府：\n就业是最大的民生，现提出以下意见。\n国务院\n二〇一八年十一月十六日\n"
    )
    assert value(facts.title) == "国务院关于促进就业的意见"
    assert value(facts.document_number) == "国发〔2018〕39号"
    assert values(facts.issuers) == ["国务院"]
    assert value(facts.source) == "http://www.gov.cn/a.htm"
    assert value(facts.issued) == "2018-11-16"
    assert value(facts.kind) == "意见"


def test_law_states_its_facts() -> None:
    facts, _ = facts_of(
        "# 无证无照经营查处办法\n\n2017年8月6日 中华人民共和国国务院令第684号公布\n\n2017年10月1日 施行\n\n"
        "<!-- INFO END -->\n\n第一条 为了维护市场秩序，制定本办法。\n\n第二条 本办法自2017年10月1日起施行。\n"
    )
    assert value(facts.title) == "无证无照经营查处办法"
    assert value(facts.document_number) == "中华人民共和国国务院令第684号"
    assert values(facts.issuers) == ["国务院"]
    assert value(facts.issued) == "2017-08-06"
    assert value(facts.effective) == "2017-10-01"
    assert facts.valid_until is None


def test_term_runs_from_the_day_of_issue() -> None:
    facts, _ = facts_of(
        "某某市关于促进消费的通知\n各区：\n本通知自印发之日起施行，有效期三年。\n某某市商务局\n2024年1月3日\n"
    )
    assert value(facts.effective) == "2024-01-03"
    assert value(facts.valid_until) == "2027-01-02"


def test_nothing_is_guessed() -> None:
    facts, _ = facts_of("今天天气很好，我们去公园散步。订单编号13812345678，共计2023年的8500元。\n")
    empty = Facts(title=facts.title)
    assert facts == empty
    nothing, _ = facts_of("===PAGE 1===\n")
    assert nothing == Facts(title=Fact("made"))


def test_manifest_wins_and_keeps_the_span_where_the_text_has_it() -> None:
    facts, text = facts_of(
        NOTICE,
        {"title": "促进消费办法", "issuer": "某某市财政局", "published": "2024-03-20", "phones": [], "kind": ""},
    )  # fmt: skip
    assert facts.title.value == "促进消费办法"
    assert text.text[facts.title.start : facts.title.end] == "促进消费办法"
    assert values(facts.issuers) == ["某某市财政局"]
    assert facts.published == Fact("2024-03-20")
    assert value(facts.kind) == "通知"
    assert len(facts.phones) == 3


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("《某某计划（2023—2025年）》政策解读", "政策解读"),
        ("关于《某某办法》的解读", "政策解读"),
        ("某某市人民政府关于促进消费的若干意见", "意见"),
        ("某某市人民政府公告", "公告"),
        ("某某市促进消费行动计划（2023—2025年）", "行动计划"),
        ("中华人民共和国防洪法", "法律"),
        ("某某市技术市场条例", "条例"),
        ("某某补贴实施细则（试行）", "细则"),
        ("市长到企业调研", None),
    ],
)
def test_kind_is_the_tail_of_the_title(title: str, kind: str | None) -> None:
    facts, _ = facts_of(f"# {title}\n\n为贯彻落实国家决策部署，促进高质量发展，现作如下说明。\n")
    assert facts.title.value == title
    assert value(facts.kind) == kind


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024年3月4日", "2024-03-04"), ("2026年 4月 20 日", "2026-04-20"), ("2024-01-02 10:45:32", "2024-01-02"),
        ("二〇〇四年八月十二日", "2004-08-12"), ("二〇一八年十一月二十一日", "2018-11-21"), ("一九九六年二月六日", "1996-02-06"),
        ("2024年2月30日", None), ("2024年", None),
    ],
)  # fmt: skip
def test_dates_become_iso(written: str, iso: str | None) -> None:
    assert iso_date(written) == iso


def test_numbers_terms_and_periods() -> None:
    assert [chinese_number(n) for n in ("5", "三", "十", "十二", "二十", "二十一")] == [
        5, 3, 10, 12, 20, 21,
    ]  # fmt: skip
    assert years_after("2024-02-29", 1) == "2025-02-27"
    assert years_after("2024-04-01", 5) == "2029-03-31"
    assert period_in("行动计划（2021—2025年）") == ("2021-01-01/2025-12-31", 5, 15)
    assert period_in("2025年至2023年") is None


@pytest.mark.skipif(not BENCH.is_dir(), reason="the public bench is not here")
def test_public_documents_prove_their_facts() -> None:
    numbers = 0
    for path in [*sorted(BENCH.glob("gov/*/*")), *sorted(BENCH.glob("laws/**/*.md"))[::150]]:
        try:
            source = load_file(path, path.name)
        except CorpusError:
            continue
        text = clean(source)
        facts = extract_facts(text, source, None)
        numbers += facts.document_number is not None
        proved = [facts.title, facts.document_number, facts.publisher, facts.source,
                  *facts.issuers, *facts.phones, *facts.addresses, *facts.related]  # fmt: skip
        for fact in proved:
            if fact is not None and fact.start >= 0:
                assert fact.value == fact.value.strip()
                proof = text.text[fact.start : fact.end]
                assert (proof == fact.value or "".join(proof.split()) == fact.value
                        or _OF_TERM.sub("", proof) == fact.value), path.name  # fmt: skip
    assert numbers >= 35


@pytest.mark.parametrize("piece", ["力的展会及赛响", "地址：", "某某局、", "电话："])
def test_a_long_repetition_is_read_in_bearable_time(piece: str) -> None:
    facts, _ = facts_of("关于支持企业的通知\n" + piece * 60_000)
    assert facts.title.value == "关于支持企业的通知"
