"""
The gateway's WSGI application behind a server that speaks ASGI: threads for requests that are here, none for clients (ADR 0031).

A request waits on the event loop until the first part of its body is here, and its answer until the client takes it. Whoever sends a large
body is read by threads of their own, half as many more: slowly or not, they keep nobody else waiting.
"""

import asyncio
import random
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import copy_context
from functools import lru_cache, partial
from io import BufferedReader
from typing import Any
from urllib.parse import unquote_to_bytes

from gateway.answers import Answer, Application, Aside, Environ, Send, deliver
from gateway.bodies import FIRST_PART, Body, Receive
from gateway.insisting import RESTS_FOR

LONGEST_REST_SECONDS = 5.0
SCATTER_SECONDS = 1.0
ALWAYS: Environ = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,  # a body that breaks off raises
}
SAID_ONCE = ("CONTENT_LENGTH", "CONTENT_TYPE")

Scope = dict[str, Any]


class Bridge:
    """An ASGI application around a WSGI one."""

    def __init__(self, application: Application, threads: int) -> None:
        """Begin with no request."""
        self._application = application
        self._threads = ThreadPoolExecutor(threads, "request")
        self._receiving = ThreadPoolExecutor(max(1, threads // 2), "receiving")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        environ = environ_of(scope)
        body = Body(receive, is_over=not announces_a_body(environ))
        if "HTTP_EXPECT" not in environ:  # such a client waits for our word, which may be a refusal
            await body.gather(FIRST_PART)
        environ["wsgi.input"] = BufferedReader(body)
        threads = self._threads if body.is_over else self._receiving
        aside = errands(threads)
        answer: Answer = await aside(Answer, self._application, environ)
        if seconds := environ.get(RESTS_FOR):
            await asyncio.sleep(rest(seconds))
        await send(answer.head(is_last=not body.is_whole))  # a client that was told otherwise would lose its next request
        await deliver(answer, send, receive, aside)


def errands(threads: Executor) -> Aside:
    """Give the way in which these threads are sent on the errands of one request; each finds the trace that the one before it began."""
    loop, context = asyncio.get_running_loop(), copy_context()
    return lambda errand, *arguments: loop.run_in_executor(threads, partial(context.run, errand, *arguments))


def rest(seconds: float) -> float:
    """
    Tell how long a client that came before he was told to waits for his refusal; nothing more is read on his connection meanwhile.

    Many connections of one client that all go on at once would hold up others: each goes on at a moment of its own.
    """
    return min(seconds, LONGEST_REST_SECONDS) + random.uniform(0, SCATTER_SECONDS)  # noqa: S311 - a pace, no secret


def environ_of(scope: Scope) -> Environ:
    """
    Describe a request as WSGI does (PEP 3333).

    A header whose name has an underscore is left out: `X_Forwarded_For` would pass for the `X-Forwarded-For` of a proxy.
    """
    host, port = scope["server"] or ("", 0)
    client = scope["client"] or ("",)
    environ = ALWAYS | {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": client[0],
        "wsgi.url_scheme": scope["scheme"],
    }
    for name, value in scope["headers"]:
        key, text = key_of(name), value.decode("latin-1")
        if key:
            environ[key] = f"{environ[key]},{text}" if key in environ and key not in SAID_ONCE else text
    return environ


def announces_a_body(environ: Environ) -> bool:
    """Tell whether a request has a body (RFC 9112, 6)."""
    return "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0"


@lru_cache(256)
def key_of(header: bytes) -> str:
    """Name a header as WSGI does; one that it could not name for certain has no name."""
    name = header.decode("latin-1").upper()
    if "_" in name:
        return ""
    key = name.replace("-", "_")
    return key if key in SAID_ONCE else f"HTTP_{key}"
