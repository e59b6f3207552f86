"""A web page into lines, each character with its offset in the HTML source.

The standard library's parser is used because it tells where it stands in the source; the faster
ones (lxml, selectolax) do not. The article is the deepest element that holds nearly all running
text; what lies outside it keeps only its title and lines of facts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from rag.lines import CELL, Line, Page, decode_entities, labelled, tidy


def _tags(names: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", names))


_BLOCKS = _tags(
    "address article aside blockquote body br caption center dd details div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre "
    "section summary table tbody tfoot thead tr ul"
)
_CELLS = _tags("td th")
_VOID = _tags("area base br col embed hr img input link meta param source track wbr")
_SKIPPED = _tags(
    "script style noscript template svg iframe select textarea button object audio video canvas "
    "map title"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset(["b", "strong"])
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SITE_NAME = re.compile(r"\s*[-_|—–]\s*[^-_|—–]*$")
_TITLE_METAS = frozenset(["articletitle", "og:title", "title"])
_UNCLOSED = re.compile(r"<(?=[^<>]*(?:<|$))")
_PLACEHOLDER = "\ufdd0"  # one character, so that offsets hold; never part of a text
_MANY = 5000
_ARTICLE_SHARE = 0.9  # of the running text that the article's element must hold


def looks_like_html(raw: str) -> bool:
    """Tell whether a file with another ending is a web page all the same."""
    return bool(re.match(r"\s*(?:<!doctype\s+html|<html[\s>])", raw[:500], re.IGNORECASE))


class _Reader(HTMLParser):
    """Collects lines and the tree of elements above them."""

    def __init__(self, raw: str, show_hidden: bool) -> None:
        super().__init__(convert_charrefs=False)
        self.raw = raw
        self.show_hidden = show_hidden
        self.hidden: list[str] = []  # running text in elements that are not displayed
        self.starts = [0, *(m.end() for m in re.finditer("\n", raw))]
        self.page = Page()
        self.parents = [-1]  # of each element; element 0 is the page
        self.owner: list[int] = []  # innermost element of each line
        self.stack: list[tuple[str, int]] = [("", 0)]
        self.skipped: list[str] = []  # open tags of the element that is being skipped
        self.text: list[str] = []
        self.at: list[int] = []
        self.bold_from = -1
        self.links = self.anchors = self.in_link = 0
        self.rows = 0
        self.level = 0
        self.item = False

    def here(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipped:
            if tag == self.skipped[0] and tag not in _VOID:
                self.skipped.append(tag)
            return
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            if values.get("name", values.get("property", "")).lower() in _TITLE_METAS:
                self.page.titles.append(values.get("content", "").strip())
            return
        if tag in _VOID:
            if tag in _BLOCKS and not (tag == "br" and self.rows):
                self.flush()
            elif tag == "br":
                self.space()
            return
        hidden = _HIDDEN.search(values.get("style", "")) or "hidden" in values
        if tag in _SKIPPED or (hidden and tag not in ("html", "body") and not self.show_hidden):
            self.skipped.append(tag)
            return
        self.open(tag)

    def open(self, tag: str) -> None:
        if tag in _BLOCKS:
            if self.rows and tag not in ("tr", "table"):
                self.space()
            else:
                self.flush()
        if tag == "tr":
            self.rows += 1
        elif tag in _CELLS and self.text:
            self.border()
        elif tag in _HEADINGS:
            self.level = _HEADINGS[tag]
        elif tag == "li" and not self.rows:
            self.item = True
        elif tag == "a":
            self.in_link += 1
            self.anchors += 1
        elif tag in _BOLD and self.bold_from < 0:
            self.bold_from = self.here()
        self.parents.append(self.stack[-1][1])
        self.stack.append((tag, len(self.parents) - 1))

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            if tag == self.skipped[0]:
                self.skipped.pop()
            return
        depth = next((d for d in range(len(self.stack) - 1, max(len(self.stack) - 40, 0), -1)
                      if self.stack[d][0] == tag), 0)  # fmt: skip
        if not depth:
            return
        for closed, _ in reversed(self.stack[depth:]):
            self.close_one(closed)
        del self.stack[depth:]

    def close_one(self, tag: str) -> None:
        if tag in _BLOCKS:
            if self.rows and tag not in ("tr", "table"):
                self.space()
            else:
                self.flush()
        if tag == "tr":
            self.rows -= 1
        elif tag in _HEADINGS:
            self.level = 0
        elif tag == "li":
            self.item = False
        elif tag == "a":
            self.in_link -= 1
        elif tag in _BOLD and self.bold_from >= 0:
            self.page.bold.append((self.bold_from, self.here()))
            self.bold_from = -1

    def handle_data(self, data: str) -> None:
        if self.skipped:
            if "。" in data and self.skipped[0] not in _SKIPPED:
                self.hidden.append(data)
            return
        start = self.here()
        text = data.replace("\t", " ").replace(_PLACEHOLDER, "<")
        self.add(text, range(start, start + len(data)))

    def handle_entityref(self, name: str) -> None:
        self.reference("&" + name)

    def handle_charref(self, name: str) -> None:
        self.reference("&#" + name)

    def reference(self, written: str) -> None:
        if self.skipped:
            return
        start = self.here()
        if self.raw.startswith(";", start + len(written)):
            written += ";"
        text, at = decode_entities(written, list(range(start, start + len(written))))
        self.add(text, at)

    def add(self, text: str, at: range | list[int]) -> None:
        self.text.append(text)
        self.at += at
        if self.in_link > 0:
            self.links += len(text.strip())

    def space(self) -> None:
        if self.text and not self.text[-1].endswith((" ", CELL)):
            self.add(" ", [self.here()])

    def border(self) -> None:
        self.add(CELL, [self.here()])

    def flush(self) -> None:
        line = tidy(Line("".join(self.text), self.at, level=self.level, gap=True,
                         row=self.rows > 0, item=self.item, links=self.links,
                         anchors=self.anchors))  # fmt: skip
        if line.row:
            line = replace(line, text=labelled(line.text))
        if line.text:
            self.page.lines.append(line)
            self.owner.append(self.stack[-1][1])
        self.text, self.at, self.links, self.anchors = [], [], 0, 0


def read_html(raw: str, *, whole: bool = False) -> Page:
    """Read a web page into lines; those outside the article are marked ``outer``.

    ``whole``: the page is the document and has no surroundings, so that none are.
    """
    reader = _parse(raw, show_hidden=False)
    if _is_folded(reader):
        reader = _parse(raw, show_hidden=True)
    page = reader.page
    if found := re.search(r"<title[^>]*>([^<]{2,300})</title", raw, re.IGNORECASE):
        page.titles.append(found[1].strip())
    page.titles = [t for title in page.titles for t in (title, _SITE_NAME.sub("", title)) if t]
    if whole:
        return page
    inside = _article(reader)
    page.lines = [
        replace(line, outer=not inside[owner])
        for line, owner in zip(page.lines, reader.owner, strict=True)
    ]
    return page


def _is_folded(reader: _Reader) -> bool:
    """Tell whether most of the text is hidden until a click, as folded answers are.

    A hidden second copy (to be read aloud) says nothing new and stays hidden.
    """
    shown = re.sub(r"\s", "", "".join(line.text for line in reader.page.lines))
    sentences = re.sub(r"\s", "", "".join(reader.hidden)).split("。")[:200]
    new = sum(len(sentence) for sentence in sentences if sentence not in shown)
    prose = sum(len(line.text) for line in reader.page.lines if "。" in line.text)
    return new > max(prose, sum(map(len, sentences)) / 2)


def _parse(raw: str, show_hidden: bool) -> _Reader:
    reader = _Reader(raw, show_hidden)
    # The parser looks to the end of the file for each tag that is never closed.
    if len(_UNCLOSED.findall(raw)) > _MANY:
        raw = _UNCLOSED.sub(_PLACEHOLDER, raw)
    reader.feed(raw)
    reader.close()
    reader.flush()
    return reader


def _article(reader: _Reader) -> list[bool]:
    """Return, for each element, whether it belongs to the article."""
    parents = reader.parents
    weight = [0] * len(parents)
    for line, owner in zip(reader.page.lines, reader.owner, strict=True):
        if re.search("[，。；：、]", line.text):
            weight[owner] += len(line.text) - min(line.links, len(line.text))
    for element in range(len(parents) - 1, 0, -1):
        weight[parents[element]] += weight[element]
    total = weight[0]
    best = 0
    for element in range(1, len(parents)):  # children come after their parents
        if parents[element] == best and total and weight[element] >= _ARTICLE_SHARE * total:
            best = element
    inside = [False] * len(parents)
    inside[best] = True
    for element in range(best + 1, len(parents)):
        inside[element] = inside[parents[element]]
    return inside
