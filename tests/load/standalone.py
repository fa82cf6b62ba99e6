"""
The gateway with nameko's standalone proxies in the place of the chassis's client: the baseline of `gateway-read`.

`python -m gateway.serving tests.load.standalone:door`
"""

import os
import queue
from typing import Any

from kombu import Exchange, Queue, binding
from nameko.standalone.rpc import ClusterRpcProxy, SingleThreadedReplyListener

from chassis import log
from chassis.calls.replies import new_secret, reply_key
from chassis.calls.wire import EXCHANGE, Context
from deploy.rooms import SERVICES
from gateway.app import app_with, open_resources
from gateway.bridge import Bridge
from gateway.opening import a_door
from gateway.settings import read_gateway_settings


class Listener(SingleThreadedReplyListener):
    """A proxy's reply queue, which rooms answer each under its own name; `routing_key` is where the room asked next shall answer."""

    def setup(self) -> None:
        """Have one queue brought the answers of every room."""
        self.keys = {room: reply_key(room, new_secret()) for room in SERVICES}
        calls = Exchange(EXCHANGE, type="topic", durable=True)
        bindings = [binding(calls, routing_key=key) for key in self.keys.values()]
        self.queue = Queue(f"rpc.reply-standalone-{new_secret()}", bindings=bindings, exclusive=True)
        self.queue_consumer.register_provider(self)


class ProxyPool:
    """A pool of standalone proxies, which are not safe to share between threads: each call borrows one."""

    def __init__(self, amqp_url: str, size: int) -> None:
        """Open `size` proxies, each with its own connection and reply queue."""
        self._idle: queue.LifoQueue[tuple[Any, Any]] = queue.LifoQueue()
        for _ in range(size):
            cluster = ClusterRpcProxy({"AMQP_URI": amqp_url}, context_data={}, timeout=15, reply_listener_cls=Listener)
            self._idle.put((cluster, cluster.start()))

    def call(self, service: str, method: str, kwargs: dict[str, Any], context: Context) -> Any:
        """Give the answer of `service.method(**kwargs)`."""
        cluster, proxies = self._idle.get()
        try:
            said = {"token": context.token, "traceparent": context.traceparent, "idempotency_key": context.idempotency_key}
            cluster._worker_ctx.data.update(said)
            cluster._reply_listener.routing_key = cluster._reply_listener.keys[service]
            return getattr(getattr(proxies, service), method)(**kwargs)
        finally:
            self._idle.put((cluster, proxies))

    def close(self) -> None:
        """Close every proxy that is not in use."""
        while not self._idle.empty():
            self._idle.get()[0].stop()

    def is_ready(self) -> bool:
        """Say yes: the proxies connect when they are opened."""
        return True


def door() -> Bridge:
    """Make the gateway, with one proxy for each connection of the load."""
    settings = read_gateway_settings()
    log.configure("gateway", settings.platform.log_level)
    return a_door(app_with(open_resources(settings, ProxyPool(settings.platform.amqp_url, int(os.environ["PROXIES"])))))
