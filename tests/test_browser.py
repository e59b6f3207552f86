"""The page in a real browser, served by ``python app.py`` on the shipped corpus."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.diff import compare
from rag.diffpage import diff_to_html
from rag.settings import PROJECT
from tests.versions_making import NEW_RULES, OLD_RULES, read
from tests.visiting import BOX, CHROMIUM, WAIT, Visit, chromium, served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: apt-get install chromium"
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium(sync_api) as browser:
        yield browser


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    visitor = Visit(browser, address)
    yield visitor
    assert visitor.errors == []
    assert visitor.hosts <= {"127.0.0.1", None}
    visitor.context.close()


def quote_of(visit: Visit) -> str:
    return str(visit.page.locator("#source blockquote").text_content())


def test_a_question_an_answer_a_citation_and_its_highlight(visit: Visit) -> None:
    answer = visit.ask("六大重点工程是什么？")
    assert "已回答" in answer.locator(".status").inner_text()
    assert answer.locator("li").count() == 6
    third = answer.locator("li").nth(2)
    assert "融合应用提升工程" in third.inner_text()
    third.locator("a.cite").click()
    visit.page.wait_for_function(
        "() => document.querySelector('#source blockquote')?.textContent.includes('融合应用提升工程')",
        timeout=WAIT,
    )
    quote = quote_of(visit)
    assert visit.marked() == quote
    document = (PROJECT / "corpus" / "000_7c08eb859334a227.txt").read_text("utf-8")
    assert quote.replace("\n", "") in document.replace("\n", "").replace("**", "")
    path = visit.page.locator("#source .path").inner_text()
    assert "（三）重点工程" in path
    box = visit.page.locator("#source .text").bounding_box()
    mark = visit.page.locator("#source mark.on").first.bounding_box()
    assert box
    assert mark
    assert box["y"] <= mark["y"] < box["y"] + box["height"], "the quote is not in view"


def test_a_citation_is_copied_in_the_form_staff_paste(visit: Visit) -> None:
    visit.ask("六大重点工程是什么？")
    visit.page.click("#source .copy")
    visit.page.wait_for_function(
        "() => document.querySelector('#source [role=status]').textContent === '已复制'",
        timeout=WAIT,
    )
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("《")
    assert copied.endswith(f"“{quote_of(visit)}”")


def test_outside_the_documents_it_says_so_and_shows_the_nearest(visit: Visit) -> None:
    answer = visit.ask("公积金怎么提取？")
    assert "文件中没有" in answer.locator(".status").inner_text()
    assert answer.locator("a.cite").count() == 0
    near = answer.locator("a.near").first
    near.click()
    visit.page.wait_for_selector("#source mark.on", timeout=WAIT)
    assert visit.marked() == quote_of(visit)


def test_a_choice_of_an_unclear_question_asks_it(visit: Visit) -> None:
    answer = visit.ask("目标？")
    assert "请说清楚" in answer.locator(".status").inner_text()
    choice = answer.locator("a.ask").first
    words = choice.inner_text()
    choice.click()
    visit.settled(1)
    assert visit.page.locator("#chat .said").nth(1).inner_text() == words


def test_hostile_and_wrong_questions_are_text_and_one_line(visit: Visit) -> None:
    hostile = "<img src=x onerror=alert(1)> **x** $$x$$"
    visit.ask(hostile)
    assert visit.page.locator("#chat .said").last.inner_text() == hostile
    assert visit.page.locator("#chat img, #chat strong, #chat .katex").count() == 0
    for wrong in ("", "长" * 100_000):
        answer = visit.ask(wrong)
        assert "没有发送" in answer.locator(".status").inner_text()
        assert answer.locator("p").count() == 2
        assert "Traceback" not in answer.inner_text()


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    page.focus(BOX)
    page.keyboard.insert_text("六大重点工程是什么？")
    page.keyboard.press("Enter")
    visit.settled(0)
    for _ in range(40):  # back from the box to the last mark of the answer
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#chat a.cite')"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focused mark has no ring"
    number = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "n => document.querySelector('#source a.current')?.textContent === n",
        arg=number,
        timeout=WAIT,
    )
    assert visit.marked() == quote_of(visit)
    page.wait_for_function("() => document.activeElement.closest('#source')", timeout=WAIT)
    page.locator("#source [data-act=back]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == number
    page.evaluate("document.querySelector('.skip').focus()")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#question') !== null")


def test_enter_that_ends_a_chinese_composition_does_not_send(visit: Visit) -> None:
    visit.page.fill(BOX, "liuda")
    visit.page.evaluate(
        """() => document.querySelector('#question textarea').dispatchEvent(new KeyboardEvent(
        'keydown', {key: 'Enter', keyCode: 229, isComposing: true, bubbles: true}))"""
    )
    visit.page.evaluate(
        """() => document.querySelector('#question textarea').dispatchEvent(new KeyboardEvent(
        'keypress', {key: 'Enter', keyCode: 13, isComposing: true, bubbles: true}))"""
    )
    visit.page.wait_for_timeout(700)
    assert visit.page.locator("#chat .said").count() == 0
    assert visit.page.input_value(BOX) == "liuda"


@pytest.mark.parametrize("width", [390, 768, 1024, 1920])
def test_no_width_scrolls_sideways(browser: Any, address: str, width: int) -> None:
    visitor = Visit(browser, address, width)
    assert visitor.overflow() <= 0
    visitor.ask("六大重点工程是什么？")
    assert visitor.overflow() <= 0
    visitor.context.close()


def test_english_by_the_browser_and_chinese_by_the_switch(browser: Any, address: str) -> None:
    visitor = Visit(browser, address, locale="en-US")
    page = visitor.page
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "Documents" in page.locator("#source").inner_text()
    assert "Period has ended (2025-12-31)" in page.locator("#source").inner_text()
    assert page.locator("#examples [data-ask]").first.inner_text().isascii()
    answer = visitor.ask("What are the six key projects?")
    assert "Answered" in answer.locator(".status").inner_text()
    assert answer.locator("li").count() == 6
    page.locator("#language label").first.click()
    page.wait_for_function("() => document.title === '政策问答'", timeout=WAIT)
    page.wait_for_function(
        "() => document.querySelector('#source .copy').textContent === '复制引用'"
    )
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.locator("#chat .answer").count() == 1
    visitor.context.close()


def test_an_example_asks_itself(visit: Visit) -> None:
    example = visit.page.locator("#examples [data-ask]").first
    words = example.inner_text()
    example.click()
    visit.settled(0)
    assert visit.page.locator("#chat .said").inner_text() == words


def test_the_page_itself_names_no_other_host(address: str) -> None:
    with urllib.request.urlopen(address, timeout=30) as reply:
        html = reply.read().decode()
        policy = reply.headers["content-security-policy"]
    hosts = {part.split("/")[0].split(":")[0] for part in html.split("://")[1:]}
    assert hosts <= {"127.0.0.1", "www.w3.org"}
    assert "default-src 'self'" in policy


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_two_versions_fits_a_phone(browser: Any, tmp_path: Path, scheme: str) -> None:
    file = tmp_path / "diff.html"
    diff = compare(read("old.md", OLD_RULES), read("new.md", NEW_RULES))
    file.write_text(diff_to_html(diff), "utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("ins").first.is_visible()
    ink, ground = (
        sum(map(int, re.findall(r"\d+", page.evaluate(f"getComputedStyle(document.body).{name}"))[:3]))
        for name in ("color", "backgroundColor")
    )  # fmt: skip
    assert (ink > ground) == (scheme == "dark")
    assert asked == [file.as_uri()]
    page.close()
