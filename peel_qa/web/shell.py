"""Gradio's start page made ours: our title, style and script in its head, no foreign addresses, and a policy for its scripts.

Gradio starts from inline scripts. Each is named in the content security policy by its hash, so that no other inline
script, whoever wrote it, runs.
"""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peel_qa.web.feedback_form import form_html
from peel_qa.web.frame import footer_html, head_html, header_html
from peel_qa.web.guard import POLICY

# Social cards of gradio.app and raw.githubusercontent.com, and a manifest that is not served.
_FOREIGN = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|<link rel="manifest"[^>]*>')
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_NO_SCRIPT = '<noscript><p class="no-script">This view needs scripts. <a href="plain">The plain page</a> works without them.</p></noscript>'


def dress(html: str) -> str:
    """Gradio's start page with our head and without foreign addresses."""
    html = _FOREIGN.sub("", html).replace('lang="en"', 'lang="en-GB"', 1)
    html = html.replace("</head>", f"{head_html('')}</head>", 1)
    before = f'{header_html("")}{_NO_SCRIPT}<div id="main" tabindex="-1">'
    html = re.sub(r"<body[^>]*>", lambda body: body[0] + before, html, count=1)
    pattern = f'<template id="feedback-pattern">{form_html("", "answered")}</template>'
    return html.replace("</gradio-app>", f"</gradio-app></div>{footer_html()}{pattern}", 1)


def policy_for(html: str) -> str:
    """The content security policy of a page: its own inline scripts by hash, and no others."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(html))
    return POLICY.format(scripts="".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


class Shell:
    """ASGI middleware for the start page only; every other answer passes through as it comes."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the start page on its way out."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        # Uncompressed, so that it can be read here.
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        await self._app({**scope, "headers": headers}, receive, _Rewriting(send))


class _Rewriting:
    """A `send` that holds the answer back until it is whole, and sends it dressed."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        headers = MutableHeaders(scope=self._start)
        body = bytes(self._body)
        if headers.get("content-type", "").startswith("text/html") and body:
            html = dress(body.decode())
            body = html.encode()
            headers["content-security-policy"] = policy_for(html)
            headers["cache-control"] = "no-cache"
            headers["content-length"] = str(len(body))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})
