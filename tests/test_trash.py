"""What is taken out comes back with its bytes and its line; nothing else is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.clerk import write_entry
from rag.errors import CorpusError
from rag.files import corpus_files, read_manifest
from rag.trash import put_back, throw, trashed


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text("甲", "utf-8")
    (tmp_path / "sub" / "b.txt").write_text("乙", "utf-8")
    write_entry(tmp_path, "sub/b.txt", {"title": "乙办法"})
    return tmp_path


def test_a_file_goes_out_of_the_corpus_and_comes_back(corpus: Path) -> None:
    thrown = throw(corpus, "sub/b.txt", "li", "deleted", "乙办法")
    assert [file.doc_id for file in corpus_files(corpus, 1)] == ["a.txt"]
    assert read_manifest(corpus) == {}
    (found,) = trashed(corpus)
    assert (found.doc_id, found.by, found.why, found.title) == (
        "sub/b.txt",
        "li",
        "deleted",
        "乙办法",
    )
    assert put_back(corpus, thrown.id) == found
    assert (corpus / "sub" / "b.txt").read_text("utf-8") == "乙"
    assert read_manifest(corpus)["sub/b.txt"]["title"] == "乙办法"
    assert trashed(corpus) == []


def test_a_name_in_use_is_not_written_over(corpus: Path) -> None:
    thrown = throw(corpus, "a.txt", "li", "replaced")
    (corpus / "a.txt").write_text("新", "utf-8")
    with pytest.raises(CorpusError, match="another file has the name"):
        put_back(corpus, thrown.id)
    assert (corpus / "a.txt").read_text("utf-8") == "新"
    assert [one.id for one in trashed(corpus)] == [thrown.id]


def test_what_is_not_there_changes_nothing(corpus: Path) -> None:
    with pytest.raises(CorpusError, match=r"none\.txt"):
        throw(corpus, "none.txt", "li", "deleted")
    assert trashed(corpus) == []
    for wrong in ("none", "../sub", "", "20261127T065744-00000000"):
        with pytest.raises(CorpusError, match="no longer in the trash"):
            put_back(corpus, wrong)


def test_a_record_that_leads_outside_or_is_broken_is_passed_over(corpus: Path) -> None:
    thrown = throw(corpus, "a.txt", "li", "deleted")
    entry = corpus / ".trash" / thrown.id / "entry.json"
    row = json.loads(entry.read_text("utf-8"))
    entry.write_text(json.dumps({**row, "doc_id": "../a.txt"}), "utf-8")
    assert trashed(corpus) == []
    with pytest.raises(CorpusError, match="outside the corpus"):
        put_back(corpus, thrown.id)
    entry.write_text("{", "utf-8")
    assert trashed(corpus) == []
    assert (entry.parent / "file").read_text("utf-8") == "甲", "the bytes are kept"
