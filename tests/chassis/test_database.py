"""Sessions with PostgreSQL: what is in force on each of them, and what their errors say."""

import os
import socket
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.database import OPEN_AT_MOST_SECONDS, engine_for
from chassis.relay import Outbox
from chassis.rpc.service import CALL_TIMEOUT_SECONDS
from tests.chassis.house import House

SETTINGS = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
IN_FORCE = ["10", "5", "3", "25000", "2min"]


@pytest.fixture
def engine(undeployed: House) -> Iterator[sa.Engine]:
    made = engine_for(undeployed.environment()["DATABASE_URL"], pool=3)
    yield made
    made.dispose()


def in_force(cursor: Any) -> list[str]:
    """Ask the server what it does with this session; it reads the figures of the connection from its own socket."""
    shown = []
    for name in (*SETTINGS, "idle_in_transaction_session_timeout"):
        cursor.execute(f"show {name}")
        shown.append(cursor.fetchone()[0])
    return shown


def test_the_server_lets_go_of_a_session_whose_machine_has_vanished(engine: sa.Engine) -> None:
    with engine.connect() as session:
        assert in_force(session.connection.cursor()) == IN_FORCE


def test_the_server_lets_go_of_the_lock_of_a_relay_whose_machine_has_vanished(undeployed: House) -> None:
    outbox = Outbox(undeployed.environment()["DATABASE_URL"])

    assert in_force(outbox._cursor) == IN_FORCE
    outbox.close()


def test_a_process_lets_go_of_a_server_that_has_vanished(engine: sa.Engine) -> None:
    with engine.connect() as session:
        connection: Any = session.connection.dbapi_connection
        with socket.socket(fileno=os.dup(connection.fileno())) as ours:
            options = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT)
            assert [ours.getsockopt(socket.IPPROTO_TCP, option) for option in options] == [10, 5, 3, 25_000]


def test_a_transaction_may_wait_much_longer_than_the_longest_call() -> None:
    assert OPEN_AT_MOST_SECONDS > 4 * CALL_TIMEOUT_SECONDS


PERSONAL = "somebody@example.org"
TABLE = "create temporary table people (email text unique, age int not null)"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("insert into people values (:personal, 30)", "people_email_key"),
        ("insert into people values (:personal || '2', null)", '"age"'),
        ("insert into people values ('x', cast(:personal as int))", "type integer"),
        ("insert into people values (:personal, nowhere)", '"nowhere"'),
    ],
    ids=["a value that is there", "a row that is not whole", "a value of another type", "a statement that is wrong"],
)
def test_an_error_names_the_rule_and_never_the_value(engine: sa.Engine, statement: str, constraint: str) -> None:
    with engine.connect() as session:
        session.execute(sa.text(TABLE))
        session.execute(sa.text("insert into people values (:personal, 30)"), {"personal": PERSONAL})
        with pytest.raises(sa.exc.DBAPIError) as error:
            session.execute(sa.text(statement), {"personal": PERSONAL})

    told = "".join(traceback.format_exception(error.value))
    assert constraint in str(error.value.orig)
    assert constraint in str(error.value)
    assert PERSONAL not in told


def test_a_process_opens_no_more_connections_than_its_pool_has_and_who_comes_later_waits(engine: sa.Engine) -> None:
    """Ten at once, each busy for a moment, on a pool of three: all are served, by three connections."""
    busy = sa.text("select pg_backend_pid() from pg_sleep(0.02)")
    together = Barrier(10)

    def ask(_: int) -> int:
        together.wait(timeout=10)
        with engine.begin() as session:
            return int(session.execute(busy).scalar_one())

    with ThreadPoolExecutor(10) as askers:
        served_by = list(askers.map(ask, range(10)))

    assert len(set(served_by)) == 3
