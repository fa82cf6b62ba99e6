"""Calling another service from a nameko service: `signer = Service("signer")`, then `self.signer.sign(...)`."""

from typing import Any

import eventlet
from nameko.extensions import DependencyProvider
from nameko.rpc import ReplyListener

from chassis.calls import wire
from chassis.consuming import RawQueueConsumer, raw_body
from chassis.publishing import CONFIRM_SECONDS, RETRY, producers_of
from contracts.identifiers import new_id
from contracts.refusals import Conflict

CALL_TIMEOUT_SECONDS = 25


class ServiceLate(Conflict):
    """The other service did not answer in time; it may still be working: ask again with the same idempotency key."""

    code = "service-late"


class RawReplyListener(ReplyListener):
    """The reply queue of this process, undecoded."""

    queue_consumer = RawQueueConsumer()
    declares = True

    def setup(self) -> None:
        """Declare the queue on each connection, but not the exchange, which is the deployment's."""
        super().setup()
        self.queue.exchange.no_declare = True

    def handle_message(self, message: Any) -> None:
        """Hand the answer to whoever waits for it; nobody waits for a late one."""
        self.queue_consumer.ack_message(message)
        waiting = self._reply_events.pop(message.properties.get("correlation_id"), None)
        if waiting is not None:
            waiting.send(raw_body(message))

    def forget(self, correlation_id: str) -> None:
        """Wait no longer for an answer."""
        self._reply_events.pop(correlation_id, None)


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
        correlation_id = new_id()
        waiting = self._listener.get_reply_event(correlation_id)
        with producers_of(self._worker.container.config["AMQP_URI"]).acquire(block=True) as producer:
            producer.publish(
                wire.write_call(kwargs),
                exchange=wire.EXCHANGE,
                routing_key=f"{self._service}.{method}",
                reply_to=self._listener.routing_key,
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

    def get_dependency(self, worker_ctx: Any) -> Callable:
        """Bind the calls to the worker's caller."""
        return Callable(self.service, worker_ctx, self.listener, self.timeout)
