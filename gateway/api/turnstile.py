"""
The turnstile: what one account, and one address, may ask of a gateway in a minute and at once (ADR 0026).

A request spends by what it costs us. Whoever has spent his share, or has too many requests in hand, is refused at once and waits for
nobody's thread; the others notice nothing. Each answer says how the caller stands (draft-ietf-httpapi-ratelimit-headers).
"""

import time
from collections.abc import Callable
from functools import partial
from ipaddress import IPv6Address, ip_address

from flask import Flask, Response, g, request

from gateway.api.buckets import Buckets, Slots, Standing
from gateway.api.identity import forget, identify
from gateway.api.refusals import TooManyAtOnce, TooManyRequests
from gateway.insisting import REFUSED_FOR
from gateway.settings import RequestLimits

READ, WRITE, HEAVY = 1, 3, 10
READING = ("GET", "HEAD", "OPTIONS")
HEAVY_ROUTES = frozenset(
    {
        # Argon2id: 64 MiB and a tenth of a second of a processor
        "accounts.register",
        "accounts.log_in",
        "accounts.change_password",
        "users.open_for_official",
        # up to a hundred megabytes, hashed and looked into
        "documents.attach_document",
        "signature.verify_file",
        # a PIN is tried, documents are signed
        "signature.activate_key",
        "signature.sign",
    }
)
FREE_ROUTES = frozenset({"health.alive", "health.ready"})
WINDOW_SECONDS = 60
SAME_SITE_BITS = 64  # of an IPv6 address: a household, a server; who has one has all of it
SOON_SECONDS = 1
STRANGERS = 2  # behind one address, who have no account to be told apart by: so many times the slots of one account


class Turnstile:
    """The shares of all callers of one process."""

    def __init__(self, limits: RequestLimits, clock: Callable[[], float] = time.monotonic) -> None:
        """Count by these limits; one of 0 is none."""
        self._addresses = Buckets(limits.per_minute_from_one_address, clock) if limits.per_minute_from_one_address else None
        self._accounts = Buckets(limits.per_minute, clock) if limits.per_minute else None
        self._slots = Slots(limits.at_once) if limits.at_once else None
        self._strangers = Slots(STRANGERS * limits.at_once) if limits.at_once and limits.per_minute_from_one_address else None

    def admit_address(self) -> None:
        """Let an address spend, before anybody looks at what it brings; raise `TooManyRequests`."""
        if self._addresses is not None and request.endpoint not in FREE_ROUTES:
            stand("address", self._addresses.spend(client_address(), cost_of_request()))

    def admit_account(self) -> None:
        """Let the account that was found out spend; it, or else the address, takes a place; raise `TooManyRequests`, `TooManyAtOnce`."""
        account = g.principal.account if "principal" in g else ""
        if account and self._accounts is not None:
            stand("account", self._accounts.spend(account, cost_of_request()))
        slots, name = (self._slots, account) if account else (self._strangers, client_address())
        if slots is None or request.endpoint in FREE_ROUTES:
            return
        if not slots.enter(name):
            raise TooManyAtOnce(headers={"Retry-After": str(SOON_SECONDS)})
        g.leave = partial(slots.leave, name)

    @staticmethod
    def show(answer: Response) -> Response:
        """Say how the caller stands; keep his place until the last byte of the answer has left."""
        standings: dict[str, Standing] = g.get("standings", {})
        if standings:
            answer.headers["RateLimit-Policy"] = ", ".join(
                f'"{name}";q={each.quota};w={WINDOW_SECONDS}' for name, each in standings.items()
            )
            answer.headers["RateLimit"] = ", ".join(f'"{name}";r={each.left};t={each.full_in}' for name, each in standings.items())
        if "leave" in g:
            answer.call_on_close(g.pop("leave"))
        return answer


def stand(name: str, standing: Standing) -> None:
    """Remember how the caller stands; refuse when he has spent his share."""
    g.setdefault("standings", {})[name] = standing
    if cost_of_request() == READ:
        request.environ[REFUSED_FOR[name]] = standing.wait  # nothing costs less: whatever comes until then is refused
    if standing.wait:
        raise TooManyRequests(headers={"Retry-After": str(standing.wait)}, seconds=standing.wait)


def clear(_: BaseException | None) -> None:
    """Give back the place of a request that came to no answer."""
    if "leave" in g:
        g.pop("leave")()


def cost_of_request() -> int:
    """Tell what the present request costs: a read, a change, or what takes a processor for long."""
    if request.endpoint in HEAVY_ROUTES:
        return HEAVY
    return READ if request.method in READING else WRITE


def client_address() -> str:
    """Name whoever is at the other end, as far as the trusted proxies say; of an IPv6 address the part that one site has."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> (128 - SAME_SITE_BITS) << (128 - SAME_SITE_BITS)))


def identify_callers(app: Flask, limits: RequestLimits) -> None:
    """Stand before every route: the address is counted first, then the caller is identified, then his account is counted."""
    turnstile = Turnstile(limits)
    app.before_request(turnstile.admit_address)
    app.before_request(identify)
    app.before_request(turnstile.admit_account)
    app.after_request(turnstile.show)
    app.teardown_request(clear)
    app.teardown_request(forget)
