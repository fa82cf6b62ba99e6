"""How often one address may register or log in, and how often it may try one e-mail."""

from flask import request

from gateway.api.office import office
from gateway.api.refusals import TooManyTries
from gateway.auth.allowances import forget_idle, take


def limit_tries(email: str) -> None:
    """Count a try from this address, and for this e-mail from this address: an outsider cannot lock its owner out from elsewhere."""
    now, address, settings = office().clock.now(), request.remote_addr, office().settings
    with office().engine.begin() as session:
        wait = max(
            take(session, f"address {address}", settings.tries, now),
            take(session, f"address {address} e-mail {email.strip().lower()}", settings.tries_for_one_email, now),
        )
        if wait:
            forget_idle(session, now)
    if wait:
        raise TooManyTries(headers={"Retry-After": str(wait)}, seconds=wait)
