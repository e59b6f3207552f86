"""What a document repeals as a whole, and whether it says that it is repealed itself."""

from __future__ import annotations

import pytest
from reading_facts import facts_of, value, values

HEAD = "某某市消费条例\n第一条 为促进消费，根据《某法》，制定本条例。\n"


def repealed_by(sentence: str) -> list[str]:
    facts, text = facts_of(f"{HEAD}{sentence}\n")
    for fact in facts.repeals:
        assert fact.value in text.text[fact.start : fact.end]
    return values(facts.repeals)


@pytest.mark.parametrize(
    ("sentence", "titles"),
    [
        ("第九条 本条例自2024年5月1日起施行。《甲条例》同时废止。", ["甲条例"]),
        ("第九条 本条例自公布之日起施行，《甲条例》、《乙条例》和《丙办法》（某规〔2019〕2号）同时废止。", ["甲条例", "乙条例", "丙办法"]),
        ("1994年通过、根据1997年《关于修改〈甲条例〉的决定》第一次修正的《甲条例》，1998年市政府发布的《乙办法》同时废止。", ["甲条例", "乙办法"]),
        ("《甲条例》自本条例施行之日起即行废止。", ["甲条例"]),
        ("《甲办法》自本解释公布之日起不再执行。", ["甲办法"]),
        ("自本通知印发之日起，《甲通知》（国办发〔2016〕82号）停止执行。", ["甲通知"]),
        ("1995年京政发〔1985〕167号文件发布、根据1997年第12号令修改的《甲规定》，1986年某发〔1986〕148号文件发布的《乙规定》同时废止。", ["甲规定", "乙规定"]),
        ("原某府〔2010〕5号、某府〔2011〕6号文件同时废止。", ["某府〔2010〕5号", "某府〔2011〕6号"]),
        ("《甲省实施〈某法〉办法》等文件同时废止。", ["甲省实施〈某法〉办法"]),
        ("二、废止《甲条例》（1992年某某市人民代表大会通过）", ["甲条例"]),
        ("市政府决定废止《甲办法》和《乙办法》。", ["甲办法", "乙办法"]),
    ],
)  # fmt: skip
def test_what_is_repealed(sentence: str, titles: list[str]) -> None:
    assert repealed_by(sentence) == titles


@pytest.mark.parametrize(
    "sentence",
    [
        "《甲条例》第三条同时废止。",
        "《甲条例》中关于反补贴的规定同时废止。",
        "《甲条例》、《乙条例》中有关会计师的规定即行废止。",
        "《甲条例》与本条例不一致的，停止执行；其他有关规定同时废止。",
        "对取得许可的，依照《甲条例》规定处理，原许可证同时废止。",
        "《采矿许可证》自行废止。",
        "“本规定自2020年1月1日起施行。《甲条例》同时废止。”",
        "认为《甲条例》需要修改或者废止的，可以提出建议。",
        "本文件已被《甲计划》废止。",
        "2011年1月8日 《国务院关于废止和修改部分行政法规的决定》第一次修订",
    ],
)
def test_what_is_not_repealed_as_a_whole(sentence: str) -> None:
    assert repealed_by(sentence) == []


def test_lists_over_lines() -> None:
    listed = "二、下列规范性文件自本决定公布之日起废止：\n1.《甲办法》（某规〔2001〕1号）\n2.《乙办法》\n三、其他事项。\n"
    assert repealed_by(listed) == ["甲办法", "乙办法"]
    bare = "下列条例和决定自本法施行之日起予以废止：\n1．惩治走私罪的补充规定\n2．惩治贪污罪的补充规定\n第二节 附则\n"
    assert repealed_by(bare) == ["惩治走私罪的补充规定", "惩治贪污罪的补充规定"]
    assert repealed_by("有下列情形之一的，许可决定失效：\n1.《许可证》过期的\n") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("文件状态：已废止\n\n" + HEAD, "已废止"),
        ("有效性：失效\n\n" + HEAD, "失效"),
        (HEAD.replace("条例\n", "条例（已废止）\n", 1), "（已废止）"),
        (HEAD.replace("\n", "\n【已失效】\n", 1), "【已失效】"),
        (HEAD + "本文件已被《某某市计划》废止（废止日期：2024年6月1日）\n", "本文件已被《某某市计划》废止"),
        (HEAD + "注：本条例已于2020年5月1日起废止\n", "本条例已于2020年5月1日起废止"),
    ],
)  # fmt: skip
def test_a_document_that_says_it_is_repealed(text: str, said: str) -> None:
    facts, clean = facts_of(text)
    assert value(facts.repealed) == said
    assert facts.repealed is not None
    assert clean.text[facts.repealed.start : facts.repealed.end] == said
    assert facts.repeals == ()


@pytest.mark.parametrize(
    "text",
    [
        "有效性：有效\n\n" + HEAD,
        HEAD + "第二条 根据《乙办法》（已废止）执行的，该办法已废止，不再适用。\n",
        HEAD + "第九条 本条例自2020年1月1日起施行。《甲条例》同时废止。\n",
        HEAD + "第九条 本条例施行前已废止的文件，不再执行。\n",
    ],
)
def test_a_repeal_of_another_document_is_none_of_this_one(text: str) -> None:
    assert facts_of(text)[0].repealed is None
