"""What on a page is not the document: banners, menus, switches, filing numbers, captions.

A page is read as head (before the title), article, and tail. In the head and the tail only lines
with facts stay (source, date, telephone, address …); in the article only what is plainly a
control goes. Rules know the wording of such pages in general, never one page.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag.lines import Line, Page
from rag.wording import CONTROL, DATE, DOCUMENT_TAIL, FACT, LABEL, ORGANISATION_TAIL

_SEPARATORS = " \t|｜·>＞»›/\\-—_:：,，、【】[]（）()<＜«×+↺X\"'“”"
_FILING = re.compile(
    r"(?:备案序号|ICP备案号?|备案号|公安备案号?)?\s?[:：]?\s?"
    r"(?:[\u4e00-\u9fff]?公网安备\s*[\u4e00-\u9fff]?\s*\d{8,}\s*号?"
    r"|[\u4e00-\u9fff]?ICP[备证]\s*(?:案|字)?第?\s*\d{5,}\s*号?(?:-\d+)?)"
    r"|(?:政府)?网站标识码\s?[:：]?\s?\w{8,}|(?:\S{2,30}\s)?版权所有\s?[:：]?\s?(?:©|@)?"
    r"|(?:网站|网络|本站)已?支持\s?IPv6\s?(?:网络|访问)?|Copyright[^\u4e00-\u9fff]*",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    r"[|｜]?\s?(?:浏览|阅读|点击|访问)(?:次数|量|数|率|人次)\s?[:：]?\s?(?:\d[\d,]*(?: \d{3})*|-|—)*\s?次?"
    r"|您是第\s?[\d,-]*\s?位访客|(?:(?<=\s)|^)(?:浏览|阅读|点击|访问|人气)[:：]\s?\d[\d,]*\s?次?(?=\s|$)"
)
_SWITCH = re.compile(
    r"[【\[]?\s?(?:浏览)?字(?:体|号)(?:大小)?\s?[:：]?\s?[】\]]?(?:\s?[【\[]?\s?(?:特?大|中|小|默认|A[+-]?)\s?[】\]]?)+(?![\u4e00-\u9fff])"
    r"|(?:A[+-]?\s?[大中小]\s?){2,}|[【\[]\s?(?:打\s?印|关\s?闭|收\s?藏|分享|大|中|小)[^】\]]{0,4}[】\]]"
    r"|分享(?:文章)?到\s?[:：]?|(?<=\s)(?:(?:打印|分享|收藏|微信|微博|朋友圈|QQ空间)(?:\s|$))+"
)
_BREADCRUMB = re.compile(
    r"^(?:您?的?(?:当前|现在)?(?:所在)?的?位置)\s?[:：]|^(?:网站)?首页\s?[>＞»›/]|^[^。；，]{2,30}\s[>＞»›]\s[^。；，]{2,30}\s[>＞»›]\s"
)
_BANNER = re.compile(
    r"^今天是|^(?:\d{4}年\d{1,2}月\d{1,2}日)?\s?星期[一二三四五六日天]$|^欢迎(?:您|访问|来到)"
)
_SITE_SENTENCE = re.compile(
    r"您访问的链接|即将离开|建议使用.{0,40}浏览|浏览器版本|本网站.{0,30}(?:浏览|分辨率|支持)|转载请注明|(?:^|\s|网站)技术支持\s?[:：](?!.*\d{5}.*[；;。]$|.*\d{3}-.*[；;。]$)"
    r"|^搜索热词|^热门?搜索?词?\s?[:：]|^(?:上|下)一[篇条个]\s?[:：]?|^(?:扫|长按).{0,12}(?:二维码|关注|手机|扫码)"
    r"|微信(?:公众号|扫一扫)$|^请输入|^(?:来源网址|原文链接|打开APP)|举报(?:不良信息|网站)"
)
_STATED_TITLE = re.compile(r"(?:标题|名称|title)\s?[:：]\s?", re.IGNORECASE)
_RELATED = re.compile(
    r"^相关(?:文档|文件|附件|政策|解读|政策文件|政策解读)(?:下载)?\s?[:：]?$|^附件(?:下载|列表)?\s?[:：]?$"
)
_UNRELATED = re.compile(
    r"^(?:相关|热门|推荐|最新)(?:新闻|阅读|链接|稿件|推荐|信息|文章|资讯)\s?[:：]?$"
)
_ATTACHMENT = re.compile(r"附件|《|\.(?:pdf|docx?|xlsx?|wps|et|zip|rar)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？；]|，.*，")


def is_prose(line: Line) -> bool:
    """Tell whether the line is running text, not a caption, menu or fact."""
    text = line.text
    return (
        len(text) >= 20
        and bool(_SENTENCE.search(text))
        and not line.facts
        and line.links * 2 < len(text)
        and not _SITE_SENTENCE.search(text)
    )


def _is_control(text: str) -> bool:
    """Tell whether nothing but words of page controls stands in the line."""
    if len(text) > 120:
        return False
    return not CONTROL.sub("", text).strip(_SEPARATORS)


def _is_furniture(line: Line) -> bool:
    """Tell whether the line is a control or a banner wherever it stands."""
    text = line.text
    return bool(
        not text.strip(_SEPARATORS)
        or (not line.row and _is_control(text))
        or _BREADCRUMB.search(text)
        or _BANNER.search(text)
        or (line.anchors > 1 and line.links >= len(text) * 0.8 and not _SENTENCE.search(text)
            and not line.row and not _ATTACHMENT.search(text))
        or (len(text) < 80 and _SITE_SENTENCE.search(text) and not line.row)
    )  # fmt: skip


def _without_controls(line: Line) -> Line:
    """Take filing numbers, counters and switches out of a line and see whether facts remain."""
    if len(line.text) > 300:
        return line
    cleaned = line.without(_FILING).without(_COUNTER)
    if not line.row:
        cleaned = cleaned.without(_SWITCH)
    facts = _has_facts(cleaned)
    return replace(cleaned, facts=facts, row=cleaned.row and not facts)


def _is_empty_label(line: Line) -> bool:
    return line.facts and line.text.endswith(("：", ":")) and len(line.text) <= 12


def _has_facts(line: Line) -> bool:
    """Tell whether the line is a list of labelled values: 来源：… 发布时间：…"""
    found = FACT.search(line.text)
    # In a table only a row that begins with a label is one (the catalogue entry above a text).
    first = 1 if line.row else 12
    if not line.row and (dated := DATE.match(line.text)):
        first += dated.end()  # 2025年08月27日 09:15 |来源：市公安局
    return found is not None and found.start() < first and len(line.text) < 200


# Where one is on a site, today's date and weather, a document number alone.
_NO_TITLE = re.compile(
    r">>|\s[>›»]\s|(?:当前|您的|所在)(?:位置|栏目)|星期[一二三四五六日天]|℃|[〕\]]\s?第?\d+\s?号$"
)


def squeezed(text: str) -> str:
    """Return the text without any white space, for comparing titles."""
    return re.sub(r"\s+", "", text)


def _looks_like_title(line: Line) -> bool:
    text = line.text
    return (
        2 <= len(text) <= 120
        and not line.facts
        and not LABEL.match(text)
        and not re.search("[。；]|[：:，、]$", text)
        and not (_NO_TITLE.search(text) or _STATED_TITLE.match(text))
        and not _is_furniture(line)
    )


def find_title(page: Page, lines: list[Line]) -> int:
    """Return the index of the line where the document's title begins, or -1."""
    candidates = [i for i, line in enumerate(lines) if _looks_like_title(line)]
    known = [squeezed(title) for title in page.titles]
    ranks = []
    for i in candidates:
        text = squeezed(lines[i].text)
        shared = max((_shared(text, title) for title in known), default=0)
        if text in known or shared >= 6:
            organ = bool(ORGANISATION_TAIL.search(text)) and "关于" not in text
            begins = any(title.startswith(text) for title in known)
            ranks.append((text not in known, organ, not begins, not lines[i].level, -shared, i))
    if ranks and not min(ranks)[1]:
        return min(ranks)[-1]
    ranks = [rank for rank in ranks if not rank[0]]
    if ranks:
        return min(ranks)[-1]
    headed = [i for i in candidates if lines[i].level and not lines[i].anchors]
    if headed:
        return min(headed, key=lambda i: (bool(ORGANISATION_TAIL.search(lines[i].text)), i))
    candidates = [i for i in candidates if len(lines[i].text) >= 4]
    first_prose = next((i for i, line in enumerate(lines) if is_prose(line)), len(lines))
    for i in candidates:
        if i <= first_prose and DOCUMENT_TAIL.search(lines[i].text):
            while i - 1 in candidates and _opens_title(lines[i - 1].text):
                i -= 1
            return i
    plain = [i for i in candidates if "，" not in lines[i].text]
    return plain[0] if plain and plain[0] < min(first_prose, 3) else -1


