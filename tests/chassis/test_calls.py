"""Calls over the real broker: commands once, questions, refusals, failures, and who may ask."""

from dataclasses import replace
from uuid import uuid4

import pytest

from chassis.calls.client import RpcClient, ServiceMissing
from chassis.calls.wire import CallFailed, Context
from contracts.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from demo.people import until
from tests.chassis.house import House, Process


@pytest.fixture
def trace_id() -> str:
    return uuid4().hex


@pytest.fixture
def name() -> str:
    return f"n-{uuid4()}"


def traced(context: Context, trace_id: str) -> Context:
    """Give the context another trace than that of this process."""
    return replace(context, traceparent=f"00-{trace_id}-b7ad6b7169203331-01")


def test_a_command_repeated_with_its_key_is_done_once_and_gets_its_first_answer(house: House, client: RpcClient, name: str) -> None:
    context = house.context()

    answers = [client.call(house.name, "count", {"name": name}, context) for _ in range(3)]

    assert answers == [{"value": 1}] * 3
    assert house.count(name) == 1


def test_a_command_with_another_key_is_another_command(house: House, client: RpcClient, name: str) -> None:
    answers = [client.call(house.name, "count", {"name": name}, house.context()) for _ in range(2)]

    assert answers == [{"value": 1}, {"value": 2}]


def test_two_people_may_choose_the_same_key(house: House, client: RpcClient, name: str) -> None:
    client.call(house.name, "count", {"name": name}, Context(token=house.token("clerk", "one"), idempotency_key="mine"))
    second = client.call(house.name, "count", {"name": name}, Context(token=house.token("clerk", "two"), idempotency_key="mine"))

    assert second == {"value": 2}


def test_a_key_that_served_another_request_is_refused(house: House, client: RpcClient, name: str) -> None:
    context = house.context()
    client.call(house.name, "count", {"name": name}, context)

    with pytest.raises(Invalid) as refusal:
        client.call(house.name, "count", {"name": f"{name}-other"}, context)

    assert refusal.value.code == "idempotency-key-reused"


def test_a_refusal_arrives_as_what_it_is(house: House, client: RpcClient, name: str) -> None:
    with pytest.raises(Conflict) as refusal:
        client.call(house.name, "refuse", {"name": name}, house.context())

    assert (refusal.value.code, refusal.value.facts) == ("sample-not-yet", {"name": name})


def test_the_log_names_the_file_of_a_call_that_fails(house: House, room: Process, client: RpcClient) -> None:
    dossier, somebody = f"d-{uuid4()}", "somebody@example.org"

    for dossier_id in (dossier, somebody):
        with pytest.raises(CallFailed) as failure:
            client.call(house.name, "fail", {"dossier_id": dossier_id}, house.context())

    lines = [line for line in room.lines("error handling worker") if line["trace_id"] == str(failure.value)]
    assert [line.get("dossier") for line in lines[-2:]] == [dossier, None]
    assert somebody not in room.log()


def test_a_failure_tells_the_caller_a_trace_and_nothing_of_what_happened_inside(
    house: House, client: RpcClient, room: Process, name: str
) -> None:
    with pytest.raises(CallFailed) as failure:
        client.call(house.name, "fail", {}, house.context())

    trace = str(failure.value)
    assert len(trace) == 32
    assert "secret" not in repr(failure.value)
    assert trace in room.log()


@pytest.mark.parametrize("method", ["unwritable", "half_a_letter", "enormous"])
def test_an_answer_that_cannot_be_sent_is_a_failure(house: House, client: RpcClient, room: Process, method: str) -> None:
    with pytest.raises(CallFailed) as failure:
        client.call(house.name, method, {}, house.context())

    assert str(failure.value) in room.log()
    assert room.metric(f'rokhas_call_seconds_count{{method="{method}",outcome="failed",service="{house.name}"}}') == 1


