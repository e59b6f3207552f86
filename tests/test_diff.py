"""What became of each clause of a document, and what changed inside it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.diff import Diff, Difference, compare
from rag.diffalign import in_order, parts_of, plain
from rag.diffwords import edits_of
from tests.versions_making import NEW_PLAN, NEW_RULES, OLD_PLAN, OLD_RULES, read

RULES = compare(read("old.md", OLD_RULES), read("new.md", NEW_RULES))
PLAN = compare(read("old.md", OLD_PLAN), read("new.md", NEW_PLAN))


def labels(diff: Diff, clause: Difference) -> tuple[str, str]:
    sides = ((diff.old, clause.old), (diff.new, clause.new))
    return tuple(d.clause_at(s.start).label if s else "" for d, s in sides)  # type: ignore[return-value]


def outcomes(diff: Diff) -> list[tuple[str, str, str]]:
    return [(c.kind, *labels(diff, c)) for c in diff.clauses if "条" in "".join(labels(diff, c))]


def words(diff: Diff, clause: Difference) -> list[tuple[str, str]]:
    return [(diff.old.text[slice(*a)], diff.new.text[slice(*b)]) for a, b in clause.edits]


def test_each_clause_has_one_outcome() -> None:
    assert outcomes(RULES) == [
        ("unchanged", "第一条", "第一条"),
        ("added", "", "第二条"),
        ("moved", "第二条", "第三条"),
        ("reworded", "第三条", "第四条"),
        ("reworded", "第四条", "第五条"),
        ("reworded", "第五条", "第六条"),
        ("removed", "第六条", ""),
        ("reworded", "第七条", "第七条"),
    ]
    assert [c.moved for c in RULES.of("reworded")] == [True, True, True, False]


def test_only_the_words_that_changed_are_marked() -> None:
    answer, conditions, share, day = RULES.of("reworded")
    assert words(RULES, answer) == [("五日内", "三日内")]
    assert words(RULES, share) == [("不低于5%", "不低于6％")]
    assert words(RULES, day) == [("2015年3月1日", "2023年7月1日")]
    # an item went: that those below it have other numbers is no change
    assert "".join(gone + come for gone, come in words(RULES, conditions)).count("（") == 1
    assert "固定的场所" in "".join(gone for gone, _ in words(RULES, conditions))


def test_figures_are_told_apart() -> None:
    told = [(f.kind, f.old and f.old.quote, f.new and f.new.quote) for f in RULES.figures]
    assert told == [
        ("duration", "五日内", "三日内"),
        ("percent", "不低于5%", "不低于6％"),
        ("date", "2015年3月1日", "2023年7月1日"),
    ]
    told = [(f.kind, f.old and f.old.quote, f.new and f.new.quote) for f in PLAN.figures]
    assert ("money", "6200亿元", "8000亿元") in told
    assert ("percent", "5%以上", "6%以上") in told
    assert ("money", "最高50万元", "最高80万元") in told


def test_every_side_is_verbatim_at_its_offsets() -> None:
    for diff in (RULES, PLAN):
        for change in (*diff.clauses, *diff.figures):
            for document, side in ((diff.old, change.old), (diff.new, change.new)):
                if side:
                    assert side.doc_id == document.doc_id
                    assert document.text[side.start : side.end] == side.quote
                    assert side.clause_path == document.path(document.clause_at(side.start).id)


def test_a_clause_of_a_plan_is_found_under_another_number() -> None:
    moved = [labels(PLAN, c) for c in PLAN.of("moved")]
    assert moved == [("（二）", "（三）")]
    assert [labels(PLAN, c) for c in PLAN.of("added")] == [("", "（二）")]
    assert [labels(PLAN, c) for c in PLAN.of("removed")] == [("（三）", "")]


def test_blanks_and_widths_are_no_difference() -> None:
    old = read("a.md", "# 某办法\n\n第一条 比例为5%，由市局(以下称本局)负责。\n")
    new = read("b.md", "# 某 办 法\n\n第一条　比例为５％，由市局（以下称本局）负责。\n\n\u200b\n")
    assert {c.kind for c in compare(old, new).clauses} == {"unchanged"}


def test_figures_are_not_paired_across_words_written_anew() -> None:
    edits = edits_of(
        "应当自收到材料之日起十五日内进行审核，并将审核意见报送上级机关备案存查。",
        "应当自开展培训之日起三十日内向所在地设区的市级公安机关办理登记手续和变更手续。",
    )
    figures = {
        (old.text if old else "", new.text if new else "")
        for edit in edits
        for old, new in edit.figures
    }
    assert figures == {("十五日内", ""), ("", "三十日内")}


def test_an_article_that_was_absorbed_is_found() -> None:
    body = "省级以上人民政府建立督查制度，对及时支付款项工作进行监督检查"
    more = "，对政策落实不到位的部门主要负责人进行约谈。有关部门可以函询约谈拖欠单位，情节严重的予以通报，必要时会同上级机关联合进行"
    old = read("a.md", f"# 某条例\n\n第一条 为了保护企业，制定本条例。\n\n第二条 {body}。\n")
    new = read(
        "b.md",
        "# 某条例\n\n第一条 为了保护企业，制定本条例。\n\n第二条 国务院统筹协调。\n\n"
        f"第三条 {body}{more}。\n",
    )
    diff = compare(old, new)
    assert ("reworded", "第二条", "第三条") in outcomes(diff)
    assert ("added", "", "第二条") in outcomes(diff)


def test_lines_that_differ_in_their_date_alone_are_matched_by_it() -> None:
    lines = [f"{year}年1月1日 《国务院关于修改本办法的决定》修订" for year in (1999, 2007, 2013)]
    article = "第一条 为了统一放假，制定本办法。"
    old = read("a.md", "\n\n".join(["# 放假办法", *lines[:2], article]))
    new = read("b.md", "\n\n".join(["# 放假办法", *lines, article]))
    diff = compare(old, new)
    assert [c.new.quote for c in diff.of("added") if c.new] == [lines[2]]
    assert not diff.of("reworded")


def test_pairs_in_order() -> None:
    assert in_order({0: 0, 1: 3, 2: 1, 3: 2}) == [(0, 0), (1, 2), (2, 3)]
    assert in_order({}) == []


ARTICLES = st.lists(
    st.text(alphabet="市局负责献血应当公布五日内5%，。（）元不得超过年", min_size=1, max_size=30),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(ARTICLES, ARTICLES)
def test_every_clause_is_there_once_and_the_edits_make_the_new_of_the_old(
    first: list[str], second: list[str]
) -> None:
    documents = [
        read(name, "# 某办法\n\n" + "\n\n".join(f"第{n}条 {body}" for n, body in enumerate(bodies, 1)))
        for name, bodies in (("a.md", first), ("b.md", second))
    ]  # fmt: skip
    diff = compare(*documents)
    for document, sides in zip(
        documents, ([c.old for c in diff.clauses], [c.new for c in diff.clauses]), strict=True
    ):
        starts = sorted(side.start for side in sides if side)
        assert starts == [part.start for part in parts_of(document)]
    for clause in diff.of("reworded"):
        assert clause.old
        assert clause.new
        assert clause.edits
        made, at = "", clause.old.start + len(labels(diff, clause)[0])
        for old, new in clause.edits:
            made += diff.old.text[at : old[0]] + diff.new.text[slice(*new)]
            at = old[1]
        made += diff.old.text[at : clause.old.end]
        body = diff.new.text[clause.new.start + len(labels(diff, clause)[1]) : clause.new.end]
        assert plain(made) == plain(body)
    assert {c.kind for c in compare(documents[0], documents[0]).clauses} == {"unchanged"}
