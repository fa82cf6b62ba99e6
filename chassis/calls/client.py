"""
Calling services from threads: one connection in a thread of its own, one private reply queue, a slot for the answer of each call.

An answer counts if it comes from the service that was asked, on its own way back (`replies`), and names the call by what was drawn for it
alone. A call whose connection breaks is sent again on the next one: commands carry an idempotency key, questions change nothing. A
service that has no queue is `ServiceMissing`, and so is every one at once while the broker is away; one that does not answer in time is
`ServiceLate`.
"""

import time
from collections import deque
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

import pika
from pika.channel import Channel
from pika.spec import Basic, BasicProperties

from chassis.calls import wire
from chassis.calls.connection import Connection
from chassis.calls.reach import Reach
from chassis.calls.replies import Dropped, answering, drop, new_secret, reply_key
from chassis.calls.slots import NoSlot, Slots

LOOK_SECONDS = 1.0
"""How often a thread that waits for an answer looks whether the broker is there at all."""


class ServiceMissing(Exception):
    """No such service is deployed, or it lacks what it needs, or too many wait for it, or the broker cannot be reached."""


class ServiceLate(Exception):
    """The service did not answer in time; the call may still succeed: repeat it with the same idempotency key."""


@dataclass(frozen=True)
class Pending:
    """A call on its way."""

    service: str
    method: str
    body: bytes
    context: wire.Context
    until: float  # when its caller's patience ends
    answer: "SimpleQueue[bytes | ServiceMissing]" = field(default_factory=SimpleQueue)  # the first one counts


class RpcClient:
    """Calls to every service, from any thread."""

    def __init__(self, amqp_url: str, name: str, timeout: float = 15.0, slots: Slots | None = None) -> None:
        """Connect in the background, as `name`; `timeout` seconds is the patience of each call, `slots` bounds how many threads wait."""
        self._timeout = timeout
        self._slots = slots or Slots()
        self._name = name
        self._reply_queue = ""
        self._reply_keys: dict[str, str] = {}  # of this connection, by service
        self._pending: dict[str, Pending] = {}  # by correlation id
        self._channel: Channel | None = None
        self._to_send: deque[str] = deque()
        self._woken = False
        self._broker = Reach()
        self._connection = Connection(amqp_url, self._opened, self._lost)
        self._connection.start("rpc-client")

    def call(self, service: str, method: str, kwargs: dict[str, Any], context: wire.Context) -> Any:
        """Give the answer of `service.method(**kwargs)`; raise its refusal, `CallFailed`, `ServiceMissing` or `ServiceLate`."""
        try:
            with self._slots.slot(service):
                if not self._broker.wait():
                    raise ServiceMissing("the broker cannot be reached")
                answer = self._answer(service, method, kwargs, context)
        except NoSlot as error:
            raise ServiceMissing(f"{service} is crowded") from error
        if isinstance(answer, ServiceMissing):
            raise answer
        try:
            return wire.read_answer(answer)
        except wire.ServiceUnavailable as error:
            raise ServiceMissing(service) from error

    def is_ready(self) -> bool:
        """
        Tell whether the broker has been reached since the start.

        A later outage makes nobody unready: all replicas would be sent away at once, and with them those who need no service.
        """
        return self._broker.was_there

    def is_connected(self) -> bool:
        """Tell whether the broker is reached now."""
        return bool(self._broker)

    def close(self) -> None:
        """Disconnect."""
        self._connection.stop()

    def _answer(self, service: str, method: str, kwargs: dict[str, Any], context: wire.Context) -> bytes | ServiceMissing:
        """Post a call and wait for what comes; raise `ServiceLate` when nothing does."""
        call = Pending(service, method, wire.write_call(kwargs), context, time.monotonic() + self._timeout)
        correlation_id = new_secret()
        self._pending[correlation_id] = call
        try:
            self._post(correlation_id)
            return self._await(call)
        finally:
            del self._pending[correlation_id]

    def _await(self, call: Pending) -> bytes | ServiceMissing:
        """Wait for an answer until the patience ends, or until the broker has been away for too long: the thread is wanted elsewhere."""
        while (left := call.until - time.monotonic()) > 0 and not self._broker.is_given_up():
            try:
                return call.answer.get(timeout=min(left, LOOK_SECONDS))
            except Empty:
                continue
        raise ServiceLate(call.service)

    def _post(self, correlation_id: str) -> None:
        """Leave a call to the connection's thread, waking it only if it has not been woken already."""
        self._to_send.append(correlation_id)
        if not self._woken:
            self._woken = True
            self._connection.soon(self._send_all)

    def _send_all(self) -> None:
        self._woken = False  # before looking: who posts from now on wakes again
        while self._to_send:
            self._send(self._to_send.popleft())

    def _opened(self, channel: Channel) -> None:
        self._channel = channel
        channel.add_on_return_callback(self._returned)
        self._reply_queue = f"rpc.reply-{self._name}-{new_secret()}"
        self._reply_keys = {}
        channel.queue_declare(self._reply_queue, exclusive=True, auto_delete=True)
        channel.basic_consume(self._reply_queue, self._answered, auto_ack=True, callback=lambda _: self._resume())

    def _resume(self) -> None:
        self._woken = False  # a wake that the lost connection took with it
        self._broker.found()
        self._connection.steady()
        for correlation_id in list(self._pending):
            self._send(correlation_id)

    def _lost(self) -> None:
        self._broker.lost()
        self._channel = None

    def _send(self, correlation_id: str) -> None:
        call, channel = self._pending.get(correlation_id), self._channel
        if call is None or channel is None or not channel.is_open or not self._broker:
            return  # given up meanwhile, or sent by `_resume` on the next connection
        properties = BasicProperties(
            reply_to=self._reply_key_of(call.service, channel),
            correlation_id=correlation_id,
            headers=call.context.headers(),
            content_type=wire.CONTENT_TYPE,
            content_encoding="utf-8",
            delivery_mode=pika.DeliveryMode.Transient.value,
            expiration=str(int(self._timeout * 1000)),
        )
        channel.basic_publish(wire.EXCHANGE, f"{call.service}.{call.method}", call.body, properties, mandatory=True)

    def _reply_key_of(self, service: str, channel: Channel) -> str:
        """Give the key on which a service answers, bound before the first call to it leaves; no service knows another's."""
        if service not in self._reply_keys:
            self._reply_keys[service] = reply_key(service, new_secret())
            channel.queue_bind(self._reply_queue, wire.EXCHANGE, routing_key=self._reply_keys[service])
        return self._reply_keys[service]

    def _answered(self, _: Channel, method: Basic.Deliver, properties: BasicProperties, body: bytes) -> None:
        call = self._pending.get(properties.correlation_id or "")
        if call is None:
            drop(Dropped.LATE, answering(method.routing_key))
        elif method.routing_key != self._reply_keys.get(call.service):
            drop(Dropped.FOREIGN, answering(method.routing_key))
        else:
            call.answer.put(body)

    def _returned(self, _: Channel, method: Basic.Return, properties: BasicProperties, __: bytes) -> None:
        call = self._pending.get(properties.correlation_id or "")
        if call is not None:
            call.answer.put(ServiceMissing(method.routing_key))
