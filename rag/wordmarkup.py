"""The markup of a Word file as a reader sees it: no deletions, no controls, one of alternatives.

ECMA-376 part 1: content controls 17.5.2, revisions 17.13.5, symbols 17.3.3.30; part 3:
AlternateContent, in which text boxes stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.wordstyles import Element, W, switch, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def _names(names: str) -> frozenset[str]:
    return frozenset(W + name for name in names.split())


_LEFT_OUT = _names(
    "del moveFrom delText instrText delInstrText rt pPr rPr sectPr tblPr tblGrid trPr tcPr sdtPr"
)
_SEEN_THROUGH = _names(
    "ins moveTo hyperlink smartTag customXml fldSimple dir bdo sdtContent ruby rubyBase"
)
PICTURES = _names("drawing pict object")
NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
SIGNS = {
    W + "tab": " ", W + "ptab": " ", W + "noBreakHyphen": "-", W + "br": "<br>", W + "cr": "<br>",
}  # fmt: skip
# Boxes and ticks of Word's own fonts; other pictures of these fonts say nothing.
_SYMBOLS = {
    ("wingdings", 0xA8): "□", ("wingdings", 0xFC): "✓", ("wingdings", 0xFD): "☒",
    ("wingdings", 0xFE): "☑", ("wingdings 2", 0x52): "☑", ("wingdings 2", 0xA3): "□",
}  # fmt: skip


def shown(element: Element) -> Iterator[Element]:
    """Yield what is in an element as a reader sees it: insertions, no deletions, no controls."""
    for child in element:
        tag = child.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            continue
        if tag in _SEEN_THROUGH:
            yield from shown(child)
        elif tag == W + "sdt":
            content = child.find(W + "sdtContent")
            if content is not None and not _is_prompt(child.find(W + "sdtPr")):
                yield from shown(content)
        elif tag == _MC + "AlternateContent":
            chosen = _chosen(child)
            yield from () if chosen is None else shown(chosen)
        else:
            yield child


def _chosen(alternatives: Element) -> Element | None:
    """Return one of the versions of the same thing: the first, or the one for all."""
    choice = alternatives.find(_MC + "Choice")
    return alternatives.find(_MC + "Fallback") if choice is None else choice


def _is_prompt(properties: Element | None) -> bool:
    """Tell whether a content control is empty (it asks to be filled in) or a table of contents."""
    if properties is None:
        return False
    gallery = value(properties.find(W + "docPartObj"), "docPartGallery")
    return bool(switch(properties, "showingPlcHdr")) or gallery == "Table of Contents"


def boxes(picture: Element) -> Iterator[Element]:
    """Yield the contents of the text boxes in a picture, each once."""
    for child in picture:
        if child.tag == W + "txbxContent":
            yield child
        elif child.tag == _MC + "AlternateContent":
            chosen = _chosen(child)
            yield from () if chosen is None else boxes(chosen)
        else:
            yield from boxes(child)


def symbol(node: Element) -> str:
    """Return a character of a symbol font (17.3.3.30); codes from F000 are those of the font."""
    code = node.get(W + "char", "")
    if not re.fullmatch("[0-9A-Fa-f]{1,4}", code):
        return ""
    at = int(code, 16)
    font = node.get(W + "font", "").lower()
    if font.startswith("wingdings") or 0xF000 <= at <= 0xF0FF:
        return _SYMBOLS.get((font, at & 0xFF), "")
    return chr(at) if chr(at).isprintable() else ""
