"""Files in, decoded text out: encodings, bad files, the manifest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from rag.errors import CorpusError
from rag.load import (
    READERS,
    corpus_hashes,
    load_changed,
    load_corpus,
    load_file,
    read_manifest,
)

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
TEXT = "关于支持企业发展的通知\n第一条 支持动漫企业，补贴上限为50万元。\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
    ],
)  # fmt: skip
def test_every_encoding_gives_the_same_text(tmp_path: Path, content: bytes, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    source = load_file(tmp_path / "a.txt", "a.txt")
    assert source.raw == TEXT
    assert source.encoding == encoding
    assert source.sha256 == hashlib.sha256(content).hexdigest()


def test_rare_characters_of_gb18030_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("㐂𠮷€镕".encode("gb18030"))
    assert load_file(tmp_path / "a.txt", "a.txt").raw == "㐂𠮷€镕"


def test_html_is_read_with_the_character_set_it_declares(tmp_path: Path) -> None:
    page = '<html><head><meta charset="big5"></head><body>電話</body></html>'
    (tmp_path / "a.html").write_bytes(page.encode("big5"))
    source = load_file(tmp_path / "a.html", "a.html")
    assert (source.raw, source.encoding, source.format) == (page, "big5", "html")


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("一\r\n二\r三".encode())
    assert load_file(tmp_path / "a.md", "a.md").raw == "一\r\n二\r三"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("zip.txt", b"PK\x03\x04\x00\x00", "binary content"),
        ("bell.txt", b"\x01\x02\x03\x04\x05\x06abc", "binary content"),
        ("noise.txt", bytes(range(128, 256)) * 3, "neither UTF-8 nor GB18030"),
        ("empty.txt", b" \n\t", "no text in it"),
        ("half.txt", b"\xff\xfea", "damaged text"),
        ("draft.docx", b"PK", "no Word file; save it as .docx"),
        ("scan.tiff", b"II", "no reader for '.tiff'"),
        ("cut.pdf", b"%PDF-1.4", "damaged PDF; mend it"),
        ("README", b"text", "a name without an ending"),
    ],
)
def test_bad_file_is_refused_with_one_line(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError, match=reason) as error:
        load_file(tmp_path / name, name)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(name)


def test_one_bad_file_never_stops_the_rest(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.MD").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01")
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    (tmp_path / "manifest.jsonl").write_text('{"doc_id": "a.txt"}', encoding="utf-8")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "c.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / ".d.txt").write_text(TEXT, encoding="utf-8")
    documents, skipped = load_corpus(tmp_path)
    assert [document.doc_id for document in documents] == ["a.txt", "sub/b.MD"]
    assert [line.split(":")[0] for line in skipped] == [
        "skipped bad.txt",
        "skipped link.txt",
        "skipped photo.jpg",
    ]


def test_missing_folder_and_empty_folder_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="create it"):
        load_corpus(tmp_path / "nowhere")
    with pytest.raises(CorpusError, match="no readable document"):
        load_corpus(tmp_path)
    (tmp_path / "bad.txt").write_bytes(b"\x00")
    with pytest.raises(CorpusError, match=r"bad\.txt: binary content"):
        load_corpus(tmp_path)


def test_manifest_is_keyed_by_document(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == {}
    (tmp_path / "manifest.jsonl").write_text(
        '{"doc_id": "a.txt", "title": "甲"}\n\n{"doc_id": "b.txt"}\n', encoding="utf-8"
    )
    assert read_manifest(tmp_path) == {
        "a.txt": {"doc_id": "a.txt", "title": "甲"},
        "b.txt": {"doc_id": "b.txt"},
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 2 is not JSON"),
        ("[]", "line 2 has no"),
        ('{"title": "甲"}', "line 2 has no"),
        ('{"doc_id": 3}', "line 2 has no"),
        ('{"doc_id": "a.txt"}', "line 2 repeats"),
    ],
)
def test_malformed_manifest_names_the_line(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "manifest.jsonl").write_text('{"doc_id": "a.txt"}\n' + line, encoding="utf-8")
    with pytest.raises(CorpusError, match=reason):
        read_manifest(tmp_path)


def test_shipped_manifest_describes_the_shipped_documents() -> None:
    documents, skipped = load_corpus(CORPUS)
    manifest = read_manifest(CORPUS)
    assert not skipped
    assert documents
    for document in documents:
        assert manifest[document.doc_id]["sha256"] == document.sha256
    assert json.dumps(manifest, ensure_ascii=False).count("http") == 0  # no address was given


def test_hashes_are_those_of_the_readable_documents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("第一条 总则", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 cut")
    found = corpus_hashes(tmp_path, {})
    assert found == {s.doc_id: s.sha256 for s in load_corpus(tmp_path)[0]}
    assert list(found) == ["a.txt"]


def test_a_known_document_is_not_taken_apart_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("第一条 总则", encoding="utf-8")
    (tmp_path / "b.md").write_text("第一条 总则", encoding="utf-8")
    known = corpus_hashes(tmp_path, {})
    monkeypatch.setitem(READERS, ".txt", ("txt", lambda _: pytest.fail("read again")))
    assert corpus_hashes(tmp_path, known) == known
    (tmp_path / "b.md").write_text("第二条 附则", encoding="utf-8")
    sources, unchanged, skipped = load_changed(tmp_path, known)
    assert [source.raw for source in sources] == ["第二条 附则"]
    assert (unchanged, skipped) == (["a.txt"], [])


def test_hashes_of_a_folder_without_documents(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no readable document"):
        corpus_hashes(tmp_path, {})
