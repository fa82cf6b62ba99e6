"""What keepers see of a process, and what a process does by the clock."""

import socket
from datetime import datetime, timedelta
from itertools import pairwise

import httpx
import psutil
import sqlalchemy as sa

from chassis.health import idle_queues
from chassis.tables import ticks
from demo.people import until
from tests.chassis.house import House, Process
from tests.chassis.sample import BEAT_SECONDS, beats


def test_a_probe_tells_that_the_process_runs_and_can_work(room: Process, relay: Process) -> None:
    for process in (room, relay):
        assert process.probe("/healthz").status_code == httpx.codes.OK
        assert process.probe("/readyz").status_code == httpx.codes.OK
        assert process.probe("/anything").status_code == httpx.codes.NOT_FOUND


def test_a_probe_gives_the_figures_of_the_process(house: House, room: Process, relay: Process) -> None:
    assert "rokhas_call_seconds" in room.probe("/metrics").text
    assert f'rokhas_outbox_waiting{{service="{house.name}"}}' in relay.probe("/metrics").text


def test_a_process_answers_its_keepers_on_this_machine_alone(room: Process, relay: Process) -> None:
    for process in (room, relay):
        listening = [each.laddr for each in psutil.Process(process.popen.pid).net_connections("inet") if each.status == psutil.CONN_LISTEN]

        assert [(address.ip, address.port) for address in listening] == [("127.0.0.1", process.port)]


def test_a_keeper_who_says_nothing_keeps_nobody_waiting_and_is_let_go(room: Process, relay: Process) -> None:
    for process in (room, relay):
        with socket.create_connection(("127.0.0.1", process.port), timeout=15) as silent:
            assert process.probe("/healthz").status_code == httpx.codes.OK
            assert silent.recv(1) == b""


def test_a_room_that_lost_its_consumers_says_that_it_does_not_live(undeployed: House) -> None:
    """The broker cancels the consumers of a queue that is deleted; the process, which looks for it again and again, goes on running."""
    house = House(undeployed.engine, undeployed.amqp_url, undeployed.folder, key=undeployed.key)
    house.deploy()
    room = house.start_room()
    assert room.probe("/healthz").status_code == httpx.codes.OK

    with house.channel() as channel:
        channel.queue_delete(f"{house.name}.count-permit")
    until("it does not live", lambda: room.probe("/healthz").status_code == httpx.codes.SERVICE_UNAVAILABLE)
    assert room.probe("/readyz").status_code == httpx.codes.OK
    assert room.popen.poll() is None

    house.deploy()
    until("it lives again", lambda: room.probe("/healthz").status_code == httpx.codes.OK)
    house.demolish()


def test_a_process_that_stops_is_missed_by_its_queues(undeployed: House, room: Process) -> None:
    queues = [queue.name for queue in undeployed.queues()]

    assert idle_queues(undeployed.amqp_url, queues) == []
    assert idle_queues(undeployed.amqp_url, ["rpc-nobody"]) == ["rpc-nobody"]


def test_a_task_runs_once_each_tick_however_many_replicas_run(house: House) -> None:
    replica = house.start("tests.chassis.sample")
    until("the second replica is ready", replica.is_ready)
    begun = len(beats_of(house))

    until("ten ticks have passed", lambda: len(beats_of(house)) >= begun + 10)
    replica.end()

    gaps = [later - earlier for earlier, later in pairwise(beats_of(house)[begun:])]
    assert min(gaps) >= timedelta(seconds=BEAT_SECONDS)
    assert task_names(house) >= {f"{house.name}.beat"}


def test_a_room_asked_to_stop_ends_by_itself(house: House) -> None:
    replica = house.start("tests.chassis.sample")
    until("it runs", lambda: "service-started" in replica.log())

    replica.end()

    assert replica.popen.returncode == 0
    assert "service-stopped" in replica.log()


def beats_of(house: House) -> list[datetime]:
    """Give the instants at which the task ran."""
    with house.engine.connect() as connection:
        return list(connection.execute(sa.select(beats.c.at).order_by(beats.c.at)).scalars())


def task_names(house: House) -> set[str]:
    """Name the scheduled tasks that have run."""
    with house.engine.connect() as connection:
        return set(connection.execute(sa.select(ticks.c.name)).scalars())
