"""
The gateway with nameko's standalone proxies in the place of the chassis's client: the baseline of `gateway-read`.

`gunicorn -c python:gateway.gunicorn "tests.load.standalone:create_app()"`
"""

import os
import queue
from typing import Any

from flask import Flask
from nameko.standalone.rpc import ClusterRpcProxy

from chassis import log
from chassis.calls.wire import Context
from gateway.app import app_with, open_office
from gateway.settings import read_gateway_settings


class ProxyPool:
    """A pool of standalone proxies, which are not safe to share between threads: each call borrows one."""

    def __init__(self, amqp_url: str, size: int) -> None:
        """Open `size` proxies, each with its own connection and reply queue."""
        self._idle: queue.LifoQueue[tuple[Any, Any]] = queue.LifoQueue()
        for _ in range(size):
            cluster = ClusterRpcProxy({"AMQP_URI": amqp_url}, context_data={}, timeout=15)
            self._idle.put((cluster, cluster.start()))

    def call(self, service: str, method: str, kwargs: dict[str, Any], context: Context) -> Any:
        """Give the answer of `service.method(**kwargs)`."""
        cluster, proxies = self._idle.get()
        try:
            said = {"token": context.token, "traceparent": context.traceparent, "idempotency_key": context.idempotency_key}
            cluster._worker_ctx.data.update(said)
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


def create_app() -> Flask:
    """Make the gateway's application, with one proxy for each connection of the load."""
    settings = read_gateway_settings()
    log.configure("gateway", settings.platform.log_level)
    return app_with(open_office(settings, ProxyPool(settings.platform.amqp_url, int(os.environ["PROXIES"]))))
