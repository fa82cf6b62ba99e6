"""Processes of filing that hear events at the same moment, each with its own room, on one database."""

import multiprocessing
from collections.abc import Sequence
from multiprocessing.synchronize import Barrier
from typing import ClassVar

import sqlalchemy as sa

from contracts.events import Event
from services.filing.service import Filing
from tests.filing.makers import NOW
from tests.filing.news import REACTIONS
from tests.rooms import room_for

PATIENCE_SECONDS = 60


class Together(Filing):
    """A room that writes a fact down only when the others are about to do so as well."""

    barrier: ClassVar[Barrier]


def hear_together(engine: sa.Engine, events: Sequence[Event]) -> None:
    """Let as many processes hear one event each, at the same moment."""
    anew = multiprocessing.get_context("spawn")  # a fork would share the connections, and the threads in which papers are composed
    url = engine.url.render_as_string(hide_password=False)
    with anew.Pool(len(events), _begin, (anew.Barrier(len(events)),)) as processes:
        processes.starmap_async(_hear, [(url, event) for event in events], chunksize=1).get(2 * PATIENCE_SECONDS)


def _begin(barrier: Barrier) -> None:
    Together.barrier = barrier


def _hear(url: str, event: Event) -> None:
    engine = sa.create_engine(url)
    react = getattr(room_for(Together, engine, now=NOW), REACTIONS[type(event)])
    Together.barrier.wait(PATIENCE_SECONDS)
    react(event)
    engine.dispose()
