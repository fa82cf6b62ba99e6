"""An answer counts if it comes from whom was asked; whoever else answers, or wants an answer said elsewhere, is not heard."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker
from prometheus_client import REGISTRY

from chassis.calls import wire
from chassis.calls.client import RpcClient, ServiceLate
from chassis.calls.replies import leads_back, new_secret, reply_key
from chassis.calls.server import PlainServer
from chassis.calls.wire import Context
from demo.people import until
from tests.chassis.house import House, Process

HONEST, FORGED = ({"result": {"valid": valid}, "error": None} for valid in (False, True))

Opens = Callable[[str], BlockingChannel]


@pytest.fixture
def as_user(amqp_urls: dict[str, str]) -> Iterator[Opens]:
    """Open channels as a user of the broker."""
    opened = []

    def open_channel(user: str) -> BlockingChannel:
        opened.append(pika.BlockingConnection(pika.URLParameters(amqp_urls[user])))
        channel = opened[-1].channel()
        channel.confirm_delivery()
        return channel

    yield open_channel
    for connection in opened:
        connection.close()


@pytest.fixture
def gateway(amqp_urls: dict[str, str]) -> Iterator[RpcClient]:
    """The gateway's client, under the gateway's own rights."""
    made = RpcClient(amqp_urls["gateway"], "gateway", timeout=10)
    until("it is connected", made.is_ready)
    yield made
    made.close()


class Spy:
    """Somebody who sees the calls to some services, each with its answer's address and number, and answers none."""

    def __init__(self, channel: BlockingChannel, *routing_keys: str) -> None:
        """Listen, as the operator may."""
        self._channel = channel
        self._queue = channel.queue_declare("", exclusive=True, arguments=wire.IN_MEMORY).method.queue
        for key in routing_keys:
            channel.queue_bind(self._queue, wire.EXCHANGE, key)

    def next_call(self) -> pika.BasicProperties:
        """Wait for a call; give its properties."""
        seen = until("a call", lambda: self._channel.basic_get(self._queue, auto_ack=True)[1])
        assert isinstance(seen, pika.BasicProperties)
        return seen


def answer(channel: BlockingChannel, key: str, correlation_id: str | None, said: object) -> None:
    """Publish an answer."""
    properties = pika.BasicProperties(correlation_id=correlation_id)
    channel.basic_publish(wire.EXCHANGE, key, json.dumps(said).encode(), properties, mandatory=True)


def dropped(reason: str) -> float:
    """Tell how many answers this process has dropped."""
    return REGISTRY.get_sample_value("rokhas_answers_dropped_total", {"reason": reason}) or 0.0


def test_a_room_with_its_own_password_cannot_answer_what_another_was_asked(gateway: RpcClient, as_user: Opens) -> None:
    method = f"verify_{new_secret()}"
    spy = Spy(as_user("operator"), f"signature.{method}", f"review.{method}")
    before = dropped("foreign")
    with ThreadPoolExecutor(2) as threads:
        threads.submit(gateway.call, "review", method, {}, Context())
        mine = spy.next_call()
        asked = threads.submit(gateway.call, "signature", method, {}, Context())
        others = spy.next_call()  # worse than any thief: he knows the number and the address of the call

        with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"):
            answer(as_user("review"), str(others.reply_to), others.correlation_id, FORGED)
        review = as_user("review")
        answer(review, str(mine.reply_to), others.correlation_id, FORGED)
        until("it is dropped", lambda: dropped("foreign") == before + 1)
        answer(as_user("signature"), str(others.reply_to), others.correlation_id, HONEST)
        answer(review, str(mine.reply_to), mine.correlation_id, HONEST)

        assert asked.result(10) == HONEST["result"]


def test_a_calls_number_and_address_cannot_be_guessed(gateway: RpcClient, as_user: Opens) -> None:
    method = f"verify_{new_secret()}"
    spy = Spy(as_user("operator"), f"signature.{method}", f"review.{method}")
    with ThreadPoolExecutor(3) as threads:
        for service in ("signature", "signature", "review"):
            threads.submit(gateway.call, service, method, {}, Context())
        calls = [spy.next_call() for _ in range(3)]

        assert len({call.correlation_id for call in calls}) == 3
        assert all(len(bytes.fromhex(str(call.correlation_id))) == 16 for call in calls)
        addresses = {str(call.reply_to) for call in calls}
        assert {address.split(".")[1] for address in addresses} == {"signature", "review"}
        assert len({address.split(".")[2] for address in addresses}) == 2  # a room does not know where another answers
        for call in calls:
            answer(as_user("operator"), str(call.reply_to), call.correlation_id, HONEST)