@pytest.mark.parametrize(("method", "known_as"), [("nope", "unknown"), ("who", "who")])
def test_a_call_that_no_worker_can_take_fails_under_its_own_trace(
    house: House, client: RpcClient, room: Process, trace_id: str, method: str, known_as: str
) -> None:
    failed = f'rokhas_call_seconds_count{{method="{known_as}",outcome="failed",service="{house.name}"}}'
    before = room.metric(failed)

    with pytest.raises(CallFailed) as failure:
        client.call(house.name, method, {"wrong": "argument"}, traced(house.context(), trace_id))

    assert str(failure.value) == trace_id
    assert trace_id in room.log()
    assert room.metric(failed) == before + 1


def test_a_call_that_is_turned_away_is_measured_and_logged_in_one_line(
    house: House, client: RpcClient, room: Process, trace_id: str, name: str
) -> None:
    refused = f'rokhas_call_seconds_count{{method="count",outcome="refused",service="{house.name}"}}'
    before = room.metric(refused)

    with pytest.raises(Forbidden):
        client.call(house.name, "count", {"name": name}, traced(house.context("applicant"), trace_id))

    assert room.metric(refused) == before + 1
    (line,) = [line for line in room.lines("call-refused") if line["trace_id"] == trace_id]
    assert (line["method"], line["code"], "exception" in line) == ("count", "forbidden", False)


@pytest.mark.parametrize(("method", "kwargs"), [("nope", {}), ("count", {"nom": "x"}), ("count", {}), ("add_one", {}), ("__init__", {})])
def test_a_method_that_does_not_exist_is_not_called(house: House, client: RpcClient, method: str, kwargs: dict[str, str]) -> None:
    with pytest.raises((CallFailed, NotFound)):
        client.call(house.name, method, kwargs, house.context())


def test_a_public_question_needs_no_token(house: House, client: RpcClient, name: str) -> None:
    assert client.call(house.name, "value", {"name": name}, Context()) == 0


@pytest.mark.parametrize("method", ["value", "count"])
def test_a_bad_token_is_refused_even_where_none_is_needed(house: House, client: RpcClient, name: str, method: str) -> None:
    forged = house.context().token[:-4] + "AAAA"

    with pytest.raises(Forbidden) as refusal:
        client.call(house.name, method, {"name": name}, Context(token=forged))

    assert refusal.value.code == "unauthenticated"
    assert house.count(name) == 0


def test_a_command_without_a_token_is_refused(house: House, client: RpcClient, name: str) -> None:
    with pytest.raises(Forbidden) as refusal:
        client.call(house.name, "count", {"name": name}, Context())

    assert refusal.value.code == "unauthenticated"


def test_a_role_is_asked_for(house: House, client: RpcClient, name: str) -> None:
    with pytest.raises(Forbidden) as refusal:
        client.call(house.name, "count", {"name": name}, house.context("applicant"))

    assert refusal.value.code == "forbidden"
    assert house.count(name) == 0


def test_a_service_asks_another_on_behalf_of_its_caller(house: House, client: RpcClient) -> None:
    assert client.call(house.name, "who_through_another", {}, house.context("clerk")) == "clerk-1"


def test_a_service_that_hears_nothing_from_another_says_that_it_is_late(house: House, client: RpcClient) -> None:
    with pytest.raises(Refusal) as refusal:
        client.call(house.name, "silence", {}, house.context())

    assert refusal.value.code == "service-late"


def test_a_service_that_is_not_deployed_is_missing(house: House, client: RpcClient) -> None:
    with pytest.raises(ServiceMissing):
        client.call("nobody", "anything", {}, Context())


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"[1]", b'{"args": [1], "kwargs": {}}', b'{"kwargs": []}'], ids=repr)
def test_a_call_that_cannot_be_read_is_parked_and_the_service_lives(house: House, client: RpcClient, body: bytes) -> None:
    queue = f"rpc-{house.name}"

    with house.channel() as channel:
        channel.basic_publish("", queue, body)

    until("it is parked", lambda: body in [bytes(message.body) for message in house.parked(queue)])
    assert client.call(house.name, "value", {"name": "alive"}, Context()) == 0
