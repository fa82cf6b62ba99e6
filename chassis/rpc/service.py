"""Calling another service from a nameko service: `signer = asked(Signer)`, then `self.signer.sign(...)`."""

from typing import Any, TypeVar, cast

import eventlet
from eventlet.event import Event
from kombu import Exchange, Queue, binding
from nameko.extensions import DependencyProvider
from nameko.rpc import RPC_REPLY_QUEUE_TEMPLATE, RPC_REPLY_QUEUE_TTL, ReplyListener

from chassis.calls import wire
from chassis.calls.replies import Dropped, answering, drop, new_secret, reply_key
from chassis.consuming import RawQueueConsumer, raw_body
from chassis.publishing import CONFIRM_SECONDS, RETRY, producers_of
from contracts.calls.definition import room_of
from contracts.identifiers import new_id
from contracts.refusals import Conflict

CALL_TIMEOUT_SECONDS = 25
Calls = TypeVar("Calls")


class ServiceLate(Conflict):
    """The other service did not answer in time; it may still be working: ask again with the same idempotency key."""

    code = "service-late"


class RawReplyListener(ReplyListener):
    """The reply queue of this process, undecoded: it hears the services that are asked, each on a way back of its own."""

    queue_consumer = RawQueueConsumer()
    declares = True

    def __init__(self) -> None:
        """Hear nobody yet."""
        super().__init__()
        self._keys: dict[str, str] = {}  # by service
        self._waiting: dict[str, tuple[str, Event]] = {}  # by correlation id: the service asked, and who waits

    def hear(self, service: str) -> None:
        """Have the answers of a service brought here; called before `setup`."""
        self._keys.setdefault(service, reply_key(service, new_secret()))

    def setup(self) -> None:
        """Describe the queue, which is declared on each connection, but not the exchange, which is the deployment's; have it consumed."""
        calls = Exchange(wire.EXCHANGE, type="topic", no_declare=True)
        name = RPC_REPLY_QUEUE_TEMPLATE.format(self.container.service_name, new_secret())
        heard = [binding(calls, routing_key=key) for key in self._keys.values()]
        self.queue = Queue(name, bindings=heard, queue_arguments={**wire.IN_MEMORY, "x-expires": RPC_REPLY_QUEUE_TTL})
        self.queue_consumer.register_provider(self)

    def key_of(self, service: str) -> str:
        """Give the routing key on which a service answers."""
        return self._keys[service]

    def expect(self, correlation_id: str, service: str) -> Event:
        """Wait for the answer of a service to a call."""
        self._waiting[correlation_id] = service, Event()
        return self._waiting[correlation_id][1]

    def forget(self, correlation_id: str) -> None:
        """Wait no longer for an answer."""
        self._waiting.pop(correlation_id, None)

    def handle_message(self, message: Any) -> None:
        """Hand the answer to whoever waits for it, if it comes from the service that was asked."""
        self.queue_consumer.ack_message(message)
        correlation_id, came_on = message.properties.get("correlation_id", ""), message.delivery_info["routing_key"]
        service, waiting = self._waiting.get(correlation_id, ("", None))
        if waiting is None:
            drop(Dropped.LATE, answering(came_on))
        elif came_on != self._keys[service]:
            drop(Dropped.FOREIGN, answering(came_on))
        else:
            self.forget(correlation_id)  # the first one counts
            waiting.send(raw_body(message))


class Callable:
    """The methods of another service, called on behalf of the present caller."""

    def __init__(self, service: str, worker: Any, listener: RawReplyListener, timeout: float) -> None:
        """Call `service` from `worker`."""
        self._service, self._worker, self._listener, self._timeout = service, worker, listener, timeout

    def __getattr__(self, method: str) -> Any:
        """Name the method to call."""
        return lambda **kwargs: self._call(method, kwargs)

    def _call(self, method: str, kwargs: dict[str, Any]) -> Any:
        data = self._worker.data
        errand = data.get("errand")
        context = wire.Context(token=data.get("token", ""), idempotency_key=errand.message_id if errand else new_id())
        correlation_id = new_secret()
        waiting = self._listener.expect(correlation_id, self._service)
        with producers_of(self._worker.container.config["AMQP_URI"]).acquire(block=True) as producer:
            producer.publish(
                wire.write_call(kwargs),
                exchange=wire.EXCHANGE,
                routing_key=f"{self._service}.{method}",
                reply_to=self._listener.key_of(self._service),
                correlation_id=correlation_id,
                headers=context.headers(),
                content_type=wire.CONTENT_TYPE,
                content_encoding="utf-8",
                delivery_mode=1,
                expiration=self._timeout,
                confirm_timeout=CONFIRM_SECONDS,
                retry=True,
                retry_policy=RETRY,
            )
        try:
            with eventlet.Timeout(self._timeout, ServiceLate()):
                return wire.read_answer(waiting.wait())
        finally:
            self._listener.forget(correlation_id)


class Service(DependencyProvider):
    """Give services a way to call another one."""

    listener = RawReplyListener()

    def __init__(self, service: str, timeout: float = CALL_TIMEOUT_SECONDS) -> None:
        """Call `service`, waiting at most `timeout` seconds for each answer."""
        self.service = service
        self.timeout = timeout

    def bind(self, container: Any, attr_name: str) -> "Service":
        """Have the answers heard, before the listener is set up."""
        bound: Service = super().bind(container, attr_name)
        bound.listener.hear(bound.service)
        return bound

    def get_dependency(self, worker_ctx: Any) -> Callable:
        """Bind the calls to the worker's caller."""
        return Callable(self.service, worker_ctx, self.listener, self.timeout)


def asked(calls: type[Calls], timeout: float = CALL_TIMEOUT_SECONDS) -> Calls:
    """Give services the calls of a room, as its protocol defines them (`contracts/calls/`)."""
    return cast("Calls", Service(room_of(calls), timeout))
