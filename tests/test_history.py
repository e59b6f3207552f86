"""The history of a statute: which step made the version in force, when and by whom."""

from __future__ import annotations

import pytest
from reading_facts import sheet_of, value, values

from rag.history import (
    adopted,
    adopters,
    in_force_since,
    last_made,
    passed,
    promulgated,
    read_history,
    repealed_on,
)

ARTICLE = "第一条 为了规范管理，根据2019年1月1日公布的《某法》，制定本条例。\n"


def law(*lines: str, title: str = "某某市绿化条例") -> str:
    return "\n\n".join([f"# {title}", *lines, "<!-- INFO END -->", ARTICLE])


PASSED = "1997年9月5日 某某市第十届人民代表大会常务委员会第三十九次会议通过"
APPROVED = "1997年10月8日 甲省第八届人民代表大会常务委员会第五次会议批准"


def test_a_statute_as_passed() -> None:
    steps = read_history(sheet_of(law(PASSED, APPROVED)))
    assert [(s.act, value(s.date)) for s in steps] == [("通过", "1997-09-05")]
    assert values(adopters(steps)) == ["某某市人民代表大会常务委员会"]
    assert promulgated(steps) is None  # neither passing nor approval is publication
    assert value(passed(steps)) == "1997-09-05"


def test_an_amendment_leaves_the_version_and_dates_the_text() -> None:
    steps = read_history(
        sheet_of(
            law(
                PASSED, APPROVED, "1997年11月1日 某某市人民代表大会常务委员会公告第7号公布", "1998年1月1日 施行",
                "2020年8月27日 某某市第十五届人民代表大会常务委员会第三十六次会议通过并经2020年9月25日甲省第十三届人民代表大会"
                "常务委员会第二十三次会议批准的《某某市人民代表大会常务委员会关于修改〈某某市绿化条例〉的决定》修正",
            )
        )
    )  # fmt: skip
    assert [s.act for s in steps] == ["通过", "公布", "施行", "修正"]
    made, last = adopted(steps), last_made(steps)
    assert made is not None
    assert last is not None
    assert value(made.order) == "某某市人民代表大会常务委员会公告第7号"
    assert value(last.date) == "2020-08-27"
    assert value(promulgated(steps)) == "1997-11-01"
    assert value(in_force_since(steps)) == "1998-01-01"


@pytest.mark.parametrize(
    "line",
    [
        "2010年7月30日 甲省第十一届人民代表大会常务委员会第十六次会议《关于修改部分地方性法规的决定》第一次修正",
        "2010年7月30日 甲省第十一届人民代表大会常务委员会第十六次会议关于修改《甲省村务条例》等十件地方性法规的决定第一次修正",
        "2010年7月30日 《国务院关于废止和修改部分行政法规的决定》第一次修订",
        "2010年7月30日 某某市第十三届人民代表大会常务委员会第三次会议通过的《某某市绿化条例修正案》修正",
        "2010年7月30日 某某市第十三届人民代表大会常务委员会第三次会议通过的《某某市绿化条例修正案》",
    ],
)
def test_forms_of_amendment(line: str) -> None:
    steps = read_history(sheet_of(law(PASSED, line)))
    last, made = last_made(steps), adopted(steps)
    assert last is not None
    assert made is not None
    assert last.amends
    assert value(last.date) == "2010-07-30"
    assert value(made.date) == "1997-09-05"


def test_a_revision_is_a_new_version() -> None:
    steps = read_history(
        sheet_of(
            law(
                "1997年3月14日 第八届全国人民代表大会第五次会议通过",
                "1997年5月1日 施行",
                "2020年12月26日 第十三届全国人民代表大会常务委员会第二十四次会议修订",
            )
        )
    )
    assert values(adopters(steps)) == ["全国人民代表大会常务委员会"]
    assert value(promulgated(steps)) == "2020-12-26"
    assert in_force_since(steps) is None  # the day told is that of the version before


def test_orders_of_one_or_more_bodies() -> None:
    steps = read_history(
        sheet_of(law("1990年4月25日 国务院批准　", "1990年6月4日 国家教育委员会令第10号、卫生部令第1号发布　"))
    )  # fmt: skip
    made = adopted(steps)
    assert made is not None
    assert values(adopters(steps)) == ["国家教育委员会", "卫生部"]
    assert value(made.order) == "国家教育委员会令第10号、卫生部令第1号"
    assert value(promulgated(steps)) == "1990-06-04"
    gazette = read_history(
        sheet_of(
            law(
                "（1994年1月28日中华人民共和国国务院令第142号发布　根据2005年12月19日《国务院关于修改〈甲条例〉的决定》第一次修订　"
                "2018年12月18日中华人民共和国国务院令第707号第四次修订）"
            )
        )
    )
    made = adopted(gazette)
    assert made is not None
    assert value(made.order) == "中华人民共和国国务院令第707号"
    assert value(made.date) == "2018-12-18"


def test_full_width_and_broken_lines() -> None:
    steps = read_history(
        sheet_of(law("２０１２年１２月１９日 中华人民共和国公安部令第１２５号发布，", "２０１３年１月１日 施行"))
    )  # fmt: skip
    assert [value(s.date) for s in steps] == ["2012-12-19", "2013-01-01"]
    broken = read_history(
        sheet_of(law("2013年2月26日 某某市第十五届人民代表大会常务委员会", "第九次会议通过"))
    )
    assert [(s.act, value(s.date)) for s in broken] == [("通过", "2013-02-26")]
    assert values(adopters(broken)) == ["某某市人民代表大会常务委员会"]


def test_what_a_line_trails() -> None:
    steps = read_history(
        sheet_of(law("2012年12月13日 公安部令第127号修订发布。根据", "2020年7月20日 公安部令第159号《公安部关于修改〈甲规定〉的决定》修正）"))
    )  # fmt: skip
    made = adopted(steps)
    assert made is not None
    assert (value(made.date), value(made.order)) == ("2012-12-13", "公安部令第127号")
    assert values(adopters(steps)) == ["公安部"]


def test_what_is_no_history() -> None:
    assert read_history(sheet_of(law())) == ()  # a day in the first article
    letter = (
        "某某市人民政府关于印发工作规则的通知\n各区：\n现予印发。\n某某市人民政府\n2004年6月26日\n工作规则\n"
        "（二○○四年六月十六日某某市人民政府第54次常务会议修订通过）\n第一章 总则\n"
    )
    assert read_history(sheet_of(letter)) == ()  # that of what the letter encloses
    news = "某某市召开会议\n2025年3月27日，某某市卫生健康局召开会议，发布了计划。\n"
    assert read_history(sheet_of(news)) == ()


def test_a_line_of_repeal() -> None:
    steps = read_history(
        sheet_of(law(PASSED, "2021年3月5日 某某市第十六届人民代表大会常务委员会第二次会议废止"))
    )
    assert value(repealed_on(steps)) == "2021-03-05"
