"""The document manager in a real browser: an editor adds, asks, deletes and restores."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.editors import add_editor
from rag.settings import PROJECT
from tests.visiting import CHROMIUM, WAIT, Visit, chromium, served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: apt-get install chromium"
)

NAME, PASSWORD = "李编辑", "a-good-password"
TITLE = "南市智能网联汽车道路测试补贴办法"
TEXT = (
    f"{TITLE}\n南市工信〔2026〕12号\n\n第一条 每辆智能网联测试车辆每年补贴上限为38万元。\n"
    "第二条 本办法自2026年3月1日起施行，有效期至2029年2月28日。\n\n南市工业和信息化局\n2026年2月10日\n"
)
QUESTION = "智能网联测试车辆每年补贴上限是多少？"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium(sync_api) as browser:
        yield browser


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("managed") / "corpus"
    shutil.copytree(PROJECT / "corpus", folder, ignore=shutil.ignore_patterns(".*"))
    add_editor(folder.parent / "editors.json", NAME, PASSWORD)
    return folder


@pytest.fixture(scope="module")
def address(corpus: Path) -> Iterator[str]:
    index, editors = str(corpus.parent / "index"), str(corpus.parent / "editors.json")
    with served("--corpus", str(corpus), "--index", index, RAG_EDITORS=editors) as address:
        yield address


def sign_in(visitor: Visit) -> None:
    page = visitor.page
    page.locator("#gate button").click(timeout=WAIT)
    page.fill("#manager [name=name]", NAME)
    page.fill("#manager [name=password]", PASSWORD)
    page.press("#manager [name=password]", "Enter")
    page.wait_for_selector("#manager .drop", timeout=WAIT)


def told(visitor: Visit, words: str) -> Any:
    """Wait until the report says so; return it."""
    visitor.page.wait_for_function(
        "words => document.querySelector('#manager .report')?.textContent.includes(words)"
        " && !document.querySelector('#work progress')",
        arg=words, timeout=WAIT,
    )  # fmt: skip
    return visitor.page.locator("#manager .report")


def drop(visitor: Visit, *files: tuple[str, str]) -> None:
    """Drop files onto the manager as a mouse does."""
    visitor.page.evaluate(
        """files => {
          const data = new DataTransfer();
          files.forEach(([name, text]) => data.items.add(new File([text], name)));
          const options = { dataTransfer: data, bubbles: true, cancelable: true };
          const place = document.querySelector('#manager .drop');
          ['dragover', 'drop'].forEach((kind) => place.dispatchEvent(new DragEvent(kind, options)));
        }""",
        [list(file) for file in files],
    )


def status(answer: Any) -> str:
    return str(answer.locator(".status").inner_text())


def test_add_ask_delete_ask_restore_ask(browser: Any, address: str, corpus: Path) -> None:
    editor, reader = Visit(browser, address), Visit(browser, address)
    assert "文件中没有" in status(reader.ask(QUESTION))
    sign_in(editor)
    drop(editor, ("办法.txt", TEXT), ("tool.exe", "MZ"))
    report = told(editor, "已收录")
    assert "不支持 .exe 格式" in report.inner_text()
    assert "38万元" not in reader.page.locator("#chat .answer").inner_text()
    proofs = report.locator(".proofs mark").all_text_contents()
    assert {"南市工信〔2026〕12号", "2026年3月1日", "南市工业和信息化局"} <= set(proofs)
    assert (corpus / "办法.txt").read_text("utf-8") == TEXT

    answer = reader.ask(QUESTION)
    assert "已回答" in status(answer)
    assert "38万元" in answer.inner_text()

    row = editor.page.locator("#manager .group .files > li", has_text=TITLE)
    row.get_by_role("button", name="删除").click()
    report = told(editor, "已删除")
    assert not (corpus / "办法.txt").exists()
    assert "文件中没有" in status(reader.ask(QUESTION))

    report.get_by_role("button", name="撤销").click()
    told(editor, "已恢复")
    assert "38万元" in reader.ask(QUESTION).inner_text()
    for visitor in (editor, reader):
        assert visitor.errors == []
        assert visitor.hosts <= {"127.0.0.1", None}
        visitor.context.close()


def test_an_existing_name_asks_and_facts_are_corrected_by_keyboard(
    browser: Any, address: str, corpus: Path
) -> None:
    visitor = Visit(browser, address)
    page = visitor.page
    sign_in(visitor)
    drop(visitor, ("规则.txt", TEXT.replace("智能网联", "无人配送")))
    told(visitor, "已收录")
    drop(visitor, ("规则.txt", TEXT.replace("智能网联", "无人清扫")))
    report = told(visitor, "已有同名文件")
    report.get_by_role("button", name="用新文件替换").press("Enter")
    report = told(visitor, "已替换")
    assert "无人清扫" in (corpus / "规则.txt").read_text("utf-8")
    report.get_by_role("button", name="查看并更正").press("Enter")
    page.wait_for_function(
        "() => document.activeElement.closest('.facts-form') !== null", timeout=WAIT
    )
    page.fill(".facts-form [name=valid_until]", "2030-12-31")
    page.press(".facts-form [name=valid_until]", "Enter")
    told(visitor, "已更正")
    page.locator("#manager .group .files > li", has_text="行动计划").first.get_by_role(
        "button", name="信息"
    ).click()
    page.wait_for_selector(".facts-form [name=title][value*=行动计划]", timeout=WAIT)
    assert page.input_value(".facts-form [name=valid_until]") == "", "what was typed for another"
    assert '"valid_until": "2030-12-31"' in (corpus / "manifest.jsonl").read_text("utf-8")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_selector("#manager .sign-in", timeout=WAIT)
    assert "规则.txt" not in page.locator("#manager").inner_text()
    visitor.context.close()


@pytest.mark.parametrize("width", [390, 768, 1024, 1920])
def test_the_manager_never_scrolls_sideways(browser: Any, address: str, width: int) -> None:
    visitor = Visit(browser, address, width, locale="en-US")
    sign_in(visitor)
    assert "Manage documents" in visitor.page.locator("#manager h2").inner_text()
    visitor.page.get_by_role("button", name="Facts").first.click()
    visitor.page.wait_for_selector(".facts-form", timeout=WAIT)
    assert visitor.overflow() <= 0
    visitor.context.close()


def test_a_wrong_password_is_one_line(browser: Any, address: str) -> None:
    visitor = Visit(browser, address)
    page = visitor.page
    page.locator("#gate button").click(timeout=WAIT)
    page.fill("#manager [name=name]", NAME)
    page.fill("#manager [name=password]", "wrong")
    page.press("#manager [name=password]", "Enter")
    page.wait_for_function(
        "() => document.querySelector('#manager .fault').textContent.includes('不对')", timeout=WAIT
    )
    assert page.locator("#manager .drop").count() == 0
    visitor.context.close()
