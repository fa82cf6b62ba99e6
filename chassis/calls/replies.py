"""
The way back of an answer: `reply.<answering service>.<secret of who asked>` on the exchange of the calls (ADR 0018).

The broker lets a service write under its own name alone, so an answer's routing key proves who gave it. A service's calls come as
`<service>.<method>`, two words: no key of one kind is ever bound or written as the other.
"""

import re
import secrets
from enum import StrEnum

from chassis import metrics
from chassis.log import log

SECRET = "[0-9a-f]{32}"  # noqa: S105 - its pattern


class Dropped(StrEnum):
    """Why an answer reached nobody."""

    LATE = "late"  # nobody waits for it: any more, or ever
    FOREIGN = "foreign"  # it came on the way of another service than was asked
    NO_WAY_BACK = "no-way-back"  # the call asked to be answered elsewhere than under the reply keys of this service


def new_secret() -> str:
    """Draw 128 bits that nobody can guess: for a reply key, or to tell a call's answer."""
    return secrets.token_hex(16)


def reply_key(service: str, secret: str) -> str:
    """Give the routing key on which `service` answers whoever drew the secret."""
    return f"reply.{service}.{secret}"


def leads_back(reply_to: object, service: str) -> bool:
    """
    Tell whether `service` may answer there: the address of a call comes from its caller, who may wish to have anything said elsewhere.

    The broker would refuse it too, but by closing the channel over which everybody is answered.
    """
    return isinstance(reply_to, str) and re.fullmatch(rf"reply\.{re.escape(service)}\.{SECRET}", reply_to) is not None


def answering(key: str) -> str:
    """Name the service that answered on a reply key."""
    return key.split(".")[1]


def drop(reason: Dropped, service: str) -> None:
    """Count and log an answer, of which nothing is shown, that reaches nobody; `service` gave it, or would have."""
    metrics.ANSWERS_DROPPED.labels(reason).inc()
    log.warning("answer-dropped", reason=reason, answering=service)
