"""A row of a table whose columns hold what was and what is in force: 现行票价（12月31日及以前）, 调整后票价（1月1日起）."""

from __future__ import annotations

import re

from rag.tables import cells_of
from rag.units import Unit
from rag.values import Value, find_values
from rag.verify import BOTH

_BEFORE = re.compile(
    "(?:日|月|年|号)[^，。；]{0,2}(?:以前|之前|前|止|为止)|调整前|修订前|修改前|^原(?!料|材|因)"
)
_AFTER = re.compile(
    "(?:日|月|年|号)[^，。；]{0,2}(?:起|以后|之后|后)|调整后|修订后|修改后|^[现新](?!行业|场|金|增|建|能)"
)
_NAMES_ONE = re.compile("调[整价]前|调[整价]后|[修改][订改正]前|[修改][订改正]后|\\d+年|\\d+月")


def of_both_phases(asked: str, unit: Unit, value: Value) -> str:
    """Return the values of a row before and after a change, where its table has both and a question names neither.

    普通线路|1元|1.5元 for 现在多少钱: which of them holds, the days in the names of the columns tell. "" else.
    """
    if not unit.header or _NAMES_ONE.search(asked):
        return ""
    spans = cells_of(unit.quote)
    phases = [
        -1 if _BEFORE.search(name) else int(bool(_AFTER.search(name))) for name in unit.header
    ]
    changed = [i for i, phase in enumerate(phases) if phase]
    column = next((i for i, (a, b) in enumerate(spans) if a <= value.start < b), -1)
    if len(changed) != 2 or column not in changed or phases[changed[0]] == phases[changed[1]]:
        return ""
    cells = [unit.quote[slice(*spans[i])] for i in changed]
    told = [find_values(cell, value.kind) for cell in cells]
    if any(len(values) != 1 for values in told) or told[0][0].text == told[1][0].text:
        return ""
    return BOTH.join(values[0].text for values in told)
