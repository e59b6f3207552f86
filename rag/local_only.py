"""Nothing on the page comes from another host: a header that the browser enforces."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class LocalOnly:
    """ASGI middleware: the browser is told to load nothing from elsewhere.

    Gradio's template names pictures on other hosts for link previews; these lines go too.
    """

    POLICY = (
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        b"connect-src 'self'; media-src 'self' data: blob:; worker-src 'self' blob:; "
        b"object-src 'none'; base-uri 'self'; form-action 'self'"
    )
    OUTSIDE = re.compile(
        rb"<meta[^>]*(?:https?://|@gradio|@teamGradio|try out the app)[^>]*>\s*"
        rb"|<link rel=\"manifest\"[^>]*>\s*"
    )

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the answer gets the policy header, a page loses outside names."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def send_local(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                kept = [h for h in message["headers"] if h[0] != b"content-security-policy"]
                message["headers"] = [*kept, (b"content-security-policy", self.POLICY)]
                if dict(kept).get(b"content-type", b"").startswith(b"text/html"):
                    start = message
                    return
            elif start and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                body = self.OUTSIDE.sub(b"", body)
                kept = [h for h in start["headers"] if h[0] != b"content-length"]
                size = (b"content-length", str(len(body)).encode())
                await send({**start, "headers": [*kept, size]})
                message = {"type": "http.response.body", "body": body}
            await send(message)

        await self.app(scope, receive, send_local)
