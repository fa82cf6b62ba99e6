"""
How a call is declared: verb and path, what it takes, what it answers, which calls of rooms it makes. Reading and documentation follow.

    @dossiers.call("POST", "/v1/dossiers", takes=NewDossier, gives=DossierView, status=201, asks=Filing.create_dossier)
    def create_dossier(asked: Json) -> Json:
        "Open a draft."

The function receives the content, then the query, then the parts of the path by name. Its docstring is the public documentation.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

import msgspec
from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema

from gateway.api.described import reference
from gateway.api.reading import Parser, is_storable
from gateway.api.refusals import UnknownPath

Json = dict[str, Any]
Media = str | tuple[str, ...]
Answer = Any
"""The type of an answer: a typed dictionary, or a page of them."""
Asked = Callable[..., Any]
"""A call of a room: a method of its protocol (`contracts/calls/`)."""
Route = TypeVar("Route", bound=Callable[..., Any])

FORM, JSON, PDF = "application/x-www-form-urlencoded", "application/json", "application/pdf"
TEXT = {"type": "string"}
FIELDS = {"type": "object", "additionalProperties": {"type": "string"}}
CONDITIONAL = (304, 412, 422)
RANGED = (*CONDITIONAL, 416)


class Family(Blueprint):
    """A family of calls."""

    ARGUMENTS_PARSER: ClassVar[Parser] = Parser()
    answers: ClassVar[list[Any]] = []
    """The types of all that is answered, by any family."""

    def __init__(self, name: str, about: str) -> None:
        """Name the family; `about` is shown in the documentation."""
        super().__init__(name, __name__, description=about)

    def call(
        self,
        verb: str,
        path: str,
        *,
        takes: type[Schema] | None = None,
        query: type[Schema] | None = None,
        gives: Answer | Media | None = None,
        status: int = 200,
        otherwise: Mapping[int, Answer] | None = None,
        refuses: tuple[int, ...] = (),
        body: Media = (),
        asks: Asked | tuple[Asked, ...] = (),
    ) -> Callable[[Route], Route]:
        """
        Declare a call.

        `takes` is the JSON content, `query` the query, `gives` the type of an answer or media types (nothing: 204), `otherwise` what is
        given with another status, which the function then says itself; `refuses` the statuses beyond those that follow from the rest (see
        `openapi`); `body` are the media types of another content than JSON, which the function reads itself. Each type is named: programs
        that write clients pass over `*/*`. `asks` are the calls of rooms that it makes: as they may be refused, so may it.
        """

        def declare(function: Route) -> Route:
            view: Any = _answering(gives, 204 if gives is None else status, self)(function)
            for other, answer in (otherwise or {}).items():
                view = self.doc(responses=self.described(other, answer))(view)
            asked = asks if isinstance(asks, tuple) else (asks,)
            view = self.doc(**{"x-refuses": refuses, "x-asks": asked, "x-reads": takes is not None or query is not None})(view)
            if body:
                view = self.doc(requestBody={"content": _contents(body), "required": body != FORM})(view)
            if query is not None:
                view = self.arguments(query, location="query")(view)
            if takes is not None:
                view = self.arguments(takes, required=_is_needed(takes))(view)
            self.route(path, methods=[verb])(_with_readable_path(view))
            return function

        return declare

    def described(self, status: int, answer: Answer) -> Json:
        """Describe an answer of JSON."""
        self.answers.append(answer)
        return {str(status): {"description": HTTPStatus(status).phrase, "content": {JSON: {"schema": reference(answer)}}}}


def _contents(media: Media) -> Json:
    """Describe contents other than JSON: fields of a form, text, or bytes."""
    types = (media,) if isinstance(media, str) else media
    return {each: {"schema": FIELDS if each == FORM else TEXT if each.startswith("text/") else binary(each)} for each in types}


def binary(media_type: str) -> Json:
    """Describe bytes: in the words of OpenAPI 3.1 (`contentMediaType`), and as generators of clients still want them (`format`)."""
    return {"type": "string", "format": "binary", "contentMediaType": media_type}


def _answering(gives: Answer | Media | None, status: int, family: Family) -> Callable[[Any], Any]:
    """Document and write the answer."""
    if gives is None:
        return lambda function: family.response(204)(_without_content(function))
    if isinstance(gives, str | tuple):
        described = {status: {"description": HTTPStatus(status).phrase, "content": _contents(gives)}}
        return lambda function: family.doc(responses=described)(function)
    return lambda function: family.doc(responses=family.described(status, gives))(_as_json(function, status))


def _as_json(function: Callable[..., Any], status: int) -> Callable[..., Response]:
    """Write what the function gives as JSON: an answer, or an answer with its status and its headers."""

    @wraps(function)
    def view(*arguments: Any, **path: Any) -> Response:
        answer = function(*arguments, **path)
        if isinstance(answer, Response):
            return answer
        return written(*answer) if isinstance(answer, tuple) else written(answer, status)

    return view


def written(answer: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Write an answer as JSON."""
    return Response(msgspec.json.encode(answer), status, headers, content_type=JSON)


def _is_needed(takes: type[Schema]) -> bool:
    """Tell whether the content may be left out: when no field of it is required."""
    return any(field.required for field in takes().fields.values())


def _without_content(function: Callable[..., Any]) -> Callable[..., Response]:
    """Answer 204 whatever the function gives."""

    @wraps(function)
    def view(*arguments: Any, **path: Any) -> Response:
        function(*arguments, **path)
        return Response(status=204)

    return view


def _with_readable_path(view: Callable[..., Any]) -> Callable[..., Any]:
    """Know nothing under a path with signs that no identifier has."""

    @wraps(view)
    def checked(*arguments: Any, **path: Any) -> Any:
        if not all(is_storable(str(part)) for part in path.values()):
            raise UnknownPath
        return view(*arguments, **path)

    return checked
