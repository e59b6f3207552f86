"""Files as no writer makes them: seeds of every format, and what is done to them.

The seeds are made by the builders of the tests (tests/wordfile.py, tests/pdf_making.py) and from the
shipped page; the mutations are those that break readers of files: cut off, with another ending, with
bytes changed, nested deeply, with endless lines, in two encodings, as a bomb, under a hostile name.
"""

from __future__ import annotations

import html
import io
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from rag.settings import PROJECT
from tests.pdf_making import Paper
from tests.wordfile import cell, definition, instance, level, numbered, paragraph, table, word_file

LONG = 1_000_000  # characters of an endless line
LONGEST = 255 - len("00000/")  # characters of a name that may be taken, in the folder of its case
DEEP = 100_000  # levels of nesting; an eighth of it where each level is a paragraph
ENDINGS = (".txt", ".md", ".html", ".docx", ".doc", ".pdf")
_HOSTILE = (
    b"a\nskipped b.txt: c.txt", b"\x1b[31mred.txt", "turn\u202etxt.exe.txt".encode(), b"-rf.txt",
    b"a..txt", b"$(touch here).txt", b"';drop.txt", b" .txt", b"CON.txt", "名\u2028.txt".encode(),
    "办法.txt".encode("gb18030"), b"\xff\xfe.txt", "长".encode() * 83 + b"a.txt", b"a\x07.txt", b"%s%n.txt",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A mutated file: its name below the corpus folder and its content, or what it links to."""

    name: bytes  # empty: only the folder of its own that each case has
    content: bytes = b""
    link: str = ""
    refused: bool = False  # whether it must not be taken


Mutation = Callable[[random.Random, str, bytes], Case]


def seed_of(chance: random.Random, ending: str) -> bytes:
    """Return a file with this ending, made of some lines of the shipped page."""
    page = next((PROJECT / "corpus").glob("*.txt")).read_text(encoding="utf-8")
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    lines = chance.sample(lines, min(len(lines), chance.randint(3, 30)))
    text = "\n".join(lines)
    if ending == ".md":
        return "\n\n".join(f"# {line}\n\n| 甲 | {line[:9]} |" for line in lines).encode()
    if ending == ".html":
        marked = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines)
        return f"<html><head><meta charset='utf-8'></head><body>{marked}</body></html>".encode()
    if ending == ".docx":
        return _word(lines)
    if ending == ".doc":
        return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + text.encode("utf-16-le")
    return _pdf(lines) if ending == ".pdf" else text.encode()


def _word(lines: list[str]) -> bytes:
    texts = [html.escape(line) for line in lines]
    body = "".join(map(paragraph, texts)) + "".join(map(numbered, texts[:5]))
    body += table(*(cell(text) + cell("乙") for text in texts[:4]))
    numbering = definition(level(0, "chineseCounting", "第%1条")) + instance()
    return word_file(body, numbering=numbering)


def _pdf(lines: list[str]) -> bytes:
    paper = Paper(header="某市文件")
    paper.page()
    for line in lines:
        paper.paragraph(line.replace("\t", " "))
    paper.table([("项目", "金额"), *((line[:8], "50万元") for line in lines[:3])])
    return paper.content()


# --- mutations of any seed ----------------------------------------------------------------------


def truncated(chance: random.Random, ending: str, content: bytes) -> Case:
    """Cut the file off."""
    return Case(b"a" + ending.encode(), content[: chance.randrange(len(content))])


def wrong_ending(chance: random.Random, ending: str, content: bytes) -> Case:
    """Give it the ending of another format."""
    return Case(b"a" + chance.choice([e for e in ENDINGS if e != ending]).encode(), content)


def random_bytes(chance: random.Random, ending: str, content: bytes) -> Case:
    """Change, take out and repeat bytes at random."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 10, 100, 1000))):
        made[chance.randrange(len(made))] = chance.randrange(256)
    start = chance.randrange(len(made))
    piece = made[start : start + chance.randrange(500)]
    if chance.random() < 0.5:
        del made[start : start + len(piece)]
    else:
        made[start:start] = piece * chance.randint(1, 20)
    return Case(b"a" + ending.encode(), bytes(made))


def inner_changes(chance: random.Random, ending: str, content: bytes) -> Case:
    """Take out, repeat and exchange words and tags, so that the file can still be opened."""
    if ending in (".docx", ".doc"):
        change = partial(_exchanged, chance)
        return Case(b"a.docx", _stored(seed_of(chance, ".docx"), "word/document.xml", change))
    if ending == ".pdf":
        return random_bytes(chance, ending, content)
    return Case(b"a" + ending.encode(), _exchanged(chance, content.decode()).encode())


def _exchanged(chance: random.Random, text: str) -> str:
    words = re.findall(r"<[^<>]*>|[^<>]{1,7}|[<>]", text)
    signs = [*"<>&|*_#[]()《》（）“”、，。\t　\u200b\r", "第一条", "1.", "<b>", "</p>", "<w:p>", "</w:tc>", "&amp;", "***"]  # fmt: skip
    for _ in range(chance.choice((1, 3, 30, 300))):
        at = chance.randrange(len(words))
        words[at] = chance.choice((chance.choice(words), chance.choice(signs), "", words[at] * 9))
    return "".join(words)


def noise(chance: random.Random, ending: str, content: bytes) -> Case:
    """Keep the beginning and fill up with noise."""
    return Case(b"a" + ending.encode(), content[:8] + chance.randbytes(chance.randrange(100_000)))


def mixed_encodings(chance: random.Random, ending: str, content: bytes) -> Case:
    """Write halves in two encodings, or a mark of one before another."""
    del content
    lines = [f"第{n}条 支持企业，补贴上限为{n}万元。" for n in range(1, 60)]
    names = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5", "utf-32", "shift_jis", "utf-7")
    a, b = chance.sample(names, 2)
    mark = chance.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    head = f'<meta charset="{chance.choice((*names, "rot13", "hex", "zlib", "x" * 20))}">'.encode()
    body = "\n".join(lines[:30]).encode(a, "replace") + "\n".join(lines[30:]).encode(b, "replace")
    return Case(b"a" + ending.encode(), mark + (head if ending == ".html" else b"") + body)


def endless_line(chance: random.Random, ending: str, content: bytes) -> Case:
    """Make a line of a million characters out of one short piece."""
    del content
    pieces = ("字", "a ", "|a", "（", "《", "“", "**a ", "[a](", "![", "<a ", "&#", "1,", "一、", "地址：",
              "支持企业，", "2023年50万元，", "　", "电话：020-83133200、", "第一条", "<b>字", "来源：")  # fmt: skip
    piece = chance.choice(pieces)
    text = piece * (LONG // len(piece))
    if ending in (".docx", ".doc"):
        return Case(b"a.docx", _stored(word_file(paragraph(html.escape(text)))))
    start = chance.choice(("", "关于支持企业的通知\n", "<html>"))
    return Case(b"a" + ending.encode() if ending != ".pdf" else b"a.txt", (start + text).encode())


def deep_nesting(chance: random.Random, ending: str, content: bytes) -> Case:
    """Nest elements, tables, lists or arrays deeply."""
    if ending in (".docx", ".doc"):
        open_, close = chance.choice((
            ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"), ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
            ("<w:ins>", "</w:ins>"), ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"),
        ))  # fmt: skip
        depth = chance.choice((50, 80, 200, 2000, DEEP))
        return Case(
            b"a.docx", _stored(word_file(open_ * depth + paragraph("底。" * 200) + close * depth))
        )
    if ending == ".pdf":
        nest = chance.choice(
            (b"[" * DEEP, b"<<" * DEEP, b"<</A " * DEEP, b"q " * DEEP, b"(" * DEEP)
        )
        return Case(b"a.pdf", re.sub(rb"/MediaBox", nest + b"/MediaBox", content, count=1))
    piece = chance.choice(("<div>", "<table><tr><td>", "<b>", "<ul><li>", "> ", "<p>字，", "- "))
    return Case(
        b"a" + ending.encode(), ("<html>" * (ending == ".html") + piece * DEEP + "底。").encode()
    )


def many_small_lines(chance: random.Random, ending: str, content: bytes) -> Case:
    """Write very many short lines."""
    del content
    line = chance.choice(
        ("一\n", "一、\n", "（一）总则\n", "<p>字</p>\n", "<tr><td>1</td></tr>\n", "| a |\n")
    )
    made = ("<html>" * (ending == ".html") + line * (DEEP // 4)).encode()
    return Case(b"a" + ending.encode() if ending in (".txt", ".md", ".html") else b"a.txt", made)


# --- bombs and traps ----------------------------------------------------------------------------


def bomb(chance: random.Random, ending: str, content: bytes) -> Case:
    """Pack far more into an archive than it shows, or have entities grow."""
    del ending, content
    kind = chance.choice(("ratio", "total", "parts", "entities"))
    if kind == "entities":
        declared = '<!DOCTYPE d [<!ENTITY a0 "炸">' + "".join(
            f'<!ENTITY a{n + 1} "{f"&a{n};" * 20}">' for n in range(9)
        )
        name = "word/document.xml"
        return Case(b"a.docx", _stored(word_file(paragraph("LOL")), name, lambda part: part.replace(
            "<w:document", declared + "]><w:document", 1).replace("LOL", "正文&a9;")))  # fmt: skip
    return Case(b"a.docx", _bomb(kind), refused=True)


@cache
def _bomb(kind: str) -> bytes:
    made = io.BytesIO(word_file(paragraph("正文。")))
    noise = random.Random(1).randbytes(10**5)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        if kind == "ratio":
            archive.writestr("word/media/1.bin", bytes(10**7))
        for number in range(10_001 if kind == "parts" else 0):
            archive.writestr(f"word/{number}.xml", b"")
        for number in range(11 if kind == "total" else 0):
            archive.writestr(f"word/{number}.bin", noise + bytes(20 * 10**6))
    return made.getvalue()


def trap(chance: random.Random, ending: str, content: bytes) -> Case:
    """Name parts of an archive out of it, mark it as encrypted, or link out of the folder."""
    kind = chance.choice(("part", "encrypted", "link", "device", "folder"))
    if kind == "part":
        name = chance.choice(
            ("../../x.xml", "/etc/x.xml", "word/../../x.xml", "..\\x.xml", "C:\\x")
        )
        made = io.BytesIO(word_file(paragraph("正文。")))
        with zipfile.ZipFile(made, "a") as archive:
            archive.writestr(name, "<x/>")
        return Case(b"a.docx", made.getvalue(), refused=True)
    if kind == "encrypted":
        if ending == ".pdf":
            paper = Paper(password="geheim")
            paper.paragraph("正文。")
            return Case(b"a.pdf", paper.content(), refused=True)
        flagged = re.sub(
            rb"(?s)(PK\x01\x02.{4})..", lambda m: m[1] + b"\x01\x00", _word(["正文。"])
        )
        return Case(b"a.docx", flagged, refused=True)
    del content
    return Case(
        b"a.txt" if kind != "folder" else b"",
        link={"link": "/etc/passwd", "device": "/dev/zero", "folder": "/etc"}[kind],
        refused=True,
    )


def hostile_name(chance: random.Random, ending: str, content: bytes) -> Case:
    """Give a good text a name that is long, turned, or holds signs of terminals and shells."""
    del ending, content
    name = chance.choice(_HOSTILE)
    if chance.random() < 0.2:
        name = b"/".join([("层" * 60).encode()] * chance.randint(3, 6)) + b"/" + name
    shown = name.decode("utf-8", "replace")
    refused = len(os.fsdecode(name)) > LONGEST or bool(re.search("[\x00-\x1f\u2028\u202e]", shown))
    return Case(name, "第一条 支持企业，补贴上限为50万元。".encode(), refused=refused)


def _stored(content: bytes, part: str = "", change: Callable[[str], str] = str) -> bytes:
    """Return the archive without compression, so that no ratio gives it away, one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == part else text)
    return made.getvalue()


MUTATIONS: dict[str, Mutation] = {
    made.__name__: made
    for made in (
        truncated, wrong_ending, random_bytes, inner_changes, noise, mixed_encodings, endless_line, deep_nesting,
        many_small_lines, bomb, trap, hostile_name,
    )
}  # fmt: skip


def cases(count: int, seed: int) -> Iterator[tuple[str, Case]]:
    """Yield ``count`` mutated files with the name of the mutation, the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        name, mutate = list(MUTATIONS.items())[number % len(MUTATIONS)]
        ending = chance.choice(ENDINGS)
        yield name, mutate(chance, ending, seed_of(chance, ending))


def write(case: Case, folder: Path, number: int) -> None:
    """Put a file into a folder of its own below the corpus folder."""
    place = os.fsencode(folder / f"{number:05}")
    path = os.path.join(place, case.name) if case.name else place
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if case.link:
        os.symlink(case.link, path)
        return
    with open(path, "wb") as file:
        file.write(case.content)
