"""
Reading what callers send, strictly: real JSON of finite figures and storable text.

Every breach becomes a reason with the path of its field.
"""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser
from webargs.multidictproxy import MultiDictProxy
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.utils import cached_property
from werkzeug.wsgi import LimitedStream

from contracts.refusals import Reason
from gateway.api.refusals import ContentRefused, MalformedContent, MediaTypeRefused, NameRepeated

JSON_LIMIT = 1_000_000  # bytes
DEEPEST = 32
PIECE = 64 * 1024


class BodyInChunks(LimitedStream):
    """A body whose length nobody announced: read to its end, it is whole, or beyond the limit and refused (413), never cut off there."""

    def __init__(self, stream: Any, limit: int) -> None:
        """Read at most `limit` bytes."""
        super().__init__(stream, limit, is_max=True)

    def on_exhausted(self) -> None:
        """Refuse a body that goes on after the limit; one that ends there is whole."""
        if self._stream.read(1):
            raise RequestEntityTooLarge

    def readall(self) -> bytes:
        """Read to the end, and see that it is one."""
        whole = bytearray()
        while piece := self.read(PIECE):
            whole += piece
        return bytes(whole)


class MeasuredRequest(Request):
    """A request whose body is as long as it says: one that was cut off on the way is refused, never taken as whole."""

    def __init__(self, environ: dict[str, Any], *rest: Any, **options: Any) -> None:
        """Have the body measured; a server's word that it ends well counts only for a body in chunks."""
        if environ.get("CONTENT_LENGTH") and not environ.get("HTTP_TRANSFER_ENCODING"):
            environ.pop("wsgi.input_terminated", None)
        super().__init__(environ, *rest, **options)

    @cached_property
    def stream(self) -> Any:
        """Give the body to be read."""
        announced = super().stream
        if self.max_content_length is not None and self.environ.get("wsgi.input_terminated"):
            return BodyInChunks(self.environ["wsgi.input"], self.max_content_length)
        return announced


class Parser(FlaskParser):
    """webargs with our own reading and our own refusals."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": None, "query": None, "form": None}  # noqa: RUF012 - each schema says what it thinks of unknown fields

    def load_json(self, req: Request, schema: Schema) -> Any:
        """Read the body; an absent one is an empty object."""
        body = req.get_data(cache=True)
        if not body:
            return {}
        if not req.is_json:
            raise MediaTypeRefused(expected="application/json")
        content = read_json(body)
        refuse_unstorable(content)
        return content

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """Read the query."""
        refuse_unstorable(req.args.to_dict())
        return MultiDictProxy(req.args, schema)

    def load_form(self, req: Request, schema: Schema) -> Any:
        """Read a form posted by a browser or a provider."""
        refuse_unstorable(req.form.to_dict())
        return MultiDictProxy(req.form, schema)

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, **_: Any) -> NoReturn:
        """Refuse with a reason for each breach."""
        raise ContentRefused(reasons_of(error.messages)) from error


def read_json(body: bytes) -> Any:
    """Read JSON; refuse what RFC 8259 does not know (NaN, Infinity), a name said twice, figures beyond reason, depth beyond `DEEPEST`."""
    try:
        return json.loads(body, parse_constant=_refuse_constant, object_pairs_hook=_object_of)
    except (ValueError, RecursionError) as error:
        raise MalformedContent from error


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object; a name may stand in it once."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise NameRepeated
    return made


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and the infinities."""
    raise ValueError(name)


def refuse_unstorable(content: Any) -> None:
    """Refuse what no database keeps: NUL and lone surrogates in text, infinite figures, bottomless nesting."""
    if reasons := list(_unstorable(content, "", 0)):
        raise ContentRefused(reasons)


def is_storable(text: str) -> bool:
    """Tell whether PostgreSQL and UTF-8 can hold this text."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _unstorable(content: Any, path: str, depth: int) -> Iterator[Reason]:
    """Walk through the content."""
    if isinstance(content, str) and not is_storable(content):
        yield Reason("text-not-storable", path)
    if isinstance(content, float) and not math.isfinite(content):
        yield Reason("out-of-bounds", path)
    if depth > DEEPEST:
        yield Reason("nested-too-deep", path)
        return
    for name, value in _inside(content):
        if is_storable(name):
            yield from _unstorable(value, _under(path, name), depth + 1)
        else:
            yield Reason("text-not-storable", path)


def _inside(content: Any) -> Iterable[tuple[str, Any]]:
    """Give what an object or a list holds, by name or position."""
    if isinstance(content, dict):
        return content.items()
    if isinstance(content, list):
        return ((str(position), value) for position, value in enumerate(content))
    return ()


def _under(path: str, name: str) -> str:
    """Name what lies under a path."""
    return f"{path}.{name}" if path else name


def reasons_of(messages: Any) -> Iterator[Reason]:
    """Flatten marshmallow's messages, by place and field, into reasons: they are codes of the catalogue, or reasons, already."""
    for content in messages.values():
        yield from _flattened(content, "")


def _flattened(messages: Any, path: str) -> Iterator[Reason]:
    """Give a reason for each message below a path."""
    if isinstance(messages, dict):
        for name, below in messages.items():
            yield from _flattened(below, path if name == "_schema" else _under(path, str(name)))
    elif isinstance(messages, list):
        for message in messages:
            yield from _flattened(message, path)
    elif isinstance(messages, Reason):
        yield replace(messages, field=path)
    else:
        yield Reason(str(messages), path)
