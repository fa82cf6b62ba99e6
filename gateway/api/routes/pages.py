"""The front page, the documentation and the description of the interface."""

from flask import Response, current_app
from marshmallow import fields

from gateway.api.door import Family
from gateway.api.paper import asset as from_shelf
from gateway.api.paper import paper
from gateway.api.schemas.shapes import View, many, said

family = Family("pages", "Pages for people, and the description of this interface")

DESCRIPTION = "rokhas-openapi"


class OpenApi(View):
    """A description of an interface (OpenAPI 3.1)."""

    openapi = said()
    info = fields.Dict(required=True)
    paths = fields.Dict(required=True)
    components = fields.Dict(required=True)
    tags = many(fields.Dict())


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
