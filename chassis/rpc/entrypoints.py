"""
The entrypoints of calls: `@command(roles...)` and `@question(roles...)`.

Every call is authenticated here, by the service itself, and must hold one of the roles named. The method has committed before the answer
leaves, so an answer never tells of something that did not happen; a repeated command gets its first answer. Each command is an act of
its caller, kept for ever (`chassis/acts.py`), and one line in the log; so is each refusal.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, cast

from kombu import Message
from nameko.exceptions import ContainerBeingKilled
from nameko.rpc import Rpc, RpcConsumer

from chassis import metrics, trace
from chassis.acts import Act, plain, subject_names
from chassis.calls import wire
from chassis.calls.arguments import refuse_misfits, shape_of
from chassis.calls.replies import Dropped, drop, leads_back
from chassis.consuming import RawQueueConsumer, raw_body
from chassis.log import log
from chassis.publishing import answers_of
from chassis.receipts import AlreadyDone, Errand
from chassis.tokens import verifier_for
from contracts.events import kebab
from contracts.identifiers import new_id
from contracts.people import NOBODY, Principal, Role
from contracts.refusals import Forbidden, Refusal

Method = TypeVar("Method", bound=Callable[..., Any])

PUBLIC: Final = "public"
"""In place of roles: anybody may ask."""
Door = Role | Literal["public"]


class CallConsumer(RpcConsumer):
    """The queue of a service's calls, undecoded; a call that cannot be read is parked, one that cannot be answered is not done."""

    queue_consumer = RawQueueConsumer()

    def handle_message(self, message: Message) -> None:
        """Find the method and run it; answer at once when it cannot be run."""
        started = time.perf_counter()
        try:
            kwargs = wire.read_call(raw_body(message))
        except wire.MalformedCall as error:
            self.queue_consumer.park_and_ack(message, self.queue.name, f"malformed: {error}")
            return
        if not leads_back(message.properties.get("reply_to"), self.container.service_name):
            drop(Dropped.NO_WAY_BACK, self.container.service_name)
            self.queue_consumer.ack_message(message)
            return
        try:
            self.get_provider_for_method(message.delivery_info["routing_key"]).run(kwargs, message, started)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the caller waits for an answer
            self.turn_away(message, started, failure)

    def turn_away(self, message: Message, started: float, failure: Exception) -> None:
        """Answer a call that came to no worker; its trace goes on, and it is measured and logged like any other."""
        trace.begin(wire.Context.read(message.headers).traceparent)
        called = message.delivery_info["routing_key"].rpartition(".")[2]
        method = called if called in {provider.method_name for provider in self._providers} else "unknown"
        if isinstance(failure, Refusal):
            log.info("call-refused", method=method, code=failure.code)
        else:
            log.exception("call-failed", method=method)
        self.reply(message, method, started, None, failure)

    def reply(self, message: Message, method: str, started: float, result: Any, failure: BaseException | None) -> None:
        """Measure, answer, then acknowledge."""
        answer, failure = wire.conclude(result, failure)
        took = time.perf_counter() - started
        metrics.CALLS.labels(self.container.service_name, method, metrics.outcome_of(failure)).observe(took)
        asked = message.properties
        answers_of(self.container.config["AMQP_URI"]).send(asked["reply_to"], asked.get("correlation_id", ""), answer)
        self.queue_consumer.ack_message(message)


class Call(Rpc):
    """One callable method, and who may call it."""

    rpc_consumer = CallConsumer()

    def __init__(self, *roles: Door, once: bool, about: Sequence[str] = (), **options: Any) -> None:
        """
        Let the holders of `roles` call; `once`: a repetition with the same idempotency key changes nothing.

        `about` names the arguments that say what an act is done to, beside those that end in `_id`.
        """
        if not roles or any(role != PUBLIC and not isinstance(role, Role) for role in roles):
            raise TypeError("say who may call: roles, or PUBLIC")
        self.roles = tuple(role for role in roles if isinstance(role, Role))
        self.is_public = PUBLIC in roles
        self.once = once
        self.about = about
        super().__init__(expected_exceptions=(Refusal, AlreadyDone), sensitive_arguments=(), **options)

    def run(self, kwargs: dict[str, Any], message: Message, started: float) -> None:
        """Authenticate, check the role, and run the method in a worker."""
        received = wire.Context.read(message.headers)
        principal = self.authenticate(received.token)
        refuse_misfits(kwargs, self.taken)
        context: dict[str, Any] = {"principal": principal, "traceparent": received.traceparent, "token": received.token}
        if self.once:
            context["errand"] = self.errand(principal, received.idempotency_key or new_id(), kwargs)
        settle = partial(self.settle, message, started)
        try:
            self.container.spawn_worker(self, (), kwargs, context_data=context, handle_result=settle)
        except ContainerBeingKilled:
            self.rpc_consumer.requeue_message(message)

    def setup(self) -> None:
        """Consume the service's calls; read once what the method takes and is about."""
        super().setup()
        method = getattr(self.container.service_cls, self.method_name)
        self.taken, self.subject = shape_of(method), subject_names(method, self.about)

    def errand(self, principal: Principal, key: str, kwargs: dict[str, Any]) -> Errand:
        """Name what is to be done once, and whose act it is."""
        return Errand(
            message_id=f"{principal.account}:{key}",
            handler=self.method_name,
            fingerprint=wire.fingerprint(kwargs),
            act=Act(
                act=f"{self.container.service_name}.{kebab(self.method_name)}",
                by=principal,
                roles=principal.roles.intersection(self.roles),
                subject=plain({name: kwargs[name] for name in self.subject if name in kwargs}),
            ),
        )

    def authenticate(self, token: str) -> Principal:
        """Give the caller; a public question needs no token, but a bad one is refused all the same."""
        if self.is_public and not token:
            return NOBODY
        principal = verifier_for(Path(self.container.config["JWKS_FILE"])).verify(token)
        if not self.is_public and not principal.has(*self.roles):
            raise Forbidden
        return principal

    def settle(self, message: Message, started: float, worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        """Answer the caller; the transaction has ended by now."""
        failure = exc_info[1] if exc_info else None
        if isinstance(failure, AlreadyDone):
            result, failure, exc_info = failure.answer, None, None
            log.info("command-repeated", method=self.method_name)
        elif isinstance(failure, Refusal):
            log.info("call-refused", method=self.method_name, code=failure.code)
        elif failure is None and self.once:
            log.info("command-done", method=self.method_name)
        self.rpc_consumer.reply(message, self.method_name, started, result, failure)
        return result, exc_info


def command(*roles: Door, about: Sequence[str] = ()) -> Callable[[Method], Method]:
    """
    Let the holders of `roles` call the method; it changes state, and a repetition changes nothing more.

    `about` names arguments that the act is to be remembered by, beside those that end in `_id`: identifiers, codes, truth values.
    """
    return cast("Callable[[Method], Method]", Call.decorator(*roles, once=True, about=about))


def question(*roles: Door) -> Callable[[Method], Method]:
    """Let the holders of `roles` call the method; it changes nothing."""
    return cast("Callable[[Method], Method]", Call.decorator(*roles, once=False))
