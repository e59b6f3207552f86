"""Mutated files: the same for the same seed, and the loader holds against each mutation."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from eval import fuzz, mutations
from eval.mutations import MUTATIONS, cases
from rag.files import name_fault
from rag.types import FileReport


def test_the_same_seed_gives_the_same_names_and_mutations() -> None:
    one, two = ([(name, case.name, case.link) for name, case in cases(40, 3)] for _ in range(2))
    assert one == two
    assert {name for name, *_ in one} == set(MUTATIONS)
    assert one != [(name, case.name, case.link) for name, case in cases(40, 4)]


def test_a_name_has_to_be_refused_where_it_is_over_the_limit_and_not_below() -> None:
    made = [mutations.hostile_name(random.Random(n), ".txt", b"") for n in range(1000)]
    lengths = set()
    for case in made:
        try:
            name = "00000/" + case.name.decode()
        except UnicodeDecodeError:
            continue
        lengths.add(len(name))
        assert case.refused == bool(name_fault(name)), name
    assert {255, 257} <= lengths


def test_no_fault_is_found_in_one_round_of_small_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutations, "LONG", 20_000)
    monkeypatch.setattr(mutations, "DEEP", 2_000)
    count = 3 * len(MUTATIONS)
    assert fuzz.main(["--out", str(tmp_path / "fuzz.json"), "--n", str(count), "--seed", "1"]) == 0
    report = json.loads((tmp_path / "fuzz.json").read_text(encoding="utf-8"))
    assert report["faults"] == []
    rows = report["mutations"]
    assert sum(row["files"] for row in rows.values()) == count
    assert all(row["taken"] + row["refused"] == row["files"] for row in rows.values())
    assert rows["trap"]["refused"] == 3


def test_a_reader_that_fails_and_a_bomb_that_is_taken_are_faults() -> None:
    case = mutations.Case(b"a.docx", refused=True)
    failed = FileReport("00001/a.docx", "its reader failed (KeyError); mend it or take it out")
    assert list(fuzz._faults(case, [failed], {})) == [failed.reason]
    assert list(fuzz._faults(case, [], {})) == ["0 reports for one file"]
    slow = FileReport("00001/a.docx", "took long", seconds=1e6)
    assert list(fuzz._faults(case, [slow], {})) == ["took 1000000.0 s"]
