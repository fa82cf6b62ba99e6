"""
The description of the interface: what each route declares, and what all routes of a kind have in common.

A route that demands an identity may answer 401 and 403; one with a part in its path 404; one that reads something 422; one that changes
something 409, 412, 413 and 415; all may answer 400, 429, 503 and 504. Every refusal is a problem.
"""

import http
from typing import Any

from apispec import APISpec, BasePlugin
from flask import Flask
from flask_smorest import Api
from marshmallow import fields

from gateway.api import problems
from gateway.api.asking import IDEMPOTENCY_KEY
from gateway.api.identity import PUBLIC_ROUTES
from gateway.api.schemas.shapes import View, many, said

TITLE = "Rokhas"
ALWAYS = (400, 429, 503, 504)
IF_MATCH = r'^(\*|(W/)?"[!#-~]*"( ?, ?(W/)?"[!#-~]*")*)$'


class ProblemReason(View):
    """What is wrong with one field."""

    code = said()
    detail = said()


class Problem(View):
    """A refusal or a failure (RFC 9457), in the language of `Accept-Language` (fr, ar, en)."""

    type = said(form="uri")
    title = said()
    status = fields.Integer(required=True)
    detail = said()
    code = said("Never changes.")
    trace_id = said("To quote when reporting the problem.")
    errors = fields.Dict(keys=fields.String(), values=many(ProblemReason), metadata={"description": "By the path of the field."})


class CommonAnswers(BasePlugin):
    """Completes each operation with what follows from its kind."""

    def init_spec(self, spec: APISpec) -> None:
        """Describe problems, tokens and the headers that many calls know."""
        spec.components.schema("Problem", schema=Problem)
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
            refused = {*ALWAYS, *_of_kind(verb, operation, path or "", public=public), *operation.pop("x-refuses", ())}
            operation["security"] = [] if public else [{"bearer": []}]
            operation["operationId"] = options["rule"].endpoint.replace(".", "-").replace("_", "-")
            answers = {status: answer for status, answer in operation["responses"].items() if isinstance(answer, dict)}
            if http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE in refused:
                answers[http.HTTPStatus.PARTIAL_CONTENT] = {
                    **answers[http.HTTPStatus.OK],
                    "description": http.HTTPStatus.PARTIAL_CONTENT.phrase,
                }
            operation["responses"] = {**answers, **{status: _problem(status) for status in sorted(refused) if status not in answers}}
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


def _problem(status: int) -> dict[str, Any]:
    """Describe a problem with this status."""
    if status == http.HTTPStatus.NOT_MODIFIED:
        return {"description": "Not Modified"}
    return {"description": http.HTTPStatus(status).phrase, "content": {problems.CONTENT_TYPE: {"schema": "Problem"}}}


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
