"""
Who is calling.

Each route demands a bearer token, verified here and again by the service that is asked, or stands on the list of public routes.
"""

from typing import cast

from flask import g, request

from chassis.acts import act_as
from chassis.log import concerning
from contracts.people import NOBODY, Principal
from contracts.refusals import Unauthenticated
from gateway.api.resources import resources

PUBLIC_ROUTES = frozenset(
    {
        # whoever comes in has no token yet; a refresh token is its own proof
        "accounts.register",
        "accounts.log_in",
        "accounts.refresh",
        "accounts.log_out",
        "accounts.key_set",
        # the law, the map
        "territory.regions",
        "territory.provinces",
        "territory.communes",
        "territory.arrondissements",
        "territory.agencies",
        "procedures.procedures",
        "procedures.procedure",
        # proven by the provider's hash; the browser's return shows a page and proves nothing
        "payments.callback",
        "payments.browser_return",
        "payments.browser_posted_return",
        # public keys and public checks
        "signature.recipient_key",
        "signature.ca_certificate",
        "signature.verify_code",
        "signature.verify_file",
        "health.alive",
        "health.ready",
        "pages.home",
        "pages.dossier",
        "pages.documentation",
        "pages.asset",
        "pages.description",
    }
)


def principal() -> Principal:
    """Give the caller of a route that is not public."""
    return cast(Principal, g.principal)


def identify() -> None:
    """Find out who is calling, before any route that is not public; what he does is his act, and his account is in each line of the log."""
    if request.endpoint is None or request.endpoint in PUBLIC_ROUTES:
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated
    g.token = token.strip()
    g.principal = resources().verifier.verify(g.token)
    act_as(g.principal)
    concerning(account=g.principal.account)


def forget(_: BaseException | None) -> None:
    """Let the thread act for nobody until the next caller is known."""
    act_as(NOBODY)
