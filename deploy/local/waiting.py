"""Waiting on conditions, with a deadline and a reason; never for a fixed time."""

import socket
import time
from collections.abc import Callable

import pika
import pika.exceptions
import psycopg2

from deploy.local.refusals import CannotRun

PACE_SECONDS = 0.1  # between two looks


def wait_until(condition: Callable[[], bool], failure: Callable[[], str], seconds: float = 60) -> None:
    """Return as soon as the condition holds; after `seconds`, refuse with what `failure` tells."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise CannotRun(failure())
        time.sleep(PACE_SECONDS)


def database_answers(url: str) -> bool:
    """Tell whether a PostgreSQL server lets us in."""
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def broker_answers(url: str) -> bool:
    """Tell whether a RabbitMQ server lets us in; its users are loaded before it listens."""
    parameters = pika.URLParameters(url)
    try:
        socket.create_connection((parameters.host, parameters.port), timeout=3).close()  # quietly, before pika logs the refusal at length
        pika.BlockingConnection(parameters).close()
    except (OSError, pika.exceptions.AMQPError):
        return False
    return True
