"""
Answering calls without eventlet: a plain process, a few threads, the same protocol.

For work that must not run under eventlet (cryptography that holds the interpreter, libraries with an event loop of their own). Handlers
take the call's context and named arguments; they verify the token themselves.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from pika import DeliveryMode
from pika.channel import Channel
from pika.spec import Basic, BasicProperties

from chassis import metrics, trace
from chassis.calls import wire
from chassis.calls.connection import Connection
from chassis.calls.replies import Dropped, drop, leads_back
from chassis.log import log
from contracts.refusals import NotFound, Refusal

Handler = Callable[..., Any]
Park = Callable[[str, bytes, str], None]

PARK_AGAIN_SECONDS = 1.0


class PlainServer:
    """The calls of one service, answered in threads."""

    def __init__(self, name: str, amqp_url: str, handlers: Mapping[str, Handler], *, park: Park, threads: int = 2) -> None:
        """Answer `name.<method>` with `handlers[method]`; `park(queue, body, error)` keeps what cannot be read."""
        self._name, self._handlers, self._park = name, handlers, park
        self._queue = f"rpc-{name}"
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._channel: Channel | None = None
        self._connection = Connection(amqp_url, self._opened, lambda: None)

    def run(self) -> None:
        """Answer until `stop`."""
        self._connection.run()
        self._pool.shutdown()

    def stop(self) -> None:
        """Let `run` end after the calls in hand."""
        self._connection.stop()

    def is_consuming(self) -> bool:
        """Tell whether this process consumes the queue of its calls."""
        return self._channel is not None and self._channel.is_open and bool(self._channel.consumer_tags)

    def _opened(self, channel: Channel) -> None:
        self._channel = channel
        channel.basic_qos(prefetch_count=self._threads)
        channel.queue_declare(self._queue, durable=True, arguments=wire.CALLS_WAIT)
        channel.queue_bind(self._queue, wire.EXCHANGE, routing_key=f"{self._name}.*")
        channel.basic_consume(self._queue, self._received, callback=lambda _: self._connection.steady())

    def _received(self, channel: Channel, method: Basic.Deliver, properties: BasicProperties, body: bytes) -> None:
        self._pool.submit(self._work, channel, method, properties, body)

    def _work(self, channel: Channel, method: Basic.Deliver, properties: BasicProperties, body: bytes) -> None:
        try:
            kwargs = wire.read_call(body)
        except wire.MalformedCall as error:
            self._put_aside(channel, method, body, f"malformed: {error}")
            return
        if not leads_back(properties.reply_to, self._name):
            drop(Dropped.NO_WAY_BACK, self._name)
            self._connection.soon(partial(self._settle, channel, method, properties, None))
            return
        reply = self._answer(method.routing_key.rpartition(".")[2], wire.Context.read(properties.headers or {}), kwargs)
        self._connection.soon(partial(self._settle, channel, method, properties, reply))

    def _put_aside(self, channel: Channel, method: Basic.Deliver, body: bytes, error: str) -> None:
        """Park a call that cannot be read; when even that fails, let the broker bring it again a little later."""
        try:
            self._park(self._queue, body, error)
        except Exception as failure:  # noqa: BLE001 - an unanswered call would keep its slot among those in hand for ever
            log.error("parking-failed", queue=self._queue, error=type(failure).__name__)
            again = partial(self._give_back, channel, method)
            self._connection.soon(partial(self._connection.later, PARK_AGAIN_SECONDS, again))
        else:
            self._connection.soon(partial(self._settle, channel, method, BasicProperties(), None))

    @staticmethod
    def _give_back(channel: Channel, method: Basic.Deliver) -> None:
        if channel.is_open:
            channel.basic_nack(method.delivery_tag, requeue=True)

    def _answer(self, method: str, context: wire.Context, kwargs: dict[str, Any]) -> bytes:
        trace.begin(context.traceparent)
        started = time.perf_counter()
        result: Any = None
        failure: Exception | None = None
        try:
            if method not in self._handlers:
                raise NotFound
            result = self._handlers[method](context, **kwargs)
        except Refusal as refusal:
            failure = refusal
        except Exception as error:  # noqa: BLE001 - the caller waits for an answer, whatever happened
            log.exception("call-failed", method=method)
            failure = error
        answer, ended = wire.conclude(result, failure)
        outcome = metrics.outcome_of(ended)
        refused = {"code": ended.code} if isinstance(ended, Refusal) else {}
        known_as = method if method in self._handlers else "unknown"
        metrics.CALLS.labels(self._name, known_as, outcome).observe(time.perf_counter() - started)
        log.info("call-answered", method=known_as, outcome=outcome, **refused)
        return answer

    def _settle(self, channel: Channel, method: Basic.Deliver, properties: BasicProperties, reply: bytes | None) -> None:
        if not channel.is_open:
            return  # the broker delivers the call again
        if reply is not None:
            answer = BasicProperties(
                correlation_id=properties.correlation_id,
                content_type=wire.CONTENT_TYPE,
                content_encoding="utf-8",
                delivery_mode=DeliveryMode.Transient.value,
            )
            channel.basic_publish(wire.EXCHANGE, properties.reply_to, reply, answer)
        channel.basic_ack(method.delivery_tag)
