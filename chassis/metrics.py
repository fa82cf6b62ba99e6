"""What each process measures, in Prometheus's format; names and units are listed in `docs/operations.md`."""

from prometheus_client import Counter, Gauge, Histogram

from chassis.calls.wire import AWAY
from contracts.refusals import Refusal

FAST = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

CALLS = Histogram("rokhas_call_seconds", "Time to answer a call, by outcome", ["service", "method", "outcome"], buckets=FAST)
ANSWERS_DROPPED = Counter("rokhas_answers_dropped_total", "Answers to calls that reached nobody", ["reason"])
REACTIONS = Histogram("rokhas_reaction_seconds", "Time of a reaction, by outcome", ["queue", "outcome"], buckets=FAST)
EVENT_AGE = Histogram("rokhas_event_age_seconds", "From the announcement of an event to its handling", ["queue"], buckets=FAST)
PARKED = Counter("rokhas_parked_total", "Messages put aside for an operator", ["queue"])
PARKED_NOW = Gauge("rokhas_parked_messages", "Messages waiting for an operator", ["service"])
OUTBOX_DEPTH = Gauge("rokhas_outbox_waiting", "Events not yet confirmed by the broker", ["service"])
OUTBOX_AGE = Gauge("rokhas_outbox_oldest_seconds", "Age of the oldest event not yet confirmed", ["service"])
PUBLISHED = Counter("rokhas_relay_published_total", "Events confirmed by the broker", ["service"])
UNPUBLISHED = Counter("rokhas_relay_refused_total", "Events returned or refused by the broker; they are tried again", ["service"])


def outcome_of(failure: BaseException | None) -> str:
    """Name what became of a call: done, refused, unavailable (something the service needs is away), or failed by our own mistake."""
    if failure is None:
        return "done"
    if isinstance(failure, Refusal):
        return "refused"
    return "unavailable" if isinstance(failure, AWAY) else "failed"
