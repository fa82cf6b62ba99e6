"""The few pages that the gateway shows to browsers, in French and Arabic side by side; they stand in `pages/`."""

from functools import cache
from pathlib import Path

from flask import Response

from gateway.api.refusals import UnknownPath

SHELF = Path(__file__).parent / "pages"
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def paper(name: str) -> Response:
    """Show a page."""
    return asset(f"{name}.html")


def asset(name: str) -> Response:
    """Give a page, a style or a script by its file name; there is nothing else on the shelf."""
    found = shelf().get(name)
    if found is None:
        raise UnknownPath
    answer = Response(found, content_type=TYPES[Path(name).suffix])
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


@cache
def shelf() -> dict[str, bytes]:
    """Read the pages once."""
    return {file.name: file.read_bytes() for file in SHELF.iterdir() if file.suffix in TYPES}
