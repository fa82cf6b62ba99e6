"""
Work that blocks: a disk, a bucket, a C library would hold every green thread of a service; here it runs in a real thread meanwhile.

Only what needs no database connection and no broker may go aside: those belong to the green threads.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import eventlet.tpool

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def aside(work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """Do the work in a real thread, and give what it gives; what it raises is raised here."""
    return cast(Result, eventlet.tpool.execute(work, *args, **kwargs))