def _shared(text: str, title: str) -> int:
    """How many characters a line and a stated title have in common where one holds the other."""
    return min(len(text), len(title)) if text in title or title in text else 0


def _opens_title(text: str) -> bool:
    """Tell whether a title's first lines stand here: 甲局 / 关于……"""
    if DOCUMENT_TAIL.search(text) or len(text) > 60:
        return False
    return "关于" in text or bool(ORGANISATION_TAIL.search(text))


def without_furniture(page: Page) -> list[Line]:
    """Return the lines of the document, its title and fact lines marked as such."""
    lines = [_without_controls(line) for line in page.lines]
    lines = _merge_fact_values([line for line in lines if line.text])
    stated = (_STATED_TITLE.match(line.text) for line in lines[:12])
    page.titles += [match.string[match.end() :].strip() for match in stated if match]
    lines = [
        line
        for line in lines
        if not _is_empty_label(line)
        and (not line.outer or line.facts or DATE.fullmatch(line.text) or _title_text(page, line))
    ]
    title = find_title(page, lines)
    if title >= 0:
        lines[title] = replace(lines[title], title=True, facts=False)
    end = _tail_start(lines, max(title, 0))
    lines = _with_bare_dates(lines, title)
    head = lines[: max(title, 0)]
    if any(_is_furniture(line) or line.outer for line in head):
        head = [line for line in head if line.facts or (is_prose(line) and not line.outer)]
    article = [
        line
        for line in lines[max(title, 0) : end]
        if line.title
        or not (_is_furniture(line) or (line.outer and not line.facts and DATE.match(line.text)))
    ]
    tail = [line for line in lines[end:] if line.facts and not _is_furniture(line)]
    while article and (_RELATED.match(article[-1].text) or _UNRELATED.match(article[-1].text)):
        article.pop()
    return _unique(head + article + tail)


