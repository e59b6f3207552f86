"""The addresses beside Gradio's: who may send files, and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag.editors import add_editor
from rag.editroutes import routes
from rag.incoming import Incoming
from rag.signin import COOKIE, SignIns

GOOD = {"name": "li", "password": "a-good-password"}


@pytest.fixture
def incoming(tmp_path: Path) -> Incoming:
    (tmp_path / "corpus").mkdir()
    return Incoming(tmp_path / "corpus", 1)


@pytest.fixture
def client(
    tmp_path: Path, incoming: Incoming, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    monkeypatch.setattr("rag.editors._N", 2**10)  # the cost is for real passwords
    add_editor(tmp_path / "editors.json", GOOD["name"], GOOD["password"])
    signins = SignIns(tmp_path / "editors.json")
    with TestClient(Starlette(routes=routes(signins, incoming))) as client:
        yield client


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    reply = client.post("/editor/sign-in", json=GOOD)
    assert reply.json() == {"name": "li"}
    cookie = reply.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "li", "password": "wrong"}', b'{"name": "nobody", "password": "a-good-password"}',
        b"{}", b"[]", b"{", b"\xff", b'{"name": "li", "password": ["a-good-password"]}', b"x" * 100_000,
        rb'{"name": "li", "password": "\ud800"}', rb'{"name": "\ud800", "password": "x"}',
    ],
)  # fmt: skip
def test_what_is_no_sign_in_is_refused(client: TestClient, body: bytes) -> None:
    reply = client.post("/editor/sign-in", content=body)
    assert reply.status_code == 403
    assert "set-cookie" not in reply.headers


def test_a_page_of_another_origin_cannot_sign_in_or_send(client: TestClient) -> None:
    evil = {"origin": "http://evil.example"}
    assert client.post("/editor/sign-in", json=GOOD, headers=evil).status_code == 403
    client.post("/editor/sign-in", json=GOOD)
    send = "/editor/files?name=a.txt"
    assert client.post(send, content=b"x", headers=evil).status_code == 403
    own = {"origin": "http://testserver"}
    assert client.post(send, content=b"x", headers=own).status_code == 200


def test_many_wrong_tries_are_told_how_long_to_wait(client: TestClient) -> None:
    for _ in range(5):
        reply = client.post("/editor/sign-in", json={**GOOD, "password": "wrong"})
    reply = client.post("/editor/sign-in", json=GOOD)
    assert reply.status_code == 429
    assert 0 < reply.json()["wait"] <= 901


def test_only_who_is_signed_in_sends_files(client: TestClient, incoming: Incoming) -> None:
    assert client.post("/editor/files?name=a.txt", content=b"x").status_code == 403
    assert not incoming.folder.exists()
    client.post("/editor/sign-in", json=GOOD)
    reply = client.post("/editor/files", params={"name": "通知/办法 & 1.txt"}, content=b"\x00x")
    upload = incoming.get(reply.json()["id"])
    assert upload
    assert upload.doc_id == "办法 & 1.txt"
    assert upload.path.read_bytes() == b"\x00x"
    client.post("/editor/sign-out")
    assert client.post("/editor/files?name=a.txt", content=b"x").status_code == 403


def test_a_file_that_is_too_large_or_has_no_reader_leaves_only_its_reason(
    client: TestClient, incoming: Incoming
) -> None:
    client.post("/editor/sign-in", json=GOOD)
    for name, size, reason in (("a.txt", 1_000_001, "more than 1 MB"), ("a.exe", 9, "no reader")):
        reply = client.post("/editor/files", params={"name": name}, content=b"x" * size)
        upload = incoming.get(reply.json()["id"])
        assert upload
        assert upload.fault.startswith(reason)
        assert not upload.path.exists()


def test_gradios_own_upload_is_closed(client: TestClient) -> None:
    client.post("/editor/sign-in", json=GOOD)
    files = {"files": ("a.txt", b"x")}
    assert client.post("/gradio_api/upload", files=files).status_code == 403
