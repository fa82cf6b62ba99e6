"""How often one address may register, log in or try one e-mail, and all addresses together; how often people may be named, or be named."""

from collections.abc import Mapping

from gateway.api.refusals import TooManyRequests
from gateway.api.resources import resources
from gateway.api.turnstile import client_address
from gateway.auth import guessing
from gateway.auth.allowances import Allowance, forget_idle, take


def limit_tries(email: str) -> None:
    """Count a try from this address, and for this e-mail from this address: an outsider cannot lock its owner out from elsewhere."""
    address, settings = client_address(), resources().settings
    _take({f"address {address}": settings.tries, f"address {address} e-mail {email.strip().lower()}": settings.tries_for_one_email})


def limit_mandates(professional: str, email: str) -> None:
    """Count a mandate that an account asks, and that is asked of the person with this e-mail, whether there is such a person or not."""
    settings = resources().settings
    _take({f"mandates by {professional}": settings.mandates, f"mandates of {email.strip().lower()}": settings.mandates_of_one_email})


def _take(buckets: Mapping[str, Allowance]) -> None:
    """Take a try from each bucket, or from none and raise `TooManyRequests`."""
    now = resources().clock.now()
    with resources().engine.connect() as connection:
        wait = max(take(connection, name, allowance, now) for name, allowance in buckets.items())
        if not wait:
            connection.commit()
            return
        connection.rollback()  # a refused try takes from neither
        forget_idle(connection, now)
        connection.commit()
    raise TooManyRequests(headers={"Retry-After": str(wait)}, seconds=wait)


def limit_guesses(account: str) -> None:
    """Count a guess of an account's password, from wherever it comes (see `guessing`)."""
    now = resources().clock.now()
    with resources().engine.connect() as connection:
        wait = guessing.take_guess(connection, account, client_address(), now)
        if not wait:
            connection.commit()
            return
    raise TooManyRequests(headers={"Retry-After": str(wait)}, seconds=wait)


def remember_address(account: str) -> None:
    """Remember from where the owner of an account comes."""
    with resources().engine.begin() as connection:
        guessing.remember(connection, account, client_address(), resources().clock.now())
