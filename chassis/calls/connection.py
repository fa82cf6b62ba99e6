"""A pika connection in a thread of its own, made again whenever it is lost."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pika
from pika.adapters.select_connection import SelectConnection
from pika.channel import Channel

from chassis.log import log

PAUSES_SECONDS = (0.1, 0.5, 1.0, 2.0)


class Connection:
    """Keep a channel open: `opened(channel)` after each connection, `lost()` when it goes; pauses grow until the owner is `steady()`."""

    def __init__(self, amqp_url: str, opened: Callable[[Channel], None], lost: Callable[[], None]) -> None:
        """Prepare; nothing happens before `run` or `start`."""
        self._parameters = pika.URLParameters(amqp_url)
        self._parameters.heartbeat = 20
        self._parameters.socket_timeout = 5
        self._parameters.blocked_connection_timeout = 30
        self._opened, self._lost = opened, lost
        self._connection: SelectConnection | None = None
        self._handle = threading.Lock()
        self._failures = 0
        self._stopping = False

    def start(self, name: str) -> None:
        """Run in a daemon thread."""
        threading.Thread(target=self.run, name=name, daemon=True).start()

    def run(self) -> None:
        """Connect, work, and connect again, until `stop`."""
        while not self._stopping:
            self._connection = SelectConnection(
                self._parameters,
                on_open_callback=lambda connection: connection.channel(on_open_callback=self._channel_opened),
                on_open_error_callback=self._closed,
                on_close_callback=self._closed,
            )
            self._connection.ioloop.start()
            self._let_go()
            self._lost()
            if not self._stopping:
                time.sleep(PAUSES_SECONDS[min(self._failures, len(PAUSES_SECONDS) - 1)])
                self._failures += 1

    def stop(self) -> None:
        """Close the connection and let `run` end; callable from any thread."""
        self._stopping = True
        self.soon(lambda: self._connection and self._connection.is_open and self._connection.close())

    def steady(self) -> None:
        """Say that everything works again: the next loss is answered by a short pause."""
        self._failures = 0

    def soon(self, work: Callable[[], Any]) -> None:
        """Run `work` in the connection's thread; between two connections it is lost."""
        with self._handle:
            if self._connection is not None:
                self._connection.ioloop.add_callback_threadsafe(work)

    def later(self, seconds: float, work: Callable[[], Any]) -> None:
        """Run `work` after a while; only from the connection's thread."""
        if self._connection is not None:
            self._connection.ioloop.call_later(seconds, work)

    def _let_go(self) -> None:
        """Close what the lost connection held (two sockets and a poller), while nobody is about to wake it."""
        with self._handle:
            lost, self._connection = self._connection, None
        if lost is not None:
            lost.ioloop.close()

    def _channel_opened(self, channel: Channel) -> None:
        if self._stopping:
            self.stop()  # the first time there was nothing to close yet
            return
        channel.add_on_close_callback(self._channel_closed)
        self._opened(channel)

    def _channel_closed(self, channel: Channel, reason: Exception) -> None:
        if channel.connection.is_open:
            log.error("channel-closed", reason=str(reason))
            channel.connection.close()

    def _closed(self, connection: SelectConnection, reason: Exception | str) -> None:
        if not self._stopping:
            log.warning("broker-connection-lost", reason=str(reason) or type(reason).__name__)
        connection.ioloop.stop()
