"""`python -m chassis.run filing`: run one nameko service in this process, under eventlet, until it is told to stop or dies."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402 - everything below must be imported green
import signal  # noqa: E402
import sys  # noqa: E402
from functools import partial  # noqa: E402
from typing import Any  # noqa: E402

import sqlalchemy as sa  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402

from chassis.collecting import spare_what_stays  # noqa: E402
from chassis.consuming import RawQueueConsumer  # noqa: E402
from chassis.database import engine_for  # noqa: E402
from chassis.health import is_consuming, room_of  # noqa: E402
from chassis.log import configure, log  # noqa: E402
from chassis.probe import serve_probe  # noqa: E402
from chassis.settings import Settings, read_settings  # noqa: E402

GRACE_SECONDS = 20


def nameko_config(settings: Settings) -> dict[str, Any]:
    """Write the settings as nameko reads them."""
    return {
        "AMQP_URI": settings.amqp_url,
        "DATABASE_URL": settings.database_url,
        "DATABASE_POOL": settings.database_pool,
        "DOCUMENTS_URL": settings.documents_url,
        "JWKS_FILE": str(settings.jwks_file),
        "max_workers": settings.workers,
        "HEARTBEAT": 20,
        "TRANSPORT_OPTIONS": {"max_retries": 3, "interval_start": 0.2, "interval_step": 0.5, "interval_max": 2},
    }


def database_answers(settings: Settings) -> bool:
    """Tell whether the database answers a question."""
    try:
        with engine_for(settings.database_url, settings.database_pool).connect() as connection:
            connection.execute(sa.text("select 1"))
    except sa.exc.SQLAlchemyError:
        return False
    return True


def stop(runner: ServiceRunner) -> None:
    """Finish what is in hand and stop; whatever still hangs after the grace is cut off, and done again elsewhere."""
    eventlet.spawn_n(runner.stop)
    eventlet.spawn_after(GRACE_SECONDS, os._exit, 1)


def main(service: str) -> None:
    """Run `service`; the supervisor starts it again when it dies."""
    settings = read_settings()
    configure(service, settings.log_level)
    runner = ServiceRunner(nameko_config(settings))
    runner.add_service(room_of(service))
    signal.signal(signal.SIGTERM, lambda *_: stop(runner))
    runner.start()
    consumer = runner.service_map[service].shared_extensions[RawQueueConsumer]
    ready, alive = partial(database_answers, settings), partial(is_consuming, consumer)
    serve_probe(settings.metrics_host, settings.metrics_port, ready, alive)
    spare_what_stays()
    log.info("service-started")
    eventlet.spawn(runner.wait).wait()
    log.info("service-stopped")


if __name__ == "__main__":
    main(sys.argv[1])
