"""What amends a measure: it is told to end with it, and which clauses it changes is told by their numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag import PolicyAssistant
from tests.building import build_assistant

RULES = """# 澜江市文创园区管理办法

澜政发〔2018〕9号

第三条 对获评的文创园区，给予20万元奖励。

第五条 园区运营单位应当每季度报送运营情况。

第九条 本办法自2018年6月1日起施行，有效期5年。
"""
AMENDING = """# 澜江市人民政府关于修改《澜江市文创园区管理办法》的决定

澜政发〔2019〕3号

经研究，决定对《澜江市文创园区管理办法》作如下修改：

一、将第三条修改为：“对获评的文创园区，给予30万元奖励。”

二、删去第四条第（二）项。

三、增加一条，作为第八条：“园区评估依照第七条的规定进行，修改评估结果的应当公示。”

本决定自2019年5月1日起施行。
"""
OVER, HOLDS = date(2024, 6, 1), date(2020, 1, 1)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    texts = {"rules.md": RULES, "new.md": AMENDING}
    return build_assistant(Path(tmp_path_factory.mktemp("amended")), texts)


def test_what_amends_a_measure_is_told_to_end_with_it(page: PolicyAssistant) -> None:
    question = "获评文创园区奖励多少钱？"
    answer = page.ask(question, as_of=OVER)
    assert answer.short_answer == "30万元"
    proof = answer.citations[answer.sentences[-1].citations[0] - 1]
    assert (proof.doc_id, proof.quote) == ("rules.md", "有效期5年")
    assert "new.md" not in page.force(OVER).ends  # it goes before what it amends
    assert page.force(HOLDS).end_told_of("new.md") is None
