"""How often one address may register or log in, and how often it may try one e-mail."""

from gateway.api.office import office
from gateway.api.refusals import TooManyRequests
from gateway.api.turnstile import client_address
from gateway.auth.allowances import forget_idle, take


def limit_tries(email: str) -> None:
    """Count a try from this address, and for this e-mail from this address: an outsider cannot lock its owner out from elsewhere."""
    now, address, settings = office().clock.now(), client_address(), office().settings
    buckets = {f"address {address}": settings.tries, f"address {address} e-mail {email.strip().lower()}": settings.tries_for_one_email}
    with office().engine.connect() as session:
        wait = max(take(session, name, allowance, now) for name, allowance in buckets.items())
        if not wait:
            session.commit()
            return
        session.rollback()  # a refused try takes from neither
        forget_idle(session, now)
        session.commit()
    raise TooManyRequests(headers={"Retry-After": str(wait)}, seconds=wait)