def test_an_answer_for_which_nobody_waits_is_dropped_and_counted(amqp_urls: dict[str, str], as_user: Opens) -> None:
    impatient, method = RpcClient(amqp_urls["gateway"], "gateway", timeout=1), f"verify_{new_secret()}"
    until("it is connected", impatient.is_ready)
    spy, before = Spy(as_user("operator"), f"signature.{method}"), dropped("late")
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(impatient.call, "signature", method, {}, Context())
        call = spy.next_call()
        assert isinstance(asked.exception(10), ServiceLate)

    signature = as_user("signature")
    answer(signature, str(call.reply_to), call.correlation_id, HONEST)
    answer(signature, str(call.reply_to), None, HONEST)

    until("both are dropped", lambda: dropped("late") == before + 2)
    impatient.close()


def test_a_room_hears_from_another_service_only_what_it_asked_it(house: House, room: Process, as_user: Opens) -> None:
    with house.client_at_work() as client, ThreadPoolExecutor(1) as threads:
        spy = Spy(as_user("operator"), f"{house.name}.who", "nobody.who")
        client.call(house.name, "who_through_another", {}, house.context())
        spy_sees_whom = {spy.next_call().reply_to}  # the room's call to itself
        silence = threads.submit(client.call, house.name, "silence", {}, house.context())
        pending = spy.next_call()

        (elsewhere,) = spy_sees_whom
        answer(as_user("operator"), str(elsewhere), pending.correlation_id, {"result": "forged", "error": None})

        until("it is dropped", lambda: any(line["reason"] == "foreign" for line in room.lines("answer-dropped")))
        assert "forged" not in room.log()
        assert silence.exception(10) is not None


@pytest.mark.parametrize(
    "address", ["signer.sign", "", "reply.signer.{secret}", "reply.{house}.*", "reply.{house}.{secret}.more", "{secret}"]
)
def test_a_call_that_wants_its_answer_elsewhere_is_not_done(house: House, room: Process, address: str, as_user: Opens) -> None:
    name, reply_to = f"n-{uuid4()}", address.format(house=house.name, secret=new_secret())
    before = room.metric('rokhas_answers_dropped_total{reason="no-way-back"}')
    properties = pika.BasicProperties(reply_to=reply_to, headers=house.context().headers(), content_type=wire.CONTENT_TYPE)

    as_user("operator").basic_publish(wire.EXCHANGE, f"{house.name}.count", wire.write_call({"name": name}), properties)

    until("it is dropped", lambda: room.metric('rokhas_answers_dropped_total{reason="no-way-back"}') == before + 1)
    assert house.count(name) == 0
    assert room.popen.poll() is None


def test_a_plain_server_answers_nowhere_but_under_its_own_name(amqp_urls: dict[str, str], as_user: Opens) -> None:
    """The signer under its own rights: an answer elsewhere would cost it its channel."""
    asked: list[str] = []
    signer = PlainServer("signer", amqp_urls["signer"], {"tell": lambda _, word: asked.append(word)}, park=lambda *_: None)
    operator, before = as_user("operator"), dropped("no-way-back")
    with ThreadPoolExecutor(1) as threads:
        serving = threads.submit(signer.run)
        until("it serves", signer.is_consuming)
        for word, reply_to in (
            ("one", "filing.dossier"),
            ("two", reply_key("filing", new_secret())),
            ("three", reply_key("signer", new_secret())),
        ):
            properties = pika.BasicProperties(reply_to=reply_to, expiration="10000")
            operator.basic_publish(wire.EXCHANGE, "signer.tell", wire.write_call({"word": word}), properties)

        until("the one that it may answer is done", lambda: asked == ["three"])
        assert dropped("no-way-back") == before + 2
        assert signer.is_consuming()
        signer.stop()
        serving.result(10)


def test_only_the_reply_keys_of_a_service_lead_back_from_it() -> None:
    secret = new_secret()

    assert leads_back(reply_key("signer", secret), "signer")
    assert not any(
        leads_back(address, "signer")
        for address in (
            None,
            7,
            "",
            secret,
            f"reply.filing.{secret}",
            f"reply.signer.{secret}\n",
            f"reply.signer.{secret[:-1]}*",
            "signer.sign",
        )
    )