def _with_bare_dates(lines: list[Line], title: int) -> list[Line]:
    """Mark a date that stands alone right below the title as a fact: when it was published."""
    for i in range(title + 1, min(title + 5, len(lines)) if title >= 0 else 0):
        if is_prose(lines[i]):
            break
        below_signature = ORGANISATION_TAIL.search(lines[i - 1].text) and i - 1 != title
        if DATE.fullmatch(lines[i].text) and not below_signature:
            lines[i] = replace(lines[i], facts=True)
    return lines


def _title_text(page: Page, line: Line) -> bool:
    text = squeezed(line.text)
    return len(text) >= 6 and any(_shared(text, squeezed(t)) >= 6 for t in page.titles)


def _merge_fact_values(lines: list[Line]) -> list[Line]:
    """Put a value that stands on its own line behind its label: 发布时间： / 2024-01-02."""
    merged: list[Line] = []
    for line in lines:
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.facts
            and last.text.endswith(("：", ":"))
            and not line.facts
            and not line.level
            and not line.title
            and len(line.text) <= 60
            and last.outer == line.outer
            and not LABEL.match(line.text)
            and not _is_furniture(line)
        ):
            merged[-1] = replace(last, text=last.text + line.text, at=last.at + line.at)
        else:
            merged.append(line)
    return merged


def _tail_start(lines: list[Line], title: int) -> int:
    """Return the index of the first line after the article."""
    last_prose, seen = title, set()
    for i, line in enumerate(lines):
        # A page may hold its text twice, to be read aloud or for small screens.
        if is_prose(line) and (key := squeezed(line.text)[:30]) not in seen:
            seen.add(key)
            last_prose = i
    related = False
    for i in range(max(last_prose, title) + 1, len(lines)):
        line = lines[i]
        if _UNRELATED.match(line.text):
            return i
        if _RELATED.match(line.text):
            related = True
            continue
        if line.row or LABEL.match(line.text) or DATE.match(line.text):
            continue
        names_document = DOCUMENT_TAIL.search(line.text) or _ATTACHMENT.search(line.text)
        if related and names_document:
            continue
        menu = line.links >= len(line.text) * 0.9 and not names_document
        if _is_furniture(line) or menu or (line.facts and _is_page_fact(line)):
            return i
    return len(lines)


def _is_page_fact(line: Line) -> bool:
    return bool(re.search(r"主办|承办|网站|值班", line.text))


def _unique(lines: list[Line]) -> list[Line]:
    """Drop fact lines that a page shows twice (its head again for mobile screens)."""
    seen = ""
    kept = []
    for line in lines:
        if line.facts and squeezed(line.text) in seen:
            continue
        if line.facts:
            seen += squeezed(line.text) + "\n"
        kept.append(line)
    return kept
