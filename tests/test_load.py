"""A file in, decoded text out: encodings, bad files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from rag.errors import CorpusError
from rag.load import load_file

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
