"""How often one address may register, log in or try one e-mail, and all addresses together; how often people may be named, or be named."""

from collections.abc import Mapping

from flask import request

from gateway.api.office import office
from gateway.api.refusals import TooManyTries
from gateway.auth import guessing
from gateway.auth.allowances import Allowance, forget_idle, take


def limit_tries(email: str) -> None:
    """Count a try from this address, and for this e-mail from this address: an outsider cannot lock its owner out from elsewhere."""
    address, settings = request.remote_addr, office().settings
    _take({f"address {address}": settings.tries, f"address {address} e-mail {email.strip().lower()}": settings.tries_for_one_email})


def limit_mandates(professional: str, email: str) -> None:
    """Count a mandate that an account asks, and that is asked of the person with this e-mail, whether there is such a person or not."""
    settings = office().settings
    _take({f"mandates by {professional}": settings.mandates, f"mandates of {email.strip().lower()}": settings.mandates_of_one_email})


def _take(buckets: Mapping[str, Allowance]) -> None:
    """Take a try from each bucket, or from none and raise `TooManyTries`."""
    now = office().clock.now()
    with office().engine.connect() as session:
        wait = max(take(session, name, allowance, now) for name, allowance in buckets.items())
        if not wait:
            session.commit()
            return
        session.rollback()  # a refused try takes from neither
        forget_idle(session, now)
        session.commit()
    raise TooManyTries(headers={"Retry-After": str(wait)}, seconds=wait)


def limit_guesses(account: str) -> None:
    """Count a guess of an account's password, from wherever it comes (see `guessing`)."""
    now = office().clock.now()
    with office().engine.connect() as session:
        wait = guessing.take_guess(session, account, request.remote_addr or "::", now)
        if not wait:
            session.commit()
            return
    raise TooManyTries(headers={"Retry-After": str(wait)}, seconds=wait)


def remember_address(account: str) -> None:
    """Remember from where the owner of an account comes."""
    with office().engine.begin() as session:
        guessing.remember(session, account, request.remote_addr or "::", office().clock.now())
