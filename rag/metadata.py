"""What a document says about itself: title, kind, issuers, 文号, dates, contacts, relations.

Each fact carries the span of the cleaned text that proves it. What the clerk's manifest says
wins; what neither says stays empty.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rag.dates import ANY_DATE, chinese_number, iso_date, period_in, years_after
from rag.mentions import addresses, organisations, phones, related, stripped_fact
from rag.types import CleanText, Fact, Facts, SourceText
from rag.wording import DOCUMENT_NUMBER, FACT, KINDS, LABEL, ORGANISATION_TAIL

_KINDS = re.compile(f"(?:{'|'.join(sorted(KINDS, key=len, reverse=True))})$")
_ORGANISATION = r"(?:中共)?[\u4e00-\u9fff（）“”·]{1,30}?(?:局|厅|委|委员会|部|政府|办公厅|办公室|院|会|中心|国务院|银行|电视台|广播电视台|总站|联合会|法院|检察院|总署|署)"
_ISSUING = re.compile(
    # An atomic group: 会及…会及… could be parted in thousands of ways otherwise.
    rf"((?>{_ORGANISATION}[、，和及\s]\s?){{0,15}}{_ORGANISATION})(?:近日|日前|正式|共同)?"
    r"(?:联合)?(?:制定)?(?:印发|出台|发布|公布)了?(?=[《〈“])"
)
_MADE = re.compile(
    r"([\u4e00-\u9fff]{2,20}?人民代表大会(?:常务委员会)?)第[^，。\s]{1,10}次会议.{0,6}通过"
)
_ORDER = re.compile(
    r"(?:中华人民共和国)?([\u4e00-\u9fff]{2,16}?)令\s?[（(]?第\s?[\d一二三四五六七八九十百]{1,5}\s?号"
)
_THIS = r"本(?:办法|规定|细则|条例|法|通知|意见|方案|计划|规则|标准|措施|文件|政策|规范|决定|公告|通告|指引)"
_EFFECTIVE = re.compile(
    rf"自?\s?({ANY_DATE.pattern}|(?:印发|发布|公布|颁布)之日)\s?起?\s?(?:正式)?(?:施行|实施|执行|生效)"
)
_TERM = re.compile(
    rf"有效期(?:限)?(?:为|至|到|[:：])?\s?(?:({ANY_DATE.pattern})|([\d一二三四五六七八九十]{{1,2}})年)"
)
_HEAD_LINES = 12


def extract_facts(
    clean: CleanText, source: SourceText, manifest_entry: Mapping[str, Any] | None
) -> Facts:
    """Return what the text and the manifest say; a fact that neither states stays empty."""
    reading = _Reading(clean, source)
    found = reading.facts()
    return _with_manifest(found, clean.text, manifest_entry or {})


class _Reading:
    """One document while its facts are looked up."""

    def __init__(self, clean: CleanText, source: SourceText) -> None:
        self.text = clean.text
        self.source = source
        self.lines = list(_lines(clean.text))
        self.fact_starts = {mark.start for mark in clean.marks if mark.kind == "facts"}
        self.labels = list(self._labelled())
        self.title = self._title(clean)
        self.body = max(self.title.end, 0)
        self.first_item = next(
            (s for s, e in self.lines if s > self.title.start and LABEL.match(self.text, s)),
            len(self.text),
        )

    def facts(self) -> Facts:
        kind = self._kind()
        issued = self._issued()
        effective = self._effective(issued)
        period = self._period()
        return Facts(
            title=self.title,
            kind=kind,
            document_number=self._document_number(),
            issuers=self._issuers(),
            publisher=self._label("主办单位", "主办", "发布机构", "发布单位"),
            source=self._label("来源", "信息来源", "文章来源", "稿件来源", "稿源")
            or self._address(),
            published=self._published(),
            issued=issued,
            effective=effective,
            period=period,
            valid_until=self._valid_until(effective, period),
            phones=tuple(phones(self.text, self.lines)),
            addresses=tuple(addresses(self.text, self.lines)),
            related=tuple(related(self.text, self.lines, self.title, self.fact_starts)),
        )

    def _labelled(self) -> Iterator[tuple[str, Fact]]:
        """Yield (label, value) of the fact lines: a value ends where the next label begins."""
        for start, end in self.lines:
            if start not in self.fact_starts:
                continue
            heads = list(FACT.finditer(self.text, start, end))
            ends = [head.start() for head in heads[1:]] + [end]
            for head, value_end in zip(heads, ends, strict=False):
                label = re.sub(r"[\s:：]", "", head[0])
                if fact := stripped_fact(self.text, head.end(), value_end):
                    yield label, fact

    def _label(self, *labels: str) -> Fact | None:
        return next((fact for label, fact in self.labels if label in labels), None)

    def _label_date(self, *labels: str) -> Fact | None:
        for label, fact in self.labels:
            if label in labels and (found := ANY_DATE.search(self.text, fact.start, fact.end)):
                return _date(found)
        return None

    def _title(self, clean: CleanText) -> Fact:
        for mark in clean.marks:
            if mark.kind == "title":
                return Fact(self.text[mark.start : mark.end], mark.start, mark.end)
        if fact := self._label("标题"):
            return fact
        for start, end in self.lines:
            if start not in self.fact_starts and 2 <= end - start <= 80:
                return Fact(self.text[start:end], start, end)
        return Fact(self.source.doc_id.rsplit("/", 1)[-1].rsplit(".", 1)[0])

    def _kind(self) -> Fact | None:
        title = re.sub(r"(?:\s*[（(][^（）()]*[）)]|[》”\s])+$", "", self.title.value)
        found = _KINDS.search(title)
        if not found:
            return None
        value = {"法": "法律", "法典": "法律", "宪法": "法律", "解读": "政策解读"}.get(
            found[0], found[0]
        )
        if self.title.start < 0:
            return Fact(value)
        return Fact(value, self.title.start + found.start(), self.title.start + found.end())

    def _document_number(self) -> Fact | None:
        if fact := self._label("发文字号", "文号"):
            return fact
        for start, end in self.lines[:_HEAD_LINES]:
            if end - start <= 60 and (found := DOCUMENT_NUMBER.search(self.text, start, end)):
                around = self.text[start:end].replace(found[0], "").strip(" （()）：:文号")
                if not around or start == self.title.start or len(around) <= 6:
                    return Fact(found[0], *found.span())
        head = self.text[: min(self.first_item, 1500)]
        orders = list(_ORDER.finditer(head)) if self.first_item < len(self.text) else []
        if len(orders) == 1:
            return Fact(orders[0][0], *orders[0].span())
        return None

    def _issuers(self) -> tuple[Fact, ...]:
        if fact := self._label("发文机关", "发文机构", "发文单位"):
            return tuple(organisations(self.text, fact.start, fact.end))
        if self.title.start >= 0 and (about := self.title.value.find("关于")) > 0:
            end = self.title.start + about
            if found := tuple(organisations(self.text, self.title.start, end)):
                return found
        opening = min(self.body + 1500, len(self.text))
        if match := _ISSUING.search(self.text, self.body, opening):
            return tuple(organisations(self.text, *match.span(1)))
        if match := _MADE.search(self.text, self.body, min(self.first_item, opening)):
            return (Fact(match[1], *match.span(1)),)
        if match := _ORDER.search(self.text, self.body, min(self.first_item, opening)):
            return (Fact(match[1], *match.span(1)),)
        return self._signature()[0]

    def _signature(self) -> tuple[tuple[Fact, ...], Fact | None]:
        """Find the signatures and the date line below them."""
        for i, (start, end) in enumerate(self.lines):
            date = ANY_DATE.fullmatch(self.text, start, end)
            if not date or i < 2 or start in self.fact_starts:
                continue
            signers: list[Fact] = []
            for s, e in reversed(self.lines[max(0, i - 12) : i]):
                if e - s > 60 or not ORGANISATION_TAIL.search(self.text[s:e]):
                    break
                signers = [*organisations(self.text, s, e), *signers]
            if signers:
                return tuple(signers), _date(date)
        return (), None

    def _published(self) -> Fact | None:
        if fact := self._label_date(
            "发布时间", "发布日期", "发表时间", "公布日期", "公开日期", "时间", "日期"
        ):
            return fact
        after = [line for line in self.lines if line[0] >= self.body][:4]
        for start, end in after:
            if end - start <= 20 and (found := ANY_DATE.match(self.text, start, end)):
                return _date(found)
        if stated := _meta(self.source.raw, "PubDate"):
            value = iso_date(stated)
            return Fact(value) if value else None
        return None

    def _issued(self) -> Fact | None:
        if fact := self._label_date("成文日期", "成文时间", "印发日期"):
            return fact
        opening = self.text[self.body : min(self.body + 400, len(self.text))]
        sentence = re.search(rf"({ANY_DATE.pattern})[^。\n]{{0,200}}?印发", opening)
        if sentence and (found := ANY_DATE.match(self.text, self.body + sentence.start())):
            return _date(found)
        if date := self._signature()[1]:
            return date
        head = self.text[self.body : min(self.first_item, self.body + 1500)]
        if found := re.search(rf"({ANY_DATE.pattern})[^。\n，]{{0,60}}?(?:公布|通过|发布)", head):
            dated = ANY_DATE.match(self.text, self.body + found.start())
            return _date(dated) if dated else None
        return None

    def _effective(self, issued: Fact | None) -> Fact | None:
        if fact := self._label_date("施行日期", "实施日期", "生效日期"):
            return fact
        best: Fact | None = None
        for match in _EFFECTIVE.finditer(self.text):
            before = self.text[max(0, match.start() - 40) : match.start()]
            clause = re.split("[。\n；]", before)[-1]
            own = re.search(_THIS, clause)
            header = match.end() <= self.first_item and not clause.strip("，")
            if not own and not header:
                continue
            value = iso_date(match[1]) or (issued.value if issued and "日" in match[1] else None)
            if value:
                best = Fact(value, *match.span(1))
        return best

    def _period(self) -> Fact | None:
        found = period_in(self.title.value)
        if not found:
            return None
        value, start, end = found
        base = self.title.start
        return Fact(value, base + start, base + end) if base >= 0 else Fact(value)

    def _valid_until(self, effective: Fact | None, period: Fact | None) -> Fact | None:
        if fact := self._label_date("失效日期", "废止日期", "有效期"):
            return fact
        for match in _TERM.finditer(self.text):
            before = self.text[max(0, match.start() - 80) : match.start()]
            clause = re.split("[。\n]", before)[-1]
            if not re.search(rf"{_THIS}|起(?:施行|实施|执行|生效)", clause):
                continue
            if match[1] and (value := iso_date(match[1])):
                return Fact(value, *match.span())
            if match[2] and effective:
                years = chinese_number(match[2])
                return Fact(years_after(effective.value, years), *match.span())
        if period:
            return Fact(period.value.split("/")[1], period.start, period.end)
        return None

    def _address(self) -> Fact | None:
        found = re.match(r"(?:Title:.*\s+)?URL Source:\s*(\S+)", self.source.raw[:2000])
        url = found[1] if found else _meta(self.source.raw, "Url")
        return Fact(url) if url else None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _date(match: re.Match[str]) -> Fact | None:
    value = iso_date(match[0])
    return Fact(value, *match.span()) if value else None


def _meta(raw: str, name: str) -> str | None:
    """Return a value of the page tags that Chinese government sites must carry."""
    found = re.search(rf'<meta\s+name="{name}"\s+content="([^"]{{1,300}})"', raw[:20000], re.I)
    return html.unescape(found[1]).strip() if found else None


def _with_manifest(found: Facts, text: str, entry: Mapping[str, Any]) -> Facts:
    """Put the manifest's values over what was found, with their span where the text has them."""
    values: dict[str, Any] = {name: getattr(found, name) for name in Facts.__slots__}
    for name, now in values.items():
        said = entry.get(name, entry.get("issuer") if name == "issuers" else None)
        if said in (None, "", []):
            continue
        if isinstance(now, tuple):
            given = [said] if isinstance(said, str) else list(said)
            values[name] = tuple(_located(str(value), text, now) for value in given)
        else:
            values[name] = _located(str(said), text, (now,) if now else ())
    return Facts(**values)


def _located(value: str, text: str, known: Iterable[Fact]) -> Fact:
    for fact in known:
        if fact.value == value:
            return fact
    start = text.find(value)
    return Fact(value, start, start + len(value)) if start >= 0 else Fact(value)
