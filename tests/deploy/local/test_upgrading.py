"""How running processes come to new code: in which order, one beside the other, without touching the rest."""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pika
import pytest

from deploy.local import broker, upgrading
from deploy.local.folder import RunFolder, write_private
from deploy.local.platform import Platform, start_broker_only, stop
from deploy.local.refusals import CannotRun
from deploy.local.supervisor import RUNNING, Program
from deploy.local.waiting import wait_until
from deploy.rooms import DECLARED

COMMAND = (sys.executable, "-c", "import signal; signal.pause()")


@pytest.fixture(scope="module")
def platform(run_folder: RunFolder) -> Iterator[Platform]:
    """A platform of its own, of which nothing runs but the supervisor and, where it is asked for, the broker."""
    folder = RunFolder(run_folder.path / "upgrading")
    yield Platform.prepared(folder)
    stop(folder)
    shutil.rmtree(folder.path)


def programs(platform: Platform, *programs: Program) -> list[Program]:
    """Give programs besides those of the platform."""
    return [*platform.programs(), *programs]


def works(platform: Platform, name: str) -> bool:
    """Tell whether a program runs."""
    return platform.supervisor.states().get(name) == RUNNING


def test_a_tenant_comes_before_its_room_and_the_gateway_last() -> None:
    order = list(upgrading.units())

    assert sorted(order) == sorted(DECLARED.roles)
    assert order[-1] == "gateway"
    assert order.index("signer") < order.index("signature")


def test_the_one_that_comes_differs_from_the_one_that_goes_in_its_name_and_port_alone(platform: Platform) -> None:
    goes, comes = platform.processes.named("filing"), platform.processes.next("filing")

    assert comes.environment["METRICS_PORT"] not in {program.environment.get("METRICS_PORT") for program in platform.programs()}
    assert replace(comes, name="filing", environment=comes.environment | {"METRICS_PORT": goes.environment["METRICS_PORT"]}) == goes


def test_a_process_goes_on_as_it_was_until_it_is_its_turn(platform: Platform) -> None:
    first, second = (Program(name=name, command=COMMAND) for name in ("first", "second"))
    platform.supervisor.start(programs(platform, first, second))
    platform.supervisor.launch(["first", "second"])
    wait_until(lambda: works(platform, "first") and works(platform, "second"), lambda: str(platform.supervisor.states()))
    before = platform.pids()

    changed = [replace(each, environment={"RELEASE": "new"}) for each in (first, second)]
    platform.supervisor.learn(programs(platform, *changed))
    platform.supervisor.renew("first")
    platform.supervisor.launch(["first"])

    wait_until(lambda: works(platform, "first"), lambda: str(platform.supervisor.states()))
    assert platform.pids()["first"] != before["first"]
    assert platform.pids()["second"] == before["second"]


def test_what_there_is_no_longer_is_named_and_goes_on_until_it_is_let_go(platform: Platform) -> None:
    gone = Program(name="gone", command=COMMAND)
    platform.supervisor.start(programs(platform, gone))
    platform.supervisor.launch(["gone"])
    wait_until(lambda: works(platform, "gone"), lambda: str(platform.supervisor.states()))

    assert platform.supervisor.learn(platform.programs()) == ["gone"]
    assert works(platform, "gone")
    platform.supervisor.forget("gone")
    assert "gone" not in platform.supervisor.states()


def test_new_rights_are_given_to_a_running_broker(platform: Platform) -> None:
    urls = start_broker_only(platform.folder)
    definitions = platform.folder.read_json(broker.DEFINITIONS)
    filing = next(user for user in definitions["users"] if user["name"] == "filing")
    definitions["users"].append(filing | {"name": "newcomer"})
    definitions["permissions"].append({"user": "newcomer", "vhost": "rokhas", "configure": "", "write": "", "read": ""})
    write_private(platform.folder.path / broker.DEFINITIONS, json.dumps(definitions))

    broker.load_definitions(platform.folder, platform.addresses.ports)

    url = urls["filing"].replace("//filing:", "//newcomer:")
    with closing(pika.BlockingConnection(pika.URLParameters(url))) as connection:
        assert connection.is_open


def test_nothing_is_upgraded_where_nothing_runs(run_folder: RunFolder) -> None:
    with pytest.raises(CannotRun, match="no platform is in"):
        upgrading.begin(RunFolder(run_folder.path / "nowhere"))
