"""
Opening the door, in the worker of the server: the application with its RPC client, and what its supervisors see of it.
"""

import multiprocessing

from environs import Env
from flask import Flask

from chassis.collecting import spare_what_stays
from chassis.lifeline import end_with
from chassis.probe import serve_probe
from gateway.api.resources import EXTENSION, Resources
from gateway.app import create_app
from gateway.bridge import Bridge


def door() -> Bridge:
    """Make the gateway."""
    return a_door(create_app())


def a_door(application: Flask) -> Bridge:
    """
    Prepare the worker for an application: it ends with the first process, and answers its keepers on a port of their own.

    Supervisors know and kill the first process. By itself the worker would go on, with the ports for which the next gateway waits.
    """
    first = multiprocessing.parent_process()
    if first is not None and first.pid is not None:
        end_with(first.pid)
    resources: Resources = application.extensions[EXTENSION]
    platform = resources.settings.platform
    serve_probe(platform.metrics_host, platform.metrics_port, resources.is_ready)
    spare_what_stays()
    return Bridge(application, Env().int("GATEWAY_THREADS", 32))
