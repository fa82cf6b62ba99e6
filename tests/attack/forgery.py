"""Answers forged with the broker password of one room, `review`: to questions that were put to others."""

import json
import time
from collections import Counter
from contextlib import suppress
from itertools import count
from uuid import uuid4

import pika
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import AMQPError

from chassis.calls import wire
from deploy.local.platform import Platform

THIEF = "review"
PAUSE_SECONDS = 0.01
OVERHEARS_EVERY = 200
FORGED = {"kind": "permit", "number": "FORGED", "valid": True, "kid": "forged", "kty": "EC", "crv": "P-256", "x": "forged", "y": "forged"}
VICTIMS = ("signature", "filing", "payment", "notification", "signer")


def forge_answers(platform: Platform, end: float) -> Counter[str]:
    """Overhear where answers go, from the calls of the room itself, and answer what others were asked; count what the broker let pass."""
    seen: Counter[str] = Counter()
    while time.monotonic() < end:
        with suppress(AMQPError):
            thief = BlockingConnection(pika.URLParameters(platform.addresses.amqp_urls[THIEF]))
            _forge(thief, end, seen)
        seen["connections ended"] += 1
        with suppress(AMQPError):
            thief.close()
        time.sleep(PAUSE_SECONDS)
    return seen


def _forge(thief: BlockingConnection, end: float, seen: Counter[str]) -> None:
    """Overhear now and then, forge all the time, until the broker ends the channel."""
    channel = thief.channel()
    channel.basic_qos(prefetch_count=1)
    reply_to, correlation_id = f"{uuid4()}", f"{uuid4()}"
    for number in count(1):
        if time.monotonic() > end:
            return
        if number % OVERHEARS_EVERY == 1:
            reply_to, correlation_id = _overheard(channel, seen) or (reply_to, correlation_id)
        for key in _keys(reply_to):
            _say(channel, key, correlation_id if number % 2 else str(number))
            seen["published"] += 1
        thief.process_data_events(PAUSE_SECONDS)


def _overheard(channel: BlockingChannel, seen: Counter[str]) -> tuple[str, str] | None:
    """Take a call of the room's own queue, look where its answer goes, and put it back; nothing when none comes."""
    for method, properties, _ in channel.consume(f"rpc-{THIEF}", inactivity_timeout=0.5):
        if method is None or properties is None:
            break
        channel.basic_nack(method.delivery_tag, requeue=True)
        channel.cancel()
        seen["calls overheard"] += 1
        return properties.reply_to or "", properties.correlation_id or ""
    channel.cancel()
    return None


def _keys(reply_to: str) -> list[str]:
    """Give the key as it was overheard, and as it would be for an answer of somebody else."""
    return [reply_to, *(reply_to.replace(THIEF, victim) for victim in VICTIMS if THIEF in reply_to)]


def _say(channel: BlockingChannel, key: str, correlation_id: str) -> None:
    body = json.dumps({"result": FORGED, "error": None}).encode()
    properties = pika.BasicProperties(correlation_id=correlation_id, content_type=wire.CONTENT_TYPE, content_encoding="utf-8")
    channel.basic_publish(wire.EXCHANGE, key, body, properties)
