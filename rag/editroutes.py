"""The addresses beside Gradio's own: signing in and out, and sending files.

``POST editor/sign-in``   JSON {name, password} -> the cookie of signin.py
``POST editor/sign-out``
``POST editor/files?name=NAME``   the bytes of one file -> JSON {id}; only for who is signed in

Gradio's own upload takes files from everybody; nothing on this page needs it, so it is closed.
"""

from __future__ import annotations

import json

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from rag.errors import CorpusError
from rag.incoming import Incoming, Upload
from rag.signin import COOKIE, LASTS, SignIns, own_page, token_of

_MOST = 8192  # bytes of what is sent to sign in


def routes(signins: SignIns, incoming: Incoming) -> list[BaseRoute]:
    """Return the routes, to stand before Gradio's."""

    async def sign_in(request: Request) -> Response:
        name, password = await _credentials(request)
        address = request.client.host if request.client else ""
        token = ""
        if own_page(request.headers) and name:
            token = await run_in_threadpool(signins.sign_in, name, password, address)
        if not token:
            wait = await run_in_threadpool(signins.wait, name, address)
            return JSONResponse({"wait": wait}, 429 if wait else 403)
        reply = JSONResponse({"name": name})
        secure = request.url.scheme == "https"
        reply.set_cookie(COOKIE, token, LASTS, httponly=True, samesite="strict", secure=secure)
        return reply

    async def sign_out(request: Request) -> Response:
        if own_page(request.headers):
            await run_in_threadpool(signins.sign_out, token_of(request.headers))
        reply = JSONResponse({})
        reply.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return reply

    async def take(request: Request) -> Response:
        if not signins.editor_of(request.headers):
            return JSONResponse({"error": "sign in first"}, 403)
        try:
            upload = await _receive(request, incoming)
        except CorpusError as error:
            return JSONResponse({"error": str(error)}, 507)
        return JSONResponse({"id": upload.id})

    return [
        Route("/editor/sign-in", sign_in, methods=["POST"]),
        Route("/editor/sign-out", sign_out, methods=["POST"]),
        Route("/editor/files", take, methods=["POST"]),
        Route("/gradio_api/upload", _closed, methods=["POST"]),
    ]


async def _closed(_: Request) -> Response:
    return JSONResponse({"error": "files are sent to editor/files"}, 403)


async def _credentials(request: Request) -> tuple[str, str]:
    """Return name and password; empty ones for a body that is cut off, too long or not of that form."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST:
                return "", ""
        row = json.loads(body)
        return str(row["name"]), str(row["password"])
    except (ClientDisconnect, ValueError, KeyError, TypeError, RecursionError):
        return "", ""


async def _receive(request: Request, incoming: Incoming) -> Upload:
    """Write a file aside as it comes, no further than the largest that is read.

    Raises CorpusError when it cannot be written.
    """
    upload, out = incoming.begin(request.query_params.get("name", ""))
    if out is None:
        return upload
    size, most = 0, incoming.megabytes * 10**6
    try:
        with out:
            async for chunk in request.stream():
                size += len(chunk)
                if size > most:
                    break
                out.write(chunk)
        if size > most:
            return incoming.refuse(upload, f"more than {incoming.megabytes} MB; split it, "
                                           "or raise RAG_FILE_MEGABYTES")  # fmt: skip
        return await run_in_threadpool(incoming.complete, upload)
    except OSError as error:
        incoming.drop(upload)
        raise CorpusError(f"it cannot be kept ({error.strerror}); make room") from None
    except ClientDisconnect:
        incoming.drop(upload)
        raise CorpusError("the connection broke; send it again") from None
