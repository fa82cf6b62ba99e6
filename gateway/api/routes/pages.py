"""The front page, the documentation and the description of the interface."""

from typing import Any, TypedDict

from flask import Response, current_app

from gateway.api.door import Family
from gateway.api.paper import asset as from_shelf
from gateway.api.paper import paper

family = Family("pages", "Pages for people, and the description of this interface")

DESCRIPTION = "rokhas-openapi"


class OpenApi(TypedDict):
    """A description of an interface (OpenAPI 3.1)."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    components: dict[str, Any]
    tags: list[dict[str, Any]]


@family.call("GET", "/", gives="text/html")
def home() -> Response:
    """Welcome."""
    return paper("home")


@family.call("GET", "/dossiers/<dossier_id>", gives="text/html")
def dossier(dossier_id: str) -> Response:
    """Receive whoever followed the link in a message; the page is the same for every file and tells nothing of any."""
    return paper("dossier")


@family.call("GET", "/docs", gives="text/html")
def documentation() -> Response:
    """Read this description in a browser."""
    return paper("docs")


@family.call("GET", "/docs/<name>", gives=("text/css", "text/html", "text/javascript"))
def asset(name: str) -> Response:
    """Give a style or a script of the pages."""
    return from_shelf(name)


@family.call("GET", "/openapi.json", gives=OpenApi)
def description() -> Response:
    """Describe this interface (OpenAPI 3.1)."""
    return Response(current_app.extensions[DESCRIPTION], content_type="application/json")
