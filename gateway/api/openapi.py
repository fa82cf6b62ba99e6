"""
The description of the interface: what each route declares, and what all routes of a kind have in common.

A route that demands an identity may answer 401 and 403; one with a part in its path 404; one that reads something 422; one that changes
something 409, 412, 413 and 415; all may answer 400, 429, 503 and 504. Every refusal is a problem.
"""

import http
from collections.abc import Callable, Iterable
from typing import Annotated, Any, NotRequired, TypedDict

from apispec import APISpec, BasePlugin
from flask import Flask
from flask_smorest import Api

from contracts.calls.definition import refusals_of
from contracts.calls.shapes import about
from gateway.api import problems
from gateway.api.asking import IDEMPOTENCY_KEY
from gateway.api.described import reference, schemas_of
from gateway.api.door import Family
from gateway.api.identity import PUBLIC_ROUTES

TITLE = "Rokhas"
ALWAYS = (400, 429, 503, 504)
IF_MATCH = r'^(\*|(W/)?"[!#-~]*"( ?, ?(W/)?"[!#-~]*")*)$'


class ProblemReason(TypedDict):
    """What is wrong with one field."""

    code: str
    detail: str


class Problem(TypedDict):
    """A refusal or a failure (RFC 9457), in the language of `Accept-Language` (fr, ar, en)."""

    type: Annotated[str, about(format="uri")]
    title: str
    status: int
    detail: str
    code: Annotated[str, about("Never changes.")]
    trace_id: Annotated[str, about("To quote when reporting the problem.")]
    errors: NotRequired[Annotated[dict[str, list[ProblemReason]], about("By the path of the field.")]]


class CommonAnswers(BasePlugin):
    """Completes each operation with what follows from its kind."""

    def init_spec(self, spec: APISpec) -> None:
        """Describe problems, tokens and the headers that many calls know."""
        for name, schema in schemas_of([Problem, *Family.answers]).items():
            spec.components.schema(name, schema)
        spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
        key = {"description": "Makes a repetition safe: the same key and content give the first answer again.", "schema": _text(255)}
        spec.components.parameter(IDEMPOTENCY_KEY, "header", key)
        version = {"description": "ETag of the version that is being changed.", "schema": {"type": "string", "pattern": IF_MATCH}}
        spec.components.parameter("If-Match", "header", version)
        had = {"description": "ETag that the caller has already: 304 when it is still this one.", "schema": version["schema"]}
        spec.components.parameter("If-None-Match", "header", had)
        part = {"description": "One part of the document, `bytes=0-99` (RFC 9110, 14).", "schema": {"type": "string"}}
        spec.components.parameter("Range", "header", part)
        spec.components.parameter("Accept-Language", "header", {"description": "fr, ar or en.", "schema": {"type": "string"}})

    def operation_helper(self, path: str | None = None, operations: dict[str, Any] | None = None, **options: Any) -> None:
        """Complete the operations of one path."""
        public = options["rule"].endpoint in PUBLIC_ROUTES
        for verb, operation in (operations or {}).items():
            codes = _codes_of(operation.pop("x-asks", ()))
            refused = {*ALWAYS, *_of_kind(verb, operation, path or "", public=public), *operation.pop("x-refuses", ()), *codes}
            operation["security"] = [] if public else [{"bearer": []}]
            operation["operationId"] = options["rule"].endpoint.replace(".", "-").replace("_", "-")
            answers = {status: answer for status, answer in operation["responses"].items() if isinstance(answer, dict)}
            if http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE in refused:
                answers[http.HTTPStatus.PARTIAL_CONTENT] = {
                    **answers[http.HTTPStatus.OK],
                    "description": http.HTTPStatus.PARTIAL_CONTENT.phrase,
                }
            operation["responses"] = {
                **answers,
                **{status: _problem(status, codes.get(status, ())) for status in sorted(refused) if status not in answers},
            }
            headers = ["Accept-Language", *([IDEMPOTENCY_KEY] if verb == "post" else []), *(["If-Match"] if verb == "patch" else [])]
            headers += [name for name, status in (("If-None-Match", 304), ("Range", 416)) if status in refused]
            operation.setdefault("parameters", []).extend(headers)


def _of_kind(verb: str, operation: dict[str, Any], path: str, *, public: bool) -> set[int]:
    """Tell how an operation of this kind may be refused."""
    refused = set() if public else {401, 403}
    if "{" in path or "<" in path:
        refused |= {404}
    if operation.pop("x-reads", False) or verb == "post":
        refused |= {422}
    if verb in ("post", "put", "patch"):
        refused |= {404, 409, 412, 413, 415, 422}
    return refused


def _codes_of(asked: Iterable[Callable[..., Any]]) -> dict[int, list[str]]:
    """Gather with which codes the calls of rooms that an operation makes may be refused, by status."""
    codes: dict[int, set[str]] = {}
    for call in asked:
        for kind, refused in refusals_of(call).items():
            for code in refused:
                codes.setdefault(problems.BY_CODE.get(code, problems.BY_KIND[kind]), set()).add(code)
    return {status: sorted(found) for status, found in codes.items()}


def _problem(status: int, codes: Iterable[str]) -> dict[str, Any]:
    """Describe a problem with this status, and the codes that it may have where rooms refuse."""
    if status == http.HTTPStatus.NOT_MODIFIED:
        return {"description": "Not Modified"}
    said = http.HTTPStatus(status).phrase
    content = {"content": {problems.CONTENT_TYPE: {"schema": reference(Problem)}}}
    return (
        {"description": f"{said}: {', '.join(f'`{code}`' for code in codes)}.", "x-codes": list(codes), **content}
        if codes
        else {"description": said, **content}
    )


def _text(longest: int) -> dict[str, Any]:
    """Describe a header's text."""
    return {"type": "string", "minLength": 1, "maxLength": longest, "pattern": "^[!-~]+$"}


def describe(app: Flask, version: str) -> Api:
    """Prepare the description; families register themselves with it."""
    app.config.update(API_TITLE=TITLE, API_VERSION=version, OPENAPI_VERSION="3.1.0")
    about = "The open platform on which communes receive, study, decide, collect, sign and deliver permits."
    api = Api(spec_kwargs={"extra_plugins": [CommonAnswers()], "info": {"description": about}})
    api.DEFAULT_ERROR_RESPONSE_NAME = None
    api.init_app(app)
    return api
