"""The index on disk: back as it was, killed at any moment, damaged, stale, foreign, read-only."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest
from building import PairEncoder, build_document, build_index_of

from rag.errors import IndexMismatch
from rag.index import Index, load_index, make_index, recipe_on_disk, save_index
from rag.lexical import LexicalIndex
from rag.manifest import FORMAT_VERSION, MANIFEST
from rag.types import Fact, FileReport

OLD = build_document(
    "通知/a.txt",
    [
        "关于支持动漫企业的通知",
        "第一条 补贴上限为50万元。",
        "第二条 由省工业和信息化厅负责。\u2028",
    ],
    issuer="省工业和信息化厅",
    document_number="粤工信〔2023〕5号",
    published="2023-01-05",
)
NEW = build_document("通知/b.txt", ["关于废止通知的决定", "原通知自2024年起废止。"])


def old_index() -> Index:
    return replace(build_index_of([OLD]), files=(FileReport(OLD.doc_id, passages=3),))


def new_index() -> Index:
    return build_index_of([OLD, NEW])


def vectors_of(index: Index) -> np.ndarray:
    return np.asarray(index.vectors.reconstruct_batch(np.arange(len(index.passages))))


def test_an_index_comes_back_as_it_was(tmp_path: Path) -> None:
    files = (FileReport("通知/a.txt", passages=3, warnings=("!",)), FileReport("c.pdf", "damaged"))
    made = replace(new_index(), files=files)
    save_index(made, tmp_path / "索引 1")
    found = load_index(tmp_path / "索引 1", made.recipe)
    assert found.documents == made.documents == {"通知/a.txt": OLD, "通知/b.txt": NEW}
    assert found.passages == made.passages
    assert found.files == files
    assert len(found.passages) == 5
    assert all(found.documents[p.doc_id].text[p.start : p.end] == p.text for p in found.passages)
    encoded = PairEncoder().encode_passages([p.text for p in made.passages])
    assert np.array_equal(vectors_of(found), encoded)
    scores = found.lexical.scores("补贴上限")
    assert np.array_equal(scores, made.lexical.scores("补贴上限"))
    assert scores.argmax() == 1
    assert found.documents["通知/a.txt"].facts.document_number == Fact("粤工信〔2023〕5号")


def test_an_index_without_passages_comes_back(tmp_path: Path) -> None:
    made = make_index(
        old_index().recipe, [], [], np.empty((0, 64), np.float32), LexicalIndex.build([])
    )
    save_index(made, tmp_path)
    assert not load_index(tmp_path).passages


def test_saving_again_leaves_only_the_new_files(tmp_path: Path) -> None:
    save_index(old_index(), tmp_path)
    (tmp_path / "data-of-a-killed-build").mkdir()
    save_index(new_index(), tmp_path)
    assert len(list(tmp_path.glob("data-*"))) == 1
    assert len(load_index(tmp_path).documents) == 2
    assert not [p for p in tmp_path.rglob("*") if p.suffix in {".pkl", ".pickle", ".new"}]


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from test_index import old_index, new_index
from rag.index import load_index, save_index

folder, old, new = Path(sys.argv[1]), old_index(), new_index()
save_index(old, folder)

def save_until(step):  # every opening, making, renaming and removal below the folder is a step
    seen = 0
    def hook(event, args):
        nonlocal seen
        if event in {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}:
            if event != "open" or str(folder) in str(args[0]):
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                seen += 1
    sys.addaudithook(hook)
    save_index(new, folder)
    os._exit(0)

for step in range(1000):
    if (child := os.fork()) == 0:
        save_until(step)
    status = os.waitpid(child, 0)[1]
    found = load_index(folder)
    print("old" if found.documents == old.documents else "new" if found.documents == new.documents else "?")
    assert (found.passages, found.recipe) in [(i.passages, i.recipe) for i in (old, new)]
    if status == 0:
        break
    assert os.WTERMSIG(status) == signal.SIGKILL
    save_index(old, folder)
    assert len(list(folder.glob("data-*"))) == 1
print("whole")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_kill_at_any_step_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    here = Path(__file__).resolve().parent
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "index"), str(here), str(here.parent)],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    *states, last = run.stdout.split()
    assert last == "whole"
    switch = states.index("new")
    assert switch > 20, "too few steps were killed before the switch"
    assert states == ["old"] * switch + ["new"] * (len(states) - switch)
    assert len(states) - switch > 5, "too few steps were killed after the switch"


def saved_files() -> list[str]:
    return [
        MANIFEST, "vectors.faiss", "passages.jsonl", "owners.npy", "documents.jsonl", "words/words.json",
        "words/0.terms.npy", "words/0.starts.npy", "words/0.rows.npy", "words/0.counts.npy",
        "words/0.lengths.npy", "words/0.places.npy", "sentences.npy", "sentences.json", "texts.npy", "files.jsonl",
    ]  # fmt: skip


def path_of(folder: Path, name: str) -> Path:
    return folder / name if name == MANIFEST else next(folder.glob("data-*")) / name


def test_the_damaged_files_below_are_all_there_are(tmp_path: Path) -> None:
    save_index(old_index(), tmp_path)
    found = {p for p in tmp_path.rglob("*") if p.is_file() and p.name != ".lock"}
    assert found == {path_of(tmp_path, name) for name in saved_files()}


@pytest.mark.parametrize("name", saved_files())
def test_a_damaged_file_is_refused(tmp_path: Path, name: str) -> None:
    save_index(old_index(), tmp_path)
    path = path_of(tmp_path, name)
    content = path.read_bytes()
    for place in sorted({0, 1, len(content) // 3, len(content) // 2, len(content) - 3}):
        for bit in (1, 32, 128):
            flipped = bytearray(content)
            flipped[place] ^= bit
            path.write_bytes(flipped)
            with pytest.raises(IndexMismatch, match="rebuild"):
                load_index(tmp_path)
        path.write_bytes(content[:place])
        with pytest.raises(IndexMismatch, match="rebuild"):
            load_index(tmp_path)
    path.unlink()
    with pytest.raises(IndexMismatch, match="python -m rag index"):
        load_index(tmp_path)
    path.write_bytes(content)
    assert load_index(tmp_path).passages == old_index().passages


@pytest.mark.parametrize(
    "content", ["", "null", "[]", "{}", f'{{"format": {FORMAT_VERSION}}}', "[" * 100_000, "\x00"]
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(IndexMismatch, match=r"damaged .* rebuild it with: python -m rag index"):
        load_index(tmp_path)


def test_a_missing_index_says_how_to_build_it(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(IndexMismatch, match=r"no index in .* python -m rag index"):
            load_index(folder)


def test_every_difference_from_what_is_expected_is_named(tmp_path: Path) -> None:
    made = old_index().recipe
    save_index(old_index(), tmp_path)
    assert load_index(tmp_path, made).recipe == made
    for changed, reason in [
        (replace(made, encoder="other"), "another encoder"),
        (replace(made, dimension=65), "another encoder"),
        (replace(made, passage_chars=300), "passages of 400 characters, not 300"),
        (replace(made, corpus={}), r"stale: 1 gone \(通知/a.txt\)"),
        (replace(made, corpus={**made.corpus, "z.md": "1"}), r"stale: 1 new \(z.md\)"),
        (replace(made, corpus={"通知/a.txt": "1"}), r"stale: 1 changed \(通知/a.txt\)"),
        (replace(made, clerk={"通知/a.txt": "1"}), "manifest.jsonl has changed"),
    ]:
        with pytest.raises(IndexMismatch, match=f"{reason}.*rebuild it with"):
            load_index(tmp_path, changed)
    with pytest.raises(IndexMismatch, match="another encoder"):
        load_index(tmp_path, encoder="other")
    assert load_index(tmp_path, encoder=made.encoder).recipe == recipe_on_disk(tmp_path) == made


def test_another_format_is_named(tmp_path: Path) -> None:
    save_index(old_index(), tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")
    with pytest.raises(IndexMismatch, match="has format 99, this program reads"):
        load_index(tmp_path)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "index", Path("/proc/none/index")):
        with pytest.raises(IndexMismatch, match=r"cannot be written to .*--index"):
            save_index(old_index(), folder)


def test_a_full_disk_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_index(old_index(), tmp_path)

    def full(index: faiss.Index, path: str) -> None:
        raise RuntimeError("No space left on device")

    monkeypatch.setattr(faiss, "write_index", full)
    with pytest.raises(IndexMismatch, match="make room"):
        save_index(new_index(), tmp_path)
    assert load_index(tmp_path).documents == {"通知/a.txt": OLD}


@pytest.mark.parametrize(
    ("owner", "name"), [(LexicalIndex, "load"), (faiss, "read_index"), (np, "load")]
)
def test_a_reader_survives_a_replacement_under_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    save_index(old_index(), tmp_path / "a")
    save_index(new_index(), tmp_path / "b")
    read, replaced = getattr(owner, name), []

    def replace_first(*arguments: Any, **options: Any) -> Any:
        if not replaced:
            replaced.append(arguments)
            shutil.rmtree(tmp_path / "a")
            (tmp_path / "b").rename(tmp_path / "a")
        return read(*arguments, **options)

    monkeypatch.setattr(owner, name, replace_first)
    assert load_index(tmp_path / "a").documents == {"通知/a.txt": OLD, "通知/b.txt": NEW}
    assert replaced


def test_an_index_that_is_open_outlives_its_files(tmp_path: Path) -> None:
    save_index(new_index(), tmp_path)
    found = load_index(tmp_path)
    save_index(old_index(), tmp_path)
    expected = new_index()
    assert np.array_equal(vectors_of(found), vectors_of(expected))
    assert np.array_equal(found.lexical.scores("补贴上限"), expected.lexical.scores("补贴上限"))
    assert found.documents == expected.documents


def test_parts_that_do_not_fit_are_refused() -> None:
    made = old_index()
    vectors = vectors_of(made)
    with pytest.raises(ValueError, match="passages"):
        make_index(made.recipe, [OLD], made.passages, vectors[:-1], made.lexical)
    with pytest.raises(ValueError, match="texts"):
        make_index(made.recipe, [OLD], made.passages, vectors, LexicalIndex.build(["一"]))
