"""Signing in: tokens, few tries, other origins, and editors who were taken off the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.editors import add_editor, remove_editor
from rag.signin import COOKIE, LASTS, WINDOW, SignIns, own_page

PASSWORD = "a-good-password"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.editors._N", 2**10)  # the cost is for real passwords


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def signins(tmp_path: Path, clock: Clock) -> SignIns:
    file = tmp_path / "editors.json"
    add_editor(file, "li", PASSWORD)
    return SignIns(file, clock)


def headers(token: str, **more: str) -> dict[str, str]:
    return {"host": "docs.example:7860", "cookie": f"a=b; {COOKIE}={token}", **more}


def test_who_signs_in_is_known_until_the_time_is_over(signins: SignIns, clock: Clock) -> None:
    assert signins.is_set_up()
    token = signins.sign_in("li", PASSWORD, "10.0.0.1")
    assert signins.editor_of(headers(token)) == "li"
    assert signins.editor_of(headers(token + "x")) == ""
    assert signins.editor_of({}) == ""
    clock.now += LASTS
    assert signins.editor_of(headers(token)) == ""


def test_signing_out_ends_one_token_alone(signins: SignIns) -> None:
    one, other = (signins.sign_in("li", PASSWORD, "10.0.0.1") for _ in range(2))
    signins.sign_out(one)
    assert signins.editor_of(headers(one)) == ""
    assert signins.editor_of(headers(other)) == "li"


def test_another_password_or_no_place_on_the_list_signs_out_at_once(signins: SignIns) -> None:
    token = signins.sign_in("li", PASSWORD, "10.0.0.1")
    add_editor(signins.file, "li", "another-password")
    assert signins.editor_of(headers(token)) == ""
    token = signins.sign_in("li", "another-password", "10.0.0.1")
    remove_editor(signins.file, "li")
    assert signins.editor_of(headers(token)) == ""
    assert not signins.is_set_up()


def test_after_five_wrong_tries_an_address_waits(signins: SignIns, clock: Clock) -> None:
    for _ in range(5):
        assert signins.wait("li", "10.0.0.1") == 0
        assert signins.sign_in("li", "wrong", "10.0.0.1") == ""
    assert signins.wait("li", "10.0.0.1") == WINDOW + 1
    assert signins.sign_in("li", PASSWORD, "10.0.0.1") == ""
    assert signins.sign_in("li", PASSWORD, "10.0.0.2") != ""
    clock.now += WINDOW + 1
    assert signins.sign_in("li", PASSWORD, "10.0.0.1") != ""


def test_a_name_tried_from_many_addresses_waits_too(signins: SignIns) -> None:
    for number in range(30):
        signins.sign_in("li", "wrong", f"10.0.1.{number}")
    assert signins.wait("li", "10.0.2.1") > 0
    assert signins.sign_in("li", PASSWORD, "10.0.2.1") == ""
    assert signins.wait("wang", "10.0.2.1") == 0


def test_a_page_of_another_origin_is_not_the_editor(signins: SignIns) -> None:
    token = signins.sign_in("li", PASSWORD, "10.0.0.1")
    assert signins.editor_of(headers(token, origin="http://docs.example:7860")) == "li"
    for origin in ("http://docs.example:8080", "http://evil.example", "null"):
        assert signins.editor_of(headers(token, origin=origin)) == ""
    assert not own_page({"origin": "http://a"})


def test_nobody_may_sign_in_where_there_is_no_file_or_a_broken_one(tmp_path: Path) -> None:
    signins = SignIns(tmp_path / "editors.json")
    assert not signins.is_set_up()
    assert signins.sign_in("", "", "10.0.0.1") == ""
    (tmp_path / "editors.json").write_text("{", "utf-8")
    assert not signins.is_set_up()
    assert signins.sign_in("li", PASSWORD, "10.0.0.1") == ""
